//! Domains that a business has proven to own, and templates that lead elsewhere.

use crate::stage::{Stage, code};
use http::Method;
use kurier_policy::rate::Limits;
use kurier_policy::rules::links::LinkRule;
use serde_json::{Value, json};
use testkit::{Answer, Caller};

const DOMAINS: &str = "/kurier/v1/domains";

async fn strict() -> Stage {
    let stage = Stage::start().await;
    let limits = Limits { links: Some(LinkRule::DEFAULT), ..Limits::default() };
    stage.app.engine().store().set_limits(limits).await.unwrap();
    stage
}

async fn added(api: &Caller, domain: &str) -> Value {
    api.post(DOMAINS, &json!({ "domain": domain })).await.unwrap().ok().unwrap()
}

async fn records(stage: &Stage, domain: &str, txt: &[&str]) {
    let body = json!({ "domain": domain, "txt": txt });
    stage.operator.post("/sandbox/v1/dns", &body).await.unwrap().ok().unwrap();
}

/// Proves a domain for the shop.
async fn proven(stage: &Stage, domain: &str) {
    let named = added(&stage.api, domain).await;
    records(stage, domain, &[named["record"]["value"].as_str().unwrap()]).await;
    verify(&stage.api, domain).await.ok().unwrap();
}

async fn verify(api: &Caller, domain: &str) -> Answer {
    api.post(&format!("{DOMAINS}/{domain}/verify"), &json!({})).await.unwrap()
}

async fn approve(stage: &Stage, made: &Value) {
    let path = format!("/sandbox/v1/templates/{}/approve", made["id"].as_str().unwrap());
    stage.operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
}

async fn made(stage: &Stage, category: &str, name: &str, body: &str, url: &str) -> Answer {
    let path = format!("/v23.0/{}/message_templates", stage.shop.business.id);
    let template = json!({
        "name": name, "language": "en_US", "category": category,
        "components": [
            { "type": "BODY", "text": body, "example": { "body_text": [["something"]] } },
            { "type": "BUTTONS", "buttons": [{ "type": "URL", "text": "Open", "url": url }] },
        ],
    });
    stage.api.post(&path, &template).await.unwrap()
}

#[tokio::test]
async fn a_domain_is_proven_by_its_record_and_by_nothing_else() {
    let stage = strict().await;
    let named = added(&stage.api, "Shop.Example").await;
    assert_eq!((&named["domain"], &named["status"]), (&json!("shop.example"), &json!("PENDING")));
    let value = named["record"]["value"].as_str().unwrap().to_owned();
    assert!(value.starts_with("kurier-verification="));
    let early = verify(&stage.api, "shop.example").await;
    assert_eq!(code(&early).1, 100);
    assert!(early.text.contains(&value));
    records(&stage, "shop.example", &["v=spf1 -all", "kurier-verification=OTHER"]).await;
    assert_eq!(code(&verify(&stage.api, "shop.example").await).1, 100);
    records(&stage, "shop.example", &["v=spf1 -all", &value]).await;
    let found = verify(&stage.api, "shop.example").await.ok().unwrap();
    assert_eq!(found["status"], "VERIFIED");
    crate::contract::conforms_to("post", "/kurier/v1/domains/{domain}/verify", 200, &found);
    assert_eq!(added(&stage.api, "shop.example").await, found);
    let page = stage.api.get(DOMAINS).await.unwrap().ok().unwrap();
    assert_eq!(page["data"], json!([found]));
    crate::contract::conforms_to("get", DOMAINS, 200, &page);
}

#[tokio::test]
async fn the_domains_of_another_business_are_not_there() {
    let stage = strict().await;
    let ours = added(&stage.api, "shop.example").await;
    records(&stage, "shop.example", &[ours["record"]["value"].as_str().unwrap()]).await;
    let page = stage.rival_api.get(DOMAINS).await.unwrap().ok().unwrap();
    assert_eq!(page["data"], json!([]));
    assert_eq!(code(&verify(&stage.rival_api, "shop.example").await), (400, 100, 33));
    let path = format!("{DOMAINS}?domain=shop.example");
    let gone = stage.rival_api.call(Method::DELETE, &path, String::new()).await.unwrap();
    assert_eq!(code(&gone), (400, 100, 33));
    let theirs = added(&stage.rival_api, "shop.example").await;
    assert_ne!(theirs["record"], ours["record"]);
    assert_eq!(code(&verify(&stage.rival_api, "shop.example").await).1, 100);
    verify(&stage.api, "shop.example").await.ok().unwrap();
}

#[tokio::test]
async fn what_nobody_can_prove_is_refused() {
    let stage = strict().await;
    for wrong in ["www.shop.example", "co.uk", "localhost", "127.0.0.1", "a b", "", "a@b.example"] {
        let answer = stage.api.post(DOMAINS, &json!({ "domain": wrong })).await.unwrap();
        assert_eq!(code(&answer).1, 131_009, "{wrong}: {}", answer.text);
    }
    let nothing = stage.api.post(DOMAINS, &json!({})).await.unwrap();
    assert_eq!(code(&nothing).1, 131_008);
}

#[tokio::test]
async fn marketing_is_made_with_links_to_proven_domains_only() {
    let stage = strict().await;
    let (body, url) = ("See {{1}} in our shop today.", "https://www.shop.example/sale");
    let early = made(&stage, "MARKETING", "sale", body, url).await;
    assert_eq!(early.status, 400);
    assert_eq!(early.json["error"]["error_subcode"], 132_007, "{}", early.text);
    assert!(early.text.contains("shop.example"));
    made(&stage, "UTILITY", "notice", body, url).await.ok().unwrap();
    let short = made(&stage, "UTILITY", "short", body, "https://bit.ly/x").await;
    assert_eq!(short.json["error"]["error_subcode"], 132_007, "{}", short.text);
    proven(&stage, "shop.example").await;
    let sale = made(&stage, "MARKETING", "sale", body, url).await.ok().unwrap();
    approve(&stage, &sale).await;
    let path = format!("/v23.0/{}", sale["id"].as_str().unwrap());
    let edit = json!({ "components": [{ "type": "BODY", "text": "Now at https://evil.example" }] });
    let edited = stage.api.post(&path, &edit).await.unwrap();
    assert_eq!(edited.json["error"]["error_subcode"], 132_007, "{}", edited.text);
}

#[tokio::test]
async fn what_a_message_fills_in_leads_to_proven_domains_only() {
    let stage = strict().await;
    proven(&stage, "shop.example").await;
    let kim = stage.reader("Kim").await;
    let url = "https://shop.example/sale";
    let sale =
        made(&stage, "MARKETING", "sale", "See {{1}} in our shop today.", url).await.ok().unwrap();
    approve(&stage, &sale).await;
    let send = async |value: &str| {
        let message = json!({ "messaging_product": "whatsapp", "to": kim.wa_id, "type": "template",
            "template": { "name": "sale", "language": { "code": "en_US" }, "components": [
                { "type": "body", "parameters": [{ "type": "text", "text": value }] }] } });
        let path = format!("/v23.0/{}/messages", stage.shop.sender.id);
        stage.api.post(&path, &message).await.unwrap()
    };
    let refused = send("https://evil.example/").await;
    assert_eq!(code(&refused).1, 132_007, "{}", refused.text);
    assert!(refused.text.contains("evil.example"));
    send("https://m.shop.example/7").await.ok().unwrap();
    let path = format!("{DOMAINS}?domain=shop.example");
    let gone = stage.api.call(Method::DELETE, &path, String::new()).await.unwrap();
    gone.ok().unwrap();
    assert_eq!(code(&send("something").await).1, 132_007);
}
