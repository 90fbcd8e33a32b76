//! Cards, and the imported lists that they come from.

use super::fault::Work;
use super::tx::Tx;
use super::{SqliteStore, accounts, relations};
use crate::log::corrupt;
use crate::log::export::Lines;
use crate::log::invitation as log;
use crate::port::{InvitationStore, Result, StoreError};
use crate::record::{Card, CardHour, CardKind, InvitationImport, InvitationsOff, NewInvitations};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, CardId, PersonId};
use kurier_policy::outbound::Recipient;
use kurier_policy::rules::invitation::{CardAnswer, CardCounts};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

macro_rules! import_columns {
    () => {
        "business, number, purpose, topic, evidence, lines, malformed, accepted, at"
    };
}
macro_rules! card_columns {
    () => {
        "c.id, c.person, c.business, c.kind, c.import, c.used_at, c.purpose, c.topic, c.made_at, \
         c.shown_at, c.answered_at, c.answer"
    };
}

pub(super) const NEXT_IMPORT: &str =
    "SELECT coalesce(max(number), 0) + 1 FROM invitation_import WHERE business = ?1";
pub(super) const INSERT_IMPORT: &str = concat!(
    "INSERT INTO invitation_import (",
    import_columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
);
pub(super) const IMPORTS: &str = concat!(
    "SELECT ",
    import_columns!(),
    " FROM invitation_import WHERE business = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3"
);
pub(super) const ACCEPTED_ONE: &str =
    "UPDATE invitation_import SET accepted = accepted + 1 WHERE business = ?1 AND number = ?2";
pub(super) const ALL_IMPORTS: &str =
    concat!("SELECT ", import_columns!(), " FROM invitation_import ORDER BY business, number");
pub(super) const PUT_CARD: &str = "INSERT INTO card (id, person, business, kind, import, used_at, \
     purpose, topic, made_at, shown_at, answered_at, answer) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) \
     ON CONFLICT (person, business, kind, used_at) DO UPDATE SET id = ?1, import = ?5, \
     purpose = ?7, topic = ?8, made_at = ?9, shown_at = ?10, answered_at = ?11, answer = ?12";
pub(super) const OF_PAIR: &str = concat!(
    "SELECT ",
    card_columns!(),
    " FROM card c WHERE c.person = ?1 AND c.business = ?2 AND c.kind = ?3 AND c.used_at = ?4"
);
pub(super) const ONE: &str =
    concat!("SELECT ", card_columns!(), " FROM card c WHERE c.person = ?1 AND c.id = ?2");
pub(super) const CARDS: &str = concat!(
    "SELECT ",
    card_columns!(),
    ", o.until FROM card c LEFT JOIN invitations_off o ON o.business = c.business \
     WHERE c.person = ?1 ORDER BY c.made_at DESC, c.business, c.kind, c.used_at LIMIT ?2"
);
pub(super) const SHOWN_SINCE: &str =
    "SELECT count(*) FROM card WHERE person = ?1 AND shown_at >= ?2";
pub(super) const ALL_CARDS: &str = concat!(
    "SELECT ",
    card_columns!(),
    " FROM card c ORDER BY c.person, c.business, c.kind, c.used_at"
);
pub(super) const ADD_HOUR: &str = "INSERT INTO card_hour (business, hour, shown, answered, accepted) \
     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (business, hour) DO UPDATE SET shown = shown + ?3, \
     answered = answered + ?4, accepted = accepted + ?5";
pub(super) const COUNTS: &str = "SELECT coalesce(sum(CASE WHEN hour < ?3 THEN shown ELSE answered \
     END), 0), coalesce(sum(accepted), 0) FROM card_hour WHERE business = ?1 AND hour >= ?2";
pub(super) const ALL_HOURS: &str = "SELECT business, hour, shown, answered, accepted \
     FROM card_hour ORDER BY business, hour";
pub(super) const OFF: &str = "SELECT until FROM invitations_off WHERE business = ?1";
pub(super) const SET_OFF: &str = "INSERT INTO invitations_off (business, until) VALUES (?1, ?2) \
     ON CONFLICT (business) DO UPDATE SET until = ?2";
pub(super) const ALL_OFF: &str = "SELECT business, until FROM invitations_off ORDER BY business";

const MISSING: StoreError = StoreError::NotFound("card");

fn import_at(row: &Row<'_>) -> Work<InvitationImport> {
    let number: i64 = row.get(1)?;
    let purpose = log::purpose_of(row.get(2)?);
    Ok(InvitationImport {
        business: BusinessId(row.get(0)?),
        number,
        purpose: purpose.ok_or_else(|| corrupt("invitation_import", number, "unknown purpose"))?,
        topic: row.get(3)?,
        evidence: row.get(4)?,
        lines: row.get(5)?,
        malformed: row.get(6)?,
        accepted: row.get::<_, i64>(7)?.unsigned_abs(),
        at: Timestamp(row.get(8)?),
    })
}

