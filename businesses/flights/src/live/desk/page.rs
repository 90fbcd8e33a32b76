use std::fmt::{Display, Write};

use super::plot::bars;
use super::report::{Report, Source};
use crate::model::Minute;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1f;\
    background:#fff}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{text-align:left;padding:.3rem .6rem;\
    border-bottom:1px solid #ddd;vertical-align:top}svg{width:100%;height:auto}rect{fill:#2457c5}text{font-size:12px;fill:#555}\
    .n{text-align:right}@media(prefers-color-scheme:dark){body{background:#121214;color:#eee}text{fill:#aaa}rect{fill:#7ea6ff}}";

/// The page of the staff: no script, nothing from elsewhere.
pub(super) fn html(report: &Report) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"refresh\" content=\"30\"><title>Flights</title><style>{STYLE}</style><h1>Flights</h1>"
    );
    page.push_str(&figures(report));
    page.push_str("<h2>Notices</h2>");
    page.push_str(&bars("Notices by hour", &report.by_hour, report.now_s));
    page.push_str("<h2>Sources</h2><p>What could not be used is counted here; everything else of the delivery was.</p>");
    page.push_str(&sources(&report.sources));
    page.push_str(&conversations(report));
    page.push_str(&decisions(report));
    page.push_str("</html>");
    page
}

fn escaped(text: &impl Display) -> String {
    let text = text.to_string();
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

fn row(page: &mut String, cells: &[&dyn Display]) {
    page.push_str("<tr>");
    for cell in cells {
        // Writing to a String cannot fail.
        write!(page, "<td>{}</td>", escaped(&cell)).unwrap_or_default();
    }
    page.push_str("</tr>");
}

fn figures(report: &Report) -> String {
    let seconds =
        |lag: Option<i64>| lag.map_or_else(|| "not yet known".to_owned(), |lag| format!("{lag} s"));
    let mut page = "<table>".to_owned();
    let known: [(&str, &dyn Display); 10] = [
        ("flights on the board", &report.legs),
        ("seats with an address", &report.seats),
        ("decisions", &report.decisions),
        ("notices sent", &report.sent),
        ("delivered / read", &format!("{} / {}", report.delivered, report.read)),
        ("waiting to be sent", &report.pending),
        ("overtaken before they were sent", &report.dropped),
        ("taken back before they arrived", &report.recalled),
        ("refused by the server", &report.refused),
        (
            "from knowing to sent, median / p99",
            &format!("{} / {}", seconds(report.lag_p50_s), seconds(report.lag_p99_s)),
        ),
    ];
    for (what, figure) in known {
        row(&mut page, &[&what, figure]);
    }
    page + "</table>"
}

fn sources(sources: &[Source]) -> String {
    let mut page = "<table><tr><th>source</th><th>deliveries</th><th>not used</th><th>times</th><th>last</th><th>meaning</th></tr>".to_owned();
    for source in sources {
        row(&mut page, &[&source.name, &source.deliveries, &"", &"", &time(source.last_s), &""]);
        for fault in &source.faults {
            let meaning = format!("{} {}", fault.meaning, shown(&fault.what));
            row(&mut page, &[&"", &"", &fault.reason, &fault.n, &time(fault.last_s), &meaning]);
        }
    }
    page + "</table>"
}

fn shown(what: &str) -> String {
    if what.is_empty() { String::new() } else { format!("(last: {what})") }
}

fn time(at_s: i64) -> String {
    Minute(at_s.div_euclid(60)).timestamp().to_string()
}

fn conversations(report: &Report) -> String {
    let mut page = "<h2>People who wait for you</h2><table><tr><th>number</th><th>passenger</th><th>flight</th><th>wants</th><th>wrote</th></tr>".to_owned();
    for one in &report.conversations {
        let (leg, text) = (one.leg.as_deref().unwrap_or(""), one.text.as_deref().unwrap_or(""));
        row(&mut page, &[&one.id, &one.passenger, &leg, &one.kind, &text]);
    }
    page + "</table>"
}

fn decisions(report: &Report) -> String {
    let mut page = "<h2>Latest decisions</h2><table><tr><th>when</th><th>flight</th><th>passenger</th><th>verdict</th><th>rule</th><th>why</th></tr>".to_owned();
    for one in &report.last_decisions {
        row(&mut page, &[&one.at, &one.leg, &one.passenger, &one.verdict, &one.rule, &one.reason]);
    }
    page + "</table>"
}
