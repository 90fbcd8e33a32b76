//! `kurier pilot …`: the pilot programme.

mod applications;
mod cohorts;
mod surveys;

use crate::cli::as_business::BusinessArgs;
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{Remote, RemoteArgs, moment_us, text};
use crate::wiring::clock::SystemClock;
use clap::{Args, Subcommand, ValueEnum};
use kurier_engine::clock::Clock;
use kurier_policy::time::DAY_S;
use serde_json::{Value, json};

/// The pilot programme: businesses are admitted a few at a time, each with its features
#[derive(Debug, Args)]
pub(crate) struct Pilot {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Begin it, or change what everybody has: from now on businesses may do what they were given, and no more
    On(On),
    /// End it: every business may do everything
    Off(Plain),
    /// Whether there is one
    Show(Plain),
    /// What was done in it, newest first
    Log(Plain),
    /// Groups of businesses: create, open, close, freeze, thaw, end, ls, invite
    Cohort(cohorts::Cohort),
    /// Applications: ls, send, score, decide, invite
    Application(applications::Application),
    /// As a business: take the seat of an invitation
    Accept(Accept),
    /// As a business: make a code for up to five people who test
    TestCode(TestCode),
    /// Move an enrolled business to another stage
    Stage(Stage),
    /// Surveys of people: create, ls, show
    Survey(surveys::Survey),
    /// What people make of a cohort, and whether its businesses may graduate
    Scorecard(One),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier pilot on
  kurier pilot on --plan messages,templates.utility --kill mqtt
")]
struct On {
    /// Features that every business has, in a cohort or not
    #[arg(long, value_delimiter = ',', value_name = "FEATURE")]
    plan: Option<Vec<String>>,
    /// Features that are off for everybody
    #[arg(long, value_delimiter = ',', value_name = "FEATURE")]
    kill: Option<Vec<String>>,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
struct Plain {
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
struct One {
    /// Its id
    id: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  KURIER_TOKEN=krt_… kurier pilot accept 0123456789ABCDEFGHJKMNPQRS --email a@example.org
")]
struct Accept {
    /// The code of the invitation
    code: String,
    /// The mail address that it is for
    #[arg(long)]
    email: String,
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  KURIER_TOKEN=krt_… kurier pilot test-code
")]
struct TestCode {
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier pilot stage 123456789012345 limited --reason 'Its tests went well.'
  kurier pilot stage 123456789012345 graduated --reason 'People like it.'
")]
struct Stage {
    /// Id of the business
    business: i64,
    /// Where to
    #[arg(value_enum)]
    to: To,
    /// Why; the business reads it
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum To {
    Sandbox,
    Limited,
    Full,
    Graduated,
    Paused,
    Expelled,
}

impl Pilot {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.command {
            Command::On(args) => args.run(paper).await,
            Command::Off(args) => off(args, paper).await,
            Command::Show(args) => show(args, paper).await,
            Command::Log(args) => log(args, paper).await,
            Command::Cohort(cohort) => cohort.run(paper).await,
            Command::Application(application) => application.run(paper).await,
            Command::Accept(args) => args.run(paper).await,
            Command::TestCode(args) => args.run(paper).await,
            Command::Stage(args) => args.run(paper).await,
            Command::Survey(survey) => survey.run(paper).await,
            Command::Scorecard(args) => scorecard(args, paper).await,
        }
    }
}

/// Rows of a list, each as these columns.
fn rows(all: &Value, columns: &[&str]) -> Vec<Vec<String>> {
    let row = |one: &Value| columns.iter().map(|at| said(one.pointer(at))).collect();
    let data = all.get("data").and_then(Value::as_array);
    data.into_iter().flatten().map(row).collect()
}

/// A value as a person reads it.
pub(crate) fn said(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(all)) => {
            all.iter().map(|one| said(Some(one))).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    }
}

/// Microseconds since 1970, so many days from now.
pub(crate) fn in_days(days: u32) -> i64 {
    SystemClock::default().now().plus_s(i64::from(days).saturating_mul(DAY_S)).0
}

fn setting(found: &Value, paper: Paper) {
    let property = |name: &'static str| (name, said(found.get(name)));
    paper.thing(&[property("on"), property("plan"), property("killed")], found);
}

impl On {
    async fn run(&self, paper: Paper) -> Outcome {
        let mut body = json!({ "on": true });
        for (name, given) in [("plan", &self.plan), ("killed", &self.kill)] {
            if let (Some(given), Some(body)) = (given, body.as_object_mut()) {
                body.insert(name.to_owned(), json!(given));
            }
        }
        let done = Remote::new(&self.remote)?.post("/console/v1/pilot", &body).await?;
        setting(&done, paper);
        paper.done("businesses may do what they were given", "kurier pilot cohort create …");
        Ok(())
    }
}

async fn off(args: &Plain, paper: Paper) -> Outcome {
    let body = json!({ "on": false });
    let done = Remote::new(&args.remote)?.post("/console/v1/pilot", &body).await?;
    setting(&done, paper);
    paper.done("every business may do everything", "");
    Ok(())
}

async fn show(args: &Plain, paper: Paper) -> Outcome {
    let found = Remote::new(&args.remote)?.get("/console/v1/pilot").await?;
    setting(&found, paper);
    paper.done("the pilot", "kurier pilot cohort ls");
    Ok(())
}

async fn log(args: &Plain, paper: Paper) -> Outcome {
    let found = Remote::new(&args.remote)?.get("/console/v1/pilot/log").await?;
    let row = |one: &Value| {
        let said =
            ["/actor", "/what", "/business", "/cohort", "/says"].map(|at| said(one.pointer(at)));
        [&[moment_us(one, "/at")], &said[..]].concat()
    };
    let all = found.get("data").and_then(Value::as_array);
    let rows: Vec<Vec<String>> = all.into_iter().flatten().map(row).collect();
    paper.list(&["at", "who", "what", "business", "cohort", "says"], &rows, &found);
    paper.done(&counted(rows.len(), "step", "steps"), "");
    Ok(())
}

impl Accept {
    async fn run(&self, paper: Paper) -> Outcome {
        let body = json!({ "code": self.code, "email": self.email });
        let done = self.ask.remote()?.post("/kurier/v1/pilot/accept", &body).await?;
        enrolment(done.get("enrolment").unwrap_or(&Value::Null), &done, paper);
        paper.done("the seat is taken", "kurier pilot test-code");
        Ok(())
    }
}

impl TestCode {
    async fn run(&self, paper: Paper) -> Outcome {
        let made = self.ask.remote()?.post("/kurier/v1/pilot/test_code", &json!({})).await?;
        paper.thing(&[("code", text(&made, "/code").to_owned())], &made);
        paper.done("shown this once; up to five people enter it in their messenger", "");
        Ok(())
    }
}

impl Stage {
    async fn run(&self, paper: Paper) -> Outcome {
        let to = self.to.to_possible_value();
        let to = to.as_ref().map_or("", |value| value.get_name());
        let path = format!("/console/v1/pilot/businesses/{}/stage", self.business);
        let body = json!({ "stage": to, "reason": self.reason });
        let done = Remote::new(&self.remote)?.post(&path, &body).await?;
        enrolment(&done, &done, paper);
        paper.done(&format!("{} is {to}", self.business), "kurier pilot log");
        Ok(())
    }
}

fn enrolment(of: &Value, whole: &Value, paper: Paper) {
    let names = ["cohort", "stage", "frozen", "test_people", "why"];
    let properties: Vec<(&str, String)> =
        names.iter().map(|name| (*name, said(of.get(*name)))).collect();
    paper.thing(&properties, whole);
}

async fn scorecard(args: &One, paper: Paper) -> Outcome {
    let path = format!("/console/v1/pilot/cohorts/{}", args.id);
    let found = Remote::new(&args.remote)?.get(&path).await?;
    let names = [
        ("cohort", "/cohort/name"),
        ("state", "/cohort/state"),
        ("seats", "/seats"),
        ("answered", "/answered"),
        ("unwanted", "/unwanted"),
        ("delivered", "/delivered"),
        ("reports", "/reports"),
        ("utility", "/utility"),
        ("utility read", "/utility_read"),
        ("within an hour", "/utility_read_within_an_hour"),
        ("people", "/people"),
        ("opt-outs", "/opt_outs"),
        ("may graduate", "/good"),
    ];
    let mut properties: Vec<(&str, String)> =
        names.iter().map(|(name, at)| (*name, said(found.pointer(at)))).collect();
    for one in found.get("criteria").and_then(Value::as_array).into_iter().flatten() {
        let [name, seen, bound, met] =
            ["name", "seen", "bound", "met"].map(|member| said(one.get(member)));
        properties.push(("criterion", format!("{name}: {seen} (bound {bound}), met: {met}")));
    }
    paper.thing(&properties, &found);
    paper.done("numbers of 28 days; none of fewer than twenty people", "");
    Ok(())
}
