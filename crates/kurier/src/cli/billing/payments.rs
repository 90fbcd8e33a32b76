//! `kurier billing checkout|refund|refunds|strays|place`: payments over the provider that is set up.

use super::papers::cents;
use super::{amount, rows};
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, print};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::Args;
use serde_json::{Value, json};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing checkout 123456789012345 --cents 11900
")]
pub(super) struct Checkout {
    /// Id of the business
    business: String,
    /// How much to pay in, with tax
    #[arg(long, value_name = "CENTS")]
    cents: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing refund pi_nameOfThePayment --cents 5950 --reference refund-1
")]
pub(super) struct Refund {
    /// The provider's name of the payment
    payment: String,
    /// How much, with tax
    #[arg(long, value_name = "CENTS")]
    cents: i64,
    /// Names it: it is asked for once
    #[arg(long, value_name = "NAME")]
    reference: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing refunds pi_nameOfThePayment
")]
pub(super) struct Refunds {
    /// The provider's name of the payment
    payment: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing strays
")]
pub(super) struct Strays {
    /// Those that were placed, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing place pi_nameOfThePayment 123456789012345
")]
pub(super) struct Place {
    /// The provider's name of the payment
    payment: String,
    /// Id of the business whose it is
    business: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

pub(super) async fn checkout(args: &Checkout, paper: Paper) -> Outcome {
    let path = format!("/kurier/v1/billing/checkouts?business={}", args.business);
    let asked = json!({ "amount_cents": args.cents });
    let page = Remote::new(&args.remote)?.post(&path, &asked).await?;
    print(&if paper.is_json() { page.to_string() } else { text(&page, "/url").to_owned() });
    paper.done("the page can be paid on for an hour", "");
    Ok(())
}

pub(super) async fn refund(args: &Refund, paper: Paper) -> Outcome {
    let asked = json!({
        "payment": args.payment,
        "amount_cents": args.cents,
        "reference": args.reference,
    });
    let told = Remote::new(&args.remote)?.post("/console/v1/billing/refunds", &asked).await?;
    if paper.is_json() {
        print(&told.to_string());
    }
    paper.done(&format!("{}: {}", args.reference, text(&told, "/state")), "");
    Ok(())
}

pub(super) async fn refunds(args: &Refunds, paper: Paper) -> Outcome {
    let path = format!("/console/v1/billing/refunds?payment={}", args.payment);
    let told = Remote::new(&args.remote)?.get(&path).await?;
    let row = |line: &Value| -> Vec<String> {
        vec![
            text(line, "/reference").to_owned(),
            text(line, "/state").to_owned(),
            cents(line, "amount_cents"),
        ]
    };
    let table: Vec<Vec<String>> = rows(&told, "data").iter().map(row).collect();
    paper.list(&["reference", "state", "amount"], &table, &told);
    Ok(())
}

pub(super) async fn strays(args: &Strays, paper: Paper) -> Outcome {
    let remote = Remote::new(&args.remote)?;
    let mut found = remote.get("/console/v1/billing/strays").await?;
    let mut all = rows(&found, "data");
    while let Some(after) = found.get("next").and_then(Value::as_i64) {
        found = remote.get(&format!("/console/v1/billing/strays?after={after}")).await?;
        all.extend(rows(&found, "data"));
    }
    all.retain(|line| args.all || line["business"].is_null());
    let row = |line: &Value| -> Vec<String> {
        vec![
            text(line, "/payment").to_owned(),
            amount(line, "amount_micros"),
            text(line, "/currency").to_owned(),
            text(line, "/why").to_owned(),
            text(line, "/said").to_owned(),
            amount(line, "went_back_micros"),
        ]
    };
    let table: Vec<Vec<String>> = all.iter().map(row).collect();
    let told = json!({ "data": all });
    let columns = ["payment", "amount", "currency", "why", "said", "went back"];
    paper.list(&columns, &table, &told);
    Ok(())
}

pub(super) async fn place(args: &Place, paper: Paper) -> Outcome {
    let asked = json!({ "payment": args.payment, "business": args.business });
    let told = Remote::new(&args.remote)?.post("/console/v1/billing/strays", &asked).await?;
    if paper.is_json() {
        print(&told.to_string());
    }
    paper.done("booked", &format!("kurier billing invoices {} --advances", args.business));
    Ok(())
}