fn card_at(row: &Row<'_>) -> Work<Card> {
    let id = CardId(row.get(0)?);
    let wrong = |what| corrupt("card", id, what);
    let time = |at: Option<i64>| at.map(Timestamp);
    Ok(Card {
        id,
        person: PersonId(row.get(1)?),
        business: BusinessId(row.get(2)?),
        kind: log::kind_of(row.get(3)?).ok_or_else(|| wrong("unknown kind"))?,
        import: row.get(4)?,
        used_at: Timestamp(row.get(5)?),
        purpose: log::purpose_of(row.get(6)?).ok_or_else(|| wrong("unknown purpose"))?,
        topic: row.get(7)?,
        made_at: Timestamp(row.get(8)?),
        shown_at: time(row.get(9)?),
        answered_at: time(row.get(10)?),
        answer: log::answer_of(row.get(11)?).map_err(wrong)?,
    })
}

fn put_card(conn: &Connection, card: &Card) -> Work<()> {
    conn.prepare_cached(PUT_CARD)?.execute(params![
        card.id.0,
        card.person.0,
        card.business.0,
        log::kind_code(card.kind),
        card.import,
        card.used_at.0,
        log::purpose_code(card.purpose),
        card.topic,
        card.made_at.0,
        card.shown_at.map(|at| at.0),
        card.answered_at.map(|at| at.0),
        log::answer_code(card.answer),
    ])?;
    Ok(())
}

/// The card of this pair, kind and use.
fn same(conn: &Connection, like: &Card) -> Work<Option<Card>> {
    let mut statement = conn.prepare_cached(OF_PAIR)?;
    let key = (like.person.0, like.business.0, log::kind_code(like.kind), like.used_at.0);
    let mut rows = statement.query(key)?;
    rows.next()?.map(card_at).transpose()
}

fn person_of(conn: &Connection, business: BusinessId, to: &Recipient) -> Work<Option<PersonId>> {
    match to {
        Recipient::Phone(number) => {
            let mut statement = conn.prepare_cached(accounts::PERSON_OF_PHONE)?;
            Ok(statement.query_row([number.digits()], |row| row.get(0)).optional()?.map(PersonId))
        }
        Recipient::WaId(wa_id) => relations::person_by_wa_id(conn, business, *wa_id),
        Recipient::UserId(user_id) => relations::person_by_user_id(conn, business, user_id),
    }
}

fn import(tx: &Tx<'_>, mut new: NewInvitations, now: Timestamp) -> Work<InvitationImport> {
    let business = new.import.business;
    let mut next = tx.conn.prepare_cached(NEXT_IMPORT)?;
    new.import.number = next.query_row([business.0], |row| row.get(0))?;
    let kept = &new.import;
    tx.conn.prepare_cached(INSERT_IMPORT)?.execute(params![
        business.0,
        kept.number,
        log::purpose_code(kept.purpose),
        kept.topic,
        kept.evidence,
        kept.lines,
        kept.malformed,
        i64::try_from(kept.accepted).unwrap_or(i64::MAX),
        kept.at.0,
    ])?;
    for (to, id) in &new.people {
        let Some(person) = person_of(tx.conn, business, to)? else { continue };
        let card = log::card(&new.import, *id, person);
        let relation = relations::relation_cold(tx.conn, (business, person))?;
        let last = same(tx.conn, &card)?.map(|card| card.last());
        if log::asks(&new, relation.as_ref(), last, now) {
            put_card(tx.conn, &card)?;
        }
    }
    Ok(new.import)
}

