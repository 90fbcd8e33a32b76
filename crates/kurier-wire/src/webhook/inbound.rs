//! Messages of persons.

use super::{
    Button, ButtonReply, Context, FormAnswer, Interactive, ListReply, MediaFile, Message, Origin,
    Reaction, Text, Value, some, value_of,
};
use kurier_policy::content::{Content, MediaMessage};
use kurier_policy::event::{Event, EventKind};
use kurier_policy::id::MessageRef;
use kurier_policy::media::MediaKind;

pub(super) fn value(event: &Event, origin: &Origin<'_>) -> Option<Value> {
    let EventKind::Inbound { message, content, reply_to, target, reply_to_own } = &event.kind
    else {
        return None;
    };
    let context = reply_to.map(|answered| Context {
        from: if *reply_to_own { origin.display_number } else { &event.person.wa_id }.to_owned(),
        id: origin.key.encode(answered),
    });
    let bare = Message {
        from: event.person.wa_id.clone(),
        from_user_id: some(&event.person.user_id),
        id: origin.key.encode(*message),
        timestamp: event.at.seconds().to_string(),
        context,
        ..Message::default()
    };
    let written = with_content(bare, content, *target, origin)?;
    Some(Value { messages: vec![written], ..value_of(event, origin) })
}

/// Fills in the content. `None` for contents that no person can send.
fn with_content(
    bare: Message,
    content: &Content,
    target: Option<MessageRef>,
    origin: &Origin<'_>,
) -> Option<Message> {
    let (kind, filled) = match content {
        Content::Text { body, .. } => {
            ("text", Message { text: Some(Text { body: body.clone() }), ..bare })
        }
        Content::Location(place) => ("location", Message { location: Some(place.clone()), ..bare }),
        Content::Reaction { emoji, .. } => {
            let message_id = origin.key.encode(target?);
            let reaction = Some(Reaction { message_id, emoji: emoji.clone() });
            ("reaction", Message { reaction, ..bare })
        }
        Content::ButtonReply { id, title } => {
            let reply = ButtonReply { id: id.clone(), title: title.clone() };
            let interactive = Interactive {
                kind: "button_reply".to_owned(),
                button_reply: Some(reply),
                ..Interactive::default()
            };
            ("interactive", Message { interactive: Some(interactive), ..bare })
        }
        Content::ListReply { id, title, description } => {
            let (id, title, description) = (id.clone(), title.clone(), description.clone());
            let interactive = Interactive {
                kind: "list_reply".to_owned(),
                list_reply: Some(ListReply { id, title, description }),
                ..Interactive::default()
            };
            ("interactive", Message { interactive: Some(interactive), ..bare })
        }
        Content::FormReply(reply) => {
            let answer = FormAnswer {
                name: "flow".to_owned(),
                body: "Sent".to_owned(),
                response_json: reply.response_json.clone(),
            };
            let interactive = Interactive {
                kind: "nfm_reply".to_owned(),
                nfm_reply: Some(answer),
                ..Interactive::default()
            };
            ("interactive", Message { interactive: Some(interactive), ..bare })
        }
        Content::Media(message) => (message.file.kind.name(), with_file(bare, message)),
        Content::Contacts { contacts } => {
            ("contacts", Message { contacts: contacts.clone(), ..bare })
        }
        Content::QuickReply { payload, text } => {
            let button = Some(Button { payload: payload.clone(), text: text.clone() });
            ("button", Message { button, ..bare })
        }
        Content::Buttons(_)
        | Content::List(_)
        | Content::CtaUrl(_)
        | Content::Carousel(_)
        | Content::LocationRequest(_)
        | Content::Form(_)
        | Content::Template(_) => return None,
    };
    Some(Message { kind: kind.to_owned(), ..filled })
}

fn with_file(bare: Message, message: &MediaMessage) -> Message {
    let MediaMessage { file, caption, voice } = message;
    // The only codec that is taken in Ogg, and clients look for it.
    let mime_type = match file.mime.as_str() {
        "audio/ogg" => "audio/ogg; codecs=opus".to_owned(),
        mime => mime.to_owned(),
    };
    let told = Some(MediaFile {
        id: file.id.to_string(),
        mime_type,
        sha256: file.sha256.clone(),
        caption: caption.clone(),
        filename: file.filename.clone(),
        voice: (file.kind == MediaKind::Audio).then_some(*voice),
        animated: (file.kind == MediaKind::Sticker).then_some(file.animated),
    });
    match file.kind {
        MediaKind::Image => Message { image: told, ..bare },
        MediaKind::Audio => Message { audio: told, ..bare },
        MediaKind::Video => Message { video: told, ..bare },
        MediaKind::Document => Message { document: told, ..bare },
        MediaKind::Sticker => Message { sticker: told, ..bare },
    }
}
