//! An account that behaves like an honest business for a month, and then sends fraud to everybody it knows.

use super::Agent;
use super::honest::concerned;
use crate::random::Random;
use crate::world::{Author, Truth, World, whole};
use crate::{Result, assume};
use async_trait::async_trait;

pub(super) struct Sleeper {
    account: u32,
    random: Random,
    notice: usize,
    fraud: Option<usize>,
}

impl Sleeper {
    pub(super) async fn settle(world: &mut World, index: u32) -> Result<Self> {
        let mut random = world.random("sleeper", index);
        let customers = whole(random.lognormal(assume::CUSTOMERS.0, assume::CUSTOMERS.1) / 2.0);
        let account = world.found(false).await?;
        let people = random.some_below(world.size(), customers);
        world.allow(account, &people).await?;
        let notice = world.write(account, Author::Spammer, Truth::Notice).await?;
        world.counts.spam_accounts += 1;
        Ok(Self { account, random, notice, fraud: None })
    }
}

#[async_trait(?Send)]
impl Agent for Sleeper {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        if world.hour == assume::NIGHT || world.account(self.account)?.closed {
            return Ok(());
        }
        if world.day < assume::SLEEPS_DAYS {
            let concerned = concerned(world, self.account, &mut self.random)?;
            return world.send(self.account, self.notice, &concerned);
        }
        if world.hour != 14 || world.account(self.account)?.is_paused(world.now()) {
            return Ok(());
        }
        let account = world.account(self.account)?;
        let is_paused = |place: usize| account.templates.get(place).is_none_or(|it| it.paused);
        let usable = self.fraud.filter(|place| !is_paused(*place));
        let fraud = match usable {
            Some(place) => place,
            None => world.write(self.account, Author::Spammer, Truth::Fraud).await?,
        };
        self.fraud = Some(fraud);
        let takers = world.account(self.account)?.takers();
        world.send(self.account, fraud, &takers)
    }
}
