//! Templates: made, listed, shown, refused.

use crate::stage::{Stage, code};
use serde_json::{Value, json};

fn template(name: &str, body: &str) -> Value {
    json!({ "name": name, "language": "en_US", "category": "UTILITY",
        "components": [{ "type": "BODY", "text": body }] })
}

#[tokio::test]
async fn a_template_waits_for_the_operator_and_shows_every_member_that_clients_read() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/message_templates", stage.shop.business.id);
    let made = stage.api.post(&path, &template("greeting", "Hello.")).await.unwrap().ok().unwrap();
    assert_eq!((&made["status"], &made["category"]), (&json!("PENDING"), &json!("UTILITY")));
    let id = made["id"].as_str().unwrap();
    let shown = stage.api.get(&format!("/v23.0/{id}")).await.unwrap().ok().unwrap();
    let listed = stage.api.get(&path).await.unwrap().ok().unwrap();
    for one in [&shown, &listed["data"][0]] {
        for member in ["id", "name", "language", "status", "category", "parameter_format"] {
            assert!(one[member].is_string(), "{member} in {one}");
        }
        assert_eq!(one["components"], json!([{ "type": "BODY", "text": "Hello." }]));
    }
    let reject = format!("/sandbox/v1/templates/{id}/reject");
    stage.operator.post(&reject, &json!({ "reason": "no" })).await.unwrap().ok().unwrap();
    let shown = stage.api.get(&format!("/v23.0/{id}?fields=status,rejected_reason")).await.unwrap();
    assert_eq!(shown.json["status"], "REJECTED");
}

#[tokio::test]
async fn a_second_template_of_the_same_name_and_language_is_refused() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/message_templates", stage.shop.business.id);
    stage.api.post(&path, &template("greeting", "Hello.")).await.unwrap().ok().unwrap();
    let again = stage.api.post(&path, &template("greeting", "Bye.")).await.unwrap();
    assert_eq!(code(&again), (400, 100, 2_388_024));
    let mut german = template("greeting", "Hallo.");
    german["language"] = json!("de");
    stage.api.post(&path, &german).await.unwrap().ok().unwrap();
}

#[tokio::test]
async fn templates_that_break_a_rule_are_refused_with_its_code_and_kept_nowhere() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/message_templates", stage.shop.business.id);
    let many =
        json!((0..11).map(|_| json!({ "type": "QUICK_REPLY", "text": "x" })).collect::<Vec<_>>());
    let mut buttons = template("b", "Hi.");
    buttons["components"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "type": "BUTTONS", "buttons": many }));
    let mut category = template("c", "Hi.");
    category["category"] = json!("SERVICE");
    let mut language = template("l", "Hi.");
    language["language"] = json!("xx_not_a_language_at_all");
    let mut odd = template("o", "Hi.");
    odd["components"] = json!([{ "type": "CAROUSEL", "cards": [] }]);
    let mut text = template("t", "Hi.");
    text["components"] = json!("BODY");
    let bad = [
        template("Upper Case", "Hi."),
        template(&"n".repeat(600), "Hi."),
        template("empty", ""),
        template("long", &"x".repeat(1_025)),
        template("starts", "{{1}} is here."),
        template("gap", "A {{1}} b {{3}} c."),
        template("mixed", "A {{1}} b {{name}} c."),
        buttons,
        category,
        language,
        odd,
        text,
        json!({ "name": "x" }),
        json!({}),
    ];
    for body in bad {
        let answer = stage.api.post(&path, &body).await.unwrap();
        let shown: String = body.to_string().chars().take(120).collect();
        assert_eq!(answer.status, 400, "{shown}: {}", answer.text);
        let code = answer.json["error"]["code"].as_u64().unwrap();
        assert!(code >= 100, "{shown}: {code}");
        let details = answer.json["error"]["error_data"]["details"].as_str().unwrap();
        assert!(!details.is_empty() && details.len() < 2_000, "{shown}: {details}");
    }
    assert_eq!(stage.api.get(&path).await.unwrap().json["data"], json!([]));
}

#[tokio::test]
async fn lists_are_filtered_by_name_status_category_and_language() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/message_templates", stage.shop.business.id);
    stage.template("promo", "MARKETING", json!([{ "type": "BODY", "text": "Buy." }])).await;
    stage.template("notice", "UTILITY", json!([{ "type": "BODY", "text": "Note." }])).await;
    stage.api.post(&path, &template("waiting", "Wait.")).await.unwrap().ok().unwrap();
    let names = async |query: &str| -> Vec<String> {
        let list = stage.api.get(&format!("{path}?{query}")).await.unwrap().ok().unwrap();
        let data = list["data"].as_array().unwrap();
        let mut names: Vec<_> =
            data.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(names("name=PROMO").await, ["promo"]);
    assert_eq!(names("status=PENDING").await, ["waiting"]);
    assert_eq!(names("status=%5B%22APPROVED%22%5D&category=UTILITY").await, ["notice"]);
    assert_eq!(names("language=de").await, [""; 0]);
    assert_eq!(names("content=buy").await, ["promo"]);
    assert_eq!(names("limit=100").await, ["notice", "promo", "waiting"]);
}
