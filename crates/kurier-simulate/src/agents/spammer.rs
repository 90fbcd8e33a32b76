//! A spammer with a bought list, who writes to everybody whom he may write to.

use super::Agent;
use super::crook::Crook;
use crate::regime::Grounds;
use crate::world::World;
use crate::{Result, assume};
use async_trait::async_trait;

pub(super) struct Spammer {
    crook: Crook,
}

impl Spammer {
    pub(super) fn new(world: &World, index: u32) -> Self {
        Self { crook: Crook::new(world.random("spammer", index)) }
    }

    /// Tries some addresses of other businesses' customers: nothing may get through.
    fn try_on(&mut self, world: &mut World, account: u32, letter: usize) {
        let mut addresses = Vec::new();
        for _ in 0..assume::TRIED {
            let others = u32::try_from(world.accounts.len()).unwrap_or(0);
            let place = self.crook.random.below(others);
            let Ok(other) = world.account(place) else { continue };
            let customers = u32::try_from(other.customers.len()).unwrap_or(0);
            let customer = other.customer(self.crook.random.below(customers));
            let is_own = place == account;
            addresses.extend(customer.filter(|_| !is_own).map(|customer| customer.wa_id));
        }
        world.try_on(account, letter, &addresses);
    }
}

#[async_trait(?Send)]
impl Agent for Spammer {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        if world.hour != 14 {
            return Ok(());
        }
        let Some(account) = self.crook.account(world).await? else { return Ok(()) };
        self.crook.lure(world, account, assume::LISTED).await?;
        if world.account(account)?.is_paused(world.now()) {
            return Ok(());
        }
        let letter = self.crook.write(world, account).await?;
        let takers = world.account(account)?.takers();
        // Where everybody is on the list, so many a day; where few fell for it, all of them every day.
        let count = match world.regime.grounds {
            Grounds::Declared => usize::try_from(assume::LISTED).unwrap_or(0),
            Grounds::Receipts => takers.len(),
        };
        let newest = takers.get(takers.len().saturating_sub(count)..).unwrap_or_default();
        world.send(account, letter, newest)?;
        if world.regime.grounds == Grounds::Receipts {
            self.try_on(world, account, letter);
        }
        Ok(())
    }
}
