//! The files in `deploy/` against the schemas of those who will read them: the Compose specification,
//! the Kubernetes API, HAProxy itself, and the rules for Dockerfiles. The schemas come with packages;
//! nothing is fetched from elsewhere.

use super::count::Count;
use super::step::{Outcome, tail};
use super::{Context, install};
use crate::{flow, place};
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The oldest Kubernetes that the manifests are for.
const KUBERNETES: &str = "1.34";
const LIMIT: Duration = Duration::from_mins(2);

/// One kind of file.
struct Check {
    name: &'static str,
    files: Vec<PathBuf>,
    program: PathBuf,
    words: &'static [&'static str],
    /// A word of the first file, and what it becomes to be wrong: the check must notice.
    spoil: (&'static str, &'static str),
}

/// Checks all files, and that each check refuses a spoiled one.
pub(crate) fn run(context: &Context) -> Result<Outcome> {
    let deploy = place::root().join("deploy");
    let requirements = deploy.join("lint/requirements.txt");
    let Some(python) = install::python(context, "deploy", &requirements)? else {
        return Ok(Outcome::absent("the linters of deploy/ could not be installed with pip"));
    };
    let Some(haproxy) = install::program(context, &["haproxy"], "haproxy") else {
        return Ok(Outcome::absent("haproxy is not installed; it is a Debian package"));
    };
    let checks = checks(&deploy, &python, haproxy)?;
    let (mut count, mut notes) = (Count::default(), Vec::new());
    for check in &checks {
        for problem in [check.all_fit(context)?, check.notices(context)?] {
            match problem {
                None => count.passed += 1,
                Some(why) => {
                    count.failed += 1;
                    notes.push(format!("{}: {why}", check.name));
                }
            }
        }
    }
    Ok(Outcome::Ran { count, note: notes.join("\n") })
}

/// What is checked, and by whom.
fn checks(deploy: &Path, python: &Path, haproxy: PathBuf) -> Result<[Check; 4]> {
    let tool = |name: &str| python.with_file_name(name);
    Ok([
        Check {
            name: "compose",
            files: vec![deploy.join("compose/compose.yaml")],
            program: tool("check-jsonschema"),
            words: &["--builtin-schema", "vendor.compose-spec"],
            spoil: ("stop_grace_period", "stop_grace_span"),
        },
        Check {
            name: "kubernetes",
            files: manifests(&deploy.join("kubernetes"))?,
            program: tool("kubernetes-validate"),
            words: &["--strict", "--kubernetes-version", KUBERNETES],
            spoil: ("labels:", "lables:"),
        },
        Check {
            name: "haproxy",
            files: vec![deploy.join("compose/haproxy.cfg")],
            program: haproxy,
            words: &["-c", "-f"],
            spoil: ("balance leastconn", "balance bestconn"),
        },
        Check {
            name: "dockerfile",
            files: vec![deploy.join("Dockerfile")],
            program: tool("hadolint"),
            words: &[],
            spoil: ("WORKDIR /src\n", "WORKDIR src\n"),
        },
    ])
}

impl Check {
    fn all_fit(&self, context: &Context) -> Result<Option<String>> {
        let done = self.judge(context, &self.files)?;
        Ok((!done.ok).then(|| tail(&done.text)))
    }

    /// A check that takes everything would be worth nothing.
    fn notices(&self, context: &Context) -> Result<Option<String>> {
        let file = self.files.first().context("there is no file to check")?;
        let (right, wrong) = self.spoil;
        let text = std::fs::read_to_string(file)?;
        if !text.contains(right) {
            return Ok(Some(format!("{} no longer holds {right:?}", file.display())));
        }
        let dir = context.logs.join("deploy-spoiled");
        std::fs::create_dir_all(&dir)?;
        let spoiled = dir.join(file.file_name().unwrap_or_default());
        std::fs::write(&spoiled, text.replacen(right, wrong, 1))?;
        let done = self.judge(context, &[spoiled])?;
        Ok(done.ok.then(|| format!("{wrong:?} in place of {right:?} was not noticed")))
    }

    fn judge(&self, context: &Context, files: &[PathBuf]) -> Result<flow::Logged> {
        let mut command = Command::new(&self.program);
        command.args(self.words).args(files).current_dir(place::root());
        flow::logged(&mut command, &context.log(&format!("deploy-{}", self.name)), LIMIT)
    }
}

fn manifests(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
    found.sort();
    Ok(found)
}
