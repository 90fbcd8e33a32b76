//! One spammer with many accounts, each of which sends little: no single one is conspicuous.

use super::Agent;
use super::crook::Crook;
use crate::world::World;
use crate::{Result, assume};
use async_trait::async_trait;

pub(super) struct Snowshoe {
    crooks: Vec<Crook>,
}

impl Snowshoe {
    pub(super) fn new(world: &World, index: u32) -> Self {
        let sequence = |account: u32| world.random("snowshoe", index * 1_000 + account);
        Self {
            crooks: (0..assume::SNOWSHOE_ACCOUNTS)
                .map(|account| Crook::new(sequence(account)))
                .collect(),
        }
    }
}

#[async_trait(?Send)]
impl Agent for Snowshoe {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        if world.hour != 18 {
            return Ok(());
        }
        // Each account has its part of one list.
        let parts = assume::SNOWSHOE_ACCOUNTS.max(1);
        let shown = (assume::LISTED / parts).max(assume::SNOWSHOE_DAILY);
        for crook in &mut self.crooks {
            let Some(account) = crook.account(world).await? else { continue };
            crook.lure(world, account, shown).await?;
            if world.account(account)?.is_paused(world.now()) {
                continue;
            }
            let letter = crook.write(world, account).await?;
            let takers = world.account(account)?.takers();
            let few = usize::try_from(assume::SNOWSHOE_DAILY).unwrap_or(0);
            let newest = takers.get(takers.len().saturating_sub(few)..).unwrap_or_default();
            world.send(account, letter, newest)?;
        }
        Ok(())
    }
}
