use super::*;
use kurier_policy::id::{InboxSeq, PersonId};
use kurier_policy::outbound::Recipient;
use proptest::prelude::*;
use serde_json::{Value, json};

fn key() -> WamidKey {
    WamidKey::new([7; 16])
}

fn known() -> MessageRef {
    MessageRef { person: PersonId(123_456_789_012_345), seq: InboxSeq(9), hint: 5 }
}

fn parse(body: &Value) -> Result<SendCall, WireError> {
    let params = crate::params::merge("", Some("application/json"), body.to_string().as_bytes())?;
    SendRequest::parse(&params, &key(), BusinessId(1), SenderId(2))
}

/// A call to wa_id 999…1 with these members added.
fn call(members: &Value) -> Result<SendCall, WireError> {
    let mut body = json!({"messaging_product": "whatsapp", "to": "999000000000001"});
    for (name, value) in members.as_object().unwrap() {
        body[name] = value.clone();
    }
    parse(&body)
}

fn outbound(members: &Value) -> Outbound {
    match call(members).unwrap() {
        SendCall::Message { outbound, .. } => *outbound,
        SendCall::MarkRead { .. } => panic!("not a message"),
    }
}

fn code(members: &Value) -> u32 {
    call(members).unwrap_err().code
}

fn text() -> Value {
    json!({"body": "hi"})
}

#[test]
fn reads_a_text_with_everything_around_it() {
    let got = outbound(&json!({
        "recipient_type": "individual", "type": "text",
        "text": {"body": "hi", "preview_url": "true"},
        "context": {"message_id": key().encode(known())},
        "biz_opaque_callback_data": "x", "unknown_member": {"a": 1}
    }));
    assert_eq!((got.business, got.sender), (BusinessId(1), SenderId(2)));
    assert_eq!(got.to, Recipient::WaId(999_000_000_000_001));
    assert_eq!(got.draft, Draft::Text { body: "hi".into(), preview_url: true });
    assert_eq!((got.reply_to, got.opaque.as_deref()), (Some(known()), Some("x")));
}

#[test]
fn null_members_and_a_missing_type_are_tolerated() {
    let got = outbound(&json!({"context": null, "text": {"body": 5, "preview_url": null}}));
    assert_eq!(got.draft, Draft::Text { body: "5".into(), preview_url: false });
    let buttons = json!({"interactive": {"type": "button", "header": null, "body": {"text": "b"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "i", "title": "t"}}]}}});
    assert!(matches!(outbound(&buttons).draft, Draft::Buttons(_)));
}

#[test]
fn the_address_may_be_written_in_many_ways() {
    for to in
        [json!("+999 000-000 (000) 001"), json!(999_000_000_000_001_u64), json!("999000000000001")]
    {
        let got = outbound(&json!({"to": to, "text": text()}));
        assert_eq!(got.to, Recipient::WaId(999_000_000_000_001), "{to}");
    }
    assert!(matches!(
        outbound(&json!({"to": "+49 170 1234567", "text": text()})).to,
        Recipient::Phone(_)
    ));
}

#[test]
fn to_wins_over_recipient() {
    let both = json!({"recipient": "ZZ.1", "text": text()});
    assert_eq!(outbound(&both).to, Recipient::WaId(999_000_000_000_001));
    let only =
        parse(&json!({"messaging_product": "whatsapp", "recipient": "ZZ.123", "text": text()}))
            .unwrap();
    let SendCall::Message { outbound, input, .. } = only else { panic!("not a message") };
    assert_eq!((outbound.to, input.as_str()), (Recipient::UserId("ZZ.123".into()), "ZZ.123"));
}

#[test]
fn a_user_id_in_to_is_refused_with_the_way_out() {
    let fault = call(&json!({"to": "ZZ.123", "text": text()})).unwrap_err();
    assert_eq!(fault.code, 131_009);
    assert!(fault.hint.contains("`recipient`"), "{}", fault.hint);
}

