//! A child process that does not outlive us.

use anyhow::{Context, bail};
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a service may take to start or to end.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Ends process `$1` at once, frozen or not, and removes its folder `$2`.
const END: &str = r#"
end() {
    kill -QUIT "$1"; kill -CONT "$1"
    for _ in $(seq 100); do kill -0 "$1" || break; sleep 0.1; done
    rm -rf "$2"
}
"#;

/// Waits for the end of our process, which closes the pipe.
const WITH_US: &str = r#"cat > /dev/null; end "$1" "$2""#;

/// Waits until nobody uses the service any more, or it is gone. Whoever starts or joins it holds the lock
/// of `$3` meanwhile; whoever uses it shares that of `$4`; the first line of `$5` says which one runs.
const WHEN_UNUSED: &str = r#"
while kill -0 "$1"; do
    sleep 10
    flock -n "$3" flock -n "$4" sh -c 'grep -qx "$1" "$2" && rm "$2"' sh "$1" "$5" && break
done
end "$1" "$2""#;

/// Who ends a service whose value is not dropped.
#[derive(Debug, Clone)]
pub(crate) enum Guard {
    /// The end of this process.
    WithUs,
    /// The last of several processes; the files are those of [`WHEN_UNUSED`].
    WhenUnused { start: PathBuf, users: PathBuf, running: PathBuf },
}

/// A running service; killed when dropped.
#[derive(Debug)]
pub(crate) struct Service {
    child: Child,
    guard: Child,
    log: PathBuf,
}

impl Service {
    /// Starts `command` with its output appended to `log`; the guard removes `folder` in the end.
    pub(crate) fn start(
        command: &mut Command,
        folder: &Path,
        guard: &Guard,
    ) -> anyhow::Result<Self> {
        let log = folder.join("log");
        let out = File::options().create(true).append(true).open(&log)?;
        let name = command.get_program().to_string_lossy().into_owned();
        let child = apart(command)
            .stdout(out.try_clone()?)
            .stderr(out)
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let guard = watch(guard, child.id(), folder);
        // Without its guard the child must not live.
        let mut child = child;
        let guard = guard.or_else(|error| {
            child.kill()?;
            child.wait()?;
            Err(error)
        })?;
        Ok(Self { child, guard, log })
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name without `SIG`.
    pub(crate) fn signal(&self, name: &str) -> anyhow::Result<()> {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args([&format!("-{name}"), &id]).status()?;
        anyhow::ensure!(status.success(), "kill -{name} {id} failed");
        Ok(())
    }

    /// Waits until `ready`; fails when the service ends before.
    pub(crate) fn wait_until(&mut self, ready: impl Fn() -> bool) -> anyhow::Result<()> {
        let begun = Instant::now();
        while !ready() {
            if let Some(status) = self.child.try_wait()? {
                bail!("it ended with {status}:\n{}", self.log());
            }
            anyhow::ensure!(begun.elapsed() < PATIENCE, "it is not ready:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Whether it runs still.
    pub(crate) fn runs(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Waits until it has ended.
    pub(crate) fn ended(&mut self) -> anyhow::Result<ExitStatus> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            anyhow::ensure!(begun.elapsed() < PATIENCE, "it does not end:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it wrote.
    pub(crate) fn log(&self) -> String {
        let bytes = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // First the guard, while the child's number cannot be anybody else's. Failures mean that they are gone.
        for process in [&mut self.guard, &mut self.child] {
            drop(process.kill());
            drop(process.wait());
        }
    }
}

/// In a process group of its own: an interrupt at the terminal is for the test, and its guard sees to the rest.
fn apart(command: &mut Command) -> &mut Command {
    command.process_group(0)
}

fn watch(guard: &Guard, id: u32, folder: &Path) -> anyhow::Result<Child> {
    let mut command = Command::new("sh");
    let (script, files) = match guard {
        Guard::WithUs => (WITH_US, vec![]),
        Guard::WhenUnused { start, users, running } => (WHEN_UNUSED, vec![start, users, running]),
    };
    command.args(["-c", &format!("{END}{script}"), "sh", &id.to_string()]).arg(folder).args(files);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    apart(&mut command).spawn().context("cannot start the guard")
}
