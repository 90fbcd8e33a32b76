use super::*;
use kurier_policy::event::{TemplateChange, TemplateEvent};
use kurier_policy::id::{EventSeq, TemplateId};
use kurier_policy::pricing::Category;
use kurier_policy::template::quality::Quality;
use kurier_policy::template::{Button, Parts, TemplateStatus};
use kurier_policy::time::Timestamp;
use serde_json::{Value, json};

fn told(change: TemplateChange) -> TemplateEvent {
    TemplateEvent {
        template: TemplateId(123),
        name: "order_update".into(),
        language: "en_US".into(),
        category: Category::Utility,
        change,
    }
}

/// The one change of the body: its field and value.
fn written(change: TemplateChange) -> (String, Value) {
    let event =
        Event::of_template(EventSeq(1), Timestamp::from_seconds(1_700_000_000), told(change));
    let key = WamidKey::new([7; 16]);
    let origin =
        Origin { business: BusinessId(5), display_number: "", base: "https://k.test", key: &key };
    let body = write_event(&event, &origin).unwrap();
    assert!(matches!(parse(&body).unwrap().as_slice(), [Incoming::Other { .. }]));
    let body: Value = serde_json::from_slice(&body).unwrap();
    let entry = &body["entry"][0];
    assert_eq!((&entry["id"], &entry["time"]), (&json!("5"), &json!(1_700_000_000)));
    let change = &entry["changes"][0];
    let value = &change["value"];
    assert_eq!(value["message_template_id"], json!(123));
    assert_eq!(value["message_template_name"], "order_update");
    assert_eq!(value["message_template_language"], "en_US");
    (change["field"].as_str().unwrap().to_owned(), value.clone())
}

fn status(status: TemplateStatus) -> TemplateChange {
    let (reason, note, until) = (None, None, None);
    TemplateChange::Status {
        status,
        reason,
        note,
        until,
        pauses: 0,
        reinstated: false,
        unarchived: false,
    }
}

#[test]
fn every_status_is_told_by_its_name() {
    use TemplateStatus as S;
    for (given, event) in [
        (S::Approved, "APPROVED"),
        (S::Pending, "PENDING"),
        (S::Archived, "ARCHIVED"),
        (S::PendingDeletion, "PENDING_DELETION"),
        (S::Deleted, "DELETED"),
        (S::Disabled, "DISABLED"),
    ] {
        let (field, value) = written(status(given));
        assert_eq!(
            (field.as_str(), &value["event"]),
            ("message_template_status_update", &json!(event))
        );
        assert_eq!(value["reason"], "NONE");
        assert_eq!(value["message_template_category"], "UTILITY");
    }
}

#[test]
fn a_rejection_tells_why_and_what_to_change() {
    let (_, value) = written(TemplateChange::Status {
        status: TemplateStatus::Rejected,
        reason: Some("PROMOTIONAL".into()),
        note: Some("Do not advertise.".into()),
        until: None,
        pauses: 0,
        reinstated: false,
        unarchived: false,
    });
    assert_eq!(value["reason"], "PROMOTIONAL");
    let info = json!({"reason": "PROMOTIONAL", "recommendation": "Do not advertise."});
    assert_eq!(value["rejection_info"], info);
}

#[test]
fn a_pause_tells_which_it_is_and_its_end_is_a_reinstatement() {
    for (pauses, title) in [(1, "FIRST_PAUSE"), (2, "SECOND_PAUSE")] {
        let (_, value) = written(TemplateChange::Status {
            status: TemplateStatus::Paused,
            reason: None,
            note: None,
            until: Some(Timestamp::from_seconds(1_700_010_800)),
            pauses,
            reinstated: false,
            unarchived: false,
        });
        assert_eq!(
            (&value["event"], &value["other_info"]["title"]),
            (&json!("PAUSED"), &json!(title))
        );
        let description = value["other_info"]["description"].as_str().unwrap();
        assert!(description.contains("1700010800"), "{description}");
    }
    let (_, value) = written(TemplateChange::Status {
        status: TemplateStatus::Approved,
        reason: None,
        note: None,
        until: None,
        pauses: 1,
        reinstated: true,
        unarchived: false,
    });
    assert_eq!(value["event"], "REINSTATED");
}

#[test]
fn quality_category_and_components_have_fields_of_their_own() {
    let (field, value) =
        written(TemplateChange::Quality { from: Quality::Green, to: Quality::Red });
    assert_eq!(field, "message_template_quality_update");
    assert_eq!(
        (&value["previous_quality_score"], &value["new_quality_score"]),
        (&json!("GREEN"), &json!("RED"))
    );
    let (field, value) = written(TemplateChange::Category { from: Category::Marketing });
    assert_eq!(field, "template_category_update");
    assert_eq!(
        (&value["previous_category"], &value["new_category"]),
        (&json!("MARKETING"), &json!("UTILITY"))
    );
    let parts = Parts {
        header: Some("News".into()),
        body: "Something is new.".into(),
        footer: Some("Shop".into()),
        buttons: vec![Button::QuickReply { text: "Good".into() }],
        ..Parts::default()
    };
    let (field, value) = written(TemplateChange::Components { parts: Box::new(parts) });
    assert_eq!(field, "message_template_components_update");
    assert_eq!(value["message_template_title"], "News");
    assert_eq!(value["message_template_element"], "Something is new.");
    assert_eq!(value["message_template_footer"], "Shop");
    assert_eq!(value["message_template_buttons"][0]["message_template_button_text"], "Good");
    assert_eq!(value["message_template_buttons"][0]["message_template_button_type"], "QUICK_REPLY");
}
