//! `kurier billing`.

mod details;
mod papers;
mod payments;

use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::{Args, Subcommand};
use kurier_policy::money::Micros;
use serde_json::{Value, json};

/// Money of businesses
#[derive(Debug, Args)]
pub(crate) struct Billing {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What a message costs
    Prices(Of),
    /// What a business has, what is reserved, what it owes
    Balance(Of),
    /// How much a business may spend; with options, other limits
    Limits(Limits),
    /// Closed months and credit notes
    Statements(Of),
    /// Close a month: its statement gets the next number of the year
    CloseMonth(CloseMonth),
    /// Documents: invoices of months, credit notes, invoices of money paid in
    Invoices(papers::Invoices),
    /// One document, to read or as a file
    Invoice(papers::Invoice),
    /// Give money back, with a credit note
    Credit(papers::Credit),
    /// What stands on the invoices of a business
    Details(details::Details),
    /// What the operator is on invoices
    Seller(details::Seller),
    /// Book what came by bank transfer, from a bank's statement
    ImportCamt(papers::ImportCamt),
    /// A page of the payment provider on which a business pays in
    Checkout(payments::Checkout),
    /// Give a payment back over its provider, all or a part
    Refund(payments::Refund),
    /// How the refunds and disputes of a payment stand
    Refunds(payments::Refunds),
    /// Payments that could not be booked
    Strays(payments::Strays),
    /// Book such a payment for a business
    Place(payments::Place),
    /// What a month would have cost on the platform that Kurier replaces
    Compare(papers::Compare),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing prices 123456789012345
  kurier billing balance 123456789012345
  kurier billing statements 123456789012345 --json
")]
struct Of {
    /// Id of the business
    business: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing limits 123456789012345
  kurier billing limits 123456789012345 --per-day 20000000 --per-month 300000000
  kurier billing limits 123456789012345 --credit 50000000
")]
struct Limits {
    /// Id of the business
    business: String,
    /// How much it may spend in a day, in micro-units; 0 lifts it
    #[arg(long, value_name = "MICROS")]
    per_day: Option<i64>,
    /// How much it may spend in a month, in micro-units; 0 lifts it
    #[arg(long, value_name = "MICROS")]
    per_month: Option<i64>,
    /// How much it may owe, in micro-units; 0 = it pays before
    #[arg(long, value_name = "MICROS")]
    credit: Option<i64>,
    /// Whether what costs money is stopped
    #[arg(long, value_name = "TRUE|FALSE")]
    stopped: Option<bool>,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing close-month 123456789012345 2026-10
")]
struct CloseMonth {
    /// Id of the business
    business: String,
    /// The month, such as 2026-10
    month: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Billing {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Prices(of) => prices(of, paper).await,
            What::Balance(of) => balance(of, paper).await,
            What::Limits(args) => limits(args, paper).await,
            What::Statements(of) => statements(of, paper).await,
            What::CloseMonth(args) => close(args, paper).await,
            What::Invoices(args) => papers::list(args, paper).await,
            What::Invoice(args) => papers::show(args, paper).await,
            What::Credit(args) => papers::credit(args, paper).await,
            What::Details(args) => details::business(args, paper).await,
            What::Seller(args) => details::seller(args, paper).await,
            What::ImportCamt(args) => papers::import(args, paper).await,
            What::Checkout(args) => payments::checkout(args, paper).await,
            What::Refund(args) => payments::refund(args, paper).await,
            What::Refunds(args) => payments::refunds(args, paper).await,
            What::Strays(args) => payments::strays(args, paper).await,
            What::Place(args) => payments::place(args, paper).await,
            What::Compare(args) => papers::compare(args, paper).await,
        }
    }
}

impl Of {
    async fn ask(&self, what: &str) -> Outcome<Value> {
        let path = format!("/kurier/v1/billing/{what}?business={}", self.business);
        Remote::new(&self.remote)?.get(&path).await
    }
}

/// An amount as people write it.
fn amount(of: &Value, name: &str) -> String {
    of.get(name).and_then(Value::as_i64).map_or_else(|| "-".to_owned(), |it| Micros(it).to_string())
}

fn rows(of: &Value, name: &str) -> Vec<Value> {
    of.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn number(of: &Value, name: &str) -> String {
    of.get(name).and_then(Value::as_i64).map_or_else(|| "-".to_owned(), |it| it.to_string())
}

async fn prices(of: &Of, paper: Paper) -> Outcome {
    let found = of.ask("prices").await?;
    let row = |line: &Value, from: String| {
        vec![
            text(line, "/category").to_owned(),
            text(line, "/market").to_owned(),
            from,
            amount(line, "micros"),
        ]
    };
    let mut all: Vec<_> =
        rows(&found, "rates").iter().map(|line| row(line, "1".to_owned())).collect();
    all.extend(rows(&found, "tiers").iter().map(|line| row(line, number(line, "from"))));
    paper.list(&["category", "market", "from message", "price"], &all, &found);
    paper.done(&format!("prices in {}", text(&found, "/currency")), "");
    Ok(())
}

async fn balance(of: &Of, paper: Paper) -> Outcome {
    let found = of.ask("balance").await?;
    let names = ["prepaid", "reserved", "owed", "credit_limit", "available"];
    let line = |name: &&'static str| (*name, amount(&found, &format!("{name}_micros")));
    let properties: Vec<_> = names.iter().map(line).collect();
    paper.thing(&properties, &found);
    Ok(())
}

async fn limits(args: &Limits, paper: Paper) -> Outcome {
    let remote = Remote::new(&args.remote)?;
    let path = format!("/console/v1/businesses/{}/terms", args.business);
    let asked = json!({
        "credit_limit_micros": args.credit,
        "spend_per_day_micros": args.per_day,
        "spend_per_month_micros": args.per_month,
        "stopped": args.stopped,
    });
    let is_change = asked.as_object().is_some_and(|all| all.values().any(|it| !it.is_null()));
    let found =
        if is_change { remote.post(&path, &asked).await? } else { remote.get(&path).await? };
    let row = |line: &Value| {
        vec![
            text(line, "/period").to_owned(),
            amount(line, "limit_micros"),
            amount(line, "spent_micros"),
            amount(line, "left_micros"),
        ]
    };
    let all: Vec<_> = rows(&found, "limits").iter().map(row).collect();
    paper.list(&["spending in a", "limit", "spent", "left"], &all, &found);
    let (today, month) =
        (amount(&found, "spent_today_micros"), amount(&found, "spent_this_month_micros"));
    paper.done(&format!("{today} spent today, {month} this month"), "");
    Ok(())
}

async fn statements(of: &Of, paper: Paper) -> Outcome {
    let found = of.ask("statements").await?;
    let row = |line: &Value| {
        let kind =
            if line.get("credit").is_some_and(Value::is_object) { "credit note" } else { "month" };
        vec![
            text(line, "/number").to_owned(),
            kind.to_owned(),
            text(line, "/month").to_owned(),
            amount(line, "total_micros"),
        ]
    };
    let all: Vec<_> = rows(&found, "data").iter().map(row).collect();
    paper.list(&["number", "what", "month", "total"], &all, &found);
    Ok(())
}

async fn close(args: &CloseMonth, paper: Paper) -> Outcome {
    let remote = Remote::new(&args.remote)?;
    let asked = json!({ "business": args.business, "month": args.month });
    let found = remote.post("/console/v1/billing/close", &asked).await?;
    let row = |line: &Value| {
        vec![
            text(line, "/category").to_owned(),
            text(line, "/market").to_owned(),
            number(line, "messages"),
            amount(line, "unit_micros"),
            amount(line, "amount_micros"),
        ]
    };
    let all: Vec<_> = rows(&found, "lines").iter().map(row).collect();
    paper.list(&["category", "market", "messages", "each", "amount"], &all, &found);
    let (number, total) = (text(&found, "/number"), amount(&found, "total_micros"));
    paper.done(&format!("{} is closed as {number}: {total}", args.month), "");
    Ok(())
}
