//! How a guard ends: two different people say that the business is still itself, or that somebody else had it.

use super::Origin;
use super::networks::NetworksOf;
use crate::{Engine, EngineError, Result};
use kurier_policy::campaign::CampaignState;
use kurier_policy::id::BusinessId;
use kurier_policy::notice::{AccountChange, Notice, Severity};
use kurier_policy::rules::takeover::{
    Confirmed, Confirmer, Guard, Hijack, NetworkKey, Takeover, TakeoverRule, Trust,
};
use kurier_policy::standing::Standing;
use kurier_policy::time::Timestamp;
use kurier_store::record::NetworkCall;
use std::collections::BTreeSet;

/// Scheduled messages and campaigns looked at in one step.
const STEP: u32 = 500;

/// What came of saying that a business is still itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// One of two has said so.
    OneOfTwo,
    /// Two have: the guard is down.
    Ended,
}

/// What came of saying that somebody else had the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HijackDecision {
    /// A second operator must say so, too.
    OneOfTwo,
    /// It is decided.
    Done {
        /// Tokens that were ended.
        revoked: u64,
        /// Labels of tokens that were used from the hijacker's network and from one of the business's own, and go on.
        shared: Vec<String>,
        /// Scheduled messages and campaigns of that time that were cancelled.
        cancelled: u64,
    },
}

/// An operator says that somebody else had the account.
#[derive(Debug, Clone, Copy)]
pub struct HijackAct<'a> {
    /// Whose.
    pub business: BusinessId,
    /// Which operator.
    pub by: &'a str,
    /// The installation has one operator alone.
    pub is_single: bool,
    /// Whether tokens are ended, too, that the business itself uses.
    pub with_shared: bool,
}

fn no_guard() -> EngineError {
    EngineError::invalid("no_guard", "no guard is up over this business")
}

impl Engine {
    /// An operator says that the business is still itself.
    pub async fn confirm_as_operator(
        &self,
        business: BusinessId,
        by: &str,
    ) -> Result<Confirmation> {
        self.confirm_guard(business, self.operator(by)).await
    }

    /// The business says so itself: from a network that was its own before the guard went up. Whoever has nothing but a
    /// stolen token cannot.
    pub async fn confirm_as_business(
        &self,
        business: BusinessId,
        origin: Option<&Origin>,
    ) -> Result<Confirmation> {
        let standing = self.parts.store.usage(business, None).await?.standing;
        let guard = standing.takeover.guard.ok_or_else(no_guard)?;
        let calls = self.parts.store.networks(business).await?;
        let networks = NetworksOf::of(&calls);
        let rule = self.rule().await?;
        let is_own =
            origin.and_then(|origin| networks.all.get(&origin.network)).is_some_and(|of| {
                of.key != guard.network
                    && of.seen_at < guard.since
                    && networks.is_known(rule, of, guard.since)
            });
        if !is_own {
            let says = "this call comes from a network that was not the business's own before the guard went up: \
                        call from one that was, or let two operators confirm";
            return Err(EngineError::invalid("guard_network", says));
        }
        self.confirm_guard(business, Confirmer::Business).await
    }

    async fn confirm_guard(&self, business: BusinessId, by: Confirmer) -> Result<Confirmation> {
        let now = self.parts.clock.now();
        let moved = self
            .change_takeover(business, |standing| {
                let guard = match standing.takeover.guard?.confirmed(by) {
                    Confirmed::Again => return None,
                    Confirmed::First(guard) => Some(guard),
                    Confirmed::Ended => None,
                };
                let before = standing.takeover.confirmed_at;
                let confirmed_at = if guard.is_none() { now } else { before };
                let takeover = Takeover { guard, confirmed_at, ..standing.takeover };
                Some(Standing { takeover, ..standing })
            })
            .await?;
        let Some((_, standing)) = moved else {
            let standing = self.parts.store.usage(business, None).await?.standing;
            standing.takeover.guard.ok_or_else(no_guard)?;
            let says = "whoever confirmed first cannot be the second: a business and an operator do, or two operators";
            return Err(EngineError::invalid("four_eyes", says));
        };
        if standing.takeover.guard.is_some() {
            return Ok(Confirmation::OneOfTwo);
        }
        let (foreign, _) = self.foreign(business, now).await?;
        self.parts.store.trust_networks(business, foreign, Trust::Confirmed).await?;
        self.networks.forget(business);
        self.wake_guarded(business).await?;
        tracing::info!(%business, "two people said that a business is still itself: its guard is down");
        let told = "Two people said that the business is still itself: what waited goes, and paused campaigns may go on.";
        self.tell_guard(business, Some(now), Severity::Informational, told.to_owned()).await?;
        Ok(Confirmation::Ended)
    }

