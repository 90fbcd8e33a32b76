//! The command line: one file per command.

mod as_business;
mod billing;
mod business;
mod business_guard;
mod callback;
mod campaign;
mod completion;
mod demo;
mod desk;
#[cfg(test)]
mod documented;
mod domain;
mod event_range;
mod events;
mod explain;
mod explain_code;
mod explain_message;
mod export;
pub(crate) mod failure;
mod features;
mod flights;
mod flights_replay;
mod flights_run;
mod herd;
pub(crate) mod herd_run;
mod invite;
mod invite_people;
mod ledger;
mod limits;
mod listen;
mod logs;
mod operate;
mod operators;
pub(crate) mod paper;
mod payments;
mod pilot;
pub(crate) mod place;
pub(crate) mod press;
mod press_headlines;
mod press_measure;
mod proxies;
mod quality;
mod receipt;
pub(crate) mod remote;
mod replay;
mod room;
mod sandbox;
mod schedule;
mod secret;
mod send;
mod sender;
mod serve;
mod signature;
mod simulate;
mod stats;
mod template;
mod template_pacing;
mod template_review;
mod tls;
mod trigger;
mod webhook_faults;
mod webhook_identity;

use crate::telemetry::{self, LogFormat};
use clap::{CommandFactory, Parser, Subcommand};
use failure::{Exit, Failure, Outcome};
use paper::{Colour, Paper};
use std::process::ExitCode;

const EXAMPLES: &str = "Examples:
  kurier demo                            a real delay reaches a passenger, on this machine
  kurier sandbox --seed-file seed.json   a test server with ready-made people and templates
";

const EXIT_CODES: &str =
    "Exit codes: 0 done · 1 failed · 2 wrong usage · 3 not found · 4 not allowed \
in · 5 refused by a rule · 6 a check found something · 7 no answer · 130 interrupted

Environment: KURIER_SERVER, KURIER_OPERATOR_TOKEN, KURIER_TOKEN, KURIER_DATA_DIR, KURIER_LISTEN, \
KURIER_BASE_URL, KURIER_LOG. A flag wins over the environment.";

/// A self-hosted messenger that businesses pay for and people control.
#[derive(Debug, Parser)]
#[command(name = "kurier", version, before_help = EXAMPLES, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// Print one JSON document (or one a line, for streams)
    #[arg(long, global = true)]
    json: bool,
    /// Print no hints
    #[arg(short, long, global = true)]
    quiet: bool,
    /// When to colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Colour,
    /// How log lines on stderr look
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        env = "KURIER_LOG_FORMAT",
        value_name = "FORM"
    )]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run Kurier
    Serve(Box<serve::Serve>),
    /// Show everything on this machine: a server, an airline with a real day, a phone in the browser
    Demo(demo::Demo),
    /// Run a test server with throw-away data, ready-made people and a clock that can be moved
    Sandbox(sandbox::Sandbox),
    /// Businesses: create, ls, code
    Business(business::Business),
    /// What a business may do, and how much of it is left
    Desk(desk::Desk),
    Limits(limits::Limits),
    /// How the marketing of a business is liked: quality, strikes, pauses
    Quality(quality::Quality),
    /// Senders that businesses add: what waits for you, codes, names
    Sender(sender::Sender),
    /// The pilot programme: cohorts, applications, stages, surveys
    Pilot(pilot::Pilot),
    /// Domains that a business has proven to own: add, list, verify, remove
    Domain(domain::Domain),
    /// Message templates: ls, show
    Template(template::Template),
    /// Invitations by which people allow a business to write: create
    Invite(invite::Invite),
    /// Send a message as a business, over the public API: text, template
    Send(send::Send),
    /// One template to many people: create, rehearse, start, show, pause, resume, cancel, list
    Campaign(campaign::Campaign),
    /// Messages of a business that go later: list, cancel
    Schedule(schedule::Schedule),
    /// What a business sent, was delivered and cost, day by day
    Stats(stats::Stats),
    /// Forward a business's signed webhooks to a local address
    Listen(listen::Listen),
    /// List the events of a business, and how their webhooks fared
    Events(events::Events),
    /// Where webhooks of a business go: list, set, end, enable, test
    Callback(callback::Callback),
    /// The secret that signs webhooks: show, start, finish
    Secret(secret::Secret),
    /// Post webhooks of a business again
    Replay(replay::Replay),
    /// Post signed sample webhooks of every kind to a program
    Trigger(trigger::Trigger),
    /// Compute the signature of a webhook body, or say why one does not match
    Signature(signature::Signature),
    /// What happens right now: tail
    Logs(logs::Logs),
    /// Say what an error code means, or what became of a message and why
    Explain(explain::Explain),
    /// Receipts: verify
    Receipt(receipt::Receipt),
    /// Money of businesses: prices, limits, months, invoices, bank statements
    Billing(billing::Billing),
    /// The ledger: verify
    Ledger(ledger::Ledger),
    /// Write the whole installation into one file
    Export(export::Export),
    /// Take an export into an empty database
    Import(export::Import),
    /// People, honest businesses and spammers under the real rules: what reaches whom
    Simulate(simulate::Simulate),
    /// The airline: run, replay
    Flights(flights::Flights),
    /// The collar maker: run, evaluate
    Herd(herd::Herd),
    /// The newsroom: check, run, import, measure, headlines
    Press(press::Press),
    /// Print shell completion
    Completion(completion::Completion),
}

