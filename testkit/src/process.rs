//! The real program as a child process: `kurier sandbox` on a lasting folder, killed and restarted.

use crate::latch::within;
use anyhow::Context;
use kurier_store::record::LedgerReport;
use serde_json::Value;
use std::ffi::OsStr;
use std::fs::File;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How to start it.
#[derive(Debug, Clone)]
pub struct ProcessOptions {
    /// The program.
    pub binary: PathBuf,
    /// A folder for data, seed and log; kept by the caller.
    pub dir: PathBuf,
    /// Where the data are; `None` = SQLite in `dir`.
    pub store: Option<String>,
    /// Further arguments of `kurier sandbox`.
    pub arguments: Vec<String>,
    /// Further variables of its environment.
    pub environment: Vec<(String, String)>,
    /// Words before the program, such as a command that limits it and becomes it.
    pub prefix: Vec<String>,
}

impl ProcessOptions {
    /// `binary` in `dir`, with nothing further.
    pub fn new(binary: impl Into<PathBuf>, dir: impl Into<PathBuf>) -> Self {
        Self {
            binary: binary.into(),
            dir: dir.into(),
            store: None,
            arguments: Vec::new(),
            environment: Vec::new(),
            prefix: Vec::new(),
        }
    }
}

impl ProcessOptions {
    fn store_word(&self) -> String {
        let own = || format!("sqlite:{}", self.dir.join("data").display());
        self.store.clone().unwrap_or_else(own)
    }
}

/// A running `kurier sandbox`; killed when dropped.
pub struct KurierProcess {
    options: ProcessOptions,
    child: Child,
    /// `http://127.0.0.1:PORT`; the same after every restart.
    pub base: String,
    /// What `seed.json` says; the same after every restart.
    pub seed: Value,
    /// From start to listening.
    pub ready: Duration,
}

impl KurierProcess {
    /// Starts it on a free port and waits until it listens.
    pub async fn start(options: ProcessOptions) -> anyhow::Result<Self> {
        Self::launch(options, "127.0.0.1:0").await
    }

    /// Starts it where another one listened before: at `base`, `http://ADDRESS:PORT`.
    pub async fn start_at(options: ProcessOptions, base: &str) -> anyhow::Result<Self> {
        Self::launch(options, base.trim_start_matches("http://")).await
    }

    async fn launch(options: ProcessOptions, listen: &str) -> anyhow::Result<Self> {
        let begun = Instant::now();
        let seed_file = options.dir.join("seed.json");
        let log = File::options().create(true).append(true).open(options.dir.join("kurier.log"))?;
        let mut words = options.prefix.iter().map(OsStr::new).chain([options.binary.as_os_str()]);
        let mut child = Command::new(words.next().context("no program")?)
            .args(words)
            .args(["sandbox", "--listen", listen, "--quiet"])
            .arg("--store")
            .arg(options.store_word())
            .arg("--seed-file")
            .arg(&seed_file)
            .args(&options.arguments)
            .envs(options.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", options.binary.display()))?;
        let stdout = child.stdout.take().context("no standard output")?;
        let mut lines = BufReader::new(stdout).lines();
        let base = within("the sandbox to listen", lines.next_line())
            .await??
            .with_context(|| format!("it ended; see {}", options.dir.display()))?;
        let ready = begun.elapsed();
        let seed = serde_json::from_slice(&std::fs::read(&seed_file)?)?;
        Ok(Self { options, child, base, seed, ready })
    }

    /// `kill -9`, and waits until it is gone.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Asks it to end in good order (SIGTERM), and waits until it has; whether it ended with success.
    pub async fn terminate(&mut self) -> anyhow::Result<bool> {
        let id = self.id().context("it runs no more")?;
        let sent = Command::new("kill").arg("-TERM").arg(id.to_string()).status().await?;
        anyhow::ensure!(sent.success(), "kill -TERM {id} failed");
        Ok(within("its end", self.child.wait()).await??.success())
    }

    /// Waits until it ended by itself.
    pub async fn ended(&mut self) -> anyhow::Result<ExitStatus> {
        Ok(within("the program to end", self.child.wait()).await??)
    }

    /// Whether it has ended, and how.
    pub fn has_ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// What it wrote to its log so far.
    pub fn log(&self) -> anyhow::Result<String> {
        Ok(std::fs::read_to_string(self.options.dir.join("kurier.log"))?)
    }

    /// What `kurier ledger verify` says of the data that it left. It must not run any more.
    pub async fn verify_ledger(&self) -> anyhow::Result<LedgerReport> {
        let word = self.options.store_word();
        let (flag, place) = match word.strip_prefix("sqlite:") {
            Some(folder) => ("--data", folder),
            None => ("--database-url", word.as_str()),
        };
        let done = Command::new(&self.options.binary)
            .args(["ledger", "verify", "--offline", "--json", flag, place])
            .env("KURIER_BALLAST", "0")
            .stdin(Stdio::null())
            .output()
            .await?;
        // With findings it ends without success, and tells them all the same.
        serde_json::from_slice(&done.stdout)
            .with_context(|| format!("no report: {}", String::from_utf8_lossy(&done.stderr)))
    }

    /// Starts again on the same data and the same port.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        let listen = self.base.trim_start_matches("http://").to_owned();
        *self = Self::launch(self.options.clone(), &listen).await?;
        Ok(())
    }

    /// Its process id, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// A text of the seed, by JSON pointer.
    pub fn seeded(&self, pointer: &str) -> anyhow::Result<&str> {
        let found = self.seed.pointer(pointer).and_then(Value::as_str);
        found.with_context(|| format!("the seed holds no {pointer}"))
    }
}