#[test]
fn bad_calls_get_the_documented_codes() {
    let table = [
        (100, json!({"messaging_product": "x", "text": text()})),
        (131_008, json!({"to": "", "text": text()})),
        (131_008, json!({"type": "text"})),
        (131_008, json!({"type": "text", "text": {}})),
        (100, json!({"type": "text", "text": "hi"})),
        (100, json!({"type": "text", "text": {"body": {}}})),
        (131_009, json!({"to": "12", "text": text()})),
        (131_009, json!({"to": "not a number", "text": text()})),
        (131_009, json!({"recipient_type": "everybody", "text": text()})),
        (131_215, json!({"recipient_type": "group", "text": text()})),
        (131_008, json!({"type": "image", "image": {"caption": "no file"}})),
        (
            131_009,
            json!({"type": "image", "image": {"id": "5", "link": "https://x.example/y.png"}}),
        ),
        (131_009, json!({"type": "image", "image": {"id": "one"}})),
        (100, json!({"type": "image", "image": "5"})),
        (131_051, json!({"type": "nonsense"})),
        (131_008, json!({"type": "interactive", "interactive": {"type": "list"}})),
        (131_051, json!({"type": "interactive", "interactive": {"type": "address_message"}})),
        (131_051, json!({"type": "interactive", "interactive": {"type": "voice_call"}})),
        (131_008, json!({"type": "contacts"})),
        (100, json!({"type": "contacts", "contacts": {"name": {"formatted_name": "Ada"}}})),
        (131_008, json!({"type": "contacts", "contacts": [{"name": {"first_name": "Ada"}}]})),
        (131_009, json!({"text": text(), "context": {"message_id": "wamid.AAAA"}})),
        (131_009, json!({"type": "reaction", "reaction": {"message_id": "x", "emoji": "👍"}})),
        (131_009, json!({"status": "delivered", "message_id": "x"})),
        (131_008, json!({"status": "read"})),
        (100, json!({"type": "location", "location": {"latitude": "north", "longitude": 1}})),
        (131_008, json!({"type": "template", "template": {"name": "n"}})),
    ];
    for (want, members) in table {
        assert_eq!(code(&members), want, "{members}");
    }
}

#[test]
fn marks_as_read_with_and_without_the_typing_bubble() {
    let id = key().encode(known());
    for (extra, typing) in [(json!(null), false), (json!({"type": "text"}), true)] {
        let got = parse(&json!({"messaging_product": "whatsapp", "status": "read",
                                "message_id": id, "typing_indicator": extra}));
        assert_eq!(got, Ok(SendCall::MarkRead { message: known(), typing }));
    }
}

#[test]
fn reads_location_and_reaction() {
    let place = json!({"type": "location", "location": {"latitude": "52.5", "longitude": 13, "name": "Gate"}});
    let Draft::Location(place) = outbound(&place).draft else { panic!("no location") };
    assert_eq!(
        (place.latitude, place.longitude, place.name.as_deref()),
        (52.5, 13.0, Some("Gate"))
    );
    let reaction =
        json!({"type": "reaction", "reaction": {"message_id": key().encode(known()), "emoji": ""}});
    let want = Draft::Reaction { target: known(), emoji: String::new() };
    assert_eq!(outbound(&reaction).draft, want);
}

#[test]
fn reads_every_tolerated_spelling_of_a_template() {
    let got = outbound(&json!({"type": "Template", "template": {
        "name": "order_update", "language": {"code": "en_US", "policy": "deterministic"}, "namespace": "x",
        "components": [
            {"type": "HEADER", "parameters": [{"type": "text", "text": 7}]},
            {"type": "body", "parameters": [
                {"type": "text", "text": true, "parameter_name": "a"},
                {"type": "currency", "currency": {"fallback_value": "3 €", "code": "EUR", "amount_1000": 3000}},
                {"type": "date_time", "date_time": {"fallback_value": "today"}}, {"text": "x"}]},
            {"type": "button", "sub_type": "QUICK_REPLY", "index": "0", "parameters": [{"type": "payload", "payload": "p"}]},
            {"type": "Button", "sub_type": "url", "index": 1, "parameters": [{"type": "text", "text": "u"}]},
            {"type": "button", "sub_type": "COPY_CODE", "index": 2, "parameters": [{"type": "coupon_code", "coupon_code": "c"}]},
            {"type": "button", "sub_type": "phone_number", "index": 3}]}}));
    let Draft::Template(call) = got.draft else { panic!("no template") };
    assert_eq!((call.name.as_str(), call.language.as_str()), ("order_update", "en_US"));
    assert_eq!(call.header[0].text, "7");
    let body: Vec<_> = call.body.iter().map(|a| (a.name.as_deref(), a.text.as_str())).collect();
    assert_eq!(body, [(Some("a"), "true"), (None, "3 €"), (None, "today"), (None, "x")]);
    let buttons: Vec<_> = call.buttons.iter().map(|b| (b.index, b.value.as_str())).collect();
    assert_eq!(buttons, [(0, "p"), (1, "u"), (2, "c")]);
}

