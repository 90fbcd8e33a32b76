//! The page.

use serde_json::Value;

const HEAD: &str = "<!-- Written by `cargo xtask gen` from bench/results/faults.json. -->

# Reliability

What is done to Kurier on purpose, how often, and what came of it. The contract behind the figures: an answer of success means that the message
is on disk; an error or no answer means \"unknown\", and the same call with the same `Idempotency-Key` settles it; a person sees each message once and in
order; a business is told each event at least once, under the same id; what is delivered is charged once, and nothing else.

The quick catalogue takes minutes and is part of `cargo xtask test`; the long one takes as many faults as fit:

```sh
cargo xtask faults --quick
cargo xtask faults --hours 8
```

## What the figures mean

| figure | means |
|---|---|
| L | acknowledged messages that never reached their person |
| D | messages that stand twice in a chat |
| W | webhook events that never came, after the receiver was well again |
| B | sum of all accounts, in micro-units; also broken when the ledger's own check finds anything |
| C | distance between what was charged and the price of what was delivered, in micro-units |
| O | places of an inbox that came out of order or twice |
| recovery | see the column; the worst of all faults |
| bound | with no failure in n independent faults, the chance of a failure per fault is below 3/n with 95 % confidence; images, frames and sockets of one run are not independent, so there it flatters |

A dash means that this fault does not measure it. Each scenario must also see losses when it is made blind or careless on purpose (flushes ignored, a receiver
that swallows events), or it fails.

";

const NOT_COVERED: &str = "
## What is not covered

- A disk that reports a flush as done and loses it all the same, and one that damages what it holds: SQLite's log has checksums, the database's pages have
  none. FT-03 counts how often a flipped bit of the database goes unseen; compare `kurier ledger verify` and backups.
- Power cuts under PostgreSQL: its own promise is taken for it.
- Webhook receivers that hang, redirect or send without end (FT-15) and poisoned data (FT-17) are tests of `kurier-egress` and `kurier-engine`, not part of these figures.
- A restored backup is older than what businesses and devices know. Devices notice. The ids of webhook events are made from places in the event log, and
  those after the backup are given out again for other events; a message id comes again only where place and row in the log both do (FT-19 counts that).
- Names: a file that was made, renamed or removed counts as such at once in the images of power cuts, as on a journalling file system.
- Several faults at the same moment, but in the simulation.
- Kernels, file systems and machines other than those the figures were taken on; the machine had two cores that were shared with other work.
- The person's browser: what it shows is tested end to end, not under these faults.
";

/// The whole page.
pub(crate) fn write(rows: &[Value]) -> String {
    let mut page = HEAD.to_owned();
    page += "## Figures\n\n| id | fault | on | run | struck | bound | acknowledged | L | D | W | B | C | O | recovery | verdict |\n";
    page += "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    for row in rows {
        page += &line(row);
    }
    page += "\n## Remarks\n\n";
    for row in rows {
        page += &remarks(row);
    }
    page + NOT_COVERED
}

fn remarks(row: &Value) -> String {
    let notes: Vec<&str> =
        row["notes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if notes.is_empty() {
        return String::new();
    }
    format!("- **{}**: {}\n", text(row, "id"), notes.join(" "))
}

fn line(row: &Value) -> String {
    let struck = row["faults"].as_u64().unwrap_or(0);
    let held = row["verdict"]["is"] == "held";
    let figures: Vec<String> = [
        "acknowledged",
        "lost",
        "doubled",
        "webhooks_lost",
        "imbalance_micros",
        "charged_wrongly_micros",
        "order_inversions",
    ]
    .iter()
    .map(|name| row[*name].as_u64().map_or_else(|| "–".to_owned(), grouped))
    .collect();
    let recovery = row["recovery_ms"].as_u64().map_or_else(
        || "–".to_owned(),
        |ms| format!("{} ({})", span(ms), text(row, "recovery_of")),
    );
    let verdict = match text(row, "verdict/is") {
        "held" => "held".to_owned(),
        "broken" => format!("**broken**: {}", text(row, "verdict/why")),
        _ => format!("not run: {}", text(row, "verdict/why")),
    };
    format!(
        "| {} | {} | {} | {} | {} {} | {} | {} | {recovery} | {verdict} |\n",
        text(row, "id"),
        text(row, "what"),
        text(row, "stage"),
        text(row, "effort"),
        grouped(struck),
        text(row, "unit"),
        if held { bound(struck) } else { "–".to_owned() },
        figures.join(" | "),
    )
}

fn text<'r>(row: &'r Value, path: &str) -> &'r str {
    row.pointer(&format!("/{path}")).and_then(Value::as_str).unwrap_or_default()
}

/// Upper bound of the chance of a failure, after none in `faults`.
pub(crate) fn bound(faults: u64) -> String {
    if faults < 3 {
        return "–".to_owned();
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of faults")]
    let share = 300.0 / faults as f64;
    let digits = if share >= 1.0 { 0 } else { 3 };
    let shown = format!("{share:.digits$}");
    let shown = if digits > 0 { shown.trim_end_matches('0').trim_end_matches('.') } else { &shown };
    format!("{shown} %")
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn span(ms: u64) -> String {
    match ms {
        0..2_000 => format!("{ms} ms"),
        2_000..120_000 => format!("{} s", ms / 1_000),
        _ => format!("{} min", ms / 60_000),
    }
}
