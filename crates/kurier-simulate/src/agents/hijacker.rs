//! Somebody who took an honest account over and sends fraud to its customers, until its owner has it back.

use super::Agent;
use crate::world::{Author, Place, Truth, World};
use crate::{Result, assume};
use async_trait::async_trait;

/// The hour at which it begins, and at which its owner has it back.
const BEGINS: i64 = 8;

pub(super) struct Hijacker {
    account: u32,
    letter: Option<usize>,
    /// Whether its owner has it back.
    is_over: bool,
}

impl Hijacker {
    pub(super) fn new(account: u32) -> Self {
        Self { account, letter: None, is_over: false }
    }
}

#[async_trait(?Send)]
impl Agent for Hijacker {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        let (begin, days) = assume::HIJACK;
        let is_begun = (begin, BEGINS) <= (world.day, world.hour);
        if !is_begun || self.is_over {
            return Ok(());
        }
        if (begin + days, BEGINS) <= (world.day, world.hour) {
            self.is_over = true;
            return world.give_back(self.account).await;
        }
        world.take_over(self.account)?;
        if world.account(self.account)?.is_paused(world.now()) {
            return Ok(());
        }
        let account = world.account(self.account)?;
        let is_paused = |place: usize| account.templates.get(place).is_none_or(|it| it.paused);
        let usable = self.letter.filter(|place| !is_paused(*place));
        let letter = match usable {
            Some(place) => place,
            None => world.write(self.account, Author::Hijacker, Truth::Fraud).await?,
        };
        self.letter = Some(letter);
        let takers = world.account(self.account)?.takers();
        world.send_from(Place::Hijackers, self.account, letter, &takers)
    }
}
