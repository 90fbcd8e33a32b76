//! Messages of a person.

use super::{ANSWERED, MESSAGE, Sample, Subject, of_person};
use kurier_policy::content::{
    Attachment, ContactCard, ContactName, ContactPhone, Content, Location, MediaMessage,
};
use kurier_policy::event::EventKind;
use kurier_policy::id::{InboxSeq, MediaId};
use kurier_policy::media::MediaKind;

/// One row: name, what it tells, what she sends, and whether it answers a message of the business.
type Row = (&'static str, &'static str, Content, bool);

pub(super) fn all(subject: &Subject) -> Vec<Sample> {
    [written(), chosen(), files()].concat().into_iter().map(|row| sample(subject, row)).collect()
}

fn sample(subject: &Subject, (name, about, content, answers): Row) -> Sample {
    let target = matches!(content, Content::Reaction { .. }).then_some(ANSWERED);
    let reply_to = answers.then_some(ANSWERED);
    let message = MESSAGE;
    let kind = EventKind::Inbound { message, content, reply_to, target, reply_to_own: answers };
    of_person(subject, (name, "messages", about), kind)
}

fn written() -> Vec<Row> {
    // Characters outside ASCII and a slash: bodies escape them, and a verifier that writes the JSON
    // anew must get them right.
    let text = |body: &str| Content::Text { body: body.to_owned(), preview_url: false };
    let place = Location {
        latitude: 52.5163,
        longitude: 13.3777,
        name: Some("Brandenburger Tor".to_owned()),
        address: Some("Pariser Platz, Berlin".to_owned()),
    };
    let name = ContactName {
        formatted_name: "Ada Lovelace".to_owned(),
        first_name: Some("Ada".to_owned()),
        last_name: Some("Lovelace".to_owned()),
        ..ContactName::default()
    };
    let phone = ContactPhone {
        phone: Some("+49 30 901820".to_owned()),
        kind: Some("WORK".to_owned()),
        wa_id: None,
    };
    let contact = ContactCard { name, phones: vec![phone], ..ContactCard::default() };
    let reaction = |emoji: &str| Content::Reaction { target: InboxSeq(2), emoji: emoji.to_owned() };
    vec![
        ("text", "a person writes", text("Schöne Grüße 👋 and/or thanks"), false),
        ("reply", "a person answers a message", text("Yes, please"), true),
        ("location", "a person sends a place", Content::Location(place), false),
        (
            "contacts",
            "a person sends a contact",
            Content::Contacts { contacts: vec![contact] },
            false,
        ),
        ("reaction", "a person reacts to a message", reaction("👍"), false),
        ("reaction_removed", "a person takes a reaction back", reaction(""), false),
    ]
}

fn chosen() -> Vec<Row> {
    let button = Content::ButtonReply { id: "confirm".to_owned(), title: "Confirm".to_owned() };
    let row = Content::ListReply {
        id: "slot-2".to_owned(),
        title: "Tomorrow, 10 to 12".to_owned(),
        description: Some("At the door".to_owned()),
    };
    let quick = Content::QuickReply { payload: "GOT_IT".to_owned(), text: "Got it".to_owned() };
    vec![
        ("button_reply", "a person taps a reply button", button, true),
        ("list_reply", "a person chooses a row of a list", row, true),
        ("quick_reply", "a person taps a template's quick reply", quick, true),
    ]
}

fn files() -> Vec<Row> {
    let file = |kind, mime: &str, caption: Option<&str>, voice| {
        let file = Attachment {
            id: MediaId(345_678_901_234_567),
            kind,
            mime: mime.to_owned(),
            bytes: 12_345,
            sha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned(),
            filename: (kind == MediaKind::Document).then(|| "ticket.pdf".to_owned()),
            thumbnail: false,
            animated: false,
        };
        Content::Media(MediaMessage { file, caption: caption.map(ToOwned::to_owned), voice })
    };
    let (png, pdf) = ("image/png", "application/pdf");
    vec![
        (
            "image",
            "a person sends a picture",
            file(MediaKind::Image, png, Some("Here"), false),
            false,
        ),
        ("video", "a person sends a film", file(MediaKind::Video, "video/mp4", None, false), false),
        (
            "audio",
            "a person sends a sound",
            file(MediaKind::Audio, "audio/mpeg", None, false),
            false,
        ),
        (
            "voice",
            "a person sends a voice note",
            file(MediaKind::Audio, "audio/ogg", None, true),
            false,
        ),
        (
            "document",
            "a person sends a document",
            file(MediaKind::Document, pdf, None, false),
            false,
        ),
        (
            "sticker",
            "a person sends a sticker",
            file(MediaKind::Sticker, "image/webp", None, false),
            false,
        ),
    ]
}