#[test]
fn refuses_template_parts_it_would_have_to_drop() {
    let with = |component: Value| json!({"type": "template", "template": {"name": "n", "language": "en", "components": [component]}});
    assert_eq!(code(&with(json!({"type": "carousel"}))), 131_008);
    assert_eq!(
        code(&with(json!({"type": "header", "parameters": [{"type": "image", "image": {}}]}))),
        131_008
    );
    let product = json!({"type": "header", "parameters": [{"type": "product", "product": {}}]});
    assert_eq!(code(&with(product)), 131_051);
    assert_eq!(code(&with(json!({"type": "button", "sub_type": "pay", "index": 0}))), 131_051);
    assert_eq!(
        code(&with(json!({"type": "button", "sub_type": "url", "parameters": []}))),
        131_008
    );
    assert_eq!(code(&with(json!({"type": "button", "sub_type": "url", "index": -1}))), 100);
    assert_eq!(code(&with(json!({"type": "button", "sub_type": "url", "index": 300}))), 100);
}

#[test]
fn reads_the_rich_parts_of_a_template_and_names_the_files_header_first() {
    let image = |id: &str| json!({"type": "image", "image": {"id": id}});
    let card = |index: u8, id: &str| {
        json!({"card_index": index, "components": [
        {"type": "HEADER", "parameters": [image(id)]},
        {"type": "body", "parameters": [{"type": "text", "text": id}]},
        {"type": "button", "sub_type": "quick_reply", "index": 0, "parameters": [{"type": "payload", "payload": "p"}]}]})
    };
    let (draft, named) = files(
        &json!({"type": "template", "template": {"name": "n", "language": "en", "components": [
        {"type": "carousel", "cards": [card(1, "21"), card(0, "20")]},
        {"type": "limited_time_offer", "parameters": [
            {"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": 1_800_000_000_000_i64}}]},
        {"type": "button", "sub_type": "flow", "index": 0,
         "parameters": [{"type": "action", "action": {"flow_token": "t"}}]},
        {"type": "header", "parameters": [{"type": "gif", "gif": {"id": "10"}}]}]}}),
    );
    let Draft::Template(call) = draft else { panic!("no template") };
    assert_eq!((call.file, call.cards.len()), (Some(MediaKind::Video), 2));
    assert_eq!((call.cards[0].index, call.cards[0].body[0].text.as_str()), (1, "21"));
    assert_eq!(call.cards[0].buttons[0].value, "p");
    assert!(call.buttons.is_empty());
    assert_eq!((call.forms[0].index, call.forms[0].token.as_deref()), (0, Some("t")));
    let until = Timestamp(1_800_000_000_000_000);
    assert_eq!(call.offer_until, Some(until));
    let ids: Vec<_> = named.iter().map(|file| file.source.clone()).collect();
    let id = |number| FileSource::Id(kurier_policy::id::MediaId(number));
    assert_eq!(ids, [id(10), id(21), id(20)]);
}

#[test]
fn the_end_of_an_offer_may_be_given_in_seconds_and_may_be_over() {
    for (given, micros) in [
        (json!(1_800_000_000), 1_800_000_000_000_000_i64),
        (json!("1500000000000"), 1_500_000_000_000_000),
    ] {
        let offer = json!({"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": given}});
        let got = outbound(&json!({"type": "template", "template": {"name": "n", "language": "en",
            "components": [{"type": "limited_time_offer", "parameters": [offer]}]}}));
        let Draft::Template(call) = got.draft else { panic!("no template") };
        assert_eq!(call.offer_until, Some(Timestamp(micros)));
    }
}

#[test]
fn a_header_takes_a_place_or_a_file_and_not_both() {
    let place = json!({"type": "location", "location": {"latitude": "52.5", "longitude": 13.4, "name": "Gate"}});
    let with = |parameters: Value| {
        json!({"type": "template", "template": {"name": "n", "language": "en",
        "components": [{"type": "header", "parameters": parameters}]}})
    };
    let Draft::Template(call) = outbound(&with(json!([place]))).draft else {
        panic!("no template")
    };
    assert_eq!(call.place.unwrap().name.as_deref(), Some("Gate"));
    let image = json!({"type": "image", "image": {"link": "https://x.example/a.png"}});
    assert_eq!(code(&with(json!([place, image]))), 131_009);
}

