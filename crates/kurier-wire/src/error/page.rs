//! `docs/errors.md`, written from the table.

use super::{Entry, all};
use std::collections::BTreeMap;
use std::fmt::Write;

const HEAD: &str = "# Errors\n\n\
<!-- Written from the error table of crates/kurier-wire. To renew it: cargo xtask gen. -->\n\n\
Every error of the business API, by its Cloud API code: what happened, what to do now, whether it is tried again, and\n\
whether it was charged. Decide by `code` and `error_data.details`, never by the title. Codes that arrive later, as the\n\
webhook status `failed`, are the same codes. Subcodes from 9000001 on are Kurier's own.\n\n\
Template rules have codes of their own (2388040, 2388293 and others); the details name the rule that was broken.\n\n\
| code | HTTP | meaning |\n|---|---|---|\n";

/// The text of `docs/errors.md`: one section per code, anchored by the code.
pub fn errors_markdown() -> String {
    let mut by_code: BTreeMap<u32, Vec<&Entry>> = BTreeMap::new();
    for entry in all() {
        by_code.entry(entry.code).or_default().push(entry);
    }
    let mut page = HEAD.to_owned();
    for (code, entries) in &by_code {
        for entry in entries {
            line(&mut page, &format!("| [{code}](#{code}) | {} | {} |", entry.http, entry.title));
        }
    }
    for (code, entries) in &by_code {
        line(&mut page, &format!("\n## {code}"));
        for entry in entries {
            section(&mut page, entry);
        }
    }
    page
}

fn section(page: &mut String, entry: &Entry) {
    let subcode = entry.subcode.map(|code| format!(", subcode {code}")).unwrap_or_default();
    let charged = match entry.charged {
        Some(true) => "Yes.",
        Some(false) => "No.",
        None => "Only if the request was carried out; that is unknown.",
    };
    line(page, &format!("\n### {}\n", entry.title.trim_end_matches('.')));
    line(page, &format!("HTTP {}{subcode}, `{}`.\n", entry.http, entry.kind.name()));
    line(page, &format!("- **What happened:** {}", entry.what));
    line(page, &format!("- **What to do:** {}", entry.hint));
    line(page, &format!("- **Tried again?** {}", entry.retry.sentence()));
    line(page, &format!("- **Charged?** {charged}"));
}

fn line(page: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _infallible = writeln!(page, "{text}");
}
