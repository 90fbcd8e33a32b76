use super::*;
use crate::id::{BusinessId, TemplateId};
use crate::pricing::Category;
use crate::template::life::Life;
use crate::template::{Otp, Parts, TemplateStatus};
use crate::time::Timestamp;
use proptest::prelude::*;

fn template(format: ParameterFormat, parts: Parts) -> Template {
    Template {
        id: TemplateId(1),
        business: BusinessId(2),
        name: "order_update".into(),
        language: "en_US".into(),
        category: Category::Utility,
        parameter_format: format,
        topic: None,
        status: TemplateStatus::Approved,
        rejected_reason: None,
        parts,
        updated_at: Timestamp(0),
        life: Life::default(),
    }
}

fn order() -> Template {
    let parts = Parts {
        header: Some("Order {{1}}".into()),
        body: "Hi {{1}}, order {{2}} is on its way, {{1}}.".into(),
        footer: Some("Thank you".into()),
        buttons: vec![
            Button::QuickReply { text: "Got it".into() },
            Button::Url { text: "Track".into(), url: "https://shop.example/t/{{1}}".into() },
        ],
        ..Parts::default()
    };
    template(ParameterFormat::Positional, parts)
}

fn named() -> Template {
    let body = "Hi {{name}}, take {{percent}} off today.".into();
    template(ParameterFormat::Named, Parts { body, ..Parts::default() })
}

fn otp() -> Template {
    let parts = Parts {
        buttons: vec![Button::CopyCode { text: "Copy code".into() }],
        otp: Some(Otp { security_recommendation: true, expires_min: Some(10) }),
        ..Parts::default()
    };
    template(ParameterFormat::Positional, parts)
}

fn value(text: &str) -> Argument {
    Argument { name: None, text: text.into() }
}

fn named_value(name: &str, text: &str) -> Argument {
    Argument { name: Some(name.into()), text: text.into() }
}

fn button_value(index: u8, value: &str) -> ButtonArgument {
    ButtonArgument { index, value: value.into() }
}

fn call(header: &[&str], body: &[&str], buttons: &[(u8, &str)]) -> TemplateCall {
    TemplateCall {
        name: "order_update".into(),
        language: "en_US".into(),
        header: header.iter().map(|text| value(text)).collect(),
        body: body.iter().map(|text| value(text)).collect(),
        buttons: buttons.iter().map(|&(index, text)| button_value(index, text)).collect(),
        ..TemplateCall::default()
    }
}

fn call_named(body: &[(&str, &str)]) -> TemplateCall {
    let body = body.iter().map(|(name, text)| named_value(name, text)).collect();
    TemplateCall { body, ..call(&[], &[], &[]) }
}

/// Without files.
fn render(template: &Template, call: &TemplateCall) -> Result<RenderedTemplate, Violation> {
    super::render(template, call, &[])
}

fn refusal(template: &Template, call: &TemplateCall) -> Refusal {
    render(template, call).unwrap_err().refusal
}

#[test]
fn positional_values_go_where_their_numbers_stand() {
    let shown = render(&order(), &call(&["77"], &["Ada", "77"], &[(1, "abc?x=1")])).unwrap();
    assert_eq!(shown.header.as_deref(), Some("Order 77"));
    assert_eq!(shown.body, "Hi Ada, order 77 is on its way, Ada.");
    assert_eq!(shown.footer.as_deref(), Some("Thank you"));
    let expected = [
        RenderedButton::QuickReply { text: "Got it".into(), payload: "Got it".into() },
        RenderedButton::Url { text: "Track".into(), url: "https://shop.example/t/abc?x=1".into() },
    ];
    assert_eq!(shown.buttons, expected);
}

#[test]
fn a_quick_reply_takes_a_payload() {
    let shown = render(&order(), &call(&["7"], &["A", "7"], &[(0, "ACK-7"), (1, "x")])).unwrap();
    let expected = RenderedButton::QuickReply { text: "Got it".into(), payload: "ACK-7".into() };
    assert_eq!(shown.buttons[0], expected);
    let long = "p".repeat(257);
    let call = call(&["7"], &["A", "7"], &[(0, &long), (1, "x")]);
    assert_eq!(refusal(&order(), &call), Refusal::TemplateParameterFormat);
}

#[test]
fn named_values_go_where_their_names_stand_in_any_order() {
    let shown = render(&named(), &call_named(&[("percent", "10 %"), ("name", "Ada")])).unwrap();
    assert_eq!(shown.body, "Hi Ada, take 10 % off today.");
}

