//! What the rules of quality make of accounts, as their owners are told it; and what the operator answers to those who ask him
//! to look again.

use super::World;
use super::account::Foe;
use super::found::CREDIT;
use crate::{Result, assume};
use kurier_policy::standing::Standing;

/// The owner of a closed account asks the operator to look again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Appeal {
    account: u32,
    /// When it is answered.
    day: u32,
}

/// Micro-euro of a euro.
const EURO: f64 = 1_000_000.0;

impl World {
    /// One round of judging; every owner learns what it made of his account.
    pub(super) async fn judge(&mut self) -> Result<()> {
        if !self.regime.judges {
            return Ok(());
        }
        self.engine().judge_templates().await?;
        for place in 0..u32::try_from(self.accounts.len()).unwrap_or(u32::MAX) {
            let business = self.account(place)?.business;
            let standing = self.engine().store().usage(business, None).await?.standing;
            self.learn(place, &standing)?;
        }
        Ok(())
    }

    fn learn(&mut self, place: u32, standing: &Standing) -> Result<()> {
        let (conduct, now) = (standing.conduct, self.now());
        let account = self.account_mut(place)?;
        account.paused_until = conduct.paused_until;
        account.closed = conduct.closed_at.is_some();
        account.ever.struck |= conduct.strikes > 0;
        account.ever.paused |= conduct.is_paused(now) || account.closed;
        let is_news = account.closed && !account.ever.closed;
        account.ever.closed |= account.closed;
        if is_news {
            let day = answered_on(self.day);
            self.appeals.push(Appeal { account: place, day });
        }
        Ok(())
    }

    /// The operator answers appeals whose time has come: mostly he is right.
    pub(super) async fn answer_appeals(&mut self) -> Result<()> {
        let (due, later) = self.appeals.drain(..).partition(|appeal| appeal.day <= self.day);
        self.appeals = later;
        let due: Vec<Appeal> = due;
        for Appeal { account, .. } in due {
            let is_right = self.random("appeal", account).chance(assume::APPEALS.1);
            if self.account(account)?.honest == is_right {
                self.restore(account).await?;
            }
        }
        Ok(())
    }

    /// The operator opens an account again and takes all its strikes back.
    pub(crate) async fn restore(&mut self, account: u32) -> Result<()> {
        let business = self.account(account)?.business;
        loop {
            let conduct = self.engine().store().usage(business, None).await?.standing.conduct;
            let is_clean = conduct.strikes == 0 && conduct.closed_at.is_none();
            if is_clean && conduct.paused_until.is_none() {
                break;
            }
            self.engine().forgive_strike(business).await?;
        }
        let account = self.account_mut(account)?;
        (account.closed, account.paused_until) = (false, None);
        Ok(())
    }

    /// Notes that somebody else has an account.
    pub(crate) fn take_over(&mut self, account: u32) -> Result<()> {
        let account = self.account_mut(account)?;
        (account.foe, account.hijacked) = (Some(Foe::Hijacker), true);
        Ok(())
    }

    /// What an account cost its owner so far, in euro: its messages with every surcharge, and a bond that is lost.
    pub(crate) async fn cost(&self, account: u32) -> Result<f64> {
        let store = self.engine().store();
        let business = self.account(account)?.business;
        let left = store.balance(business).await?.prepaid;
        let held = store.usage(business, None).await?.standing.bond.held;
        let spent = CREDIT.0.saturating_sub(left.0).saturating_sub(held.0).max(0);
        Ok(f64::from(u32::try_from(spent / 10_000).unwrap_or(u32::MAX)) * 10_000.0 / EURO)
    }
}

/// The day on which something of this day is answered, so many working days later.
fn answered_on(day: u32) -> u32 {
    // Every world begins on a Monday.
    let is_free = |day: u32| day % 7 >= 5;
    let (mut day, mut left) = (day, assume::APPEALS.0);
    while left > 0 {
        day += 1;
        left -= u32::from(!is_free(day));
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_appeal_is_answered_after_two_working_days() {
        let (monday, thursday, saturday) = (0, 3, 5);
        assert_eq!(answered_on(monday), 2);
        assert_eq!(answered_on(thursday), 7);
        assert_eq!(answered_on(saturday), 8);
    }
}
