//! What the figures of Kurier's regimes are to be, and whether they are.

use crate::figures::{FIGURES, Figure};
use crate::report::{Report, Spread};
use serde::Serialize;

/// A bound for the mean of a figure over the seeds.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    /// In which regime.
    pub regime: &'static str,
    /// Which figure.
    pub figure: &'static str,
    /// It may be this at most.
    pub at_most: f64,
    /// In words.
    pub title: &'static str,
}

const PICKED: &str = "kurier";
const OPEN: &str = "kurier_open";

const fn goal(
    regime: &'static str,
    figure: &'static str,
    at_most: f64,
    title: &'static str,
) -> Goal {
    Goal { regime, figure, at_most, title }
}

/// Every goal.
pub const GOALS: &[Goal] = &[
    goal(PICKED, "spam_per_10k", 25.0, "messages of spammers of 10,000, hand-picked"),
    goal(OPEN, "spam_per_10k", 50.0, "messages of spammers of 10,000, open sign-up"),
    goal(PICKED, "unwanted_per_10k", 250.0, "unwanted messages of 10,000, hand-picked"),
    goal(OPEN, "unwanted_per_10k", 250.0, "unwanted messages of 10,000, open sign-up"),
    goal(PICKED, "p99_person_week", 0.5, "unwanted a week, 99th of 100 people, hand-picked"),
    goal(OPEN, "p99_person_week", 0.5, "unwanted a week, 99th of 100 people, open sign-up"),
    goal(
        PICKED,
        "honest_utility_blocked_per_10k",
        1.0,
        "honest notices lost of 10,000, hand-picked",
    ),
    goal(
        OPEN,
        "honest_utility_blocked_per_10k",
        1.0,
        "honest notices lost of 10,000, open sign-up",
    ),
    goal(
        PICKED,
        "honest_marketing_blocked",
        0.035,
        "honest offers lost or late by 48 h, hand-picked",
    ),
    goal(
        OPEN,
        "honest_marketing_blocked",
        0.035,
        "honest offers lost or late by 48 h, open sign-up",
    ),
    goal(PICKED, "honest_closed", 0.0, "honest businesses closed, hand-picked"),
    goal(OPEN, "honest_closed", 0.0, "honest businesses closed, open sign-up"),
    goal(PICKED, "hijack_unwanted", 150.0, "unwanted from a hijacked account, hand-picked"),
    goal(OPEN, "hijack_unwanted", 150.0, "unwanted from a hijacked account, open sign-up"),
    goal(PICKED, "brigade_paused", 0.02, "honest businesses paused by a brigade, hand-picked"),
    goal(OPEN, "brigade_paused", 0.02, "honest businesses paused by a brigade, open sign-up"),
];

/// A goal beside the true figure.
#[derive(Debug, Clone, Serialize)]
pub struct Judged {
    /// In words.
    pub goal: &'static str,
    /// In which regime.
    pub regime: &'static str,
    /// Which figure.
    pub figure: &'static str,
    /// It may be this at most.
    pub at_most: f64,
    /// What it is.
    pub is: Spread,
    /// Whether the mean is within the bound.
    pub met: bool,
}

impl Judged {
    /// Every goal whose regime was run.
    pub fn all(report: &Report) -> Vec<Self> {
        let judged = |goal: &Goal| {
            let row = report.rows.iter().find(|row| row.regime == goal.regime)?;
            let is = row.spread(goal.figure)?;
            let met = is.mean <= goal.at_most;
            let Goal { regime, figure, at_most, title } = *goal;
            Some(Self { goal: title, regime, figure, at_most, is, met })
        };
        GOALS.iter().filter_map(judged).collect()
    }

    /// The figure.
    pub fn figure(&self) -> Option<&'static Figure> {
        FIGURES.iter().find(|figure| figure.name == self.figure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Counts, Figures};
    use crate::regime::Regime;
    use crate::run::Done;

    fn report(spam: [u32; 2]) -> Report {
        let done = |(seed, spam): (u64, u32)| Done {
            regime: Regime::named("kurier").unwrap(),
            seed,
            counts: Counts {
                days: 60,
                delivered: 10_000,
                unwanted: 240,
                spam,
                ..Counts::default()
            },
        };
        Report::of(&(1..).zip(spam).map(done).collect::<Vec<_>>(), 10, 60)
    }

    fn met(report: &Report, figure: &str) -> bool {
        Judged::all(report).iter().find(|goal| goal.figure == figure).unwrap().met
    }

    #[test]
    fn a_goal_is_met_by_the_mean_over_the_seeds() {
        assert!(met(&report([10, 40]), "spam_per_10k"));
        assert!(!met(&report([10, 41]), "spam_per_10k"));
        assert!(met(&report([10, 41]), "unwanted_per_10k"));
    }

    #[test]
    fn goals_of_regimes_that_were_not_run_are_not_judged() {
        let judged = Judged::all(&report([0, 0]));
        assert_eq!(judged.len(), GOALS.len() / 2);
        assert!(judged.iter().all(|goal| goal.regime == "kurier"));
    }

    #[test]
    fn every_goal_names_a_regime_and_a_figure() {
        for goal in GOALS {
            assert!(Regime::named(goal.regime).is_some(), "{}", goal.regime);
            assert!(FIGURES.iter().any(|figure| figure.name == goal.figure), "{}", goal.figure);
        }
        let figures = Figures::of(&Counts::default());
        assert!(FIGURES.iter().all(|figure| (figure.of)(&figures).abs() < 1e-9));
    }
}
