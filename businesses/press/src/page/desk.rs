use std::fmt::Write as _;

use super::frame::{moment, page, text};
use crate::live::OnDesk;

/// What waits for an editor.
pub(crate) fn desk(newsroom: &str, open: &[OnDesk]) -> String {
    let mut body = String::from("<table><tr><th>When</th><th>What</th><th></th></tr>");
    for it in open {
        let (what, choices): (&str, &[(&str, &str)]) = match it.kind.as_str() {
            "held" => (
                "Held back",
                &[("release", "Release"), ("breaking", "Release as breaking"), ("drop", "Drop")],
            ),
            "changed" => (
                "Changed at its source",
                &[("correct", "Send as correction"), ("done", "Not important")],
            ),
            _ => ("A reader writes", &[("answer", "Answer"), ("done", "Done")]),
        };
        let _infallible =
            write!(body, "<tr><td>{}</td><td>{what}: {}", moment(it.at_s), text(&it.text));
        if let Some(story) = it.story {
            let _infallible = write!(body, " <a href=\"/archive/{story}\">#{story}</a>");
        }
        let _infallible =
            write!(body, "</td><td><form method=\"post\" action=\"/desk/{}\">", it.id);
        if it.kind != "held" {
            body.push_str("<input name=\"words\" aria-label=\"Words\" maxlength=\"4000\"> ");
        }
        for (value, label) in choices {
            let _infallible =
                write!(body, "<button name=\"what\" value=\"{value}\">{label}</button> ");
        }
        body.push_str("</form></td></tr>");
    }
    body.push_str("</table><p><a href=\"/desk/headlines\">Two headlines for a story</a></p>");
    if open.is_empty() {
        body.push_str("<p>Nothing waits.</p>");
    }
    page(&format!("{newsroom}: desk"), &body)
}
