use std::fmt::Write as _;

use serde::Serialize;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// Files looked at.
    pub files: usize,
    /// Files on which reading panicked, or took longer than ten seconds.
    pub panics: usize,
    /// Expectations about titles, links, ids, dates and enclosures that are met.
    pub fields_ok: usize,
    /// Of so many.
    pub fields_total: usize,
    /// Files of which something harmful would be shown.
    #[serde(rename = "unsafe")]
    pub harmful: usize,
    /// Expectations about character sets that are met.
    pub encodings_ok: usize,
    /// Of so many.
    pub encodings_total: usize,
    /// Feeds among the files.
    #[serde(skip)]
    pub feeds: usize,
    /// Their items.
    #[serde(skip)]
    pub items: usize,
    /// The slowest file, in milliseconds.
    #[serde(skip)]
    pub slowest_ms: u128,
    /// What was not met.
    #[serde(skip)]
    pub misses: Vec<String>,
}

impl CheckReport {
    /// Takes in what another check found.
    pub(super) fn add(&mut self, other: Self) {
        self.files += other.files;
        self.panics += other.panics;
        self.fields_ok += other.fields_ok;
        self.fields_total += other.fields_total;
        self.harmful += other.harmful;
        self.encodings_ok += other.encodings_ok;
        self.encodings_total += other.encodings_total;
        self.feeds += other.feeds;
        self.items += other.items;
        self.slowest_ms = self.slowest_ms.max(other.slowest_ms);
        self.misses.extend(other.misses);
    }

    /// Whether every goal is reached.
    pub fn is_good(&self) -> bool {
        self.panics == 0
            && self.harmful == 0
            && share(self.fields_ok, self.fields_total) >= 970
            && share(self.encodings_ok, self.encodings_total) >= 950
    }
}

/// Tenths of a percent; all of nothing is everything.
fn share(ok: usize, total: usize) -> usize {
    (ok * 1_000).checked_div(total).unwrap_or(1_000)
}

/// The report as a table beside its goals.
pub fn render_text(report: &CheckReport) -> String {
    let percent = |ok, total| {
        let tenths = share(ok, total);
        format!("{}.{} % ({ok} of {total})", tenths / 10, tenths % 10)
    };
    let rows = [
        (
            "files read without panic or blow-up",
            format!("{} of {}", report.files - report.panics, report.files),
            "all",
        ),
        (
            "titles, links, ids, dates, enclosures",
            percent(report.fields_ok, report.fields_total),
            "97 %",
        ),
        (
            "files shown safely",
            format!("{} of {}", report.files - report.harmful, report.files),
            "all",
        ),
        ("character sets", percent(report.encodings_ok, report.encodings_total), "95 %"),
        ("feeds among the files", report.feeds.to_string(), ""),
        ("items", report.items.to_string(), ""),
        ("slowest file", format!("{} ms", report.slowest_ms), "10000 ms"),
    ];
    let mut out = format!("{:<40} {:<24} goal\n", "", "measured");
    for (name, value, goal) in rows {
        let _infallible = writeln!(out, "{name:<40} {value:<24} {goal}");
    }
    for miss in report.misses.iter().take(50) {
        let _infallible = writeln!(out, "not met: {miss}");
    }
    out
}
