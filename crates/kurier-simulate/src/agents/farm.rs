//! A farm whose collars raise thirty alarms a night; each is wanted.

use super::Agent;
use crate::world::{Author, Truth, World};
use crate::{Result, assume};
use async_trait::async_trait;

pub(super) struct Farm {
    account: u32,
    alarm: usize,
}

impl Farm {
    pub(super) async fn settle(world: &mut World, index: u32) -> Result<Self> {
        let mut random = world.random("farm", index);
        let account = world.found(true).await?;
        let people = random.some_below(world.size(), assume::FARMS.2);
        world.allow(account, &people).await?;
        world.call_urgent(account).await?;
        let alarm = world.write(account, Author::Honest, Truth::Notice).await?;
        Ok(Self { account, alarm })
    }
}

#[async_trait(?Send)]
impl Agent for Farm {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        if world.hour != assume::NIGHT {
            return Ok(());
        }
        let all = u32::try_from(world.account(self.account)?.customers.len()).unwrap_or(0);
        let places: Vec<u32> = (0..all).collect();
        for _ in 0..assume::FARMS.1 {
            world.send(self.account, self.alarm, &places)?;
        }
        Ok(())
    }
}
