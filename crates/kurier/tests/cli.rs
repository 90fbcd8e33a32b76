//! The command line as its users meet it: exit codes, what goes to stdout, help.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use kurier_policy::permission::Purpose;
use kurier_policy::rules::takeover::{Guard, NetworkKey, Takeover, Why};
use kurier_policy::standing::Standing;
use serde_json::{Value, json};
use std::process::{Command, Output, Stdio};
use testkit::{OPERATOR_TOKEN, SECOND_OPERATOR_TOKEN, TestApp};

fn kurier(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kurier"));
    command.env_clear().args(arguments).stdin(Stdio::null());
    command.envs(environment.iter().copied()).output().unwrap()
}

/// Runs beside a server in this process, which must stay free to answer.
async fn ask(app: &TestApp, token: &str, arguments: &[&str]) -> Output {
    let arguments: Vec<String> = arguments.iter().map(|&text| text.to_owned()).collect();
    let (base, token) = (app.base.clone(), token.to_owned());
    tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let environment =
            [("KURIER_SERVER", base.as_str()), ("KURIER_OPERATOR_TOKEN", token.as_str())];
        kurier(&arguments, &environment)
    })
    .await
    .unwrap()
}

fn out(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn help_begins_with_two_examples() {
    for path in [
        vec![],
        vec!["serve"],
        vec!["demo"],
        vec!["sandbox"],
        vec!["business", "create"],
        vec!["business", "ls"],
        vec!["template", "ls"],
        vec!["template", "show"],
        vec!["invite", "create"],
        vec!["send", "text"],
        vec!["send", "template"],
        vec!["listen"],
        vec!["trigger"],
        vec!["signature"],
        vec!["logs", "tail"],
        vec!["explain"],
        vec!["receipt", "verify"],
        vec!["ledger", "verify"],
        vec!["flights", "replay"],
        vec!["herd", "evaluate"],
        vec!["completion"],
    ] {
        let mut arguments = path.clone();
        arguments.push("--help");
        let help = kurier(&arguments, &[]);
        assert_eq!(help.status.code(), Some(0), "{path:?}");
        let lines: Vec<&str> = out(&help).lines().collect();
        assert_eq!(lines.first(), Some(&"Examples:"), "{path:?}");
        let examples = lines.iter().skip(1).take(2);
        assert!(examples.clone().all(|line| line.contains("kurier ")), "{path:?}: {examples:?}");
    }
}

#[test]
fn an_unknown_command_names_the_nearest_and_ends_with_2() {
    let wrong = kurier(&["sandbx"], &[]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("sandbox"), "{}", err(&wrong));
    assert_eq!(out(&wrong), "");
}

#[test]
fn nobody_listening_ends_with_7_and_says_what_to_do() {
    let arguments = ["business", "ls", "--server", "http://127.0.0.1:9", "--operator-token", "x"];
    let lost = kurier(&arguments, &[]);
    assert_eq!(lost.status.code(), Some(7), "{}", err(&lost));
    assert!(err(&lost).contains("kurier serve"), "{}", err(&lost));
    assert_eq!(out(&lost), "");
}

#[test]
fn without_a_token_it_ends_with_4() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().to_str().unwrap();
    assert_eq!(kurier(&["business", "ls", "--data", data], &[]).status.code(), Some(4));
    let send = kurier(&["send", "text", "Hi", "--from", "1", "--to", "2"], &[]);
    assert_eq!(send.status.code(), Some(4));
}

#[test]
fn an_error_is_one_json_document_with_json() {
    let lost = kurier(&["receipt", "verify", "/nowhere.json", "--json"], &[]);
    assert_eq!(lost.status.code(), Some(3));
    let error: Value = serde_json::from_slice(&lost.stderr).unwrap();
    assert_eq!(error.pointer("/error/code"), Some(&json!("no_file")));
}

#[test]
fn an_error_code_is_explained_without_a_server() {
    let page = kurier(&["explain", "131047"], &[]);
    assert_eq!(page.status.code(), Some(0), "{}", err(&page));
    assert!(out(&page).contains("what to do\t"), "{}", out(&page));
    let page = kurier(&["explain", "100/33", "--json"], &[]);
    let causes: Value = serde_json::from_str(out(&page)).unwrap();
    assert_eq!(causes.pointer("/0/charged"), Some(&json!(false)));
    assert_eq!(kurier(&["explain", "7"], &[]).status.code(), Some(3));
}

