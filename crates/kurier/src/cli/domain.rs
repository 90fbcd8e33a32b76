//! `kurier domain add|list|verify|remove`: the domains that a business has proven to own.

use crate::cli::as_business::BusinessArgs;
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::text;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Domains of a business: marketing leads nowhere else
#[derive(Debug, Args)]
pub(crate) struct Domain {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Name a domain as yours; prints the TXT record that proves it
    Add(Named),
    /// List the domains, and which are proven
    #[command(alias = "ls")]
    List(List),
    /// Look for the TXT record
    Verify(Named),
    /// Take a domain away
    Remove(Named),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier domain add example.org
  kurier domain verify example.org
  kurier domain remove example.org
")]
struct Named {
    /// Registrable domain, such as example.org; what lies below it counts with it
    domain: String,
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier domain list
")]
struct List {
    #[command(flatten)]
    ask: BusinessArgs,
}

impl Domain {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Add(named) => {
                let body = json!({ "domain": named.domain });
                let added = named.ask.remote()?.post("/kurier/v1/domains", &body).await?;
                print(paper, std::slice::from_ref(&added), &added);
                let value = text(&added, "/record/value");
                let next = format!("kurier domain verify {}", named.domain);
                paper.done(&format!("put a TXT record at the domain: {value}"), &next);
            }
            What::List(list) => {
                let page = list.ask.remote()?.get("/kurier/v1/domains").await?;
                let all = page.get("data").and_then(Value::as_array).cloned().unwrap_or_default();
                print(paper, &all, &page);
                paper.done(&counted(all.len(), "domain", "domains"), "kurier domain add DOMAIN");
            }
            What::Verify(named) => {
                let path = format!("/kurier/v1/domains/{}/verify", escaped(&named.domain));
                let found = named.ask.remote()?.post(&path, &json!({})).await?;
                print(paper, std::slice::from_ref(&found), &found);
                paper.done(&format!("{} is proven", named.domain), "kurier domain list");
            }
            What::Remove(named) => {
                let path = format!("/kurier/v1/domains?domain={}", escaped(&named.domain));
                named.ask.remote()?.delete(&path).await?;
                paper.done(&format!("{} is gone", named.domain), "kurier domain list");
            }
        }
        Ok(())
    }
}

fn print(paper: Paper, all: &[Value], whole: &Value) {
    let cells = ["/domain", "/status", "/record/value"];
    let row = |one: &Value| cells.iter().map(|at| text(one, at).to_owned()).collect();
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    paper.list(&["domain", "status", "TXT record"], &rows, whole);
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
