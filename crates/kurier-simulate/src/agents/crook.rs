//! What spammers have in common: accounts that cost something, earn something, and end.

use crate::random::Random;
use crate::regime::{Grounds, Identity};
use crate::world::{Author, Truth, World};
use crate::{Result, assume};

/// One account after the other, for as long as that pays.
pub(super) struct Crook {
    pub(super) random: Random,
    account: Option<u32>,
    /// Earlier accounts, which an appeal may open again.
    closed: Vec<u32>,
    /// The day from which on he may have another account; `None` = he gave up.
    again: Option<u32>,
    /// The template in use.
    pub(super) letter: usize,
    /// People of his list, the next one last.
    list: Vec<u32>,
}

impl Crook {
    /// Begins some time in the first two weeks.
    pub(super) fn new(mut random: Random) -> Self {
        let again = Some(random.below(14));
        Self { random, account: None, closed: Vec::new(), again, letter: 0, list: Vec::new() }
    }

    /// His account in this step: the running one, or a new one if he may have one. `None` = he has none.
    pub(super) async fn account(&mut self, world: &mut World) -> Result<Option<u32>> {
        if let Some(account) = self.account {
            if !world.account(account)?.closed {
                return Ok(Some(account));
            }
            self.account = None;
            self.closed.push(account);
            self.again = Self::after(world, account).await?;
        }
        if let Some(opened) = self.opened(world)? {
            self.closed.retain(|account| *account != opened);
            self.account = Some(opened);
            return Ok(self.account);
        }
        if self.again.is_none_or(|day| world.day < day) {
            return Ok(None);
        }
        if world.regime.identity == Identity::HandPicked && !self.random.chance(assume::PICKED.0) {
            self.again = Some(world.day + assume::PICKED.1);
            return Ok(None);
        }
        let account = world.found(false).await?;
        world.counts.spam_accounts += 1;
        self.account = Some(account);
        Ok(self.account)
    }

    fn opened(&self, world: &World) -> Result<Option<u32>> {
        for account in &self.closed {
            if !world.account(*account)?.closed {
                return Ok(Some(*account));
            }
        }
        Ok(None)
    }

    /// When he tries again after an account was closed: never, if it did not pay. It cost him what the ledger says.
    async fn after(world: &World, account: u32) -> Result<Option<u32>> {
        let reached = f64::from(world.account(account)?.reached);
        let wait = match world.regime.identity {
            Identity::Open => assume::BACK_AFTER,
            Identity::HandPicked => assume::PICKED.1,
        };
        let profit = reached * world.regime.fraud - world.cost(account).await?;
        Ok((profit > 0.0).then_some(world.day + wait))
    }

    /// The template in use, replaced by a new one when it is paused or there is none.
    pub(super) async fn write(&mut self, world: &mut World, account: u32) -> Result<usize> {
        let template = world.account(account)?.templates.get(self.letter);
        if template.is_none_or(|template| template.paused) {
            self.letter = world.write(account, Author::Spammer, Truth::Fraud).await?;
        }
        Ok(self.letter)
    }

    /// Those whom he reaches for today, so many of his list: where declaring is enough, all of them allow him; where people
    /// allow it themselves, those who fall for a trick.
    pub(super) async fn lure(&mut self, world: &mut World, account: u32, count: u32) -> Result<()> {
        let random = &mut self.random;
        let taken = match world.regime.grounds {
            Grounds::Declared => count,
            Grounds::Receipts => random.poisson(f64::from(count) * assume::TRICKED),
        };
        let taken = usize::try_from(taken).unwrap_or(0);
        if self.list.len() < taken {
            self.list = self.random.some_below(world.size(), world.size());
        }
        let allow = self.list.split_off(self.list.len().saturating_sub(taken));
        world.allow(account, &allow).await
    }
}