#[test]
fn completion_names_the_commands() {
    let script = kurier(&["completion", "bash"], &[]);
    assert_eq!(script.status.code(), Some(0));
    assert!(out(&script).contains("sandbox"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_tab_separated_in_a_pipe_and_one_document_with_json() {
    let app = TestApp::start().await.unwrap();
    let made = app.business("Blue\tShop").await.unwrap();
    let piped = ask(&app, OPERATOR_TOKEN, &["business", "ls"]).await;
    assert_eq!(out(&piped), format!("{}\tBlue Shop\tverified\tactive\n", made.business.id));
    let json = ask(&app, OPERATOR_TOKEN, &["business", "ls", "--json"]).await;
    let rows: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(rows.pointer("/0/name"), Some(&json!("Blue\tShop")));
    assert!(!out(&piped).contains('\u{1b}'));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_exit_code_tells_a_wrong_token_and_an_unknown_thing_apart() {
    let app = TestApp::start().await.unwrap();
    let wrong = ask(&app, "kro_wrong", &["business", "ls"]).await;
    assert_eq!(wrong.status.code(), Some(4), "{}", err(&wrong));
    let unknown = ask(&app, OPERATOR_TOKEN, &["template", "show", "1"]).await;
    assert_eq!(unknown.status.code(), Some(3), "{}", err(&unknown));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_a_rule_refuses_ends_with_5_and_says_why() {
    let app = TestApp::start().await.unwrap();
    let made = app.business("Shop").await.unwrap();
    let person = app.person("Kim").await.unwrap();
    let ids = app.allow(person.person.id, made.business.id, &[Purpose::Utility]).await.unwrap();
    let sender = made.sender.id.to_string();
    let arguments = [
        "send",
        "template",
        "unheard_of",
        "--from",
        &sender,
        "--to",
        &ids.wa_id,
        "--token",
        &made.token,
    ];
    let refused = ask(&app, OPERATOR_TOKEN, &arguments).await;
    assert_eq!(refused.status.code(), Some(5), "{}", err(&refused));
    assert!(err(&refused).contains("[132001]"), "{}", err(&refused));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_in_order_ends_with_0() {
    let app = TestApp::start().await.unwrap();
    app.business("Shop").await.unwrap();
    let fine = ask(&app, OPERATOR_TOKEN, &["ledger", "verify", "--json"]).await;
    assert_eq!(fine.status.code(), Some(0), "{}", err(&fine));
    let report: Value = serde_json::from_slice(&fine.stdout).unwrap();
    assert_eq!(report["imbalance"], json!(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_is_printed_as_a_link_and_written_as_a_picture() {
    let app = TestApp::start().await.unwrap();
    let made = app.business("Shop").await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let svg = dir.path().join("poster.svg");
    let id = made.business.id.to_string();
    let arguments =
        ["invite", "create", &id, "--utility", "About your order.", "--svg", svg.to_str().unwrap()];
    let invite = ask(&app, OPERATOR_TOKEN, &arguments).await;
    assert_eq!(invite.status.code(), Some(0), "{}", err(&invite));
    assert!(out(&invite).starts_with(&format!("{}/i/", app.base)), "{}", out(&invite));
    assert!(std::fs::read_to_string(svg).unwrap().contains("<svg"));
    let nothing = ask(&app, OPERATOR_TOKEN, &["invite", "create", &id]).await;
    assert_eq!(nothing.status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_is_verified_offline_and_every_change_is_found() {
    let app = TestApp::start().await.unwrap();
    let made = app.business("Shop").await.unwrap();
    let person = app.person("Kim").await.unwrap();
    app.allow(person.person.id, made.business.id, &[Purpose::Utility]).await.unwrap();
    let path = format!("/sandbox/v1/people/{}/messages", person.person.id);
    let seen = app.operator().unwrap().get(&path).await.unwrap().ok().unwrap();
    let receipt = seen.pointer("/entries/0/receipt").unwrap().clone();
    let key = receipt["public_key"].as_str().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("receipt.json");
    let verify = |receipt: &Value, more: &[&str]| {
        std::fs::write(&file, receipt.to_string()).unwrap();
        let mut arguments = vec!["receipt", "verify", file.to_str().unwrap()];
        arguments.extend(more);
        kurier(&arguments, &[]).status.code()
    };
    assert_eq!(verify(&receipt, &[]), Some(0));
    assert_eq!(verify(&receipt, &["--key", key]), Some(0));
    let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assert_eq!(verify(&receipt, &["--key", other]), Some(6));
    let mut changed = receipt.clone();
    changed["receipt"]["business_name"] = json!("Shoq");
    assert_eq!(verify(&changed, &[]), Some(6));
    assert_eq!(verify(&json!({ "receipt": 1 }), &[]), Some(6));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operators_see_a_guard_and_end_it_by_two() {
    let app = TestApp::start().await.unwrap();
    let id = app.business("Shop").await.unwrap().business.id;
    let store = app.engine().store();
    let was = store.usage(id, None).await.unwrap().standing;
    let now = app.engine().clock().now();
    let guard = Some(Guard::up(Why::Volume, NetworkKey(7), &was.conduct, now));
    let takeover = Takeover { guard, ..was.takeover };
    store.set_standing(id, was, Standing { takeover, ..was }).await.unwrap();
    let listed = ask(&app, OPERATOR_TOKEN, &["business", "guard", "ls"]).await;
    assert!(
        out(&listed).contains("\tShop\t") && out(&listed).contains("\tvolume\t"),
        "{}",
        out(&listed)
    );
    let id = id.to_string();
    let confirm = ["business", "guard", "confirm", &id];
    let first = ask(&app, OPERATOR_TOKEN, &confirm).await;
    assert_eq!((first.status.code(), out(&first)), (Some(0), "ended\tno\n"), "{}", err(&first));
    let again = ask(&app, OPERATOR_TOKEN, &confirm).await;
    assert_ne!(again.status.code(), Some(0));
    let second = ask(&app, SECOND_OPERATOR_TOKEN, &confirm).await;
    assert_eq!(out(&second), "ended\tyes\n", "{}", err(&second));
    let none = ask(&app, OPERATOR_TOKEN, &["business", "guard", "hijack", &id]).await;
    assert!(err(&none).contains("no guard is up"), "{}", err(&none));
}
