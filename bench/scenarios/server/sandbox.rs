//! A sandbox to measure, with people who allowed what is sent to them.

use super::build_disk;
use crate::client::http::{Connection, post};
use crate::measure::{Disk, Meter};
use crate::options::Backend;
use crate::peers::postgres;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::services::Postgres;
use tokio::task::JoinSet;

/// Connections that make people.
const MAKERS: usize = 16;

/// The real binary, as a sandbox with throw-away data on the real disk.
pub(crate) struct Sandbox {
    child: Child,
    store: String,
    folder: TempDir,
    postgres: Option<Postgres>,
    pub(crate) address: String,
    seed: Value,
    pub(crate) ready: Duration,
}

/// Somebody who may be written to.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) wa_id: String,
    pub(crate) session: String,
}

impl Sandbox {
    pub(crate) async fn start(backend: Backend) -> Result<Self> {
        let folder = TempDir::with_prefix_in("bench", build_disk())?;
        let (store, postgres) = match backend {
            Backend::Sqlite => (format!("sqlite:{}", folder.path().join("data").display()), None),
            Backend::Postgres => {
                let postgres = postgres::start()?;
                (postgres.url("postgres"), Some(postgres))
            }
        };
        Self::launch_in(folder, store, postgres).await
    }

    /// On a data folder that lies there already.
    pub(crate) async fn over(data: &Path) -> Result<Self> {
        let folder = TempDir::with_prefix_in("bench", build_disk())?;
        Self::launch_in(folder, format!("sqlite:{}", data.display()), None).await
    }

    async fn launch_in(folder: TempDir, store: String, postgres: Option<Postgres>) -> Result<Self> {
        let start = Instant::now();
        let child = launch(folder.path(), &store, "127.0.0.1:0")?;
        let seed = seed(folder.path()).await?;
        let ready = start.elapsed();
        let address = text_of(&seed, "/base")?.trim_start_matches("http://").to_owned();
        Ok(Self { child, store, folder, postgres, address, seed, ready })
    }

