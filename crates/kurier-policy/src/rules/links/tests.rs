use super::*;
use crate::content::RenderedCard;
use crate::id::TemplateId;
use crate::template::Argument;
use proptest::prelude::*;

const OWN: &str = "example.org";

fn shown(body: &str) -> RenderedTemplate {
    RenderedTemplate {
        template: TemplateId(1),
        name: "news".into(),
        language: "en".into(),
        header: None,
        file: None,
        looped: false,
        place: None,
        offer: None,
        body: body.into(),
        footer: None,
        buttons: vec![],
        cards: vec![],
    }
}

fn sent(category: Category, body: &str) -> Result<(), LinkFault> {
    let call = TemplateCall {
        body: vec![Argument { name: None, text: body.into() }],
        ..TemplateCall::default()
    };
    LinkRule::DEFAULT.check_message(category, &call, &shown(body), &[OWN.to_owned()])
}

fn made(category: Category, parts: &Parts) -> Vec<LinkFault> {
    LinkRule::DEFAULT.check_parts(category, parts, &[OWN.to_owned()])
}

#[test]
fn marketing_leads_to_proven_domains_and_what_lies_below_them() {
    for body in [
        "See https://example.org.",
        "See HTTPS://Shop.Example.ORG/a?b#c, please",
        "(http://example.org:8080/x)",
        "https://example.org./",
        "*https://example.org*",
        "No link: example.com, mailto:a@example.com, https:// nothing",
    ] {
        assert_eq!(sent(Category::Marketing, body), Ok(()), "{body}");
    }
}

#[test]
fn marketing_leads_nowhere_else() {
    let unproven = |domain: &str| LinkFault::Unproven(domain.to_owned());
    for (body, fault) in [
        ("https://example.com", unproven("example.com")),
        ("https://example.org.evil.example", unproven("evil.example")),
        ("https://notexample.org", unproven("notexample.org")),
        ("x https://example.org y http://a.b.co.uk/z", unproven("b.co.uk")),
        ("https://example.org/https://evil.example", unproven("evil.example")),
        ("https://evil.example\\@example.org", unproven("evil.example")),
        ("xhttps://evil.example", unproven("evil.example")),
        ("https://bücher.example", unproven("xn--bcher-kva.example")),
        ("https://192.0.2.7/", LinkFault::NoDomain("192.0.2.7".into())),
        ("https://[2001:db8::1]/", LinkFault::NoDomain("[2001:db8::1]".into())),
        ("https://localhost/", LinkFault::NoDomain("localhost".into())),
        ("https://co.uk/", LinkFault::NoDomain("co.uk".into())),
        ("https://bit.ly/x", LinkFault::Shortener("bit.ly".into())),
    ] {
        assert_eq!(sent(Category::Marketing, body), Err(fault), "{body}");
    }
}

#[test]
fn what_readers_could_read_differently_is_unclear() {
    for body in [
        "https://example.org@evil.example/",
        "https://a:b@example.org/",
        "https://evil.example.*x.example.org*",
        "https://evil.example._x.example.org_",
        "https://exa mple.org https://%zz",
    ] {
        let is_unclear = matches!(
            sent(Category::Marketing, body),
            Err(LinkFault::Unclear(_) | LinkFault::NoDomain(_))
        );
        assert!(is_unclear, "{body}");
    }
}

#[test]
fn a_utility_message_leads_anywhere_but_through_shorteners() {
    assert_eq!(sent(Category::Utility, "https://example.com/track/7"), Ok(()));
    assert_eq!(sent(Category::Utility, "https://a:b@example.com/"), Ok(()));
    let fault = sent(Category::Utility, "https://tinyurl.com/7");
    assert_eq!(fault, Err(LinkFault::Shortener("tinyurl.com".into())));
}

