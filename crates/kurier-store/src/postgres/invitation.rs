//! Cards, and the imported lists that they come from.

use super::PostgresStore;
use super::fault::{Fault, Work};
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use super::sheet::Sheet;
use crate::log::export::Lines;
use crate::log::invitation as log;
use crate::log::relation::{RelationCold, barred_from_bits, withdrawn_from_bits};
use crate::log::{code, corrupt};
use crate::port::{InvitationStore, Result, StoreError};
use crate::record::{Card, CardHour, CardKind, InvitationImport, InvitationsOff, NewInvitations};
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::id::{BusinessId, CardId, PersonId};
use kurier_policy::rules::invitation::{CardAnswer, CardCounts, LastCard};
use kurier_policy::time::Timestamp;
use std::collections::HashMap;
use std::pin::pin;
use tokio_postgres::Row;

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

/// Lets one import of a business at a time look whom it may ask.
pub(super) const LOCK_BUSINESS: &str = "SELECT 1 FROM business WHERE id = $1 FOR NO KEY UPDATE";
/// Lets one device at a time be shown cards.
pub(super) const LOCK_PERSON: &str = "SELECT 1 FROM person WHERE id = $1 FOR NO KEY UPDATE";
pub(super) const NEXT_IMPORT: &str =
    "SELECT coalesce(max(number), 0) + 1 FROM invitation_import WHERE business = $1";
