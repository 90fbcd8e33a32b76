//! Taking in a canonical export: the way from one backend to another, all of it or nothing.

use super::PostgresStore;
use super::cold::NEXT_GENERATION;
use super::fault::Work;
use super::session::{BEGIN, COMMIT, Session, transact};
use super::sheet::{BusinessHead, Sheet};
use super::writes::{self, EventWrite, LogWrite, RefusedWrite, small};
use super::{
    accounts, answered, billing, campaigns, chat_links, desk, domains, flows, invitation, invites,
    invoices, labels, media, money, networks, pilot, returns, schedule, sender_pages, signals,
    signups, templates, usernames, webhooks,
};
use crate::log::code;
use crate::log::event::{EventCode, Preference, reason};
use crate::log::export::{
    CursorLine, DeviceLine, End, EntryLine, EventLine, FORMAT, Head, KeyLine, LapseLine, MediaLine,
    ReachLine, RelationLine, SecretLine, SpentLine, SubscriptionLine, ThroughputLine, TokenLine,
    TopUpLine, unhex,
};
use crate::log::relation::{barred_to_bits, withdrawn_to_bits};
use crate::log::row::{Row, RowKind};
use crate::log::state::{PersonHead, RelationHot};
use crate::port::StoreError;
use crate::record::{Business, Device, IdempotencyKey, Invite, Person, Sender, TokenRecord};
use kurier_policy::content::Content;
use kurier_policy::entry::EntryKind;
use kurier_policy::event::EventKind;
use kurier_policy::id::{BusinessId, DeviceId, PersonId};
use kurier_policy::ledger::{Account, Transfer};
use kurier_policy::pricing::{Price, RateCard};
use kurier_policy::rate::Limits;
use kurier_policy::reach::Reach;
use kurier_policy::spent::Spent;
use kurier_policy::status::Status;
use kurier_policy::template::Template;
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use std::io::BufRead;

pub(super) const IS_EMPTY: &str = "SELECT NOT EXISTS (SELECT 1 FROM business) \
     AND NOT EXISTS (SELECT 1 FROM person)";
pub(super) const FORGET_SECRETS: &str = "DELETE FROM secret";
pub(super) const FORGET_RATE_CARDS: &str = "DELETE FROM rate_card";
pub(super) const IMPORT_RELATION: &str = "INSERT INTO relation (business, person, wa_id, user_id, \
     blocked, withdrawn, permissions, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(super) const IMPORT_SUBSCRIPTION: &str = "INSERT INTO subscription (id, business, callback_url, \
     verify_token, cursor, disabled, failing_since, scope, options) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
pub(super) const NEXT_SUBSCRIPTION: &str = "SELECT setval(pg_get_serial_sequence('subscription', \
     'id'), greatest((SELECT coalesce(max(id), 0) FROM subscription), 1))";

/// Rows written together.
const FLUSH_ROWS: usize = 1_000;

/// What has been read and is not written yet, and what only the end of the file settles.
#[derive(Default)]
struct Import {
    sheet: Sheet,
    heads: FxHashMap<BusinessId, BusinessHead>,
    people: FxHashMap<PersonId, PersonHead>,
    lines: u64,
    ended: bool,
}

fn bad(line: u64, why: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt { table: "export", row: format!("line {line}"), what: why.to_string() }
}

