//! Limits of contacts.

use super::{CONTACT_CHARS, CONTACT_ENTRIES, CONTACTS, URL_CHARS, Violation, at_most, check_text};
use crate::content::{ContactAddress, ContactCard, ContactName, ContactOrg};

pub(super) fn check(contacts: &[ContactCard]) -> Result<(), Violation> {
    let count = contacts.len();
    if !(1..=CONTACTS).contains(&count) {
        let detail = format!("contacts has {count} contacts; 1 to {CONTACTS} are allowed");
        return Err(Violation::invalid(detail));
    }
    for (place, contact) in contacts.iter().enumerate() {
        check_one(&format!("contacts[{place}]"), contact)?;
    }
    Ok(())
}

fn check_one(path: &str, contact: &ContactCard) -> Result<(), Violation> {
    check_name(path, &contact.name)?;
    for (name, count) in [
        ("phones", contact.phones.len()),
        ("emails", contact.emails.len()),
        ("urls", contact.urls.len()),
        ("addresses", contact.addresses.len()),
    ] {
        if count > CONTACT_ENTRIES {
            let detail =
                format!("{path}.{name} has {count} entries; at most {CONTACT_ENTRIES} are allowed");
            return Err(Violation::invalid(detail));
        }
    }
    for (place, phone) in contact.phones.iter().enumerate() {
        let members = [("phone", &phone.phone), ("type", &phone.kind), ("wa_id", &phone.wa_id)];
        texts(&format!("{path}.phones[{place}]"), &members)?;
    }
    for (place, email) in contact.emails.iter().enumerate() {
        let members = [("email", &email.email), ("type", &email.kind)];
        texts(&format!("{path}.emails[{place}]"), &members)?;
    }
    for (place, page) in contact.urls.iter().enumerate() {
        let own = format!("{path}.urls[{place}]");
        at_most(format_args!("{own}.url"), page.url.as_deref().unwrap_or(""), URL_CHARS)?;
        texts(&own, &[("type", &page.kind)])?;
    }
    for (place, address) in contact.addresses.iter().enumerate() {
        check_address(&format!("{path}.addresses[{place}]"), address)?;
    }
    if let Some(ContactOrg { company, department, title }) = &contact.org {
        let members = [("company", company), ("department", department), ("title", title)];
        texts(&format!("{path}.org"), &members)?;
    }
    match &contact.birthday {
        Some(day) if !is_day(day) => {
            Err(Violation::invalid(format!("{path}.birthday must be a day as YYYY-MM-DD")))
        }
        _ => Ok(()),
    }
}

fn check_name(path: &str, name: &ContactName) -> Result<(), Violation> {
    let path = format!("{path}.name");
    check_text(format_args!("{path}.formatted_name"), &name.formatted_name, CONTACT_CHARS)?;
    let members = [
        ("first_name", &name.first_name),
        ("last_name", &name.last_name),
        ("middle_name", &name.middle_name),
        ("prefix", &name.prefix),
        ("suffix", &name.suffix),
    ];
    texts(&path, &members)
}

fn check_address(path: &str, address: &ContactAddress) -> Result<(), Violation> {
    let members = [
        ("street", &address.street),
        ("city", &address.city),
        ("state", &address.state),
        ("zip", &address.zip),
        ("country", &address.country),
        ("country_code", &address.country_code),
        ("type", &address.kind),
    ];
    texts(path, &members)
}

fn texts(path: &str, members: &[(&str, &Option<String>)]) -> Result<(), Violation> {
    for (name, text) in members {
        at_most(format_args!("{path}.{name}"), text.as_deref().unwrap_or(""), CONTACT_CHARS)?;
    }
    Ok(())
}

/// The form of a day; whether the month has so many days is the address book's matter.
fn is_day(text: &str) -> bool {
    let digits = |part: &str, count: usize| {
        part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts = text.split('-');
    let form = [4, 2, 2].into_iter().all(|count| parts.next().is_some_and(|it| digits(it, count)));
    form && parts.next().is_none()
}

#[cfg(test)]
#[path = "contacts_tests.rs"]
mod tests;
