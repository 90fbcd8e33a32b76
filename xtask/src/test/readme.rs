//! Every command that the documents show exists, with the flags they show.

use super::sdk;
use super::step::Outcome;
use super::{Context, count::Count};
use crate::{flow, place};
use anyhow::Result;
use std::collections::HashMap;

/// Documents whose `sh` blocks are checked.
const PAGES: [&str; 7] = [
    "README.md",
    "CONTRIBUTING.md",
    "bench/README.md",
    "docs/operations.md",
    "docs/events.md",
    "docs/reliability.md",
    "docs/sandbox.md",
];

/// Checks every line that calls `kurier` or `cargo xtask`.
pub(crate) fn run(context: &Context) -> Result<Outcome> {
    sdk::build_kurier(context)?;
    let kurier = place::kurier().to_string_lossy().into_owned();
    let mut helps = HashMap::new();
    let (mut count, mut notes) = (Count::default(), Vec::new());
    for page in PAGES {
        let text = flow::read_lossy(&place::root().join(page));
        for line in commands(&text) {
            let found = match line.as_slice() {
                ["cargo", "xtask", words @ ..] => problem(words, &mut of_xtask),
                ["cargo", "run", "-p", "kurier", "--", words @ ..] | ["kurier", words @ ..] => {
                    problem(words, &mut |words| of_kurier(&mut helps, &kurier, words))
                }
                _ => continue,
            };
            match found {
                None => count.passed += 1,
                Some(why) => {
                    count.failed += 1;
                    notes.push(format!("{page}: `{}`: {why}", line.join(" ")));
                }
            }
        }
    }
    if count == Count::default() {
        return Ok(Outcome::one(false, "the documents show no command".to_owned()));
    }
    Ok(Outcome::Ran { count, note: notes.join("\n") })
}

/// Words of every line of the `sh` blocks, continued lines joined, comments and redirections cut off.
fn commands(text: &str) -> Vec<Vec<&str>> {
    let mut found: Vec<Vec<&str>> = Vec::new();
    let (mut inside, mut goes_on) = (false, false);
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = line.trim() == "```sh";
            goes_on = false;
            continue;
        }
        if !inside {
            continue;
        }
        let line = line.split(" # ").next().unwrap_or_default().trim();
        let stops = |word: &&str| !["|", ">", "<", "&&", "&"].contains(word);
        let words = line.trim_end_matches('\\').split_whitespace().take_while(stops);
        match found.last_mut() {
            Some(last) if goes_on => last.extend(words),
            _ => found.push(words.collect()),
        }
        goes_on = line.ends_with('\\');
    }
    found
}

/// Follows the subcommands as far as the help knows them, then looks for each flag.
fn problem(words: &[&str], help: &mut dyn FnMut(&[&str]) -> String) -> Option<String> {
    let mut depth = 0;
    let mut page = help(&[]);
    if subcommands(&page).is_empty() {
        return Some("the help page lists no commands".to_owned());
    }
    while let Some(word) = words.get(depth).filter(|word| !word.starts_with('-')) {
        let known = subcommands(&page);
        if !known.iter().any(|name| name == word) {
            if known.is_empty() {
                break;
            }
            return Some(format!("`{word}` is none of {}", known.join(", ")));
        }
        depth += 1;
        page = help(&words[..depth]);
    }
    if page.is_empty() {
        return Some("it has no help page".to_owned());
    }
    let flags = words[depth..].iter().filter(|word| word.starts_with("--") && word.len() > 2);
    for flag in flags {
        let name = flag.split('=').next().unwrap_or(flag);
        let has = |part: &str| part.trim_end_matches([',', ';', '.']) == name;
        if !page.split_whitespace().any(has) {
            return Some(format!("there is no flag {name}"));
        }
    }
    None
}

/// Names under `Commands:` of a help page.
fn subcommands(page: &str) -> Vec<String> {
    page.lines()
        .skip_while(|line| line.trim() != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .map(ToOwned::to_owned)
        .collect()
}

/// One page serves all tasks; below a task there are no further commands.
fn of_xtask(words: &[&str]) -> String {
    let page = crate::USAGE;
    if words.is_empty() { page.to_owned() } else { page.replace("\nCommands:", "\nTasks:") }
}

fn of_kurier(helps: &mut HashMap<String, String>, program: &str, words: &[&str]) -> String {
    let ask = || {
        let words: Vec<&str> = words.iter().copied().chain(["--help"]).collect();
        flow::said(program, &words).unwrap_or_default()
    };
    helps.entry(words.join(" ")).or_insert_with(ask).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOP: &str = "Usage: kurier\n\nCommands:\n  flights  Fly\n           and land\n  demo     Show\n\nOptions:\n";
    const FLIGHTS: &str = "Commands:\n  replay  Again\n";
    const REPLAY: &str = "Usage: replay FILE\n\nOptions:\n      --day <DAY>  Which, or --json\n";

    fn judge(line: &str) -> Option<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        problem(&words, &mut |words| match words {
            [] => TOP.to_owned(),
            ["flights"] => FLIGHTS.to_owned(),
            _ => REPLAY.to_owned(),
        })
    }

    #[test]
    fn commands_and_flags_must_exist() {
        assert_eq!(judge("flights replay x.csv --day 1999-12-22 --json"), None);
        assert!(judge("flights land").is_some_and(|why| why.contains("none of replay")));
        assert!(judge("flights replay --night").is_some_and(|why| why.contains("--night")));
        assert!(judge("serve").is_some());
    }

    #[test]
    fn a_program_without_a_help_page_is_a_finding() {
        assert!(problem(&["serve"], &mut |_| String::new()).is_some());
    }

    #[test]
    fn the_tasks_own_page_is_understood() {
        assert_eq!(problem(&["test", "--quick"], &mut of_xtask), None);
        assert!(problem(&["test", "--slow"], &mut of_xtask).is_some());
        assert!(problem(&["fly"], &mut of_xtask).is_some());
    }

    #[test]
    fn only_shell_blocks_are_read_and_lines_are_joined() {
        let text =
            "```sh\nkurier demo \\\n  --seed 1 # why\n# a remark\n```\n```json\nkurier x\n```\n";
        assert_eq!(
            commands(text),
            [vec!["kurier", "demo", "--seed", "1"], vec!["#", "a", "remark"]]
        );
    }

    #[test]
    fn only_names_of_commands_are_read_from_a_help_page() {
        assert_eq!(subcommands(TOP), ["flights", "demo"]);
    }
}
