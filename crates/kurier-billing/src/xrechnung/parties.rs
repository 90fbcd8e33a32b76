//! Seller (BG-4 to BG-6) and buyer (BG-7 to BG-9).

use super::write::Out;
use crate::party::{Address, Party};
use std::io::Result;

pub(super) fn seller(out: &mut Out, party: &Party) -> Result<()> {
    out.group("cac:AccountingSupplierParty", |out| one(out, party, true))
}

pub(super) fn buyer(out: &mut Out, party: &Party) -> Result<()> {
    out.group("cac:AccountingCustomerParty", |out| one(out, party, false))
}

fn one(out: &mut Out, party: &Party, sells: bool) -> Result<()> {
    out.group("cac:Party", |out| {
        let scheme = [("schemeID", party.endpoint.scheme.as_str())];
        out.leaf_with("cbc:EndpointID", &scheme, &party.endpoint.id)?;
        address(out, &party.address)?;
        if let Some(id) = &party.vat_id {
            tax_scheme(out, id.as_str(), "VAT")?;
        }
        // Of a buyer EN 16931 has no tax number (BT-32 is the seller's).
        if let (Some(number), true) = (&party.tax_number, sells) {
            tax_scheme(out, number, "FC")?;
        }
        out.group("cac:PartyLegalEntity", |out| {
            out.leaf("cbc:RegistrationName", &party.name)?;
            match &party.register {
                Some(register) => out.leaf("cbc:CompanyID", register),
                None => Ok(()),
            }
        })?;
        let Some(contact) = &party.contact else { return Ok(()) };
        out.group("cac:Contact", |out| {
            out.leaf("cbc:Name", &contact.name)?;
            out.leaf("cbc:Telephone", &contact.phone)?;
            out.leaf("cbc:ElectronicMail", &contact.email)
        })
    })
}

fn address(out: &mut Out, address: &Address) -> Result<()> {
    out.group("cac:PostalAddress", |out| {
        out.leaf("cbc:StreetName", &address.street)?;
        if !address.extra.is_empty() {
            out.leaf("cbc:AdditionalStreetName", &address.extra)?;
        }
        out.leaf("cbc:CityName", &address.city)?;
        out.leaf("cbc:PostalZone", &address.postcode)?;
        out.group("cac:Country", |out| out.leaf("cbc:IdentificationCode", address.country.code()))
    })
}

fn tax_scheme(out: &mut Out, id: &str, scheme: &str) -> Result<()> {
    out.group("cac:PartyTaxScheme", |out| {
        out.leaf("cbc:CompanyID", id)?;
        out.group("cac:TaxScheme", |out| out.leaf("cbc:ID", scheme))
    })
}