pub(super) const INSERT_IMPORT: &str = concat!(
    "INSERT INTO invitation_import (",
    import_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
pub(super) const IMPORTS: &str = concat!(
    "SELECT ",
    import_columns!(),
    " FROM invitation_import WHERE business = $1 AND number < $2 ORDER BY number DESC LIMIT $3"
);
pub(super) const ACCEPTED_ONE: &str =
    "UPDATE invitation_import SET accepted = accepted + 1 WHERE business = $1 AND number = $2";
pub(super) const ALL_IMPORTS: &str =
    concat!("SELECT ", import_columns!(), " FROM invitation_import ORDER BY business, number");
pub(super) const RELATIONS: &str = "SELECT person, wa_id, user_id, blocked, withdrawn, \
     permissions, created_at FROM relation WHERE business = $1 AND person = ANY($2)";
/// Whoever is about to be shown one of them waits, and finds another id.
pub(super) const LOCK_CARDS: &str = concat!(
    "SELECT ",
    card_columns!(),
    " FROM card c WHERE c.person = ANY($2) AND c.business = $1 AND c.kind = 0 \
     ORDER BY c.person FOR UPDATE"
);
pub(super) const PUT_CARDS: &str = "INSERT INTO card (id, person, business, kind, import, used_at, \
     purpose, topic, made_at, shown_at, answered_at, answer) \
     SELECT new.id, new.person, $3, 0, $4, 0, $5, $6, $7, NULL, NULL, 0 \
     FROM unnest($1::bigint[], $2::bigint[]) AS new (id, person) \
     ON CONFLICT (person, business, kind, used_at) DO UPDATE SET id = excluded.id, \
     import = excluded.import, purpose = excluded.purpose, topic = excluded.topic, \
     made_at = excluded.made_at, shown_at = NULL, answered_at = NULL, answer = 0";
pub(super) const PUT_CARD: &str = "INSERT INTO card (id, person, business, kind, import, used_at, \
     purpose, topic, made_at, shown_at, answered_at, answer) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
     ON CONFLICT (person, business, kind, used_at) DO NOTHING";
pub(super) const SHOW: &str = "UPDATE card SET shown_at = $6 WHERE person = $1 AND business = $2 \
     AND kind = $3 AND used_at = $4 AND id = $5 AND shown_at IS NULL";
pub(super) const ANSWER: &str = "UPDATE card SET answered_at = $3, answer = $4 \
     WHERE person = $1 AND id = $2 AND answer = 0";
pub(super) const ONE: &str =
    concat!("SELECT ", card_columns!(), " FROM card c WHERE c.person = $1 AND c.id = $2");
pub(super) const CARDS: &str = concat!(
    "SELECT ",
    card_columns!(),
    ", o.until FROM card c LEFT JOIN invitations_off o ON o.business = c.business \
     WHERE c.person = $1 ORDER BY c.made_at DESC, c.business, c.kind, c.used_at LIMIT $2"
);
pub(super) const SHOWN_SINCE: &str =
    "SELECT count(*) FROM card WHERE person = $1 AND shown_at >= $2";
pub(super) const ALL_CARDS: &str = concat!(
    "SELECT ",
    card_columns!(),
    " FROM card c ORDER BY c.person, c.business, c.kind, c.used_at"
);
pub(super) const ADD_HOUR: &str = "INSERT INTO card_hour AS h (business, hour, shown, answered, \
     accepted) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (business, hour) DO UPDATE SET \
     shown = h.shown + $3, answered = h.answered + $4, accepted = h.accepted + $5";
pub(super) const COUNTS: &str = "SELECT coalesce(sum(CASE WHEN hour < $3 THEN shown ELSE answered \
     END), 0)::bigint, coalesce(sum(accepted), 0)::bigint FROM card_hour \
     WHERE business = $1 AND hour >= $2";
pub(super) const ALL_HOURS: &str = "SELECT business, hour, shown, answered, accepted \
     FROM card_hour ORDER BY business, hour";
pub(super) const OFF: &str = "SELECT until FROM invitations_off WHERE business = $1";
pub(super) const SET_OFF: &str = "INSERT INTO invitations_off (business, until) VALUES ($1, $2) \
     ON CONFLICT (business) DO UPDATE SET until = $2";
pub(super) const ALL_OFF: &str = "SELECT business, until FROM invitations_off ORDER BY business";

const MISSING: StoreError = StoreError::NotFound("card");

fn import_at(row: &Row) -> Work<InvitationImport> {
    let number: i64 = row.try_get(1)?;
    let wrong = |what| corrupt("invitation_import", number, what);
    let lines = |at| -> Work<u32> {
        let lines: i64 = row.try_get(at)?;
        Ok(u32::try_from(lines).map_err(|_| wrong("bad number of lines"))?)
    };
    Ok(InvitationImport {
        business: BusinessId(row.try_get(0)?),
        number,
        purpose: log::purpose_of(row.try_get(2)?).ok_or_else(|| wrong("unknown purpose"))?,
        topic: row.try_get(3)?,
        evidence: row.try_get(4)?,
        lines: lines(5)?,
        malformed: lines(6)?,
        accepted: row.try_get::<_, i64>(7)?.unsigned_abs(),
        at: Timestamp(row.try_get(8)?),
    })
}

fn card_at(row: &Row) -> Work<Card> {
    let id = CardId(row.try_get(0)?);
    let wrong = |what| corrupt("card", id, what);
    let time = |at: Option<i64>| at.map(Timestamp);
    Ok(Card {
        id,
        person: PersonId(row.try_get(1)?),
        business: BusinessId(row.try_get(2)?),
        kind: log::kind_of(row.try_get(3)?).ok_or_else(|| wrong("unknown kind"))?,
        import: row.try_get(4)?,
        used_at: Timestamp(row.try_get(5)?),
        purpose: log::purpose_of(row.try_get(6)?).ok_or_else(|| wrong("unknown purpose"))?,
        topic: row.try_get(7)?,
        made_at: Timestamp(row.try_get(8)?),
        shown_at: time(row.try_get(9)?),
        answered_at: time(row.try_get(10)?),
        answer: log::answer_of(row.try_get(11)?).map_err(wrong)?,
    })
}

/// Adds a card, unless there is one of this pair, kind and use.
pub(super) async fn add_card(session: &Session, card: &Card) -> Work<()> {
    let (kind, purpose) = (log::kind_code(card.kind), log::purpose_code(card.purpose));
    let (shown, answered) = (card.shown_at.map(|at| at.0), card.answered_at.map(|at| at.0));
    let answer = log::answer_code(card.answer);
    let given: Given<'_> = &[
        &card.id.0,
        &card.person.0,
        &card.business.0,
        &kind,
        &card.import,
        &card.used_at.0,
        &purpose,
        &card.topic,
        &card.made_at.0,
        &shown,
        &answered,
        &answer,
    ];
    session.run(PUT_CARD, given).await.map(drop)
}

