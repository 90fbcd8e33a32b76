//! Makes the ready-made businesses, people and templates, through the same calls of the engine as
//! real ones.

use super::seed::{Cast, SecondBusiness, SeedPerson};
use super::templates;
use anyhow::Context;
use kurier_engine::Engine;
use kurier_engine::account::{CreatedBusiness, CreatedPerson, NewBusiness};
use kurier_engine::consent::Setting;
use kurier_policy::content::Content;
use kurier_policy::money::Micros;
use kurier_policy::permission::{Ask, Cadence, Purpose};
use kurier_policy::phone::PhoneNumber;
use kurier_server::sandbox_api::numbers;
use kurier_store::record::Inbound;

/// What the operator's verify token of every seeded business is.
const VERIFY_TOKEN: &str = "kurier-sandbox";
/// Ten thousand euro: no test program should run dry.
const CREDIT: Micros = Micros(10_000_000_000);
/// Every purpose, with the words the person reads.
const ASKS: [(Purpose, &str); 3] = [
    (Purpose::Utility, "Tells you about your orders."),
    (Purpose::Authentication, "Sends you codes to sign in."),
    (Purpose::Marketing, "Sends you offers and news."),
];

/// Makes everything that `seed.json` names.
pub(super) async fn make(engine: &Engine, operator_token: &str) -> anyhow::Result<Cast> {
    let first = business(engine, "Sandbox Shop", "493055501001").await?;
    let second = business(engine, "Second Shop", "493055501002").await?;
    let (id, setting) = (first.business.id, setting());

    let a = engine.create_person("Person A".into(), "en".into(), None, "sandbox".into()).await?;
    let a_granted = engine.grant(a.person.id, id, &asks(), setting.clone(), None).await?;
    say_hello(engine, &first, &a).await?;
    let b = engine.create_person("Person B".into(), "en".into(), None, "sandbox".into()).await?;
    let granted = engine.grant(b.person.id, id, &asks(), setting.clone(), None).await?;
    let c = engine.create_person("Person C".into(), "en".into(), None, "sandbox".into()).await?;
    let now = engine.clock().now();
    let c_ids = engine.store().relate(id, c.person.id, now).await?.ids;
    let known = engine.grant(a.person.id, second.business.id, &asks(), setting, None).await?;

    Ok(Cast {
        app_id: first.business.app.to_string(),
        app_token: format!("{}|{}", first.business.app, first.business.app_secret),
        app_secret: first.business.app_secret,
        token: first.token,
        waba_id: id.to_string(),
        business_id: id.to_string(),
        phone_id: first.sender.id.to_string(),
        display_phone: first.sender.display_number.digits().to_owned(),
        verify_token: VERIFY_TOKEN.to_owned(),
        operator_token: operator_token.to_owned(),
        person_a: SeedPerson::of(a, a_granted.relation.ids),
        person_b: SeedPerson::of(b, granted.relation.ids),
        person_c: SeedPerson::of(c, c_ids),
        second_business: SecondBusiness::of(second, known.relation.ids),
        templates: templates::make(engine, id).await?,
        numbers: numbers::make(engine, id).await?,
    })
}

async fn business(engine: &Engine, name: &str, number: &str) -> anyhow::Result<CreatedBusiness> {
    let new = NewBusiness {
        name: name.to_owned(),
        display_number: PhoneNumber::parse(number).context("the seeded number")?,
        verified: true,
        credit: CREDIT,
    };
    Ok(engine.create_business(new).await?)
}

/// Person A says a word, as a real person would: that opens the service window.
async fn say_hello(
    engine: &Engine,
    business: &CreatedBusiness,
    person: &CreatedPerson,
) -> anyhow::Result<()> {
    let hello = Inbound {
        person: person.person.id,
        business: business.business.id,
        content: Content::Text { body: "Hello".to_owned(), preview_url: false },
        reply_to: None,
        client_id: "hello".to_owned(),
    };
    engine.receive(hello).await?;
    Ok(())
}

fn asks() -> Vec<Ask> {
    ASKS.iter()
        .map(|(purpose, wording)| Ask {
            purpose: *purpose,
            topic: None,
            wording: (*wording).to_owned(),
            cadence: Cadence::Each,
            lifetime_s: None,
        })
        .collect()
}

fn setting() -> Setting {
    Setting { source: "sandbox".to_owned(), language: "en".to_owned() }
}
