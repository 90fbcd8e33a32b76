//! People look at their messages, and do something about them.

use super::World;
use super::person::{Reaction, Unseen};
use crate::Result;
use futures_util::future::join_all;
use kurier_engine::consent::Setting;
use kurier_engine::desk::NewReport;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_policy::permission::{Purpose, Withdrawal};

/// What somebody does about a message.
struct Act {
    person: u32,
    account: u32,
    reaction: Reaction,
}

impl World {
    /// Whoever looks now reads, and reacts.
    pub(crate) async fn look(&mut self) -> Result<()> {
        let (mut read, mut acts) = (Vec::new(), Vec::new());
        for (index, person) in (0_u32..).zip(&mut self.people) {
            if person.unseen.is_empty() || !person.looks() {
                continue;
            }
            for unseen in std::mem::take(&mut person.unseen) {
                if !person.reads() {
                    continue;
                }
                read.push((person.id, unseen.account, unseen.seq));
                let reaction = person.reacts(&unseen);
                acts.extend(act(index, &unseen, reaction));
            }
        }
        self.tell_read(read).await?;
        for act in acts {
            self.act(&act).await?;
        }
        Ok(())
    }

    async fn tell_read(&self, mut read: Vec<(PersonId, u32, InboxSeq)>) -> Result<()> {
        // The farthest place of each conversation tells of all before it.
        read.sort_unstable();
        read.reverse();
        read.dedup_by_key(|(person, account, _)| (*person, *account));
        for some in read.chunks(8_192) {
            let mut told = Vec::with_capacity(some.len());
            for (person, account, up_to) in some {
                told.push(self.engine().read(*person, self.account(*account)?.business, *up_to));
            }
            join_all(told).await.into_iter().collect::<std::result::Result<Vec<()>, _>>()?;
        }
        Ok(())
    }

    async fn act(&mut self, act: &Act) -> Result<()> {
        let Some(person) = self.person(act.person) else { return Ok(()) };
        let link = person.links.iter().find(|link| link.0 == act.account).copied();
        let (id, Some((_, place))) = (person.id, link) else { return Ok(()) };
        let account = self.account(act.account)?;
        let business = account.business;
        if account.customer(place).is_none_or(|customer| customer.blocked) {
            return Ok(());
        }
        match act.reaction {
            Reaction::None => {}
            Reaction::Report(reason) => {
                let new = NewReport { reason, block: true, show: Vec::new() };
                self.engine().report(id, business, new).await?;
            }
            Reaction::Stop => self.stop(id, business).await?,
        }
        if let Some(customer) = self.account_mut(act.account)?.customer_mut(place) {
            customer.blocked |= matches!(act.reaction, Reaction::Report(_));
            customer.stopped |= act.reaction == Reaction::Stop;
        }
        Ok(())
    }

    async fn stop(&self, person: PersonId, business: BusinessId) -> Result<()> {
        let withdrawal = Withdrawal { purpose: Some(Purpose::Marketing), topic: None };
        let setting = Setting { source: "permissions".to_owned(), language: "en".to_owned() };
        self.engine().withdraw(person, business, withdrawal, setting).await?;
        Ok(())
    }
}

fn act(person: u32, unseen: &Unseen, reaction: Reaction) -> Option<Act> {
    (reaction != Reaction::None).then_some(Act { person, account: unseen.account, reaction })
}
