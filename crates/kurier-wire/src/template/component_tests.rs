//! Every component comes back as it was given, and every limit holds at its edge.

use super::*;
use crate::error::WireError;
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::template::life::Life;
use kurier_policy::template::{Template, TemplateStatus};
use kurier_policy::time::Timestamp;
use serde_json::{Value, json};

fn body_of(components: &Value) -> Value {
    json!({"name": "sale", "language": "en_US", "category": "MARKETING", "components": components})
}

fn read(body: &Value) -> Result<NewTemplate, WireError> {
    parse(body.as_object().unwrap())
}

fn stored(new: NewTemplate) -> Template {
    Template {
        id: TemplateId(1),
        business: BusinessId(1),
        name: new.name,
        language: new.language,
        category: new.category,
        parameter_format: new.parameter_format,
        topic: new.topic,
        status: TemplateStatus::Pending,
        rejected_reason: None,
        parts: new.parts,
        updated_at: Timestamp(0),
        life: Life { ttl_s: new.ttl_s, ..Life::default() },
    }
}

/// The components as shown after they were stored.
fn round(body: &Value) -> Value {
    node(&stored(read(body).unwrap()))["components"].clone()
}

fn text() -> Value {
    json!({"type": "BODY", "text": "Look at what is new."})
}

fn card(n: u8) -> Value {
    json!({"components": [
        {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [format!("4::{n}")]}},
        {"type": "BODY", "text": "Only {{1}} left of this one.", "example": {"body_text": [["3"]]}},
        {"type": "BUTTONS", "buttons": [
            {"type": "QUICK_REPLY", "text": "More"},
            {"type": "URL", "text": "Buy", "url": "https://shop.test/{{1}}", "example": ["https://shop.test/7"]}]}]})
}

#[test]
fn every_header_comes_back_as_it_was_given() {
    for format in ["IMAGE", "VIDEO", "GIF", "DOCUMENT"] {
        let header =
            json!({"type": "HEADER", "format": format, "example": {"header_handle": ["4::YWJj"]}});
        let components = json!([header, text()]);
        assert_eq!(round(&body_of(&components)), components);
    }
    for format in ["LOCATION", "PRODUCT"] {
        let components = json!([{"type": "HEADER", "format": format}, text()]);
        assert_eq!(round(&body_of(&components)), components);
    }
}

#[test]
fn every_button_comes_back_in_its_place() {
    let components = json!([text(), {"type": "BUTTONS", "buttons": [
        {"type": "FLOW", "text": "Book", "flow_id": "12", "flow_action": "navigate", "navigate_screen": "FIRST"},
        {"type": "URL", "text": "Open", "url": "https://shop.test"},
        {"type": "CATALOG", "text": "View catalogue"},
        {"type": "VOICE_CALL", "text": "Call us"},
        {"type": "COPY_CODE", "text": "Copy", "example": ["SAVE15"]},
        {"type": "APP", "text": "In the app", "app_deep_link": {"android_deep_link": "shop://cart"}},
        {"type": "PHONE_NUMBER", "text": "Ring", "phone_number": "+4930123456"},
        {"type": "QUICK_REPLY", "text": "Later"},
        {"type": "QUICK_REPLY", "text": "Stop"}]}]);
    assert_eq!(round(&body_of(&components)), components);
    let products = json!([text(), {"type": "BUTTONS", "buttons": [
        {"type": "MPM", "text": "View items"}, {"type": "SPM", "text": "View"},
        {"type": "REQUEST_CONTACT_INFO", "text": "Share"}]}]);
    assert_eq!(round(&body_of(&products)), products);
}

