//! The lines of the canonical export: one JSON document each, the same from every backend. No row
//! numbers, no order of commits: only what the port shows, and what an import needs beyond that.

use super::relation::RelationCold;
use super::row::{FullRow, RowKind};
use super::state::{Pair, PersonHead, RelationHot};
use crate::port::{Result, StoreError};
use crate::record::{BlobName, Device, Media, MediaOwner, Retry, Subscription, TokenRecord};
use kurier_policy::event::{Event, EventKind};
use kurier_policy::id::{BusinessId, MediaId, MessageRef, PersonId, SenderId};
use kurier_policy::marks::Marks;
use kurier_policy::media::MediaKind;
use kurier_policy::permission::Permission;
use kurier_policy::reach::Reach;
use kurier_policy::spent::Spent;
use kurier_policy::statement::Statement;
use kurier_policy::time::Timestamp;
use kurier_policy::trace::Evidence;
use serde::{Deserialize, Serialize};
use std::io::{BufWriter, Write};

/// Version of the form.
pub(crate) const FORMAT: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) format: u32,
}

/// The last line: how many came before it, so that a cut file is not taken for a whole one.
#[derive(Serialize, Deserialize)]
pub(crate) struct End {
    pub(crate) lines: u64,
}

/// A named secret, in hex.
#[derive(Serialize, Deserialize)]
pub(crate) struct SecretLine {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// A token.
#[derive(Serialize, Deserialize)]
pub(crate) struct TokenLine {
    pub(crate) hash: String,
    pub(crate) business: BusinessId,
    pub(crate) label: String,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
}

/// A device.
#[derive(Serialize, Deserialize)]
pub(crate) struct DeviceLine {
    pub(crate) id: i64,
    pub(crate) person: PersonId,
    pub(crate) session_hash: String,
    pub(crate) label: String,
    pub(crate) created_at: Timestamp,
}

/// A sender's throughput limiter, if it ever sent.
#[derive(Serialize, Deserialize)]
pub(crate) struct ThroughputLine {
    pub(crate) sender: SenderId,
    pub(crate) tat: Timestamp,
}

/// Whom a business reached, if anybody.
#[derive(Serialize, Deserialize)]
pub(crate) struct ReachLine {
    pub(crate) business: BusinessId,
    pub(crate) reach: Reach,
}

/// What a business spent in the newest day and month in which it sent, if anything.
#[derive(Serialize, Deserialize)]
pub(crate) struct SpentLine {
    pub(crate) business: BusinessId,
    pub(crate) spent: Spent,
}

/// A closed month or a credit note, with what named it.
#[derive(Serialize, Deserialize)]
pub(crate) struct StatementLine {
    pub(crate) reference: String,
    pub(crate) is: Statement,
}

/// A relation.
#[derive(Serialize, Deserialize)]
pub(crate) struct RelationLine {
    pub(crate) business: BusinessId,
    pub(crate) person: PersonId,
    pub(crate) wa_id: u64,
    pub(crate) user_id: String,
    pub(crate) blocked: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) barred: bool,
    pub(crate) withdrawn: [bool; 3],
    pub(crate) created_at: Timestamp,
    pub(crate) permissions: Vec<Permission>,
    pub(crate) window_until: i64,
    pub(crate) greeting_until: i64,
    pub(crate) pair_tat: i64,
    pub(crate) last_sent: [i64; 3],
    pub(crate) last_sender: i64,
    pub(crate) first: u32,
    pub(crate) read: u32,
    pub(crate) read_by_business: u32,
    #[serde(default)]
    pub(crate) counted_at: i64,
    #[serde(default)]
    pub(crate) marketing: Marks,
    #[serde(default)]
    pub(crate) notices: Marks,
    #[serde(default)]
    pub(crate) unanswered: u32,
    #[serde(default)]
    pub(crate) answered_at: i64,
}

/// An inbox entry, with what the entry itself does not show.
#[derive(Serialize, Deserialize)]
pub(crate) struct EntryLine {
    pub(crate) person: PersonId,
    /// The message itself is kept also where it is gone from her inbox.
    pub(crate) entry: kurier_policy::entry::InboxEntry,
    pub(crate) sender: SenderId,
    /// A receipt that answers an invitation.
    pub(crate) greets: bool,
    pub(crate) gone: Option<String>,
    pub(crate) evidence: Option<Evidence>,
    pub(crate) opaque: Option<String>,
}

