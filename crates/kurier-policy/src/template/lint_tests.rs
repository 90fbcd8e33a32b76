use super::*;
use crate::template::{Button, Otp};

fn body(body: &str) -> Parts {
    Parts { body: body.into(), ..Parts::default() }
}

fn codes_of(category: Category, format: ParameterFormat, parts: &Parts) -> Vec<LintCode> {
    lint("name", category, format, parts).into_iter().map(|finding| finding.code).collect()
}

fn codes(parts: &Parts) -> Vec<LintCode> {
    codes_of(Category::Utility, ParameterFormat::Positional, parts)
}

fn with_buttons(buttons: Vec<Button>) -> Parts {
    Parts { buttons, ..body("Your order is on its way.") }
}

fn quick(text: &str) -> Button {
    Button::QuickReply { text: text.into() }
}

fn url(url: &str) -> Button {
    Button::Url { text: "Open".into(), url: url.into() }
}

fn phone(phone_number: &str) -> Button {
    Button::PhoneNumber { text: "Call".into(), phone_number: phone_number.into() }
}

fn copy() -> Button {
    Button::CopyCode { text: "Copy".into() }
}

#[test]
fn ordinary_templates_have_no_findings() {
    let parts = Parts {
        header: Some("Order {{1}}".into()),
        body: "Hi {{1}}, your order {{2}} is on its way.".into(),
        footer: Some("Reply at any time".into()),
        buttons: vec![quick("Got it"), url("https://shop.example/t/{{1}}"), phone("+4930123456")],
        ..Parts::default()
    };
    assert_eq!(codes(&parts), []);
    let named = body("Hi {{name}}, take {{percent}} off until tomorrow.");
    assert_eq!(codes_of(Category::Marketing, ParameterFormat::Named, &named), []);
    assert_eq!(codes(&body("Welcome and congratulations!")), []);
    assert_eq!(codes(&body("您的订单 {{1}} 已经发货。")), []);
}

#[test]
fn names_and_languages_have_their_form() {
    let name_code = |name: &str| {
        let found = lint(name, Category::Utility, ParameterFormat::Positional, &body("Hello you."));
        found.first().map(|finding| finding.code)
    };
    assert_eq!(name_code("order_update_2"), None);
    for bad in ["", "Order", "a b", "ä", "a-b"] {
        assert_eq!(name_code(bad), Some(LintCode::Name), "{bad}");
    }
    assert_eq!(name_code(&"n".repeat(512)), None);
    assert_eq!(name_code(&"n".repeat(513)), Some(LintCode::TooLong));
    for good in ["en", "en_US", "zh_HK", "fil", "de"] {
        assert_eq!(lint_language(good), None, "{good}");
    }
    for bad in ["", "EN", "e", "en-US", "en_US_and_more_text", "englisch", "_en"] {
        assert!(lint_language(bad).is_some(), "{bad}");
    }
}

#[test]
fn every_text_part_has_its_longest_length() {
    let header = |n| Parts { header: Some("h".repeat(n)), ..body("Hello you.") };
    let footer = |n| Parts { footer: Some("f".repeat(n)), ..body("Hello you.") };
    assert_eq!(codes(&header(60)), []);
    assert_eq!(codes(&header(61)), [LintCode::TooLong]);
    assert_eq!(codes(&footer(60)), []);
    assert_eq!(codes(&footer(61)), [LintCode::TooLong]);
    assert_eq!(codes(&body(&"b".repeat(1_024))), []);
    assert_eq!(codes(&body(&"b".repeat(1_025))), [LintCode::TooLong]);
    assert_eq!(codes(&with_buttons(vec![quick(&"q".repeat(25))])), []);
    assert_eq!(codes(&with_buttons(vec![quick(&"q".repeat(26))])), [LintCode::TooLong]);
    let address = |n: usize| url(&format!("https://a.example/{}", "u".repeat(n - 18)));
    assert_eq!(codes(&with_buttons(vec![address(2_000)])), []);
    assert_eq!(codes(&with_buttons(vec![address(2_001)])), [LintCode::TooLong]);
}

#[test]
fn the_variables_of_a_body_have_their_places() {
    let cases = [
        ("", LintCode::BodyFormat),
        ("Hi {{2}}, welcome to our shop.", LintCode::BodyFormat),
        ("Hi {{1}}{{2}}, welcome to our nice new shop.", LintCode::BodyFormat),
        ("Hi {{name}}, welcome to our shop.", LintCode::BodyFormat),
        ("Hi {{ 1 }}, welcome to our shop.", LintCode::BodyFormat),
        ("Hi {{1}, welcome to our shop.", LintCode::BodyFormat),
        ("{{1}}, welcome to our shop.", LintCode::VariableAtEdge),
        ("Welcome to our shop {{1}} ", LintCode::VariableAtEdge),
        ("Hi {{1}}, welcome.", LintCode::TooManyVariables),
    ];
    for (text, code) in cases {
        assert_eq!(codes(&body(text)), [code], "{text}");
    }
    let number = body("Hi {{1}}, welcome to our shop.");
    assert_eq!(
        codes_of(Category::Utility, ParameterFormat::Named, &number),
        [LintCode::BodyFormat]
    );
}

