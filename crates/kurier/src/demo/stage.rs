//! Sets the stage through the operator's and the people's interfaces: the airline's account, its
//! invitation, and the passenger in the virtual phone.

use super::day::Day;
use crate::cli::failure::Outcome;
use crate::cli::remote::{Remote, text};
use serde_json::{Value, json};

/// The airline's name. No airline of the data flies under it.
const NAME: &str = "Kurier Air";
/// The number its sender shows.
const NUMBER: &str = "+493055501010";
/// Credit of the airline: a thousand euro.
const CREDIT_MICROS: i64 = 1_000_000_000;

/// The airline's account, and how to get in touch.
pub(crate) struct Stage {
    pub(crate) waba_id: String,
    pub(super) phone_id: String,
    pub(super) token: String,
    pub(super) app_secret: String,
    /// The invitation for everybody.
    pub(crate) invitation: String,
    /// The session of the passenger in the virtual phone.
    pub(crate) session: String,
}

impl Stage {
    /// Makes the airline and its first passenger.
    pub(crate) async fn set(operator: &Remote, day: &Day) -> Outcome<Self> {
        let account = json!({
            "name": NAME,
            "display_number": NUMBER,
            "verified": true,
            "credit_micros": CREDIT_MICROS,
        });
        let made = operator.post("/console/v1/businesses", &account).await?;
        let waba_id = text(&made, "/business/id").to_owned();
        let offer = json!({
            "asks": [{ "purpose": "utility", "wording": wording(day) }],
            "welcome": "Welcome aboard! If your flight is late, you read it here first.",
        });
        let path = format!("/console/v1/businesses/{waba_id}/invites");
        let invite = operator.post(&path, &offer).await?;
        let session = passenger(operator, text(&invite, "/code")).await?;
        Ok(Self {
            waba_id,
            phone_id: text(&made, "/sender/id").to_owned(),
            token: text(&made, "/token").to_owned(),
            app_secret: text(&made, "/app_secret").to_owned(),
            invitation: text(&invite, "/link").to_owned(),
            session,
        })
    }
}

/// One sentence of at most 160 characters, whatever the cities are called.
fn wording(day: &Day) -> String {
    let full = format!("Tells you when your flight {} is late or cancelled.", day.flight_words());
    if full.chars().count() <= 160 {
        return full;
    }
    format!("Tells you when your flight {} is late or cancelled.", day.flight.leg.flight)
}

/// A person who takes the invitation the way every person does; answers her session.
async fn passenger(operator: &Remote, code: &str) -> Outcome<String> {
    let person = json!({ "name": "Passenger", "language": "en" });
    let made: Value = operator.post("/sandbox/v1/people", &person).await?;
    let session = text(&made, "/session").to_owned();
    let yes = json!({
        "choices": [{ "index": 0, "cadence": "each" }],
        "name": "Passenger",
        "language": "en",
    });
    let path = format!("/people/v1/invites/{code}/accept");
    operator.with_token(&session).post(&path, &yes).await?;
    Ok(session)
}
