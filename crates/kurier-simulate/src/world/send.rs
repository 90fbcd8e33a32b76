//! Businesses send: through the one admission, as fast as their senders may.

use super::World;
use super::account::Unsent;
use super::letter::{Author, Truth};
use super::takeover::Place;
use crate::Result;
use futures_util::future::join_all;
use kurier_policy::outbound::{Draft, Outbound, Recipient};
use kurier_policy::refusal::Refusal;
use kurier_policy::template::TemplateCall;
use kurier_store::record::Admitted;
use std::collections::{BTreeMap, VecDeque};

/// One message to be sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shot {
    pub(crate) account: u32,
    /// Place among the account's templates.
    pub(crate) template: usize,
    pub(crate) wa_id: u64,
    /// Whether she can be reached as far as she herself decides: else it counts for nothing.
    pub(crate) reachable: bool,
    /// Whether it was tried before, and counted.
    pub(crate) again: bool,
    /// From where it is sent.
    pub(crate) from: Place,
}

/// Messages of a sender between two seconds of the clock: what the documented rate lets through at once.
const AT_ONCE: usize = 80;

impl World {
    /// Sends a template to these customers, by their places.
    pub(crate) fn send(&mut self, account: u32, template: usize, places: &[u32]) -> Result<()> {
        self.send_from(Place::Own, account, template, places)
    }

    /// The same from this place.
    pub(crate) fn send_from(
        &mut self,
        from: Place,
        account: u32,
        template: usize,
        places: &[u32],
    ) -> Result<()> {
        let owner = self.account(account)?;
        let shot = |place: &u32| {
            let customer = owner.customer(*place)?;
            let reachable = !customer.blocked;
            let wa_id = customer.wa_id;
            Some(Shot { account, template, wa_id, reachable, again: false, from })
        };
        let shots: Vec<Shot> = places.iter().filter_map(shot).collect();
        self.shots.extend(shots);
        Ok(())
    }

    /// Sends a template to addresses that somebody sold.
    pub(crate) fn try_on(&mut self, account: u32, template: usize, addresses: &[u64]) {
        let (from, again) = (Place::Own, true);
        let shot = |wa_id: &u64| {
            let wa_id = *wa_id;
            Shot { account, template, wa_id, reachable: false, again, from }
        };
        self.shots.extend(addresses.iter().map(shot));
    }

    /// Sends once more what was counted before.
    pub(crate) fn send_again(&mut self, account: u32, template: usize, addresses: &[u64]) {
        let (from, again) = (Place::Own, true);
        let shot = |wa_id: &u64| {
            let wa_id = *wa_id;
            Shot { account, template, wa_id, reachable: true, again, from }
        };
        self.shots.extend(addresses.iter().map(shot));
    }

    /// Lets everything that was given to [`send`](Self::send) go.
    pub(crate) async fn fire(&mut self) -> Result<()> {
        // A server judges every ten minutes: a bond is taken before the first message.
        if std::mem::take(&mut self.is_judged_soon) {
            self.judge().await?;
        }
        let mut waiting: BTreeMap<u32, VecDeque<Shot>> = BTreeMap::new();
        for shot in std::mem::take(&mut self.shots) {
            waiting.entry(shot.account).or_default().push_back(shot);
        }
        while !waiting.is_empty() {
            let mut round = Vec::new();
            for shots in waiting.values_mut() {
                round.extend(shots.drain(..shots.len().min(AT_ONCE)));
            }
            waiting.retain(|_, shots| !shots.is_empty());
            for shot in self.fire_round(&round).await?.into_iter().rev() {
                waiting.entry(shot.account).or_default().push_front(shot);
            }
            self.node.clock.advance_s(1);
        }
        self.run_campaigns().await
    }

    /// Sends these; answers which went too fast, beside a campaign, and go once more.
    async fn fire_round(&mut self, round: &[Shot]) -> Result<Vec<Shot>> {
        let mut too_fast = Vec::new();
        let outbound: Vec<Outbound> =
            round.iter().map(|shot| self.outbound(shot)).collect::<Result<_>>()?;
        for (shots, outbound) in round.chunks(8_192).zip(outbound.chunks(8_192)) {
            // One after the other: what a look into the store delays must not change the order.
            for (shot, outbound) in shots.iter().zip(outbound) {
                let origin = self.origin(shot.account, shot.from)?;
                self.engine().watch_message(outbound, origin.as_ref()).await?;
            }
            let engine = self.engine();
            let calls = outbound.iter().map(|outbound| engine.admit(outbound.clone(), None));
            let answers = join_all(calls).await;
            for (shot, answer) in shots.iter().zip(answers) {
                let refusal = match answer? {
                    Admitted::FailedLater { refusal, .. } | Admitted::Refused { refusal, .. } => {
                        Some(refusal)
                    }
                    _ => None,
                };
                if refusal.is_some_and(Refusal::is_passing) {
                    too_fast.push(*shot);
                } else {
                    self.note(shot, refusal)?;
                }
            }
        }
        Ok(too_fast)
    }

    fn outbound(&self, shot: &Shot) -> Result<Outbound> {
        let account = self.account(shot.account)?;
        let name = account.templates.get(shot.template).map(|template| template.name.clone());
        let call = TemplateCall {
            name: name.unwrap_or_default(),
            language: "en".to_owned(),
            ..TemplateCall::default()
        };
        Ok(Outbound {
            business: account.business,
            sender: account.sender,
            to: Recipient::WaId(shot.wa_id),
            draft: Draft::Template(call),
            files: Vec::new(),
            reply_to: None,
            opaque: None,
        })
    }

    /// What the business learns of a message, and what is counted of it.
    fn note(&mut self, shot: &Shot, refusal: Option<Refusal>) -> Result<()> {
        let now = self.now();
        let account = self.account_mut(shot.account)?;
        let is_chosen = account.is_chosen;
        let is_closed = refusal == Some(Refusal::BusinessSuspended);
        account.closed |= is_closed;
        let Some(template) = account.templates.get_mut(shot.template) else { return Ok(()) };
        let stopped = matches!(refusal, Some(Refusal::TemplatePaused | Refusal::TemplateDisabled));
        template.paused = stopped;
        let id = template.id;
        let Some(letter) = self.letters.get_mut(&id) else { return Ok(()) };
        if shot.again {
            return Ok(());
        }
        letter.sent_at = now;
        if letter.author == Author::Honest && shot.reachable {
            let counts = &mut self.counts;
            if letter.truth == Truth::Notice {
                if let Some(refusal) = refusal {
                    *counts.notices_not_sent.entry(refusal.name()).or_default() += 1;
                }
                counts.notices_asked += 1;
                counts.chosen.notices_asked += u32::from(is_chosen);
            } else {
                counts.offers_asked += 1;
                counts.chosen.offers_asked += u32::from(is_chosen);
            }
            if is_closed && letter.truth == Truth::Notice {
                let Shot { account, template, wa_id, .. } = *shot;
                let unsent = Unsent { template, wa_id, asked_at: now };
                self.account_mut(account)?.unsent.push(unsent);
            }
        }
        Ok(())
    }
}
