//! `kurier listen`: follows a business's events and posts their signed webhooks to a local address,
//! with the bytes and headers of a real delivery. The subscription of the business is not touched.

use crate::cli::failure::{Failure, Outcome};
use crate::cli::paper::{Paper, print};
use crate::cli::remote::{Remote, RemoteArgs, client, text};
use crate::wiring::clock::SystemClock;
use crate::wiring::shutdown;
use clap::Args;
use kurier_egress::Client;
use kurier_egress::webhook::{Delivery, Outcome as Delivered, deliver};
use kurier_engine::clock::Clock;
use serde_json::{Value, json};
use std::time::Duration;

/// How long the server may hold an answer back, and how long we wait for it.
const WAIT_S: u64 = 20;
const WAIT_AT_MOST: Duration = Duration::from_secs(WAIT_S + 10);
/// Pause after a failed look.
const PAUSE: Duration = Duration::from_secs(2);

/// Forward a business's signed webhooks to a local address
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier listen 123456789012345 --forward-to http://127.0.0.1:3000/webhook
  kurier listen 123456789012345 --print-secret --json
")]
pub(crate) struct Listen {
    /// Id of the business
    business: i64,
    /// Where to post; without it events are only printed
    #[arg(long, value_name = "URL")]
    forward_to: Option<String>,
    /// Print the app's secret, with which your program checks signatures, and go on
    #[arg(long)]
    print_secret: bool,
    /// Begin after this event; default: after the newest
    #[arg(long, value_name = "EVENT")]
    after: Option<i64>,
    #[command(flatten)]
    remote: RemoteArgs,
}

/// What every forwarding needs.
struct Forwarder<'a> {
    client: Client,
    clock: SystemClock,
    secret: String,
    to: Option<&'a str>,
    paper: Paper,
}

impl Listen {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let shutdown::Signals { stop, .. } = shutdown::on_signals(Duration::ZERO)?;
        tokio::select! {
            outcome = self.follow(paper) => outcome,
            () = shutdown::asked(stop.subscribe()) => Ok(()),
        }
    }

    async fn follow(&self, paper: Paper) -> Outcome {
        let remote = Remote::new(&self.remote)?;
        let path = format!("/console/v1/businesses/{}", self.business);
        let secret = text(&remote.get(&format!("{path}/secret")).await?, "/app_secret").to_owned();
        if self.print_secret {
            print(&secret);
        }
        let to = self.forward_to.as_deref();
        let forwarder =
            Forwarder { client: client()?, clock: SystemClock::default(), secret, to, paper };
        let after = self.after.map(|after| format!("?after={after}")).unwrap_or_default();
        let mut page = remote.get(&format!("{path}/events{after}")).await?;
        paper.done(
            "listening; Ctrl-C ends it",
            "kurier send text Hello --from SENDER --to RECIPIENT",
        );
        loop {
            for event in page.get("events").and_then(Value::as_array).into_iter().flatten() {
                forwarder.forward(event).await;
            }
            let next = page.get("next").and_then(Value::as_i64).unwrap_or_default();
            page = look(&remote, &format!("{path}/events?after={next}&wait_s={WAIT_S}"), paper)
                .await?;
        }
    }
}

/// The next page. A server that restarts is waited for; one that refuses us is not.
async fn look(remote: &Remote, path: &str, paper: Paper) -> Outcome<Value> {
    loop {
        match remote.wait(path, WAIT_AT_MOST).await {
            Err(Failure { exit: super::failure::Exit::Unreachable, message, .. }) => {
                paper.warn(&format!("{message}; trying again"));
                tokio::time::sleep(PAUSE).await;
            }
            other => return other,
        }
    }
}

impl Forwarder<'_> {
    /// Posts one event and prints one line about it.
    async fn forward(&self, event: &Value) {
        let body = text(event, "/body").to_owned();
        let seq = event.get("seq").and_then(Value::as_i64).unwrap_or_default();
        let (answer, error) = match self.to {
            None => (None, None),
            Some(url) => {
                let now_s = self.clock.now().seconds();
                let id = text(event, "/id");
                let (url, sent) = (url.to_owned(), body.clone().into());
                let delivery = Delivery::signed(url, sent, &[&self.secret], id, now_s);
                let outcome = deliver(&self.client, delivery, now_s).await;
                let error = match &outcome {
                    Delivered::Failed { error, .. } => Some(error.clone()),
                    _ => None,
                };
                (outcome.status(), error)
            }
        };
        self.print(seq, &body, answer, error);
    }

    fn print(&self, seq: i64, body: &str, answer: Option<u16>, error: Option<String>) {
        let parsed: Value = serde_json::from_str(body).unwrap_or_default();
        if self.paper.is_json() {
            let line = json!({ "event": seq, "status": answer, "error": error, "body": parsed });
            return print(&line.to_string());
        }
        let went = match (answer, error) {
            (Some(status), _) => format!(" → {status}"),
            (None, Some(error)) => format!(" → {error}"),
            (None, None) => String::new(),
        };
        print(&format!("{seq}  {}{went}", gist(&parsed)));
    }
}

/// What a webhook body is about, in a few words.
pub(super) fn gist(body: &Value) -> String {
    let value = body.pointer("/entry/0/changes/0/value");
    let at = |pointer: &str| {
        value.and_then(|value| value.pointer(pointer)).and_then(Value::as_str).unwrap_or_default()
    };
    if !at("/statuses/0/status").is_empty() {
        return format!("{} {}", at("/statuses/0/status"), at("/statuses/0/id"));
    }
    if !at("/messages/0/type").is_empty() {
        return format!("message {} from {}", at("/messages/0/type"), at("/messages/0/from"));
    }
    text(body, "/entry/0/changes/0/field").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_status_message_and_the_rest_apart() {
        let body =
            |value: Value| json!({"entry":[{"changes":[{"field":"messages","value":value}]}]});
        let status = body(json!({"statuses":[{"status":"read","id":"wamid.x"}]}));
        assert_eq!(gist(&status), "read wamid.x");
        let message = body(json!({"messages":[{"type":"text","from":"999"}]}));
        assert_eq!(gist(&message), "message text from 999");
        assert_eq!(gist(&body(json!({}))), "messages");
        assert_eq!(gist(&Value::Null), "");
    }
}
