//! `kurier explain MESSAGE`: what became of a message, and why.

use crate::cli::as_business::{BusinessArgs, message_path};
use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use crate::cli::remote::{moment, text};
use serde_json::Value;

pub(super) async fn run(ask: &BusinessArgs, message: &str, paper: Paper) -> Outcome {
    let shown = ask.remote()?.get(&message_path(message)).await?;
    let list = |name: &str, line: fn(&Value) -> String| -> String {
        let found = shown.get(name).and_then(Value::as_array);
        found.map(|all| all.iter().map(line).collect::<Vec<_>>().join(", ")).unwrap_or_default()
    };
    let price = shown.pointer("/price/amount_micros").and_then(Value::as_i64);
    let properties = [
        ("id", text(&shown, "/id").to_owned()),
        ("status", text(&shown, "/status").to_owned()),
        ("next possible", moment(&shown, "/held/next_possible_at")),
        ("given up", moment(&shown, "/held/gives_up_at")),
        ("recipient", text(&shown, "/recipient_id").to_owned()),
        ("price in millionths", price.map(|price| price.to_string()).unwrap_or_default()),
        ("timeline", list("timeline", step)),
        ("checks", list("checks", check)),
        ("postings", list("transfers", transfer)),
        ("webhooks", list("webhooks", webhook)),
        ("error", text(&shown, "/error/error_data/details").to_owned()),
    ];
    paper.thing(&properties, &shown);
    paper.done("message explained", "");
    Ok(())
}

fn step(one: &Value) -> String {
    format!("{} at {}", text(one, "/status"), text(one, "/timestamp"))
}

fn check(one: &Value) -> String {
    format!("{}: {}", text(one, "/rule"), text(one, "/result"))
}

fn transfer(one: &Value) -> String {
    let id = one.get("id").and_then(Value::as_i64).unwrap_or_default();
    format!("{} {id} for {}", text(one, "/kind"), text(one, "/for_status"))
}

fn webhook(one: &Value) -> String {
    let attempts = one.get("attempts").and_then(Value::as_array).map_or(0, Vec::len);
    let state = match text(one, "/state") {
        "" => "not told",
        state => state,
    };
    format!("{}: {state} after {attempts} attempts", text(one, "/status"))
}