#[test]
fn a_value_is_never_expanded_again() {
    let shown = render(&order(), &call(&["7"], &["{{2}}", "{{1}}"], &[(1, "x")])).unwrap();
    assert_eq!(shown.body, "Hi {{2}}, order {{1}} is on its way, {{2}}.");
    let shown =
        render(&named(), &call_named(&[("name", "{{percent}}"), ("percent", "1")])).unwrap();
    assert_eq!(shown.body, "Hi {{percent}}, take 1 off today.");
}

#[test]
fn a_wrong_number_of_values_is_told_as_such() {
    let cases = [
        call(&["7"], &["A"], &[(1, "x")]),
        call(&["7"], &["A", "B", "C"], &[(1, "x")]),
        call(&[], &["A", "B"], &[(1, "x")]),
        call(&["7"], &["A", "B"], &[]),
        call(&["7"], &["A", "B"], &[(1, "x"), (2, "y")]),
    ];
    for case in cases {
        assert_eq!(refusal(&order(), &case), Refusal::TemplateParameterCount, "{case:?}");
    }
    let one = call_named(&[("name", "Ada")]);
    assert_eq!(refusal(&named(), &one), Refusal::TemplateParameterCount);
}

#[test]
fn a_wrong_form_or_name_is_told_as_such() {
    for bad in ["", "  ", "a\nb", "a\tb", "a     b", "a\rb"] {
        let case = call(&["7"], &[bad, "B"], &[(1, "x")]);
        assert_eq!(refusal(&order(), &case), Refusal::TemplateParameterFormat, "{bad:?}");
    }
    assert!(render(&order(), &call(&["7"], &["a    b", "B"], &[(1, "x")])).is_ok());
    let cases = [
        call(&[], &["Ada", "10"], &[]),
        call_named(&[("name", "Ada"), ("other", "10")]),
        call_named(&[("name", "Ada"), ("name", "Bob")]),
    ];
    for case in cases {
        assert_eq!(refusal(&named(), &case), Refusal::TemplateParameterFormat, "{case:?}");
    }
    let mut in_positional = call(&["7"], &["A", "B"], &[(1, "x")]);
    in_positional.body[0].name = Some("name".into());
    assert_eq!(refusal(&order(), &in_positional), Refusal::TemplateParameterFormat);
}

#[test]
fn a_text_that_gets_too_long_is_refused() {
    let fits = 1_024 - "Hi , order B is on its way, .".len();
    let long = "x".repeat(fits / 2);
    assert!(render(&order(), &call(&["7"], &[&long, "B"], &[(1, "x")])).is_ok());
    let longer = "x".repeat(fits / 2 + 1);
    let case = call(&["7"], &[&longer, "B"], &[(1, "x")]);
    assert_eq!(refusal(&order(), &case), Refusal::TemplateTextTooLong);
    let header = "h".repeat(60);
    let case = call(&[&header], &["A", "B"], &[(1, "x")]);
    assert_eq!(refusal(&order(), &case), Refusal::TemplateTextTooLong);
    let suffix = "s".repeat(2_001);
    let case = call(&["7"], &["A", "B"], &[(1, &suffix)]);
    assert_eq!(refusal(&order(), &case), Refusal::TemplateTextTooLong);
}

#[test]
fn the_value_of_an_address_holds_no_white_space() {
    for bad in ["", "a b", "a\nb", "a\u{0}b"] {
        let case = call(&["7"], &["A", "B"], &[(1, bad)]);
        assert_eq!(refusal(&order(), &case), Refusal::TemplateParameterFormat, "{bad:?}");
    }
}

#[test]
fn a_code_is_put_into_the_fixed_sentence_and_the_button() {
    let shown = render(&otp(), &call(&[], &["123456"], &[(0, "123456")])).unwrap();
    assert_eq!(
        shown.body,
        "123456 is your verification code. For your security, do not share this code."
    );
    assert_eq!(shown.footer.as_deref(), Some("This code expires in 10 minutes."));
    let button = RenderedButton::CopyCode { text: "Copy code".into(), code: "123456".into() };
    assert_eq!(shown.buttons, [button]);
    assert_eq!(render(&otp(), &call(&[], &["123456"], &[])).unwrap(), shown);
}

