use super::*;
use crate::template::Button;
use crate::template::Otp;
use crate::template::definition::{
    Action, App, Card, CodeDelivery, CodeWay, Flow, FlowStart, Offer, Opens, RichHeader,
};

fn body() -> Parts {
    Parts { body: "Look at what is new.".into(), ..Parts::default() }
}

fn image() -> RichHeader {
    RichHeader::Image { handle: "4::aW1hZ2U=".into() }
}

fn findings(category: Category, parts: &Parts) -> Vec<Finding> {
    lint("name", category, ParameterFormat::Positional, parts)
}

fn codes(parts: &Parts) -> Vec<LintCode> {
    findings(Category::Marketing, parts).into_iter().map(|finding| finding.code).collect()
}

/// The first finding: its code and its sentence.
fn first(parts: &Parts) -> (LintCode, String) {
    let first = findings(Category::Marketing, parts).into_iter().next().unwrap();
    (first.code, first.detail)
}

fn opens(at: u8, opens: Opens) -> Action {
    Action { at, text: "Open".into(), opens }
}

fn flow() -> Opens {
    Opens::Flow(Flow { id: Some("123".into()), ..Flow::default() })
}

fn quick(text: &str) -> Button {
    Button::QuickReply { text: text.into() }
}

fn card() -> Card {
    Card {
        header: image(),
        body: Some("A new thing.".into()),
        buttons: vec![quick("More")],
        actions: vec![],
        samples: vec![],
    }
}

fn cards(cards: Vec<Card>) -> Parts {
    Parts { cards, ..body() }
}

#[test]
fn every_kind_of_header_is_accepted_and_media_need_a_sample() {
    let handle = || "4::aa".to_owned();
    for header in [
        image(),
        RichHeader::Video { handle: handle() },
        RichHeader::Gif { handle: handle() },
        RichHeader::Document { handle: handle() },
        RichHeader::Location,
        RichHeader::Product,
    ] {
        let parts = Parts { rich_header: Some(header.clone()), ..body() };
        assert_eq!(codes(&parts), [], "{header:?}");
    }
    let bare = Parts { rich_header: Some(RichHeader::Gif { handle: " ".into() }), ..body() };
    let (code, detail) = first(&bare);
    assert_eq!(code, LintCode::MissingSample);
    assert_eq!(code.graph_code(), 2_388_043);
    assert!(detail.contains("example.header_handle"), "{detail}");
    let both = Parts { header: Some("Hi".into()), rich_header: Some(image()), ..body() };
    assert_eq!(codes(&both), [LintCode::HeaderFormat]);
}

#[test]
fn buttons_that_open_something_are_one_of_each_kind() {
    let kinds = [
        flow(),
        Opens::Catalog,
        Opens::Mpm,
        Opens::Spm,
        Opens::VoiceCall,
        Opens::RequestContactInfo,
        Opens::App { deep_link: "shop://cart".into() },
    ];
    for kind in kinds {
        let one = Parts { actions: vec![opens(0, kind.clone())], ..body() };
        assert_eq!(codes(&one), [], "{kind:?}");
        let two = Parts { actions: vec![opens(0, kind.clone()), opens(1, kind.clone())], ..body() };
        let (code, detail) = first(&two);
        assert_eq!(code, LintCode::ButtonFormat);
        assert!(detail.contains(kind.kind()), "{detail}");
    }
}

#[test]
fn ten_buttons_of_all_kinds_are_the_most() {
    let mut parts = Parts { actions: vec![opens(0, flow()), opens(1, Opens::Catalog)], ..body() };
    parts.buttons = (0..8).map(|n| quick(&format!("q{n}"))).collect();
    assert_eq!(codes(&parts), []);
    parts.buttons.push(quick("q8"));
    assert_eq!(codes(&parts), [LintCode::ButtonFormat]);
}

#[test]
fn quick_replies_stand_together_among_other_buttons_too() {
    let buttons = vec![quick("a"), quick("b")];
    let parts = |at| Parts { buttons: buttons.clone(), actions: vec![opens(at, flow())], ..body() };
    assert_eq!((codes(&parts(0)), codes(&parts(2))), (vec![], vec![]));
    assert_eq!(codes(&parts(1)), [LintCode::ButtonFormat]);
}

