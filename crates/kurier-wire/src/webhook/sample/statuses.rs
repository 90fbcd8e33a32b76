//! Statuses of messages of the business, and what a person allows.

use super::{MESSAGE, Sample, Subject, of_person};
use kurier_policy::event::EventKind;
use kurier_policy::id::InboxSeq;
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::{Category, Price, PriceKind};
use kurier_policy::status::Status;

pub(super) fn all(subject: &Subject) -> Vec<Sample> {
    [statuses(subject), preferences(subject)].concat()
}

fn statuses(subject: &Subject) -> Vec<Sample> {
    let price = Price {
        category: Category::Utility,
        kind: PriceKind::Regular,
        micros: Micros(10_000),
        surcharge: Micros::ZERO,
    };
    let rows = [
        ("sent", "a message is stored for the person", Status::Sent),
        ("delivered", "a message is on one of her devices", Status::Delivered),
        ("read", "a message was shown to her", Status::Read),
        ("failed", "a message will never be shown", Status::Failed),
        ("deleted", "a message was taken back before it was read", Status::Recalled),
    ];
    let one = |(name, about, status)| {
        let refusal = (status == Status::Failed).then_some(subject.refusal);
        let opaque = Some("order-17".to_owned());
        let kind =
            EventKind::Status { message: MESSAGE, status, price, refusal, feature: None, opaque };
        of_person(subject, (name, "messages", about), kind)
    };
    rows.into_iter().map(one).collect()
}

fn preferences(subject: &Subject) -> Vec<Sample> {
    let rows = [
        ("stop", "a person wants no more offers", Purpose::Marketing, Some("Offers"), false),
        ("resume", "a person wants offers again", Purpose::Marketing, Some("Offers"), true),
        ("stop_utility", "a person wants no more notices", Purpose::Utility, None, false),
        (
            "stop_authentication",
            "a person wants no more codes",
            Purpose::Authentication,
            None,
            false,
        ),
    ];
    let one = |(name, about, purpose, topic, allowed): (_, _, _, Option<&str>, _)| {
        let (topic, receipt_seq) = (topic.map(ToOwned::to_owned), InboxSeq(4));
        let kind = EventKind::Preference { purpose, topic, allowed, receipt_seq, signup: None };
        of_person(subject, (name, "user_preferences", about), kind)
    };
    rows.into_iter().map(one).collect()
}
