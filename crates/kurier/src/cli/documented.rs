//! Every command that help texts, README and docs name must exist.

use super::Cli;
use clap::error::ErrorKind;
use clap::{Command, CommandFactory, Parser};
use std::path::Path;

#[test]
fn every_example_in_the_help_is_a_valid_call() {
    let mut examples = Vec::new();
    collect(&Cli::command(), &mut examples);
    assert!(examples.len() >= 24, "only {} examples were found", examples.len());
    for example in examples {
        check(&example, true);
    }
}

#[test]
fn every_command_in_the_documents_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut documents = vec![root.join("README.md")];
    let listed = std::fs::read_dir(root.join("docs")).unwrap();
    documents.extend(listed.map(|entry| entry.unwrap().path()));
    let mut found = 0;
    for document in documents {
        // Documents that are still to come are no fault of the command line.
        let Ok(text) = std::fs::read_to_string(&document) else { continue };
        for line in text.lines().filter(|line| line.trim_start().starts_with("kurier ")) {
            check(line, false);
            found += 1;
        }
    }
    assert!(found > 0, "the documents name no command at all");
}

fn collect(command: &Command, examples: &mut Vec<String>) {
    let help = command.get_before_help().map(ToString::to_string).unwrap_or_default();
    let lines = help.lines().filter(|line| line.contains("kurier "));
    examples.extend(lines.map(str::to_owned));
    command.get_subcommands().for_each(|inner| collect(inner, examples));
}

/// Parses the part of a line from `kurier` on, up to a pipe, a redirection or a comment. In documents
/// a word may stand for a number.
fn check(line: &str, exactly: bool) {
    let from = line.find("kurier ").unwrap();
    let words = words(&line[from..]);
    let end = words
        .iter()
        .position(|word| matches!(word.as_str(), "|" | ">" | "<" | "#" | "&&" | "&" | "\\"));
    // The summary of a command in the first help follows after two spaces or more.
    let words = &words[..end.unwrap_or(words.len())];
    let Err(fault) = Cli::try_parse_from(words) else { return };
    let unfit = matches!(
        fault.kind(),
        ErrorKind::InvalidSubcommand | ErrorKind::UnknownArgument | ErrorKind::MissingSubcommand
    );
    let is_help = matches!(fault.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    assert!(is_help || !(exactly || unfit), "{line}\n{fault}");
}

/// Splits as a shell does, as far as the examples need it.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut spaces) = (Vec::new(), String::new(), None, 0);
    for c in line.chars() {
        match c {
            '\'' | '"' if quote == Some(c) => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(c),
            ' ' if quote.is_none() => {
                spaces += 1;
                if spaces == 2 {
                    return words;
                }
                words.push(std::mem::take(&mut word));
                continue;
            }
            _ => word.push(c),
        }
        spaces = 0;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
