//! Forms of a business: made, defined, published, ended.

use crate::raw::raw;
use crate::stage::{Stage, code};
use serde_json::{Value, json};

pub(crate) fn definition() -> Value {
    json!({ "version": "7.3", "screens": [{ "id": "ASK", "title": "Table", "terminal": true,
        "layout": { "type": "SingleColumnLayout", "children": [
            { "type": "TextInput", "name": "who", "label": "Name", "required": true },
            { "type": "Footer", "label": "Book", "on-click-action": {
                "name": "complete", "payload": { "who": "${form.who}" } } } ] } }] })
}

async fn make(stage: &Stage, mut body: Value) -> Value {
    body["categories"] = json!(["APPOINTMENT_BOOKING"]);
    let path = format!("/v23.0/{}/flows", stage.shop.business.id);
    stage.api.post(&path, &body).await.unwrap().ok().unwrap()
}

/// A draft that may be published; its id.
pub(crate) async fn made(stage: &Stage, name: &str) -> String {
    let form = json!({ "name": name, "flow_json": definition().to_string() });
    make(stage, form).await["id"].as_str().unwrap().to_owned()
}

/// A published form; its id.
pub(crate) async fn published(stage: &Stage, name: &str) -> String {
    let id = made(stage, name).await;
    stage.api.post(&format!("/v23.0/{id}/publish"), &json!({})).await.unwrap().ok().unwrap();
    id
}

/// Uploads a definition as clients do.
async fn upload(stage: &Stage, flow: &str, text: &str) -> Value {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"flow.json\"\r\n\
         Content-Type: application/json\r\n\r\n{text}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nflow.json\r\n\
         --b\r\nContent-Disposition: form-data; name=\"asset_type\"\r\n\r\nFLOW_JSON\r\n--b--\r\n"
    );
    let bearer = format!("Bearer {}", stage.shop.token);
    let kind = "multipart/form-data; boundary=b";
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", kind)];
    let target = format!("/v23.0/{flow}/assets");
    let answer = raw(&stage.app.base, "POST", &target, &headers, body.as_bytes()).await;
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn a_form_is_made_defined_published_and_ended() {
    let stage = Stage::start().await;
    let made = make(&stage, json!({ "name": "table" })).await;
    assert_eq!((&made["success"], &made["validation_errors"]), (&json!(true), &json!([])));
    let id = made["id"].as_str().unwrap();
    let at = format!("/v23.0/{id}");
    let early = stage.api.post(&format!("{at}/publish"), &json!({})).await.unwrap();
    assert_eq!(code(&early).1, 139_002, "{}", early.text);

    let broken = upload(&stage, id, "{\n  \"version\": \"1.0\",\n  \"screens\": []\n}").await;
    let fault = &broken["validation_errors"][0];
    assert_eq!(fault["error"], "INVALID_FLOW_JSON_VERSION", "{broken}");
    assert_eq!((&fault["line_start"], &fault["column_start"]), (&json!(2), &json!(14)));
    assert_eq!(fault["pointers"][0]["path"], "/version");
    let refused = stage.api.post(&format!("{at}/publish"), &json!({})).await.unwrap();
    assert_eq!(code(&refused).1, 139_002, "{}", refused.text);

    let text = definition().to_string();
    let good = upload(&stage, id, &text).await;
    assert_eq!(good, json!({ "success": true, "validation_errors": [] }));
    let assets = stage.api.get(&format!("{at}/assets")).await.unwrap().ok().unwrap();
    let url = assets["data"][0]["download_url"].as_str().unwrap();
    let target = &url[url.find("/media/").unwrap()..];
    let file = raw(&stage.app.base, "GET", target, &[], b"").await;
    assert_eq!((file.status, file.body.as_str()), (200, text.as_str()));
    let forged = raw(&stage.app.base, "GET", &format!("{target}A"), &[], b"").await;
    assert_eq!(forged.status, 404);

    stage.api.post(&at, &json!({ "name": "tables" })).await.unwrap().ok().unwrap();
    stage.api.post(&format!("{at}/publish"), &json!({})).await.unwrap().ok().unwrap();
    let fields = "?fields=id,name,status,json_version,updated_at";
    let shown = stage.api.get(&format!("{at}{fields}")).await.unwrap().ok().unwrap();
    assert_eq!((&shown["name"], &shown["status"]), (&json!("tables"), &json!("PUBLISHED")));
    assert_eq!(shown["json_version"], "7.3");

    let edited = stage.api.post(&at, &json!({ "name": "late" })).await.unwrap();
    assert_eq!(code(&edited).1, 139_001, "{}", edited.text);
    let gone = stage.api.call("DELETE".parse().unwrap(), &at, "{}".to_owned()).await.unwrap();
    assert_eq!(code(&gone).1, 139_004, "{}", gone.text);
    stage.api.post(&format!("{at}/deprecate"), &json!({})).await.unwrap().ok().unwrap();
    let again = stage.api.post(&format!("{at}/deprecate"), &json!({})).await.unwrap();
    assert_eq!(code(&again).1, 139_003, "{}", again.text);
}

#[tokio::test]
async fn a_form_is_copied_with_its_definition_and_names_are_unique() {
    let stage = Stage::start().await;
    let text = definition().to_string();
    let made = make(&stage, json!({ "name": "one", "flow_json": text, "publish": true })).await;
    let path = format!("/v23.0/{}/flows", stage.shop.business.id);
    let twice = json!({ "name": "one", "categories": ["OTHER"] });
    let taken = stage.api.post(&path, &twice).await.unwrap();
    assert_eq!(code(&taken), (400, 100, 4_016_019), "{}", taken.text);
    let copy = make(&stage, json!({ "name": "two", "clone_flow_id": made["id"] })).await;
    let list = stage.api.get(&format!("{path}?limit=1")).await.unwrap().ok().unwrap();
    assert!(list["paging"]["next"].is_string(), "{list}");
    let all = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(all["data"].as_array().unwrap().len(), 2);
    let at = format!("/v23.0/{}", copy["id"].as_str().unwrap());
    let shown = stage.api.get(&format!("{at}?fields=status,json_version")).await.unwrap();
    assert_eq!(shown.json["status"], "DRAFT", "{}", shown.text);
    assert_eq!(shown.json["json_version"], "7.3");
    stage.api.call("DELETE".parse().unwrap(), &at, "{}".to_owned()).await.unwrap().ok().unwrap();
    let gone = stage.api.get(&at).await.unwrap();
    assert_eq!(code(&gone), (400, 100, 33), "{}", gone.text);
    let theirs = json!({ "name": "x", "categories": ["OTHER"], "clone_flow_id": made["id"] });
    let rivals = format!("/v23.0/{}/flows", stage.rival.business.id);
    let stolen = stage.rival_api.post(&rivals, &theirs).await.unwrap();
    assert_eq!(code(&stolen).1, 100, "{}", stolen.text);
    let moved = format!("/v23.0/{}/migrate_flows", stage.shop.business.id);
    assert_eq!(code(&stage.api.post(&moved, &json!({})).await.unwrap()).1, 100);
}
