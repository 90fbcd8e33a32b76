//! Invitations: Allow, Not now, and links that do not work.

use crate::raw::{RawAnswer, raw};
use crate::stage::Stage;
use serde_json::{Value, json};

impl Stage {
    /// An invitation of the shop, with further members of the request.
    async fn invite(&self, more: Value) -> String {
        let mut body = json!({ "welcome": "Welcome to the shop!", "asks": [
            { "purpose": "utility", "topic": "Orders", "wording": "Tells you about orders." },
            { "purpose": "marketing", "wording": "Offers, weekly.", "cadence": "weekly" } ] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let path = format!("/console/v1/businesses/{}/invites", self.shop.business.id);
        let made = self.operator.post(&path, &body).await.unwrap().ok().unwrap();
        made["code"].as_str().unwrap().to_owned()
    }

    /// A browser of this installation's own pages accepts.
    async fn accept(&self, code: &str, body: &Value) -> RawAnswer {
        let headers = [("Origin", self.app.base.as_str()), ("Content-Type", "application/json")];
        let target = format!("/people/v1/invites/{code}/accept");
        raw(&self.app.base, "POST", &target, &headers, body.to_string().as_bytes()).await
    }

    async fn look(&self, code: &str) -> RawAnswer {
        raw(&self.app.base, "GET", &format!("/people/v1/invites/{code}"), &[], b"").await
    }
}

fn error(answer: &RawAnswer) -> (u16, Value) {
    (answer.status, answer.json()["error"]["code"].clone())
}

fn first_line() -> Value {
    json!({ "choices": [{ "index": 0 }], "name": "Ada", "language": "de" })
}

#[tokio::test]
async fn allow_gives_a_session_cookie_and_the_receipt_comes_before_the_welcome() {
    let stage = Stage::start().await;
    let code = stage.invite(json!({})).await;
    let offer = stage.look(&code).await.json();
    assert_eq!(offer["business"]["name"], "Shop");
    assert_eq!(offer["asks"][0]["topic"], "Orders");
    assert_eq!(offer["already_allowed"], false);

    let accepted = stage.accept(&code, &first_line()).await;
    assert_eq!(accepted.status, 200, "{}", accepted.body);
    assert_eq!(accepted.json()["receipt_seq"], 1);
    assert_eq!(accepted.json()["person"], json!({ "name": "Ada", "language": "de" }));
    let cookie = accepted.header("set-cookie").unwrap();
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"), "{cookie}");
    assert!(cookie.contains("; Path=/"), "{cookie}");
    let pair = cookie.split(';').next().unwrap();
    let session = pair.strip_prefix("kurier_session=").unwrap();
    assert!(!accepted.body.contains(session), "the secret is in the cookie alone");

    let me = raw(&stage.app.base, "GET", "/people/v1/me", &[("Cookie", pair)], b"").await;
    assert_eq!((me.json()["head"].clone(), me.json()["name"].clone()), (json!(2), json!("Ada")));
    let mut device = crate::device::Device::hello(&stage.app.base, session, 0).await;
    let receipt = device.until("entry").await["entry"].clone();
    assert_eq!((&receipt["seq"], &receipt["kind"]), (&json!(1), &json!("receipt")));
    let welcome = device.until("entry").await["entry"].clone();
    assert_eq!(welcome["content"]["body"], "Welcome to the shop!");

    let id = receipt["receipt"]["receipt"]["id"].to_string();
    let path = format!("/people/v1/receipts/{id}");
    let file = raw(&stage.app.base, "GET", &path, &[("Cookie", pair)], b"").await;
    assert!(file.header("content-disposition").unwrap().starts_with("attachment; filename="));
    assert_eq!(file.json(), receipt["receipt"]);
}

#[tokio::test]
async fn looking_at_an_invitation_and_not_now_leave_nothing() {
    let stage = Stage::start().await;
    let code = stage.invite(json!({ "uses": 1 })).await;
    for _ in 0..3 {
        let looked = stage.look(&code).await;
        assert_eq!((looked.status, looked.header("set-cookie")), (200, None));
    }
    assert_eq!(stage.accept(&code, &first_line()).await.status, 200, "its one use is still there");
}

#[tokio::test]
async fn nothing_chosen_wrong_lines_and_too_many_lines_are_refused_and_use_nothing_up() {
    let stage = Stage::start().await;
    let code = stage.invite(json!({ "uses": 1 })).await;
    let none = stage.accept(&code, &json!({ "choices": [] })).await;
    assert_eq!(error(&none), (422, json!("nothing_chosen")));
    let no_line = stage.accept(&code, &json!({ "choices": [{ "index": 2 }] })).await;
    assert_eq!(error(&no_line), (400, json!("bad_request")));
    assert_eq!(no_line.header("set-cookie"), None);
    let twice = json!({ "choices": [{ "index": 0 }, { "index": 0 }] });
    assert_eq!(error(&stage.accept(&code, &twice).await), (400, json!("bad_request")));
    let huge: Vec<Value> = (0..5_000).map(|_| json!({ "index": 0 })).collect();
    let repeated = stage.accept(&code, &json!({ "choices": huge })).await;
    assert_eq!(error(&repeated), (400, json!("bad_request")));
    let long = json!({ "choices": [{ "index": 0 }], "name": "n".repeat(76) });
    assert_eq!(error(&stage.accept(&code, &long).await), (422, json!("too_long")));
    let accepted = stage.accept(&code, &first_line()).await;
    assert_eq!(accepted.status, 200, "{}", accepted.body);
    let again = stage.accept(&code, &first_line()).await;
    assert_eq!(error(&again), (410, json!("invite_used_up")));
    assert_eq!(error(&stage.look(&code).await), (410, json!("invite_used_up")));
}

#[tokio::test]
async fn an_invitation_with_one_use_is_used_once_by_twenty_at_once() {
    let stage = Stage::start().await;
    let code = stage.invite(json!({ "uses": 1 })).await;
    let body = first_line();
    let all = (0..20).map(|_| stage.accept(&code, &body));
    let answers = futures_util::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 410).count(), 19);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(refused.header("set-cookie"), None, "no session without a permission");
    }
}

