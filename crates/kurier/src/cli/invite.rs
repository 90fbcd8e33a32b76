//! `kurier invite create|people|answers`.

use crate::cli::failure::{Failure, Outcome};
use crate::cli::invite_people::{Answers, People};
use crate::cli::paper::{Paper, print};
use crate::cli::remote::{Remote, RemoteArgs, text};
use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use kurier_server::qr;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Invitations by which people allow a business to write
#[derive(Debug, Args)]
pub(crate) struct Invite {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make an invitation: a link and a QR code
    Create(Create),
    /// Import a list of people who agreed elsewhere; each finds one silent card
    People(People),
    /// List the imports, and how many accepted
    Answers(Answers),
}

/// How often at most.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Cadence {
    #[default]
    Each,
    Daily,
    Weekly,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier invite create 123456789012345 --utility 'Tells you when your flight is late.'
  kurier invite create 123456789012345 --marketing 'Weekly offers.' --svg poster.svg
")]
struct Create {
    /// Id of the business
    business: i64,
    /// Ask for messages about what the person has with the business; one sentence that she reads
    #[arg(long, value_name = "SENTENCE")]
    utility: Option<String>,
    /// Ask for codes to sign in; one sentence that she reads
    #[arg(long, value_name = "SENTENCE")]
    authentication: Option<String>,
    /// Ask for offers and news; one sentence that she reads
    #[arg(long, value_name = "SENTENCE")]
    marketing: Option<String>,
    /// What it is about, as she reads it; without it everything of the purpose
    #[arg(long)]
    topic: Option<String>,
    /// How often at most
    #[arg(long, value_enum, default_value_t)]
    cadence: Cadence,
    /// How long the permission lives, in hours; without it until withdrawn
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(i64).range(1..=87_600))]
    permission_hours: Option<i64>,
    /// First message after somebody allowed it
    #[arg(long, default_value = "")]
    welcome: String,
    /// How often the invitation may be used; without it any number of times
    #[arg(long)]
    uses: Option<u32>,
    /// How long the invitation can be used, in hours
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(i64).range(1..=87_600))]
    hours: Option<i64>,
    /// Also write the QR code as SVG
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Invite {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Create(create) => create.run(paper).await,
            What::People(people) => people.run(paper).await,
            What::Answers(answers) => answers.run(paper).await,
        }
    }
}

impl Create {
    async fn run(&self, paper: Paper) -> Outcome {
        let asks = self.asks();
        if asks.is_empty() {
            return Err(Failure::usage("an invitation must ask for something")
                .hint("give --utility, --authentication or --marketing with one sentence"));
        }
        let body = json!({
            "asks": asks,
            "welcome": self.welcome,
            "uses": self.uses,
            "lifetime_s": self.hours.map(|hours| hours.saturating_mul(3_600)),
        });
        let path = format!("/console/v1/businesses/{}/invites", self.business);
        let invite = Remote::new(&self.remote)?.post(&path, &body).await?;
        let link = text(&invite, "/link");
        if let Some(file) = &self.svg {
            let drawn = qr::svg(link).context("no QR code")?;
            std::fs::write(file, drawn)
                .with_context(|| format!("cannot write {}", file.display()))?;
        }
        if paper.is_json() {
            print(&invite.to_string());
        } else {
            if paper.is_for_person() {
                print(&qr::terminal(link).context("no QR code")?);
            }
            print(link);
        }
        paper
            .done("invitation made", "open the link on a phone, or print the code with --svg FILE");
        Ok(())
    }

    fn asks(&self) -> Vec<Value> {
        let cadence = match self.cadence {
            Cadence::Each => "each",
            Cadence::Daily => "daily",
            Cadence::Weekly => "weekly",
        };
        let lines = [
            ("utility", &self.utility),
            ("authentication", &self.authentication),
            ("marketing", &self.marketing),
        ];
        lines
            .into_iter()
            .filter_map(|(purpose, wording)| {
                wording.as_ref().map(|wording| {
                    json!({
                        "purpose": purpose,
                        "topic": self.topic,
                        "wording": wording,
                        "cadence": cadence,
                        "lifetime_s": self.permission_hours.map(|hours| hours.saturating_mul(3_600)),
                    })
                })
            })
            .collect()
    }
}