#[test]
fn errors_name_the_member() {
    let fault = call(&json!({"type": "interactive", "interactive": {"type": "button",
        "body": {"text": "b"}, "action": {"buttons": [{"reply": {"id": "i"}}]}}}));
    let fault = fault.unwrap_err();
    assert!(
        fault.details.contains("`interactive.action.buttons[0].reply.title`"),
        "{}",
        fault.details
    );
}

#[test]
fn reads_a_list_whose_type_is_left_out() {
    let got = outbound(
        &json!({"interactive": {"type": "list", "header": {"type": "text", "text": "h"},
        "body": {"text": "b"}, "footer": {"text": "f"}, "action": {"button": "Choose", "sections": [
            {"title": "", "rows": [{"id": 1, "title": "One", "description": "first"}, {"id": "2", "title": "Two"}]}]}}}),
    );
    let Draft::List(list) = got.draft else { panic!("no list") };
    assert_eq!(
        (list.frame.header.as_deref(), list.frame.footer.as_deref()),
        (Some("h"), Some("f"))
    );
    assert_eq!((list.button.as_str(), &list.sections[0].title), ("Choose", &None));
    let rows: Vec<_> = list.sections[0]
        .rows
        .iter()
        .map(|row| (row.id.as_str(), row.title.as_str(), row.description.as_deref()))
        .collect();
    assert_eq!(rows, [("1", "One", Some("first")), ("2", "Two", None)]);
}

/// What a call names besides its draft.
fn files(members: &Value) -> (Draft, Vec<FileCall>) {
    match call(members).unwrap() {
        SendCall::Message { outbound, files, .. } => (outbound.draft, files),
        SendCall::MarkRead { .. } => panic!("not a message"),
    }
}

#[test]
fn reads_files_by_id_and_by_link() {
    let document = json!({"id": 123, "link": null, "caption": "c", "filename": "f.pdf"});
    let (draft, named) = files(&json!({"type": "document", "document": document}));
    let Draft::Media(draft) = draft else { panic!("no file") };
    assert_eq!((draft.kind, draft.caption.as_deref()), (MediaKind::Document, Some("c")));
    assert_eq!(draft.filename.as_deref(), Some("f.pdf"));
    let source = FileSource::Id(kurier_policy::id::MediaId(123));
    let field = "document.id".to_owned();
    assert_eq!(named, [FileCall { kind: MediaKind::Document, source, filename: None, field }]);
    let (draft, named) =
        files(&json!({"audio": {"link": "https://x.example/a.ogg", "voice": true}}));
    let Draft::Media(draft) = draft else { panic!("no file") };
    assert!(draft.voice && draft.caption.is_none());
    assert_eq!(named[0].source, FileSource::Link("https://x.example/a.ogg".into()));
}

#[test]
fn a_file_may_be_the_header_over_buttons_and_links_and_not_over_a_list() {
    let headed = |kind: &str, action: Value| {
        json!({"type": "interactive", "interactive": {"type": kind,
        "header": {"type": "image", "image": {"link": "https://x.example/a.png"}},
        "body": {"text": "b"}, "action": action}})
    };
    let buttons = json!({"buttons": [{"type": "reply", "reply": {"id": "i", "title": "t"}}]});
    let (draft, named) = files(&headed("button", buttons));
    assert!(matches!(draft, Draft::Buttons(message) if message.frame.header.is_none()));
    assert_eq!(
        (named[0].kind, named[0].field.as_str()),
        (MediaKind::Image, "interactive.header.image.link")
    );
    let parameters = json!({"display_text": "Open", "url": "https://shop.example"});
    assert_eq!(files(&headed("cta_url", json!({"parameters": parameters}))).1.len(), 1);
    let list = json!({"button": "b", "sections": [{"rows": [{"id": "i", "title": "t"}]}]});
    assert_eq!(code(&headed("list", list)), 131_009);
}

#[test]
fn what_has_no_place_here_is_refused_with_what_to_do_instead() {
    for (kind, word) in [
        ("product", "catalogue"),
        ("product_list", "catalogue"),
        ("catalog_message", "catalogue"),
        ("address_message", "location_request_message"),
        ("request_contact_info", "user_id"),
    ] {
        let asked = json!({"type": "interactive",
            "interactive": {"type": kind, "body": {"text": "b"}, "action": {"name": kind}}});
        let fault = call(&asked).unwrap_err();
        assert_eq!(fault.code, 131_051, "{kind}");
        assert!(fault.details.contains(kind) && fault.details.contains(word), "{fault}");
    }
}

