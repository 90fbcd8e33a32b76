//! One picture for each figure: all regimes, and the goals of those that have one.

use super::bars::{Bar, chart};
use super::table::number;
use super::{Report, Row};
use crate::figures::{FIGURES, Figure};
use crate::goals::GOALS;

/// Pictures of a report: name of the file, and what stands in it.
pub(super) fn plots(report: &Report) -> Vec<(String, String)> {
    FIGURES.iter().map(|figure| (format!("{}.svg", figure.name), draw(report, figure))).collect()
}

fn draw(report: &Report, figure: &Figure) -> String {
    let bar = |row: &Row| {
        let spread = row.spread_of(figure);
        let goal =
            GOALS.iter().find(|goal| (goal.regime, goal.figure) == (row.regime, figure.name));
        let label = number(spread.mean, figure.is_share);
        Bar { name: row.title, spread, label, goal: goal.map(|goal| goal.at_most) }
    };
    let bars: Vec<Bar> = report.rows.iter().map(bar).collect();
    let seeds = report.seeds.len();
    chart(&format!("{} — mean of {seeds} seeds, least to most, goal dashed", title(figure)), &bars)
}

pub(super) fn title(figure: &Figure) -> &'static str {
    match figure.name {
        "unwanted_per_10k" => "Unwanted messages of 10,000 that reach people",
        "spam_per_10k" => "Messages of spammers of 10,000 that reach people",
        "p99_person_week" => "Unwanted messages a week, 99th of 100 people",
        "honest_utility_blocked_per_10k" => "Honest notices lost, of 10,000",
        "honest_marketing_blocked" => "Honest offers lost or 48 hours late",
        "honest_closed" => "Honest businesses closed",
        "hijack_unwanted" => "Unwanted messages from a hijacked account",
        "brigade_paused" => "Honest businesses paused by a brigade",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Counts;
    use crate::regime::Regime;
    use crate::run::Done;

    #[test]
    fn there_is_a_picture_of_every_figure_with_every_regime_and_its_goal() {
        let done = |regime: &Regime| Done {
            regime: *regime,
            seed: 1,
            counts: Counts { days: 60, delivered: 10_000, unwanted: 300, ..Counts::default() },
        };
        let runs: Vec<Done> = Regime::ALL.iter().map(done).collect();
        let plots = plots(&Report::of(&runs, 300, 60));
        assert_eq!(plots.len(), FIGURES.len());
        let (name, picture) = &plots[0];
        assert_eq!(name, "unwanted_per_10k.svg");
        assert_eq!(picture.matches("<rect").count(), Regime::ALL.len() + 1);
        assert_eq!(picture.matches("stroke-dasharray").count(), 2);
        assert!(picture.contains("#b3261e"), "a missed goal is red");
    }
}
