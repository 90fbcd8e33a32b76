//! What the page shows.

use jiff::Timestamp;

use super::html::{escape, table, whole};
use super::svg::svg;
use crate::HerdError;
use crate::live::StatusHandle;
use crate::memory::{Alert, BrokenRow, LetterRow, SourceRow, Totals};
use crate::source::Broken;
use crate::talk::{Language, line};

/// Plots at most.
const PLOTS: usize = 8;

/// Writes the page.
pub(super) async fn page(status: &StatusHandle) -> Result<String, HerdError> {
    let (totals, alerts, letters, notes) =
        tokio::try_join!(status.totals(), status.alerts(), status.letters(), status.notes())?;
    let clock = |micros: i64| moment(status, micros);
    let mut body = format!(
        "<h1>{}</h1><p>{}</p>",
        escape(&status.config().farm),
        escape(&format!(
            "As of {}. A notice aid, not a diagnosis.",
            clock(status.now().as_microsecond())
        )),
    );
    body.push_str(&sums(&totals));
    body.push_str(&plots(status, &alerts));
    let words = |alert: &Alert| line(&alert.noted, &status.config().zone, Language::English);
    let decisions = alerts.iter().map(|alert| {
        let answer = alert.verdict.clone().unwrap_or_else(|| "–".to_owned());
        let found = clock(alert.found_at.as_microsecond());
        vec![found, words(alert), alert.state.word().to_owned(), answer, alert.why.clone()]
    });
    let heads = ["Found", "What", "State", "Answer", "Why so"];
    body.push_str(&table("Decisions", &heads, &decisions.collect::<Vec<_>>()));
    let notes = notes.into_iter().map(|(at, who, text)| vec![clock(at), ending(&who), text]);
    body.push_str(&table("Notes", &["When", "Of", "What"], &notes.collect::<Vec<_>>()));
    body.push_str(&sources(&totals.sources, &clock));
    body.push_str(&broken(&totals.broken, &clock));
    body.push_str(&outbox(&letters, &clock));
    Ok(whole(&status.config().farm, &body))
}

fn moment(status: &StatusHandle, micros: i64) -> String {
    let at = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(status.config().zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

fn sums(totals: &Totals) -> String {
    let figures = [
        ("Cows", i64::from(totals.cows)),
        ("Readings kept", totals.readings),
        ("Alerts", i64::from(totals.alerts)),
        ("Answered", i64::from(totals.answered)),
        ("Messages sent", i64::from(totals.sent)),
        ("Waiting", i64::from(totals.pending)),
        ("Refused", i64::from(totals.refused)),
    ];
    let mut out = "<dl>".to_owned();
    for (name, figure) in figures {
        out.extend(["<div><dt>", name, "</dt><dd>", &figure.to_string(), "</dd></div>"]);
    }
    out + "</dl>"
}

fn plots(status: &StatusHandle, alerts: &[Alert]) -> String {
    let mut out = "<section class=\"plots\" aria-label=\"What was unusual\">".to_owned();
    for alert in alerts.iter().filter(|alert| alert.noted.plot.is_some()).take(PLOTS) {
        let Some(plot) = &alert.noted.plot else { continue };
        let words = line(&alert.noted, &status.config().zone, Language::English);
        if let Some(picture) = svg(plot, &words) {
            let (words, days) = (escape(&words), escape(&plot.words(Language::English)));
            let caption = ["<figcaption><b>", &words, "</b>", &days, "</figcaption></figure>"];
            out.extend(["<figure>", &picture].into_iter().chain(caption));
        }
    }
    out + "</section>"
}

fn sources(rows: &[SourceRow], clock: &dyn Fn(i64) -> String) -> String {
    let row = |row: &SourceRow| {
        let last = row.last_at.map_or_else(|| "never".to_owned(), clock);
        let counts = [row.messages, row.readings, row.facts].map(|count| count.to_string());
        let [messages, readings, facts] = counts;
        vec![row.name.clone(), messages, readings, facts, last, row.state.clone()]
    };
    let heads = ["Source", "Messages", "Readings", "Records", "Last", "Connection"];
    table("Sources", &heads, &rows.iter().map(row).collect::<Vec<_>>())
}

fn broken(rows: &[BrokenRow], clock: &dyn Fn(i64) -> String) -> String {
    let row = |row: &BrokenRow| {
        let reason = Broken::ALL.into_iter().find(|reason| reason.code() == row.reason);
        let words = reason.map_or("for a reason of another version", Broken::explain);
        vec![
            row.source.clone(),
            words.to_owned(),
            row.count.to_string(),
            clock(row.last_at),
            row.detail.clone(),
        ]
    };
    let heads = ["Source", "What and what to do", "Times", "Last", "The last one"];
    table("Could not be used", &heads, &rows.iter().map(row).collect::<Vec<_>>())
}

/// Enough of an address to tell people of a farm apart.
fn ending(person: &str) -> String {
    let from = person.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    format!("…{}", person.get(from..).unwrap_or_default())
}

fn outbox(rows: &[LetterRow], clock: &dyn Fn(i64) -> String) -> String {
    let row = |row: &LetterRow| {
        let kind = row.key.split('/').nth(1).unwrap_or_default().to_owned();
        vec![
            clock(row.due),
            kind,
            ending(&row.person),
            row.state.clone(),
            row.why.clone().unwrap_or_default(),
        ]
    };
    let heads = ["When", "Kind", "To", "State", "Why not sent"];
    table("Messages", &heads, &rows.iter().map(row).collect::<Vec<_>>())
}
