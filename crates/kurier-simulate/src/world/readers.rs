//! People look at their messages, and do something about them.

use super::World;
use super::person::{Reaction, Unseen};
use crate::Result;
use futures_util::future::join_all;
use kurier_engine::EngineError;
use kurier_engine::consent::Setting;
use kurier_engine::desk::NewReport;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_policy::permission::{Purpose, Withdrawal};
use kurier_policy::rules::feedback::Wanted;

/// What somebody does about a message.
struct Act {
    person: u32,
    account: u32,
    seq: InboxSeq,
    answer: Option<Wanted>,
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
                let answer = person.answers(&unseen).filter(|_| self.regime.asks);
                let reaction = person.reacts(&unseen);
                if answer.is_some() || reaction != Reaction::None {
                    let Unseen { account, seq, .. } = unseen;
                    acts.push(Act { person: index, account, seq, answer, reaction });
                }
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
        let refused = self.answer(id, act).await?;
        match act.reaction {
            Reaction::None => {}
            Reaction::Report(reason, shows) => {
                let show = if shows { vec![act.seq] } else { Vec::new() };
                let new = NewReport { reason, block: true, show };
                self.engine().report(id, business, new).await?;
            }
            Reaction::Stop => self.stop(id, business).await?,
        }
        if let Some(customer) = self.account_mut(act.account)?.customer_mut(place) {
            customer.blocked |= matches!(act.reaction, Reaction::Report(..));
            customer.stopped |= refused || act.reaction == Reaction::Stop;
        }
        Ok(())
    }

    /// She answers if the message asks; tells whether she said no, which stops offers.
    async fn answer(&mut self, person: PersonId, act: &Act) -> Result<bool> {
        let Some(wanted) = act.answer else { return Ok(false) };
        match self.engine().answer_wanted(person, act.seq, wanted).await {
            Ok(_) => self.counts.answers += 1,
            // Most messages do not ask.
            Err(EngineError::Invalid { code: "not_asked", .. }) => return Ok(false),
            Err(other) => return Err(other.into()),
        }
        Ok(wanted == Wanted::No)
    }

    async fn stop(&self, person: PersonId, business: BusinessId) -> Result<()> {
        let withdrawal = Withdrawal { purpose: Some(Purpose::Marketing), topic: None };
        let setting = Setting { source: "permissions".to_owned(), language: "en".to_owned() };
        self.engine().withdraw(person, business, withdrawal, setting).await?;
        Ok(())
    }
}
