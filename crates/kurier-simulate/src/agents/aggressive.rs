//! A business that sends too much, and offers as notices.

use super::Agent;
use crate::random::Random;
use crate::world::{Author, Truth, World};
use crate::{Result, assume};
use async_trait::async_trait;

pub(super) struct Aggressive {
    account: u32,
    random: Random,
    disliked: f64,
    /// Templates in use: of offers, and of offers that come as notices.
    letters: [usize; 2],
}

impl Aggressive {
    pub(super) async fn settle(world: &mut World, index: u32) -> Result<Self> {
        let mut random = world.random("aggressive", index);
        let account = world.found(false).await?;
        let people = random.some_below(world.size(), assume::AGGRESSIVE_CUSTOMERS);
        world.allow(account, &people).await?;
        let (from, to) = assume::AGGRESSIVE_DISLIKED;
        let disliked = random.between(from, to);
        let offer = world.write(account, Author::Aggressive, Truth::Offer(disliked)).await?;
        let disguised =
            world.write(account, Author::Aggressive, Truth::Disguised(disliked)).await?;
        Ok(Self { account, random, disliked, letters: [offer, disguised] })
    }

    /// A template that is paused, or a notice that was found to be advertising, is replaced by a new one, as such businesses do.
    async fn letter(&mut self, world: &mut World, is_disguised: bool) -> Result<usize> {
        let [offer, disguised] = &mut self.letters;
        let (place, truth) = if is_disguised {
            (disguised, Truth::Disguised(self.disliked))
        } else {
            (offer, Truth::Offer(self.disliked))
        };
        let owner = world.account(self.account)?;
        let template = owner.templates.get(*place);
        let is_paused = template.is_some_and(|template| template.paused);
        if is_paused || is_disguised && world.is_marketing(self.account, *place).await? {
            *place = world.write(self.account, Author::Aggressive, truth).await?;
        }
        Ok(*place)
    }
}

#[async_trait(?Send)]
impl Agent for Aggressive {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        let is_offer_day = world.day % 7 < assume::AGGRESSIVE_OFFERS;
        if world.hour != 12 || !is_offer_day || world.account(self.account)?.closed {
            return Ok(());
        }
        let is_disguised = self.random.chance(assume::DISGUISED);
        // An offer waits for the end of a pause; one that comes as a notice does not.
        if !is_disguised && world.account(self.account)?.is_paused(world.now()) {
            return Ok(());
        }
        let letter = self.letter(world, is_disguised).await?;
        let account = world.account(self.account)?;
        let all = u32::try_from(account.customers.len()).unwrap_or(0);
        // A stop holds for offers; such a business passes it by with notices.
        let places = if is_disguised { (0..all).collect() } else { account.takers() };
        world.send(self.account, letter, &places)
    }
}