#[test]
fn cards_and_offers_come_back_as_they_were_given() {
    let components = json!([text(), {"type": "CAROUSEL", "cards": [card(1), card(2)]}]);
    assert_eq!(round(&body_of(&components)), components);
    let components = json!([
        {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::YWJj"]}},
        {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Ends soon!", "has_expiration": true}},
        text(),
        {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE", "text": "Copy", "example": ["SAVE15"]}]}]);
    assert_eq!(round(&body_of(&components)), components);
}

#[test]
fn cards_have_their_limits_and_the_error_names_the_card() {
    let with = |cards: Vec<Value>| body_of(&json!([text(), {"type": "CAROUSEL", "cards": cards}]));
    assert!(read(&with((0..10).map(card).collect())).is_ok());
    for count in [1, 11] {
        let fault = read(&with((0..count).map(card).collect())).unwrap_err();
        assert!(fault.code == 100 && fault.details.contains("carousel"), "{}", fault.details);
    }
    let long = |n: usize| {
        let mut card = card(0);
        card["components"][1] = json!({"type": "BODY", "text": "b".repeat(n)});
        card
    };
    assert!(read(&with(vec![long(160), long(160)])).is_ok());
    let fault = read(&with(vec![long(160), long(161)])).unwrap_err();
    assert_eq!(fault.code, 2_388_040);
    assert!(fault.details.contains("cards[1]: body"), "{}", fault.details);
    let mut twice = card(0);
    let header = twice["components"][0].clone();
    twice["components"].as_array_mut().unwrap().push(header);
    assert_eq!(read(&with(vec![twice, card(1)])).unwrap_err().code, 131_009);
    let mut bare = card(0);
    bare["components"].as_array_mut().unwrap().remove(0);
    assert_eq!(read(&with(vec![bare, card(1)])).unwrap_err().code, 131_008);
}

#[test]
fn a_sample_code_has_fifteen_characters() {
    let with = |code: &str| {
        body_of(&json!([text(), {"type": "BUTTONS",
        "buttons": [{"type": "COPY_CODE", "example": code}]}]))
    };
    assert!(read(&with(&"C".repeat(15))).is_ok());
    let fault = read(&with(&"C".repeat(16))).unwrap_err();
    assert!(
        fault.code == 2_388_040 && fault.details.contains("buttons[0].example"),
        "{}",
        fault.details
    );
    assert_eq!(read(&with("")).unwrap_err().code, 2_388_043);
}

fn otp(button: &Value) -> Value {
    json!({"name": "otp", "language": "en_US", "category": "AUTHENTICATION", "components": [
        {"type": "BODY"}, {"type": "BUTTONS", "buttons": [button]}]})
}

#[test]
fn codes_that_fill_themselves_in_name_their_apps() {
    let apps = json!([{"package_name": "com.shop.app", "signature_hash": "K8a/AINcGX7"}]);
    let one_tap = json!({"type": "OTP", "otp_type": "ONE_TAP", "text": "Copy", "autofill_text": "Fill in",
        "supported_apps": apps});
    assert_eq!(round(&otp(&one_tap))[1]["buttons"][0], one_tap);
    let mut zero_tap = one_tap.clone();
    zero_tap["otp_type"] = json!("ZERO_TAP");
    assert_eq!(read(&otp(&zero_tap)).unwrap_err().code, 131_009);
    zero_tap["zero_tap_terms_accepted"] = json!(true);
    assert_eq!(round(&otp(&zero_tap))[1]["buttons"][0], zero_tap);
    let inline = json!({"type": "OTP", "otp_type": "ONE_TAP", "package_name": "com.shop.app",
        "signature_hash": "K8a/AINcGX7"});
    assert_eq!(round(&otp(&inline))[1]["buttons"][0]["supported_apps"], apps);
    let nobody = json!({"type": "OTP", "otp_type": "ONE_TAP"});
    assert_eq!(read(&otp(&nobody)).unwrap_err().code, 100);
    let unknown = json!({"type": "OTP", "otp_type": "TELEPATHY"});
    assert_eq!(read(&otp(&unknown)).unwrap_err().code, 131_009);
}

#[test]
fn a_time_to_live_lies_within_the_range_of_the_category() {
    let with = |category: &str, ttl: Value| {
        let mut body = body_of(&json!([text()]));
        body["category"] = json!(category);
        body["message_send_ttl_seconds"] = ttl;
        read(&body)
    };
    assert_eq!(with("UTILITY", json!(30)).unwrap().ttl_s, Some(30));
    assert_eq!(with("UTILITY", json!("43200")).unwrap().ttl_s, Some(43_200));
    assert_eq!(with("UTILITY", json!(-1)).unwrap().ttl_s, Some(2_592_000));
    for (category, ttl) in [("UTILITY", 29), ("UTILITY", 43_201), ("MARKETING", 43_199)] {
        let fault = with(category, json!(ttl)).unwrap_err();
        assert!(fault.code == 100 && fault.details.contains("message_send_ttl_seconds"));
    }
    assert!(with("UTILITY", json!("soon")).is_err());
}

#[test]
fn an_edit_names_what_it_changes_and_obeys_the_same_rules() {
    let template = stored(read(&body_of(&json!([text()]))).unwrap());
    let edit = |body: Value| parse_edit(body.as_object().unwrap(), &template);
    assert_eq!(edit(json!({})).unwrap_err().code, 131_008);
    let changed = edit(json!({"components": [{"type": "BODY", "text": "New."}]})).unwrap();
    assert_eq!(changed.parts.unwrap().body, "New.");
    assert_eq!(changed.category, None);
    let empty = edit(json!({"components": [{"type": "BODY", "text": ""}]})).unwrap_err();
    assert_eq!(empty.code, 2_388_072);
    assert_eq!(edit(json!({"category": "AUTHENTICATION"})).unwrap_err().code, 100);
    let longer = edit(json!({"message_send_ttl_seconds": 43_200})).unwrap();
    assert_eq!((longer.ttl_s, longer.parts), (Some(43_200), None));
}

#[test]
fn quality_is_an_object_and_a_filter() {
    let template = stored(read(&body_of(&json!([text()]))).unwrap());
    assert_eq!(node(&template)["quality_score"], json!({"score": "UNKNOWN", "date": 0}));
    let passes =
        |filter: Value| TemplateFilter::parse(filter.as_object().unwrap()).matches(&template);
    assert!(passes(json!({"quality_score": "[\"UNKNOWN\",\"RED\"]"})));
    assert!(!passes(json!({"quality_score": "GREEN"})));
    let gone = Template { status: TemplateStatus::Deleted, ..template.clone() };
    assert!(!TemplateFilter::default().matches(&gone));
}
