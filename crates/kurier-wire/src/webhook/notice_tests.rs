use super::*;
use kurier_policy::id::{EventSeq, SenderId};
use kurier_policy::notice::{AccountChange, Decision, Notice, QualityChange, SecurityEvent};
use kurier_policy::time::Timestamp;
use serde_json::{Value, json};

const NUMBER: &str = "4930123456";

fn body(told: Notice) -> Vec<u8> {
    let event = Event::of_notice(EventSeq(1), Timestamp::from_seconds(1_700_000_000), told);
    let key = WamidKey::new([7; 16]);
    let origin =
        Origin { business: BusinessId(5), display_number: "", base: "https://k.test", key: &key };
    write_event(&event, &origin).unwrap()
}

/// The whole body, apart from field and value.
fn written(told: Notice) -> (String, Value) {
    let mut body: Value = serde_json::from_slice(&body(told)).unwrap();
    let change = body["entry"][0]["changes"][0].take();
    let rest = json!({ "object": "whatsapp_business_account",
        "entry": [{ "id": "5", "time": 1_700_000_000, "changes": [null] }] });
    assert_eq!(body, rest);
    let field = change["field"].as_str().unwrap().to_owned();
    assert!(FIELDS.contains(&field.as_str()), "{field}");
    (field, change["value"].clone())
}

#[test]
fn a_switched_off_callback_is_an_alert_about_the_account() {
    let told = Notice::callback_disabled(
        BusinessId(5),
        "https://shop.example/hook",
        "it failed for five days",
    );
    let description = "Webhooks to https://shop.example/hook are switched off: it failed for five days. \
         Nothing is lost: repair it, then switch it on again.";
    let value = json!({ "entity_type": "BUSINESS", "entity_id": 5, "alert_severity": "CRITICAL",
        "alert_status": "ACTIVE", "alert_type": "WEBHOOK_DISABLED", "alert_description": description });
    assert_eq!(written(told), ("account_alerts".into(), value));
}

#[test]
fn changes_of_the_account_are_told() {
    let update = |change| {
        let (field, value) = written(Notice::Account(change));
        assert_eq!(field, "account_update");
        value
    };
    let state = |word| {
        json!({ "event": "DISABLED_UPDATE", "waba_info": { "waba_id": "5" },
            "ban_info": { "waba_ban_state": word, "waba_ban_date": "1700000000" } })
    };
    assert_eq!(update(AccountChange::Suspended { suspended: true }), state("DISABLE"));
    assert_eq!(update(AccountChange::Suspended { suspended: false }), state("REINSTATE"));
    let kind = "RESTRICTED_BIZ_INITIATED_MESSAGING".to_owned();
    assert_eq!(
        update(AccountChange::Restricted { kind, until_s: Some(1_700_000_600) }),
        json!({ "event": "ACCOUNT_RESTRICTION", "restriction_info": [
            { "restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": 1_700_000_600 }] })
    );
    assert_eq!(
        update(AccountChange::Violation { kind: "SPAM".to_owned() }),
        json!({ "event": "ACCOUNT_VIOLATION", "violation_info": { "violation_type": "SPAM" } })
    );
    let review = written(Notice::Review { decision: Decision::Approved });
    assert_eq!(review, ("account_review_update".into(), json!({ "decision": "APPROVED" })));
}

#[test]
fn what_a_business_may_do_is_told_under_both_names_of_the_number() {
    let (field, value) = written(Notice::Capability { max_daily: Some(2_000), max_senders: 25 });
    let wanted = json!({ "max_daily_conversation_per_phone": 2000,
        "max_daily_conversations_per_business": 2000, "max_phone_numbers_per_business": 25 });
    assert_eq!((field.as_str(), value), ("business_capability_update", wanted));
    let (_, value) = written(Notice::Capability { max_daily: None, max_senders: 2 });
    assert_eq!(value["max_daily_conversations_per_business"], -1);
}

#[test]
fn changes_of_a_sender_are_told_with_its_number() {
    let name = Notice::Name {
        display_number: NUMBER.into(),
        decision: Decision::Rejected,
        requested: "Öko-Laden".into(),
        reason: Some("The name is another company's.".into()),
    };
    let value = json!({ "display_phone_number": NUMBER, "decision": "REJECTED",
        "requested_verified_name": "Öko-Laden", "rejection_reason": "The name is another company's." });
    assert_eq!(written(name.clone()), ("phone_number_name_update".into(), value));
    assert!(body(name).is_ascii(), "written as \\u escapes");
    let quality = Notice::Quality {
        display_number: NUMBER.into(),
        change: QualityChange::ThroughputUpgrade,
        max_daily: Some(100_000),
    };
    let value = json!({ "display_phone_number": NUMBER, "event": "THROUGHPUT_UPGRADE",
        "current_limit": "TIER_100K", "max_daily_conversations_per_business": 100_000 });
    assert_eq!(written(quality), ("phone_number_quality_update".into(), value));
    let pin = Notice::Security { display_number: NUMBER.into(), event: SecurityEvent::PinChanged };
    let value = json!({ "display_phone_number": NUMBER, "event": "PIN_CHANGED" });
    assert_eq!(written(pin), ("security".into(), value));
    let (field, value) =
        written(Notice::Settings { sender: SenderId(9), identity_key_check: true });
    assert_eq!(field, "account_settings_update");
    assert_eq!(value["phone_number_settings"]["phone_number_id"], "9");
    let check = &value["phone_number_settings"]["user_identity_change"];
    assert_eq!(check, &json!({ "enable_identity_key_check": true }));
}

#[test]
fn several_bodies_become_one_entry_with_several_changes() {
    let review = body(Notice::Review { decision: Decision::Approved });
    let slash = body(Notice::callback_disabled(BusinessId(5), "https://ä.example/", "gone"));
    let joined = join_bodies(&[&review, &slash]).unwrap();
    let text = String::from_utf8(joined.clone()).unwrap();
    assert!(text.is_ascii() && text.contains(r"https:\/\/\u00e4.example\/"), "{text}");
    let value: Value = serde_json::from_slice(&joined).unwrap();
    let entries = value["entry"].as_array().unwrap();
    let changes = entries[0]["changes"].as_array().unwrap();
    assert_eq!((entries.len(), changes.len()), (1, 2));
    assert_eq!(changes[0]["field"], "account_review_update");
    assert_eq!(changes[1]["field"], "account_alerts");
    assert_eq!(parse(&joined).unwrap().len(), 2);
    assert_eq!(join_bodies(&[b"no json"]), None);
}
