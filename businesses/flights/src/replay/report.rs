use std::fmt::Write;

/// What a replay measured. As JSON it has exactly the keys of the first nine fields.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct ReplayReport {
    /// Departures flown.
    pub departures: u64,
    /// Of these, left 30 minutes late or more.
    pub late30: u64,
    /// Flights whose passengers were told of a delay.
    pub told: u64,
    /// Notices about these flights, for one passenger each.
    pub notices: u64,
    /// Notices for each told flight, on average.
    pub notices_per_told_mean: f64,
    /// The most notices about one flight.
    pub notices_per_told_max: u64,
    /// Share of `late30` that was told.
    pub recall_late30: f64,
    /// Share of `late30` that was told before the scheduled departure.
    pub told_before_departure: f64,
    /// Share of `told` that left less than 15 minutes late.
    pub false_under15: f64,
    /// Flights that did not fly.
    #[serde(skip)]
    pub cancelled: u64,
    /// Of these, told.
    #[serde(skip)]
    pub cancelled_told: u64,
    /// Messages written, parsed and understood.
    #[serde(skip)]
    pub messages: u64,
    /// Messages that did not lead to a flight.
    #[serde(skip)]
    pub misunderstood: u64,
    /// Rows of the file that could not be used.
    #[serde(skip)]
    pub skipped: u64,
    /// First and last day measured.
    #[serde(skip)]
    pub days: String,
    /// Seed of the synthetic parts.
    #[serde(skip)]
    pub seed: u64,
}

/// The report as a table for people.
pub fn render_text(report: &ReplayReport) -> String {
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let rows = [
        ("departures flown", report.departures.to_string()),
        ("left 30 min late or more", report.late30.to_string()),
        ("flights told", report.told.to_string()),
        ("notices", report.notices.to_string()),
        ("notices per told flight, mean", format!("{:.2}", report.notices_per_told_mean)),
        ("notices per told flight, most", report.notices_per_told_max.to_string()),
        ("late flights told", percent(report.recall_late30)),
        ("late flights told before departure", percent(report.told_before_departure)),
        ("told, but left under 15 min late", percent(report.false_under15)),
        ("cancelled / told of it", format!("{} / {}", report.cancelled, report.cancelled_told)),
        (
            "messages read / not understood",
            format!("{} / {}", report.messages, report.misunderstood),
        ),
    ];
    let mut text = format!("Replay of {}\n\n", report.days);
    for (what, figure) in rows {
        // Writing to a String cannot fail.
        writeln!(text, "  {what:<36}{figure:>16}").unwrap_or_default();
    }
    if report.skipped > 0 {
        writeln!(text, "\n  {} rows of the file could not be used.", report.skipped)
            .unwrap_or_default();
    }
    text.push_str("\n  Times of departure and arrival are real, and each is used only once it has happened.\n");
    let seed = report.seed;
    writeln!(
        text,
        "  Synthetic (seed {seed}): delay reasons, and when a cancellation became known."
    )
    .unwrap_or_default();
    text
}
