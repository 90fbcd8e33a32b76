//! `kurier callback list|set|end|enable|test`: where webhooks of a business go.

mod place;

use crate::cli::as_business::BusinessArgs;
use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::text;
use clap::{Args, Subcommand};
use place::Place;
use serde_json::{Map, Value, json};

/// Where webhooks go
#[derive(Debug, Args)]
pub(crate) struct Callback {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the callbacks of a business, and how they fare
    #[command(visible_alias = "ls")]
    List(List),
    /// Set a callback: of the app, of the business, or of one sender; the most special one gets an event
    Set(Set),
    /// End a callback; what is less special takes over
    End(End),
    /// Switch on again what was switched off for failing; it goes on where it stopped
    Enable(Enable),
    /// Let the server post one signed sample now, and say how it was answered
    Test(Test),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier callback list
  KURIER_TOKEN=krt_… kurier callback list --json
")]
struct List {
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier callback set https://shop.example/webhook --verify-token SECRET --app 123456789012345
  kurier callback set https://shop.example/desk --verify-token SECRET --sender 123456789012346
  kurier callback set https://shop.example/all --verify-token SECRET --business 123456789012347 --batch 50
")]
struct Set {
    /// Address, which is asked at once whether it wants them
    #[arg(value_name = "URL")]
    url: String,
    /// What the address must know to be taken
    #[arg(long, value_name = "TEXT")]
    verify_token: String,
    #[command(flatten)]
    place: Place,
    /// These fields alone, with commas between; they hold for all callbacks of the app
    #[arg(long, value_name = "FIELDS", requires = "app")]
    fields: Option<String>,
    /// At most so many events in one request; 1 = one at a time
    #[arg(long, value_name = "EVENTS", value_parser = clap::value_parser!(u8).range(1..=100))]
    batch: Option<u8>,
    /// How long the first of several events waits for others, in milliseconds
    #[arg(long, value_name = "MS", requires = "batch", default_value_t = 0,
        value_parser = clap::value_parser!(u16).range(0..=5_000))]
    batch_wait_ms: u16,
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier callback end --sender 123456789012346
")]
struct End {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier callback enable 2
")]
struct Enable {
    /// Id of the callback, from the list
    callback: i64,
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier callback test 2
  kurier callback test 2 --json
")]
struct Test {
    /// Id of the callback, from the list
    callback: i64,
    #[command(flatten)]
    ask: BusinessArgs,
}

impl Callback {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::List(list) => list.run(paper).await,
            What::Set(set) => set.run(paper).await,
            What::End(end) => end.run(paper).await,
            What::Enable(enable) => enable.run(paper).await,
            What::Test(test) => test.run(paper).await,
        }
    }
}

impl List {
    async fn run(&self, paper: Paper) -> Outcome {
        let page = self.ask.remote()?.get("/kurier/v1/callbacks").await?;
        let found = page.get("data").and_then(Value::as_array).cloned().unwrap_or_default();
        let rows: Vec<Vec<String>> = found.iter().map(row).collect();
        paper.list(&["id", "of", "url", "behind", "waiting", "state"], &rows, &page);
        let is_off = |one: &&Value| one["disabled"] == true;
        let next = match (found.iter().find(is_off), found.first()) {
            (Some(off), _) => format!("kurier callback enable {}", text(off, "/id")),
            (None, Some(first)) => format!("kurier callback test {}", text(first, "/id")),
            (None, None) => "kurier callback set URL --verify-token TEXT --app APP".to_owned(),
        };
        paper.done(&counted(rows.len(), "callback", "callbacks"), &next);
        Ok(())
    }
}

fn row(one: &Value) -> Vec<String> {
    let number = |name| one.get(name).and_then(Value::as_i64).unwrap_or_default().to_string();
    let of = match text(one, "/phone_number_id") {
        "" => text(one, "/scope").to_owned(),
        sender => format!("sender {sender}"),
    };
    let state = match (text(one, "/disabled_reason"), one["failing_since"].is_null()) {
        ("", true) => "on".to_owned(),
        ("", false) => "failing".to_owned(),
        (reason, _) => format!("off: {reason}"),
    };
    let (id, url) = (text(one, "/id").to_owned(), text(one, "/url").to_owned());
    vec![id, of, url, number("behind"), number("waiting"), state]
}

impl Set {
    async fn run(&self, paper: Paper) -> Outcome {
        let mut more = Map::new();
        if let Some(fields) = &self.fields {
            more.insert("fields".to_owned(), json!(fields));
        }
        if let Some(max) = self.batch {
            let batching = json!({ "max": max, "wait_ms": self.batch_wait_ms });
            more.insert("batching".to_owned(), batching);
        }
        let (path, body) = self.place.set(&self.url, &self.verify_token, more);
        let answer = self.ask.remote()?.post(&path, &body).await?;
        paper.thing(&[("url", self.url.clone())], &answer);
        paper.done("the address answered, and gets events from now on", "kurier callback list");
        Ok(())
    }
}

impl End {
    async fn run(&self, paper: Paper) -> Outcome {
        let answer = self.place.end(&self.ask.remote()?).await?;
        paper.thing(&[], &answer);
        paper.done("it gets nothing more", "kurier callback list");
        Ok(())
    }
}

impl Enable {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/kurier/v1/callbacks/{}/enable", self.callback);
        let answer = self.ask.remote()?.post(&path, &json!({})).await?;
        paper.thing(&[], &answer);
        paper.done("it is on, and goes on where it stopped", "kurier callback list");
        Ok(())
    }
}

impl Test {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/kurier/v1/callbacks/{}/test", self.callback);
        let answer = self.ask.remote()?.post(&path, &json!({})).await?;
        let number = |name| answer.get(name).and_then(Value::as_i64).map(|it| it.to_string());
        let properties = [
            ("status", number("status").unwrap_or_else(|| "no answer".to_owned())),
            ("took_ms", number("took_ms").unwrap_or_default()),
            ("error", text(&answer, "/error").to_owned()),
        ];
        paper.thing(&properties, &answer);
        if answer["delivered"] == true {
            paper.done("it was taken", "");
            return Ok(());
        }
        Err(Failure::new(Exit::Findings, "not_taken", "it was not answered with 2xx").hint(
            "does the program check the signature with the app's secret? see: kurier secret show",
        ))
    }
}
