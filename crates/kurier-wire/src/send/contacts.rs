//! Contacts.

use crate::error::WireError;
use crate::json::{Node, Object};
use kurier_policy::content::{
    ContactAddress, ContactCard, ContactEmail, ContactName, ContactOrg, ContactPhone, ContactUrl,
};
use kurier_policy::outbound::Draft;

pub(super) fn parse(node: &Node<'_>) -> Result<Draft, WireError> {
    let contacts = node.items()?;
    let contacts = contacts.iter().map(|it| contact(&it.object()?)).collect::<Result<_, _>>()?;
    Ok(Draft::Contacts { contacts })
}

fn contact(object: &Object<'_>) -> Result<ContactCard, WireError> {
    Ok(ContactCard {
        name: name(&object.need_object("name")?)?,
        phones: each(object, "phones", phone)?,
        emails: each(object, "emails", email)?,
        urls: each(object, "urls", url)?,
        addresses: each(object, "addresses", address)?,
        org: object.object("org")?.map(|it| org(&it)).transpose()?,
        birthday: object.text("birthday")?.filter(|day| !day.is_empty()),
    })
}

fn each<'a, T>(
    object: &Object<'a>,
    member: &'a str,
    read: fn(&Object<'_>) -> Result<T, WireError>,
) -> Result<Vec<T>, WireError> {
    object.items(member)?.iter().map(|node| read(&node.object()?)).collect()
}

fn name(object: &Object<'_>) -> Result<ContactName, WireError> {
    Ok(ContactName {
        formatted_name: object.need_text("formatted_name")?,
        first_name: object.text("first_name")?,
        last_name: object.text("last_name")?,
        middle_name: object.text("middle_name")?,
        prefix: object.text("prefix")?,
        suffix: object.text("suffix")?,
    })
}

fn phone(object: &Object<'_>) -> Result<ContactPhone, WireError> {
    Ok(ContactPhone {
        phone: object.text("phone")?,
        kind: object.text("type")?,
        wa_id: object.text("wa_id")?,
    })
}

fn email(object: &Object<'_>) -> Result<ContactEmail, WireError> {
    Ok(ContactEmail { email: object.text("email")?, kind: object.text("type")? })
}

fn url(object: &Object<'_>) -> Result<ContactUrl, WireError> {
    Ok(ContactUrl { url: object.text("url")?, kind: object.text("type")? })
}

fn address(object: &Object<'_>) -> Result<ContactAddress, WireError> {
    Ok(ContactAddress {
        street: object.text("street")?,
        city: object.text("city")?,
        state: object.text("state")?,
        zip: object.text("zip")?,
        country: object.text("country")?,
        country_code: object.text("country_code")?,
        kind: object.text("type")?,
    })
}

fn org(object: &Object<'_>) -> Result<ContactOrg, WireError> {
    Ok(ContactOrg {
        company: object.text("company")?,
        department: object.text("department")?,
        title: object.text("title")?,
    })
}
