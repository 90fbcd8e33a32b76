//! `kurier business create|ls|code|guard`.

use crate::cli::business_guard::Guard;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::features::Features;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Businesses
#[derive(Debug, Args)]
pub(crate) struct Business {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Create a business with a sender and an access token
    Create(Create),
    /// List businesses
    Ls(Ls),
    /// What it may do in the pilot: ls, grant, deny, kill, revoke
    Features(Features),
    /// Make a code that the business's app exchanges for a token, once within ten minutes
    Code(Code),
    Guard(Guard),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier business code 123456789012345
")]
struct Code {
    /// Id of the business
    business: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier business create 'Blue Air' --display-number '+49 30 901820'
  kurier business create Shop --display-number +49301234567 --credit 50 --verified
")]
struct Create {
    /// Its name, as people will see it
    name: String,
    /// The number its sender shows, in international form
    #[arg(long, value_name = "NUMBER")]
    display_number: String,
    /// You checked who it is: people see a badge
    #[arg(long)]
    verified: bool,
    /// Money to begin with, in whole units (euro)
    #[arg(long, default_value_t = 0, value_name = "UNITS", value_parser = clap::value_parser!(u32))]
    credit: u32,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier business ls
  kurier business ls --json
")]
struct Ls {
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Business {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Create(create) => create.run(paper).await,
            What::Ls(ls) => ls.run(paper).await,
            What::Code(code) => code.run(paper).await,
            What::Guard(guard) => guard.run(paper).await,
            What::Features(features) => features.run(paper).await,
        }
    }
}

impl Create {
    async fn run(&self, paper: Paper) -> Outcome {
        let body = json!({
            "name": self.name,
            "display_number": self.display_number,
            "verified": self.verified,
            "credit_micros": i64::from(self.credit).saturating_mul(1_000_000),
        });
        let made = Remote::new(&self.remote)?.post("/console/v1/businesses", &body).await?;
        let properties = [
            ("waba_id", text(&made, "/business/id").to_owned()),
            ("phone_id", text(&made, "/sender/id").to_owned()),
            ("app_id", text(&made, "/business/app_id").to_owned()),
            ("app_secret", text(&made, "/app_secret").to_owned()),
            ("token", text(&made, "/token").to_owned()),
        ];
        paper.thing(&properties, &made);
        let next = format!(
            "kurier invite create {} --utility 'Tells you about your order.'",
            text(&made, "/business/id")
        );
        paper.done("business created; its token is shown this once", &next);
        Ok(())
    }
}

impl Code {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/businesses/{}/codes", self.business);
        let made = Remote::new(&self.remote)?.post(&path, &json!({})).await?;
        paper.thing(&[("code", text(&made, "/code").to_owned())], &made);
        paper.done("the code is good for ten minutes, once", "GET /oauth/access_token with code");
        Ok(())
    }
}

impl Ls {
    async fn run(&self, paper: Paper) -> Outcome {
        let businesses = all(&Remote::new(&self.remote)?, "/console/v1/businesses").await?;
        let rows: Vec<Vec<String>> = businesses
            .iter()
            .map(|row| {
                let yes = |name| row.get(name).and_then(Value::as_bool).unwrap_or(false);
                let state = if yes("suspended") { "suspended" } else { "active" };
                let badge = if yes("verified") { "verified" } else { "-" };
                [text(row, "/id"), text(row, "/name"), badge, state].map(str::to_owned).to_vec()
            })
            .collect();
        paper.list(&["id", "name", "badge", "state"], &rows, &Value::Array(businesses));
        let next = if rows.is_empty() {
            "kurier business create NAME --display-number NUMBER"
        } else {
            "kurier template ls BUSINESS"
        };
        paper.done(&counted(rows.len(), "business", "businesses"), next);
        Ok(())
    }
}

/// All pages of a list.
pub(crate) async fn all(remote: &Remote, path: &str) -> Result<Vec<Value>, Failure> {
    let mut rows = Vec::new();
    let mut after = String::new();
    loop {
        let page = remote.get(&format!("{path}{after}")).await?;
        rows.extend(page.get("data").and_then(Value::as_array).cloned().unwrap_or_default());
        match page.get("next").and_then(Value::as_str) {
            Some(next) => {
                let joint = if path.contains('?') { '&' } else { '?' };
                after = format!("{joint}after={next}");
            }
            None => return Ok(rows),
        }
    }
}