#[test]
fn every_part_of_a_message_is_read() {
    let evil = "https://evil.example/";
    let url = |url: &str| RenderedButton::Url { text: "Open".into(), url: url.into() };
    let app = |link: &str| RenderedButton::App { text: "Open".into(), link: link.into() };
    let card = |body: Option<&str>, buttons| RenderedCard {
        file: None,
        body: body.map(str::to_owned),
        buttons,
    };
    let plain = shown("Hi");
    let messages = [
        RenderedTemplate { header: Some(evil.into()), ..plain.clone() },
        RenderedTemplate { footer: Some(evil.into()), ..plain.clone() },
        RenderedTemplate { buttons: vec![url(evil)], ..plain.clone() },
        RenderedTemplate { buttons: vec![app(evil)], ..plain.clone() },
        RenderedTemplate { cards: vec![card(Some(evil), vec![])], ..plain.clone() },
        RenderedTemplate { cards: vec![card(None, vec![url(evil)])], ..plain.clone() },
    ];
    let call = TemplateCall::default();
    let proven = [OWN.to_owned()];
    let check = |message: &RenderedTemplate| {
        LinkRule::DEFAULT.check_message(Category::Marketing, &call, message, &proven)
    };
    for message in messages {
        assert_eq!(check(&message), Err(LinkFault::Unproven("evil.example".into())));
    }
    let app_only = RenderedTemplate { buttons: vec![app("shop://basket/7")], ..plain };
    assert_eq!(check(&app_only), Ok(()));
}

#[test]
fn a_template_is_judged_when_it_is_made_but_for_hosts_that_messages_fill_in() {
    let body = |body: &str| Parts { body: body.into(), ..Parts::default() };
    let unproven = vec![LinkFault::Unproven("evil.example".into())];
    assert_eq!(made(Category::Marketing, &body("https://evil.example/{{1}} x")), unproven);
    assert_eq!(made(Category::Utility, &body("https://evil.example/{{1}} x")), []);
    for later in ["https://{{1}}/x", "https://evil{{1}}.example x", "https://{{1}} x", "{{1}}"] {
        assert_eq!(made(Category::Marketing, &body(later)), [], "{later}");
    }
    let url = |url: &str| Button::Url { text: "Open".into(), url: url.into() };
    let with = |button| Parts { buttons: vec![button], ..body("Hi") };
    assert_eq!(made(Category::Marketing, &with(url("https://evil.example/{{1}}"))), unproven);
    assert_eq!(made(Category::Marketing, &with(url("https://www.example.org/{{1}}"))), []);
    let opens = Opens::App { deep_link: "intent://x#Intent;end".into() };
    let action = Action { at: 0, text: "Open".into(), opens };
    let app = Parts { actions: vec![action], ..body("Hi") };
    assert!(matches!(made(Category::Marketing, &app)[..], [LinkFault::Unclear(_)]));
}

#[test]
fn a_domain_is_written_in_one_way() {
    for (name, domain) in [
        ("Example.ORG", Some("example.org")),
        ("shop.example.org.", Some("example.org")),
        ("bücher.example", Some("xn--bcher-kva.example")),
        ("a.b.co.uk", Some("b.co.uk")),
        ("shop.github.io", Some("shop.github.io")),
        ("co.uk", None),
        ("localhost", None),
        ("127.1", None),
        ("a@example.org", None),
        ("example.org/path", None),
        ("", None),
    ] {
        assert_eq!(registrable(name).as_deref(), domain, "{name}");
    }
}

#[test]
fn lifting_a_part_of_the_rule_makes_it_looser() {
    let rule = LinkRule::DEFAULT;
    assert!(!rule.is_looser_than(rule));
    let lifted = LinkRule { proven_in_marketing: false, ..rule };
    assert!(lifted.is_looser_than(rule) && !rule.is_looser_than(lifted));
    assert!(LinkRule { no_shorteners: false, ..rule }.is_looser_than(rule));
}

proptest! {
    #[test]
    fn whatever_stands_around_it_a_link_to_elsewhere_is_found(
        before in "[a-z .,*_~(]{0,12}", after in "[ )*_~!\n]{0,3}"
    ) {
        let body = format!("{before}https://evil.example{after}");
        prop_assert!(sent(Category::Marketing, &body).is_err(), "{}", body);
    }

    #[test]
    fn reading_never_fails(text in "(https?://|[@/.:*{}\\\\a-zä ]){0,20}") {
        for category in [Category::Marketing, Category::Utility] {
            drop(sent(category, &text));
            drop(made(category, &Parts { body: text.clone(), ..Parts::default() }));
        }
    }
}