/// Reads an export into an installation that has neither businesses nor people; its secrets are
/// replaced by those of the export. Tells `progress` how many lines are done.
pub(super) async fn import(
    store: &PostgresStore,
    from: Box<dyn BufRead + Send>,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Work<u64> {
    let mut from = Some(from);
    transact!(store.pool, session => {
        // A lost race cannot be run again: what was read is gone.
        let used = StoreError::Unavailable("the import was cut off; nothing was taken in".to_owned());
        let from = from.take().ok_or(used)?;
        session.batch(BEGIN).await?;
        session.batch("SET LOCAL statement_timeout = 0").await?;
        let empty = session.one(IS_EMPTY, &[]).await?.is_some_and(|row| row.get(0));
        if !empty {
            return Err(StoreError::Conflict("this installation is not empty").into());
        }
        session.run(FORGET_SECRETS, &[]).await?;
        session.run(FORGET_RATE_CARDS, &[]).await?;
        let mut import = Import::default();
        for line in from.lines() {
            let number = import.lines.saturating_add(1);
            let text = line.map_err(|error| bad(number, error))?;
            import.line(session, number, &text).await?;
            import.lines = number;
            if number.is_multiple_of(10_000) {
                progress(number);
            }
        }
        if !import.ended {
            return Err(bad(import.lines, "the file ends before its last line").into());
        }
        import.finish(session).await?;
        session.one(NEXT_SUBSCRIPTION, &[]).await?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await?;
        Ok(import.lines)
    })
}

/// `{"KIND":value}` → kind and value.
fn split(line: &str) -> Option<(&str, &str)> {
    let (kind, rest) = line.strip_prefix("{\"")?.split_once("\":")?;
    Some((kind, rest.strip_suffix('}')?))
}

fn read<T: DeserializeOwned>(number: u64, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| bad(number, error))
}

impl Import {
    async fn line(&mut self, session: &Session, number: u64, text: &str) -> Work<()> {
        let (kind, value) =
            split(text).ok_or_else(|| bad(number, "this is no line of an export"))?;
        if self.ended {
            return Err(bad(number, "there is more after the last line").into());
        }
        match kind {
            "kurier" => check_head(number, &read(number, value)?)?,
            "end" => self.end(number, &read(number, value)?)?,
            "entry" => self.entry(&read(number, value)?)?,
            "event" => self.event(&read(number, value)?)?,
            "transfer" => self.transfer(session, &read(number, value)?).await?,
            "cursor" => self.cursor(&read(number, value)?),
            "idempotency" => self.key(number, &read(number, value)?)?,
            _ => self.rare(session, number, kind, value).await?,
        }
        if self.waiting() >= FLUSH_ROWS {
            self.flush(session).await?;
        }
        Ok(())
    }

