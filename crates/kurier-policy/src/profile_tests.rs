use super::*;

fn of(field: &str, text: String) -> ProfileChange {
    let mut change = ProfileChange::default();
    match field {
        "about" => change.about = Some(text),
        "address" => change.address = Some(text),
        "description" => change.description = Some(text),
        "email" => change.email = Some(text),
        _ => change.websites = Some(vec![text]),
    }
    change
}

#[test]
fn every_text_may_have_its_limit_and_not_one_character_more() {
    for (field, begin, max) in [
        ("about", "", ABOUT_MAX),
        ("address", "", ADDRESS_MAX),
        ("description", "", DESCRIPTION_MAX),
        ("email", "a@", EMAIL_MAX),
        ("websites[0]", "https://", WEBSITE_MAX),
    ] {
        let text = |length: usize| format!("{begin}{}", "ü".repeat(length - begin.len()));
        assert_eq!(of(field, text(max)).check(), Ok(()), "{field}");
        let refused = of(field, text(max + 1)).check().unwrap_err();
        assert_eq!(refused.field, field);
        assert!(refused.rule.contains(&max.to_string()), "{refused}");
    }
}

#[test]
fn a_profile_has_two_websites_and_not_three() {
    let some = |count| ProfileChange {
        websites: Some(vec!["http://shop.example".to_owned(); count]),
        ..ProfileChange::default()
    };
    assert_eq!(some(WEBSITES_MAX).check(), Ok(()));
    assert_eq!(some(WEBSITES_MAX + 1).check().unwrap_err().field, "websites");
}

#[test]
fn what_is_no_address_is_refused() {
    let websites =
        ["", "shop.example", "https://", "https:///x", "javascript:alert(1)", "http://a b"];
    for website in websites {
        assert!(of("websites", website.to_owned()).check().is_err(), "{website}");
    }
    for email in ["shop", "@shop.example", "a@", "a@b@c", "a b@c"] {
        assert!(of("email", email.to_owned()).check().is_err(), "{email}");
    }
    assert_eq!(of("about", " ".to_owned()).check().unwrap_err().field, "about");
    assert_eq!(of("email", String::new()).check(), Ok(()), "an empty text takes it away");
}

#[test]
fn what_is_not_given_stays() {
    let first = ProfileChange {
        about: Some("Bread".to_owned()),
        vertical: Some(Vertical::Grocery),
        picture: Some(MediaId(7)),
        ..ProfileChange::default()
    };
    let before = first.applied(Profile::default());
    let second = ProfileChange { about: Some("Cake".to_owned()), ..ProfileChange::default() };
    let after = second.applied(before.clone());
    assert_eq!(after, Profile { about: "Cake".to_owned(), ..before });
}

#[test]
fn trades_are_written_as_the_cloud_api_writes_them() {
    for (vertical, name) in [
        (Vertical::NotABiz, "NOT_A_BIZ"),
        (Vertical::EventPlan, "EVENT_PLAN"),
        (Vertical::OtcDrugs, "OTC_DRUGS"),
        (Vertical::ProfServices, "PROF_SERVICES"),
    ] {
        assert_eq!(serde_json::to_value(vertical).unwrap(), name);
    }
}
