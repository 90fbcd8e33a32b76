//! `kurier logs tail`: what a node does, as it happens, and the events of a business.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::listen::gist;
use crate::cli::paper::{Paper, plain, print};
use crate::cli::remote::{Remote, RemoteArgs, text};
use crate::wiring::shutdown;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// Pause after a server went away.
const PAUSE: Duration = Duration::from_secs(2);
/// A server that has nothing to tell says so every 15 seconds.
const SILENCE: Duration = Duration::from_secs(45);
/// How long the server may hold back an answer without events.
const WAIT_S: u64 = 20;
const WAIT_AT_MOST: Duration = Duration::from_secs(WAIT_S + 10);
/// Longest line that is read.
const LINE_MAX: usize = 8 * 1024 * 1024;

/// What happens right now
#[derive(Debug, Args)]
pub(crate) struct Logs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Follow calls, decisions, webhook attempts and events
    Tail(Tail),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier logs tail 123456789012345
  kurier logs tail --failed --json
  kurier logs tail 123456789012345 --bodies --json --server https://node-2.kurier.example
")]
struct Tail {
    /// Only of this business, and its events as well; default: all that this node does
    business: Option<i64>,
    /// With what requests, answers and webhooks say
    #[arg(long)]
    bodies: bool,
    /// Only what failed or was refused
    #[arg(long)]
    failed: bool,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Logs {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let What::Tail(tail) = &self.what;
        let shutdown::Signals { stop, .. } = shutdown::on_signals(Duration::ZERO)?;
        tokio::select! {
            outcome = tail.follow(paper) => outcome,
            () = shutdown::asked(stop.subscribe()) => Ok(()),
        }
    }
}

impl Tail {
    async fn follow(&self, paper: Paper) -> Outcome {
        let remote = Remote::new(&self.remote)?;
        let path = format!("/console/v1/logs?bodies={}", self.bodies);
        let Some(business) = self.business else {
            return self.lines(&remote, &path, paper).await;
        };
        let path = format!("{path}&business={business}");
        let log = format!("/console/v1/businesses/{business}/events");
        // Where the log ends is asked first, so that no event falls between.
        let next = next(&remote.get(&log).await?);
        tokio::select! {
            outcome = self.lines(&remote, &path, paper) => outcome,
            outcome = self.events(&remote, &log, next, paper) => outcome,
        }
    }