    /// Accounts and settings, written one by one.
    async fn rare(&mut self, session: &Session, number: u64, kind: &str, value: &str) -> Work<()> {
        match kind {
            "limits" => templates::put_limits(session, &read::<Limits>(number, value)?).await?,
            "secret" => secret(session, number, &read(number, value)?).await?,
            "business" => self.business(session, &read(number, value)?).await?,
            "sender" => {
                accounts::insert_sender(session, &read::<Sender>(number, value)?).await?;
            }
            "throughput" => {
                let line: ThroughputLine = read(number, value)?;
                self.sheet.tats.insert(line.sender, line.tat);
                self.sheet.changed_senders.insert(line.sender);
            }
            "reach" => {
                let line: ReachLine = read(number, value)?;
                if let Some(head) = self.heads.get_mut(&line.business) {
                    head.reach = line.reach;
                }
            }
            "spent" => {
                let line: SpentLine = read(number, value)?;
                if let Some(head) = self.heads.get_mut(&line.business) {
                    head.spent = line.spent;
                }
            }
            "statement" => billing::import(session, &read(number, value)?).await?,
            "billing_details" => {
                invoices::import_details(session, &read(number, value)?).await?;
            }
            "invoice" => invoices::import_issued(session, &read(number, value)?).await?,
            "advance" => invoices::import_advance(session, &read(number, value)?).await?,
            "payment_back" => returns::import_back(session, &read(number, value)?).await?,
            "payment_return" => returns::import_return(session, &read(number, value)?).await?,
            "payment_stray" => returns::import_stray(session, &read(number, value)?).await?,
            "token" => token(session, number, &read(number, value)?).await?,
            "template" => {
                templates::insert_template(session, &read::<Template>(number, value)?).await?;
            }
            "rate_card" => {
                templates::insert_rate_card(session, &read::<RateCard>(number, value)?).await?;
            }
            "invite" => {
                invites::insert_invite(session, &read::<Invite>(number, value)?).await?;
            }
            "person" => {
                accounts::insert_person(session, &read::<Person>(number, value)?).await?;
            }
            "device" => device(session, number, &read(number, value)?).await?,
            "relation" => self.relation(session, read(number, value)?).await?,
            "top_up" => top_up(session, &read(number, value)?).await?,
            "subscription" => subscription(session, &read(number, value)?).await?,
            "media" => {
                let line: MediaLine = read(number, value)?;
                let sha256 = hash(number, &line.sha256)?;
                media::insert(session, &line.into_media(sha256)).await?;
            }
            "media_grant" => media::import_grant(session, &read(number, value)?).await?,
            "flow" => flows::import(session, &read(number, value)?).await?,
            "answered_call" => answered::import(session, &read(number, value)?).await?,
            "scheduled" => schedule::import(session, &read(number, value)?).await?,
            "label" => labels::import(session, &read(number, value)?).await?,
            "campaign" => campaigns::insert(session, &read(number, value)?).await?,
            "campaign_person" => campaigns::import_person(session, &read(number, value)?).await?,
            "complaint" => signals::put(session, &read(number, value)?).await?,
            "wanted" => signals::put_wanted(session, &read(number, value)?).await?,
            "network" => networks::import(session, &read(number, value)?).await?,
            "paced" => self.sheet.writes.paced.push(read(number, value)?),
            "lapse" => {
                let line: LapseLine = read(number, value)?;
                self.sheet.writes.lapses.push((line.at, line.person, line.seq));
            }
            "chat_link" => chat_links::insert(session, &read(number, value)?).await?,
            "domain" => domains::insert(session, &read(number, value)?).await?,
            _ => plain(session, number, kind, value).await?,
        }
        Ok(())
    }

    fn end(&mut self, number: u64, end: &End) -> Work<()> {
        if end.lines != number.saturating_sub(1) {
            let why = format!("the file should have {} lines before this one", end.lines);
            return Err(bad(number, why).into());
        }
        self.ended = true;
        Ok(())
    }

    async fn business(&mut self, session: &Session, business: &Business) -> Work<()> {
        accounts::insert_business(session, business).await?;
        let currency = business.currency;
        let (reach, spent) = (Reach::default(), Spent::default());
        let (event, transfer) = (0, 0);
        let (prepaid, reserved, owed) = (0, 0, 0);
        let head =
            BusinessHead { currency, event, transfer, prepaid, reserved, reach, owed, spent };
        self.heads.insert(business.id, head);
        Ok(())
    }

    async fn relation(&mut self, session: &Session, line: RelationLine) -> Work<()> {
        let wa_id = i64::try_from(line.wa_id).unwrap_or(i64::MAX);
        let permissions = code::to_json(&line.permissions)?;
        let bits = withdrawn_to_bits(line.withdrawn) | barred_to_bits(line.barred);
        session
            .run(
                IMPORT_RELATION,
                &[
                    &line.business.0,
                    &line.person.0,
                    &wa_id,
                    &line.user_id,
                    &line.blocked,
                    &bits,
                    &permissions,
                    &line.created_at.0,
                ],
            )
            .await?;
        let hot = RelationHot {
            window_until: line.window_until,
            greeting_until: line.greeting_until,
            pair_tat: line.pair_tat,
            last_sent: line.last_sent,
            first_seq: line.first,
            read_seq: line.read,
            business_read_seq: line.read_by_business,
            last_sender: line.last_sender,
            counted_at: line.counted_at,
            marketing: line.marketing,
            notices: line.notices,
            unanswered: line.unanswered,
            answered_at: line.answered_at,
        };
        if hot != RelationHot::default() {
            let pair = (line.business, line.person);
            self.sheet.pairs.insert(pair, hot);
            self.sheet.changed_pairs.insert(pair);
        }
        Ok(())
    }

