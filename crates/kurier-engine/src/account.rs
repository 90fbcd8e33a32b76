//! Businesses and people come into being.

use crate::entropy::{bits, business_id, draw, person_id};
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{AppId, SenderId};
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::phone::PhoneNumber;
use kurier_policy::rules::budget::Budget;
use kurier_store::record::{Business, Person, Sender};
use std::fmt::Write;

/// Longest name of a business, a sender or a person, in characters.
pub const NAME_MAX: usize = 75;

/// A business to be made.
#[derive(Debug, Clone)]
pub struct NewBusiness {
    /// Its name, 2 to 75 characters.
    pub name: String,
    /// The number its sender shows.
    pub display_number: PhoneNumber,
    /// Whether the operator checked who it is.
    pub verified: bool,
    /// Money to begin with; 0 = none.
    pub credit: Micros,
}

/// A business that was made, with what its developers need.
#[derive(Debug, Clone)]
pub struct CreatedBusiness {
    /// The business.
    pub business: Business,
    /// Its first sender.
    pub sender: Sender,
    /// An access token; shown once.
    pub token: String,
}

/// A person that was made, with the session of her first device.
#[derive(Debug, Clone)]
pub struct CreatedPerson {
    /// The person.
    pub person: Person,
    /// The session secret; shown once.
    pub session: String,
}

impl Engine {
    /// Makes a business with a sender, a token that does not expire, and its starting credit.
    pub async fn create_business(&self, new: NewBusiness) -> Result<CreatedBusiness> {
        check_name(&new.name)?;
        let entropy = &*self.parts.entropy;
        let now = self.parts.clock.now();
        let id = business_id(entropy);
        let business = Business {
            id,
            name: new.name.clone(),
            app: AppId::from_random(bits(entropy)),
            app_secret: hex(&draw::<16>(entropy)),
            currency: Currency::EUR,
            verified: new.verified,
            suspended: false,
            created_at: now,
            standing: kurier_policy::standing::Standing::default(),
            access: None,
        };
        let sender = Sender {
            id: SenderId::from_random(bits(entropy)),
            business: id,
            display_number: new.display_number,
            name: new.name,
            registered: true,
            created_at: now,
            deleted_at: None,
        };
        self.parts.store.create_business(business.clone(), sender.clone()).await?;
        if new.credit > Micros::ZERO {
            let reference = "starting credit".to_owned();
            self.parts.store.top_up(id, new.credit, reference, now).await?;
        }
        let token = self.create_token(id, "first token".to_owned(), None).await?;
        Ok(CreatedBusiness { business, sender, token })
    }

    /// Makes a person with one device.
    pub async fn create_person(
        &self,
        name: String,
        language: String,
        phone: Option<PhoneNumber>,
        device_label: String,
    ) -> Result<CreatedPerson> {
        let id = person_id(&*self.parts.entropy);
        self.create_person_as(id, name, language, phone, device_label).await
    }

    /// The same with a given id: whoever makes her twice meets a conflict the second time.
    pub async fn create_person_as(
        &self,
        id: kurier_policy::id::PersonId,
        name: String,
        language: String,
        phone: Option<PhoneNumber>,
        device_label: String,
    ) -> Result<CreatedPerson> {
        if name.chars().count() > NAME_MAX {
            return Err(too_long_name());
        }
        let person = Person {
            id,
            name,
            language,
            market: phone.as_ref().map_or(Market::ANY, PhoneNumber::market),
            phone,
            created_at: self.parts.clock.now(),
            budget: Budget::NOTHING,
        };
        let (device, session) = self.new_device(id, device_label);
        self.parts.store.create_person(person.clone(), device).await?;
        Ok(CreatedPerson { person, session })
    }

    /// Changes what a person calls herself.
    pub async fn rename_person(
        &self,
        person: kurier_policy::id::PersonId,
        name: String,
    ) -> Result<()> {
        if name.chars().count() > NAME_MAX {
            return Err(too_long_name());
        }
        Ok(self.parts.store.rename_person(person, name).await?)
    }
}

fn check_name(name: &str) -> Result<()> {
    match name.trim().chars().count() {
        2..=NAME_MAX => Ok(()),
        _ => Err(EngineError::invalid("bad_request", "a name needs 2 to 75 characters")),
    }
}

fn too_long_name() -> EngineError {
    EngineError::invalid("too_long", "a name has at most 75 characters")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}
