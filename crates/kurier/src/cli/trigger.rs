//! `kurier trigger`: posts signed sample webhooks to a callback, written by the code that writes the
//! real ones. No server takes part.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, print};
use crate::cli::remote::{client, text};
use crate::wiring::clock::SystemClock;
use clap::Args;
use kurier_egress::Client;
use kurier_egress::webhook::{Delivery, Outcome as Delivered, deliver};
use kurier_engine::clock::Clock;
use kurier_policy::refusal::Refusal;
use kurier_wire::error::WebhookError;
use kurier_wire::webhook::sample::{Sample, Subject, samples};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Post signed sample webhooks to a program
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier trigger text delivered --to http://127.0.0.1:3000/webhook --app-secret SECRET
  kurier trigger message_template_status_update --to http://127.0.0.1:3000/webhook --seed-file seed.json
  kurier trigger failed --error 131049 --print
  kurier trigger
")]
pub(crate) struct Trigger {
    /// Kinds, or fields of which all kinds are meant, or `all`; without any they are listed
    #[arg(value_name = "KIND|FIELD")]
    what: Vec<String>,
    /// Where to post
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    /// Secret that signs; better in KURIER_APP_SECRET than on the command line
    #[arg(long, env = "KURIER_APP_SECRET", hide_env_values = true, value_name = "SECRET")]
    app_secret: Option<String>,
    /// Seed file of a sandbox: its secret, business, sender and person A
    #[arg(long, value_name = "FILE")]
    seed_file: Option<PathBuf>,
    /// Print the bodies instead of posting them
    #[arg(long, conflicts_with = "to")]
    print: bool,
    /// Post each so many times with the same id, as at-least-once delivery may
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=20))]
    times: u8,
    /// Error code of the kind `failed`
    #[arg(long, default_value_t = 131_047, value_name = "CODE")]
    error: u32,
}

impl Trigger {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let seed = self.seed()?;
        let clock = SystemClock::default();
        let subject = self.subject(&seed, &clock)?;
        let all = samples(&subject);
        if self.what.is_empty() {
            list(&all, paper);
            return Ok(());
        }
        let chosen = choose(&all, &self.what)?;
        if self.print {
            chosen.iter().filter_map(|sample| sample.body(&subject)).for_each(|body| {
                print(&String::from_utf8_lossy(&body));
            });
            return Ok(());
        }
        self.post(&chosen, &subject, &seed, paper).await
    }

    fn seed(&self) -> Outcome<Value> {
        let Some(path) = &self.seed_file else { return Ok(Value::Null) };
        let bytes = std::fs::read(path).map_err(|error| {
            Failure::new(Exit::NotFound, "no_file", format!("{}: {error}", path.display()))
        })?;
        serde_json::from_slice(&bytes).map_err(|error| {
            let message = format!("{} is no seed file: {error}", path.display());
            Failure::new(Exit::Failed, "no_seed_file", message)
        })
    }

    fn subject(&self, seed: &Value, clock: &SystemClock) -> Outcome<Subject> {
        let mut subject = Subject { at: clock.now(), ..Subject::default() };
        subject.refusal = refusal(self.error)?;
        if seed.is_null() {
            return Ok(subject);
        }
        let id = |pointer| text(seed, pointer).parse::<i64>().ok();
        if let (Some(business), Some(sender)) = (id("/waba_id"), id("/phone_id")) {
            subject.business.0 = business;
            subject.sender.0 = sender;
        }
        let shown = text(seed, "/display_phone").chars();
        subject.display_number = shown.filter(char::is_ascii_digit).collect();
        text(seed, "/person_a/wa_id").clone_into(&mut subject.person.wa_id);
        text(seed, "/person_a/user_id").clone_into(&mut subject.person.user_id);
        text(seed, "/base").clone_into(&mut subject.base);
        Ok(subject)
    }

    async fn post(
        &self,
        chosen: &[&Sample],
        subject: &Subject,
        seed: &Value,
        paper: Paper,
    ) -> Outcome {
        let Some(url) = &self.to else {
            return Err(Failure::usage("give --to URL, or --print"));
        };
        let secret = match (&self.app_secret, text(seed, "/app_secret")) {
            (Some(secret), _) => secret,
            (None, "") => {
                return Err(Failure::new(Exit::Auth, "no_secret", "no secret to sign with").hint(
                    "give --app-secret, set KURIER_APP_SECRET, or name the --seed-file of a sandbox",
                ));
            }
            (None, secret) => secret,
        };
        let client = client()?;
        let mut refused = 0;
        for sample in chosen {
            for _ in 0..self.times {
                let outcome = post(&client, url, secret, sample, subject).await;
                refused += usize::from(!matches!(outcome, Delivered::Delivered { .. }));
                tell(sample, &outcome, paper);
            }
        }
        if refused > 0 {
            let message = format!("{refused} were not answered with 2xx");
            return Err(Failure::new(Exit::Findings, "not_taken", message).hint(
                "does the program check the signature with this secret? see: kurier signature --help",
            ));
        }
        paper.done("all were taken", "");
        Ok(())
    }
}

async fn post(
    client: &Client,
    url: &str,
    secret: &str,
    sample: &Sample,
    subject: &Subject,
) -> Delivered {
    let body = sample.body(subject).unwrap_or_default();
    let now_s = subject.at.seconds();
    // The same event has the same id, as on every attempt of a real delivery.
    let id = format!("evt_sample_{}_{}", sample.name, subject.at.0);
    deliver(client, Delivery::signed(url.to_owned(), body.into(), &[secret], &id, now_s), now_s)
        .await
}

fn tell(sample: &Sample, outcome: &Delivered, paper: Paper) {
    let error = match outcome {
        Delivered::Failed { error, .. } => Some(error.as_str()),
        _ => None,
    };
    if paper.is_json() {
        let line = json!({ "kind": sample.name, "status": outcome.status(), "error": error });
        return print(&line.to_string());
    }
    let answer = match (outcome.status(), error) {
        (Some(status), _) => status.to_string(),
        (None, error) => error.unwrap_or_default().to_owned(),
    };
    print(&format!("{} → {answer}", sample.name));
}

fn list(all: &[Sample], paper: Paper) {
    let row = |one: &Sample| vec![one.name.to_owned(), one.field.to_owned(), one.about.to_owned()];
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    let json = |one: &Sample| json!({ "kind": one.name, "field": one.field, "about": one.about });
    paper.list(&["kind", "field", "what happened"], &rows, &all.iter().map(json).collect());
    paper.done("these can be posted", "kurier trigger all --to URL --app-secret SECRET");
}

/// The samples that are meant, in the order in which they were named.
fn choose<'a>(all: &'a [Sample], what: &[String]) -> Outcome<Vec<&'a Sample>> {
    let mut chosen = Vec::new();
    for word in what {
        let before = chosen.len();
        let meant = |one: &&Sample| word == "all" || one.name == word || one.field == word;
        chosen.extend(all.iter().filter(meant));
        if chosen.len() == before {
            let message = format!("there is no webhook {word:?}");
            return Err(Failure::new(Exit::NotFound, "no_such_kind", message)
                .hint("`kurier trigger` lists all kinds and fields"));
        }
    }
    Ok(chosen)
}

/// The first reason that has this code.
fn refusal(code: u32) -> Outcome<Refusal> {
    let has = |one: &&Refusal| WebhookError::of(**one, None, "").code == code;
    Refusal::ALL.iter().find(has).copied().ok_or_else(|| {
        let message = format!("no message fails with {code}");
        Failure::new(Exit::NotFound, "no_such_code", message)
            .hint("the codes of failed messages stand in docs/errors.md")
    })
}