#[tokio::test]
async fn ended_and_unknown_invitations_are_told_apart() {
    let stage = Stage::start().await;
    let code = stage.invite(json!({ "lifetime_s": 60 })).await;
    assert_eq!(stage.look(&code).await.status, 200);
    stage.app.clock.advance_s(60);
    assert_eq!(error(&stage.look(&code).await), (410, json!("invite_expired")));
    assert_eq!(error(&stage.accept(&code, &first_line()).await), (410, json!("invite_expired")));
    for unknown in ["x", "%3Cscript%3E", "../me", &"a".repeat(3_000)] {
        let answer = stage.look(unknown).await;
        assert_eq!(answer.status, 404, "{unknown}");
        assert!(!answer.body.contains("<script"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_cadence_may_be_made_rarer_but_never_more_often_than_asked() {
    let stage = Stage::start().await;
    let code = stage.invite(json!({})).await;
    let choices = json!({ "choices": [
        { "index": 0, "cadence": "daily" }, { "index": 1, "cadence": "each" } ] });
    let accepted = stage.accept(&code, &choices).await;
    let cookie = accepted.header("set-cookie").unwrap().split(';').next().unwrap();
    let headers = [("Cookie", cookie)];
    let list = raw(&stage.app.base, "GET", "/people/v1/permissions", &headers, b"").await.json();
    let permissions = list["relations"][0]["permissions"].as_array().unwrap();
    let cadence = |purpose: &str| {
        permissions.iter().find(|one| one["purpose"] == purpose).unwrap()["cadence"].clone()
    };
    assert_eq!((cadence("utility"), cadence("marketing")), (json!("daily"), json!("weekly")));
}

#[tokio::test]
async fn another_page_cannot_accept_for_somebody() {
    let stage = Stage::start().await;
    let code = stage.invite(json!({})).await;
    let target = format!("/people/v1/invites/{code}/accept");
    let body = first_line().to_string();
    for origin in
        ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1.evil.example"]
    {
        let headers = [("Origin", origin), ("Content-Type", "application/json")];
        let answer = raw(&stage.app.base, "POST", &target, &headers, body.as_bytes()).await;
        assert_eq!(error(&answer), (403, json!("wrong_origin")), "{origin}");
    }
    let answer = raw(&stage.app.base, "POST", &target, &[], body.as_bytes()).await;
    assert_eq!(error(&answer), (403, json!("wrong_origin")));
}
