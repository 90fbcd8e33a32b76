use std::fmt::Write as _;

use super::frame::{moment, page, text};
use super::plot::bars;
use super::trials::table;
use crate::live::Status;
use crate::model::Share;

/// How the newsroom is doing.
pub(crate) fn status(newsroom: &str, status: &Status) -> String {
    let mut body = String::from("<table>");
    let rows = [
        ("Readers", format!("{} (and {} who stopped)", status.readers, status.stopped)),
        ("Stories", format!("{}; {} wait for an editor", status.stories, status.held)),
        (
            "Messages",
            format!(
                "{} sent, {} waiting, {} refused, {} too late",
                status.sent, status.pending, status.refused, status.dropped
            ),
        ),
        ("Editions delivered", share(status.delivered)),
        ("Editions read, of those delivered to readers who let it be seen", share(status.read)),
        ("At the desk", status.desk.to_string()),
    ];
    for (name, value) in rows {
        let _infallible = write!(body, "<tr><th>{name}</th><td>{value}</td></tr>");
    }
    body.push_str("</table>");
    body.push_str(&bars("Messages sent", &status.sent_by_hour, status.now_s));
    body.push_str(&bars("Stories", &status.stories_by_hour, status.now_s));
    if !status.trials.is_empty() {
        body.push_str("<h2>Two headlines</h2>");
        table(&mut body, &status.trials);
    }
    sources(&mut body, status);
    decisions(&mut body, status);
    page(newsroom, &body)
}

fn share(share: Option<Share>) -> String {
    share.map_or_else(
        || "fewer than 20: not shown".to_owned(),
        |share| format!("{} of {}", share.part, share.of),
    )
}

fn sources(body: &mut String, status: &Status) {
    body.push_str("<h2>Sources</h2><table><tr><th>Source</th><th>Topic</th><th>Read</th><th>Next</th><th>Troubles</th></tr>");
    for source in &status.sources {
        let name = if source.title.is_empty() { &source.url } else { &source.title };
        let next =
            if source.is_gone { "never: it is gone".to_owned() } else { moment(source.next_s) };
        let _infallible = write!(
            body,
            "<tr><td>{}<br><small>{}</small></td><td>{}</td><td>{} times, {} items</td><td>{next}</td><td>",
            text(name),
            text(&source.url),
            text(&source.topic),
            source.answers,
            source.items
        );
        if let Some(trouble) = &source.trouble {
            let _infallible = write!(body, "<strong>Now: {}</strong><br>", text(trouble));
        }
        for fault in &source.faults {
            let _infallible = write!(
                body,
                "{} × {}: <small>{}</small><br>",
                fault.count,
                text(&fault.reason),
                text(&fault.explanation)
            );
        }
        body.push_str("</td></tr>");
    }
    body.push_str("</table>");
}

fn decisions(body: &mut String, status: &Status) {
    body.push_str("<h2>Latest decisions</h2><table><tr><th>When</th><th>Reader</th><th>What</th><th>Why</th></tr>");
    for it in &status.last_decisions {
        let _infallible = write!(
            body,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            moment(it.at_s),
            text(&it.reader),
            text(&it.verdict),
            text(&it.reason)
        );
    }
    body.push_str("</table>");
}