/// How far a person's devices are.
#[derive(Serialize, Deserialize)]
pub(crate) struct CursorLine {
    pub(crate) person: PersonId,
    pub(crate) delivered: u32,
    /// Marketing of all businesses.
    #[serde(default)]
    pub(crate) marketing: Marks,
}

/// When a message that still waits then fails, where its template says so.
#[derive(Serialize, Deserialize)]
pub(crate) struct LapseLine {
    pub(crate) at: Timestamp,
    pub(crate) person: PersonId,
    pub(crate) seq: u32,
}

/// An event.
#[derive(Serialize, Deserialize)]
pub(crate) struct EventLine {
    pub(crate) business: BusinessId,
    pub(crate) person: PersonId,
    pub(crate) event: Event,
    /// The message refused with this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<RefusedLine>,
}

/// A message refused after its answer.
#[derive(Serialize, Deserialize)]
pub(crate) struct RefusedLine {
    pub(crate) address: String,
    pub(crate) evidence: Option<Evidence>,
}

/// A payment's reference.
#[derive(Serialize, Deserialize)]
pub(crate) struct TopUpLine {
    pub(crate) business: BusinessId,
    pub(crate) reference: String,
    pub(crate) transfer: i64,
}

/// An idempotency key.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeyLine {
    pub(crate) business: BusinessId,
    pub(crate) key: String,
    pub(crate) digest: String,
    pub(crate) message: MessageRef,
    pub(crate) at: Timestamp,
}

/// A subscription with what it owes.
#[derive(Serialize, Deserialize)]
pub(crate) struct SubscriptionLine {
    pub(crate) is: Subscription,
    pub(crate) owes: Vec<Retry>,
}

/// What is known of a file; the file itself travels beside the export.
#[derive(Serialize, Deserialize)]
pub(crate) struct MediaLine {
    pub(crate) id: MediaId,
    pub(crate) owner: MediaOwner,
    pub(crate) sender: Option<SenderId>,
    pub(crate) kind: MediaKind,
    pub(crate) mime: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) blob: BlobName,
    pub(crate) file_name: Option<String>,
    pub(crate) thumbnail: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// Who may see a file.
#[derive(Serialize, Deserialize)]
pub(crate) struct GrantLine {
    pub(crate) person: PersonId,
    pub(crate) media: MediaId,
    pub(crate) owner: i64,
    pub(crate) expires_at: Timestamp,
}

/// What a sender shows of itself, as stored.
#[derive(Serialize, Deserialize)]
pub(crate) struct PageLine {
    pub(crate) business: BusinessId,
    pub(crate) sender: SenderId,
    pub(crate) kind: String,
    pub(crate) body: String,
}

/// A form with its definition.
#[derive(Serialize, Deserialize)]
pub(crate) struct FlowLine {
    pub(crate) is: kurier_policy::flow::Flow,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) definition: Option<String>,
}

/// Where lines are written.
pub(crate) struct Lines {
    out: BufWriter<Box<dyn Write + Send>>,
    written: u64,
}

impl Lines {
    pub(crate) fn begin(to: Box<dyn Write + Send>) -> Result<Self> {
        let mut lines = Self { out: BufWriter::new(to), written: 0 };
        lines.line("kurier", &Head { format: FORMAT })?;
        Ok(lines)
    }

    /// One line: `{"KIND": value}`.
    pub(crate) fn line(&mut self, kind: &str, value: &impl Serialize) -> Result<()> {
        let text = super::code::to_json(value)?;
        self.written = self.written.saturating_add(1);
        writeln!(self.out, "{{\"{kind}\":{text}}}").map_err(unwritable)
    }

