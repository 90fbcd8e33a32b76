//! What the run tells at the end.

use super::count::Count;
use super::services::Found;
use super::step::Outcome;
use std::time::Duration;

/// One finished step.
pub(crate) struct Line {
    /// Its name.
    pub(crate) name: &'static str,
    /// What became of it.
    pub(crate) outcome: Outcome,
    /// How long it took.
    pub(crate) took: Duration,
}

/// Says at once what became of a step.
pub(crate) fn announce(outcome: &Outcome, took: Duration, total: Duration) {
    let clock = format!("{:.1} s, {:.0} s in all", took.as_secs_f64(), total.as_secs_f64());
    match outcome {
        Outcome::Absent { reason } => eprintln!("        not run: {reason}"),
        Outcome::Ran { count, note } if count.failed > 0 => {
            eprintln!("{note}");
            eprintln!("        ✗ {} failed, {} passed ({clock})", count.failed, count.passed);
        }
        Outcome::Ran { count, note } => {
            let note = if note.is_empty() { String::new() } else { format!(": {note}") };
            eprintln!("        ✓ {} passed ({clock}){note}", count.passed);
        }
    }
}

/// The table, what did not run, and the totals alone on the last line.
pub(crate) fn print(lines: &[Line], services: Option<&Found>) {
    println!("\n{:<12} {:>7} {:>7} {:>8} {:>9}", "step", "passed", "failed", "skipped", "seconds");
    for line in lines {
        let took = line.took.as_secs_f64();
        match &line.outcome {
            Outcome::Ran { count, .. } => println!(
                "{:<12} {:>7} {:>7} {:>8} {took:>9.1}",
                line.name, count.passed, count.failed, count.skipped
            ),
            Outcome::Absent { .. } => {
                println!("{:<12} {:>7} {:>7} {:>8} {took:>9.1}", line.name, "-", "-", "-");
            }
        }
    }
    if let Some(found) = services.filter(|found| !found.ran.is_empty()) {
        println!("\nServices of the Rust tests: {}.", found.ran.join(", "));
    }
    let absent = absences(lines, services);
    if absent.is_empty() {
        println!("\nEverything ran.");
    } else {
        println!("\nDid not run:");
        for text in absent {
            println!("  {text}");
        }
    }
    let sum = total(lines);
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
}

fn absences(lines: &[Line], services: Option<&Found>) -> Vec<String> {
    let absent = services.map(|found| found.absent.as_slice()).unwrap_or_default();
    let mut found: Vec<String> =
        absent.iter().map(|name| format!("rust-tests: those that need {name}")).collect();
    for line in lines {
        match &line.outcome {
            Outcome::Absent { reason } => found.push(format!("{}: {reason}", line.name)),
            Outcome::Ran { count, .. } if count.skipped > 0 => {
                found.push(format!(
                    "{}: {} skipped by the tests themselves",
                    line.name, count.skipped
                ));
            }
            Outcome::Ran { .. } => {}
        }
    }
    found
}

fn total(lines: &[Line]) -> Count {
    let counts = lines.iter().filter_map(|line| match &line.outcome {
        Outcome::Ran { count, .. } => Some(*count),
        Outcome::Absent { .. } => None,
    });
    counts.fold(Count::default(), Count::plus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_leave_out_what_did_not_run_and_say_so() {
        let line = |outcome| Line { name: "x", outcome, took: Duration::ZERO };
        let count = Count { passed: 4, failed: 1, skipped: 2 };
        let lines = [
            line(Outcome::Ran { count, note: String::new() }),
            line(Outcome::one(true, String::new())),
            line(Outcome::absent("no browser")),
        ];
        assert_eq!(total(&lines), Count { passed: 5, failed: 1, skipped: 2 });
        assert_eq!(absences(&lines, None).len(), 2);
        let services = Found { ran: vec![], absent: vec!["NATS".to_owned()] };
        assert_eq!(absences(&lines, Some(&services)).len(), 3);
    }
}
