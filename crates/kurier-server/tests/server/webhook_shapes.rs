//! Every kind of webhook body fits the published AsyncAPI document, and others do not.

use jsonschema::Validator;
use kurier_policy::content::{
    Attachment, ContactCard, ContactName, Content, Location, MediaMessage,
};
use kurier_policy::event::{Event, EventKind, PairIds, TemplateChange, TemplateEvent};
use kurier_policy::id::{
    BusinessId, EventSeq, InboxSeq, MediaId, MessageRef, PersonId, SenderId, TemplateId,
};
use kurier_policy::media::MediaKind;
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::{Category, Price, PriceKind};
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status;
use kurier_policy::template::quality::Quality;
use kurier_policy::template::{Button, Parts, TemplateStatus};
use kurier_policy::time::Timestamp;
use kurier_policy::wamid::WamidKey;
use kurier_server::contract;
use kurier_wire::webhook::{Origin, write_event};
use serde_json::{Value, json};

const MESSAGE: MessageRef = MessageRef { person: PersonId(5), seq: InboxSeq(3), hint: 1 };
const OTHER: MessageRef = MessageRef { person: PersonId(5), seq: InboxSeq(2), hint: 1 };
const AT: Timestamp = Timestamp(1_700_000_000_999_999);

fn validator() -> Validator {
    let document = contract::asyncapi("https://kurier.test");
    let mut schema = json!({ "$ref": "#/components/schemas/Webhook" });
    schema["components"] = document["components"].clone();
    jsonschema::validator_for(&schema).unwrap()
}

fn written(event: &Event) -> Value {
    let key = WamidKey::new([1; 16]);
    let origin = Origin {
        business: BusinessId(222_222_222_222_222),
        display_number: "4930123456",
        base: "https://kurier.test",
        key: &key,
    };
    serde_json::from_slice(&write_event(event, &origin).unwrap()).unwrap()
}

fn of_person(kind: EventKind) -> Event {
    let person =
        PairIds { wa_id: "999000000000001".into(), user_id: "ZZ.77".into(), name: "Ada".into() };
    Event { seq: EventSeq(1), at: AT, sender: SenderId(123_456_789_012_345), person, kind }
}

fn inbound(content: Content) -> Event {
    of_person(EventKind::Inbound {
        message: MESSAGE,
        content,
        reply_to: Some(OTHER),
        target: Some(OTHER),
        reply_to_own: true,
    })
}

fn status(status: Status, refusal: Option<Refusal>) -> Event {
    let price = Price {
        category: Category::Utility,
        kind: PriceKind::Regular,
        micros: Micros(10_000),
        surcharge: Micros::ZERO,
    };
    let opaque = Some("order-17".into());
    of_person(EventKind::Status { message: MESSAGE, status, price, refusal, feature: None, opaque })
}

fn file(kind: MediaKind, mime: &str) -> Event {
    let file = Attachment {
        id: MediaId(123_456_789_012_345),
        kind,
        mime: mime.into(),
        bytes: 9,
        sha256: "c2hh".into(),
        filename: (kind == MediaKind::Document).then(|| "a.pdf".into()),
        thumbnail: true,
        animated: false,
    };
    let voice = kind == MediaKind::Audio;
    inbound(Content::Media(MediaMessage { file, caption: Some("Sea".into()), voice }))
}

fn messages() -> Vec<Event> {
    let place =
        Location { latitude: 1.5, longitude: -2.0, name: Some("Pier".into()), address: None };
    let name = ContactName { formatted_name: "Ada".into(), ..ContactName::default() };
    let (id, title) = ("yes".to_owned(), "Yes".to_owned());
    let description = Some("More".to_owned());
    let mut all = vec![
        inbound(Content::Text { body: "Grüße".into(), preview_url: false }),
        inbound(Content::Location(place)),
        inbound(Content::Reaction { target: InboxSeq(2), emoji: "👍".into() }),
        inbound(Content::ButtonReply { id: id.clone(), title: title.clone() }),
        inbound(Content::ListReply { id, title, description }),
        inbound(Content::QuickReply { payload: "p".into(), text: "t".into() }),
        inbound(Content::Contacts {
            contacts: vec![ContactCard { name, ..ContactCard::default() }],
        }),
    ];
    for (kind, mime) in [
        (MediaKind::Image, "image/png"),
        (MediaKind::Video, "video/mp4"),
        (MediaKind::Audio, "audio/ogg"),
        (MediaKind::Document, "application/pdf"),
        (MediaKind::Sticker, "image/webp"),
    ] {
        all.push(file(kind, mime));
    }
    all
}

