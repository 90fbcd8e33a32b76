//! A sample of every kind of webhook body, written by the code that writes the real ones: for
//! `kurier trigger` and the examples of the AsyncAPI document.

mod accounts;
mod messages;
mod notices;
mod statuses;

use super::{Origin, write_event};
use kurier_policy::event::{Event, EventKind, PairIds};
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, MessageRef, PersonId, SenderId};
use kurier_policy::refusal::Refusal;
use kurier_policy::time::Timestamp;
use kurier_policy::wamid::WamidKey;

/// The message that a sample tells about.
const MESSAGE: MessageRef = MessageRef { person: PersonId(1), seq: InboxSeq(3), hint: 1 };
/// The message that it answers.
const ANSWERED: MessageRef = MessageRef { person: PersonId(1), seq: InboxSeq(2), hint: 1 };

/// Whom the samples are about.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The business that gets them.
    pub business: BusinessId,
    /// The sender concerned.
    pub sender: SenderId,
    /// Its display number, digits only.
    pub display_number: String,
    /// The person.
    pub person: PairIds,
    /// When it happened.
    pub at: Timestamp,
    /// Why the message of the sample `failed` failed.
    pub refusal: Refusal,
    /// Address of the installation without trailing slash, for links in errors.
    pub base: String,
}

impl Default for Subject {
    /// An invented business and person, at a fixed moment.
    fn default() -> Self {
        Self {
            business: BusinessId(222_222_222_222_222),
            sender: SenderId(123_456_789_012_345),
            display_number: "4930123456".to_owned(),
            person: PairIds {
                wa_id: "999000000000001".to_owned(),
                user_id: "ZZ.40817352096418273645".to_owned(),
                name: "Ada".to_owned(),
            },
            at: Timestamp::from_seconds(1_700_000_000),
            refusal: Refusal::WindowClosed,
            base: "https://kurier.example".to_owned(),
        }
    }
}

/// One sample.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What it is called: small letters, digits and `_`.
    pub name: &'static str,
    /// The webhook field it is a change of.
    pub field: &'static str,
    /// What it tells, in a few words.
    pub about: &'static str,
    event: Event,
}

impl Sample {
    /// The body, exactly the bytes to sign and send.
    pub fn body(&self, subject: &Subject) -> Option<Vec<u8>> {
        // Message ids that no installation gave out.
        let key = WamidKey::new([0; 16]);
        let origin = Origin {
            business: subject.business,
            display_number: &subject.display_number,
            base: &subject.base,
            key: &key,
        };
        write_event(&self.event, &origin)
    }
}

/// All samples, in a fixed order.
pub fn samples(subject: &Subject) -> Vec<Sample> {
    [messages::all(subject), statuses::all(subject), accounts::all(subject), notices::all(subject)]
        .concat()
}

/// A sample about the person.
fn of_person(
    subject: &Subject,
    (name, field, about): (&'static str, &'static str, &'static str),
    kind: EventKind,
) -> Sample {
    let (at, sender, person) = (subject.at, subject.sender, subject.person.clone());
    Sample { name, field, about, event: Event { seq: EventSeq(1), at, sender, person, kind } }
}

#[cfg(test)]
mod tests;