pub(super) async fn add_import(session: &Session, kept: &InvitationImport) -> Work<()> {
    let (lines, malformed) = (i64::from(kept.lines), i64::from(kept.malformed));
    let accepted = i64::try_from(kept.accepted).unwrap_or(i64::MAX);
    let given: Given<'_> = &[
        &kept.business.0,
        &kept.number,
        &log::purpose_code(kept.purpose),
        &kept.topic,
        &kept.evidence,
        &lines,
        &malformed,
        &accepted,
        &kept.at.0,
    ];
    session.run(INSERT_IMPORT, given).await.map(drop)
}

pub(super) async fn add_hour(session: &Session, hour: &CardHour) -> Work<()> {
    let CardHour { business, hour, shown, answered, accepted } = hour;
    session.run(ADD_HOUR, &[&business.0, &hour.0, shown, answered, accepted]).await.map(drop)
}

pub(super) async fn set_off(session: &Session, off: &InvitationsOff) -> Work<()> {
    session.run(SET_OFF, &[&off.business.0, &off.until.0]).await.map(drop)
}

/// What the business and these people have with each other.
async fn relations(
    session: &Session,
    business: BusinessId,
    persons: &[i64],
) -> Work<HashMap<i64, RelationCold>> {
    let mut found = HashMap::new();
    for row in session.query(RELATIONS, &[&business.0, &persons]).await? {
        let person: i64 = row.try_get(0)?;
        let bits: i64 = row.try_get(4)?;
        let cold = RelationCold {
            wa_id: row.try_get::<_, i64>(1)?.unsigned_abs(),
            user_id: row.try_get(2)?,
            blocked: row.try_get(3)?,
            barred: barred_from_bits(bits),
            withdrawn: withdrawn_from_bits(bits),
            created_at: Timestamp(row.try_get(6)?),
            permissions: code::from_json("relation", PersonId(person), row.try_get(5)?)?,
        };
        found.insert(person, cold);
    }
    Ok(found)
}

async fn import(
    store: &PostgresStore,
    new: &NewInvitations,
    now: Timestamp,
) -> Work<InvitationImport> {
    let business = new.import.business;
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_BUSINESS, &[&business.0]).await?;
        let next = session.one(NEXT_IMPORT, &[&business.0]).await?;
        let next = next.ok_or_else(|| corrupt("invitation_import", business, "no number"))?;
        let kept = InvitationImport { number: next.try_get(0)?, ..new.import.clone() };
        add_import(session, &kept).await?;
        let asked = asked(session, new, now).await?;
        let ids: Vec<i64> = asked.iter().map(|(id, _)| *id).collect();
        let persons: Vec<i64> = asked.iter().map(|(_, person)| *person).collect();
        let purpose = log::purpose_code(kept.purpose);
        let given: Given<'_> =
            &[&ids, &persons, &business.0, &kept.number, &purpose, &kept.topic, &kept.at.0];
        session.run(PUT_CARDS, given).await?;
        session.batch(COMMIT).await?;
        Ok(kept)
    })
}

