//! A running `kurier sandbox` with its business and people, and what must be true of them.

use crate::call::Caller;
use crate::load::Load;
use crate::person::FakePerson;
use crate::process::{KurierProcess, ProcessOptions};
use anyhow::{Context, ensure};
use kurier_wire::client::{Address, ApiError, CloudApi, SendOptions, SentMessage};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use tokio::time::{interval, timeout};

const LOOK_EVERY: Duration = Duration::from_millis(20);
const PAGE: u32 = 500;

/// The program with what a test needs of it.
pub struct Scene {
    /// The program.
    pub process: KurierProcess,
    /// The operator.
    pub operator: Caller,
    /// The business.
    pub api: CloudApi,
}

/// Someone who allowed the business to write, and whose window is open.
#[derive(Debug, Clone)]
pub struct Person {
    /// Her id.
    pub id: String,
    /// How the business knows her.
    pub wa_id: String,
    /// Her session.
    pub session: String,
}

/// Sends a text under an idempotency key.
pub async fn send(
    api: &CloudApi,
    to: &str,
    key: &str,
    text: &str,
) -> Result<SentMessage, ApiError> {
    let options = SendOptions { idempotency_key: Some(key.to_owned()), ..SendOptions::default() };
    api.send_text(&Address::from(to), text, &options).await
}

/// Asks again and again until `ask` answers something, at most for `limit`.
pub async fn eventually<T, F>(
    what: &str,
    limit: Duration,
    mut ask: impl FnMut() -> F,
) -> anyhow::Result<T>
where
    F: Future<Output = anyhow::Result<Option<T>>>,
{
    let mut beat = interval(LOOK_EVERY);
    let asking = async {
        loop {
            beat.tick().await;
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
        }
    };
    timeout(limit, asking).await.with_context(|| format!("waited {limit:?} for {what}"))?
}

fn text(value: &Value, pointer: &str) -> anyhow::Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("{value} has no {pointer}"))
}

impl Scene {
    /// Starts it.
    pub async fn start(options: ProcessOptions) -> anyhow::Result<Self> {
        let process = KurierProcess::start(options).await?;
        let operator = Caller::new(&process.base, process.seeded("/operator_token")?)?;
        let api = Load::api(
            &process.base,
            process.seeded("/token")?,
            process.seeded("/phone_id")?,
            process.seeded("/waba_id")?,
            operator.client().clone(),
        );
        Ok(Self { process, operator, api })
    }

    /// The person whom every sandbox has.
    pub fn person_a(&self) -> anyhow::Result<Person> {
        let seed = &self.process.seed;
        Ok(Person {
            id: text(seed, "/person_a/person_id")?,
            wa_id: text(seed, "/person_a/wa_id")?,
            session: text(seed, "/person_a/session")?,
        })
    }

    /// A further person.
    pub async fn invite(&self) -> anyhow::Result<Person> {
        let made = self.operator.post("/sandbox/v1/people", &json!({})).await?.ok()?;
        let id = text(&made, "/person_id")?;
        let path = format!("/sandbox/v1/people/{id}");
        let purposes = json!({ "purposes": ["utility"] });
        let allowed = self.operator.post(&format!("{path}/allow"), &purposes).await?.ok()?;
        self.operator.post(&format!("{path}/say"), &json!({ "text": "Hello" })).await?.ok()?;
        Ok(Person { id, wa_id: text(&allowed, "/wa_id")?, session: text(&made, "/session")? })
    }

    /// Her device.
    pub fn device(&self, person: &Person) -> FakePerson {
        FakePerson::new(&self.process.base, &person.session)
    }

    /// Newest place of her inbox, and up to which place it reached a device.
    pub async fn heads(&self, person: &Person) -> anyhow::Result<(u64, u64)> {
        let me = self.operator.with_token(&person.session).get("/people/v1/me").await?.ok()?;
        let number = |name: &str| me.get(name).and_then(Value::as_u64).context("a number");
        Ok((number("head")?, number("delivered")?))
    }

    /// How often each text of the business stands in her inbox, read without receiving it; fails if
    /// a place is missing or comes twice.
    pub async fn texts(&self, person: &Person) -> anyhow::Result<HashMap<String, u32>> {
        let mut texts: HashMap<String, u32> = HashMap::new();
        let mut last = 0_u64;
        loop {
            let path = format!(
                "/sandbox/v1/people/{}/messages?peek=true&after={last}&limit={PAGE}",
                person.id
            );
            let page = self.operator.get(&path).await?.ok()?;
            let entries = page.get("entries").and_then(Value::as_array).context("no entries")?;
            if entries.is_empty() {
                ensure!(page.get("head").and_then(Value::as_u64) == Some(last), "{page} at {last}");
                return Ok(texts);
            }
            for entry in entries {
                let seq = entry.get("seq").and_then(Value::as_u64).context("no place")?;
                ensure!(seq == last + 1, "place {seq} comes after {last}");
                last = seq;
                if entry.get("kind").and_then(Value::as_str) == Some("from_business") {
                    let body = entry.pointer("/content/body").and_then(Value::as_str);
                    *texts.entry(body.unwrap_or_default().to_owned()).or_default() += 1;
                }
            }
        }
    }

    /// Every posting agrees with the messages.
    pub async fn verify_ledger(&self) -> anyhow::Result<()> {
        let report = self.operator.post("/console/v1/ledger/verify", &json!({})).await?.ok()?;
        let findings = report.get("findings").and_then(Value::as_array).context("no findings")?;
        ensure!(findings.is_empty(), "{report}");
        ensure!(report.get("imbalance").and_then(Value::as_i64) == Some(0), "{report}");
        Ok(())
    }
}
