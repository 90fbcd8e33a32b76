//! Numbers about messages, as clients ask for them.

use crate::stage::{Stage, code, order};
use serde_json::{Value, json};

/// The shop sent an order to each of two people and a text to one; the orders were read, one was tapped.
async fn busy() -> (Stage, String) {
    let stage = Stage::start().await;
    let template = stage.order_update().await;
    let (kim, lee) = (stage.reader("Kim").await, stage.reader("Lee").await);
    for person in [&kim, &lee] {
        stage.send(order(&person.wa_id, "You", "7")).await.ok().unwrap();
        stage.inbox(person).await;
        stage.act(person, "read", json!({})).await.ok().unwrap();
    }
    stage.act(&kim, "tap", json!({ "title": "Got it" })).await.ok().unwrap();
    stage.text(&kim, "Thank you").await;
    (stage, template)
}

/// From the begin of the day of UTC to the moment after now, in Unix seconds.
fn today(stage: &Stage) -> (i64, i64) {
    let now = stage.app.engine().clock().now().seconds();
    (now - now.rem_euclid(86_400), now + 1)
}

async fn asked(stage: &Stage, fields: &str) -> Value {
    let fields: String = url::form_urlencoded::byte_serialize(fields.as_bytes()).collect();
    let path = format!("/v23.0/{}?fields={fields}", stage.shop.business.id);
    stage.api.get(&path).await.unwrap().ok().unwrap()
}

#[tokio::test]
async fn the_numbers_of_a_business_are_told_as_fields_of_it() {
    let (stage, template) = busy().await;
    let (start, end) = today(&stage);
    let fields = format!(
        "id,analytics.start({start}).end({end}).granularity(DAY).phone_numbers([\"493055501001\"]),\
         conversation_analytics.start({start}).end({end}).granularity(DAILY).dimensions([\"CONVERSATION_CATEGORY\"]),\
         pricing_analytics.start({start}).end({end}).granularity(MONTHLY).dimensions([\"PRICING_CATEGORY\",\"PRICING_TYPE\"]),\
         template_analytics.start({start}).end({end}).granularity(DAILY).template_ids([{template}])"
    );
    let told = asked(&stage, &fields).await;
    assert_eq!(told["id"], stage.shop.business.id.to_string());
    let day = json!({ "start": start, "end": start + 86_400 });
    let with = |more: Value| {
        let mut point = day.clone();
        point.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        point
    };
    let numbers = &told["analytics"];
    assert_eq!(numbers["phone_numbers"], json!(["493055501001"]));
    assert_eq!(numbers["granularity"], "DAY");
    assert_eq!(numbers["data_points"], json!([with(json!({ "sent": 3, "delivered": 2 }))]));
    let conversations = json!([with(json!({
        "conversation": 2, "conversation_category": "UTILITY", "cost": 0.02 }))]);
    assert_eq!(told["conversation_analytics"]["data"][0]["data_points"], conversations);
    let price = &told["pricing_analytics"]["data"][0]["data_points"];
    assert_eq!(price.as_array().unwrap().len(), 1);
    assert_eq!((&price[0]["volume"], &price[0]["cost"]), (&json!(2), &json!(0.02)));
    assert_eq!(price[0]["pricing_category"], "UTILITY");
    assert_eq!(price[0]["pricing_type"], "REGULAR");
    let tap = json!([{ "type": "quick_reply_button", "button_content": "Got it", "count": 1 }]);
    let row = &told["template_analytics"]["data"][0];
    assert_eq!(row["granularity"], "DAILY");
    let want = with(json!({
        "template_id": template, "sent": 2, "delivered": 2, "read": 2, "clicked": tap }));
    assert_eq!(row["data_points"], json!([want]));
    // What is in braces is picked out of them, and what happens afterwards is counted, too.
    let kim = stage.friend("Noa").await;
    stage.text(&kim, "Hello").await;
    stage.inbox(&kim).await;
    let fields = format!(
        "analytics.start({start}).end({end}).granularity(HALF_HOUR).product_types([2]){{data_points}}"
    );
    let told = asked(&stage, &fields).await;
    let numbers = told["analytics"].as_object().unwrap();
    assert_eq!(numbers.keys().collect::<Vec<_>>(), ["data_points"]);
    let point = &numbers["data_points"][0];
    assert_eq!((&point["sent"], &point["delivered"]), (&json!(2), &json!(1)));
    assert_eq!(point["end"].as_i64().unwrap() - point["start"].as_i64().unwrap(), 1_800);
}

