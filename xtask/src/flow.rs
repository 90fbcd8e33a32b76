//! Runs other programs.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Runs a program with the terminal's streams and fails when it fails.
pub(crate) fn shown(command: &mut Command) -> Result<()> {
    let name = line_of(command);
    let status = command.status().with_context(|| format!("cannot start `{name}`"))?;
    if !status.success() {
        bail!("`{name}` ended with {status}");
    }
    Ok(())
}

/// Runs a program silently and gives what it printed; `None` when it is absent or failed.
pub(crate) fn said(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as one would type it.
pub(crate) fn line_of(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

/// How a logged program ended.
pub(crate) struct Logged {
    /// Whether it ended by itself with code 0.
    pub(crate) ok: bool,
    /// Everything it printed.
    pub(crate) text: String,
}

/// Runs a program with its output in the file `log` and kills it after `limit`. A file, not a pipe:
/// a grandchild that outlives the program cannot hold us up.
pub(crate) fn logged(command: &mut Command, log: &Path, limit: Duration) -> Result<Logged> {
    let name = line_of(command);
    let started = Instant::now();
    let mut child = spawn_logged(command, log)?;
    let mut said_at = 60;
    let ok = loop {
        if let Some(status) = child.try_wait()? {
            break status.success();
        }
        if started.elapsed() > limit {
            stop(&mut child);
            append(log, &format!("\n`{name}` was stopped after {} s\n", limit.as_secs()))?;
            break false;
        }
        if started.elapsed().as_secs() >= said_at {
            eprintln!("        … {said_at} s");
            said_at += 60;
        }
        std::thread::sleep(Duration::from_millis(40));
    };
    Ok(Logged { ok, text: read_lossy(log) })
}

/// Starts a program with its output in the file `log`.
pub(crate) fn spawn_logged(command: &mut Command, log: &Path) -> Result<Child> {
    if let Some(folder) = log.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let out =
        std::fs::File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    let err = out.try_clone()?;
    let name = line_of(command);
    command
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .spawn()
        .with_context(|| format!("cannot start `{name}`"))
}

/// A program in the background, ended when this is dropped.
pub(crate) struct Background(pub(crate) Child);

impl Drop for Background {
    fn drop(&mut self) {
        stop(&mut self.0);
    }
}

/// Waits until `file` exists and is not empty; fails when `child` ends before, or after `limit`.
pub(crate) fn wait_for_file(file: &Path, child: &mut Background, limit: Duration) -> Result<()> {
    let started = Instant::now();
    loop {
        if std::fs::metadata(file).is_ok_and(|found| found.len() > 0) {
            return Ok(());
        }
        if let Some(status) = child.0.try_wait()? {
            bail!("the program ended with {status} before it wrote {}", file.display());
        }
        if started.elapsed() > limit {
            bail!("no {} after {} s", file.display(), limit.as_secs());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A file's text with wrong bytes replaced; absent = empty.
pub(crate) fn read_lossy(path: &Path) -> String {
    std::fs::read(path).map(|body| String::from_utf8_lossy(&body).into_owned()).unwrap_or_default()
}

/// The first program of `names` on the search path.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|dir| names.iter().map(move |name| dir.join(name)))
        .find(|candidate| candidate.is_file())
}

/// Asks the program to end, and ends it after 5 s.
fn stop(child: &mut Child) {
    let asked = Command::new("kill").arg(child.id().to_string()).status();
    let until = Instant::now() + Duration::from_secs(5);
    while asked.is_ok() && Instant::now() < until {
        if let Ok(Some(_)) = child.try_wait() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    if child.kill().is_ok() {
        drop(child.wait());
    }
}

fn append(path: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    std::fs::OpenOptions::new().append(true).open(path)?.write_all(text.as_bytes())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_never_ends_is_stopped_and_counts_as_failed() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log");
        let mut endless = Command::new("sh");
        endless.args(["-c", "echo begun; exec sleep 600"]);
        let done = logged(&mut endless, &log, Duration::from_millis(300)).unwrap();
        assert!(!done.ok);
        assert!(done.text.contains("begun"));
        assert!(done.text.contains("was stopped"));
    }

    #[test]
    fn the_exit_code_and_both_streams_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let mut program = Command::new("sh");
        program.args(["-c", "echo out; echo err >&2; exit 3"]);
        let done = logged(&mut program, &dir.path().join("log"), Duration::from_secs(20)).unwrap();
        assert!(!done.ok);
        assert_eq!(done.text, "out\nerr\n");
    }

    #[test]
    fn waiting_for_a_file_ends_when_the_program_does() {
        let dir = tempfile::tempdir().unwrap();
        let mut program = Command::new("false");
        let child = spawn_logged(&mut program, &dir.path().join("log")).unwrap();
        let mut child = Background(child);
        let file = dir.path().join("never");
        let error = wait_for_file(&file, &mut child, Duration::from_secs(20)).unwrap_err();
        assert!(error.to_string().contains("before it wrote"), "{error}");
    }
}
