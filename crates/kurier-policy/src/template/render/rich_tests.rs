use super::*;
use crate::content::{Location, sha256_text};
use crate::id::{BusinessId, MediaId, TemplateId};
use crate::limits::GIF_BYTES;
use crate::media::MediaKind;
use crate::pricing::Category;
use crate::template::definition::{Card, Offer, RichHeader};
use crate::template::life::Life;
use crate::template::{CardCall, Parts, TemplateStatus};
use crate::time::Timestamp;

fn template(parts: Parts) -> Template {
    Template {
        id: TemplateId(1),
        business: BusinessId(2),
        name: "rich".into(),
        language: "en_US".into(),
        category: Category::Marketing,
        parameter_format: ParameterFormat::Positional,
        topic: None,
        status: TemplateStatus::Approved,
        rejected_reason: None,
        parts,
        updated_at: Timestamp(0),
        life: Life::default(),
    }
}

fn headed(header: RichHeader) -> Template {
    template(Parts { body: "Hello".into(), rich_header: Some(header), ..Parts::default() })
}

fn handle() -> String {
    "4::sample".into()
}

fn file(id: i64, kind: MediaKind) -> Attachment {
    Attachment {
        id: MediaId(id),
        kind,
        mime: "any/any".into(),
        bytes: 5,
        sha256: sha256_text(&[0; 32]),
        filename: None,
        thumbnail: false,
        animated: false,
    }
}

fn with_file(kind: MediaKind) -> TemplateCall {
    TemplateCall { file: Some(kind), ..TemplateCall::default() }
}

fn refusal(template: &Template, call: &TemplateCall, files: &[Attachment]) -> Refusal {
    render(template, call, files).unwrap_err().refusal
}

#[test]
fn a_media_header_takes_one_file_of_its_kind() {
    let cases = [
        (RichHeader::Image { handle: handle() }, MediaKind::Image, false),
        (RichHeader::Video { handle: handle() }, MediaKind::Video, false),
        (RichHeader::Gif { handle: handle() }, MediaKind::Video, true),
        (RichHeader::Document { handle: handle() }, MediaKind::Document, false),
    ];
    for (header, kind, looped) in cases {
        let template = headed(header);
        let shown = render(&template, &with_file(kind), &[file(7, kind)]).unwrap();
        assert_eq!((shown.file, shown.looped), (Some(file(7, kind)), looped), "{kind:?}");
        let none = TemplateCall::default();
        assert_eq!(refusal(&template, &none, &[]), Refusal::TemplateParameterFormat);
        let sound = [file(7, MediaKind::Audio)];
        let other = with_file(MediaKind::Audio);
        assert_eq!(refusal(&template, &other, &sound), Refusal::TemplateParameterFormat);
    }
}

#[test]
fn a_template_without_a_media_header_takes_no_file_and_no_place() {
    let plain = template(Parts { body: "Hello".into(), ..Parts::default() });
    let call = with_file(MediaKind::Image);
    let image = [file(7, MediaKind::Image)];
    assert_eq!(refusal(&plain, &call, &image), Refusal::TemplateParameterFormat);
    let place = Some(Location { latitude: 1.0, longitude: 2.0, name: None, address: None });
    let call = TemplateCall { place, ..TemplateCall::default() };
    assert_eq!(refusal(&plain, &call, &[]), Refusal::TemplateParameterFormat);
}

#[test]
fn a_gif_has_a_limit_of_its_own() {
    let gif = headed(RichHeader::Gif { handle: handle() });
    let of = |bytes| [Attachment { bytes, ..file(7, MediaKind::Video) }];
    let call = with_file(MediaKind::Video);
    assert!(render(&gif, &call, &of(GIF_BYTES)).is_ok());
    assert_eq!(refusal(&gif, &call, &of(GIF_BYTES + 1)), Refusal::TemplateParameterFormat);
}

#[test]
fn a_place_header_takes_a_place() {
    let map = headed(RichHeader::Location);
    let place = Some(Location { latitude: 1.0, longitude: 2.0, name: None, address: None });
    let call = TemplateCall { place: place.clone(), ..TemplateCall::default() };
    assert_eq!(render(&map, &call, &[]).unwrap().place, place);
    assert_eq!(refusal(&map, &TemplateCall::default(), &[]), Refusal::TemplateParameterFormat);
}

