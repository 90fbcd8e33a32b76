use super::*;
use crate::error::WireError;
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::pricing::Category;
use kurier_policy::template::life::Life;
use kurier_policy::template::{Button, ParameterFormat, Template, TemplateStatus};
use kurier_policy::time::Timestamp;
use serde_json::{Value, json};

fn read(body: &Value) -> Result<NewTemplate, WireError> {
    parse(body.as_object().unwrap())
}

fn order_update() -> Value {
    json!({"name": "order_update", "language": "en_US", "category": "UTILITY", "parameter_format": "POSITIONAL",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}", "example": {"header_text": ["7"]}},
            {"type": "BODY", "text": "Your order {{1}} leaves our house on {{2}} in the morning.",
                "example": {"body_text": [["7", "Monday"]]}},
            {"type": "FOOTER", "text": "Shop"},
            {"type": "BUTTONS", "buttons": [
                {"type": "QUICK_REPLY", "text": "Got it"},
                {"type": "URL", "text": "Track", "url": "https://shop.test/{{1}}", "example": ["https://shop.test/7"]}]}]})
}

fn stored(new: NewTemplate) -> Template {
    Template {
        id: TemplateId(123_456_789_012_345),
        business: BusinessId(1),
        name: new.name,
        language: new.language,
        category: new.category,
        parameter_format: new.parameter_format,
        topic: new.topic,
        status: TemplateStatus::Pending,
        rejected_reason: None,
        parts: new.parts,
        updated_at: Timestamp::from_seconds(1_700_000_000),
        life: Life::default(),
    }
}

#[test]
fn a_template_is_shown_as_it_was_given() {
    let template = stored(read(&order_update()).unwrap());
    let shown = node(&template);
    assert_eq!(shown["components"], order_update()["components"]);
    for member in ["id", "name", "language", "status", "category", "parameter_format", "components"]
    {
        assert!(!shown[member].is_null(), "{member}");
    }
    assert_eq!((&shown["id"], &shown["status"]), (&json!("123456789012345"), &json!("PENDING")));
    assert_eq!(
        created(&template),
        json!({"id": "123456789012345", "status": "PENDING", "category": "UTILITY"})
    );
}

#[test]
fn named_samples_and_the_topic_survive() {
    let body = json!({"name": "promo", "language": {"code": "en"}, "category": "marketing", "parameter_format": "named",
        "topic": "Summer offers", "components": [{"type": "body",
            "text": "Hello {{first_name}}, our summer sale ends on {{day}} so come early this time.",
            "example": {"body_text_named_params": [
                {"param_name": "first_name", "example": "Kim"}, {"param_name": "day", "example": "Monday"}]}}]});
    let new = read(&body).unwrap();
    assert_eq!((new.category, new.parameter_format), (Category::Marketing, ParameterFormat::Named));
    assert_eq!(new.topic.as_deref(), Some("Summer offers"));
    let shown = node(&stored(new));
    assert_eq!(shown["components"][0]["example"], body["components"][0]["example"]);
}

