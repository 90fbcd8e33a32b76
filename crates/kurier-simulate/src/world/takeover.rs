//! From where accounts are used, and who confirms that nobody took one over (rule A14).

use super::World;
use super::letter::Author;
use crate::{Result, SimulationError, assume};
use kurier_engine::takeover::{Confirmation, HijackAct, Origin};
use kurier_policy::time::HOUR_S;
use std::net::{IpAddr, Ipv4Addr};

/// From where an account is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// From where its owner is at present.
    Own,
    /// From where its owner was before.
    Former,
    /// From where a hijacker is.
    Hijackers,
}

impl Place {
    /// From where this author writes.
    pub(super) fn of(author: Author) -> Self {
        if author == Author::Hijacker { Self::Hijackers } else { Self::Own }
    }
}

impl World {
    /// From where a call of this account comes.
    pub(super) fn origin(&self, account: u32, place: Place) -> Result<Option<Origin>> {
        let owner = self.account(account)?;
        // Keyed by the business: that two use the same numbers says nothing.
        let third = match place {
            Place::Own => owner.moves,
            Place::Former => owner.moves.saturating_sub(1),
            Place::Hijackers => u8::MAX,
        };
        let address = IpAddr::V4(Ipv4Addr::new(198, 18, third, 1));
        Ok(self.engine().origin(owner.business, address, "token"))
    }

    /// Whatever an account calls for, its network is noted.
    pub(super) async fn note_network(&self, account: u32, place: Place) -> Result<()> {
        let business = self.account(account)?.business;
        if let Some(origin) = self.origin(account, place)? {
            self.engine().note_origin(business, &origin).await?;
        }
        Ok(())
    }

    /// Its owner calls from another network from now on.
    pub(crate) async fn move_on(&mut self, account: u32) -> Result<()> {
        let owner = self.account_mut(account)?;
        owner.moves = owner.moves.saturating_add(1);
        self.note_network(account, Place::Own).await
    }

    pub(super) async fn is_guarded(&self, account: u32) -> Result<bool> {
        let business = self.account(account)?.business;
        let standing = self.engine().store().usage(business, None).await?.standing;
        Ok(standing.takeover.guard.is_some())
    }

    /// The people of an honest business hear of a guard and confirm it, together with an operator.
    pub(super) async fn confirm_guards(&mut self) -> Result<()> {
        for place in 0..u32::try_from(self.accounts.len()).unwrap_or(u32::MAX) {
            let owner = self.account(place)?;
            if !owner.honest || owner.hijacked {
                continue;
            }
            let business = owner.business;
            let standing = self.engine().store().usage(business, None).await?.standing;
            let Some(guard) = standing.takeover.guard else { continue };
            if self.now() < guard.since.plus_s(assume::CONFIRMED_AFTER * HOUR_S) {
                continue;
            }
            let origin = self.origin(place, Place::Former)?;
            self.engine().confirm_as_business(business, origin.as_ref()).await?;
            let done = self.engine().confirm_as_operator(business, "operator").await?;
            if done != Confirmation::Ended {
                return Err(SimulationError::Broken("two confirmed, and a guard stayed"));
            }
        }
        Ok(())
    }

    /// The owner of a hijacked account has it back: an operator says that it was taken over, if a guard is up.
    pub(crate) async fn give_back(&mut self, account: u32) -> Result<()> {
        if self.is_guarded(account).await? {
            let business = self.account(account)?.business;
            let (by, is_single, with_shared) = ("operator", true, true);
            let act = HijackAct { business, by, is_single, with_shared };
            self.engine().decide_hijack(act).await?;
        }
        self.account_mut(account)?.hijacked = false;
        self.restore(account).await
    }
}
