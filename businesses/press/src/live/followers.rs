//! The archive's feed as a WebSub hub of its own: whoever asked is told at once when it changes.

use std::time::Duration;

use kurier_egress::{HeaderName, HeaderValue, Request, header};
use rusqlite::{Row, Transaction};
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;

use super::archive;
use super::config::World;
use super::memory::Memory;
use crate::PressError;
use crate::fetch::Fetcher;
use crate::fetch::websub::{LEASE_S, Wanted, signed};
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
const EXPIRED: &str = "DELETE FROM follower WHERE until_s IS NOT NULL AND until_s < ?1";
const DUE: &str = "SELECT id, callback, want, want_lease_s, secret, tries FROM follower
    WHERE next_s <= ?1 AND (want IS NOT NULL OR mark <> ?2) ORDER BY next_s LIMIT ?3";
const FOLLOWS: &str = "UPDATE follower SET want = NULL, secret = want_secret, until_s = ?2, mark = CASE WHEN until_s IS NULL THEN ?3 ELSE mark END,
    tries = 0 WHERE id = ?1";
const NOT_MEANT: &str = "DELETE FROM follower WHERE id = ?1 AND until_s IS NULL";
const STAYS: &str = "UPDATE follower SET want = NULL WHERE id = ?1";
const GONE: &str = "DELETE FROM follower WHERE id = ?1";
const TOLD: &str = "UPDATE follower SET mark = ?2, tries = 0 WHERE id = ?1";
const AGAIN: &str = "UPDATE follower SET tries = tries + 1, next_s = ?2 WHERE id = ?1";

/// Where followers ask.
pub(super) const PATH: &str = "/archive/hub";

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
    want_lease_s: i64,
    secret: Option<String>,
    tries: u32,
}

fn follower(row: &Row<'_>) -> rusqlite::Result<Follower> {
    Ok(Follower {
        id: row.get(0)?,
        callback: row.get(1)?,
        want: row.get(2)?,
        want_lease_s: row.get::<_, Option<i64>>(3)?.unwrap_or(LEASE_S),
        secret: row.get(4)?,
        tries: row.get(5)?,
    })
}

/// The feed of a moment.
#[derive(Clone)]
struct Feed {
    body: String,
    mark: String,
    address: String,
    hub: String,
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
            let body = page::feed(&newsroom, &base, &archive::before(tx, i64::MAX)?);
            let mark = Sha256::digest(body.as_bytes());
            let mark = mark.iter().take(8).fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
            let address = format!("{base}/archive/feed.xml");
            let hub = format!("{base}{PATH}");
            let feed = Feed { body, mark: format!("{mark:016x}"), address, hub };
            let mut rows = tx.prepare_cached(DUE)?;
            let due: Vec<Follower> = rows
                .query_map((now_s, &feed.mark, ROUND), follower)?
                .collect::<rusqlite::Result<_>>()?;
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
    match end {
        End::Meant if leaves => tx.prepare_cached(GONE)?.execute([it.id])?,
        End::Meant => {
            tx.prepare_cached(FOLLOWS)?.execute((it.id, now_s + it.want_lease_s, mark))?
        }
        End::NotMeant => {
            tx.prepare_cached(NOT_MEANT)?.execute([it.id])?;
            tx.prepare_cached(STAYS)?.execute([it.id])?
        }
        End::Told => tx.prepare_cached(TOLD)?.execute((it.id, mark))?,
        End::Again if it.tries + 1 < TRIES_MAX => {
            tx.prepare_cached(AGAIN)?.execute((it.id, now_s + (FIRST_AGAIN_S << it.tries)))?
        }
        End::Gone | End::Again => tx.prepare_cached(GONE)?.execute([it.id])?,
    };
    Ok(())
}

/// Whether a callback meant what was asked in its name.
async fn ask(fetcher: &Fetcher, it: &Follower, mode: &str, feed: &Feed, challenge: &str) -> End {
    let Ok(mut address) = url::Url::parse(&it.callback) else { return End::NotMeant };
    address
        .query_pairs_mut()
        .append_pair("hub.mode", mode)
        .append_pair("hub.topic", &feed.address)
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
    let links = format!("<{}>; rel=\"hub\", <{}>; rel=\"self\"", feed.hub, feed.address);
    let kind = HeaderValue::from_static(FEED_KIND);
    request.headers.insert(header::CONTENT_TYPE, kind);
    if let Ok(links) = HeaderValue::from_str(&links) {
        request.headers.insert(header::LINK, links);
    }
    if let Some(signature) = it.secret.as_deref().map(|secret| signed(secret, feed.body.as_bytes()))
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
