//! A newsroom whose subscribers want every post, ten a day.

use super::Agent;
use crate::world::{Author, Truth, World};
use crate::{Result, assume};
use async_trait::async_trait;

pub(super) struct Newsroom {
    account: u32,
    post: usize,
    /// Posts of this day.
    posted: u32,
}

impl Newsroom {
    pub(super) async fn settle(world: &mut World, index: u32) -> Result<Self> {
        let mut random = world.random("newsroom", index);
        let account = world.found(true).await?;
        let subscribers = world.share_of_people(assume::NEWSROOMS.2);
        let people = random.some_below(world.size(), subscribers);
        world.allow(account, &people).await?;
        let post = world.write(account, Author::Honest, Truth::Notice).await?;
        Ok(Self { account, post, posted: 0 })
    }
}

#[async_trait(?Send)]
impl Agent for Newsroom {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        if world.hour == assume::NIGHT {
            self.posted = 0;
            return Ok(());
        }
        let all = u32::try_from(world.account(self.account)?.customers.len()).unwrap_or(0);
        let places: Vec<u32> = (0..all).collect();
        // One in most steps of the day, two in the last ones.
        let left = assume::NEWSROOMS.1.saturating_sub(self.posted);
        let now = if world.hour >= 20 { left.min(2) } else { left.min(1) };
        for _ in 0..now {
            world.send(self.account, self.post, &places)?;
            self.posted += 1;
        }
        Ok(())
    }
}
