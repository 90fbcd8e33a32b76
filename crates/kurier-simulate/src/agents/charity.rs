//! A charity that appeals to many people once a month.

use super::Agent;
use crate::world::{Author, Truth, World};
use crate::{Result, assume};
use async_trait::async_trait;

pub(super) struct Charity {
    account: u32,
    appeal: usize,
    phase: u32,
}

impl Charity {
    pub(super) async fn settle(world: &mut World, index: u32) -> Result<Self> {
        let (_, share, every, disliked) = assume::CHARITIES;
        let mut random = world.random("charity", index);
        let account = world.found(true).await?;
        let donors = world.share_of_people(share);
        let people = random.some_below(world.size(), donors);
        world.allow(account, &people).await?;
        let appeal = world.write(account, Author::Honest, Truth::Offer(disliked)).await?;
        Ok(Self { account, appeal, phase: random.below(every) })
    }
}

#[async_trait(?Send)]
impl Agent for Charity {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        if world.hour == 10 && world.day % assume::CHARITIES.2 == self.phase {
            return world.campaign(self.account, self.appeal).await;
        }
        if world.hour == assume::NIGHT {
            return Ok(());
        }
        world.follow_up(self.account).await
    }
}
