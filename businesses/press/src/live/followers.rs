//! The archive's feed as a WebSub hub of its own: whoever asked is told at once when it changes.

use std::time::Duration;

use kurier_egress::{HeaderName, HeaderValue, Request, header};
use kurier_wire::signature::sign;
use rusqlite::{Row, Transaction};
use tokio::task::JoinSet;

use super::archive;
use super::config::World;
use super::memory::Memory;
use crate::PressError;
use crate::fetch::Fetcher;
use crate::fetch::websub::{LEASE_S, Wanted};
use crate::page;

/// Followers at most, so that strangers cannot fill the database.
const MOST: i64 = 1_000;
/// Calls in one round, and as many at once.
const ROUND: u32 = 8;
const PAUSE: Duration = Duration::from_secs(1);
/// A follower that fails so often in a row is forgotten.
const TRIES_MAX: u32 = 8;
const FIRST_AGAIN_S: i64 = 60;

const COUNT: &str = "SELECT count(*) FROM follower";
const KNOWN: &str = "SELECT 1 FROM follower WHERE callback = ?1";
const WANT: &str = "INSERT INTO follower (callback, want, want_secret, want_lease_s, next_s) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (callback) DO UPDATE SET want = excluded.want, want_secret = excluded.want_secret, want_lease_s = excluded.want_lease_s,
    next_s = excluded.next_s";
const EXPIRED: &str =
    "DELETE FROM follower WHERE want IS NULL AND until_s IS NOT NULL AND until_s < ?1";
const DUE: &str =
    "SELECT id, callback, want, want_secret, want_lease_s, secret, tries FROM follower
    WHERE next_s <= ?1 AND (want IS NOT NULL OR mark <> ?2) ORDER BY next_s LIMIT ?3";
// A wish that was noted while a call was under way stands: what the call came to says nothing about it. Hence the last condition
// of these.
const FOLLOWS: &str = "UPDATE follower SET want = NULL, secret = want_secret, until_s = ?4, mark = CASE WHEN until_s IS NULL THEN ?5 ELSE mark END,
    tries = 0 WHERE id = ?1 AND want IS ?2 AND want_secret IS ?3";
const NOT_MEANT: &str =
    "DELETE FROM follower WHERE id = ?1 AND until_s IS NULL AND want IS ?2 AND want_secret IS ?3";
const STAYS: &str =
    "UPDATE follower SET want = NULL WHERE id = ?1 AND want IS ?2 AND want_secret IS ?3";
const GONE: &str = "DELETE FROM follower WHERE id = ?1 AND want IS ?2 AND want_secret IS ?3";
const AGAIN: &str = "UPDATE follower SET tries = tries + 1, next_s = ?4 WHERE id = ?1 AND want IS ?2 AND want_secret IS ?3";
const TOLD: &str = "UPDATE follower SET mark = ?2, tries = 0 WHERE id = ?1";

/// What came of a wish.
pub(super) enum Taken {
    /// It is checked, and answered by that.
    Yes,
    /// There is no room for more.
    Full,
}

/// Notes what somebody wants; nothing holds before the callback said that it meant it.
pub(super) fn note(tx: &Transaction<'_>, wanted: &Wanted, now_s: i64) -> rusqlite::Result<Taken> {
    let is_known = tx.prepare_cached(KNOWN)?.exists([&wanted.callback])?;
    let count: i64 = tx.prepare_cached(COUNT)?.query_row([], |row| row.get(0))?;
    if !is_known && wanted.mode == "unsubscribe" {
        return Ok(Taken::Yes);
    }
    if !is_known && count >= MOST {
        return Ok(Taken::Full);
    }
    let row = (&wanted.callback, &wanted.mode, &wanted.secret, wanted.lease_s, now_s);
    tx.prepare_cached(WANT)?.execute(row)?;
    Ok(Taken::Yes)
}

struct Follower {
    id: i64,
    callback: String,
    want: Option<String>,
    want_secret: Option<String>,
    want_lease_s: i64,
    secret: Option<String>,
    tries: u32,
}

fn follower(row: &Row<'_>) -> rusqlite::Result<Follower> {
    Ok(Follower {
        id: row.get(0)?,
        callback: row.get(1)?,
        want: row.get(2)?,
        want_secret: row.get(3)?,
        want_lease_s: row.get::<_, Option<i64>>(4)?.unwrap_or(LEASE_S),
        secret: row.get(5)?,
        tries: row.get(6)?,
    })
}

/// The feed of a moment.
#[derive(Clone)]
struct Feed {
    /// Empty when nobody is to be told.
    body: String,
    mark: String,
    base: String,
}

/// What a call came to.
enum End {
    Meant,
    NotMeant,
    Told,
    Gone,
    Again,
}

