//! `kurier billing invoices|invoice|credit|import-camt|compare`.

use super::{amount, rows};
use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, counted, print};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing invoices 123456789012345
  kurier billing invoices 123456789012345 --advances
")]
pub(super) struct Invoices {
    /// Id of the business
    business: String,
    #[command(flatten)]
    remote: RemoteArgs,
    /// Invoices of money paid in, not of months
    #[arg(long)]
    advances: bool,
    /// Credit notes of money paid in that went back
    #[arg(long, conflicts_with = "advances")]
    returns: bool,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing invoice 2026-000001
  kurier billing invoice 2026-000001 --xml -o invoice.xml
  kurier billing invoice A-2026-000001 --pdf -o advance.pdf
")]
pub(super) struct Invoice {
    /// Its number
    number: String,
    /// As XRechnung: the document that counts
    #[arg(long, conflicts_with_all = ["pdf", "csv"])]
    xml: bool,
    /// As a page to read
    #[arg(long, conflicts_with = "csv")]
    pdf: bool,
    /// Its lines, for a spreadsheet
    #[arg(long)]
    csv: bool,
    /// Where to; without it to the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    remote: RemoteArgs,
}

/// Why money is given back.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Why {
    /// Without being owed
    Goodwill,
    /// What reports had cost
    ReportReturn,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing credit 123456789012345 2026-10 --micros 50000 --why report-return --reason 'Report 77' --reference report-77
")]
pub(super) struct Credit {
    /// Id of the business
    business: String,
    /// The month that it is about, such as 2026-10
    month: String,
    /// How much, in micro-units
    #[arg(long, value_name = "MICROS")]
    micros: i64,
    /// Why
    #[arg(long, value_enum, default_value = "goodwill")]
    why: Why,
    /// In plain words; they stand on the credit note
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Names it: it is given once
    #[arg(long, value_name = "NAME")]
    reference: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing import-camt statement.xml
  kurier billing import-camt statement.xml --json
")]
pub(super) struct ImportCamt {
    /// The bank's statement, CAMT.053
    file: PathBuf,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing compare 123456789012345
  kurier billing compare 123456789012345 --month 2026-10
")]
pub(super) struct Compare {
    /// Id of the business
    business: String,
    #[command(flatten)]
    remote: RemoteArgs,
    /// The month, such as 2026-10; the last closed one without it
    #[arg(long)]
    month: Option<String>,
}

/// An amount in cents as people write it.
pub(super) fn cents(of: &Value, name: &str) -> String {
    let sum = of.get(name).and_then(Value::as_i64);
    sum.map_or_else(
        || "-".to_owned(),
        |it| {
            let sign = if it < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", it.unsigned_abs() / 100, it.unsigned_abs() % 100)
        },
    )
}

pub(super) async fn list(args: &Invoices, paper: Paper) -> Outcome {
    let kind = match (args.advances, args.returns) {
        (true, _) => "advances",
        (_, true) => "returns",
        _ => "months",
    };
    let remote = Remote::new(&args.remote)?;
    let base = format!("/kurier/v1/billing/invoices?business={}&kind={kind}", args.business);
    let mut found = remote.get(&base).await?;
    let mut all = rows(&found, "data");
    while let Some(after) = found.get("next").and_then(Value::as_str) {
        found = remote.get(&format!("{base}&after={after}")).await?;
        all.extend(rows(&found, "data"));
    }
    let row = |line: &Value| -> Vec<String> {
        ["/number", "/kind", "/month", "/date"]
            .map(|at| text(line, at).to_owned())
            .into_iter()
            .chain([amount(line, "net_micros")])
            .collect()
    };
    let table: Vec<Vec<String>> = all.iter().map(row).collect();
    let told = json!({ "data": all });
    paper.list(&["number", "what", "month", "date", "net"], &table, &told);
    let next = if table.is_empty() { "" } else { "kurier billing invoice NUMBER" };
    paper.done(&counted(table.len(), "document", "documents"), next);
    Ok(())
}

pub(super) async fn show(args: &Invoice, paper: Paper) -> Outcome {
    let remote = Remote::new(&args.remote)?;
    let path = format!("/console/v1/billing/invoices/{}", args.number);
    let form = match (args.xml, args.pdf, args.csv) {
        (true, ..) => "xml",
        (_, true, _) => "pdf",
        (.., true) => "csv",
        _ => {
            tell(&remote.get(&path).await?, paper);
            return Ok(());
        }
    };
    let file = remote.bytes(&format!("{path}/{form}")).await?;
    let Some(to) = &args.output else {
        if form == "pdf" && std::io::stdout().is_terminal() {
            return Err(Failure::usage("a PDF is not for a terminal").hint("name a file with -o"));
        }
        // Nobody reads any more (a closed pipe): there is nobody to tell.
        drop(std::io::stdout().lock().write_all(&file));
        return Ok(());
    };
    std::fs::write(to, &file).map_err(|error| of_file("write", to, &error))?;
    paper.done(&format!("{} is written", to.display()), "");
    Ok(())
}

fn of_file(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, "file", format!("cannot {what} {}: {error}", path.display()))
}

fn tell(found: &Value, paper: Paper) {
    let row = |line: &Value| {
        vec![
            text(line, "/text").to_owned(),
            super::number(line, "quantity"),
            amount(line, "unit_micros"),
            cents(line, "net_cents"),
        ]
    };
    let all: Vec<_> = rows(found, "lines").iter().map(row).collect();
    paper.list(&["what", "quantity", "each", "net"], &all, found);
    let sums = ["net", "vat", "gross", "paid", "due"]
        .map(|name| format!("{name} {}", cents(found, &format!("{name}_cents"))));
    let about = format!("{} for {}", text(found, "/number"), text(found, "/buyer"));
    paper.done(&format!("{about}: {} {}", sums.join(", "), text(found, "/currency")), "");
}

pub(super) async fn credit(args: &Credit, paper: Paper) -> Outcome {
    let kind = match args.why {
        Why::Goodwill => "goodwill",
        Why::ReportReturn => "report_return",
    };
    let asked = json!({
        "business": args.business,
        "month": args.month,
        "kind": kind,
        "amount_micros": args.micros,
        "reason": args.reason,
        "reference": args.reference,
    });
    let note = Remote::new(&args.remote)?.post("/console/v1/billing/credits", &asked).await?;
    if paper.is_json() {
        print(&note.to_string());
    }
    let number = text(&note, "/number");
    let told = format!("credit note {number}: {}", amount(&note, "total_micros"));
    paper.done(&told, &format!("kurier billing invoice {number}"));
    Ok(())
}

pub(super) async fn import(args: &ImportCamt, paper: Paper) -> Outcome {
    let file = std::fs::read(&args.file).map_err(|error| of_file("read", &args.file, &error))?;
    let remote = Remote::new(&args.remote)?;
    let found = remote.post_file("/console/v1/billing/bank-statements", file).await?;
    let row = |line: &Value| {
        vec![
            text(line, "/outcome").to_owned(),
            cents(line, "amount_cents"),
            text(line, "/currency").to_owned(),
            text(line, "/business").to_owned(),
            text(line, "/invoice").to_owned(),
            text(line, "/from").to_owned(),
            text(line, "/text").to_owned(),
        ]
    };
    let all: Vec<_> = rows(&found, "rows").iter().map(row).collect();
    let columns = ["outcome", "amount", "in", "business", "invoice", "from", "text"];
    paper.list(&columns, &all, &found);
    let count = |name| super::number(&found, name);
    let (booked, known, open) = (count("booked"), count("known"), count("open"));
    paper.done(&format!("{booked} booked, {known} booked before, {open} left for you"), "");
    Ok(())
}

pub(super) async fn compare(args: &Compare, paper: Paper) -> Outcome {
    let month = args.month.as_ref().map(|month| format!("&month={month}")).unwrap_or_default();
    let path = format!("/kurier/v1/billing/comparison?business={}{month}", args.business);
    let found = Remote::new(&args.remote)?.get(&path).await?;
    let row = |line: &Value| {
        vec![
            text(line, "/category").to_owned(),
            text(line, "/market").to_owned(),
            super::number(line, "messages"),
            amount(line, "here_micros"),
            amount(line, "there_micros"),
            text(line, "/there_currency").to_owned(),
            format!("{} ({})", text(line, "/source"), text(line, "/as_of")),
        ]
    };
    let mut all: Vec<_> = rows(&found, "rows").iter().map(row).collect();
    all.extend(rows(&found, "without").iter().map(row));
    let columns = ["category", "market", "messages", "here", "there", "in", "source"];
    paper.list(&columns, &all, &found);
    let (month, with) = (text(&found, "/month"), text(&found, "/with"));
    for sum in rows(&found, "sums") {
        let (here, there) = (amount(&sum, "here_micros"), amount(&sum, "there_micros"));
        let currency = text(&sum, "/there_currency");
        let own = text(&found, "/currency");
        paper.done(&format!("{month}: {here} {own} here, {there} {currency} with {with}"), "");
    }
    paper.note(text(&found, "/remark"));
    Ok(())
}
