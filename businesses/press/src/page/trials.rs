use std::fmt::Write as _;

use super::frame::{moment, page, text};
use crate::live::{Choice, TrialStatus};
use crate::model::Share;

/// Trials of two headlines as a table.
pub(super) fn table(body: &mut String, trials: &[TrialStatus]) {
    body.push_str(
        "<table><tr><th>Story</th><th>Headlines</th><th>Readers</th><th>Read, of those who let it be seen</th><th>What it says</th></tr>",
    );
    for it in trials {
        let read = |share: Option<Share>| {
            share.map_or_else(
                || "fewer than 20: not shown".to_owned(),
                |share| {
                    let range = share.range();
                    let percent = |permille: i64| format!("{}.{}", permille / 10, permille % 10);
                    format!(
                        "{} of {} ({} to {} %)",
                        share.part,
                        share.of,
                        percent(range.low),
                        percent(range.high)
                    )
                },
            )
        };
        let (first, second) = it.verdict.map_or_else(
            || ("not yet".to_owned(), "not yet".to_owned()),
            |verdict| (read(verdict.first), read(verdict.second)),
        );
        let when = match (it.verdict, it.judge_s) {
            (None, Some(judge_s)) => format!(" It is judged at {}.", moment(judge_s)),
            _ => String::new(),
        };
        let _infallible = write!(
            body,
            "<tr><td>#{}</td><td>1: {}<br>2: {}</td><td>{} of 100; {} editions</td><td>1: {first}<br>2: {second}</td><td>{}.{when}</td></tr>",
            it.story,
            text(&it.first),
            text(&it.second),
            it.share,
            it.editions,
            text(&it.says)
        );
    }
    body.push_str("</table>");
}

/// Where an editor sets a second headline against the first.
pub(crate) fn headlines(newsroom: &str, trials: &[TrialStatus], choices: &[Choice]) -> String {
    let mut body = String::from(
        "<p>Half of the readers who take part get the second headline. Whether an edition was read is known of readers who let it \
         be seen; nobody else is counted. The rest waits for the winner, or gets the first where no difference was seen.</p>",
    );
    if choices.is_empty() {
        body.push_str("<p>There is no story that could get a second headline.</p>");
    } else {
        body.push_str("<form method=\"post\" action=\"/desk/headlines\"><p><label>Story <select name=\"story\">");
        for it in choices {
            let _infallible = write!(
                body,
                "<option value=\"{}\">#{} {}</option>",
                it.story,
                it.story,
                text(&it.title)
            );
        }
        body.push_str(
            "</select></label></p><p><label>Second headline <input name=\"other\" maxlength=\"300\" size=\"60\" required></label></p>\
             <p><label>Of 100 readers so many take part <input name=\"share\" type=\"number\" min=\"1\" max=\"100\" value=\"100\"></label> \
             <label>Judged after so many minutes <input name=\"wait\" type=\"number\" min=\"10\"></label> \
             <small>empty: an hour; a day where all take part</small></p><p><button>Try it</button></p></form>",
        );
    }
    table(&mut body, trials);
    page(&format!("{newsroom}: headlines"), &body)
}
