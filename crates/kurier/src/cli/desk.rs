//! `kurier desk list|show|close|propose|confirm|drop|lift|measures|appeals|answer`: the operator's desk.

use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

/// Look at reports of people, and decide about businesses
#[derive(Debug, Args)]
pub(crate) struct Desk {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reports, oldest first
    List(List),
    /// One report, with what the person shows
    Show(One),
    /// Say what was done about a report
    Close(Close),
    /// What is proposed and done to businesses
    Measures(Plain),
    /// Propose to suspend or close a business
    Propose(Propose),
    /// Confirm what another operator proposed
    Confirm(One),
    /// Drop what was proposed
    Drop(One),
    /// Let a business send again
    Lift(One),
    /// Appeals of businesses
    Appeals(Plain),
    /// Answer an appeal
    Answer(Answer),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier desk list
  kurier desk list --business 123456789012345 --reason scam --state open
")]
struct List {
    /// About this business alone
    #[arg(long)]
    business: Option<i64>,
    /// For this reason alone: not_signed_up, too_often, not_relevant, advertising_as_notice, scam, offensive or other
    #[arg(long)]
    reason: Option<String>,
    /// Those that wait or were handled
    #[arg(long, value_enum)]
    state: Option<State>,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    Open,
    Handled,
}

#[derive(Debug, Args)]
struct One {
    /// Its id
    id: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
struct Plain {
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier desk close 123456789012345 warned --note \"Asked to send less.\"
")]
struct Close {
    /// Id of the report
    id: i64,
    /// What was done: no_action, warned, template_paused, suspended or closed
    outcome: String,
    /// For the other operators
    #[arg(long, default_value = "")]
    note: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier desk propose 123456789012345 suspend --reason \"Sells a list of addresses.\"
")]
struct Propose {
    /// Id of the business
    business: i64,
    /// What to do
    #[arg(value_enum)]
    kind: Kind,
    /// Why; the business reads it
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Suspend,
    Close,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier desk answer 123456789012345 --grant --text \"You were right.\"
")]
struct Answer {
    /// Id of the appeal
    id: i64,
    /// End the measure; without it the appeal is refused
    #[arg(long)]
    grant: bool,
    /// What the business is told
    #[arg(long)]
    text: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Desk {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.command {
            Command::List(args) => args.run(paper).await,
            Command::Show(args) => show(args, paper).await,
            Command::Close(args) => args.run(paper).await,
            Command::Measures(args) => measures(args, paper).await,
            Command::Propose(args) => args.run(paper).await,
            Command::Confirm(args) => step(args, "confirm", paper).await,
            Command::Drop(args) => step(args, "drop", paper).await,
            Command::Lift(args) => step(args, "lift", paper).await,
            Command::Appeals(args) => appeals(args, paper).await,
            Command::Answer(args) => args.run(paper).await,
        }
    }
}

fn rows(all: &Value, columns: &[&str]) -> Vec<Vec<String>> {
    let row = |one: &Value| columns.iter().map(|at| text(one, at).to_owned()).collect();
    let data = all.get("data").and_then(Value::as_array);
    data.into_iter().flatten().map(row).collect()
}

impl List {
    async fn run(&self, paper: Paper) -> Outcome {
        let mut path = "/console/v1/desk/reports?limit=100".to_owned();
        if let Some(business) = self.business {
            path = format!("{path}&business={business}");
        }
        if let Some(reason) = &self.reason {
            path = format!("{path}&reason={reason}");
        }
        if let Some(state) = self.state {
            let state = if matches!(state, State::Open) { "open" } else { "handled" };
            path = format!("{path}&state={state}");
        }
        let found = Remote::new(&self.remote)?.get(&path).await?;
        let columns = ["/id", "/business/name", "/reason", "/state", "/handled/outcome"];
        let rows = rows(&found, &columns);
        paper.list(&["id", "business", "reason", "state", "outcome"], &rows, &found);
        paper.done(&counted(rows.len(), "report", "reports"), "kurier desk show REPORT");
        Ok(())
    }
}

async fn show(args: &One, paper: Paper) -> Outcome {
    let path = format!("/console/v1/desk/reports/{}", args.id);
    let found = Remote::new(&args.remote)?.get(&path).await?;
    report(&found, paper);
    let next = format!("kurier desk close {} no_action|warned|…", args.id);
    paper.done("one report", &next);
    Ok(())
}

fn report(found: &Value, paper: Paper) {
    let property = |name: &'static str, place| (name, text(found, place).to_owned());
    let mut properties = vec![
        property("business", "/business/name"),
        property("reason", "/reason"),
        property("state", "/state"),
        property("outcome", "/handled/outcome"),
        property("by", "/handled/by"),
        property("note", "/handled/note"),
    ];
    let shown = found.get("shown").and_then(Value::as_array);
    for one in shown.into_iter().flatten() {
        let own = one.get("own").and_then(Value::as_bool).unwrap_or_default();
        let who = if own { "person" } else { "business" };
        properties.push((who, text(one, "/text").to_owned()));
    }
    paper.thing(&properties, found);
}

impl Close {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/desk/reports/{}/close", self.id);
        let body = json!({ "outcome": self.outcome, "note": self.note });
        let done = Remote::new(&self.remote)?.post(&path, &body).await?;
        report(&done, paper);
        paper.done("report handled", "kurier desk list --state open");
        Ok(())
    }
}

async fn measures(args: &Plain, paper: Paper) -> Outcome {
    let found = Remote::new(&args.remote)?.get("/console/v1/desk/measures").await?;
    let columns = ["/id", "/business/name", "/kind", "/state", "/proposed_by", "/reason"];
    let rows = rows(&found, &columns);
    paper.list(&["id", "business", "kind", "state", "proposed by", "reason"], &rows, &found);
    paper.done(&counted(rows.len(), "measure", "measures"), "kurier desk confirm MEASURE");
    Ok(())
}

impl Propose {
    async fn run(&self, paper: Paper) -> Outcome {
        let kind = if matches!(self.kind, Kind::Suspend) { "suspend" } else { "close" };
        let body =
            json!({ "business": self.business.to_string(), "kind": kind, "reason": self.reason });
        let made = Remote::new(&self.remote)?.post("/console/v1/desk/measures", &body).await?;
        measure(&made, paper);
        let next = format!("another operator: kurier desk confirm {}", text(&made, "/id"));
        paper.done("proposed", &next);
        Ok(())
    }
}

async fn step(args: &One, what: &str, paper: Paper) -> Outcome {
    let path = format!("/console/v1/desk/measures/{}/{what}", args.id);
    let done = Remote::new(&args.remote)?.post(&path, &json!({})).await?;
    measure(&done, paper);
    paper.done(text(&done, "/state"), "kurier desk measures");
    Ok(())
}

fn measure(of: &Value, paper: Paper) {
    let property = |name: &'static str, place| (name, text(of, place).to_owned());
    let properties = [
        property("id", "/id"),
        property("business", "/business/name"),
        property("kind", "/kind"),
        property("state", "/state"),
        property("proposed by", "/proposed_by"),
        property("settled by", "/settled/by"),
        property("reason", "/reason"),
    ];
    paper.thing(&properties, of);
}

async fn appeals(args: &Plain, paper: Paper) -> Outcome {
    let found = Remote::new(&args.remote)?.get("/console/v1/desk/appeals").await?;
    let columns = ["/id", "/business/name", "/measure/kind", "/text", "/answer/text"];
    let rows = rows(&found, &columns);
    paper.list(&["id", "business", "against", "says", "answer"], &rows, &found);
    paper.done(&counted(rows.len(), "appeal", "appeals"), "kurier desk answer APPEAL --text …");
    Ok(())
}

impl Answer {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/desk/appeals/{}/answer", self.id);
        let body = json!({ "granted": self.grant, "text": self.text });
        let done = Remote::new(&self.remote)?.post(&path, &body).await?;
        let property = |name: &'static str, place| (name, text(&done, place).to_owned());
        let properties = [
            property("business", "/business/name"),
            property("measure", "/measure/state"),
            property("answer", "/answer/text"),
        ];
        paper.thing(&properties, &done);
        paper.done("appeal answered", "kurier desk appeals");
        Ok(())
    }
}