fn imports(
    conn: &Connection,
    business: BusinessId,
    before: Option<i64>,
    limit: u32,
) -> Work<Vec<InvitationImport>> {
    let mut statement = conn.prepare_cached(IMPORTS)?;
    let mut rows = statement.query((business.0, before.unwrap_or(i64::MAX), limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(import_at(row)?);
    }
    Ok(found)
}

fn cards(conn: &Connection, person: PersonId, limit: u32) -> Work<Vec<(Card, Option<Timestamp>)>> {
    let mut statement = conn.prepare_cached(CARDS)?;
    let mut rows = statement.query((person.0, limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((card_at(row)?, row.get::<_, Option<i64>>(12)?.map(Timestamp)));
    }
    Ok(found)
}

fn show(
    tx: &Tx<'_>,
    person: PersonId,
    cards: Vec<Card>,
    (since, most): (Timestamp, u32),
    now: Timestamp,
) -> Work<Vec<CardId>> {
    let mut count = tx.conn.prepare_cached(SHOWN_SINCE)?;
    let shown: u32 = count.query_row((person.0, since.0), |row| row.get(0))?;
    let room = usize::try_from(most.saturating_sub(shown)).unwrap_or(usize::MAX);
    let mut done = Vec::new();
    for card in cards {
        if done.len() >= room {
            break;
        }
        let there = same(tx.conn, &card)?;
        let is_new = match &there {
            Some(there) => there.id == card.id && there.shown_at.is_none(),
            None => card.kind == CardKind::Renewal,
        };
        if !is_new || card.person != person {
            continue;
        }
        let card = Card { shown_at: Some(now), ..there.unwrap_or(card) };
        put_card(tx.conn, &card)?;
        if card.kind == CardKind::Invitation {
            add_hour(tx.conn, card.business, now, [1, 0, 0])?;
        }
        done.push(card.id);
    }
    Ok(done)
}

fn add_hour(
    conn: &Connection,
    business: BusinessId,
    at: Timestamp,
    [shown, answered, accepted]: [i64; 3],
) -> Work<()> {
    let given = (business.0, log::hour(at).0, shown, answered, accepted);
    conn.prepare_cached(ADD_HOUR)?.execute(given)?;
    Ok(())
}

fn answer(
    tx: &Tx<'_>,
    (person, id): (PersonId, CardId),
    answer: CardAnswer,
    now: Timestamp,
) -> Work<Card> {
    let mut statement = tx.conn.prepare_cached(ONE)?;
    let mut rows = statement.query((person.0, id.0))?;
    let card = rows.next()?.map(card_at).transpose()?.ok_or(MISSING)?;
    let shown_at = card.shown_at.ok_or(MISSING)?;
    if card.answer.is_some() {
        return Err(StoreError::Conflict("card answered").into());
    }
    let card = Card { answered_at: Some(now), answer: Some(answer), ..card };
    put_card(tx.conn, &card)?;
    if card.kind == CardKind::Invitation {
        let accepted = i64::from(answer == CardAnswer::Accepted);
        add_hour(tx.conn, card.business, shown_at, [0, 1, accepted])?;
        if accepted > 0 {
            tx.conn.prepare_cached(ACCEPTED_ONE)?.execute((card.business.0, card.import))?;
        }
    }
    Ok(card)
}

fn counts(
    conn: &Connection,
    business: BusinessId,
    since: Timestamp,
    settled: Timestamp,
) -> Work<CardCounts> {
    let mut statement = conn.prepare_cached(COUNTS)?;
    let given = (business.0, log::hour(since).0, log::hour(settled).0);
    let (shown, accepted): (i64, i64) =
        statement.query_row(given, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(CardCounts { shown: shown.unsigned_abs(), accepted: accepted.unsigned_abs() })
}

fn off(conn: &Connection, business: BusinessId) -> Work<Option<Timestamp>> {
    let mut statement = conn.prepare_cached(OFF)?;
    Ok(statement.query_row([business.0], |row| row.get(0)).optional()?.map(Timestamp))
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL_IMPORTS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.line("invitation_import", &import_at(row)?)?;
    }
    let mut statement = conn.prepare(ALL_CARDS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.line("card", &card_at(row)?)?;
    }
    let mut statement = conn.prepare(ALL_HOURS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let hour = CardHour {
            business: BusinessId(row.get(0)?),
            hour: Timestamp(row.get(1)?),
            shown: row.get(2)?,
            answered: row.get(3)?,
            accepted: row.get(4)?,
        };
        lines.line("card_hour", &hour)?;
    }
    let mut statement = conn.prepare(ALL_OFF)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (business, until) = (BusinessId(row.get(0)?), Timestamp(row.get(1)?));
        lines.line("invitations_off", &InvitationsOff { business, until })?;
    }
    Ok(())
}

#[async_trait]
impl InvitationStore for SqliteStore {
    async fn import_invitations(
        &self,
        new: NewInvitations,
        now: Timestamp,
    ) -> Result<InvitationImport> {
        self.writer.run(1, move |tx| import(tx, new, now)).await
    }
    async fn invitation_imports(
        &self,
        business: BusinessId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<InvitationImport>> {
        self.readers.run(move |conn| imports(conn, business, before, limit)).await
    }
    async fn cards(&self, person: PersonId, limit: u32) -> Result<Vec<(Card, Option<Timestamp>)>> {
        self.readers.run(move |conn| cards(conn, person, limit)).await
    }
    async fn show_cards(
        &self,
        person: PersonId,
        cards: Vec<Card>,
        since: Timestamp,
        most: u32,
        now: Timestamp,
    ) -> Result<Vec<CardId>> {
        self.writer.run(1, move |tx| show(tx, person, cards, (since, most), now)).await
    }
    async fn answer_card(
        &self,
        person: PersonId,
        card: CardId,
        said: CardAnswer,
        now: Timestamp,
    ) -> Result<Card> {
        self.writer.run(1, move |tx| answer(tx, (person, card), said, now)).await
    }
    async fn card_counts(
        &self,
        business: BusinessId,
        since: Timestamp,
        settled: Timestamp,
    ) -> Result<CardCounts> {
        self.readers.run(move |conn| counts(conn, business, since, settled)).await
    }
    async fn invitations_off(&self, business: BusinessId) -> Result<Option<Timestamp>> {
        self.readers.run(move |conn| off(conn, business)).await
    }
    async fn turn_invitations_off(&self, business: BusinessId, until: Timestamp) -> Result<()> {
        let set = move |tx: &mut Tx<'_>| {
            tx.conn.prepare_cached(SET_OFF)?.execute((business.0, until.0))?;
            Ok(())
        };
        self.writer.run(1, set).await
    }
}