/// Tells followers.
pub(super) struct Followers {
    pub(super) fetcher: Fetcher,
    pub(super) memory: Memory,
    pub(super) world: World,
    pub(super) newsroom: String,
    pub(super) public_url: String,
}

impl Followers {
    /// Runs until dropped. Fails only when the database does.
    pub(super) async fn run(self) -> Result<(), PressError> {
        loop {
            self.round().await?;
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn round(&self) -> Result<(), PressError> {
        let now_s = self.world.now();
        let (newsroom, base) = (self.newsroom.clone(), self.public_url.clone());
        let look = move |tx: &Transaction<'_>| {
            tx.prepare_cached(EXPIRED)?.execute([now_s])?;
            if tx.prepare_cached(COUNT)?.query_row([], |row| row.get::<_, i64>(0))? == 0 {
                return Ok(None);
            }
            let mark = archive::mark(tx)?;
            let mut rows = tx.prepare_cached(DUE)?;
            let due: Vec<Follower> = rows
                .query_map((now_s, &mark, ROUND), follower)?
                .collect::<rusqlite::Result<_>>()?;
            let body = if due.iter().any(|it| it.want.is_none()) {
                page::feed(&newsroom, &base, &archive::before(tx, i64::MAX)?)
            } else {
                String::new()
            };
            let feed = Feed { body, mark, base };
            Ok(Some((feed, due)))
        };
        let Some((feed, due)) = self.memory.work(look).await? else { return Ok(()) };
        let mut under_way = JoinSet::new();
        for it in due {
            let (fetcher, feed, challenge) =
                (self.fetcher.clone(), feed.clone(), self.world.secret());
            under_way.spawn(async move {
                let end = match &it.want {
                    Some(mode) => ask(&fetcher, &it, mode, &feed, &challenge).await,
                    None => tell(&fetcher, &it, &feed).await,
                };
                (it, end)
            });
        }
        while let Some(done) = under_way.join_next().await {
            let Ok((it, end)) = done else { continue };
            let mark = feed.mark.clone();
            self.memory.work(move |tx| settle(tx, &it, &end, &mark, now_s)).await?;
        }
        Ok(())
    }
}

fn settle(
    tx: &Transaction<'_>,
    it: &Follower,
    end: &End,
    mark: &str,
    now_s: i64,
) -> rusqlite::Result<()> {
    let leaves = it.want.as_deref() == Some("unsubscribe");
    let (id, want, secret) = (it.id, &it.want, &it.want_secret);
    match end {
        End::Meant if !leaves => {
            let until_s = now_s + it.want_lease_s;
            tx.prepare_cached(FOLLOWS)?.execute((id, want, secret, until_s, mark))?
        }
        End::NotMeant => {
            tx.prepare_cached(NOT_MEANT)?.execute((id, want, secret))?;
            tx.prepare_cached(STAYS)?.execute((id, want, secret))?
        }
        End::Told => tx.prepare_cached(TOLD)?.execute((id, mark))?,
        End::Again if it.tries + 1 < TRIES_MAX => {
            let next_s = now_s + (FIRST_AGAIN_S << it.tries);
            tx.prepare_cached(AGAIN)?.execute((id, want, secret, next_s))?
        }
        End::Meant | End::Gone | End::Again => {
            tx.prepare_cached(GONE)?.execute((id, want, secret))?
        }
    };
    Ok(())
}

/// Whether a callback meant what was asked in its name.
async fn ask(fetcher: &Fetcher, it: &Follower, mode: &str, feed: &Feed, challenge: &str) -> End {
    let Ok(mut address) = url::Url::parse(&it.callback) else { return End::NotMeant };
    address
        .query_pairs_mut()
        .append_pair("hub.mode", mode)
        .append_pair("hub.topic", &page::feed_address(&feed.base))
        .append_pair("hub.challenge", challenge)
        .append_pair("hub.lease_seconds", &it.want_lease_s.to_string());
    match fetcher.client().request(Request::get(String::from(address))).await {
        Ok(answer) if answer.status.is_success() && answer.body == challenge.as_bytes() => {
            End::Meant
        }
        _ => End::NotMeant,
    }
}

async fn tell(fetcher: &Fetcher, it: &Follower, feed: &Feed) -> End {
    let mut request = Request::post(it.callback.clone(), feed.body.clone());
    let kind = HeaderValue::from_static(FEED_KIND);
    request.headers.insert(header::CONTENT_TYPE, kind);
    if let Ok(links) = HeaderValue::from_str(&page::feed_links(&feed.base)) {
        request.headers.insert(header::LINK, links);
    }
    if let Some(signature) = it.secret.as_deref().map(|secret| sign(secret, feed.body.as_bytes()))
        && let Ok(signature) = HeaderValue::from_str(&signature)
    {
        request.headers.insert(HeaderName::from_static("x-hub-signature"), signature);
    }
    match fetcher.client().request(request).await {
        Ok(answer) if answer.status.is_success() => End::Told,
        Ok(answer) if answer.status.as_u16() == 410 => End::Gone,
        _ => End::Again,
    }
}

/// What the archive's feed is.
pub(super) const FEED_KIND: &str = "application/atom+xml; charset=utf-8";

#[cfg(test)]
mod tests {
    use super::*;