#[test]
fn reads_a_link_button_and_a_request_for_a_place() {
    let interactive = |kind: &str, action: Value| {
        json!({"type": "interactive",
        "interactive": {"type": kind, "body": {"text": "b"}, "action": action}})
    };
    let parameters = json!({"display_text": "Open", "url": "https://shop.example"});
    let link = interactive("cta_url", json!({"name": "cta_url", "parameters": parameters}));
    let Draft::CtaUrl(link) = outbound(&link).draft else { panic!("no link") };
    assert_eq!((link.text.as_str(), link.url.as_str()), ("Open", "https://shop.example"));
    let request = interactive("location_request_message", json!({"name": "send_location"}));
    let Draft::LocationRequest(frame) = outbound(&request).draft else { panic!("no request") };
    assert_eq!(frame.body, "b");
    let other = interactive("location_request_message", json!({"name": "cta_url"}));
    assert_eq!(code(&other), 131_009);
    let nameless = interactive("cta_url", json!({"parameters": {"display_text": "Open"}}));
    assert_eq!(code(&nameless), 131_008);
}

#[test]
fn reads_a_form_by_id_or_name() {
    let asked = |parameters: Value| {
        json!({"type": "interactive", "interactive": {"type": "flow", "body": {"text": "b"},
            "action": {"name": "flow", "parameters": parameters}}})
    };
    let of = |message: &Value| match call(message).unwrap() {
        SendCall::Message { outbound, form, .. } => match outbound.draft {
            Draft::Form(message) => (*message, form.unwrap()),
            other => panic!("{other:?}"),
        },
        SendCall::MarkRead { .. } => panic!("not a message"),
    };
    let plain = json!({"flow_message_version": 3, "flow_id": 12, "flow_cta": "Open"});
    let (message, name) = of(&asked(plain));
    assert_eq!((message.cta.as_str(), name), ("Open", FormName::Id(FlowId(12))));
    assert!(!message.form.draft && !message.form.asks_endpoint);
    let full = json!({"flow_message_version": "3", "flow_name": "table", "flow_cta": "Open",
        "flow_token": "t", "mode": "draft", "flow_action": "data_exchange",
        "flow_action_payload": {"screen": "ASK", "data": {"day": "x"}}});
    let (message, name) = of(&asked(full));
    assert_eq!(name, FormName::Name("table".to_owned()));
    let form = &message.form;
    assert!(form.draft && form.asks_endpoint);
    assert_eq!((form.token.as_deref(), form.screen.as_deref()), (Some("t"), Some("ASK")));
    assert_eq!(form.data.get("day"), Some(&json!("x")));
    for (broken, expected) in [
        (json!({"flow_id": 1, "flow_cta": "o"}), 131_008),
        (json!({"flow_message_version": "2", "flow_id": 1, "flow_cta": "o"}), 131_009),
        (json!({"flow_message_version": "3", "flow_cta": "o"}), 131_008),
        (json!({"flow_message_version": "3", "flow_id": "x", "flow_cta": "o"}), 131_009),
        (
            json!({"flow_message_version": "3", "flow_id": 1, "flow_name": "y", "flow_cta": "o"}),
            131_009,
        ),
        (json!({"flow_message_version": "3", "flow_id": 1}), 131_008),
        (json!({"flow_message_version": "3", "flow_id": 1, "flow_cta": "o", "mode": "x"}), 131_009),
        (
            json!({"flow_message_version": "3", "flow_id": 1, "flow_cta": "o", "flow_action": "x"}),
            131_009,
        ),
    ] {
        assert_eq!(code(&asked(broken.clone())), expected, "{broken}");
    }
}