    fn entry(&mut self, line: &EntryLine) -> Work<()> {
        let write = log_write(line)?;
        let (person, seq) = (write.row.person, write.row.seq);
        let head = self.people.entry(person).or_default();
        head.head_seq = head.head_seq.max(seq);
        if let Some(reason) = &line.gone {
            head.has_gone = true;
            self.sheet.writes.gone.push((person, seq, reason.clone().into()));
        }
        match &line.entry.kind {
            EntryKind::FromPerson { client_id, .. } if !client_id.is_empty() => {
                self.sheet.writes.client_ids.push((person, client_id.clone(), seq));
            }
            EntryKind::Receipt { receipt } => {
                self.sheet.writes.receipts.push((receipt.receipt.id.0, write.row));
            }
            _ => {}
        }
        self.sheet.writes.log.push(write);
        Ok(())
    }

    fn cursor(&mut self, line: &CursorLine) {
        let head = self.people.entry(line.person).or_default();
        (head.delivered_seq, head.marketing) = (line.delivered, line.marketing);
    }

    fn event(&mut self, line: &EventLine) -> Work<()> {
        let seq = line.event.seq.0;
        if let Some(head) = self.heads.get_mut(&line.business) {
            head.event = head.event.max(seq);
        }
        if let (Some(refused), EventKind::Status { price, opaque, .. }) =
            (&line.refused, &line.event.kind)
        {
            self.sheet.writes.refused.push(RefusedWrite {
                row: refused_row(line, *price),
                address: refused.address.clone(),
                evidence: refused.evidence.as_ref().map(code::to_json).transpose()?,
                opaque: opaque.clone(),
            });
        }
        self.sheet.writes.events.push(event_write(line)?);
        Ok(())
    }

    async fn transfer(&mut self, session: &Session, transfer: &Transfer) -> Work<()> {
        money::insert_transfer(session, transfer).await?;
        let amount = transfer.amount.0;
        for (account, amount) in [(transfer.debit, -amount), (transfer.credit, amount)] {
            match account {
                Account::Prepaid(business) => {
                    if let Some(head) = self.heads.get_mut(&business) {
                        head.prepaid += amount;
                    }
                }
                Account::Reserved(business) => {
                    if let Some(head) = self.heads.get_mut(&business) {
                        head.reserved += amount;
                    }
                }
                Account::Credit(business) => {
                    if let Some(head) = self.heads.get_mut(&business) {
                        head.owed -= amount;
                    }
                }
                // These hold no balance of their own here.
                _ => {}
            }
        }
        if let Some(head) = self.heads.get_mut(&transfer.business) {
            head.transfer = head.transfer.max(transfer.id);
        }
        Ok(())
    }

    fn key(&mut self, number: u64, line: &KeyLine) -> Work<()> {
        let key = IdempotencyKey { key: line.key.clone(), digest: hash(number, &line.digest)? };
        self.sheet.writes.keys.push((line.business, key, line.message, line.at));
        Ok(())
    }

    fn waiting(&self) -> usize {
        let writes = &self.sheet.writes;
        writes.log.len() + writes.events.len() + writes.keys.len() + self.sheet.changed_pairs.len()
    }

    async fn flush(&mut self, session: &Session) -> Work<()> {
        let mut sheet = std::mem::take(&mut self.sheet);
        writes::flush(session, &mut sheet).await
    }

    /// Heads, last: they say how far everything goes.
    async fn finish(&mut self, session: &Session) -> Work<()> {
        self.flush(session).await?;
        for (business, head) in std::mem::take(&mut self.heads) {
            self.sheet.heads.insert(business, head);
            self.sheet.changed_businesses.insert(business);
        }
        let mut people: Vec<_> = std::mem::take(&mut self.people).into_iter().collect();
        people.sort_unstable_by_key(|(person, _)| *person);
        for page in people.chunks(FLUSH_ROWS) {
            writes::move_persons(session, page).await?;
        }
        self.flush(session).await
    }
}