    /// It was a hijack: what waits fails, tokens that were seen only from foreign networks end, and what that time brought
    /// upon the business is erased.
    pub async fn decide_hijack(&self, act: HijackAct<'_>) -> Result<HijackDecision> {
        let (business, now) = (act.business, self.parts.clock.now());
        let standing = self.parts.store.usage(business, None).await?.standing;
        let guard = standing.takeover.guard.ok_or_else(no_guard)?;
        if !act.is_single && !self.is_said_twice(business, &guard, act.by).await? {
            return Ok(HijackDecision::OneOfTwo);
        }
        // Tokens and networks first: were this to break off, the guard is still up, and it is done again.
        let (foreign, calls) = self.foreign(business, now).await?;
        let hijackers: BTreeSet<NetworkKey> = foreign.into_iter().chain([guard.network]).collect();
        let (mut ended, shared) = tokens(&calls, &hijackers);
        if act.with_shared {
            ended.extend(shared.iter().copied());
        }
        let store = &self.parts.store;
        let revoked = store.end_tokens(business, ended, now).await?;
        let networks = hijackers.into_iter().collect();
        store.trust_networks(business, networks, Trust::Hijacker).await?;
        self.networks.forget(business);
        let cancelled = self.cancel_since(business, guard.since).await?;
        self.restore(business, now).await?;
        self.wake_guarded(business).await?;
        tracing::warn!(%business, revoked, "an account had been taken over: its owner has it back");
        let told = "Somebody else had the account: what waited fails and costs nothing, and strikes and pauses of that time \
                    are erased. Make new tokens.";
        self.tell_guard(business, Some(now), Severity::Warning, told.to_owned()).await?;
        let shared = if act.with_shared { Vec::new() } else { self.labels(&shared).await? };
        Ok(HijackDecision::Done { revoked, shared, cancelled })
    }

    /// Whether another operator has said that it was a hijack; this one has from now on.
    async fn is_said_twice(&self, business: BusinessId, guard: &Guard, by: &str) -> Result<bool> {
        let Confirmer::Operator(by) = self.operator(by) else { return Ok(false) };
        if let Some(first) = guard.hijack_said {
            return Ok(first != by);
        }
        self.change_takeover(business, |standing| {
            let guard = standing.takeover.guard.filter(|guard| guard.hijack_said.is_none())?;
            let guard = Some(Guard { hijack_said: Some(by), ..guard });
            let takeover = Takeover { guard, ..standing.takeover };
            Some(Standing { takeover, ..standing })
        })
        .await?;
        Ok(false)
    }

    /// Erases what the time of the guard brought, opens the business again, and ends the guard.
    async fn restore(&self, business: BusinessId, now: Timestamp) -> Result<()> {
        let moved = self
            .change_takeover(business, |standing| {
                let guard = standing.takeover.guard?;
                let hijack = Some(Hijack { from: guard.since, until: now });
                let takeover = Takeover { guard: None, hijack, ..standing.takeover };
                let conduct = guard.erased(&standing.conduct, now);
                Some(Standing { takeover, conduct, ..standing })
            })
            .await?;
        let Some((was, standing)) = moved else { return Ok(()) };
        if was.conduct.closed_at.is_some() && standing.conduct.closed_at.is_none() {
            self.note_reopened(business).await?;
            let reopened = AccountChange::Suspended { suspended: false };
            self.tell(business, Notice::Account(reopened)).await?;
        }
        Ok(())
    }

    /// Cancels what was to go later and was asked for since then.
    async fn cancel_since(&self, business: BusinessId, since: Timestamp) -> Result<u64> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let (mut after, mut cancelled) = (0, 0_u64);
        loop {
            let page = store.waiting_scheduled(business, after, STEP).await?;
            for one in page.iter().filter(|one| one.held.is_none() && one.created_at >= since) {
                store.cancel_scheduled(business, one.id, now).await?;
                cancelled = cancelled.saturating_add(1);
            }
            let Some(last) = page.last().filter(|_| page.len() >= STEP as usize) else { break };
            after = last.id;
        }
        let mut after = None;
        loop {
            let page = store.campaigns(business, after, STEP).await?;
            let is_over =
                |state| matches!(state, CampaignState::Finished | CampaignState::Cancelled);
            for one in page.iter().filter(|one| one.created_at >= since && !is_over(one.state)) {
                // Whatever it says, it is paused: the guard is still up.
                if self.cancel_campaign(business, one.id).await.is_ok() {
                    cancelled = cancelled.saturating_add(1);
                }
            }
            let Some(last) = page.last().filter(|_| page.len() >= STEP as usize) else { break };
            after = Some(last.id);
        }
        Ok(cancelled)
    }

    /// Networks that are not the business's own, and all of its calls.
    async fn foreign(
        &self,
        business: BusinessId,
        now: Timestamp,
    ) -> Result<(Vec<NetworkKey>, Vec<NetworkCall>)> {
        let calls = self.parts.store.networks(business).await?;
        Ok((NetworksOf::of(&calls).foreign(self.rule().await?, now), calls))
    }

    pub(super) async fn rule(&self) -> Result<TakeoverRule> {
        Ok(self.parts.store.limits().await?.takeover.unwrap_or_default())
    }

    fn operator(&self, name: &str) -> Confirmer {
        Confirmer::Operator(self.parts.keys.operator_tag(name))
    }

    async fn labels(&self, tokens: &[[u8; 32]]) -> Result<Vec<String>> {
        let mut labels = Vec::new();
        for token in tokens {
            labels.push(self.label(*token).await?);
        }
        Ok(labels)
    }
}

/// Tokens that were used from these networks alone, and those that were used from others, too.
fn tokens(
    calls: &[NetworkCall],
    networks: &BTreeSet<NetworkKey>,
) -> (Vec<[u8; 32]>, Vec<[u8; 32]>) {
    let of = |is_in: bool| -> BTreeSet<[u8; 32]> {
        let those = calls.iter().filter(|call| networks.contains(&call.network) == is_in);
        those.map(|call| call.token).collect()
    };
    let own = of(false);
    of(true).into_iter().partition(|token| !own.contains(token))
}