fn deck() -> Template {
    let card = |text: &str| Card {
        header: RichHeader::Image { handle: handle() },
        body: Some(format!("{text} {{{{1}}}}")),
        buttons: vec![Button::QuickReply { text: "Take".into() }],
        actions: Vec::new(),
        samples: Vec::new(),
    };
    let cards = vec![card("First"), card("Second")];
    template(Parts { body: "Look".into(), cards, ..Parts::default() })
}

fn card_call(index: u8, text: &str) -> CardCall {
    CardCall {
        index,
        file: Some(MediaKind::Image),
        body: vec![Argument { name: None, text: text.into() }],
        buttons: vec![ButtonArgument { index: 0, value: format!("take-{index}") }],
    }
}

#[test]
fn cards_stand_in_the_templates_order_with_their_own_files() {
    let cards = vec![card_call(1, "B"), card_call(0, "A")];
    let call = TemplateCall { cards, ..TemplateCall::default() };
    let files = [file(21, MediaKind::Image), file(20, MediaKind::Image)];
    let shown = render(&deck(), &call, &files).unwrap();
    let told: Vec<_> = shown
        .cards
        .iter()
        .map(|card| (card.file.as_ref().unwrap().id.0, card.body.as_deref().unwrap()))
        .collect();
    assert_eq!(told, [(20, "First A"), (21, "Second B")]);
    let take = RenderedButton::QuickReply { text: "Take".into(), payload: "take-1".into() };
    assert_eq!(shown.cards[1].buttons, [take]);
}

#[test]
fn every_card_is_given_once() {
    let files = [file(21, MediaKind::Image), file(20, MediaKind::Image)];
    let of = |cards| TemplateCall { cards, ..TemplateCall::default() };
    let one = of(vec![card_call(0, "A")]);
    assert_eq!(refusal(&deck(), &one, &files), Refusal::TemplateParameterCount);
    let beyond = of(vec![card_call(0, "A"), card_call(2, "B")]);
    assert_eq!(refusal(&deck(), &beyond, &files), Refusal::TemplateParameterCount);
    let twice = of(vec![card_call(0, "A"), card_call(0, "B")]);
    assert_eq!(refusal(&deck(), &twice, &files), Refusal::TemplateParameterFormat);
    let long = of(vec![card_call(0, "A"), card_call(1, &"x".repeat(160))]);
    assert_eq!(refusal(&deck(), &long, &files), Refusal::TemplateTextTooLong);
}

#[test]
fn an_offer_says_when_it_ends_if_it_does() {
    let of = |has_expiration| {
        let offer = Some(Offer { text: "Half price".into(), has_expiration });
        template(Parts { body: "Now".into(), offer, ..Parts::default() })
    };
    let ends = TemplateCall { offer_until: Some(Timestamp(5)), ..TemplateCall::default() };
    let open = TemplateCall::default();
    let shown = render(&of(true), &ends, &[]).unwrap().offer.unwrap();
    assert_eq!((shown.text.as_str(), shown.until), ("Half price", Some(Timestamp(5))));
    assert_eq!(render(&of(false), &open, &[]).unwrap().offer.unwrap().until, None);
    assert_eq!(refusal(&of(true), &open, &[]), Refusal::TemplateParameterCount);
    assert_eq!(refusal(&of(false), &ends, &[]), Refusal::TemplateParameterCount);
}

#[test]
fn what_nobody_could_use_is_refused_and_an_app_is_opened_by_its_link() {
    let with = |opens| {
        let actions = vec![Action { at: 0, text: "Open".into(), opens }];
        template(Parts { body: "Now".into(), actions, ..Parts::default() })
    };
    let call = TemplateCall::default();
    for opens in
        [Opens::Catalog, Opens::Mpm, Opens::Spm, Opens::VoiceCall, Opens::RequestContactInfo]
    {
        assert_eq!(refusal(&with(opens), &call, &[]), Refusal::TemplateUnsupported);
    }
    let product = headed(RichHeader::Product);
    assert_eq!(refusal(&product, &call, &[]), Refusal::TemplateUnsupported);
    let app = with(Opens::App { deep_link: "shop://cart".into() });
    let want = RenderedButton::App { text: "Open".into(), link: "shop://cart".into() };
    assert_eq!(render(&app, &call, &[]).unwrap().buttons, [want]);
}
