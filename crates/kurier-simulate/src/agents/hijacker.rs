//! Somebody who took an honest account over and sends fraud to its customers, until its owner has it back.

use super::Agent;
use crate::world::{Author, Truth, World};
use crate::{Result, assume};
use async_trait::async_trait;

pub(super) struct Hijacker {
    account: u32,
    letter: Option<usize>,
}

impl Hijacker {
    pub(super) fn new(account: u32) -> Self {
        Self { account, letter: None }
    }
}

#[async_trait(?Send)]
impl Agent for Hijacker {
    async fn act(&mut self, world: &mut World) -> Result<()> {
        let (begin, days) = assume::HIJACK;
        let is_time = (begin..begin + days).contains(&world.day);
        if !is_time || world.hour == assume::NIGHT || world.account(self.account)?.closed {
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
        world.send(self.account, letter, &takers)
    }
}
