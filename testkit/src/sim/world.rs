//! What outlives every node: the data folder, the clock, people, the receiver, and what the business
//! knows of its messages.

use super::node::Node;
use super::person::SimPerson;
use super::receiver::Receiver;
use super::trace::Trace;
use crate::random::{Random, SeededEntropy};
use anyhow::Context;
use kurier_engine::account::NewBusiness;
use kurier_engine::clock::{Clock, MovableClock};
use kurier_engine::consent::Setting;
use kurier_engine::template::NewTemplate;
use kurier_policy::id::{BusinessId, MessageRef, SenderId};
use kurier_policy::money::Micros;
use kurier_policy::permission::{Ask, Cadence, Purpose};
use kurier_policy::phone::PhoneNumber;
use kurier_policy::pricing::{Category, RateCard};
use kurier_policy::rate::Limits;
use kurier_policy::template::{ParameterFormat, Parts, Sample, TemplateStatus};
use kurier_policy::time::Timestamp;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// When the simulated time begins: 2026-01-01T12:00:00Z.
const BEGIN: Timestamp = Timestamp(1_767_268_800_000_000);
const PEOPLE: usize = 5;
pub(super) const CREDIT: Micros = Micros(1_000_000_000);
pub(super) const TEMPLATE: &str = "note";

/// What the business knows of a message it sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// No answer yet, or it was lost.
    Unknown,
    Accepted(MessageRef),
    /// Answered like accepted; failed at once.
    FailedLater,
    Refused,
}

#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) person: usize,
    pub(super) is_template: bool,
    pub(super) outcome: Outcome,
}

pub(super) struct World {
    pub(super) dir: PathBuf,
    pub(super) clock: Arc<MovableClock>,
    pub(super) entropy: Arc<SeededEntropy>,
    pub(super) random: Random,
    pub(super) receiver: Arc<Receiver>,
    pub(super) people: Vec<SimPerson>,
    pub(super) business: BusinessId,
    pub(super) sender: SenderId,
    /// By idempotency key.
    pub(super) sent: BTreeMap<u32, Sent>,
    pub(super) restarts: u64,
    pub(super) bus_faults: u64,
    pub(super) trace: Trace,
}

impl World {
    pub(super) fn new(seed: u64, dir: PathBuf) -> Self {
        let mut random = Random::new(seed);
        let clock = Arc::new(MovableClock::frozen(BEGIN));
        let receiver = Arc::new(Receiver::new(Arc::clone(&clock), random.fork()));
        Self {
            dir,
            clock,
            entropy: Arc::new(SeededEntropy::new(random.bits())),
            random,
            receiver,
            people: Vec::new(),
            business: BusinessId(0),
            sender: SenderId(0),
            sent: BTreeMap::new(),
            restarts: 0,
            bus_faults: 0,
            trace: Trace::default(),
        }
    }

    /// Makes the business, its template and subscription, and people who allow it.
    pub(super) async fn populate(&mut self, node: &Node) -> anyhow::Result<()> {
        let (engine, store) = (&node.engine, node.engine.store());
        store.set_limits(Limits::default()).await?;
        store.add_rate_card(RateCard::standard(Timestamp(0))).await?;
        let new = NewBusiness {
            name: "Shop".to_owned(),
            display_number: PhoneNumber::parse("493055501001").context("number")?,
            verified: true,
            credit: CREDIT,
        };
        let made = engine.create_business(new).await?;
        (self.business, self.sender) = (made.business.id, made.sender.id);
        let sample = Sample { parameter: "1".to_owned(), value: "A-1001".to_owned() };
        let template = NewTemplate {
            business: self.business,
            name: TEMPLATE.to_owned(),
            language: "en".to_owned(),
            category: Category::Utility,
            parameter_format: ParameterFormat::Positional,
            topic: None,
            ttl_s: None,
            library_name: None,
            parts: Parts {
                body: "Your order {{1}} is on its way to you.".to_owned(),
                samples: vec![sample],
                ..Parts::default()
            },
        };
        let (url, token) = ("http://127.0.0.1:9/".to_owned(), "token".to_owned());
        store.subscribe(self.business, url, token).await?;
        let template = engine.create_template(template).await?;
        engine.review_template(template.id, TemplateStatus::Approved, None).await?;
        for _ in 0..PEOPLE {
            let made = engine.create_person(String::new(), "en".to_owned(), None, String::new());
            let person = made.await?.person.id;
            let wa_id = allow(node, person, self.business).await?;
            self.people.push(SimPerson::new(person, wa_id));
        }
        Ok(())
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// She allows utility messages; answers how the business knows her.
pub(super) async fn allow(
    node: &Node,
    person: kurier_policy::id::PersonId,
    business: BusinessId,
) -> anyhow::Result<u64> {
    let ask = Ask {
        purpose: Purpose::Utility,
        topic: None,
        wording: "May write to me.".to_owned(),
        cadence: Cadence::Each,
        lifetime_s: None,
    };
    let setting = Setting { source: "sandbox".to_owned(), language: "en".to_owned() };
    let recorded = node.engine.grant(person, business, &[ask], setting, None).await?;
    Ok(recorded.relation.ids.wa_id.parse()?)
}
