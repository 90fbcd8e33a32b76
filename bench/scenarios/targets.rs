//! What is aimed at: `targets.txt`. Every target is a figure, or the ratio of two figures of the same
//! run, because absolute numbers depend on the machine and its mood.

use crate::report::Report;
use anyhow::{Context, Result, bail};

const TABLE: &str = include_str!("../targets.txt");

/// Which figure.
struct Figure {
    scenario: &'static str,
    store: &'static str,
    name: &'static str,
}

/// One line of the table.
pub(crate) struct Target {
    goal: &'static str,
    of: Figure,
    per: Option<Figure>,
    bound: Bound,
    unit: &'static str,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound {
    AtLeast(f64),
    AtMost(f64),
    /// Only shown.
    Shown,
}

/// A target with what was measured.
pub(crate) struct Verdict {
    pub(crate) goal: &'static str,
    pub(crate) value: f64,
    pub(crate) bound: Bound,
    pub(crate) unit: &'static str,
    /// Whether one of its figures was measured beside foreign load.
    pub(crate) noisy: bool,
}

impl Verdict {
    /// 1 = exactly the target, more is better.
    pub(crate) fn score(&self) -> Option<f64> {
        match self.bound {
            Bound::AtLeast(bound) => Some(self.value / bound),
            Bound::AtMost(bound) if self.value > 0.0 => Some(bound / self.value),
            // Nothing at all was wanted, and nothing it was.
            Bound::AtMost(_) => Some(1.0),
            Bound::Shown => None,
        }
    }
}

impl Target {
    pub(crate) fn goal(&self) -> &'static str {
        self.goal
    }

    /// Whether it names a figure that its scenario, which ran, does not give. A short run stores less than
    /// the sizes that `growth` names.
    pub(crate) fn dangles(&self, reports: &[Report]) -> bool {
        let mut figures = std::iter::once(&self.of).chain(&self.per);
        figures.any(|figure| {
            let ran = figure.report(reports).filter(|report| report.scenario != "growth");
            ran.is_some_and(|report| {
                report.remarks.is_empty() && report.value(figure.name).is_none()
            })
        })
    }

    /// `None` if one of its figures was not measured.
    pub(crate) fn judge(&self, reports: &[Report]) -> Option<Verdict> {
        let (mut value, mut noisy) = self.of.find(reports)?;
        if let Some(per) = &self.per {
            let (by, also) = per.find(reports)?;
            value /= by;
            noisy |= also;
        }
        Some(Verdict { goal: self.goal, value, bound: self.bound, unit: self.unit, noisy })
    }
}

impl Figure {
    fn report<'a>(&self, reports: &'a [Report]) -> Option<&'a Report> {
        reports.iter().find(|one| one.scenario == self.scenario && one.store == self.store)
    }

    fn find(&self, reports: &[Report]) -> Option<(f64, bool)> {
        let report = self.report(reports)?;
        Some((report.value(self.name)?, report.noisy))
    }

    fn parse(text: &'static str) -> Option<Self> {
        let (scenario, name) = text.split_once(' ')?;
        let (scenario, store) = scenario.split_once('@').unwrap_or((scenario, "sqlite"));
        Some(Self { scenario, store, name })
    }
}

/// Every target, in the order of the table.
pub(crate) fn all() -> Result<Vec<Target>> {
    let is_row = |line: &&str| !line.starts_with('#') && !line.is_empty();
    let parse = |line| parse(line).with_context(|| format!("targets.txt: {line}"));
    TABLE.lines().filter(is_row).map(parse).collect()
}

fn parse(line: &'static str) -> Result<Target> {
    let cells: Vec<&'static str> = line.split('|').map(str::trim).collect();
    let [goal, of, per, wanted, unit] = cells[..] else { bail!("five cells are needed") };
    let bound = match wanted.split_at_checked(1) {
        Some((">", bound)) => Bound::AtLeast(bound.parse()?),
        Some(("<", bound)) => Bound::AtMost(bound.parse()?),
        _ => Bound::Shown,
    };
    let of = Figure::parse(of).context("which figure?")?;
    Ok(Target { goal, of, per: Figure::parse(per), bound, unit })
}
