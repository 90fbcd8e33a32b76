//! Limits of interactive messages.

use super::{
    CTA_TEXT_CHARS, INTERACTIVE_BODY_CHARS, INTERACTIVE_FOOTER_CHARS, INTERACTIVE_HEADER_CHARS,
    LIST_BODY_CHARS, LIST_BUTTON_CHARS, LIST_ROWS, LIST_SECTIONS, REPLY_BUTTONS, REPLY_ID_CHARS,
    REPLY_TITLE_CHARS, ROW_DESCRIPTION_CHARS, ROW_ID_CHARS, ROW_TITLE_CHARS, SECTION_TITLE_CHARS,
    URL_CHARS, Violation, at_most, check_text,
};
use crate::content::{Buttons, Choice, Choices, Frame, PageLink, Section};
use std::collections::BTreeSet;

pub(super) fn check_frame(frame: &Frame, body_chars: usize) -> Result<(), Violation> {
    if let Some(header) = &frame.header {
        check_text("interactive.header.text", header, INTERACTIVE_HEADER_CHARS)?;
    }
    check_text("interactive.body.text", &frame.body, body_chars)?;
    match &frame.footer {
        Some(footer) => check_text("interactive.footer.text", footer, INTERACTIVE_FOOTER_CHARS),
        None => Ok(()),
    }
}

pub(super) fn check_buttons(message: &Buttons) -> Result<(), Violation> {
    check_frame(&message.frame, INTERACTIVE_BODY_CHARS)?;
    let count = message.buttons.len();
    if !(1..=REPLY_BUTTONS).contains(&count) {
        let detail = format!(
            "interactive.action.buttons has {count} buttons; 1 to {REPLY_BUTTONS} are allowed"
        );
        return Err(Violation::invalid(detail));
    }
    let mut ids = BTreeSet::new();
    for (place, button) in message.buttons.iter().enumerate() {
        let reply = format!("interactive.action.buttons[{place}].reply");
        check_text(format_args!("{reply}.id"), &button.id, REPLY_ID_CHARS)?;
        check_text(format_args!("{reply}.title"), &button.title, REPLY_TITLE_CHARS)?;
        if !ids.insert(&button.id) {
            return Err(Violation::invalid(format!("{reply}.id is that of an earlier button")));
        }
    }
    Ok(())
}

pub(super) fn check_list(list: &Choices) -> Result<(), Violation> {
    check_frame(&list.frame, LIST_BODY_CHARS)?;
    check_text("interactive.action.button", &list.button, LIST_BUTTON_CHARS)?;
    let sections = list.sections.len();
    if !(1..=LIST_SECTIONS).contains(&sections) {
        let detail = format!(
            "interactive.action.sections has {sections} sections; 1 to {LIST_SECTIONS} are allowed"
        );
        return Err(Violation::invalid(detail));
    }
    let rows: usize = list.sections.iter().map(|section| section.rows.len()).sum();
    if rows > LIST_ROWS {
        let detail = format!(
            "interactive.action.sections has {rows} rows in all; at most {LIST_ROWS} are allowed"
        );
        return Err(Violation::invalid(detail));
    }
    let mut ids = BTreeSet::new();
    for (place, section) in list.sections.iter().enumerate() {
        let path = format!("interactive.action.sections[{place}]");
        check_section(&path, section, sections > 1)?;
        for (row, choice) in section.rows.iter().enumerate() {
            check_row(&format!("{path}.rows[{row}]"), choice)?;
            if !ids.insert(&choice.id) {
                let detail = format!("{path}.rows[{row}].id is that of an earlier row");
                return Err(Violation::invalid(detail));
            }
        }
    }
    Ok(())
}

/// Where there are several sections, each says what it is.
fn check_section(path: &str, section: &Section, needs_title: bool) -> Result<(), Violation> {
    match &section.title {
        Some(title) if needs_title => {
            check_text(format_args!("{path}.title"), title, SECTION_TITLE_CHARS)?;
        }
        Some(title) => at_most(format_args!("{path}.title"), title, SECTION_TITLE_CHARS)?,
        None if needs_title => {
            let detail = format!("{path}.title is needed, because there are several sections");
            return Err(Violation::invalid(detail));
        }
        None => {}
    }
    if section.rows.is_empty() {
        return Err(Violation::invalid(format!("{path}.rows is empty")));
    }
    Ok(())
}

fn check_row(path: &str, row: &Choice) -> Result<(), Violation> {
    check_text(format_args!("{path}.id"), &row.id, ROW_ID_CHARS)?;
    check_text(format_args!("{path}.title"), &row.title, ROW_TITLE_CHARS)?;
    let description = row.description.as_deref().unwrap_or("");
    at_most(format_args!("{path}.description"), description, ROW_DESCRIPTION_CHARS)
}

pub(super) fn check_page_link(link: &PageLink) -> Result<(), Violation> {
    const URL: &str = "interactive.action.parameters.url";
    check_frame(&link.frame, INTERACTIVE_BODY_CHARS)?;
    check_text("interactive.action.parameters.display_text", &link.text, CTA_TEXT_CHARS)?;
    check_page(URL, &link.url)
}

/// An address that a button opens.
pub(super) fn check_page(what: &str, url: &str) -> Result<(), Violation> {
    check_text(what, url, URL_CHARS)?;
    if is_named_page(url) {
        return Ok(());
    }
    let detail = format!(
        "{what} must be an http or https address of a named host, without user name and spaces"
    );
    Err(Violation::invalid(detail))
}

/// Whether a person can see from the address whose page it is: the web, a name and not a number, and no
/// user name that could pretend to be the host.
fn is_named_page(url: &str) -> bool {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let scheme = ["https://", "http://"].into_iter().find(|it| lower.starts_with(*it));
    let Some(rest) = scheme.and_then(|scheme| url.get(scheme.len()..)) else { return false };
    if url.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = match authority.split_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) => return false,
        None => authority,
    };
    let is_number = host
        .trim_end_matches('.')
        .rsplit('.')
        .next()
        .is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
    !host.is_empty() && !host.contains(['@', '[', ']']) && !is_number
}

#[cfg(test)]
#[path = "interactive_tests.rs"]
mod tests;
