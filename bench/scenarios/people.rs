//! A sandbox to measure, with people who allowed what is sent to them.

use crate::http::{Connection, post};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The real binary, as a sandbox with throw-away data on the real disk.
pub(crate) struct Sandbox {
    child: Child,
    folder: TempDir,
    pub(crate) address: String,
    seed: Value,
    pub(crate) ready: Duration,
}

/// Somebody who may be written to.
pub(crate) struct Person {
    pub(crate) wa_id: String,
    pub(crate) session: String,
}

impl Sandbox {
    pub(crate) async fn start() -> Result<Self> {
        let binary =
            std::env::var("KURIER_BIN").context("KURIER_BIN names the binary to measure")?;
        let folder = TempDir::with_prefix_in("bench", build_disk())?;
        let seed_file = folder.path().join("seed.json");
        let start = Instant::now();
        let child = Command::new(binary)
            .args(["sandbox", "--listen", "127.0.0.1:0", "--seed-file"])
            .arg(&seed_file)
            .arg("--store")
            .arg(format!("sqlite:{}", folder.path().join("data").display()))
            .env("KURIER_LOG", "warn")
            .stdout(Stdio::null())
            .stdin(Stdio::null())
            .spawn()?;
        let seed = seed(&seed_file).await?;
        let ready = start.elapsed();
        let base = seed["base"].as_str().context("seed.json has no base")?;
        let address = base.trim_start_matches("http://").to_owned();
        Ok(Self { child, folder, address, seed, ready })
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.seed[name].as_str().unwrap_or_default()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Makes people who allowed utility messages and whose window is open.
    pub(crate) async fn people(&self, count: usize) -> Result<Vec<Person>> {
        let mut connection = Connection::open(&self.address).await?;
        let mut people = Vec::with_capacity(count);
        for number in 0..count {
            let name = json!({ "name": format!("P{number}") });
            let made = self.sandbox(&mut connection, "people", &name).await?;
            let id = made["person_id"].as_str().context("no person_id")?.to_owned();
            let allow = json!({ "purposes": ["utility"] });
            let allowed =
                self.sandbox(&mut connection, &format!("people/{id}/allow"), &allow).await?;
            let say = json!({ "text": "hello" });
            self.sandbox(&mut connection, &format!("people/{id}/say"), &say).await?;
            people.push(Person {
                wa_id: allowed["wa_id"].as_str().context("no wa_id")?.to_owned(),
                session: made["session"].as_str().context("no session")?.to_owned(),
            });
        }
        Ok(people)
    }

    async fn sandbox(
        &self,
        connection: &mut Connection,
        path: &str,
        body: &Value,
    ) -> Result<Value> {
        let path = format!("/sandbox/v1/{path}");
        let request = post(&self.address, &path, self.text("operator_token"), &body.to_string());
        let (status, answer) = connection.call(&request).await?;
        ensure!(status == 200, "{path}: {status} {}", String::from_utf8_lossy(answer));
        Ok(serde_json::from_slice(answer)?)
    }

    /// A request that sends a utility template to this person: permission, price, ledger and all.
    pub(crate) fn send(&self, wa_id: &str) -> Vec<u8> {
        let body = json!({
            "messaging_product": "whatsapp",
            "to": wa_id,
            "type": "template",
            "template": {
                "name": "order_update",
                "language": { "code": "en_US" },
                "components": [
                    { "type": "body", "parameters": [
                        { "type": "text", "text": "4711" },
                        { "type": "text", "text": "on its way and will be with you before noon" },
                    ] },
                    { "type": "button", "sub_type": "url", "index": "1", "parameters": [
                        { "type": "text", "text": "4711" },
                    ] },
                ],
            },
        });
        let path = format!("/v23.0/{}/messages", self.text("phone_id"));
        post(&self.address, &path, self.text("token"), &body.to_string())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Our own child; it may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The build folder: on the disk that is measured, not in memory.
pub(crate) fn build_disk() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from)
}

async fn seed(path: &Path) -> Result<Value> {
    let give_up = Instant::now() + Duration::from_secs(30);
    loop {
        if let Ok(text) = std::fs::read_to_string(path) {
            return Ok(serde_json::from_str(&text)?);
        }
        ensure!(Instant::now() < give_up, "the sandbox did not start within 30 s");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
