//! Templates that say what other businesses say.

use crate::stage::Stage;
use kurier_engine::account::{CreatedBusiness, NewBusiness};
use kurier_policy::id::{AppId, BusinessId, SenderId, TemplateId};
use kurier_policy::money::Micros;
use kurier_policy::phone::PhoneNumber;
use kurier_policy::rate::Limits;
use kurier_policy::rules::fingerprint::FingerprintRule;
use kurier_policy::template::Template;
use kurier_store::record::{Business, Sender};
use serde_json::{Value, json};
use testkit::Caller;

const OFFER: &str = "Hello {{1}}, you have been chosen for our winter prize. \
    Confirm your account today and the money is yours.";

async fn strict() -> Stage {
    let stage = Stage::start().await;
    let limits = Limits { campaigns: Some(FingerprintRule::DEFAULT), ..Limits::default() };
    stage.app.engine().store().set_limits(limits).await.unwrap();
    stage
}

async fn newcomer(stage: &Stage, n: u32) -> CreatedBusiness {
    let number = format!("4930555020{n:02}");
    let new = NewBusiness {
        name: format!("Newcomer {n}"),
        display_number: PhoneNumber::parse(&number).unwrap(),
        verified: true,
        credit: Micros(0),
    };
    stage.app.engine().create_business(new).await.unwrap()
}

async fn made(api: &Caller, business: &Business, body: &str) -> Value {
    let path = format!("/v23.0/{}/message_templates", business.id);
    let template = json!({ "name": "prize", "language": "en_US", "category": "MARKETING",
        "components": [{ "type": "BODY", "text": body, "example": { "body_text": [["Kim"]] } }] });
    api.post(&path, &template).await.unwrap().ok().unwrap()
}

async fn status(api: &Caller, id: &Value) -> Value {
    let path = format!("/v23.0/{}?fields=status", id.as_str().unwrap());
    api.get(&path).await.unwrap().ok().unwrap()["status"].clone()
}

#[tokio::test]
async fn what_three_newcomers_say_goes_back_to_review_once() {
    let stage = strict().await;
    let mut earlier = Vec::new();
    for n in 1..=3 {
        let new = newcomer(&stage, n).await;
        let api = stage.api.with_token(&new.token);
        let id = made(&api, &new.business, &OFFER.replace("winter", "Winter")).await["id"].clone();
        approve(&stage, &id).await;
        assert_eq!(status(&api, &id).await, "APPROVED");
        earlier.push((api, id));
    }
    let fourth = made(&stage.api, &stage.shop.business, OFFER).await;
    assert_eq!(fourth["status"], "PENDING");
    for (api, id) in &earlier {
        assert_eq!(status(api, id).await, "PENDING");
        approve(&stage, id).await;
    }
    let fifth = made(&stage.rival_api, &stage.rival.business, OFFER).await;
    assert_eq!(fifth["status"], "PENDING");
    for (api, id) in &earlier {
        assert_eq!(status(api, id).await, "APPROVED");
    }
}

async fn approve(stage: &Stage, id: &Value) {
    let path = format!("/sandbox/v1/templates/{}/approve", id.as_str().unwrap());
    stage.operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
}

/// A closed business with the text of a template that is there.
async fn closed_with(stage: &Stage, like: &CreatedBusiness, template: &Value) {
    let store = stage.app.engine().store();
    let business = Business {
        id: BusinessId(300_000_000_000_001),
        app: AppId(300_000_000_000_002),
        suspended: true,
        ..like.business.clone()
    };
    let sender = Sender {
        id: SenderId(300_000_000_000_003),
        business: business.id,
        display_number: PhoneNumber::parse("493055503001").unwrap(),
        ..like.sender.clone()
    };
    store.create_business(business.clone(), sender).await.unwrap();
    let id: TemplateId = template.as_str().unwrap().parse().unwrap();
    let known = store.template(id).await.unwrap();
    let id = TemplateId(300_000_000_000_004);
    store.create_template(Template { id, business: business.id, ..known }).await.unwrap();
}

#[tokio::test]
async fn what_a_closed_business_said_is_rejected_without_a_word_about_it() {
    let stage = strict().await;
    let first = made(&stage.rival_api, &stage.rival.business, OFFER).await;
    closed_with(&stage, &stage.rival, &first["id"]).await;
    let again = made(&stage.api, &stage.shop.business, &OFFER.replace("today", "TODAY")).await;
    assert_eq!(again["status"], "REJECTED");
    let path = format!("/v23.0/{}?fields=status,rejected_reason", again["id"].as_str().unwrap());
    let shown = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(shown["rejected_reason"], "SCAM");
    assert!(!shown.to_string().contains("300000000000001"));
    let path = format!("/v23.0/{}", again["id"].as_str().unwrap());
    let parts = json!({ "components": [{ "type": "BODY",
        "text": "Your parcel left our barn this morning, the driver rings twice at your door." }] });
    stage.api.post(&path, &parts).await.unwrap().ok().unwrap();
    assert_eq!(status(&stage.api, &again["id"]).await, "PENDING");
}
