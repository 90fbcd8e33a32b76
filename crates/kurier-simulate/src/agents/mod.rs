//! Who sends: one file for each kind of business.

mod adaptive;
mod aggressive;
mod charity;
mod crook;
mod farm;
mod hijacker;
mod honest;
mod newsroom;
mod sleeper;
mod snowshoe;
mod spammer;

use crate::world::World;
use crate::{Result, assume};
use async_trait::async_trait;

/// A business, or somebody who owns several.
#[async_trait(?Send)]
pub(crate) trait Agent {
    /// What it does in this step of the day.
    async fn act(&mut self, world: &mut World) -> Result<()>;
}

/// Everybody who sends in a world, with their customers.
pub(crate) async fn settle(world: &mut World) -> Result<Vec<Box<dyn Agent>>> {
    let mut all: Vec<Box<dyn Agent>> = Vec::new();
    let honest = world.by_lot("honest", assume::HONEST).max(assume::HIJACKED + assume::BRIGADED);
    for index in 0..honest {
        let business = honest::Honest::settle(world, index).await?;
        let account = business.account();
        all.push(Box::new(business));
        // The first of them are taken over, the next ones are attacked.
        if index < assume::HIJACKED + assume::BRIGADED {
            world.choose(account)?;
        }
        if index < assume::HIJACKED {
            all.push(Box::new(hijacker::Hijacker::new(account)));
        } else if index < assume::HIJACKED + assume::BRIGADED {
            world.set_brigade(account, assume::BRIGADE)?;
        }
    }
    for index in 0..world.by_lot("aggressive", assume::AGGRESSIVE) {
        all.push(Box::new(aggressive::Aggressive::settle(world, index).await?));
    }
    settle_special(world, &mut all).await?;
    settle_crooks(world, &mut all);
    Ok(all)
}

async fn settle_special(world: &mut World, all: &mut Vec<Box<dyn Agent>>) -> Result<()> {
    for index in 0..world.scaled(assume::NEWSROOMS.0) {
        all.push(Box::new(newsroom::Newsroom::settle(world, index).await?));
    }
    for index in 0..world.by_lot("farm", assume::FARMS.0) {
        all.push(Box::new(farm::Farm::settle(world, index).await?));
    }
    for index in 0..world.scaled(assume::CHARITIES.0) {
        all.push(Box::new(charity::Charity::settle(world, index).await?));
    }
    for index in 0..world.by_lot("sleeper", assume::SLEEPERS) {
        all.push(Box::new(sleeper::Sleeper::settle(world, index).await?));
    }
    Ok(())
}

/// Spammers come when the world runs.
fn settle_crooks(world: &World, all: &mut Vec<Box<dyn Agent>>) {
    for index in 0..world.by_lot("spammer", assume::SPAMMERS) {
        all.push(Box::new(spammer::Spammer::new(world, index)));
    }
    for index in 0..world.by_lot("adaptive", assume::ADAPTIVE) {
        all.push(Box::new(adaptive::Adaptive::new(world, index)));
    }
    for index in 0..world.by_lot("snowshoe", assume::SNOWSHOE) {
        all.push(Box::new(snowshoe::Snowshoe::new(world, index)));
    }
}
