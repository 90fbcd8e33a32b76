//! A program in the background, ended when it is dropped.

use anyhow::{Context, Result, ensure};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(super) struct Background {
    child: Child,
}

impl Background {
    /// Starts it without any output.
    pub(super) fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Self { child })
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until somebody listens on this port; answers how long that took.
    pub(super) fn listens(&mut self, port: u16) -> Result<Duration> {
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = self.child.try_wait()? {
                anyhow::bail!("it ended with {status} before it listened");
            }
            ensure!(begun.elapsed() < Duration::from_secs(30), "it does not listen after 30 s");
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(begun.elapsed())
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // In good order first (SIGINT is what PostgreSQL calls a fast shutdown), then at once.
        let asked = Command::new("kill").args(["-INT", &self.pid().to_string()]).status();
        let until = Instant::now() + Duration::from_secs(5);
        while asked.is_ok() && Instant::now() < until {
            if let Ok(Some(_)) = self.child.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that is free now.
pub(super) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    Ok(listener.local_addr()?.port())
}

/// A program on the search path.
pub(super) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
