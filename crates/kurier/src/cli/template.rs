//! `kurier template ls|show`; the review and the pacing are in their own files.

use crate::cli::business::all;
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{Remote, RemoteArgs, text};
use crate::cli::template_pacing::Pacing;
use crate::cli::template_review::{Approve, Recategorise, Reject, Waiting, changed};
use clap::{Args, Subcommand};
use serde_json::Value;

/// Message templates
#[derive(Debug, Args)]
pub(crate) struct Template {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List a business's templates
    #[command(visible_alias = "list")]
    Ls(Ls),
    /// Show one template
    Show(Show),
    /// Show how far new marketing templates are, and what waits for them
    Pacing(Pacing),
    /// List the templates that wait for review
    Waiting(Waiting),
    /// Approve a template that waits
    Approve(Approve),
    /// Reject a template that waits
    Reject(Reject),
    /// Move a template into another category
    Category(Recategorise),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier template ls 123456789012345
  kurier template ls 123456789012345 --json
")]
struct Ls {
    /// Id of the business
    business: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier template show 234567890123456
  kurier template show 234567890123456 --json
")]
struct Show {
    /// Id of the template
    template: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Template {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Ls(ls) => ls.run(paper).await,
            What::Show(show) => show.run(paper).await,
            What::Pacing(pacing) => pacing.run(paper).await,
            What::Waiting(waiting) => waiting.run(paper).await,
            What::Approve(approve) => approve.run(paper).await,
            What::Reject(reject) => reject.run(paper).await,
            What::Category(category) => category.run(paper).await,
        }
    }
}

impl Ls {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/businesses/{}/templates", self.business);
        let templates = all(&Remote::new(&self.remote)?, &path).await?;
        let rows: Vec<Vec<String>> = templates
            .iter()
            .map(|row| {
                ["/id", "/name", "/language", "/category", "/status"]
                    .map(|member| text(row, member).to_owned())
                    .to_vec()
            })
            .collect();
        let columns = ["id", "name", "language", "category", "status"];
        paper.list(&columns, &rows, &Value::Array(templates));
        paper.done(&counted(rows.len(), "template", "templates"), "kurier template show TEMPLATE");
        Ok(())
    }
}

impl Show {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/templates/{}", self.template);
        let template = Remote::new(&self.remote)?.get(&path).await?;
        let buttons: Vec<&str> = template
            .pointer("/parts/buttons")
            .and_then(Value::as_array)
            .map(|all| all.iter().map(|button| text(button, "/text")).collect())
            .unwrap_or_default();
        let properties = [
            ("name", text(&template, "/name").to_owned()),
            ("language", text(&template, "/language").to_owned()),
            ("category", text(&template, "/category").to_owned()),
            ("status", text(&template, "/status").to_owned()),
            ("reason", text(&template, "/rejected_reason").to_owned()),
            ("changed", changed(&template)),
            ("topic", text(&template, "/topic").to_owned()),
            ("header", text(&template, "/parts/header").to_owned()),
            ("body", text(&template, "/parts/body").to_owned()),
            ("footer", text(&template, "/parts/footer").to_owned()),
            ("buttons", buttons.join(" | ")),
        ];
        paper.thing(&properties, &template);
        let name = text(&template, "/name");
        paper.done(
            "template shown",
            &format!("kurier send template {name} --from SENDER --to RECIPIENT"),
        );
        Ok(())
    }
}