fn statuses() -> Vec<Event> {
    let mut all = vec![
        status(Status::Sent, None),
        status(Status::Delivered, None),
        status(Status::Read, None),
    ];
    all.extend(Refusal::ALL.iter().map(|refusal| status(Status::Failed, Some(*refusal))));
    let mut unknown = status(Status::Failed, Some(Refusal::RecipientUnavailable));
    unknown.person =
        PairIds { wa_id: "491701234567".into(), user_id: String::new(), name: String::new() };
    all.push(unknown);
    for (purpose, topic) in [
        (Purpose::Marketing, Some("Offers".to_owned())),
        (Purpose::Utility, None),
        (Purpose::Authentication, None),
    ] {
        let receipt_seq = InboxSeq(4);
        let allowed = topic.is_none();
        all.push(of_person(EventKind::Preference {
            purpose,
            topic,
            allowed,
            signup: None,
            receipt_seq,
        }));
    }
    all
}

fn templates() -> Vec<Event> {
    use TemplateStatus as S;
    let parts = Parts {
        header: Some("News".into()),
        body: "Something is new.".into(),
        footer: Some("Shop".into()),
        buttons: vec![
            Button::QuickReply { text: "Good".into() },
            Button::Url { text: "Open".into(), url: "https://shop.example".into() },
        ],
        ..Parts::default()
    };
    let mut changes = vec![
        TemplateChange::Quality { from: Quality::Green, to: Quality::Red },
        TemplateChange::Category { from: Category::Marketing },
        TemplateChange::Components { parts: Box::new(parts) },
    ];
    for status in [
        S::Approved,
        S::Pending,
        S::Rejected,
        S::Paused,
        S::Disabled,
        S::Archived,
        S::PendingDeletion,
        S::Deleted,
    ] {
        changes.push(TemplateChange::Status {
            status,
            reason: Some("PROMOTIONAL".into()),
            note: Some("Leave the offer out.".into()),
            until: None,
            pauses: 1,
            reinstated: status == S::Approved,
            unarchived: false,
        });
    }
    let told = |change| TemplateEvent {
        template: TemplateId(123),
        name: "order_update".into(),
        language: "en_US".into(),
        category: Category::Utility,
        change,
    };
    changes.into_iter().map(|change| Event::of_template(EventSeq(1), AT, told(change))).collect()
}

#[test]
fn every_body_that_kurier_writes_fits_the_published_schema() {
    let validator = validator();
    for event in [messages(), statuses(), templates()].concat() {
        let body = written(&event);
        let faults: Vec<String> =
            validator.iter_errors(&body).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}\n{body:#}");
    }
}

/// Names of the fields that the document describes.
fn fields(schema: &Value) -> Vec<String> {
    let any = schema["properties"]["entry"]["items"]["anyOf"].as_array().unwrap();
    let field = |entry: &Value| {
        let change = &entry["properties"]["changes"]["items"]["properties"]["field"];
        change["const"].as_str().unwrap().to_owned()
    };
    any.iter().map(field).collect()
}

#[test]
fn every_field_has_examples_and_every_example_fits_the_published_schema() {
    let validator = validator();
    let document = contract::asyncapi("https://kurier.test");
    let examples = document["components"]["messages"]["webhook"]["examples"].as_array().unwrap();
    for example in examples {
        let faults: Vec<String> =
            validator.iter_errors(&example["payload"]).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}\n{example:#}");
    }
    for field in fields(&document["components"]["schemas"]["Webhook"]) {
        let shown = |one: &&Value| one["payload"]["entry"][0]["changes"][0]["field"] == field[..];
        assert!(
            examples.iter().any(|one| shown(&one)),
            "{field} has no sample: add one to kurier-wire"
        );
    }
}

#[test]
fn a_body_with_one_member_more_less_or_other_does_not_fit() {
    let validator = validator();
    let body = written(&status(Status::Delivered, None));
    let status = "/entry/0/changes/0/value/statuses/0";
    let mut more = body.clone();
    more.pointer_mut(status).unwrap()["more"] = json!(1);
    let mut less = body.clone();
    less.pointer_mut(status).unwrap().as_object_mut().unwrap().remove("timestamp");
    let mut other = body.clone();
    other.pointer_mut(status).unwrap()["status"] = json!("accepted");
    let mut field = body;
    field["entry"][0]["changes"][0]["field"] = json!("user_preferences");
    for wrong in [more, less, other, field] {
        assert!(!validator.is_valid(&wrong), "{wrong:#}");
    }
}