#[tokio::test]
async fn the_numbers_are_told_at_addresses_of_their_own_too() {
    let (stage, template) = busy().await;
    let (start, end) = today(&stage);
    let base = format!("/v23.0/{}", stage.shop.business.id);
    let get = async |edge: &str| stage.api.get(&format!("{base}/{edge}")).await.unwrap();
    let span = format!("start={start}&end={end}");
    let edge = format!(
        "template_analytics?{span}&granularity=DAILY&template_ids=[{template}]&metric_types=SENT,COST"
    );
    let point = get(&edge).await.ok().unwrap()["data"][0]["data_points"][0].clone();
    assert_eq!((&point["sent"], &point["read"]), (&json!(2), &Value::Null));
    let cost = json!([{ "type": "amount_spent", "value": 0.02 },
        { "type": "cost_per_delivered", "value": 0.01 }]);
    assert_eq!(point["cost"], cost);
    let found = get(&format!("analytics?{span}&granularity=DAY")).await.ok().unwrap();
    assert_eq!(found["data"][0]["data_points"][0]["sent"], 3);
    let found = get(&format!("conversation_analytics?{span}&granularity=DAILY")).await;
    assert_eq!(found.ok().unwrap()["data"][0]["data_points"][0]["conversation"], 2);
    let found = get(&format!("pricing_analytics?{span}&granularity=DAILY")).await.ok().unwrap();
    assert_eq!(found["data"][0]["data_points"][0]["volume"], 2);
    // Some clients put the span into the query and only the name into `fields`.
    let query = format!(
        "/v23.0/{}?fields=pricing_analytics&{span}&granularity=DAILY",
        stage.shop.business.id
    );
    let found = stage.api.get(&query).await.unwrap().ok().unwrap();
    assert_eq!(found["pricing_analytics"]["data"][0]["data_points"][0]["volume"], 2);
}

#[tokio::test]
async fn numbers_of_others_are_neither_told_nor_counted() {
    let (stage, template) = busy().await;
    let (start, end) = today(&stage);
    let own = format!("/v23.0/{}", stage.rival.business.id);
    let span = format!("start={start}&end={end}&granularity=DAILY");
    let mut answers = Vec::new();
    for id in [template.as_str(), "1234567890123"] {
        let path = format!("{own}/template_analytics?{span}&template_ids=[{id}]");
        let answer = stage.rival_api.get(&path).await.unwrap();
        assert_eq!(code(&answer), (400, 100, 0), "{}", answer.text);
        answers.push(answer.json["error"]["error_data"]["details"].to_string().replace(id, "ID"));
    }
    assert_eq!(answers[0], answers[1]);
    let answer = stage.rival_api.get(&format!("{own}/analytics?{span}")).await.unwrap();
    assert_eq!(answer.ok().unwrap()["data"][0]["data_points"], json!([]));
    let path = format!("{own}/analytics?{span}&phone_numbers=[\"493055501001\"]");
    assert_eq!(code(&stage.rival_api.get(&path).await.unwrap()).1, 100);
}

#[tokio::test]
async fn a_question_without_a_span_or_with_too_long_a_one_is_refused() {
    let stage = Stage::start().await;
    let (_, end) = today(&stage);
    for (query, says) in [
        ("fields=analytics".to_owned(), "start"),
        (format!("fields=analytics.start(1).end({end}).granularity(DAY)"), "366 days"),
        (
            format!(
                "fields=analytics.start({}).end({end}).granularity(HALF_HOUR)",
                end - 100 * 86_400
            ),
            "90 days",
        ),
        (
            format!("fields=analytics.start({end}).end({}).granularity(DAY){{none}}", end + 9),
            "none",
        ),
    ] {
        let path = format!("/v23.0/{}?{query}", stage.shop.business.id);
        let answer = stage.api.get(&path).await.unwrap();
        assert_eq!((answer.status, answer.json["error"]["code"].as_u64()), (400, Some(100)));
        assert!(answer.text.contains(says), "{query}: {}", answer.text);
    }
}

#[tokio::test]
async fn numbers_about_templates_are_on_and_stay_on() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}", stage.shop.business.id);
    let on = stage.api.post(&format!("{path}?is_enabled_for_insights=true"), &json!({})).await;
    assert_eq!(on.unwrap().ok().unwrap(), json!({ "id": stage.shop.business.id.to_string() }));
    let shown = stage.api.get(&format!("{path}?fields=is_enabled_for_insights")).await.unwrap();
    assert_eq!(shown.ok().unwrap()["is_enabled_for_insights"], true);
    for body in [json!({ "is_enabled_for_insights": false }), json!({})] {
        let answer = stage.api.post(&path, &body).await.unwrap();
        assert_eq!(code(&answer).1, 100, "{}", answer.text);
    }
}