/// Card ids and persons of those who are asked, each once.
async fn asked(session: &Session, new: &NewInvitations, now: Timestamp) -> Work<Vec<(i64, i64)>> {
    let business = new.import.business;
    let mut sheet = Sheet::default();
    sheet.find_recipients(session, new.people.iter().map(|(to, _)| (business, to))).await?;
    let mut cards: HashMap<i64, i64> = HashMap::new();
    for (to, id) in &new.people {
        if let Some(person) = sheet.recipients.get(&(business, to.clone())) {
            cards.insert(person.0, id.0);
        }
    }
    let mut persons: Vec<i64> = cards.keys().copied().collect();
    persons.sort_unstable();
    let known = relations(session, business, &persons).await?;
    let mut last: HashMap<i64, LastCard> = HashMap::new();
    for row in session.query(LOCK_CARDS, &[&business.0, &persons]).await? {
        let card = card_at(&row)?;
        last.insert(card.person.0, card.last());
    }
    let is_asked = |person: &i64| log::asks(new, known.get(person), last.get(person).copied(), now);
    let asked = persons.into_iter().filter(is_asked);
    Ok(asked.filter_map(|person| Some((*cards.get(&person)?, person))).collect())
}

async fn imports(
    session: &Session,
    business: BusinessId,
    before: Option<i64>,
    limit: u32,
) -> Work<Vec<InvitationImport>> {
    let before = before.unwrap_or(i64::MAX);
    let rows = session.query(IMPORTS, &[&business.0, &before, &i64::from(limit)]).await?;
    rows.iter().map(import_at).collect()
}

async fn cards(
    session: &Session,
    person: PersonId,
    limit: u32,
) -> Work<Vec<(Card, Option<Timestamp>)>> {
    let read = |row: &Row| Ok((card_at(row)?, row.try_get::<_, Option<i64>>(12)?.map(Timestamp)));
    session.query(CARDS, &[&person.0, &i64::from(limit)]).await?.iter().map(read).collect()
}

async fn show(
    store: &PostgresStore,
    person: PersonId,
    cards: &[Card],
    (since, most): (Timestamp, u32),
    now: Timestamp,
) -> Work<Vec<CardId>> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_PERSON, &[&person.0]).await?;
        let row = session.one(SHOWN_SINCE, &[&person.0, &since.0]).await?;
        let shown: i64 = row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
        let room = usize::try_from(i64::from(most).saturating_sub(shown)).unwrap_or(0);
        let mut done = Vec::new();
        for card in cards {
            if done.len() >= room {
                break;
            }
            if card.person == person && became_shown(session, card, now).await? {
                done.push(card.id);
            }
        }
        session.batch(COMMIT).await?;
        Ok(done)
    })
}

async fn became_shown(session: &Session, card: &Card, now: Timestamp) -> Work<bool> {
    if card.kind == CardKind::Renewal {
        add_card(session, &Card { shown_at: None, ..card.clone() }).await?;
    }
    let kind = log::kind_code(card.kind);
    let key: Given<'_> =
        &[&card.person.0, &card.business.0, &kind, &card.used_at.0, &card.id.0, &now.0];
    if session.run(SHOW, key).await? == 0 {
        return Ok(false);
    }
    if card.kind == CardKind::Invitation {
        let hour = log::hour(now);
        let one = CardHour { business: card.business, hour, shown: 1, answered: 0, accepted: 0 };
        add_hour(session, &one).await?;
    }
    Ok(true)
}

async fn answer(
    store: &PostgresStore,
    (person, id): (PersonId, CardId),
    said: CardAnswer,
    now: Timestamp,
) -> Work<Card> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_PERSON, &[&person.0]).await?;
        let row = session.one(ONE, &[&person.0, &id.0]).await?;
        let card = card_at(&row.ok_or(MISSING)?)?;
        let shown_at = card.shown_at.ok_or(MISSING)?;
        let code = log::answer_code(Some(said));
        if session.run(ANSWER, &[&person.0, &id.0, &now.0, &code]).await? == 0 {
            return Err(StoreError::Conflict("card answered").into());
        }
        if card.kind == CardKind::Invitation {
            let accepted = i64::from(said == CardAnswer::Accepted);
            let hour = log::hour(shown_at);
            let one = CardHour { business: card.business, hour, shown: 0, answered: 1, accepted };
            add_hour(session, &one).await?;
            if accepted > 0 {
                session.run(ACCEPTED_ONE, &[&card.business.0, &card.import]).await?;
            }
        }
        session.batch(COMMIT).await?;
        Ok(Card { answered_at: Some(now), answer: Some(said), ..card })
    })
}