    /// Calls, decisions and attempts.
    async fn lines(&self, remote: &Remote, path: &str, paper: Paper) -> Outcome {
        loop {
            let gone = match remote.stream(path).await {
                Err(failure) if failure.exit == Exit::Unreachable => failure.message,
                Err(failure) => return Err(failure),
                Ok(mut answer) => {
                    paper.done("following; Ctrl-C ends it", "");
                    let mut lines = Lines::default();
                    loop {
                        match tokio::time::timeout(SILENCE, answer.chunk()).await {
                            Ok(Ok(Some(piece))) => {
                                lines.take(&piece)?.iter().for_each(|line| self.show(line, paper));
                            }
                            Ok(Ok(None)) => break "the server ended the stream".to_owned(),
                            Ok(Err(error)) => break error.to_string(),
                            Err(_) => break "the server fell silent".to_owned(),
                        }
                    }
                }
            };
            paper.warn(&format!("{gone}; trying again"));
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What happened to its messages: from the log that its webhooks follow.
    async fn events(&self, remote: &Remote, log: &str, mut after: i64, paper: Paper) -> Outcome {
        loop {
            let ask = format!("{log}?after={after}&wait_s={WAIT_S}");
            let page = match remote.wait(&ask, WAIT_AT_MOST).await {
                Ok(page) => page,
                Err(Failure { exit: Exit::Unreachable, .. }) => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
                Err(failure) => return Err(failure),
            };
            for event in page.get("events").and_then(Value::as_array).into_iter().flatten() {
                self.show(&as_line(event, self.bodies), paper);
            }
            after = next(&page);
        }
    }

    fn show(&self, line: &Value, paper: Paper) {
        if self.failed && !is_failure(line) {
            return;
        }
        if paper.is_json() {
            return print(&line.to_string());
        }
        print(&plain(&words(line)));
        for name in ["request", "response", "body"] {
            if let Some(body) = line.get(name).filter(|body| !body.is_null()) {
                print(&format!("    {name} {body}"));
            }
        }
    }
}

/// Where a page of events ended.
fn next(page: &Value) -> i64 {
    page.get("next").and_then(Value::as_i64).unwrap_or_default()
}

/// An event as a line of the log.
fn as_line(event: &Value, bodies: bool) -> Value {
    let body: Value = serde_json::from_str(text(event, "/body")).unwrap_or_default();
    let failed = body.pointer("/entry/0/changes/0/value/statuses/0/errors/0/code").cloned();
    let mut line = json!({
        "t": "event", "at": event.get("at"), "event": event.get("seq"), "gist": gist(&body), "error": failed,
    });
    if bodies && let Some(members) = line.as_object_mut() {
        members.insert("body".to_owned(), body);
    }
    line
}

fn is_failure(line: &Value) -> bool {
    let has_error = line.get("error").is_some_and(|error| !error.is_null());
    let status = line.get("status").and_then(Value::as_u64);
    match text(line, "/t") {
        "api" => status.is_none_or(|status| status >= 400),
        "webhook" => !status.is_some_and(|status| (200..300).contains(&status)),
        "trace" => refused_by(line).is_some(),
        "event" => has_error,
        _ => true,
    }
}

/// The rule that refused a message.
fn refused_by(line: &Value) -> Option<&str> {
    let checks = line.get("checks")?.as_array()?;
    checks
        .iter()
        .find(|check| text(check, "/result") == "refused")
        .map(|check| text(check, "/rule"))
}

/// One line for a person.
fn words(line: &Value) -> String {
    let number = |name: &str| line.get(name).and_then(Value::as_i64);
    let at = number("at").and_then(|at| Timestamp::from_microsecond(at).ok());
    let at = at.map(|at| at.strftime("%H:%M:%S%.3f").to_string()).unwrap_or_default();
    let error = match (line.get("error"), text(line, "/error_title")) {
        (Some(Value::Number(code)), title) => {
            format!("  error {code} {title}").trim_end().to_owned()
        }
        _ => String::new(),
    };
    let says = match text(line, "/t") {
        "api" => {
            let (method, path) = (text(line, "/method"), text(line, "/path"));
            let status = number("status").unwrap_or_default();
            format!("call     {method} {path} → {status}{error}  trace {}", text(line, "/trace"))
        }
        "trace" => match (refused_by(line), text(line, "/wamid")) {
            (Some(rule), wamid) => {
                format!("decision refused by {rule} {wamid}").trim_end().to_owned()
            }
            (None, wamid) => format!("decision accepted {wamid}"),
        },
        "webhook" => {
            let answer = number("status").map_or_else(|| "no answer".to_owned(), |s| s.to_string());
            let (event, attempt) = (number("event"), number("attempt"));
            let (event, attempt) = (event.unwrap_or_default(), attempt.unwrap_or_default());
            format!(
                "webhook  event {event} to {} → {answer}, attempt {attempt}",
                text(line, "/url")
            )
        }
        "event" => {
            let event = number("event").unwrap_or_default();
            format!("event    {event}  {}{error}", text(line, "/gist"))
        }
        "missed" => format!("missed   {} lines", number("lines").unwrap_or_default()),
        other => other.to_owned(),
    };
    format!("{at:12}  {says}")
}

/// Puts pieces of a stream together to its lines of data.
#[derive(Default)]
struct Lines {
    rest: Vec<u8>,
}

impl Lines {
    fn take(&mut self, piece: &[u8]) -> Outcome<Vec<Value>> {
        self.rest.extend_from_slice(piece);
        let mut found = Vec::new();
        while let Some(end) = self.rest.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let data = line.strip_prefix(b"data:").map(<[u8]>::trim_ascii);
            found.extend(data.and_then(|data| serde_json::from_slice(data).ok()));
        }
        if self.rest.len() > LINE_MAX {
            return Err(Failure::new(
                Exit::Failed,
                "unexpected_answer",
                "a line without an end came",
            ));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_however_they_come() {
        let stream = b": hello\n\ndata: {\"t\":\"api\"}\n\ndata:{\"t\":\"trace\"}\n\n";
        for size in 1..stream.len() {
            let mut lines = Lines::default();
            let found: Vec<Value> =
                stream.chunks(size).flat_map(|piece| lines.take(piece).unwrap()).collect();
            assert_eq!(found, [json!({ "t": "api" }), json!({ "t": "trace" })], "{size}");
        }
    }

    #[test]
    fn a_line_says_what_happened_in_words() {
        let call = json!({ "t": "api", "at": 1_700_000_000_123_000_i64, "method": "POST", "path": "/v23.0/1/messages",
            "status": 400, "error": 131_047, "error_title": "Re-engagement", "trace": "Ab" });
        assert_eq!(
            words(&call),
            "22:13:20.123  call     POST /v23.0/1/messages → 400  error 131047 Re-engagement  trace Ab"
        );
        let lost = json!({ "t": "webhook", "at": 0, "url": "http://a/", "event": 7, "status": null, "attempt": 2 });
        assert_eq!(
            words(&lost),
            "00:00:00.000  webhook  event 7 to http://a/ → no answer, attempt 2"
        );
        assert!(is_failure(&call) && is_failure(&lost));
        let refused = json!({ "t": "trace", "at": 0, "wamid": "", "checks": [{"rule": "window", "result": "refused"}] });
        assert_eq!(words(&refused), "00:00:00.000  decision refused by window");
    }
}
