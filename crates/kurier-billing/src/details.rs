//! What is set once and stands on every invoice: who sells, and who buys.

use crate::cents::Cents;
use crate::invoice::{Language, Payment};
use crate::party::{
    Address, BadVatId, Contact, Country, Endpoint, Iban, Party, VatId, is_leitweg_id,
};
use crate::reference::Reference;
use crate::text::LINE_MAX;
use crate::vat::{Rate, Vat};
use kurier_policy::id::BusinessId;
use serde::{Deserialize, Serialize};

/// Longest time to pay, in days.
const DAYS_MAX: u16 = 90;

/// The operator, as invoices show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seller {
    /// Full legal name.
    pub name: String,
    /// Street and house number.
    pub street: String,
    /// Whatever else the post needs.
    #[serde(default)]
    pub extra: String,
    /// Post code.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Country.
    pub country: Country,
    /// VAT id, or a tax number.
    #[serde(default)]
    pub vat_id: Option<String>,
    /// Number at the tax office.
    #[serde(default)]
    pub tax_number: Option<String>,
    /// Court and number of the trade register.
    #[serde(default)]
    pub register: Option<String>,
    /// Whom to ask: a person or a department,
    pub contact: String,
    /// by telephone,
    pub phone: String,
    /// or by mail.
    pub email: String,
    /// Where buyers transfer to.
    pub iban: Iban,
    /// Its bank, if that must be named.
    #[serde(default)]
    pub bic: Option<String>,
    /// Rate of the tax in hundredths of a per cent.
    #[serde(default = "standard")]
    pub vat_rate: u16,
    /// Why no tax is charged to anybody, such as § 19 UStG.
    #[serde(default)]
    pub exempt: Option<String>,
    /// Days to pay in.
    #[serde(default = "fortnight")]
    pub pay_within_days: u16,
}

/// A business, as invoices show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Buyer {
    /// Full legal name.
    pub name: String,
    /// Street and house number.
    pub street: String,
    /// Whatever else the post needs.
    #[serde(default)]
    pub extra: String,
    /// Post code.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Country.
    pub country: Country,
    /// VAT id, if it has one.
    #[serde(default)]
    pub vat_id: Option<String>,
    /// Where invoices arrive.
    pub email: String,
    /// What it wants to read to book an invoice: an order number, or the Leitweg-ID of an authority. Empty: its id.
    #[serde(default)]
    pub reference: String,
    /// Language of its documents.
    #[serde(default)]
    pub language: Language,
    /// Why no tax is charged to this one, where the operator knows better than the rules.
    #[serde(default)]
    pub exempt: Option<String>,
}

/// Why details cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDetails {
    /// Not the object that is asked for.
    #[error("{0}")]
    Shape(String),
    /// A text that must be there is empty, or too long.
    #[error("{0} has 1 to 200 characters")]
    Text(&'static str),
    /// Nobody's mail.
    #[error("email is no address")]
    Email,
    /// No tax office knows the seller.
    #[error("vat_id or tax_number must be given")]
    TaxNumber,
    /// Not a VAT id.
    #[error("vat_id: {0}")]
    VatId(#[from] BadVatId),
    /// A rate that is none.
    #[error(
        "vat_rate is in hundredths of a per cent, above 0 and below 10000; without tax give the reason in exempt"
    )]
    Rate,
    /// No time to pay, or too much.
    #[error("pay_within_days is 1 to 90")]
    Days,
    /// A telephone number without digits.
    #[error("phone has at least three digits")]
    Phone,
    /// Where buyers outside the Union are taxed, only an adviser knows.
    #[error(
        "the buyer sits outside the European Union: the operator must give the reason for no tax in exempt"
    )]
    Abroad,
}

fn standard() -> u16 {
    Rate::STANDARD_DE.0
}

fn fortnight() -> u16 {
    14
}

fn filled(name: &'static str, text: &str) -> Result<(), BadDetails> {
    let clean = crate::text::line(text, LINE_MAX);
    let fits = !clean.is_empty() && text.chars().count() <= LINE_MAX;
    if fits { Ok(()) } else { Err(BadDetails::Text(name)) }
}