fn check_head(number: u64, head: &Head) -> Work<()> {
    if head.format == FORMAT {
        return Ok(());
    }
    let why = format!("the export has form {}, this program reads {FORMAT}", head.format);
    Err(bad(number, why).into())
}

fn hash(number: u64, text: &str) -> Work<[u8; 32]> {
    let bytes = unhex(text).and_then(|bytes| bytes.try_into().ok());
    Ok(bytes.ok_or_else(|| bad(number, "a hash has 64 hex digits"))?)
}

/// Records that are written as they are read.
async fn plain(session: &Session, number: u64, kind: &str, value: &str) -> Work<()> {
    match kind {
        "report" => desk::add_report(session, &read(number, value)?).await?,
        "measure" => desk::add_measure(session, &read(number, value)?).await?,
        "appeal" => desk::add_appeal(session, &read(number, value)?).await?,
        "pilot_paper" => pilot::file(session, &read(number, value)?).await?,
        "pilot_seat" => pilot::put_seat(session, &read(number, value)?).await?,
        "survey_ask" => pilot::put_ask(session, &read(number, value)?).await?,
        "invitation_import" => invitation::add_import(session, &read(number, value)?).await?,
        "card" => invitation::add_card(session, &read(number, value)?).await?,
        "card_hour" => invitation::add_hour(session, &read(number, value)?).await?,
        "invitations_off" => invitation::set_off(session, &read(number, value)?).await?,
        "signup" => signups::put(session, &read(number, value)?).await?,
        "username" => usernames::put(session, &read(number, value)?).await?,
        "sender_page" => sender_pages::import(session, &read(number, value)?).await?,
        _ => return Err(bad(number, format!("unknown kind of line: {kind}")).into()),
    }
    Ok(())
}

async fn secret(session: &Session, number: u64, line: &SecretLine) -> Work<()> {
    let value = unhex(&line.value).ok_or_else(|| bad(number, "a secret is written in hex"))?;
    templates::keep_secret(session, &line.name, &value).await.map(drop)
}

async fn token(session: &Session, number: u64, line: &TokenLine) -> Work<()> {
    let token = TokenRecord {
        hash: hash(number, &line.hash)?,
        business: line.business,
        label: line.label.clone(),
        created_at: line.created_at,
        expires_at: line.expires_at,
    };
    accounts::create_token(session, &token).await
}

async fn device(session: &Session, number: u64, line: &DeviceLine) -> Work<()> {
    let device = Device {
        id: DeviceId(line.id),
        person: line.person,
        session_hash: hash(number, &line.session_hash)?,
        label: line.label.clone(),
        created_at: line.created_at,
    };
    accounts::insert_device(session, &device).await
}

async fn top_up(session: &Session, line: &TopUpLine) -> Work<()> {
    let given = (line.business.0, line.transfer);
    session.run(money::INSERT_TOP_UP, &[&given.0, &line.reference, &given.1]).await?;
    Ok(())
}

async fn subscription(session: &Session, line: &SubscriptionLine) -> Work<()> {
    let is = &line.is;
    let since = is.failing_since.map(|at| at.0);
    session
        .run(
            IMPORT_SUBSCRIPTION,
            &[
                &is.id,
                &is.business.0,
                &is.callback_url,
                &is.verify_token,
                &is.cursor.0,
                &is.disabled,
                &since,
                &i64::from(is.scope),
                &code::to_json(&is.options)?,
            ],
        )
        .await?;
    webhooks::put_retries(session, is.business.0, is.id, &line.owes).await
}