async fn counts(
    session: &Session,
    business: BusinessId,
    since: Timestamp,
    settled: Timestamp,
) -> Work<CardCounts> {
    let (since, settled) = (log::hour(since).0, log::hour(settled).0);
    let Some(row) = session.one(COUNTS, &[&business.0, &since, &settled]).await? else {
        return Ok(CardCounts::default());
    };
    let (shown, accepted): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    Ok(CardCounts { shown: shown.unsigned_abs(), accepted: accepted.unsigned_abs() })
}

async fn off(session: &Session, business: BusinessId) -> Work<Option<Timestamp>> {
    let row = session.one(OFF, &[&business.0]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.map(Timestamp))
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL_IMPORTS, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("invitation_import", &import_at(&row)?)?;
    }
    let mut rows = pin!(session.stream(ALL_CARDS, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("card", &card_at(&row)?)?;
    }
    let mut rows = pin!(session.stream(ALL_HOURS, none).await?);
    while let Some(row) = rows.try_next().await? {
        let hour = CardHour {
            business: BusinessId(row.try_get(0)?),
            hour: Timestamp(row.try_get(1)?),
            shown: row.try_get(2)?,
            answered: row.try_get(3)?,
            accepted: row.try_get(4)?,
        };
        lines.line("card_hour", &hour)?;
    }
    let mut rows = pin!(session.stream(ALL_OFF, none).await?);
    while let Some(row) = rows.try_next().await? {
        let (business, until) = (BusinessId(row.try_get(0)?), Timestamp(row.try_get(1)?));
        lines.line("invitations_off", &InvitationsOff { business, until })?;
    }
    Ok(())
}

#[async_trait]
impl InvitationStore for PostgresStore {
    async fn import_invitations(
        &self,
        new: NewInvitations,
        now: Timestamp,
    ) -> Result<InvitationImport> {
        self.ensure_open()?;
        import(self, &new, now).await.map_err(Fault::into_store_error)
    }
    async fn invitation_imports(
        &self,
        business: BusinessId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<InvitationImport>> {
        on!(self, session => imports(session, business, before, limit))
    }
    async fn cards(&self, person: PersonId, limit: u32) -> Result<Vec<(Card, Option<Timestamp>)>> {
        on!(self, session => cards(session, person, limit))
    }
    async fn show_cards(
        &self,
        person: PersonId,
        cards: Vec<Card>,
        since: Timestamp,
        most: u32,
        now: Timestamp,
    ) -> Result<Vec<CardId>> {
        self.ensure_open()?;
        show(self, person, &cards, (since, most), now).await.map_err(Fault::into_store_error)
    }
    async fn answer_card(
        &self,
        person: PersonId,
        card: CardId,
        said: CardAnswer,
        now: Timestamp,
    ) -> Result<Card> {
        self.ensure_open()?;
        answer(self, (person, card), said, now).await.map_err(Fault::into_store_error)
    }
    async fn card_counts(
        &self,
        business: BusinessId,
        since: Timestamp,
        settled: Timestamp,
    ) -> Result<CardCounts> {
        on!(self, session => counts(session, business, since, settled))
    }
    async fn invitations_off(&self, business: BusinessId) -> Result<Option<Timestamp>> {
        on!(self, session => off(session, business))
    }
    async fn turn_invitations_off(&self, business: BusinessId, until: Timestamp) -> Result<()> {
        on!(self, session => set_off(session, &InvitationsOff { business, until }))
    }
}