    /// A text of the seed, by JSON pointer.
    pub(crate) fn text(&self, pointer: &str) -> Result<&str> {
        text_of(&self.seed, pointer)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Every process that works for it.
    pub(crate) fn pids(&self) -> Vec<u32> {
        std::iter::once(self.pid()).chain(self.postgres.as_ref().map(Postgres::id)).collect()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn meter(&self) -> Result<Meter> {
        Meter::start(&self.pids(), &Disk::under(self.folder())?)
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to end in good order, and waits until it has.
    pub(crate) fn terminate(&mut self) -> Result<()> {
        let asked = Command::new("kill").arg(self.pid().to_string()).status()?;
        ensure!(asked.success(), "the sandbox could not be asked to end");
        ensure!(self.child.wait()?.success(), "the sandbox ended badly");
        Ok(())
    }

    /// Starts again on the same data and the same port; answers how long it took.
    pub(crate) async fn restart(&mut self) -> Result<Duration> {
        std::fs::remove_file(self.folder().join("seed.json"))?;
        let start = Instant::now();
        self.child = launch(self.folder(), &self.store, &self.address)?;
        seed(self.folder()).await?;
        Ok(start.elapsed())
    }

    /// Makes people who allowed utility messages.
    pub(crate) async fn people(&self, count: usize) -> Result<Vec<Person>> {
        let mut makers = JoinSet::new();
        for maker in 0..MAKERS.min(count) {
            let mine = (maker..count).step_by(MAKERS.min(count)).count();
            let address = self.address.clone();
            let token = self.text("/operator_token")?.to_owned();
            makers.spawn(async move { make(&address, &token, mine).await });
        }
        let mut people = Vec::with_capacity(count);
        while let Some(made) = makers.join_next().await {
            people.extend(made??);
        }
        Ok(people)
    }

    /// A request of the operator or of the sandbox's own routes; answers what came back.
    pub(crate) async fn operate(&self, path: &str, body: &Value) -> Result<Value> {
        let mut connection = Connection::open(&self.address).await?;
        let token = self.text("/operator_token")?;
        call(&mut connection, &self.address, token, path, body).await
    }

    /// A request that sends a utility template to this person: permission, price, ledger and all.
    pub(crate) fn send(&self, wa_id: &str) -> Result<Vec<u8>> {
        let text = |text: &str| json!({ "type": "text", "text": text });
        let body = json!({
            "messaging_product": "whatsapp",
            "to": wa_id,
            "type": "template",
            "template": {
                "name": "order_update",
                "language": { "code": "en_US" },
                "components": [
                    { "type": "body", "parameters": [
                        text("4711"),
                        text("on its way and will be with you before noon"),
                    ] },
                    { "type": "button", "sub_type": "url", "index": "1", "parameters": [text("4711")] },
                ],
            },
        });
        let path = format!("/v23.0/{}/messages", self.text("/phone_id")?);
        Ok(post(&self.address, &path, self.text("/token")?, &body.to_string()))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Our own child; it may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The program that is measured.
pub(crate) fn binary() -> Result<PathBuf> {
    Ok(PathBuf::from(
        std::env::var("KURIER_BIN").context("KURIER_BIN names the binary to measure")?,
    ))
}

/// Whether the program knows this store.
pub(crate) fn knows(backend: Backend) -> Result<bool> {
    let help = Command::new(binary()?).args(["sandbox", "--help"]).output()?;
    let text = String::from_utf8_lossy(&help.stdout).into_owned();
    Ok(backend == Backend::Sqlite || text.contains("postgres"))
}

fn launch(folder: &Path, store: &str, listen: &str) -> Result<Child> {
    Ok(Command::new(binary()?)
        .args(["sandbox", "--quiet", "--listen", listen, "--store", store, "--seed-file"])
        .arg(folder.join("seed.json"))
        .env("KURIER_LOG", "warn")
        .stdout(Stdio::null())
        .stdin(Stdio::null())
        .spawn()?)
}

async fn make(address: &str, token: &str, count: usize) -> Result<Vec<Person>> {
    let mut connection = Connection::open(address).await?;
    let mut people = Vec::with_capacity(count);
    for number in 0..count {
        let name = json!({ "name": format!("P{number}") });
        let made = call(&mut connection, address, token, "/sandbox/v1/people", &name).await?;
        let path = format!("/sandbox/v1/people/{}", text_of(&made, "/person_id")?);
        let allow = json!({ "purposes": ["utility"] });
        let at = format!("{path}/allow");
        let allowed = call(&mut connection, address, token, &at, &allow).await?;
        people.push(Person {
            wa_id: text_of(&allowed, "/wa_id")?.to_owned(),
            session: text_of(&made, "/session")?.to_owned(),
        });
    }
    Ok(people)
}

async fn call(
    connection: &mut Connection,
    address: &str,
    token: &str,
    path: &str,
    body: &Value,
) -> Result<Value> {
    let request = post(address, path, token, &body.to_string());
    let answer = connection.ok(&request).await.with_context(|| path.to_owned())?;
    Ok(serde_json::from_slice(answer)?)
}

pub(crate) fn text_of<'a>(value: &'a Value, pointer: &str) -> Result<&'a str> {
    value.pointer(pointer).and_then(Value::as_str).with_context(|| format!("no {pointer}"))
}

async fn seed(folder: &Path) -> Result<Value> {
    let path = folder.join("seed.json");
    let give_up = Instant::now() + Duration::from_mins(1);
    loop {
        if let Ok(text) = std::fs::read_to_string(&path)
            && text.ends_with("}\n")
        {
            return Ok(serde_json::from_str(&text)?);
        }
        ensure!(Instant::now() < give_up, "the sandbox did not start within 60 s");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
