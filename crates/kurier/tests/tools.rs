//! The tools for developers: sample webhooks, signatures, and what happens right now.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use kurier_policy::permission::Purpose;
use serde_json::{Value, json};
use std::process::Stdio;
use testkit::{FakeReceiver, OPERATOR_TOKEN, TestApp, within};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const SECRET: &str = "a-secret-of-an-app";

fn kurier(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kurier"));
    command.args(arguments).env_remove("KURIER_APP_SECRET").stdin(Stdio::null());
    command.kill_on_drop(true);
    command
}

async fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let done = within("the command", kurier(arguments).output()).await.unwrap().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

/// Gives `body` to `kurier signature`.
async fn signature(body: &[u8], arguments: &[&str]) -> (Option<i32>, Value) {
    let mut command = kurier(&["signature", "--json", "--app-secret", SECRET]);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut into = child.stdin.take().unwrap();
    into.write_all(body).await.unwrap();
    drop(into);
    let done = within("the command", child.wait_with_output()).await.unwrap().unwrap();
    (done.status.code(), serde_json::from_slice(&done.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trigger_posts_every_kind_signed_as_real_ones_are() {
    let receiver = FakeReceiver::start(SECRET).await.unwrap();
    let (code, kinds, _) = run(&["trigger", "--json"]).await;
    assert_eq!(code, Some(0));
    let kinds: Vec<Value> = serde_json::from_str(&kinds).unwrap();
    let arguments = ["trigger", "all", "--to", &receiver.url, "--app-secret", SECRET];
    let (code, lines, errors) = run(&arguments).await;
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(lines.lines().count(), kinds.len());
    let came = receiver.delivered();
    assert_eq!(came.len(), kinds.len());
    for (one, kind) in came.iter().zip(&kinds) {
        assert!(one.is_genuine, "{kind}");
        assert_eq!(one.json["entry"][0]["changes"][0]["field"], kind["field"], "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trigger_repeats_an_event_under_one_id_and_fails_a_message_as_asked() {
    let receiver = FakeReceiver::start(SECRET).await.unwrap();
    let to = ["--to", &receiver.url];
    let (code, _, errors) = run(&["trigger", "failed", "--error", "7", "--print"]).await;
    assert_eq!(code, Some(3), "{errors}");
    let rest = ["--error", "131026", "--times", "2", "--app-secret", SECRET];
    let (code, _, errors) = run(&[&["trigger", "failed", "text"][..], &to, &rest].concat()).await;
    assert_eq!(code, Some(0), "{errors}");
    let came = receiver.delivered();
    assert_eq!((came.len(), &came[0].id), (4, &came[1].id));
    assert_ne!(came[1].id, came[2].id);
    let status = "/entry/0/changes/0/value/statuses/0/errors/0/code";
    assert_eq!(came[0].json.pointer(status), Some(&json!(131_026)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trigger_says_when_a_program_does_not_take_them() {
    let (code, _, errors) =
        run(&["trigger", "text", "--to", "http://127.0.0.1:9/", "--app-secret", SECRET]).await;
    assert_eq!(code, Some(6), "{errors}");
    let (code, _, errors) = run(&["trigger", "nonsense", "--print"]).await;
    assert_eq!(code, Some(3), "{errors}");
    let (code, _, _) = run(&["trigger", "text", "--to", "http://127.0.0.1:9/"]).await;
    assert_eq!(code, Some(4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signature_checks_the_very_bytes_and_says_what_became_of_them() {
    let (_, body, _) = run(&["trigger", "text", "--print"]).await;
    let body = body.trim_end().as_bytes();
    let (code, computed) = signature(body, &[]).await;
    assert_eq!(code, Some(0));
    let right = computed["signature"].as_str().unwrap();
    let (code, said) = signature(body, &["--check", right]).await;
    assert_eq!((code, &said["matches"]), (Some(0), &json!(true)));
    // What a program gets that parses the body and writes it anew.
    let parsed: Value = serde_json::from_slice(body).unwrap();
    let (code, said) = signature(parsed.to_string().as_bytes(), &["--check", right]).await;
    assert_eq!((code, &said["matches"]), (Some(6), &json!(false)));
    let (_, other) = signature(body, &["--check", &right.replace("sha256=", "sha1=")]).await;
    assert_eq!(other["cause"], "sha1");
    let pretty = serde_json::to_string_pretty(&json!({ "a": 1 })).unwrap();
    let (_, signed) = signature(pretty.as_bytes(), &[]).await;
    let given = signed["signature"].as_str().unwrap();
    let (_, rewritten) = signature(br#"{"a":1}"#, &["--check", given]).await;
    assert_eq!(rewritten["cause"], "rewritten", "{rewritten}");
}

/// Follows, and waits until it does.
async fn tail(app: &TestApp, arguments: &[&str]) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut command = kurier(&["logs", "tail", "--json", "--server", &app.base]);
    command.args(arguments).env("KURIER_OPERATOR_TOKEN", OPERATOR_TOKEN);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut says = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = within("its start", says.next_line()).await.unwrap().unwrap().unwrap();
    assert!(first.contains("following"), "{first}");
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, lines)
}

async fn next(lines: &mut Lines<BufReader<ChildStdout>>) -> Value {
    let line = within("a line", lines.next_line()).await.unwrap().unwrap().unwrap();
    serde_json::from_str(&line).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logs_tail_shows_calls_decisions_and_events_of_one_business_without_what_they_say() {
    let app = TestApp::start().await.unwrap();
    let (shop, other) = (app.business("Shop").await.unwrap(), app.business("Other").await.unwrap());
    let (_child, mut lines) = tail(&app, &[&shop.business.id.to_string()]).await;
    let call = |made: &kurier_engine::account::CreatedBusiness| {
        let caller = app.operator().unwrap().with_token(&made.token);
        let path = format!("/v23.0/{}/messages", made.sender.id);
        let body = json!({ "messaging_product": "whatsapp", "to": "999000000000009", "type": "text",
            "text": { "body": "between us" } });
        async move { caller.post(&path, &body).await.unwrap() }
    };
    call(&other).await;
    call(&shop).await;
    let mut seen = Vec::new();
    while seen.len() < 3 {
        let line = next(&mut lines).await;
        assert!(!line.to_string().contains("between us"), "{line}");
        assert!(!line.to_string().contains(&other.sender.id.to_string()), "{line}");
        seen.push(line);
    }
    let of = |kind: &str| seen.iter().find(|line| line["t"] == kind).unwrap();
    assert_eq!(of("api")["path"], format!("/v23.0/{}/messages", shop.sender.id));
    assert_eq!(of("event")["error"], 131_026);
    assert!(of("trace")["checks"].is_array());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logs_tail_of_a_node_can_show_only_failures_with_their_bodies() {
    let app = TestApp::start().await.unwrap();
    let made = app.business("Shop").await.unwrap();
    let person = app.person("Kim").await.unwrap();
    app.allow(person.person.id, made.business.id, &[Purpose::Utility]).await.unwrap();
    let (_child, mut lines) = tail(&app, &["--failed", "--bodies"]).await;
    let caller = app.operator().unwrap().with_token(&made.token);
    caller.get(&format!("/v23.0/{}", made.sender.id)).await.unwrap().ok().unwrap();
    let wrong = json!({ "messaging_product": "whatsapp", "to": "1", "type": "nonsense" });
    caller.post(&format!("/v23.0/{}/messages", made.sender.id), &wrong).await.unwrap();
    let line = next(&mut lines).await;
    assert_eq!((&line["status"], &line["request"]["type"]), (&json!(400), &json!("nonsense")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logs_are_for_the_operator_alone_and_an_unknown_business_is_not_followed() {
    let app = TestApp::start().await.unwrap();
    let made = app.business("Shop").await.unwrap();
    let operator = app.operator().unwrap();
    for token in ["", made.token.as_str()] {
        assert_eq!(operator.with_token(token).get("/console/v1/logs").await.unwrap().status, 401);
    }
    assert_eq!(operator.get("/console/v1/logs?business=1").await.unwrap().status, 404);
    assert_eq!(operator.get("/console/v1/logs?business=x").await.unwrap().status, 400);
}

/// Runs a command as the business.
async fn by(app: &TestApp, token: &str, arguments: &[&str]) -> (Option<i32>, Value, String) {
    let mut command = kurier(arguments);
    command.arg("--json").env("KURIER_SERVER", &app.base).env("KURIER_TOKEN", token);
    let done = within("the command", command.output()).await.unwrap().unwrap();
    let json = serde_json::from_slice(&done.stdout).unwrap_or(Value::Null);
    (done.status.code(), json, String::from_utf8(done.stderr).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callbacks_are_set_tried_switched_on_and_ended_on_the_command_line() {
    let app = TestApp::start().await.unwrap();
    let shop = app.business("Shop").await.unwrap();
    let receiver = FakeReceiver::start(&shop.business.app_secret).await.unwrap();
    let ids =
        [shop.business.app.to_string(), shop.business.id.to_string(), shop.sender.id.to_string()];
    let run = async |arguments: &[&str]| {
        by(&app, &shop.token, &[&["callback"][..], arguments].concat()).await
    };
    let set = ["set", &receiver.url, "--verify-token", &receiver.verify_token];
    for (place, id, more) in [
        ("--app", &ids[0], &["--fields", "messages,security"][..]),
        ("--business", &ids[1], &[][..]),
        ("--sender", &ids[2], &["--batch", "20", "--batch-wait-ms", "500"][..]),
    ] {
        let (code, _, errors) = run(&[&set[..], &[place, id], more].concat()).await;
        assert_eq!(code, Some(0), "{place}: {errors}");
    }
    let (_, list, _) = run(&["list"]).await;
    let of = |scope: &str| {
        let all = list["data"].as_array().unwrap();
        all.iter().find(|one| one["scope"] == scope).unwrap().clone()
    };
    assert_eq!(of("app")["fields"], json!(["messages", "security"]));
    assert_eq!(of("phone_number")["batching"], json!({ "max": 20, "wait_ms": 500 }));
    let business = of("business")["id"].as_str().unwrap().to_owned();
    let (code, said, _) = run(&["test", &business]).await;
    assert_eq!((code, &said["status"]), (Some(0), &json!(200)));
    assert!(receiver.delivered().iter().any(|one| said["id"] == one.id.as_str() && one.is_genuine));
    assert_eq!(run(&["enable", &business]).await.0, Some(0));
    assert_eq!(run(&["enable", "777"]).await.0, Some(3));
    assert_eq!(run(&["end", "--business", &ids[1]]).await.0, Some(0));
    assert_eq!(run(&["end", "--sender", &ids[2]]).await.0, Some(0));
    let (_, list, _) = run(&["list"]).await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(run(&["end", "--app", &ids[0]]).await.0, Some(0));
    let (code, _, errors) =
        run(&[&set[..2], &["--verify-token", "another", "--app", &ids[0]]].concat()).await;
    assert_eq!(code, Some(1), "{errors}");
    // Where nothing would take over, it stays and the command says so.
    assert_eq!(run(&[&set[..], &["--business", &ids[1]]].concat()).await.0, Some(0));
    assert_eq!(run(&["end", "--business", &ids[1]]).await.0, Some(5));
    drop(receiver);
    let (_, list, _) = run(&["list"]).await;
    let left = list["data"][0]["id"].as_str().unwrap();
    assert_eq!(run(&["test", left]).await.0, Some(6));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_is_changed_in_two_steps_on_the_command_line() {
    let app = TestApp::start().await.unwrap();
    let shop = app.business("Shop").await.unwrap();
    let run = async |step| by(&app, &shop.token, &["secret", step]).await;
    let old = shop.business.app_secret.as_str();
    let (code, _, errors) = run("finish").await;
    assert_eq!(code, Some(1), "nothing was started: {errors}");
    let (_, begun, _) = run("start").await;
    assert_eq!(begun["app_secret"], old);
    let next = begun["next"]["app_secret"].as_str().unwrap();
    assert_eq!(run("finish").await.0, Some(0));
    let (_, shown, _) = run("show").await;
    assert_eq!((&shown["app_secret"], &shown["former"]["app_secret"]), (&json!(next), &json!(old)));
}
