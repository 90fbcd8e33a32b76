//! Addresses into chats, as QR codes and short links.

use crate::media::call;
use crate::raw::raw;
use crate::stage::{Stage, code};
use serde_json::{Value, json};

fn path(stage: &Stage) -> String {
    format!("/v23.0/{}/message_qrdls", stage.shop.sender.id)
}

async fn made(stage: &Stage, text: &str) -> Value {
    let body = json!({ "prefilled_message": text, "generate_qr_image": "PNG" });
    stage.api.post(&path(stage), &body).await.unwrap().ok().unwrap()
}

#[tokio::test]
async fn a_code_has_a_stable_picture_and_an_address_of_this_installation() {
    let stage = Stage::start().await;
    let link = made(&stage, "I want bread").await;
    let short = link["code"].as_str().unwrap();
    assert_eq!(short.len(), 14);
    assert_eq!(link["deep_link_url"], format!("{}/m/{short}", stage.app.base));
    assert_eq!(link["prefilled_message"], "I want bread");
    let url = link["qr_image_url"].as_str().unwrap();
    let first = call(&stage, ("GET", url, ""), &[], []).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.headers["content-type"], "image/png");
    let second = call(&stage, ("GET", url, ""), &[], []).await;
    assert_eq!(first.body, second.body);
    let fields = "fields=code,qr_image_url.format(SVG)";
    let shown = format!("{}/{short}?{fields}", path(&stage));
    let shown = stage.api.get(&shown).await.unwrap().ok().unwrap();
    let svg = shown["data"][0]["qr_image_url"].as_str().unwrap();
    assert!(svg.ends_with("/qr.svg"), "{svg}");
    assert_eq!(call(&stage, ("GET", svg, ""), &[], []).await.status, 200);
}

#[tokio::test]
async fn codes_are_changed_listed_and_deleted() {
    let stage = Stage::start().await;
    let mut codes = Vec::new();
    for text in ["One", "Two", "Three"] {
        codes.push(made(&stage, text).await["code"].as_str().unwrap().to_owned());
    }
    let change = format!("{}?code={}&prefilled_message=Four", path(&stage), codes[1]);
    assert_eq!(stage.raw("POST", &change, b"").await.status, 200, "as query alone");
    let first = stage.api.get(&format!("{}?limit=2", path(&stage))).await.unwrap().ok().unwrap();
    let next = first["paging"]["next"].as_str().unwrap();
    let next = next.strip_prefix(&stage.app.base).unwrap();
    let second = stage.api.get(next).await.unwrap().ok().unwrap();
    let both = [&first, &second].map(|page| page["data"].as_array().unwrap().clone()).concat();
    let mut texts: Vec<&str> =
        both.iter().map(|one| one["prefilled_message"].as_str().unwrap()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["Four", "One", "Three"]);
    let one = format!("{}/{}", path(&stage), codes[0]);
    let gone = stage.api.call("DELETE".parse().unwrap(), &one, String::new()).await.unwrap();
    assert_eq!(gone.ok().unwrap(), json!({ "success": true }));
    let none = json!({ "data": [] });
    assert_eq!(stage.api.get(&one).await.unwrap().ok().unwrap(), none);
    let again = stage.api.call("DELETE".parse().unwrap(), &one, String::new()).await.unwrap();
    assert_eq!(code(&again), (400, 100, 0));
    let theirs = format!("/v23.0/{}/message_qrdls/{}", stage.rival.sender.id, codes[1]);
    assert_eq!(stage.rival_api.get(&theirs).await.unwrap().ok().unwrap(), none);
}

#[tokio::test]
async fn an_address_leads_into_the_chat_and_allows_the_business_nothing() {
    let stage = Stage::start().await;
    let link = made(&stage, "I want bread").await;
    let base = format!("/people/v1/links/{}", link["code"].as_str().unwrap());
    let shown = raw(&stage.app.base, "GET", &base, &[], b"").await.json();
    assert_eq!((&shown["text"], &shown["known"]), (&json!("I want bread"), &json!(false)));
    assert_eq!(shown["business"]["name"], "Shop");
    let headers = [("Origin", stage.app.base.as_str()), ("Content-Type", "application/json")];
    let enter = format!("{base}/enter");
    let entered = raw(&stage.app.base, "POST", &enter, &headers, b"{\"name\":\"Ada\"}").await;
    assert_eq!(entered.status, 200, "{}", entered.body);
    assert_eq!(entered.json()["text"], "I want bread");
    let cookie = entered.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let cookie = [("Cookie", cookie.as_str())];
    let seen = raw(&stage.app.base, "GET", "/people/v1/permissions", &cookie, b"").await.json();
    assert_eq!(seen["relations"][0]["permissions"], json!([]));
    let again = raw(&stage.app.base, "GET", &base, &cookie, b"").await.json();
    assert_eq!(again["known"], true);
    let none = raw(&stage.app.base, "GET", "/people/v1/links/NOTHING", &[], b"").await;
    assert_eq!((none.status, &none.json()["error"]["code"]), (404, &json!("link_unknown")));
}
