use super::*;
use kurier_policy::content::{
    Attachment, ContactCard, ContactName, ContactPhone, Content, FormReply, Location, MediaMessage,
};
use kurier_policy::event::PairIds;
use kurier_policy::id::{EventSeq, FlowId, InboxSeq, MediaId, MessageRef, PersonId, SenderId};
use kurier_policy::media::MediaKind;
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::{Category, Price, PriceKind};
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status as Reached;
use kurier_policy::time::Timestamp;
use proptest::prelude::*;
use serde_json::json;

const MESSAGE: MessageRef = MessageRef { person: PersonId(5), seq: InboxSeq(3), hint: 1 };

fn event(kind: EventKind) -> Event {
    Event {
        seq: EventSeq(1),
        at: Timestamp(1_700_000_000_999_999),
        sender: SenderId(123_456_789_012_345),
        person: PairIds {
            wa_id: "999000000000001".into(),
            user_id: "ZZ.77".into(),
            name: String::new(),
        },
        kind,
    }
}

fn key() -> WamidKey {
    WamidKey::new([1; 16])
}

fn write(event: &Event) -> Option<Vec<u8>> {
    let origin = Origin {
        business: BusinessId(222_222_222_222_222),
        display_number: "4930123456",
        base: "https://kurier.test",
        key: &key(),
    };
    write_event(event, &origin)
}

fn value(kind: EventKind) -> serde_json::Value {
    let body: serde_json::Value = serde_json::from_slice(&write(&event(kind)).unwrap()).unwrap();
    assert_eq!(body["object"], "whatsapp_business_account");
    assert_eq!(body["entry"][0]["id"], "222222222222222");
    body["entry"][0]["changes"][0]["value"].clone()
}

fn status(status: Reached, refusal: Option<Refusal>) -> EventKind {
    let price = Price {
        category: Category::Utility,
        kind: PriceKind::Regular,
        micros: Micros(10_000),
        surcharge: Micros::ZERO,
    };
    EventKind::Status {
        message: MESSAGE,
        status,
        price,
        refusal,
        feature: None,
        opaque: Some("mine".into()),
    }
}

fn inbound(
    content: Content,
    target: Option<MessageRef>,
    reply_to: Option<MessageRef>,
) -> EventKind {
    EventKind::Inbound { message: MESSAGE, content, reply_to, target, reply_to_own: true }
}

#[test]
fn a_delivered_status_is_the_documented_envelope() {
    let id = key().encode(MESSAGE);
    let want = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "4930123456", "phone_number_id": "123456789012345"},
        "contacts": [{"profile": {"name": "999000000000001"}, "wa_id": "999000000000001", "user_id": "ZZ.77"}],
        "statuses": [{"id": id, "status": "delivered", "timestamp": "1700000000",
            "recipient_id": "999000000000001", "recipient_user_id": "ZZ.77", "biz_opaque_callback_data": "mine",
            "pricing": {"billable": true, "pricing_model": "PMP", "type": "regular", "category": "utility"}}]
    });
    assert_eq!(value(status(Reached::Delivered, None)), want);
}

#[test]
fn a_failed_status_has_the_error_and_no_price() {
    let got = value(status(Reached::Failed, Some(Refusal::WindowClosed)));
    let status = &got["statuses"][0];
    assert!(status.get("pricing").is_none());
    let error = &status["errors"][0];
    assert_eq!(
        (&error["code"], &error["href"]),
        (&json!(131_047), &json!("https://kurier.test/docs/errors/131047"))
    );
    assert!(error["title"].is_string() && error["message"].is_string());
    assert!(error["error_data"]["details"].as_str().unwrap().contains("24 hours"));
}

#[test]
fn accepted_and_held_have_no_webhook() {
    assert!(write(&event(status(Reached::Accepted, None))).is_none());
    assert!(write(&event(status(Reached::Held, None))).is_none());
}