    pub(crate) fn end(mut self) -> Result<()> {
        let lines = self.written;
        self.line("end", &End { lines })?;
        self.out.flush().map_err(unwritable)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err asks for")]
fn unwritable(error: std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("the export cannot be written: {error}"))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| DIGITS.get(usize::from(half)).map_or('?', |digit| char::from(*digit));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes that [`hex`] wrote.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some((digit(*high)? << 4) | digit(*low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

impl From<&TokenRecord> for TokenLine {
    fn from(token: &TokenRecord) -> Self {
        Self {
            hash: hex(&token.hash),
            business: token.business,
            label: token.label.clone(),
            created_at: token.created_at,
            expires_at: token.expires_at,
        }
    }
}

impl From<&Device> for DeviceLine {
    fn from(device: &Device) -> Self {
        Self {
            id: device.id.0,
            person: device.person,
            session_hash: hex(&device.session_hash),
            label: device.label.clone(),
            created_at: device.created_at,
        }
    }
}

impl From<Media> for MediaLine {
    fn from(media: Media) -> Self {
        Self {
            id: media.id,
            owner: media.owner,
            sender: media.sender,
            kind: media.kind,
            mime: media.mime,
            sha256: hex(&media.sha256),
            bytes: media.bytes,
            blob: media.blob,
            file_name: media.file_name,
            thumbnail: media.thumbnail,
            created_at: media.created_at,
            expires_at: media.expires_at,
        }
    }
}

impl MediaLine {
    /// The file, whose digest is written as `sha256`.
    pub(crate) fn into_media(self, sha256: [u8; 32]) -> Media {
        Media {
            id: self.id,
            owner: self.owner,
            sender: self.sender,
            kind: self.kind,
            mime: self.mime,
            sha256,
            bytes: self.bytes,
            blob: self.blob,
            file_name: self.file_name,
            thumbnail: self.thumbnail,
            created_at: self.created_at,
            expires_at: self.expires_at,
        }
    }
}

impl RelationLine {
    pub(crate) fn new(pair: Pair, cold: RelationCold, hot: &RelationHot) -> Self {
        Self {
            business: pair.0,
            person: pair.1,
            wa_id: cold.wa_id,
            user_id: cold.user_id,
            blocked: cold.blocked,
            barred: cold.barred,
            withdrawn: cold.withdrawn,
            created_at: cold.created_at,
            permissions: cold.permissions,
            window_until: hot.window_until,
            greeting_until: hot.greeting_until,
            pair_tat: hot.pair_tat,
            last_sent: hot.last_sent,
            last_sender: hot.last_sender,
            first: hot.first_seq,
            read: hot.read_seq,
            read_by_business: hot.business_read_seq,
            counted_at: hot.counted_at,
            marketing: hot.marketing,
            notices: hot.notices,
            unanswered: hot.unanswered,
            answered_at: hot.answered_at,
        }
    }
}

impl CursorLine {
    pub(crate) fn new(person: PersonId, head: &PersonHead) -> Self {
        Self { person, delivered: head.delivered_seq, marketing: head.marketing }
    }
}

impl EntryLine {
    pub(crate) fn new(full: FullRow, gone: Option<String>) -> Result<Self> {
        Ok(Self {
            person: full.row.person,
            entry: full.entry(None)?,
            sender: full.row.sender,
            greets: full.row.kind == RowKind::Receipt && full.row.reply_to == 1,
            gone,
            evidence: full.evidence()?,
            opaque: full.opaque,
        })
    }
}

impl EventLine {
    pub(crate) fn new(business: BusinessId, event: Event, of: &FullRow) -> Result<Self> {
        let refused = match of.row.kind {
            RowKind::Refused => {
                let address = of.body().to_owned();
                Some(RefusedLine { address, evidence: of.evidence()? })
            }
            _ => None,
        };
        Ok(Self { business, person: of.row.person, event: without_hints(event), refused })
    }
}

/// A reference without the place where a backend keeps the message.
pub(crate) fn without_hint(message: MessageRef) -> MessageRef {
    if message.seq.0 == 0 { message } else { MessageRef { hint: 0, ..message } }
}

fn without_hints(mut event: Event) -> Event {
    match &mut event.kind {
        EventKind::Status { message, .. } => *message = without_hint(*message),
        EventKind::Inbound { message, reply_to, target, .. } => {
            *message = without_hint(*message);
            for other in [reply_to, target].into_iter().flatten() {
                *other = without_hint(*other);
            }
        }
        EventKind::Preference { .. } | EventKind::Template(_) | EventKind::Notice(_) => {}
    }
    event
}
