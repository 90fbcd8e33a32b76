//! What belongs to another business does not exist: same answer, to the letter.

use crate::stage::{Stage, code, text, wamid};
use serde_json::{Value, json};
use testkit::{Answer, Caller};

/// An answer with the id asked for and the request's own id blanked out.
fn masked(answer: &Answer, id: &str) -> (u16, String) {
    let trace = answer.json["error"]["fbtrace_id"].as_str().unwrap_or("-");
    (answer.status, answer.text.replace(id, "ID").replace(trace, "TRACE"))
}

async fn call(api: &Caller, method: &str, path: &str, body: &Value) -> Answer {
    api.call(method.parse().unwrap(), path, body.to_string()).await.unwrap()
}

/// Every route of the business API by method and edge.
pub(crate) const ROUTES: [(&str, &str); 82] = [
    ("GET", ""),
    ("POST", ""),
    ("DELETE", ""),
    ("POST", "/messages"),
    ("GET", "/flows"),
    ("POST", "/flows"),
    ("POST", "/migrate_flows"),
    ("GET", "/assets"),
    ("POST", "/assets"),
    ("POST", "/publish"),
    ("POST", "/deprecate"),
    ("GET", "/messages"),
    ("GET", "/limits"),
    ("GET", "/message_history?message_id=wamid.AAAAAAAAAAAAAAAAAAAAAA=="),
    ("GET", "/events"),
    ("GET", "/scheduled_messages"),
    ("POST", "/recall"),
    ("GET", "/phone_numbers"),
    ("GET", "/analytics"),
    ("GET", "/conversation_analytics"),
    ("GET", "/pricing_analytics"),
    ("GET", "/template_analytics"),
    ("GET", "/message_templates"),
    ("POST", "/message_templates"),
    ("DELETE", "/message_templates"),
    ("POST", "/message_templates/archive"),
    ("POST", "/message_templates/unarchive"),
    ("POST", "/upsert_message_templates"),
    ("POST", "/migrate_message_templates"),
    ("GET", "/message_template_library"),
    ("POST", "/unpause"),
    ("GET", "/compare?template_ids=[1]&start=1&end=2"),
    ("POST", "/marketing_messages"),
    ("GET", "/assigned_users"),
    ("POST", "/assigned_users"),
    ("GET", "/activities"),
    ("DELETE", "/message_templates?name=order_update"),
    ("DELETE", "/message_templates?hsm_ids=[1]"),
    ("GET", "/subscribed_apps"),
    ("POST", "/subscribed_apps"),
    ("DELETE", "/subscribed_apps"),
    ("GET", "/subscriptions"),
    ("POST", "/subscriptions"),
    ("DELETE", "/subscriptions"),
    ("POST", "/media"),
    ("GET", "/media"),
    ("POST", "/uploads"),
    ("GET", "/block_users"),
    ("POST", "/block_users"),
    ("DELETE", "/block_users"),
    ("POST", "/conversational_automation"),
    ("POST", "/phone_numbers"),
    ("POST", "/request_code"),
    ("POST", "/verify_code"),
    ("GET", "/owned_whatsapp_business_accounts"),
    ("GET", "/client_whatsapp_business_accounts"),
    ("GET", "/signups"),
    ("POST", "/signups"),
    ("GET", "/username"),
    ("POST", "/username"),
    ("DELETE", "/username"),
    ("GET", "/username_suggestions"),
    ("GET", "/settings"),
    ("POST", "/settings"),
    ("POST", "/register"),
    ("POST", "/deregister"),
    ("GET", "/message_qrdls"),
    ("POST", "/message_qrdls"),
    ("GET", "/message_qrdls/ABCDEFGHJKMNPQ"),
    ("POST", "/message_qrdls/ABCDEFGHJKMNPQ"),
    ("DELETE", "/message_qrdls/ABCDEFGHJKMNPQ"),
    ("GET", "/whatsapp_business_encryption"),
    ("POST", "/whatsapp_business_encryption"),
    ("GET", "/whatsapp_business_profile"),
    ("POST", "/whatsapp_business_profile"),
    ("POST", "/calls"),
    ("GET", "/calls"),
    ("GET", "/call_permissions"),
    ("POST", "/groups"),
    ("GET", "/groups"),
    ("GET", "/whatsapp_commerce_settings"),
    ("POST", "/whatsapp_commerce_settings"),
];