#[test]
fn a_recipient_nobody_knows_has_a_null_user_id_and_still_a_name() {
    let mut unknown = event(status(Reached::Failed, Some(Refusal::RecipientUnavailable)));
    unknown.person =
        PairIds { wa_id: "491701234567".into(), user_id: String::new(), name: String::new() };
    let body: serde_json::Value = serde_json::from_slice(&write(&unknown).unwrap()).unwrap();
    let value = &body["entry"][0]["changes"][0]["value"];
    assert_eq!(
        value["contacts"],
        json!([{"profile": {"name": "491701234567"}, "wa_id": "491701234567", "user_id": null}])
    );
    assert!(value["statuses"][0].get("recipient_user_id").is_none());
}

fn ada() -> ContactCard {
    let phone = ContactPhone {
        phone: Some("+49 30 1".into()),
        kind: Some("WORK".into()),
        ..ContactPhone::default()
    };
    let name = ContactName { formatted_name: "Ada".into(), ..ContactName::default() };
    ContactCard { name, phones: vec![phone], ..ContactCard::default() }
}

#[test]
fn inbound_messages_carry_their_content_and_context() {
    let place = Location { latitude: 1.5, longitude: -2.0, name: None, address: None };
    let other = MessageRef { seq: InboxSeq(2), ..MESSAGE };
    let table = [
        ("text", Content::Text { body: "hi".into(), preview_url: false }, json!({"body": "hi"})),
        ("location", Content::Location(place), json!({"latitude": 1.5, "longitude": -2.0})),
        (
            "reaction",
            Content::Reaction { target: InboxSeq(2), emoji: "👍".into() },
            json!({"message_id": key().encode(other), "emoji": "👍"}),
        ),
        (
            "interactive",
            Content::ButtonReply { id: "yes".into(), title: "Yes".into() },
            json!({"type": "button_reply", "button_reply": {"id": "yes", "title": "Yes"}}),
        ),
        (
            "interactive",
            Content::ListReply {
                id: "r".into(),
                title: "Row".into(),
                description: Some("d".into()),
            },
            json!({"type": "list_reply", "list_reply": {"id": "r", "title": "Row", "description": "d"}}),
        ),
        (
            "interactive",
            Content::FormReply(FormReply {
                flow: FlowId(7),
                response_json: "{\"who\":\"Kim\"}".to_owned(),
            }),
            json!({"type": "nfm_reply",
                "nfm_reply": {"name": "flow", "body": "Sent", "response_json": "{\"who\":\"Kim\"}"}}),
        ),
        (
            "contacts",
            Content::Contacts { contacts: vec![ada()] },
            json!([{"name": {"formatted_name": "Ada"}, "phones": [{"phone": "+49 30 1", "type": "WORK"}]}]),
        ),
        (
            "button",
            Content::QuickReply { payload: "p".into(), text: "t".into() },
            json!({"payload": "p", "text": "t"}),
        ),
    ];
    for (kind, content, want) in table {
        let got = value(inbound(content, Some(other), Some(other)));
        let message = &got["messages"][0];
        assert_eq!((&message["type"], &message[kind]), (&json!(kind), &want));
        assert_eq!(message["context"], json!({"from": "4930123456", "id": key().encode(other)}));
        assert_eq!(
            (&message["from"], &message["from_user_id"]),
            (&json!("999000000000001"), &json!("ZZ.77"))
        );
        assert_eq!(
            (&message["id"], &message["timestamp"]),
            (&json!(key().encode(MESSAGE)), &json!("1700000000"))
        );
    }
}

#[test]
fn files_are_told_with_their_digest_in_base64() {
    let sent = |kind, mime: &str, caption: Option<&str>, voice| {
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
        let caption = caption.map(str::to_owned);
        value(inbound(Content::Media(MediaMessage { file, caption, voice }), None, None))
    };
    let id = "123456789012345";
    let table = [
        (
            "image",
            sent(MediaKind::Image, "image/png", Some("Sea"), false),
            json!({"id": id, "mime_type": "image/png", "sha256": "c2hh", "caption": "Sea"}),
        ),
        (
            "audio",
            sent(MediaKind::Audio, "audio/ogg", None, true),
            json!({"id": id, "mime_type": "audio/ogg; codecs=opus", "sha256": "c2hh", "voice": true}),
        ),
        (
            "document",
            sent(MediaKind::Document, "application/pdf", None, false),
            json!({"id": id, "mime_type": "application/pdf", "sha256": "c2hh", "filename": "a.pdf"}),
        ),
    ];
    for (kind, got, want) in table {
        let message = &got["messages"][0];
        assert_eq!((&message["type"], &message[kind]), (&json!(kind), &want));
    }
}