#[test]
fn reads_cards_in_the_order_of_their_index_with_their_files() {
    let card = |index: Value, action: Value| {
        json!({"card_index": index, "type": "cta_url", "body": {"text": format!("Card {index}")},
            "header": {"type": "image", "image": {"link": format!("https://a.example/{index}.png")}},
            "action": action})
    };
    let open = |n: i64| json!({"name": "cta_url", "parameters": {"display_text": "Open", "url": format!("https://shop.example/{n}")}});
    let row = |cards: Value| {
        json!({"type": "interactive", "interactive": {"type": "carousel", "body": {"text": "Look"},
            "action": {"cards": cards}}})
    };
    let asked = row(json!([card(json!(1), open(1)), card(json!("0"), open(0))]));
    let SendCall::Message { outbound, files, .. } = call(&asked).unwrap() else { panic!() };
    let Draft::Carousel(carousel) = outbound.draft else { panic!("no cards") };
    let urls: Vec<&str> =
        carousel.cards.iter().map(|card| card.link.as_ref().unwrap().url.as_str()).collect();
    assert_eq!(urls, ["https://shop.example/0", "https://shop.example/1"]);
    let sources: Vec<&FileSource> = files.iter().map(|file| &file.source).collect();
    let link = |name: &str| FileSource::Link(format!("https://a.example/{name}.png"));
    assert_eq!(sources, [&link("\"0\""), &link("1")]);
    let reply =
        json!({"buttons": [{"type": "quick_reply", "quick_reply": {"id": "a", "title": "A"}}]});
    let asked = row(json!([card(json!(0), reply.clone()), card(json!(1), reply)]));
    let SendCall::Message { outbound, .. } = call(&asked).unwrap() else { panic!() };
    let Draft::Carousel(carousel) = outbound.draft else { panic!("no cards") };
    assert_eq!(carousel.cards[0].buttons[0].title, "A");
    for (bad, want) in [
        (json!([card(json!(0), open(0)), card(json!(0), open(1))]), 131_009),
        (json!([{"action": open(0)}]), 131_008),
        (json!([card(json!(0), json!({}))]), 131_008),
        (json!([card(json!(0), json!({"buttons": [{"type": "reply"}]}))]), 131_009),
    ] {
        assert_eq!(code(&row(bad.clone())), want, "{bad}");
    }
    let mut headed = row(json!([card(json!(0), open(0))]));
    headed["interactive"]["header"] = json!({"type": "text", "text": "No"});
    assert_eq!(code(&headed), 131_009);
}

#[test]
fn reads_contacts_with_all_members_also_without_a_type() {
    let card = json!({"name": {"formatted_name": "Ada Lovelace", "first_name": "Ada"},
        "phones": [{"phone": "+49 30 1", "type": "WORK", "wa_id": 4930}], "emails": [{"email": "a@b.example"}],
        "urls": [{"url": "https://a.example", "type": "HOME"}], "birthday": "1815-12-10",
        "addresses": [{"street": "s", "city": "c", "state": "t", "zip": 1, "country": "x", "country_code": "de", "type": "HOME"}],
        "org": {"company": "c", "department": "d", "title": "t"}});
    for members in [json!({"contacts": [card]}), json!({"type": "contacts", "contacts": [card]})] {
        let Draft::Contacts { contacts } = outbound(&members).draft else { panic!("no contacts") };
        let mut want = card.clone();
        // Numbers count as what they print.
        want["phones"][0]["wa_id"] = json!("4930");
        want["addresses"][0]["zip"] = json!("1");
        assert_eq!(serde_json::to_value(&contacts).unwrap(), json!([want]));
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "whatsapp",
        "text",
        "template",
        "interactive",
        "reaction",
        "location",
        "button",
        "list",
        "cta_url",
        "location_request_message",
        "body",
        "read",
        "999000000000001",
        "ZZ.1",
        "wamid.AAAAAAAAAAAAAAAAAAAAAA==",
        "",
        "\u{202e}",
        "5",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.prop_map(Value::from),
    ];
    let names = prop::sample::select(vec![
        "messaging_product",
        "to",
        "recipient",
        "type",
        "text",
        "body",
        "template",
        "name",
        "language",
        "code",
        "components",
        "parameters",
        "sub_type",
        "index",
        "interactive",
        "action",
        "buttons",
        "reply",
        "id",
        "title",
        "context",
        "message_id",
        "status",
        "typing_indicator",
        "location",
        "latitude",
        "longitude",
        "reaction",
        "header",
        "footer",
        "currency",
        "payload",
        "contacts",
        "formatted_name",
        "phones",
        "sections",
        "rows",
        "link",
        "image",
        "display_text",
        "url",
    ]);
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names.clone().prop_map(str::to_owned), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn never_panics_on_any_json(value in any_json(), kind in 0..SENDABLE.len()) {
        let _any = parse(&value);
        // And with the front door open, so that the inner readers are reached.
        let mut body = json!({"messaging_product": "whatsapp", "to": "999000000000001", "type": SENDABLE[kind]});
        body[SENDABLE[kind]] = value;
        if let Err(fault) = parse(&body) {
            prop_assert!((400..500).contains(&fault.http) && !fault.details.is_empty());
        }
    }

    #[test]
    fn never_panics_on_any_bytes(query in "\\PC{0,40}", body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _any = crate::params::merge(&query, Some("application/json"), &body);
        let _any = crate::params::merge(&query, None, &body);
    }
}
