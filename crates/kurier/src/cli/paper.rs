//! What commands print: data on stdout, everything else on stderr; tables for people, tab-separated
//! lines for pipes, one JSON document with `--json`.

use crate::cli::failure::Failure;
use clap::ValueEnum;
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal that wants it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What data look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Lined up, for a person at a terminal.
    Table,
    /// Tab-separated, for a pipe.
    Lines,
    /// One document.
    Json,
}

/// How to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paper {
    /// What data look like.
    pub(crate) form: Form,
    /// No hints.
    pub(crate) quiet: bool,
    colour: bool,
}

/// What the environment says about colours.
struct Surroundings {
    no_color: bool,
    force: bool,
    /// A terminal that is not dumb.
    capable: bool,
}

/// One line of data.
pub(crate) fn print(line: &str) {
    // Nobody reads any more (a closed pipe): there is nobody to tell.
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}

/// How many there are: "1 report", "2 reports".
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn tell(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}

impl Paper {
    pub(crate) fn new(json: bool, quiet: bool, colour: Colour) -> Self {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let surroundings = Surroundings {
            no_color: set("NO_COLOR"),
            force: std::env::var_os("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0"),
            capable: std::io::stderr().is_terminal() && !dumb,
        };
        let form = match (json, std::io::stdout().is_terminal()) {
            (true, _) => Form::Json,
            (false, true) => Form::Table,
            (false, false) => Form::Lines,
        };
        Self { form, quiet, colour: coloured(colour, &surroundings) }
    }

    /// Whether the answer is one JSON document.
    pub(crate) fn is_json(self) -> bool {
        self.form == Form::Json
    }

    /// Whether a person reads the answer.
    pub(crate) fn is_for_person(self) -> bool {
        self.form == Form::Table
    }

    /// A list: table, tab-separated lines or the JSON rows.
    pub(crate) fn list(self, columns: &[&str], rows: &[Vec<String>], json: &Value) {
        if self.is_json() {
            print(&json.to_string());
        } else if self.is_for_person() {
            print(&table(columns, rows));
        } else {
            for row in rows {
                print(&row.iter().map(|cell| plain(cell)).collect::<Vec<_>>().join("\t"));
            }
        }
    }

    /// One thing with its properties.
    pub(crate) fn thing(self, properties: &[(&str, String)], json: &Value) {
        if self.is_json() {
            return print(&json.to_string());
        }
        let wide = properties.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in properties {
            let value = plain(value);
            if self.is_for_person() {
                print(&format!("{name:wide$}  {value}"));
            } else {
                print(&format!("{name}\t{value}"));
            }
        }
    }

    /// A success, and the next useful command.
    pub(crate) fn done(self, what: &str, next: &str) {
        if self.quiet {
            return;
        }
        tell(&format!("{} {what}", self.painted("32", "✓")));
        if !next.is_empty() {
            tell(&format!("  next: {next}"));
        }
    }

    /// A remark.
    pub(crate) fn note(self, text: &str) {
        if !self.quiet {
            tell(text);
        }
    }

    /// Something the operator must see, also with `--quiet`.
    pub(crate) fn warn(self, text: &str) {
        tell(&format!("{} {text}", self.painted("33", "!")));
    }

    /// Why it failed.
    pub(crate) fn failure(self, failure: &Failure) {
        if self.is_json() {
            let Failure { code, message, hint, .. } = failure;
            let error = json!({ "error": { "code": code, "title": message, "hint": hint } });
            return tell(&error.to_string());
        }
        tell(&format!("{} {} [{}]", self.painted("31", "✗"), failure.message, failure.code));
        if !failure.hint.is_empty() {
            tell(&format!("  {}", failure.hint));
        }
    }

    fn painted(self, colour: &str, mark: &str) -> String {
        if self.colour { format!("\x1b[{colour}m{mark}\x1b[0m") } else { mark.to_owned() }
    }
}

/// `--color` first, then `NO_COLOR`, then `CLICOLOR_FORCE`, then the terminal.
fn coloured(asked: Colour, surroundings: &Surroundings) -> bool {
    match asked {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if surroundings.no_color => false,
        Colour::Auto => surroundings.force || surroundings.capable,
    }
}

/// Text from outside must not steer the terminal nor break a line of data.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_bidi(c) { ' ' } else { c }).collect()
}

fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = columns.iter().map(|name| name.to_uppercase()).collect();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, wide)| format!("{cell:wide$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    std::iter::once(&head).chain(&rows).map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_told_as_one() {
        let told = [0, 1, 2].map(|number| counted(number, "report", "reports"));
        assert_eq!(told, ["0 reports", "1 report", "2 reports"]);
    }

    #[test]
    fn no_color_wins_over_force_and_the_flag_over_both() {
        let calm = Surroundings { no_color: true, force: true, capable: true };
        assert!(!coloured(Colour::Auto, &calm));
        assert!(coloured(Colour::Always, &calm));
        let piped = Surroundings { no_color: false, force: true, capable: false };
        assert!(coloured(Colour::Auto, &piped));
        let dumb = Surroundings { no_color: false, force: false, capable: false };
        assert!(!coloured(Colour::Auto, &dumb));
    }

    #[test]
    fn names_from_outside_cannot_break_a_line_or_turn_the_text_around() {
        assert_eq!(plain("a\tb\n\u{202e}c\x1b[31m"), "a b  c [31m");
    }

    #[test]
    fn a_table_lines_its_columns_up() {
        let rows = vec![vec!["1".to_owned(), "Ä".to_owned()], vec!["22".to_owned(), String::new()]];
        assert_eq!(table(&["id", "name"], &rows), "ID  NAME\n1   Ä\n22");
    }
}