fn vat_id(text: Option<&str>) -> Result<Option<VatId>, BadDetails> {
    let given = text.map(str::trim).filter(|text| !text.is_empty());
    Ok(given.map(str::parse).transpose()?)
}

fn mail(text: &str) -> Result<(), BadDetails> {
    filled("email", text)?;
    let parts = text.split_once('@');
    let fits = parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if fits { Ok(()) } else { Err(BadDetails::Email) }
}

/// Reads details; the fault names what does not fit.
fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, BadDetails> {
    serde_json::from_str(text).map_err(|error| BadDetails::Shape(error.to_string()))
}

impl Seller {
    /// Reads and checks what somebody wrote.
    pub fn parse(text: &str) -> Result<Self, BadDetails> {
        let seller: Self = read(text)?;
        seller.check()?;
        Ok(seller)
    }

    fn check(&self) -> Result<(), BadDetails> {
        for (name, text) in [
            ("name", &self.name),
            ("street", &self.street),
            ("postcode", &self.postcode),
            ("city", &self.city),
            ("contact", &self.contact),
        ] {
            filled(name, text)?;
        }
        mail(&self.email)?;
        if self.phone.chars().filter(char::is_ascii_digit).count() < 3 {
            return Err(BadDetails::Phone);
        }
        let has_number = self.tax_number.as_deref().is_some_and(|text| !text.trim().is_empty());
        if vat_id(self.vat_id.as_deref())?.is_none() && !has_number {
            return Err(BadDetails::TaxNumber);
        }
        if self.exempt.is_none() && !(1..10_000).contains(&self.vat_rate) {
            return Err(BadDetails::Rate);
        }
        if let Some(reason) = &self.exempt {
            filled("exempt", reason)?;
        }
        if (1..=DAYS_MAX).contains(&self.pay_within_days) { Ok(()) } else { Err(BadDetails::Days) }
    }

    /// As a party of a document.
    pub fn party(&self) -> Party {
        Party {
            name: self.name.clone(),
            address: Address {
                street: self.street.clone(),
                extra: self.extra.clone(),
                postcode: self.postcode.clone(),
                city: self.city.clone(),
                country: self.country,
            },
            vat_id: vat_id(self.vat_id.as_deref()).ok().flatten(),
            tax_number: self.tax_number.clone().filter(|text| !text.trim().is_empty()),
            register: self.register.clone().filter(|text| !text.trim().is_empty()),
            contact: Some(Contact {
                name: self.contact.clone(),
                phone: self.phone.clone(),
                email: self.email.clone(),
            }),
            endpoint: Endpoint::email(&self.email),
        }
    }

    /// The tax on what is sold to `buyer`.
    pub fn vat(&self, buyer: &Buyer) -> Result<Vat, BadDetails> {
        if let Some(reason) = self.exempt.as_ref().or(buyer.exempt.as_ref()) {
            return Ok(Vat::Exempt(reason.clone()));
        }
        let usual = Vat::usual(&self.party(), &buyer.party(), Rate(self.vat_rate));
        usual.ok_or(BadDetails::Abroad)
    }

    /// How what is `due` is paid.
    pub fn payment(&self, due: Cents, business: BusinessId) -> Payment {
        if due <= Cents::ZERO {
            return Payment::Balance;
        }
        let reference = payment_reference(business).map(|found| found.to_string());
        Payment::Transfer {
            iban: self.iban.clone(),
            bic: self.bic.clone(),
            reference: reference.unwrap_or_default(),
        }
    }
}

impl Buyer {
    /// Reads and checks what somebody wrote.
    pub fn parse(text: &str) -> Result<Self, BadDetails> {
        let buyer: Self = read(text)?;
        for (name, text) in [
            ("name", &buyer.name),
            ("street", &buyer.street),
            ("postcode", &buyer.postcode),
            ("city", &buyer.city),
        ] {
            filled(name, text)?;
        }
        if buyer.reference.chars().count() > LINE_MAX {
            return Err(BadDetails::Text("reference"));
        }
        mail(&buyer.email)?;
        vat_id(buyer.vat_id.as_deref())?;
        if let Some(reason) = &buyer.exempt {
            filled("exempt", reason)?;
        }
        Ok(buyer)
    }

