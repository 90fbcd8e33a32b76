use std::fmt::Write;

use super::{ConnectionReport, Goal};

/// What a replay measured.
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
    /// Delays of 30 minutes or more, cancellations and diversions.
    pub facts: u64,
    /// Share of these that was told within 30 minutes of being known.
    pub told_within_30min: f64,
    /// The longest time from a fact to its first notice, minutes.
    pub longest_lag_min: i64,
    /// Notices about a departure after it.
    pub stale: u64,
    /// Flights that did not fly.
    pub cancelled: u64,
    /// Of these, told.
    pub cancelled_told: u64,
    /// Flights that left and are in no record of arrivals.
    pub diverted: u64,
    /// Of these, told.
    pub diverted_told: u64,
    /// Connections at risk.
    pub connections: ConnectionReport,
    /// Figures beside their goals.
    pub goals: Vec<Goal>,
    /// Messages written, parsed and understood.
    pub messages: u64,
    /// Messages that did not lead to a flight.
    pub misunderstood: u64,
    /// Rows of the file that could not be used.
    pub skipped: u64,
    /// First and last day measured.
    pub days: String,
    /// Seed of the synthetic parts.
    pub seed: u64,
}

/// The report as tables for people.
pub fn render_text(report: &ReplayReport) -> String {
    let mut text = format!("Replay of {}\n\n", report.days);
    let flown = report.departures;
    let counts = [
        ("departures flown", flown.to_string()),
        ("left 30 min late or more", report.late30.to_string()),
        ("flights told / notices", format!("{} / {}", report.told, report.notices)),
        ("cancelled / diverted", format!("{} / {}", report.cancelled, report.diverted)),
        (
            "messages read / not understood",
            format!("{} / {}", report.messages, report.misunderstood),
        ),
        ("longest from fact to notice", format!("{} min", report.longest_lag_min)),
    ];
    for (what, figure) in counts {
        // Writing to a String cannot fail.
        writeln!(text, "  {what:<42}{figure:>17}").unwrap_or_default();
    }
    writeln!(text, "\n  {:<42}{:>17}{:>14}", "", "measured", "goal").unwrap_or_default();
    for Goal { what, goal, figure, met } in &report.goals {
        let mark = if *met { "" } else { "  MISSED" };
        writeln!(text, "  {what:<42}{figure:>17}{goal:>14}{mark}").unwrap_or_default();
    }
    text.push_str(&connections(&report.connections));
    if report.skipped > 0 {
        writeln!(text, "\n  {} rows of the file could not be used.", report.skipped)
            .unwrap_or_default();
    }
    text.push_str("\n  Times of departure and arrival are real, and each is used only once it has happened.\n");
    writeln!(
        text,
        "  Synthetic (seed {}): delay reasons, itineraries with a change, and when a cancellation or diversion became known.",
        report.seed
    )
    .unwrap_or_default();
    text
}

fn connections(report: &ConnectionReport) -> String {
    let ConnectionReport { flown, missed, foreseen, lead_median_min, false_alarms, .. } = report;
    if *flown == 0 {
        return "\n  Connections: the data hold no flights to change between.\n".to_owned();
    }
    format!(
        "\n  Connections: {flown} itineraries, {missed} missed, {foreseen} of these foreseen, median {lead_median_min} min \
         before landing; {false_alarms} announced and made.\n"
    )
}
