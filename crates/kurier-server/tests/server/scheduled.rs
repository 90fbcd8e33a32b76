//! Messages that go later.

use crate::history::escaped;
use crate::message_way::statuses;
use crate::stage::{Someone, Stage, code, order, text, wamid};
use serde_json::{Value, json};
use testkit::Answer;

/// Asks for an order update in so many seconds.
async fn later(stage: &Stage, to: &Someone, in_s: i64) -> Answer {
    let mut body = order(&to.wa_id, "Kim", "7");
    body["send_at"] = json!(stage.app.clock_seconds() + in_s);
    stage.send(body).await
}

fn path(id: &str) -> String {
    format!("/v23.0/{}", escaped(id))
}

async fn until_status(stage: &Stage, id: &str, want: &str) -> Value {
    let asked = async {
        loop {
            let shown = stage.api.get(&path(id)).await.unwrap().ok().unwrap();
            if shown["status"] == want {
                return shown;
            }
        }
    };
    testkit::within(want, asked).await.unwrap()
}

async fn arrived(stage: &Stage, person: &Someone) -> usize {
    stage.inbox(person).await.iter().filter(|entry| entry["kind"] == "from_business").count()
}

#[tokio::test]
async fn a_scheduled_message_goes_at_its_time_and_no_earlier() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let answer = later(&stage, &kim, 3_600).await.ok().unwrap();
    assert_eq!(answer["messages"][0]["message_status"], "scheduled");
    assert_eq!(answer["contacts"][0]["wa_id"], kim.wa_id.as_str());
    let id = wamid(&answer);
    stage.app.clock.advance_s(3_590);
    let shown = stage.api.get(&path(&id)).await.unwrap().ok().unwrap();
    assert_eq!((&shown["status"], &shown["message_id"]), (&json!("scheduled"), &Value::Null));
    assert_eq!(arrived(&stage, &kim).await, 0);
    stage.app.clock.advance_s(10);
    let shown = until_status(&stage, &id, "sent").await;
    let message = shown["message_id"].as_str().unwrap().to_owned();
    assert_eq!(arrived(&stage, &kim).await, 1);
    let all =
        receiver.wait_for("delivery", |all| statuses(all, &message).len() == 2).await.unwrap();
    let hook = all.iter().find(|one| one.status() == Some((&message, "sent"))).unwrap();
    let status = &hook.json["entry"][0]["changes"][0]["value"]["statuses"][0];
    assert_eq!(status["biz_opaque_callback_data"], id.as_str(), "it tells which one went");
}

#[tokio::test]
async fn waiting_messages_are_listed_and_can_be_cancelled() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let mut all = Vec::new();
    for minutes in 1..=3 {
        all.push(wamid(&later(&stage, &kim, minutes * 60).await.ok().unwrap()));
    }
    let list = format!("/v23.0/{}/scheduled_messages", stage.shop.business.id);
    let page = stage.api.get(&format!("{list}?limit=2")).await.unwrap().ok().unwrap();
    let ids = |page: &Value| -> Vec<String> {
        let of = |one: &Value| one["id"].as_str().unwrap().to_owned();
        page["data"].as_array().unwrap().iter().map(of).collect()
    };
    assert_eq!(ids(&page), all[..2]);
    let next = page["paging"]["next"].as_str().unwrap().strip_prefix(&stage.app.base).unwrap();
    assert_eq!(ids(&stage.api.get(next).await.unwrap().ok().unwrap()), all[2..]);
    let cancel = |id: &str| {
        let path = path(id);
        let api = &stage.api;
        async move { api.call("DELETE".parse().unwrap(), &path, String::new()).await.unwrap() }
    };
    let answer = cancel(&all[0]).await.ok().unwrap();
    assert_eq!((&answer["success"], &answer["status"]), (&json!(true), &json!("cancelled")));
    let answer = cancel(&all[0]).await;
    assert_eq!(code(&answer), (400, 131_009, 9_000_014), "{}", answer.text);
    let second = path(&all[1]);
    let theirs = stage.rival_api.call("DELETE".parse().unwrap(), &second, String::new());
    assert_eq!(code(&theirs.await.unwrap()), (400, 100, 33));
    stage.app.clock.advance_s(180);
    until_status(&stage, &all[2], "sent").await;
    assert_eq!(arrived(&stage, &kim).await, 2, "the cancelled one did not go");
}

#[tokio::test]
async fn a_withdrawal_before_its_time_stops_a_scheduled_message() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let id = wamid(&later(&stage, &kim, 60).await.ok().unwrap());
    stage.act(&kim, "withdraw", json!({})).await.ok().unwrap();
    stage.app.clock.advance_s(60);
    let shown = until_status(&stage, &id, "failed").await;
    let message = shown["message_id"].as_str().unwrap();
    let all = receiver.wait_for("failed", |all| statuses(all, message).len() == 1).await.unwrap();
    let hook = all.iter().find(|one| one.status() == Some((message, "failed"))).unwrap();
    let status = &hook.json["entry"][0]["changes"][0]["value"]["statuses"][0];
    assert_eq!(status["errors"][0]["code"], 131_050);
    assert_eq!(arrived(&stage, &kim).await, 0);
}

#[tokio::test]
async fn form_template_and_time_are_checked_at_once() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let now = stage.app.clock_seconds();
    let send = |change: fn(&mut Value), at: Value| {
        let mut body = order(&kim.wa_id, "Kim", "7");
        change(&mut body);
        body["send_at"] = at;
        stage.send(body)
    };
    let unchanged: fn(&mut Value) = |_| {};
    let missing = send(|body| body["template"]["name"] = json!("nothing"), json!(now + 60)).await;
    assert_eq!(code(&missing).1, 132_001, "{}", missing.text);
    let count = send(|body| body["template"]["components"] = json!([]), json!(now + 60)).await;
    assert_eq!(code(&count).1, 132_000, "{}", count.text);
    for at in [json!(now - 1), json!(now), json!(now + 31 * 86_400)] {
        let answer = send(unchanged, at).await;
        assert_eq!(code(&answer), (400, 131_009, 9_000_013), "{}", answer.text);
    }
    let answer = send(unchanged, json!("soon")).await;
    assert_eq!(code(&answer).1, 131_009);
    // Nobody opened a window: that is decided when it goes.
    let mut body = text(&kim.wa_id, "Free words");
    body["send_at"] = json!(now + 60);
    stage.send(body).await.ok().unwrap();
    let list = format!("/v23.0/{}/scheduled_messages", stage.shop.business.id);
    let listed = stage.api.get(&list).await.unwrap().ok().unwrap();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn many_due_at_once_all_go_once() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let mut people = Vec::new();
    for n in 0..8 {
        people.push(stage.reader(&format!("P{n}")).await);
    }
    for person in &people {
        later(&stage, person, 60).await.ok().unwrap();
    }
    stage.app.clock.advance_s(60);
    let list = format!("/v23.0/{}/scheduled_messages", stage.shop.business.id);
    let gone = async { while stage.api.get(&list).await.unwrap().json["data"] != json!([]) {} };
    testkit::within("all to go", gone).await.unwrap();
    for person in &people {
        assert_eq!(arrived(&stage, person).await, 1);
    }
}