#[test]
fn the_fixed_sentence_follows_the_language_and_falls_back_to_english() {
    let body = |language: &str| {
        let template = Template { language: language.into(), ..otp() };
        render(&template, &call(&[], &["7"], &[])).unwrap().body
    };
    assert!(body("de").starts_with("7 ist dein Bestätigungscode."));
    assert!(body("de_AT").starts_with("7 ist dein Bestätigungscode."));
    assert!(body("fr").starts_with("7 is your verification code."));
}

#[test]
fn a_code_is_short_given_once_and_the_same_in_the_button() {
    let cases = [
        (call(&[], &["1234567890123456"], &[]), Refusal::TemplateParameterFormat),
        (call(&[], &["12 34"], &[]), Refusal::TemplateParameterFormat),
        (call(&[], &["1234"], &[(0, "4321")]), Refusal::TemplateParameterFormat),
        (call(&[], &[], &[(0, "1234")]), Refusal::TemplateParameterCount),
        (call(&["x"], &["1234"], &[]), Refusal::TemplateParameterCount),
        (call(&[], &["1234"], &[(1, "1234")]), Refusal::TemplateParameterCount),
    ];
    for (case, expected) in cases {
        assert_eq!(refusal(&otp(), &case), expected, "{case:?}");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    "(\\{\\{[a-z0-9_]{0,3}\\}\\}|[{}]{1,3}|\\PC{0,4}|[ \n\t]{0,6}){0,8}"
}

fn any_button() -> impl Strategy<Value = Button> {
    (0..4, any_text(), any_text()).prop_map(|(kind, text, other)| match kind {
        0 => Button::QuickReply { text },
        1 => Button::Url { text, url: other },
        2 => Button::PhoneNumber { text, phone_number: other },
        _ => Button::CopyCode { text },
    })
}

fn any_parts() -> impl Strategy<Value = Parts> {
    let otp = proptest::option::of(any::<(bool, Option<u8>)>());
    let buttons = proptest::collection::vec(any_button(), 0..4);
    let footer = proptest::option::of(any_text());
    (proptest::option::of(any_text()), any_text(), footer, buttons, otp).prop_map(
        |(header, body, footer, buttons, otp)| {
            let otp = otp.map(|(security_recommendation, expires_min)| Otp {
                security_recommendation,
                expires_min,
            });
            Parts { header, body, footer, buttons, otp, ..Parts::default() }
        },
    )
}

fn any_call() -> impl Strategy<Value = TemplateCall> {
    let argument = (proptest::option::of("[a-z0-9_]{0,3}"), any_text())
        .prop_map(|(name, text)| Argument { name, text })
        .boxed();
    let arguments = proptest::collection::vec(argument, 0..4);
    let button = (0..5_u8, any_text()).prop_map(|(index, value)| ButtonArgument { index, value });
    (arguments.clone(), arguments, proptest::collection::vec(button, 0..4)).prop_map(
        |(header, body, buttons)| TemplateCall {
            name: "t".into(),
            language: "de".into(),
            header,
            body,
            buttons,
            ..TemplateCall::default()
        },
    )
}

proptest! {
    #[test]
    fn rendering_never_panics_and_keeps_the_limits(parts in any_parts(), call in any_call(), is_named in any::<bool>()) {
        let format = if is_named { ParameterFormat::Named } else { ParameterFormat::Positional };
        let template = template(format, parts);
        if let Ok(shown) = render(&template, &call) {
            prop_assert!(shown.body.chars().count() <= 1_024);
            prop_assert!(shown.header.is_none_or(|header| header.chars().count() <= 60));
        }
    }

    #[test]
    fn any_value_of_good_form_stands_in_the_text_as_it_is(name in "\\PC{1,40}", number in "\\PC{1,40}") {
        if let Ok(shown) = render(&order(), &call(&["7"], &[&name, &number], &[(1, "x")])) {
            prop_assert_eq!(shown.body, format!("Hi {name}, order {number} is on its way, {name}."));
        } else {
            let blank = name.trim().is_empty() || number.trim().is_empty();
            prop_assert!(blank || name.contains("     ") || number.contains("     "));
        }
    }

    #[test]
    fn the_lint_never_panics(name in any_text(), parts in any_parts(), is_otp in any::<bool>()) {
        let category = if is_otp { Category::Authentication } else { Category::Marketing };
        let _ = crate::template::lint::lint(&name, category, ParameterFormat::Named, &parts);
        let _ = crate::template::lint::lint_language(&name);
    }
}