#[tokio::test]
async fn every_route_answers_for_anothers_object_as_for_one_that_does_not_exist() {
    let stage = Stage::start().await;
    let template = stage.order_update().await;
    let kim = stage.friend("Kim").await;
    let message = stage.text(&kim, "For Kim alone").await;
    let file = crate::media::uploaded(&stage, "audio/mpeg", &crate::media::sound(90)).await;
    let uploads = format!("/v23.0/{}/uploads", stage.shop.business.app);
    let plan = json!({ "file_name": "x.pdf", "file_type": "application/pdf", "file_length": 9 });
    let begun = stage.api.post(&uploads, &plan).await.unwrap().ok().unwrap();
    let upload = begun["id"].as_str().unwrap().to_owned();
    let form = json!({ "name": "table", "categories": ["OTHER"] });
    let flows = format!("/v23.0/{}/flows", stage.shop.business.id);
    let made = stage.api.post(&flows, &form).await.unwrap().ok().unwrap();
    let flow = made["id"].as_str().unwrap().to_owned();
    let foreign = [
        stage.shop.business.id.to_string(),
        stage.shop.sender.id.to_string(),
        stage.shop.business.app.to_string(),
        template,
        message,
        file,
        upload,
        crate::signups::made(&stage).await,
        flow,
    ];
    let body = json!({ "messaging_product": "whatsapp", "to": kim.wa_id,
        "text": { "body": "from the rival" }, "name": "x", "language": "en_US",
        "category": "UTILITY", "components": [{ "type": "BODY", "text": "Hi." }],
        "override_callback_uri": "http://127.0.0.1:9/", "callback_url": "http://127.0.0.1:9/" });
    for id in &foreign {
        let (nothing, escaped) = if id.starts_with("wamid.") {
            // Another well-formed id of a message that never was.
            let never = "wamid.AAAAAAAAAAAAAAAAAAAAAA==".to_owned();
            (never, id.replace('/', "%2F").replace('+', "%2B"))
        } else if id.starts_with("upload:") {
            ("upload:1234567890123".to_owned(), id.clone())
        } else {
            ("1234567890123".to_owned(), id.clone())
        };
        for (method, edge) in ROUTES {
            let body = if method == "POST" { body.clone() } else { json!({}) };
            let path = format!("/v23.0/{escaped}{edge}");
            let theirs = call(&stage.rival_api, method, &path, &body).await;
            let path = format!("/v23.0/{nothing}{edge}");
            let none = call(&stage.rival_api, method, &path, &body).await;
            assert_eq!(masked(&theirs, id), masked(&none, &nothing), "{method} {id}{edge}");
            assert_eq!(code(&theirs), (400, 100, 33), "{method} {id}{edge}");
        }
    }
    let inbox = stage.inbox(&kim).await;
    assert!(!inbox.iter().any(|entry| entry["content"]["body"] == "from the rival"));
}

