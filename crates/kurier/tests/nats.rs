//! `kurier serve` with a NATS that is there, and with one that is not.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::process::Stdio;
use std::time::Duration;
use testkit::services::{Nats, or_not_run};
use testkit::within;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

/// A server; killed when dropped.
struct Server {
    child: Child,
    said: Lines<BufReader<ChildStderr>>,
    dir: tempfile::TempDir,
}

impl Server {
    async fn start(nats_url: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_kurier"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--min-free",
                "0",
                "--ballast",
                "0",
                "--data",
            ])
            .arg(dir.path().join("data"))
            .env("KURIER_NATS_URL", nats_url)
            .env_remove("KURIER_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut base = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = within("the server to listen", base.next_line()).await.unwrap().unwrap();
        assert!(line.is_some_and(|line| line.starts_with("http://127.0.0.1:")));
        let said = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, said, dir }
    }

    /// Waits for a line of the log; answers those before it.
    async fn says(&mut self, what: &str) -> Vec<String> {
        let mut before = Vec::new();
        loop {
            let line = within(what, self.said.next_line()).await.unwrap().unwrap().unwrap();
            if line.contains(what) {
                return before;
            }
            before.push(line);
        }
    }

    /// Asks it to stop; answers the rest of its log.
    async fn stop(mut self) -> Vec<String> {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        let mut rest = Vec::new();
        while let Some(line) = within("its end", self.said.next_line()).await.unwrap().unwrap() {
            rest.push(line);
        }
        assert!(within("its end", self.child.wait()).await.unwrap().unwrap().success());
        drop(self.dir);
        rest
    }
}

#[tokio::test]
async fn a_server_comes_back_to_its_nats() {
    let Some(mut nats) = or_not_run(Nats::start()) else { return };
    let mut server = Server::start(&nats.url()).await;
    server.says("connected to NATS").await;
    nats.kill().unwrap();
    server.says("NATS is gone").await;
    nats.restart().unwrap();
    let meanwhile = server.says("connected to NATS").await;
    assert!(meanwhile.iter().all(|line| !line.contains("NATS")), "{meanwhile:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_server_starts_without_its_nats_and_says_so_once() {
    let Some(mut nats) = or_not_run(Nats::start()) else { return };
    nats.kill().unwrap();
    let mut server = Server::start(&nats.url()).await;
    server.says("NATS does not answer yet").await;
    // Time for many attempts, each of which could be told.
    let more = tokio::time::timeout(Duration::from_secs(3), server.says("NATS")).await;
    assert!(more.is_err(), "{more:?}");
    let rest = server.stop().await;
    assert!(rest.iter().all(|line| !line.contains("NATS")), "{rest:?}");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_at_once_and_not_repeated() {
    let refused = Command::new(env!("CARGO_BIN_EXE_kurier"))
        .args(["serve", "--nats-url", "amqp://kurier:secret@localhost"])
        .output()
        .await
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("the NATS address does not fit") && !said.contains("secret"), "{said}");
}
