//! One world: a node, its people, and the accounts of businesses.

mod account;
mod campaign;
mod conduct;
mod devices;
mod found;
mod letter;
mod lost;
mod node;
mod offer;
mod person;
mod postbox;
mod readers;
mod send;
mod takeover;

pub(crate) use account::{Account, Unsent};
pub(crate) use letter::{Author, Letter, Truth};
pub(crate) use send::Shot;
pub(crate) use takeover::Place;

use crate::figures::Counts;
use crate::random::Random;
use crate::regime::Regime;
use crate::{Result, assume};
use account::Foe;
use conduct::Appeal;
use futures_util::future::join_all;
use kurier_engine::Engine;
use kurier_policy::id::{PersonId, TemplateId};
use kurier_policy::rules::budget::Budget;
use kurier_policy::time::Timestamp;
use node::Node;
use person::Person;
use rustc_hash::FxHashMap;
use std::path::Path;

/// Calls of the engine that are made at once.
const AT_ONCE: usize = 4_096;

/// One world.
pub(crate) struct World {
    node: Node,
    pub(crate) regime: Regime,
    pub(crate) seed: u64,
    /// The running day, from 0.
    pub(crate) day: u32,
    /// The running hour of the day.
    pub(crate) hour: i64,
    people: Vec<Person>,
    by_id: FxHashMap<PersonId, u32>,
    pub(crate) accounts: Vec<Account>,
    letters: FxHashMap<TemplateId, Letter>,
    /// What businesses send in this step.
    shots: Vec<Shot>,
    /// Whether there is a new account, whose bond must be taken before it can send.
    is_judged_soon: bool,
    /// What owners of closed accounts asked the operator to look at again.
    appeals: Vec<Appeal>,
    pub(crate) counts: Counts,
}

impl World {
    /// A world with people and without businesses.
    pub(crate) async fn begin(dir: &Path, seed: u64, regime: &Regime, people: u32) -> Result<Self> {
        let node = Node::start(dir, seed, regime).await?;
        let mut world = Self {
            node,
            regime: *regime,
            seed,
            day: 0,
            hour: 0,
            people: Vec::new(),
            by_id: FxHashMap::default(),
            accounts: Vec::new(),
            letters: FxHashMap::default(),
            shots: Vec::new(),
            is_judged_soon: false,
            appeals: Vec::new(),
            counts: Counts::default(),
        };
        world.populate(people).await?;
        Ok(world)
    }

    async fn populate(&mut self, people: u32) -> Result<()> {
        let engine = &self.node.engine;
        let indexes: Vec<u32> = (0..people).collect();
        for some in indexes.chunks(AT_ONCE) {
            let born = some
                .iter()
                .map(|_| engine.create_person(String::new(), "en".to_owned(), None, String::new()));
            for (index, created) in some.iter().zip(join_all(born).await) {
                let id = created?.person.id;
                self.people.push(Person::new(id, self.seed, *index));
                self.by_id.insert(id, *index);
            }
        }
        if self.regime.budgets {
            self.choose_budgets().await?;
        }
        Ok(())
    }

    async fn choose_budgets(&mut self) -> Result<()> {
        let chosen: Vec<(PersonId, u32)> = self
            .people
            .iter_mut()
            .filter_map(|person| Some((person.id, person.own_budget()?)))
            .collect();
        let engine = &self.node.engine;
        for some in chosen.chunks(AT_ONCE) {
            let set = some.iter().map(|(person, week)| {
                engine.set_budget(*person, Budget { week: Some(*week), ..Budget::NOTHING })
            });
            join_all(set).await.into_iter().collect::<std::result::Result<(), _>>()?;
        }
        Ok(())
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.node.engine
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.node.now()
    }

    /// How many people there are.
    pub(crate) fn size(&self) -> u32 {
        u32::try_from(self.people.len()).unwrap_or(u32::MAX)
    }

    /// So many of something in a world of [`assume::PEOPLE`] are so many in this one on average; what is left over by lot, so that small
    /// worlds together are like a large one.
    pub(crate) fn by_lot(&self, kind: &str, count: u32) -> u32 {
        let exact = u64::from(count) * u64::from(self.size());
        let (whole, rest) = (exact / u64::from(assume::PEOPLE), exact % u64::from(assume::PEOPLE));
        let drawn = self.random(kind, u32::MAX).below(assume::PEOPLE);
        u32::try_from(whole).unwrap_or(u32::MAX).saturating_add(u32::from(u64::from(drawn) < rest))
    }

    /// So many of something in a world of [`assume::PEOPLE`] are so many in this one: at least one.
    pub(crate) fn scaled(&self, count: u32) -> u32 {
        let exact = u64::from(count) * u64::from(self.size());
        let rounded = (exact + u64::from(assume::PEOPLE / 2)) / u64::from(assume::PEOPLE);
        u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
    }

    /// A share of all people: at least one.
    pub(crate) fn share_of_people(&self, share: f64) -> u32 {
        whole(f64::from(self.size()) * share).max(1)
    }

    /// The sequence of the `index`-th thing of this kind.
    pub(crate) fn random(&self, kind: &str, index: u32) -> Random {
        Random::of(self.seed, kind, index)
    }

    /// Moves the clock on to this hour.
    pub(crate) fn go_to(&mut self, day: u32, hour: i64) {
        (self.day, self.hour) = (day, hour);
        self.node.go_to(day, hour);
    }

    /// What a node does behind the messages.
    pub(crate) async fn run_rounds(&mut self) -> Result<()> {
        self.engine().send_what_is_due().await?;
        if !assume::JUDGED_HOURS.contains(&self.hour) {
            return Ok(());
        }
        self.engine().look_after_messages().await?;
        self.judge().await?;
        self.confirm_guards().await?;
        self.answer_appeals().await
    }

    /// Whether a template of this account was paused for its quality since the world began.
    async fn had_paused_template(&self, account: &Account) -> Result<bool> {
        for template in &account.templates {
            let stored = self.engine().store().template(template.id).await?;
            if stored.life.pauses > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Ends the world: what is still to be counted is counted.
    pub(crate) async fn end(mut self, days: u32) -> Result<Counts> {
        for account in self.accounts.iter().filter(|account| account.honest) {
            let paused = account.ever.paused || self.had_paused_template(account).await?;
            self.counts.honest += 1;
            let (is_hers, is_attacked) =
                (account.foe != Some(Foe::Hijacker), account.foe == Some(Foe::Brigade));
            self.counts.honest_closed += u32::from(account.ever.closed && is_hers);
            self.counts.honest_struck += u32::from(account.ever.struck && is_hers);
            self.counts.brigaded += u32::from(is_attacked);
            self.counts.brigade_paused += u32::from(is_attacked && paused);
        }
        let pushy: std::collections::BTreeSet<u32> = self
            .letters
            .values()
            .filter(|letter| letter.author == Author::Aggressive)
            .map(|letter| letter.account)
            .collect();
        for account in pushy {
            self.counts.aggressive += 1;
            self.counts.aggressive_closed += u32::from(self.account(account)?.ever.closed);
        }
        self.note_lost().await?;
        (self.counts.days, self.counts.people) = (days, self.size());
        self.counts.unwanted_of = self.people.iter().map(|person| person.unwanted).collect();
        self.engine().store().close().await?;
        Ok(self.counts)
    }
}

/// A number without its fraction.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float turns into the nearest number that fits"
)]
pub(crate) fn whole(number: f64) -> u32 {
    number.round() as u32
}
