//! `kurier billing checkout|refund`: payments over the provider that is set up.

use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, print};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::Args;
use serde_json::json;

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
  kurier billing refund pi_1PgafyB7WZ01zgkWnZ1PzZyE --cents 5950 --reference refund-1
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
    paper.done("asked for; it is booked when the provider says that it went back", "");
    Ok(())
}
