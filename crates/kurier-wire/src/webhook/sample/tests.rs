use super::super::{Incoming, parse};
use super::*;
use std::collections::BTreeSet;

#[test]
fn every_sample_is_a_body_of_the_field_it_names_and_can_be_read() {
    let subject = Subject::default();
    for sample in samples(&subject) {
        let body = sample.body(&subject).unwrap();
        assert!(body.is_ascii(), "{}", sample.name);
        let read: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(read["entry"][0]["changes"][0]["field"], sample.field, "{}", sample.name);
        assert_eq!(read["entry"][0]["id"], "222222222222222", "{}", sample.name);
        assert_eq!(parse(&body).unwrap().len(), 1, "{}", sample.name);
    }
}

#[test]
fn no_two_samples_share_a_name_or_say_the_same() {
    let subject = Subject::default();
    let all = samples(&subject);
    let names: BTreeSet<_> = all.iter().map(|sample| sample.name).collect();
    let bodies: BTreeSet<_> = all.iter().map(|sample| sample.body(&subject)).collect();
    assert_eq!((names.len(), bodies.len()), (all.len(), all.len()));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    assert!(names.iter().all(|name| name.chars().all(plain)), "{names:?}");
    // A field's name means all its samples, so no sample may be called like one.
    assert!(all.iter().all(|sample| !names.contains(sample.field)));
}

#[test]
fn every_type_that_a_person_can_send_has_a_sample() {
    let subject = Subject::default();
    let types: BTreeSet<String> = samples(&subject)
        .iter()
        .flat_map(|sample| parse(&sample.body(&subject).unwrap()).unwrap())
        .filter_map(|read| match read {
            Incoming::Message { message, .. } => Some(message.kind),
            _ => None,
        })
        .collect();
    let want = [
        "audio",
        "button",
        "contacts",
        "document",
        "image",
        "interactive",
        "location",
        "reaction",
        "sticker",
        "text",
        "video",
    ];
    assert_eq!(types.iter().map(String::as_str).collect::<Vec<_>>(), want);
}

#[test]
fn a_sample_is_about_whom_it_was_asked_for() {
    let mut subject = Subject { refusal: Refusal::RecipientUnavailable, ..Subject::default() };
    subject.person.wa_id = "999000000000042".to_owned();
    let all = samples(&subject);
    let failed = all.iter().find(|sample| sample.name == "failed").unwrap();
    let body: serde_json::Value = serde_json::from_slice(&failed.body(&subject).unwrap()).unwrap();
    let status = &body["entry"][0]["changes"][0]["value"]["statuses"][0];
    assert_eq!(status["recipient_id"], "999000000000042");
    assert_eq!(status["errors"][0]["code"], 131_026);
}
