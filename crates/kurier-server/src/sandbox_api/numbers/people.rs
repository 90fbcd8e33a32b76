//! Makes the people behind the numbers, through the same calls as real ones.

use super::table::{Allowed, Does, NUMBERS, Number};
use kurier_engine::consent::Setting;
use kurier_engine::{Engine, EngineError};
use kurier_policy::content::Content;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::permission::{Ask, Cadence, Purpose, Withdrawal};
use kurier_policy::phone::PhoneNumber;
use kurier_store::port::StoreError;
use kurier_store::record::Inbound;
use serde::{Deserialize, Serialize};

/// One who acts by herself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scripted {
    /// Her number, digits.
    pub number: String,
    /// Who she is.
    pub person_id: String,
}

impl Scripted {
    /// Her id, and what she does.
    pub(super) fn part(&self) -> Option<(PersonId, Does)> {
        let number = NUMBERS.iter().find(|one| one.digits == self.number)?;
        Some((self.person_id.parse().ok()?, number.does))
    }
}

/// Makes all of them, known to `business`.
pub async fn make(engine: &Engine, business: BusinessId) -> Result<Vec<Scripted>, EngineError> {
    let mut made = Vec::with_capacity(NUMBERS.len());
    for number in NUMBERS {
        // A test holds that all of the table are numbers.
        if let Ok(phone) = PhoneNumber::parse(number.digits) {
            made.push(one(engine, business, number, phone).await?);
        }
    }
    Ok(made)
}

async fn one(
    engine: &Engine,
    business: BusinessId,
    number: &Number,
    phone: PhoneNumber,
) -> Result<Scripted, EngineError> {
    let label = "sandbox".to_owned();
    let person = PersonId(number.digits.parse().unwrap_or_default());
    let (name, language) = (number.name.to_owned(), "en".to_owned());
    match engine.create_person_as(person, name, language, Some(phone), label).await {
        // A start that was broken off has made her, for a business that nobody knows.
        Ok(_) | Err(EngineError::Store(StoreError::Conflict(_))) => {}
        Err(other) => return Err(other),
    }
    if number.allowed != Allowed::Nothing {
        engine.grant(person, business, &asks(number.allowed), setting(), None).await?;
    }
    match number.allowed {
        Allowed::AllWithWindow => hello(engine, person, business).await?,
        Allowed::Withdrawn => {
            let all = Withdrawal { purpose: None, topic: None };
            engine.withdraw(person, business, all, setting()).await?;
        }
        Allowed::All | Allowed::Weekly | Allowed::Nothing => {}
    }
    Ok(Scripted { number: number.digits.to_owned(), person_id: person.to_string() })
}

fn asks(allowed: Allowed) -> Vec<Ask> {
    [Purpose::Utility, Purpose::Authentication, Purpose::Marketing]
        .map(|purpose| Ask {
            purpose,
            topic: None,
            wording: "Messages of the sandbox's shop.".to_owned(),
            cadence: match (allowed, purpose) {
                (Allowed::Weekly, Purpose::Marketing) => Cadence::Weekly,
                _ => Cadence::Each,
            },
            lifetime_s: None,
        })
        .into()
}

/// A word of hers opens the window.
async fn hello(engine: &Engine, person: PersonId, business: BusinessId) -> Result<(), EngineError> {
    let content = Content::Text { body: "Hello".to_owned(), preview_url: false };
    let client_id = format!("hello {business}");
    let hello = Inbound { person, business, content, reply_to: None, client_id };
    engine.receive(hello).await?;
    Ok(())
}

pub(super) fn setting() -> Setting {
    Setting { source: "sandbox".to_owned(), language: "en".to_owned() }
}