    /// As a party of a document.
    pub fn party(&self) -> Party {
        let authority = is_leitweg_id(&self.reference);
        let endpoint = if authority {
            Endpoint { scheme: "0204".to_owned(), id: self.reference.clone() }
        } else {
            Endpoint::email(&self.email)
        };
        Party {
            name: self.name.clone(),
            address: Address {
                street: self.street.clone(),
                extra: self.extra.clone(),
                postcode: self.postcode.clone(),
                city: self.city.clone(),
                country: self.country,
            },
            vat_id: vat_id(self.vat_id.as_deref()).ok().flatten(),
            tax_number: None,
            register: None,
            contact: None,
            endpoint,
        }
    }

    /// What it reads to book a document.
    pub fn buyer_reference(&self, business: BusinessId) -> String {
        let own = self.reference.trim();
        if own.is_empty() { business.to_string() } else { own.to_owned() }
    }
}

/// What a business writes into a bank transfer, so that its payment is found.
pub fn payment_reference(business: BusinessId) -> Option<Reference> {
    Reference::new(u64::try_from(business.0).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SELLER: &str = r#"{"name":"Nord GmbH","street":"Hafen 7","postcode":"26122","city":"Oldenburg","country":"DE",
        "vat_id":"DE136695976","contact":"Buchhaltung","phone":"+49 441 1","email":"r@kurier.example",
        "iban":"DE02 1203 0000 0000 2020 51"}"#;
    const BUYER: &str = r#"{"name":"Bäckerei","street":"Markt 2","postcode":"49074","city":"Osnabrück","country":"DE",
        "email":"e@baeckerei.example"}"#;

    #[test]
    fn details_are_read_with_what_is_usual() {
        let (seller, buyer) = (Seller::parse(SELLER).unwrap(), Buyer::parse(BUYER).unwrap());
        assert_eq!((seller.vat_rate, seller.pay_within_days), (1_900, 14));
        assert_eq!(seller.vat(&buyer), Ok(Vat::Standard(Rate::STANDARD_DE)));
        let kept = serde_json::to_string(&seller).unwrap();
        assert_eq!(Seller::parse(&kept), Ok(seller));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (from, to, told) in [
            ("DE136695976", "DE1", "vat_id: not a VAT"),
            ("\"vat_id\":\"DE136695976\",", "", "vat_id or tax_number"),
            ("2020 51", "2020 52", "not an IBAN"),
            ("r@kurier.example", "nobody", "email is no address"),
            ("Nord GmbH", " ", "name has 1 to 200"),
            ("+49 441 1", "none", "phone has"),
            ("\"DE\"", "\"Germany\"", "two capital letters"),
            ("{\"name\"", "{\"odd\":1,\"name\"", "unknown field `odd`"),
        ] {
            let fault = Seller::parse(&SELLER.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(fault.contains(told), "{from} → {to}: {fault}");
        }
        assert!(matches!(Buyer::parse("[]"), Err(BadDetails::Shape(_))));
    }

    #[test]
    fn tax_follows_from_where_both_sit() {
        let seller = Seller::parse(SELLER).unwrap();
        let mut buyer = Buyer::parse(BUYER).unwrap();
        buyer.country = Country::parse("AT").unwrap();
        buyer.vat_id = Some("ATU12345678".to_owned());
        assert_eq!(seller.vat(&buyer), Ok(Vat::ReverseCharge));
        buyer.country = Country::parse("CH").unwrap();
        assert_eq!(seller.vat(&buyer), Err(BadDetails::Abroad));
        buyer.exempt = Some("Nicht steuerbar".to_owned());
        assert_eq!(seller.vat(&buyer), Ok(Vat::Exempt("Nicht steuerbar".to_owned())));
    }

    #[test]
    fn an_authority_is_reached_by_its_number() {
        let mut buyer = Buyer::parse(BUYER).unwrap();
        assert_eq!(buyer.buyer_reference(BusinessId(42)), "42");
        buyer.reference = "04011000-1234512345-06".to_owned();
        assert_eq!(buyer.party().endpoint.scheme, "0204");
    }
}