#[test]
fn reads_and_shows_an_authentication_template() {
    let body = json!({"name": "otp", "language": "en_US", "category": "AUTHENTICATION", "components": [
        {"type": "BODY", "add_security_recommendation": true},
        {"type": "FOOTER", "code_expiration_minutes": 10},
        {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy"}]}]});
    let new = read(&body).unwrap();
    let otp = new.parts.otp.unwrap();
    assert_eq!((otp.security_recommendation, otp.expires_min), (true, Some(10)));
    assert_eq!(new.parts.buttons, [Button::CopyCode { text: "Copy".into() }]);
    let shown = node(&stored(new))["components"].clone();
    assert_eq!(shown[0]["add_security_recommendation"], true);
    assert!(shown[0]["text"].as_str().unwrap().starts_with("*{{1}}* is your verification code."));
    assert_eq!(shown[1], body["components"][1]);
    assert_eq!(shown[2], body["components"][2]);
}

#[test]
fn a_broken_rule_gives_its_code_and_names_the_part() {
    let mut body = order_update();
    body["components"][1]["text"] =
        json!("{{1}} is what your order costs, and it leaves on {{2}} in the morning.");
    let fault = read(&body).unwrap_err();
    assert_eq!((fault.http, fault.code, fault.subcode), (400, 2_388_299, Some(2_388_299)));
    assert!(fault.details.contains("body"), "{}", fault.details);
    let mut body = order_update();
    body["name"] = json!("Order Update");
    assert_eq!(read(&body).unwrap_err().code, 100);
    body["name"] = json!("order_update");
    body["language"] = json!("English");
    assert_eq!(read(&body).unwrap_err().code, 100);
}

#[test]
fn bad_components_get_the_documented_codes() {
    let with = |components: Value| {
        let mut body = order_update();
        body["components"] = components;
        read(&body).unwrap_err().code
    };
    let body = json!({"type": "BODY", "text": "All is well."});
    assert_eq!(with(json!([])), 131_008);
    assert_eq!(with(json!("[]")), 100);
    assert_eq!(with(json!([5])), 100);
    assert_eq!(with(json!([body, body])), 131_009);
    assert_eq!(with(json!([body, {"type": "CAROUSEL"}])), 131_008);
    assert_eq!(with(json!([body, {"type": "CAROUSEL", "cards": []}])), 131_008);
    assert_eq!(with(json!([body, {"type": "CALL_PERMISSION_REQUEST"}])), 131_051);
    assert_eq!(with(json!([body, {"type": "HEADER", "format": "SMELL"}])), 131_009);
    assert_eq!(with(json!([body, {"type": "HEADER", "format": "IMAGE"}])), 2_388_043);
    assert_eq!(
        with(json!([body, {"type": "BUTTONS", "buttons": [{"type": "FLOW", "text": "x"}]}])),
        100
    );
    assert_eq!(
        with(json!([body, {"type": "BUTTONS", "buttons": [{"type": "OTP", "text": "x"}]}])),
        131_009
    );
    assert_eq!(
        with(json!([body, {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "x"}]}])),
        131_008
    );
}

#[test]
fn filters_by_name_status_category_and_language() {
    let template = stored(read(&order_update()).unwrap());
    let passes =
        |filter: Value| TemplateFilter::parse(filter.as_object().unwrap()).matches(&template);
    for yes in [
        json!({}),
        json!({"name": "order_update"}),
        json!({"name": "order"}),
        json!({"content": "our house"}),
        json!({"status": "PENDING,REJECTED"}),
        json!({"status": ["pending"]}),
        json!({"category": "[\"UTILITY\"]"}),
        json!({"language": "en_US"}),
        json!({"name_or_content": "LEAVES"}),
    ] {
        assert!(passes(yes.clone()), "{yes}");
    }
    for no in [
        json!({"name": "other"}),
        json!({"status": "APPROVED"}),
        json!({"category": "MARKETING"}),
        json!({"language": "de"}),
        json!({"name_or_content": "nope"}),
    ] {
        assert!(!passes(no.clone()), "{no}");
    }
}

#[test]
fn examples_are_required_wherever_a_value_will_stand() {
    let without = |component: usize, button: Option<usize>| {
        let mut body = order_update();
        let mut place = &mut body["components"][component];
        if let Some(button) = button {
            place = &mut place["buttons"][button];
        }
        place.as_object_mut().unwrap().remove("example");
        read(&body).unwrap_err()
    };
    for (component, button, named) in [
        (0, None, "components[0].example.header_text"),
        (1, None, "components[1].example.body_text"),
        (3, Some(1), "components[3].buttons[1].example"),
    ] {
        let fault = without(component, button);
        assert_eq!((fault.code, fault.subcode), (2_388_043, Some(2_388_043)));
        assert!(fault.details.contains(named), "{}", fault.details);
    }
}