#[test]
fn the_text_of_any_button_has_twenty_five_characters() {
    let with =
        |n| Parts { actions: vec![Action { text: "x".repeat(n), ..opens(0, flow()) }], ..body() };
    assert_eq!(codes(&with(25)), []);
    assert_eq!(first(&with(26)).0, LintCode::TooLong);
    assert_eq!(first(&with(0)).0, LintCode::ButtonFormat);
}

#[test]
fn a_form_is_named_once_and_begins_in_one_way() {
    let with = |flow| Parts { actions: vec![opens(0, Opens::Flow(flow))], ..body() };
    let id = Some("1".to_owned());
    assert_eq!(codes(&with(Flow::default())), [LintCode::ButtonFormat]);
    let twice = Flow { id: id.clone(), name: id.clone(), ..Flow::default() };
    assert_eq!(codes(&with(twice)), [LintCode::ButtonFormat]);
    let screen = Flow { id, screen: Some("FIRST".into()), ..Flow::default() };
    assert_eq!(codes(&with(screen.clone())), []);
    let asks = Flow { start: FlowStart::DataExchange, ..screen };
    assert_eq!(codes(&with(asks)), [LintCode::ButtonFormat]);
}

#[test]
fn a_deep_link_leads_into_an_app_and_nowhere_else() {
    let with = |link: &str| Parts {
        actions: vec![opens(0, Opens::App { deep_link: link.into() })],
        ..body()
    };
    assert_eq!(codes(&with("https://shop.example/app")), []);
    for bad in
        ["", "shop", "javascript://%0aalert(1)", "DATA://x", "shop://", "shop://{{1}}", "a b://c"]
    {
        assert_eq!(codes(&with(bad)), [LintCode::ButtonFormat], "{bad}");
    }
    let long = |n: usize| format!("shop://{}", "x".repeat(n - 7));
    assert_eq!(codes(&with(&long(2_000))), []);
    assert_eq!(codes(&with(&long(2_001))), [LintCode::TooLong]);
}

#[test]
fn two_to_ten_cards_make_a_row() {
    for (count, fits) in [(1, false), (2, true), (10, true), (11, false)] {
        let found = codes(&cards(vec![card(); count]));
        assert_eq!(found.is_empty(), fits, "{count}: {found:?}");
        assert!(found.iter().all(|code| *code == LintCode::CardFormat));
    }
}

#[test]
fn all_cards_have_the_shape_of_the_first() {
    let other_header = Card { header: RichHeader::Video { handle: "4::v".into() }, ..card() };
    let no_body = Card { body: None, ..card() };
    let two_buttons = Card { buttons: vec![quick("a"), quick("b")], ..card() };
    let other_button = Card { buttons: vec![], actions: vec![opens(0, Opens::Spm)], ..card() };
    for odd in [other_header, no_body, two_buttons, other_button] {
        let (code, detail) = first(&cards(vec![card(), odd]));
        assert_eq!(code, LintCode::CardFormat);
        assert!(detail.starts_with("cards[1]: "), "{detail}");
    }
}

#[test]
fn a_card_has_its_own_limits_and_the_finding_names_it() {
    let long = |n| Card { body: Some("b".repeat(n)), ..card() };
    assert_eq!(codes(&cards(vec![long(160); 2])), []);
    let (code, detail) = first(&cards(vec![long(161), long(160)]));
    assert_eq!((code, detail.starts_with("cards[0]: body has 161")), (LintCode::TooLong, true));
    let with =
        |n: usize| Card { buttons: (0..n).map(|n| quick(&format!("q{n}"))).collect(), ..card() };
    for (count, fits) in [(0, false), (1, true), (2, true), (3, false)] {
        assert_eq!(codes(&cards(vec![with(count); 2])).is_empty(), fits, "{count}");
    }
    let place = Card { header: RichHeader::Location, ..card() };
    assert_eq!(first(&cards(vec![place.clone(), place])).0, LintCode::HeaderFormat);
    let bare = Card { header: RichHeader::Image { handle: String::new() }, ..card() };
    assert_eq!(first(&cards(vec![bare.clone(), bare])).0, LintCode::MissingSample);
}