#[test]
fn a_withdrawal_of_marketing_is_a_user_preference() {
    let kind = EventKind::Preference {
        purpose: Purpose::Marketing,
        topic: Some("Offers".into()),
        allowed: false,
        signup: None,
        receipt_seq: InboxSeq(4),
    };
    let body: serde_json::Value =
        serde_json::from_slice(&write(&event(kind.clone())).unwrap()).unwrap();
    assert_eq!(body["entry"][0]["changes"][0]["field"], "user_preferences");
    let preference = value(kind)["user_preferences"][0].clone();
    assert_eq!(preference["category"], "marketing_messages");
    assert_eq!((&preference["value"], &preference["topic"]), (&json!("stop"), &json!("Offers")));
    assert!(preference["detail"].is_string());
}

#[test]
fn bodies_are_ascii_with_lower_case_escapes_surrogate_pairs_and_escaped_slashes() {
    let content = Content::Text { body: "ä/😀\u{7f}\"\\\n".into(), preview_url: false };
    let body = String::from_utf8(write(&event(inbound(content, None, None))).unwrap()).unwrap();
    assert!(body.contains(r#""body":"\u00e4\/\ud83d\ude00"#), "{body}");
    assert!(body.is_ascii());
}

#[test]
fn what_is_written_is_read_again() {
    let bodies = [
        write(&event(status(Reached::Read, None))).unwrap(),
        write(&event(inbound(Content::Text { body: "hi".into(), preview_url: false }, None, None)))
            .unwrap(),
    ];
    let [Incoming::Status { status, contact, .. }] = &parse(&bodies[0]).unwrap()[..] else {
        panic!("no status")
    };
    assert_eq!(
        (status.status.as_str(), contact.as_ref().unwrap().wa_id.as_str()),
        ("read", "999000000000001")
    );
    let [Incoming::Message { message, metadata, .. }] = &parse(&bodies[1]).unwrap()[..] else {
        panic!("no message")
    };
    assert_eq!(message.text.as_ref().unwrap().body, "hi");
    assert_eq!(metadata.phone_number_id, "123456789012345");
}

#[test]
fn reads_batches_and_ignores_what_it_does_not_know() {
    let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "time": 5, "changes": [
        {"field": "messages", "value": {"statuses": [
            {"id": "a", "status": "sent", "timestamp": "1"}, {"id": "b", "status": "played", "timestamp": "1"}]}},
        {"field": "account_alerts", "value": {"alert_type": "X"}}]}]});
    let got = parse(body.to_string().as_bytes()).unwrap();
    assert_eq!(got.len(), 3);
    assert!(matches!(&got[2], Incoming::Other { field, .. } if field == "account_alerts"));
    for bad in ["", "[]", "{}", r#"{"object":"page","entry":[]}"#, r#"{"object":1,"entry":[]}"#] {
        assert!(parse(bad.as_bytes()).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn every_text_becomes_ascii_and_comes_back_the_same(body in "\\PC*|[\u{0}-\u{ffff}]{0,20}", name in "\\PC{0,9}") {
        let mut event = event(inbound(Content::Text { body: body.clone(), preview_url: false }, None, None));
        event.person.name.clone_from(&name);
        let bytes = write(&event).unwrap();
        prop_assert!(bytes.is_ascii() && bytes.iter().all(|b| *b >= b' '));
        let back = parse(&bytes).unwrap();
        let [Incoming::Message { message, .. }] = &back[..] else { panic!("no message") };
        prop_assert_eq!(&message.text.as_ref().unwrap().body, &body);
        let plain: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(to_ascii_json(&plain).unwrap().len(), bytes.len());
    }
}