/// Reads the command line, runs the command, prints its failure.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let paper = Paper::new(cli.json, cli.quiet, cli.color);
    let telemetry = telemetry::start(cli.log_format, cli.command.log_default());
    let outcome = run(cli.command, paper);
    telemetry.end();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            paper.failure(&failure);
            failure.exit.into()
        }
    }
}

impl Command {
    /// Servers tell what they do; other commands only what went wrong.
    fn log_default(&self) -> &'static str {
        match self {
            // The client of NATS tells each attempt; the bus tells what came of them.
            Self::Serve(_) => "info,async_nats=error",
            // What its worlds warn of is what it counts.
            Self::Simulate(_) => "error",
            Self::Press(press) if press.ends_itself() => "info",
            _ => "warn",
        }
    }

    /// Servers end by themselves in good order when interrupted.
    fn ends_itself(&self) -> bool {
        if let Self::Press(press) = self {
            return press.ends_itself();
        }
        matches!(
            self,
            Self::Serve(_)
                | Self::Demo(_)
                | Self::Sandbox(_)
                | Self::Listen(_)
                | Self::Logs(_)
                | Self::Flights(_)
        )
    }
}

fn run(command: Command, paper: Paper) -> Outcome {
    match &command {
        Command::Completion(args) => {
            args.run(&mut Cli::command());
            return Ok(());
        }
        Command::Receipt(args) => return args.run(paper),
        Command::Herd(args) => return args.run(paper),
        Command::Flights(args) => {
            if let Some(outcome) = args.replay(paper) {
                return outcome;
            }
        }
        Command::Signature(args) => return args.run(paper),
        _ => {}
    }
    runtime()?.block_on(async {
        if command.ends_itself() {
            return dispatch(command, paper).await;
        }
        tokio::select! {
            outcome = dispatch(command, paper) => outcome,
            Ok(()) = tokio::signal::ctrl_c() => {
                Err(Failure::new(Exit::Interrupted, "interrupted", "interrupted"))
            }
        }
    })
}

async fn dispatch(command: Command, paper: Paper) -> Outcome {
    match command {
        Command::Serve(args) => args.run(paper).await,
        Command::Demo(args) => Box::pin(args.run(paper)).await,
        Command::Sandbox(args) => args.run(paper).await,
        Command::Business(args) => args.run(paper).await,
        Command::Desk(args) => args.run(paper).await,
        Command::Limits(args) => args.run(paper).await,
        Command::Quality(args) => args.run(paper).await,
        Command::Sender(args) => args.run(paper).await,
        Command::Pilot(pilot) => pilot.run(paper).await,
        Command::Domain(args) => args.run(paper).await,
        Command::Template(args) => args.run(paper).await,
        Command::Invite(args) => args.run(paper).await,
        Command::Send(args) => args.run(paper).await,
        Command::Explain(args) => args.run(paper).await,
        Command::Campaign(args) => args.run(paper).await,
        Command::Schedule(args) => args.run(paper).await,
        Command::Stats(args) => args.run(paper).await,
        Command::Listen(args) => args.run(paper).await,
        Command::Events(args) => args.run(paper).await,
        Command::Callback(args) => args.run(paper).await,
        Command::Secret(args) => args.run(paper).await,
        Command::Replay(args) => args.run(paper).await,
        Command::Trigger(args) => args.run(paper).await,
        Command::Logs(args) => args.run(paper).await,
        Command::Billing(args) => args.run(paper).await,
        Command::Ledger(args) => args.run(paper).await,
        Command::Export(args) => args.run(paper).await,
        Command::Import(args) => args.run(paper).await,
        Command::Simulate(args) => args.run(paper).await,
        Command::Press(args) => args.run(paper).await,
        Command::Flights(args) => args.run(paper).await,
        // Run without a runtime above.
        Command::Receipt(_) | Command::Herd(_) | Command::Signature(_) | Command::Completion(_) => {
            Ok(())
        }
    }
}

/// Worker threads = cores − 1, at least one: the store's writer has a thread of its own.
fn runtime() -> Outcome<tokio::runtime::Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.saturating_sub(1).max(1))
        .enable_all()
        .build()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_tree_is_consistent() {
        Cli::command().debug_assert();
    }
}