#[test]
fn beside_cards_a_template_has_a_body_alone() {
    let row = || cards(vec![card(), card()]);
    for parts in [
        Parts { header: Some("Hi".into()), ..row() },
        Parts { footer: Some("Bye".into()), ..row() },
        Parts { buttons: vec![quick("x")], ..row() },
        Parts { rich_header: Some(image()), ..row() },
    ] {
        assert_eq!(codes(&parts), [LintCode::CardFormat]);
    }
}

#[test]
fn an_offer_is_short_and_of_marketing_and_has_no_footer() {
    let offer = |n| Some(Offer { text: "o".repeat(n), has_expiration: true });
    let with = |n| Parts { offer: offer(n), rich_header: Some(image()), ..body() };
    assert_eq!(codes(&with(16)), []);
    assert_eq!(codes(&with(17)), [LintCode::TooLong]);
    assert_eq!(codes(&with(0)), [LintCode::OfferFormat]);
    assert_eq!(codes(&Parts { footer: Some("Bye".into()), ..with(5) }), [LintCode::OfferFormat]);
    let place = Some(RichHeader::Location);
    assert_eq!(codes(&Parts { rich_header: place, ..with(5) }), [LintCode::OfferFormat]);
    let utility = findings(Category::Utility, &with(5));
    assert_eq!(utility.first().map(|finding| finding.code), Some(LintCode::OfferFormat));
}

fn code_template(apps: Vec<App>, autofill_text: Option<String>) -> Parts {
    Parts {
        otp: Some(Otp { security_recommendation: false, expires_min: Some(90) }),
        buttons: vec![Button::CopyCode { text: "Copy".into() }],
        code_delivery: Some(CodeDelivery { way: CodeWay::OneTap, autofill_text, apps }),
        ..Parts::default()
    }
}

fn app(package_name: &str, signature_hash: &str) -> App {
    App { package_name: package_name.into(), signature_hash: signature_hash.into() }
}

#[test]
fn a_code_goes_to_one_to_five_well_named_apps() {
    let found = |parts: &Parts| -> Vec<LintCode> {
        findings(Category::Authentication, parts).into_iter().map(|found| found.code).collect()
    };
    let good = || app("com.shop.app", "K8a/AINcGX7");
    for (count, fits) in [(0, false), (1, true), (5, true), (6, false)] {
        assert_eq!(found(&code_template(vec![good(); count], None)).is_empty(), fits, "{count}");
    }
    for (name, hash, code) in [
        ("shop", "K8a/AINcGX7", LintCode::ButtonFormat),
        ("com..app", "K8a/AINcGX7", LintCode::ButtonFormat),
        ("com.1app", "K8a/AINcGX7", LintCode::ButtonFormat),
        ("com.shop", "K8a/AINcGX", LintCode::ButtonFormat),
        ("com.shop", "K8a/AINcGX78", LintCode::ButtonFormat),
        ("com.shop", "K8a/AINcGX?", LintCode::ButtonFormat),
        (&format!("com.{}", "a".repeat(221)), "K8a/AINcGX7", LintCode::TooLong),
    ] {
        assert_eq!(found(&code_template(vec![app(name, hash)], None)), [code], "{name} {hash}");
    }
    let longest = format!("com.{}", "a".repeat(220));
    assert_eq!(found(&code_template(vec![app(&longest, "K8a/AINcGX7")], None)), []);
    let fill = |n| code_template(vec![good()], Some("a".repeat(n)));
    assert_eq!(found(&fill(25)), []);
    assert_eq!(found(&fill(26)), [LintCode::TooLong]);
    assert_eq!(found(&fill(0)), [LintCode::ButtonFormat]);
    let elsewhere = Parts { code_delivery: fill(5).code_delivery, ..body() };
    assert_eq!(codes(&elsewhere), [LintCode::Category]);
}