#[tokio::test]
async fn anothers_message_id_is_unknown_wherever_it_is_named() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let said = stage.act(&kim, "say", json!({ "text": "To the shop" })).await.ok().unwrap();
    let theirs = said["wamid"].as_str().unwrap();
    let ids = stage.app.allow(kim.id, stage.rival.business.id, &[]).await;
    assert!(ids.is_err(), "an empty permission is none");
    let everything = crate::stage::EVERYTHING;
    let ids = stage.app.allow(kim.id, stage.rival.business.id, &everything).await.unwrap();
    let say = json!({ "waba_id": stage.rival.business.id.to_string(), "text": "To the rival" });
    let path = format!("/sandbox/v1/people/{}/say", kim.id);
    stage.operator.post(&path, &say).await.unwrap().ok().unwrap();
    let target = format!("/v23.0/{}/messages", stage.rival.sender.id);
    let never = "wamid.AAAAAAAAAAAAAAAAAAAAAA==";
    let mut answers = Vec::new();
    for id in [theirs, never] {
        let mut reply = text(&ids.wa_id, "Hm");
        reply["context"] = json!({ "message_id": id });
        let reaction = json!({ "messaging_product": "whatsapp", "to": ids.wa_id,
            "type": "reaction", "reaction": { "message_id": id, "emoji": "👍" } });
        let read = json!({ "messaging_product": "whatsapp", "status": "read", "message_id": id });
        let mut each = Vec::new();
        for body in [reply, reaction, read] {
            let answer = stage.rival_api.post(&target, &body).await.unwrap();
            assert_eq!(code(&answer).1, 131_009, "{}", answer.text);
            let words = &answer.json["error"];
            each.push((
                answer.status,
                words["message"].clone(),
                words["error_data"]["hint"].clone(),
            ));
        }
        answers.push(each);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn two_businesses_cannot_tell_that_they_write_to_the_same_person() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let everything = crate::stage::EVERYTHING;
    let ids = stage.app.allow(kim.id, stage.rival.business.id, &everything).await.unwrap();
    assert_ne!(ids.wa_id, kim.wa_id);
    assert_ne!(ids.user_id, kim.user_id);
    // The shop's name for her means nobody to the rival.
    let target = format!("/v23.0/{}/messages", stage.rival.sender.id);
    let answer = stage.rival_api.post(&target, &text(&kim.wa_id, "Hi")).await.unwrap();
    let id = wamid(&answer.ok().unwrap());
    let path = format!("/v23.0/{}", id.replace('/', "%2F").replace('+', "%2B"));
    let shown = stage.rival_api.get(&path).await.unwrap();
    assert_eq!(shown.json["status"], "failed", "{}", shown.text);
}

#[tokio::test]
async fn lists_and_cursors_of_one_business_show_nothing_of_another() {
    let stage = Stage::start().await;
    stage.order_update().await;
    stage.template("second", "UTILITY", json!([{ "type": "BODY", "text": "Two." }])).await;
    let own = format!("/v23.0/{}/message_templates", stage.rival.business.id);
    assert_eq!(stage.rival_api.get(&own).await.unwrap().json["data"], json!([]));
    let shops = format!("/v23.0/{}/message_templates?limit=1", stage.shop.business.id);
    let page = stage.api.get(&shops).await.unwrap().ok().unwrap();
    let after = page["paging"]["cursors"]["after"].as_str().unwrap();
    let with = stage.rival_api.get(&format!("{own}?after={after}")).await.unwrap();
    assert_eq!((with.status, &with.json["data"]), (200, &json!([])));
    for bad in ["AAAA", "%FF", "x'", &"A".repeat(1_500)] {
        let answer = stage.api.get(&format!("{shops}&after={bad}")).await.unwrap();
        assert_eq!(code(&answer).1, 131_059, "{bad}");
    }
}

#[tokio::test]
async fn anothers_template_is_unknown_in_every_list_of_ids() {
    let stage = Stage::start().await;
    let theirs = stage.order_update().await;
    let own = format!("/v23.0/{}/message_templates", stage.rival.business.id);
    for (method, path, body) in [
        ("DELETE", format!("{own}?hsm_ids=[ID]"), json!({})),
        ("DELETE", format!("{own}?name=order_update&hsm_id=ID"), json!({})),
        ("POST", format!("{own}/archive"), json!({ "hsm_ids": "ID" })),
        ("POST", format!("{own}/unarchive"), json!({ "hsm_ids": "ID" })),
    ] {
        let mut answers = Vec::new();
        for id in [theirs.as_str(), "1234567890123"] {
            let body: Value = serde_json::from_str(&body.to_string().replace("ID", id)).unwrap();
            let answer = call(&stage.rival_api, method, &path.replace("ID", id), &body).await;
            assert_eq!(answer.status, 400, "{path}: {}", answer.text);
            answers.push(masked(&answer, id));
        }
        assert_eq!(answers[0], answers[1], "{path}");
    }
    let shown = stage.api.get(&format!("/v23.0/{theirs}?fields=status")).await.unwrap();
    assert_eq!(shown.json["status"], "APPROVED");
}
