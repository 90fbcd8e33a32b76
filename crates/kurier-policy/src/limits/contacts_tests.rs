use super::*;
use crate::content::{ContactEmail, ContactPhone, ContactUrl};
use crate::refusal::Refusal;

fn named(name: &str) -> ContactCard {
    let name = ContactName { formatted_name: name.into(), ..ContactName::default() };
    ContactCard { name, ..ContactCard::default() }
}

fn text(length: usize) -> String {
    "x".repeat(length)
}

#[test]
fn a_message_has_1_to_257_contacts() {
    assert_eq!(check(&vec![named("Ada"); CONTACTS]), Ok(()));
    assert_eq!(
        check(&vec![named("Ada"); CONTACTS + 1]).unwrap_err().refusal,
        Refusal::InvalidParameter
    );
    assert!(check(&[]).is_err());
}

#[test]
fn a_contact_needs_a_name_to_be_shown() {
    let fault = check(&[named("Ada"), named(" ")]).unwrap_err();
    assert!(fault.detail.contains("contacts[1].name.formatted_name"), "{fault}");
}

type MakeOfLength = fn(usize) -> ContactCard;

#[test]
fn every_text_of_a_contact_keeps_its_length_and_is_named_where_it_does_not() {
    let cases: [(&str, MakeOfLength, usize); 6] = [
        ("name.formatted_name", |n| named(&"x".repeat(n)), CONTACT_CHARS),
        (
            "name.suffix",
            |n| {
                let ContactCard { name, .. } = named("Ada");
                let name = ContactName { suffix: Some(text(n)), ..name };
                ContactCard { name, ..ContactCard::default() }
            },
            CONTACT_CHARS,
        ),
        (
            "phones[0].phone",
            |n| {
                let phones = vec![ContactPhone { phone: Some(text(n)), ..ContactPhone::default() }];
                ContactCard { phones, ..named("Ada") }
            },
            CONTACT_CHARS,
        ),
        (
            "emails[0].type",
            |n| {
                let emails = vec![ContactEmail { kind: Some(text(n)), ..ContactEmail::default() }];
                ContactCard { emails, ..named("Ada") }
            },
            CONTACT_CHARS,
        ),
        (
            "urls[0].url",
            |n| {
                let urls = vec![ContactUrl { url: Some(text(n)), ..ContactUrl::default() }];
                ContactCard { urls, ..named("Ada") }
            },
            URL_CHARS,
        ),
        (
            "org.title",
            |n| {
                let org = Some(ContactOrg { title: Some(text(n)), ..ContactOrg::default() });
                ContactCard { org, ..named("Ada") }
            },
            CONTACT_CHARS,
        ),
    ];
    for (member, make, limit) in cases {
        assert_eq!(check(&[make(limit)]), Ok(()), "{member} {limit}");
        let fault = check(&[make(limit + 1)]).unwrap_err();
        assert!(fault.detail.contains(&format!("contacts[0].{member}")), "{fault}");
    }
}

#[test]
fn a_contact_has_at_most_twenty_numbers() {
    let of = |count: usize| {
        let phones = vec![ContactPhone { phone: Some(text(5)), ..ContactPhone::default() }; count];
        ContactCard { phones, ..named("Ada") }
    };
    assert_eq!(check(&[of(CONTACT_ENTRIES)]), Ok(()));
    assert!(check(&[of(CONTACT_ENTRIES + 1)]).is_err());
}

#[test]
fn a_birthday_has_the_form_of_a_day() {
    for (day, fits) in
        [("1815-12-10", true), ("10.12.1815", false), ("1815-12-10-1", false), ("", false)]
    {
        let contact = ContactCard { birthday: Some(day.into()), ..named("Ada") };
        assert_eq!(check(&[contact]).is_ok(), fits, "{day}");
    }
}
