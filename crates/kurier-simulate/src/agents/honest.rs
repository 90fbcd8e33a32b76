//! An honest business: notices when there is something, an offer every two weeks, some of which are not liked.

use super::Agent;
use crate::random::Random;
use crate::world::{Author, Truth, World, whole};
use crate::{Result, assume};
use async_trait::async_trait;

/// The hour at which offers go.
const OFFER_HOUR: i64 = 10;

pub(super) struct Honest {
    account: u32,
    random: Random,
    notice: usize,
    offer: usize,
    /// On which day of the two weeks it sends its offer.
    phase: u32,
    /// The day on which it begins to call from another network.
    moves_on: u32,
}

impl Honest {
    pub(super) async fn settle(world: &mut World, index: u32) -> Result<Self> {
        let mut random = world.random("honest", index);
        let customers = whole(random.lognormal(assume::CUSTOMERS.0, assume::CUSTOMERS.1));
        let account = world.found(true).await?;
        let people = random.some_below(world.size(), customers);
        world.allow(account, &people).await?;
        let notice = world.write(account, Author::Honest, Truth::Notice).await?;
        let truth = Truth::Offer(assume::DISLIKED);
        let offer = world.write(account, Author::Honest, truth).await?;
        let phase = random.below(assume::OFFER_DAYS);
        let moves_on = world.random("moves", index).below(assume::MOVES_WITHIN);
        Ok(Self { account, random, notice, offer, phase, moves_on })
    }

    pub(super) fn account(&self) -> u32 {
        self.account
    }

    /// Offers something; a template that people disliked until it was disabled is written anew.
    async fn offer(&mut self, world: &mut World) -> Result<()> {
        let mut random = world.random("new offer", self.account * 100 + world.day);
        let is_new = random.chance(assume::NEW_OFFERS);
        if is_new || world.is_gone(self.account, self.offer).await? {
            let truth = Truth::Offer(assume::DISLIKED);
            self.offer = world.write(self.account, Author::Honest, truth).await?;
        }
        world.campaign(self.account, self.offer).await
    }
}

/// Some of an account's customers, to whom something happened in this step of the day.
pub(super) fn concerned(world: &World, account: u32, random: &mut Random) -> Result<Vec<u32>> {
    let customers = u32::try_from(world.account(account)?.customers.len()).unwrap_or(0);
    let mean = f64::from(customers) * assume::NOTICES / (7.0 * assume::DAY_STEPS);
    Ok((0..random.poisson(mean)).map(|_| random.below(customers)).collect())
}

#[async_trait(?Send)]
impl Agent for Honest {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        if world.hour == assume::NIGHT {
            return Ok(());
        }
        if world.hour == OFFER_HOUR && world.day == self.moves_on {
            world.move_on(self.account).await?;
        }
        let concerned = concerned(world, self.account, &mut self.random)?;
        world.send(self.account, self.notice, &concerned)?;
        if world.hour == OFFER_HOUR {
            if world.day % assume::OFFER_DAYS == self.phase {
                self.offer(world).await?;
            }
            return Ok(());
        }
        world.follow_up(self.account).await
    }
}
