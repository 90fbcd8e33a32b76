//! The table on the terminal.

use crate::row::{Row, Verdict};

pub(crate) fn print(rows: &[Row]) {
    println!(
        "\n{:<6} {:<28} {:>8} {:<10} {:>8} {:>4} {:>4} {:>4} {:>6} {:>6} {:>4} {:>9} {:>6}  verdict",
        "id", "what", "faults", "", "acked", "L", "D", "W", "B", "C", "O", "recovery", "took"
    );
    for row in rows {
        println!(
            "{:<6} {:<28} {:>8} {:<10} {:>8} {:>4} {:>4} {:>4} {:>6} {:>6} {:>4} {:>9} {:>4} s  {}",
            row.id,
            row.what.chars().take(28).collect::<String>(),
            row.faults,
            row.unit,
            figure(row.acknowledged),
            figure(row.lost),
            figure(row.doubled),
            figure(row.webhooks_lost),
            figure(row.imbalance_micros),
            figure(row.charged_wrongly_micros),
            figure(row.order_inversions),
            row.recovery_ms.map_or_else(|| "-".to_owned(), |ms| format!("{ms} ms")),
            row.took_s,
            match row.verdict {
                Verdict::Held => "held",
                Verdict::Broken(_) => "BROKEN",
                Verdict::NotRun(_) => "not run",
            }
        );
    }
    println!(
        "L acknowledged but lost, D doubled, W webhook events lost, B imbalance and C charged ≠ \
         delivered in micro-units, O order inversions"
    );
}

fn figure(value: Option<u64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
