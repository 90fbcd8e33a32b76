//! Who takes part in a scenario: one program or several on the same data, people with devices, the
//! business with its load and its webhook receiver.

mod cast;
mod judge;
mod tally;

pub use tally::Tally;

use crate::call::Caller;
use crate::load::{Load, Recipient};
use crate::person::FakePerson;
use crate::process::{KurierProcess, ProcessOptions};
use crate::random::Random;
use crate::receiver::FakeReceiver;
use anyhow::Context;
use kurier_wire::client::CloudApi;
use serde_json::Value;
use std::sync::Arc;

/// What the standard rate card asks for a utility template outside the window, in micro-units.
pub const TEMPLATE_PRICE_MICROS: i64 = 10_000;

/// A scenario's cast.
pub struct Stage {
    /// The programs; the first one made the cast.
    pub nodes: Vec<KurierProcess>,
    /// The people; every second one never wrote, so that her messages are priced templates.
    pub people: Vec<FakePerson>,
    /// Where the webhooks go.
    pub receiver: FakeReceiver,
    /// The operator, at the first node.
    pub operator: Caller,
    recipients: Vec<Recipient>,
    /// What the business owned before its first message.
    begun_micros: i64,
}

impl Stage {
    /// One program.
    pub async fn set(options: ProcessOptions, people: usize) -> anyhow::Result<Self> {
        Self::on(vec![KurierProcess::start(options).await?], people).await
    }

    /// Nodes that run already and share their data.
    pub async fn on(nodes: Vec<KurierProcess>, people: usize) -> anyhow::Result<Self> {
        let first = nodes.first().context("no node")?;
        let operator = Caller::new(&first.base, first.seeded("/operator_token")?)?;
        let receiver = FakeReceiver::start(first.seeded("/app_secret")?).await?;
        let mut stage = Self {
            nodes,
            people: Vec::new(),
            receiver,
            operator,
            recipients: Vec::new(),
            begun_micros: 0,
        };
        for number in 0..people {
            stage.invite(number % 2 == 1).await?;
        }
        let (url, token) = (&stage.receiver.url, &stage.receiver.verify_token);
        stage.api()?.subscribe_webhook(url, token).await?;
        let (prepaid, reserved) = stage.balance().await?;
        stage.begun_micros = prepaid + reserved;
        stage.everybody_online();
        Ok(stage)
    }

    /// The only program of a scenario with one.
    pub fn process(&mut self) -> anyhow::Result<&mut KurierProcess> {
        self.nodes.first_mut().context("no node")
    }

    /// A text of the seed, by JSON pointer.
    pub fn seeded(&self, pointer: &str) -> anyhow::Result<&str> {
        self.nodes.first().context("no node")?.seeded(pointer)
    }

    /// The business's client at the first node.
    pub fn api(&self) -> anyhow::Result<CloudApi> {
        self.apis()?.into_iter().next().context("no node")
    }

    /// The business's clients, one for each node.
    pub fn apis(&self) -> anyhow::Result<Vec<CloudApi>> {
        let to = |node: &KurierProcess| {
            Ok(Load::api(
                &node.base,
                self.seeded("/token")?,
                self.seeded("/phone_id")?,
                self.seeded("/waba_id")?,
                self.operator.client().clone(),
            ))
        };
        self.nodes.iter().map(to).collect()
    }

    /// Whom a load may write to.
    pub fn recipients(&self) -> Vec<Recipient> {
        self.recipients.clone()
    }

    /// Messages to everybody in turn, at this rate, over all nodes in turn.
    pub fn load(&self, per_second: u32) -> anyhow::Result<Arc<Load>> {
        Ok(Load::start(self.apis()?, self.recipients(), per_second))
    }

    /// What the business has: prepaid, and reserved for messages on their way, in micro-units.
    pub async fn balance(&self) -> anyhow::Result<(i64, i64)> {
        let path = format!("/console/v1/businesses/{}", self.seeded("/waba_id")?);
        let shown = self.operator.get(&path).await?.ok()?;
        let amount = |name: &str| {
            let found = shown.pointer(&format!("/balance/{name}")).and_then(Value::as_i64);
            found.with_context(|| format!("{shown} tells no {name}"))
        };
        Ok((amount("prepaid_micros")?, amount("reserved_micros")?))
    }

    /// What follows is counted by itself: a second load after the first was settled.
    pub async fn begin_anew(&mut self) -> anyhow::Result<()> {
        let (prepaid, reserved) = self.balance().await?;
        self.begun_micros = prepaid + reserved;
        Ok(())
    }

    /// From now on every recipient gets priced templates, as when all windows have closed.
    pub fn close_windows(&mut self) {
        self.recipients.iter_mut().for_each(|recipient| recipient.priced = true);
    }

    /// Some leave, some come: about two thirds are online afterwards.
    pub fn shuffle(&mut self, random: &mut Random) {
        for person in &mut self.people {
            if random.between(0, 3) == 0 {
                person.go_offline();
            } else {
                person.go_online();
            }
        }
    }

    /// Everybody comes.
    pub fn everybody_online(&mut self) {
        self.people.iter_mut().for_each(FakePerson::go_online);
    }

    /// Everybody comes, the load's calls end, all that is owed gets its time, and all is counted.
    pub async fn settle(&mut self, load: &Load) -> anyhow::Result<Tally> {
        load.stop().await;
        self.everybody_online();
        judge::judge(self, load).await
    }
}
