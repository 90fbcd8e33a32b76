//! The tables of a report: cells of text, lined up by whoever prints them.

use super::{Report, Row, Spread};
use crate::figures::{FIGURES, Figure};
use crate::goals::Judged;

impl Report {
    /// Heads of the table of regimes.
    pub fn heads() -> Vec<&'static str> {
        std::iter::once("regime").chain(FIGURES.iter().map(|figure| figure.head)).collect()
    }

    /// One row for each regime: each figure as its mean, and its least and most in parentheses.
    pub fn table(&self) -> Vec<Vec<String>> {
        let row = |row: &Row| {
            let cell = |figure: &Figure| spread(row.spread_of(figure), figure.is_share);
            std::iter::once(row.regime.to_owned()).chain(FIGURES.iter().map(cell)).collect()
        };
        self.rows.iter().map(row).collect()
    }

    /// Heads of the table of goals.
    pub const GOAL_HEADS: [&'static str; 4] = ["", "goal", "at most", "is"];

    /// One row for each goal whose regime was run.
    pub fn goals(&self) -> Vec<Vec<String>> {
        let row = |judged: &Judged| {
            let is_share = judged.figure().is_some_and(|figure| figure.is_share);
            let mark = if judged.met { "✓" } else { "✗" };
            vec![
                mark.to_owned(),
                judged.goal.to_owned(),
                number(judged.at_most, is_share),
                spread(judged.is, is_share),
            ]
        };
        Judged::all(self).iter().map(row).collect()
    }
}

fn spread(of: Spread, is_share: bool) -> String {
    let [mean, least, most] = [of.mean, of.min, of.max].map(|value| number(value, is_share));
    format!("{mean} ({least}–{most})")
}

/// As many digits as say something; shares in hundredths.
pub(super) fn number(value: f64, is_share: bool) -> String {
    let (value, unit) = if is_share { (value * 100.0, " %") } else { (value, "") };
    let digits = match value {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.digits$}");
    let short = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    format!("{short}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_long_as_they_say_something() {
        let said = [0.0, 0.074, 3.5, 18.52, 2_370.4].map(|value| number(value, false));
        assert_eq!(said, ["0", "0.07", "3.5", "18.5", "2370"]);
        assert_eq!(number(0.0351, true), "3.51 %");
        let of = Spread { mean: 1.0, min: 0.5, max: 20.0 };
        assert_eq!(spread(of, false), "1 (0.5–20)");
    }
}
