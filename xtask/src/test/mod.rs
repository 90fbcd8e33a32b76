//! `cargo xtask test`: every check and test, with totals at the end.

mod bench;
mod browser;
pub(crate) mod count;
mod data;
mod deploy;
pub(crate) mod install;
mod readme;
mod require;
mod rust;
pub(crate) mod sdk;
mod services;
pub(crate) mod step;
mod summary;
mod web;

use crate::place;
use anyhow::{Result, bail};
use require::Require;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::OnceLock;
use std::time::Instant;
use step::Step;

/// What the steps share.
pub(crate) struct Context {
    /// What may not be missing.
    pub(crate) require: Require,
    /// Where the output of the steps goes.
    pub(crate) logs: PathBuf,
    /// Whether cargo-nextest is there.
    pub(crate) nextest: bool,
    /// Whether this is the full run, which may install what is missing.
    pub(crate) full: bool,
    /// Which services the Rust tests had, once they ran.
    pub(crate) services: OnceLock<services::Found>,
}

impl Context {
    /// The file for the output of a step.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{name}.log"))
    }

    /// Lets a child find the data folder wherever it runs.
    pub(crate) fn with_data(command: &mut Command) {
        let data = place::data();
        if data.is_dir() {
            command.env("KURIER_DATA", data);
        }
    }
}

/// All steps, cheap ones first.
const STEPS: [Step; 22] = [
    Step { name: "data", quick: false, run: data::run },
    Step { name: "web-install", quick: true, run: web::install },
    Step { name: "web-build", quick: false, run: web::build },
    Step { name: "format", quick: true, run: rust::format },
    Step { name: "tidy", quick: true, run: rust::tidy },
    Step { name: "web-lint", quick: false, run: web::lint },
    Step { name: "web-types", quick: false, run: web::types },
    Step { name: "vitest", quick: true, run: web::unit },
    Step { name: "web-budget", quick: false, run: web::budget },
    Step { name: "clippy", quick: true, run: rust::clippy },
    Step { name: "rust-tests", quick: true, run: rust::tests },
    Step { name: "doc-tests", quick: false, run: rust::doc_tests },
    Step { name: "rustdoc", quick: false, run: rust::rustdoc },
    Step { name: "generated", quick: false, run: rust::generated },
    Step { name: "deny", quick: false, run: rust::deny },
    Step { name: "deploy", quick: false, run: deploy::run },
    Step { name: "commands", quick: false, run: readme::run },
    Step { name: "bench", quick: false, run: bench::run },
    Step { name: "sdk", quick: false, run: sdk::run },
    Step { name: "faults", quick: false, run: crate::faults::step },
    Step { name: "cluster", quick: false, run: crate::cluster::step },
    Step { name: "e2e", quick: false, run: browser::run },
];

/// `cargo xtask test [--quick] [STEP…]`.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let chosen = choose(words)?;
    let context = Context {
        require: Require::read()?,
        logs: place::target().join("xtask/logs"),
        nextest: crate::flow::find(&["cargo-nextest"]).is_some(),
        full: chosen.len() == STEPS.len(),
        services: OnceLock::new(),
    };
    let begun = Instant::now();
    let mut done = Vec::new();
    for (number, step) in chosen.iter().enumerate() {
        eprintln!("[{:2}/{}] {}", number + 1, chosen.len(), step.name);
        let started = Instant::now();
        let outcome = step.settle(&context);
        summary::announce(&outcome, started.elapsed(), begun.elapsed());
        done.push(summary::Line { name: step.name, outcome, took: started.elapsed() });
    }
    summary::print(&done, context.services.get());
    Ok(if done.iter().any(|line| line.outcome.failed() > 0) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Names of all steps.
pub(crate) fn step_names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

fn choose(words: &[String]) -> Result<Vec<&'static Step>> {
    let (flags, names): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.starts_with('-'));
    let quick = match flags.as_slice() {
        [] => false,
        [flag] if *flag == "--quick" => true,
        _ => bail!("usage: cargo xtask test [--quick] [STEP…]"),
    };
    if let Some(unknown) = names.iter().find(|name| !step_names().contains(&name.as_str())) {
        bail!("there is no step `{unknown}`; the steps are {}", step_names().join(", "));
    }
    let wanted = |step: &&Step| {
        (!quick || step.quick) && (names.is_empty() || names.iter().any(|name| *name == step.name))
    };
    Ok(STEPS.iter().filter(wanted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str]) -> Vec<&'static str> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        choose(&words).unwrap().iter().map(|step| step.name).collect()
    }

    #[test]
    fn quick_is_the_inner_loop() {
        let quick = ["web-install", "format", "tidy", "vitest", "clippy", "rust-tests"];
        assert_eq!(names(&["--quick"]), quick);
        assert_eq!(names(&[]).len(), STEPS.len());
    }

    #[test]
    fn steps_can_be_named() {
        assert_eq!(names(&["e2e", "tidy"]), ["tidy", "e2e"]);
        assert!(choose(&["nonsense".to_owned()]).is_err());
        assert!(choose(&["--fast".to_owned()]).is_err());
    }
}
