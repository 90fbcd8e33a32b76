//! Ice breakers and commands.

use crate::stage::{Stage, code};
use serde_json::{Value, json};

async fn set(stage: &Stage, body: Value) -> testkit::Answer {
    let path = format!("/v23.0/{}/conversational_automation", stage.shop.sender.id);
    stage.api.post(&path, &body).await.unwrap()
}

async fn shown(stage: &Stage) -> Value {
    let path = format!("/v23.0/{}?fields=conversational_automation", stage.shop.sender.id);
    stage.api.get(&path).await.unwrap().ok().unwrap()["conversational_automation"].clone()
}

fn menu() -> Value {
    json!([{ "command_name": "menu", "command_description": "What there is" }])
}

#[tokio::test]
async fn what_is_set_is_shown_to_the_business_and_to_people() {
    let stage = Stage::start().await;
    let kim = stage.reader("Kim").await;
    set(&stage, json!({ "enable_welcome_message": true, "commands": menu() })).await.ok().unwrap();
    set(&stage, json!({ "prompts": ["Are you open?"] })).await.ok().unwrap();
    let wanted = json!({ "enable_welcome_message": true, "prompts": ["Are you open?"],
        "commands": menu(), "id": stage.shop.sender.id.to_string() });
    assert_eq!(shown(&stage).await, wanted);
    let path = format!("/people/v1/businesses/{}", stage.shop.business.id);
    let seen = stage.people(&kim).get(&path).await.unwrap().ok().unwrap();
    assert_eq!(seen["senders"][0]["prompts"], json!(["Are you open?"]));
    assert_eq!(seen["senders"][0]["commands"], menu());
}

#[tokio::test]
async fn a_form_will_do_and_what_does_not_fit_changes_nothing() {
    let stage = Stage::start().await;
    let query = "prompts=%5B%22Open%3F%22%5D&enable_welcome_message=false";
    let sender = stage.shop.sender.id;
    let target = format!("/v23.0/{sender}/conversational_automation?{query}");
    assert_eq!(stage.raw("POST", &target, b"").await.status, 200);
    for (body, field) in [
        (json!({ "prompts": ["a", "b", "c", "d", "e"] }), "prompts"),
        (json!({ "prompts": ["x".repeat(81)] }), "prompts[0]"),
        (
            json!({ "commands": [{ "command_name": "Menu", "command_description": "x" }] }),
            "commands[0].command_name",
        ),
    ] {
        let refused = set(&stage, body).await;
        assert_eq!(code(&refused), (400, 100, 0));
        assert!(refused.text.contains(&format!("`{field}`")), "{}", refused.text);
    }
    assert_eq!(shown(&stage).await["prompts"], json!(["Open?"]));
}
