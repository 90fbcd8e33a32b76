use super::ReplayReport;
use super::measure::share;

/// A figure beside what it should be.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Goal {
    /// What is measured.
    pub what: &'static str,
    /// What it should be, in words.
    pub goal: String,
    /// What it is.
    pub figure: String,
    /// Whether it is reached.
    pub met: bool,
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn at_least(what: &'static str, least: f64, is: f64) -> Goal {
    Goal { what, goal: format!(">= {}", percent(least)), figure: percent(is), met: is >= least }
}

fn at_most(what: &'static str, most: f64, is: f64) -> Goal {
    Goal { what, goal: format!("<= {}", percent(most)), figure: percent(is), met: is <= most }
}

impl ReplayReport {
    /// The figures beside their goals.
    pub(super) fn with_goals(mut self) -> Self {
        let cancelled = share(self.cancelled_told, self.cancelled);
        let mut goals = vec![
            at_least("told of a delay of 30 min or more", 0.99, self.recall_late30),
            at_least("told within 30 min of the fact", 0.99, self.told_within_30min),
            at_least("late ones told before scheduled departure", 0.40, self.told_before_departure),
            at_most("told, but left under 15 min late", 0.02, self.false_under15),
            Goal {
                what: "notices per told flight, mean",
                goal: "<= 1.7".to_owned(),
                figure: format!("{:.2}", self.notices_per_told_mean),
                met: self.notices_per_told_mean <= 1.7,
            },
            Goal {
                what: "notices per told flight, most",
                goal: "<= 8".to_owned(),
                figure: self.notices_per_told_max.to_string(),
                met: self.notices_per_told_max <= 8,
            },
            Goal {
                what: "notices after departure",
                goal: "0".to_owned(),
                figure: self.stale.to_string(),
                met: self.stale == 0,
            },
        ];
        if self.cancelled > 0 {
            goals.push(at_least("cancellations told", 1.0, cancelled));
        }
        if self.diverted > 0 {
            let diverted = share(self.diverted_told, self.diverted);
            goals.push(at_least("diversions told", 1.0, diverted));
        }
        self.goals = goals;
        self
    }
}
