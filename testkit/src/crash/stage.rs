//! Who takes part: the program, people with devices, the business's webhook receiver.

use crate::call::Caller;
use crate::load::Load;
use crate::person::FakePerson;
use crate::process::{KurierProcess, ProcessOptions};
use crate::random::Random;
use crate::receiver::FakeReceiver;
use anyhow::Context;
use kurier_wire::client::CloudApi;
use serde_json::{Value, json};

pub(super) struct Stage {
    pub(super) process: KurierProcess,
    pub(super) people: Vec<FakePerson>,
    pub(super) receiver: FakeReceiver,
    pub(super) operator: Caller,
    recipients: Vec<String>,
}

impl Stage {
    /// Starts the program; everybody allows the business and says a word, which opens the window.
    pub(super) async fn set(options: ProcessOptions, people: usize) -> anyhow::Result<Self> {
        let process = KurierProcess::start(options).await?;
        let operator = Caller::new(&process.base, process.seeded("/operator_token")?)?;
        let receiver = FakeReceiver::start(process.seeded("/app_secret")?).await?;
        let mut stage =
            Self { process, people: Vec::new(), receiver, operator, recipients: Vec::new() };
        for _ in 0..people {
            stage.invite().await?;
        }
        let (url, token) = (&stage.receiver.url, &stage.receiver.verify_token);
        stage.api()?.subscribe_webhook(url, token).await?;
        stage.everybody_online();
        Ok(stage)
    }

    async fn invite(&mut self) -> anyhow::Result<()> {
        let made = self.operator.post("/sandbox/v1/people", &json!({})).await?.ok()?;
        let text = |value: &Value, name: &str| {
            value.get(name).and_then(Value::as_str).map(str::to_owned).context("a text member")
        };
        let path = format!("/sandbox/v1/people/{}", text(&made, "person_id")?);
        let purposes = json!({ "purposes": ["utility"] });
        let allowed = self.operator.post(&format!("{path}/allow"), &purposes).await?.ok()?;
        self.operator.post(&format!("{path}/say"), &json!({ "text": "Hello" })).await?.ok()?;
        self.recipients.push(text(&allowed, "wa_id")?);
        self.people.push(FakePerson::new(&self.process.base, &text(&made, "session")?));
        Ok(())
    }

    /// The business's client.
    pub(super) fn api(&self) -> anyhow::Result<CloudApi> {
        Ok(Load::api(
            &self.process.base,
            self.process.seeded("/token")?,
            self.process.seeded("/phone_id")?,
            self.process.seeded("/waba_id")?,
            self.operator.client().clone(),
        ))
    }

    pub(super) fn recipients(&self) -> Vec<String> {
        self.recipients.clone()
    }

    /// Some leave, some come: about two thirds are online afterwards.
    pub(super) fn shuffle(&mut self, random: &mut Random) {
        for person in &mut self.people {
            if random.between(0, 3) == 0 {
                person.go_offline();
            } else {
                person.go_online();
            }
        }
    }

    pub(super) fn everybody_online(&mut self) {
        self.people.iter_mut().for_each(FakePerson::go_online);
    }
}
