//! A spammer who stays small: he mixes fraud into what people want, in portions below where a canary begins, with a new text
//! every day, and pauses when his quality falls.

use super::Agent;
use super::crook::Crook;
use crate::world::{Author, Truth, World};
use crate::{Result, assume};
use async_trait::async_trait;
use kurier_policy::template::quality::Quality;

/// Days without fraud after his quality fell.
const LIES_LOW: u32 = 7;

pub(super) struct Adaptive {
    crook: Crook,
    /// The template of what people want, of which account.
    harmless: Option<(u32, usize)>,
    quiet_until: u32,
}

impl Adaptive {
    pub(super) fn new(world: &World, index: u32) -> Self {
        let crook = Crook::new(world.random("adaptive", index));
        Self { crook, harmless: None, quiet_until: 0 }
    }

    /// What people want, so that his numbers look well.
    async fn behave(&mut self, world: &mut World, account: u32) -> Result<()> {
        let harmless = match self.harmless {
            Some((of, letter)) if of == account => letter,
            _ => world.write(account, Author::Spammer, Truth::Notice).await?,
        };
        self.harmless = Some((account, harmless));
        let customers = u32::try_from(world.account(account)?.customers.len()).unwrap_or(0);
        let count = customers.min(assume::ADAPTIVE_DAILY * assume::ADAPTIVE_MIX);
        let places = self.crook.random.some_below(customers, count);
        world.send(account, harmless, &places)
    }

    /// Whether his quality, which every business can ask for, is bad.
    async fn is_seen_through(world: &World, account: u32) -> Result<bool> {
        let business = world.account(account)?.business;
        let usage = world.engine().store().usage(business, None).await?;
        let worst = usage.standing.quality.max(usage.standing.marketing);
        let is_paused = world.account(account)?.is_paused(world.now());
        Ok(is_paused || matches!(worst, Quality::Yellow | Quality::Red))
    }
}

#[async_trait(?Send)]
impl Agent for Adaptive {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        if world.hour != 16 {
            return Ok(());
        }
        let Some(account) = self.crook.account(world).await? else { return Ok(()) };
        self.crook.lure(world, account, assume::LISTED).await?;
        self.behave(world, account).await?;
        if Self::is_seen_through(world, account).await? {
            self.quiet_until = world.day + LIES_LOW;
        }
        if world.day < self.quiet_until {
            return Ok(());
        }
        let fraud = world.write(account, Author::Spammer, Truth::Fraud).await?;
        let takers = world.account(account)?.takers();
        let all = u32::try_from(takers.len()).unwrap_or(0);
        let some = self.crook.random.some_below(all, assume::ADAPTIVE_DAILY);
        let place = |index: u32| takers.get(usize::try_from(index).ok()?).copied();
        let places: Vec<u32> = some.into_iter().filter_map(place).collect();
        world.send(account, fraud, &places)
    }
}