    const CALLBACK: &str = "https://follower.example/";

    fn wish(tx: &Transaction<'_>, mode: &str, secret: &str) -> rusqlite::Result<()> {
        let (mode, secret) = (mode.to_owned(), Some(secret.to_owned()));
        let wanted = Wanted { mode, callback: CALLBACK.to_owned(), secret, lease_s: 1_000 };
        note(tx, &wanted, 0).map(|_| ())
    }

    fn due(tx: &Transaction<'_>) -> rusqlite::Result<Option<Follower>> {
        let mut rows = tx.prepare_cached(DUE)?;
        rows.query_map((0, "now", ROUND), follower)?.next().transpose()
    }

    /// What is noted after a wish was noted while a call, begun after `first`, was under way and came to `end`.
    async fn meanwhile(first: &[(&'static str, &'static str)], end: End) -> Option<Follower> {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::open(&folder.path().join("press.db")).unwrap();
        let first = first.to_vec();
        let job = move |tx: &Transaction<'_>| {
            for (place, (mode, secret)) in first.iter().enumerate() {
                wish(tx, mode, secret)?;
                if place + 1 < first.len() {
                    settle(tx, &due(tx)?.expect("a wish"), &End::Meant, "before", 0)?;
                }
            }
            let under_way = due(tx)?.expect("a wish");
            wish(tx, "subscribe", "the new one")?;
            settle(tx, &under_way, &end, "now", 0)?;
            // Its old lease is over before the new wish was asked about.
            tx.execute(EXPIRED, [5_000])?;
            due(tx)
        };
        memory.work(job).await.unwrap()
    }

    #[tokio::test]
    async fn a_wish_outlives_what_the_call_before_it_came_to() {
        let (old, leaves) = (("subscribe", "the old one"), ("unsubscribe", "the old one"));
        for (first, end) in [
            (&[old][..], End::Meant),
            (&[old], End::NotMeant),
            (&[old, leaves], End::Meant),
            (&[old, leaves], End::NotMeant),
        ] {
            let stands = meanwhile(first, end).await.expect("the new wish");
            assert_eq!(stands.want.as_deref(), Some("subscribe"));
            assert_eq!(stands.want_secret.as_deref(), Some("the new one"));
        }
    }

    #[tokio::test]
    async fn a_wish_of_somebody_who_is_just_being_told_stands() {
        for end in [End::Told, End::Gone, End::Again] {
            let folder = tempfile::tempdir().unwrap();
            let memory = Memory::open(&folder.path().join("press.db")).unwrap();
            let job = move |tx: &Transaction<'_>| {
                wish(tx, "subscribe", "the old one")?;
                settle(tx, &due(tx)?.expect("a wish"), &End::Meant, "before", 0)?;
                let told = due(tx)?.expect("somebody to tell");
                wish(tx, "unsubscribe", "the old one")?;
                settle(tx, &told, &end, "now", 0)?;
                due(tx)
            };
            let stands = memory.work(job).await.unwrap().expect("the wish");
            assert_eq!(stands.want.as_deref(), Some("unsubscribe"));
        }
    }

    #[tokio::test]
    async fn the_mark_changes_with_the_stories_that_are_shown_and_with_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::open(&folder.path().join("press.db")).unwrap();
        let job = |tx: &Transaction<'_>| {
            let mut marks = vec![archive::mark(tx)?];
            for change in [
                "INSERT INTO story (id, source, key_words, title, summary, body_html, topic, seen_s, mark, state)
                    VALUES (1, 1, '', 'A', '', '', 'Town', 1, 'a', 'held'), (2, 1, '', 'B', '', '', 'Town', 1, 'b', 'ready')",
                "UPDATE story SET state = 'ready' WHERE id = 1",
                "UPDATE story SET mark = 'c' WHERE id = 1",
                "UPDATE story SET changed_s = 9 WHERE id = 2",
                "UPDATE story SET breaking = 1",
            ] {
                tx.execute(change, [])?;
                marks.push(archive::mark(tx)?);
            }
            Ok(marks)
        };
        let mut marks = memory.work(job).await.unwrap();
        let (last, before) = (marks.pop(), marks.last().cloned());
        assert_eq!(last, before, "breaking is not shown there");
        let all = marks.len();
        marks.dedup();
        assert_eq!(marks.len(), all);
    }
}