/// The log row that shows as this entry.
fn log_write(line: &EntryLine) -> Work<LogWrite> {
    let entry = &line.entry;
    let place = |seq: &Option<kurier_policy::id::InboxSeq>| seq.map_or(0, |seq| seq.0);
    let (kind, price, reply_to, body): (RowKind, Price, u32, Option<String>) = match &entry.kind {
        EntryKind::FromBusiness { content, price, reply_to, .. } => {
            let is_reaction = matches!(content, Content::Reaction { .. });
            let kind = if is_reaction { RowKind::Reaction } else { RowKind::Message };
            (kind, *price, place(reply_to), Some(code::to_json(content)?))
        }
        EntryKind::FromPerson { content, reply_to, .. } => {
            (RowKind::Inbound, code::FREE, place(reply_to), Some(code::to_json(content)?))
        }
        EntryKind::Receipt { receipt } => {
            let greets = u32::from(line.greets);
            (RowKind::Receipt, code::FREE, greets, Some(code::to_json(receipt)?))
        }
        EntryKind::ReadByBusiness { up_to } => (RowKind::ReadByBusiness, code::FREE, up_to.0, None),
        EntryKind::GoneLater { target, reason } => {
            (RowKind::GoneLater, code::FREE, target.0, Some(reason.name().to_owned()))
        }
        EntryKind::Gone { .. } => {
            let why = "a message that is gone is exported as it was".to_owned();
            return Err(StoreError::Unavailable(why).into());
        }
    };
    Ok(LogWrite {
        row: Row {
            pos: 0,
            at: entry.at,
            kind,
            person: line.person,
            seq: entry.seq.0,
            prev: 0,
            business: entry.business,
            sender: line.sender,
            category: price.category,
            price: price.micros.0,
            surcharge: price.surcharge.0,
            price_kind: code::price_kind_code(price.kind),
            reply_to,
            sender_tat: kurier_policy::time::Timestamp(0),
            pair_tat: kurier_policy::time::Timestamp(0),
        },
        price_kind: code::price_kind_code(price.kind),
        body,
        evidence: line.evidence.as_ref().map(code::to_json).transpose()?,
        opaque: line.opaque.clone(),
    })
}

fn refused_row(line: &EventLine, price: Price) -> Row {
    Row {
        pos: 0,
        at: line.event.at,
        kind: RowKind::Refused,
        person: line.person,
        seq: 0,
        prev: line.event.seq.0,
        business: line.business,
        sender: line.event.sender,
        category: price.category,
        price: 0,
        surcharge: 0,
        price_kind: code::price_kind_code(price.kind),
        reply_to: 0,
        sender_tat: kurier_policy::time::Timestamp(0),
        pair_tat: kurier_policy::time::Timestamp(0),
    }
}

fn event_write(line: &EventLine) -> Work<EventWrite> {
    let (code, message, answered, detail) = match &line.event.kind {
        EventKind::Status { message, status, refusal, feature, .. } => {
            let detail = refusal.map(|refusal| reason(refusal, *feature));
            // What was taken back undelivered stands there as a failure, with its reason.
            let status = refusal.map_or(*status, |_| Status::Failed);
            (EventCode::Status(status), message.seq, None, detail)
        }
        EventKind::Inbound { message, reply_to, target, .. } => {
            (EventCode::Inbound, message.seq, reply_to.or(*target), None)
        }
        EventKind::Preference { purpose, topic, allowed, receipt_seq, .. } => {
            let detail = Preference { purpose: *purpose, topic: topic.clone(), allowed: *allowed };
            (EventCode::Preference, *receipt_seq, None, Some(code::to_json(&detail)?))
        }
        EventKind::Template(told) => {
            (EventCode::Template, kurier_policy::id::InboxSeq(0), None, Some(code::to_json(told)?))
        }
        EventKind::Notice(told) => {
            (EventCode::Notice, kurier_policy::id::InboxSeq(0), None, Some(code::to_json(told)?))
        }
    };
    let (kind, status) = code.codes();
    Ok(EventWrite {
        business: line.business.0,
        seq: line.event.seq.0,
        at: line.event.at.0,
        kind: small(kind),
        status: small(status),
        person: line.person.0,
        message: i64::from(message.0),
        answered: answered.map_or(0, |message| i64::from(message.seq.0)),
        detail,
    })
}