#[test]
fn header_and_footer_have_their_form() {
    for header in ["", "two\nlines", "*bold*", "{{1}} and {{2}}", "Order {{x}}"] {
        let parts = Parts { header: Some(header.into()), ..body("Hello you.") };
        assert_eq!(codes(&parts), [LintCode::HeaderFormat], "{header}");
    }
    for footer in ["", "two\nlines", "for {{1}} only"] {
        let parts = Parts { footer: Some(footer.into()), ..body("Hello you.") };
        assert_eq!(codes(&parts), [LintCode::FooterFormat], "{footer}");
    }
}

#[test]
fn buttons_are_few_well_formed_and_grouped() {
    let page = || url("https://a.example/");
    let bad = [
        vec![quick("")],
        vec![quick("{{1}}")],
        vec![page(), page(), page()],
        vec![phone("1"), phone("2")],
        vec![copy(), copy()],
        vec![phone("12a")],
        vec![phone(&"1".repeat(21))],
        vec![quick("a"), page(), quick("b")],
        vec![page(), quick("a"), phone("1")],
        (0..11).map(|n| quick(&format!("q{n}"))).collect(),
    ];
    for buttons in bad {
        assert_eq!(codes(&with_buttons(buttons.clone())), [LintCode::ButtonFormat], "{buttons:?}");
    }
    let good = vec![quick("a"), quick("b"), page(), page(), phone("1"), copy()];
    assert_eq!(codes(&with_buttons(good)), []);
}

#[test]
fn an_address_is_of_the_web_and_its_variable_stands_at_the_end() {
    for bad in [
        "javascript:alert(1)",
        "ftp://a.example/",
        "https://{{1}}",
        "https://a.example{{1}}",
        "https:///x",
        "https://a.example/{{1}}/x",
        "https://a.example/{{1}}{{2}}",
        "https://a.example/a b",
        "https://a.example/{{",
    ] {
        let found = codes(&with_buttons(vec![url(bad)]));
        assert_eq!(found.first(), Some(&LintCode::ButtonFormat), "{bad}");
    }
    for good in ["https://a.example", "http://a.example/?q={{1}}", "https://a.example/{{track}}"] {
        assert_eq!(codes(&with_buttons(vec![url(good)])), [], "{good}");
    }
}

#[test]
fn authentication_templates_have_fixed_text_and_one_button() {
    let otp = Some(Otp { security_recommendation: true, expires_min: Some(10) });
    let good = Parts { otp, buttons: vec![copy()], ..Parts::default() };
    let found =
        |parts: &Parts| codes_of(Category::Authentication, ParameterFormat::Positional, parts);
    assert_eq!(found(&good), []);
    assert_eq!(found(&body("Your code is on its way.")), [LintCode::Category]);
    assert_eq!(codes(&good), [LintCode::Category]);
    assert_eq!(found(&Parts { body: "x".into(), ..good.clone() }), [LintCode::BodyFormat]);
    assert_eq!(
        found(&Parts { header: Some("x".into()), ..good.clone() }),
        [LintCode::HeaderFormat]
    );
    assert_eq!(
        found(&Parts { footer: Some("x".into()), ..good.clone() }),
        [LintCode::FooterFormat]
    );
    assert_eq!(found(&Parts { buttons: vec![], ..good.clone() }), [LintCode::ButtonFormat]);
    for minutes in [0, 91] {
        let otp = Some(Otp { security_recommendation: false, expires_min: Some(minutes) });
        assert_eq!(found(&Parts { otp, ..good.clone() }), [LintCode::FooterFormat]);
    }
}

#[test]
fn service_is_no_category_of_templates() {
    let found = codes_of(Category::Service, ParameterFormat::Positional, &body("Hello you."));
    assert_eq!(found, [LintCode::Category]);
}

#[test]
fn documented_faults_have_the_numbers_of_the_graph_api() {
    assert_eq!(LintCode::TooLong.graph_code(), 2_388_040);
    assert_eq!(LintCode::HeaderFormat.graph_code(), 2_388_047);
    assert_eq!(LintCode::BodyFormat.graph_code(), 2_388_072);
    assert_eq!(LintCode::FooterFormat.graph_code(), 2_388_073);
    assert_eq!(LintCode::TooManyVariables.graph_code(), 2_388_293);
    assert_eq!(LintCode::VariableAtEdge.graph_code(), 2_388_299);
}
