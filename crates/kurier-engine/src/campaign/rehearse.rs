//! The rehearsal: the whole audience, decided one after the other by the decision that sends, without sending.

use super::{CampaignFault, Outcome};
use crate::Engine;
use crate::entropy::{Entropy, bits};
use crate::holding::node_number;
use kurier_policy::campaign::{
    AUDIENCE_MAX, Ahead, Campaign, CampaignState, Rehearsal, Roll, SealedRehearsal, Wave,
};
use kurier_policy::id::{BusinessId, CampaignId, PersonId};
use kurier_policy::money::Micros;
use kurier_policy::pricing::{Category, RateCard};
use kurier_policy::rate::Limits;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::canary::Stages;
use kurier_policy::time::Timestamp;
use kurier_store::record::{Business, RollEntry};
use std::collections::BTreeMap;

/// People looked at in one step.
const PAGE: u32 = 1_000;
/// People decided in one step: messages that are sent meanwhile wait no longer than for these.
const STEP: usize = 200;
/// For how long one rehearsal keeps others of the same campaign away.
const HELD_S: i64 = 120;

/// Somebody in the audience.
#[derive(Clone, Copy)]
struct Invited {
    person: PersonId,
    wa_id: u64,
    /// When her message goes.
    at: Timestamp,
}

/// What the rehearsal adds up.
struct Sum {
    roll: Roll,
    goes: u32,
    held: u32,
    refused: BTreeMap<Refusal, u32>,
    least: Micros,
    most: Micros,
    category: Category,
}

impl Engine {
    /// Foretells for everybody in the audience whether her message would go at the time of the beginning, and keeps
    /// it, sealed.
    pub async fn rehearse_campaign(
        &self,
        business: BusinessId,
        id: CampaignId,
    ) -> Outcome<Campaign> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        store.campaign(business, id).await?.may_rehearse()?;
        let (name, holder) = (format!("campaign:{id}"), node_number(&*self.parts.entropy));
        let until = now.plus_s(HELD_S);
        if store.take_lease(name.clone(), holder, until, now).await?.is_none() {
            return Err(CampaignFault::Busy);
        }
        let done = self.rehearse_held(business, id).await;
        store.give_back_lease(name, holder).await?;
        done
    }

    async fn rehearse_held(&self, business: BusinessId, id: CampaignId) -> Outcome<Campaign> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let mut campaign = store.campaign(business, id).await?;
        campaign.may_rehearse()?;
        super::check_time(campaign.begins_at, now)?;
        let begins_at = campaign.begins_at.unwrap_or(now);
        let people = self.audience_of(&campaign, begins_at, now).await?;
        // From here on its roll is half written: nothing may start it.
        (campaign.state, campaign.rehearsal) = (CampaignState::Draft, None);
        let mut campaign = self.write_campaign(campaign, false).await?;
        let sum = self.decide_all(&campaign, &people).await?;
        let waves = if campaign.local.is_some() { waves(&people) } else { Vec::new() };
        let made = self.add_up(&campaign, sum, begins_at, waves).await?;
        campaign.rehearse(made, now)?;
        self.write_campaign(campaign, false).await
    }

    /// Everybody in the audience, in an order that nobody can foresee: the first who get it stand for all. By their
    /// own clocks those come first whose time comes first.
    async fn audience_of(
        &self,
        campaign: &Campaign,
        begins_at: Timestamp,
        now: Timestamp,
    ) -> Outcome<Vec<Invited>> {
        let mut people = Vec::new();
        let mut after = None;
        loop {
            let wanted = campaign.audience.clone();
            let page =
                self.parts.store.audience(campaign.business, wanted, after, PAGE, now).await?;
            self.invite(campaign, page.people, begins_at, &mut people).await?;
            if people.len() > usize::try_from(AUDIENCE_MAX).unwrap_or(usize::MAX) {
                return Err(CampaignFault::TooMany);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        if people.is_empty() {
            return Err(CampaignFault::Nobody);
        }
        shuffle(&mut people, &*self.parts.entropy);
        people.sort_by_key(|one| one.at);
        Ok(people)
    }

    /// Finds out when the messages of these go.
    async fn invite(
        &self,
        campaign: &Campaign,
        found: Vec<(PersonId, u64)>,
        begins_at: Timestamp,
        people: &mut Vec<Invited>,
    ) -> Outcome<()> {
        let at = |at| move |(person, wa_id)| Invited { person, wa_id, at };
        let Some(local) = &campaign.local else {
            people.extend(found.into_iter().map(at(begins_at)));
            return Ok(());
        };
        let ids = found.iter().map(|(person, _)| *person).collect();
        let zones = self.parts.store.zones(ids).await?;
        people.extend(found.into_iter().map(|one| {
            let comes = local.comes(zones.get(&one.0), begins_at);
            at(comes)(one)
        }));
        Ok(())
    }

    async fn decide_all(&self, campaign: &Campaign, people: &[Invited]) -> Outcome<Sum> {
        let store = &self.parts.store;
        let mut sum = Sum::new();
        let (mut ahead, mut place) = (Ahead::default(), 0_u32);
        let waves = people.chunk_by(|one, next| one.at == next.at);
        for some in waves.flat_map(|wave| wave.chunks(STEP)) {
            let Some(at) = some.first().map(|first| first.at) else { continue };
            let card = store.rate_card(at).await?;
            let batch = some.iter().map(|one| campaign.outbound(one.wa_id)).collect();
            let (verdicts, used) = store.rehearse_after(batch, ahead, at).await?;
            let is_first = place == 0;
            ahead = used;
            let mut entries = Vec::with_capacity(some.len());
            for (Invited { person, wa_id, .. }, verdict) in some.iter().zip(verdicts) {
                let refusal = verdict.outcome.as_ref().err().copied();
                if let Some(refusal) = refusal.filter(|refusal| is_about_it(*refusal)) {
                    let evidence = Box::new(verdict.evidence);
                    return Err(CampaignFault::Refused { refusal, evidence });
                }
                place = place.saturating_add(1);
                // Too fast passes by itself.
                let foretold = refusal.filter(|refusal| !refusal.is_passing());
                sum.add(*wa_id, foretold, &verdict.evidence, &card);
                entries.push(RollEntry { place, person: *person, wa_id: *wa_id, foretold });
            }
            store.write_roll(campaign.business, campaign.id, entries, is_first).await?;
        }
        Ok(sum)
    }

    async fn add_up(
        &self,
        campaign: &Campaign,
        sum: Sum,
        begins_at: Timestamp,
        waves: Vec<Wave>,
    ) -> Outcome<SealedRehearsal> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let business = store.business(campaign.business).await?;
        let usage = store.usage(campaign.business, None).await?;
        let limits = usage.limits_at(now);
        let room_s = super::room::takes_s(&sum.refused, self.ceiling(campaign, &usage).await?);
        let stages = stages(&limits, &business, sum.category, sum.goes, begins_at);
        let watched_s = limits.canary.map_or(0, |rule| rule.wait_s);
        let sending_s = campaign.pace(&limits).map_or(0, |rate| sum.goes.div_ceil(rate.max(1)));
        let takes_s =
            i64::from(stages.watched()).saturating_mul(watched_s).saturating_add(sending_s.into());
        let takes_s = takes_s.saturating_add(room_s);
        let gets = sum.goes.saturating_add(sum.held);
        let people = sum.refused.values().fold(gets, |sum, more| sum.saturating_add(*more));
        let rehearsal = Rehearsal {
            campaign: campaign.id,
            business: campaign.business,
            at: now,
            begins_at,
            ends_at: waves.last().map_or(begins_at, |last| last.at).plus_s(takes_s),
            people,
            goes: sum.goes,
            held: sum.held,
            refused: sum.refused,
            stages,
            waves,
            least: sum.least,
            most: sum.most,
            currency: business.currency,
            roll: sum.roll.digest(),
        };
        Ok(rehearsal.sealed(self.parts.keys.receipt_seed()))
    }
}

impl Sum {
    fn new() -> Self {
        Self {
            roll: Roll::default(),
            goes: 0,
            held: 0,
            refused: BTreeMap::new(),
            least: Micros::ZERO,
            most: Micros::ZERO,
            category: Category::Marketing,
        }
    }

    fn add(
        &mut self,
        wa_id: u64,
        foretold: Option<Refusal>,
        evidence: &kurier_policy::trace::Evidence,
        card: &RateCard,
    ) {
        self.roll.add(wa_id, foretold);
        self.category = evidence.category;
        if let Some(refusal) = foretold {
            let count = self.refused.entry(refusal).or_default();
            *count = count.saturating_add(1);
            return;
        }
        if evidence.hold.is_some() {
            self.held = self.held.saturating_add(1);
        } else {
            self.goes = self.goes.saturating_add(1);
        }
        let closed = card.price(evidence.category, evidence.market, false).micros;
        self.least = Micros(self.least.0.saturating_add(evidence.price.0));
        self.most = Micros(self.most.0.saturating_add(closed.0));
    }
}

/// Refusals for which everybody's message would fail alike. What the money suffices for is told in the split.
fn is_about_it(refusal: Refusal) -> bool {
    Campaign::is_about_all(refusal) && refusal != Refusal::BalanceExhausted
}

fn stages(
    limits: &Limits,
    business: &Business,
    category: Category,
    goes: u32,
    at: Timestamp,
) -> Stages {
    match limits.canary {
        Some(rule) => rule.stages(category, goes, rule.is_young(business.watched_since(), at)),
        None => Stages { ends: [goes; 3] },
    }
}

/// Who goes when; they stand in the order in which their time comes.
fn waves(people: &[Invited]) -> Vec<Wave> {
    let mut waves: Vec<Wave> = Vec::new();
    for (place, one) in (1_u32..).zip(people) {
        match waves.last_mut().filter(|last| last.at == one.at) {
            Some(last) => last.end = place,
            None => waves.push(Wave { at: one.at, end: place }),
        }
    }
    waves
}

/// Every order is as likely as another.
fn shuffle<T>(all: &mut [T], entropy: &dyn Entropy) {
    for last in (1..all.len()).rev() {
        let span = u64::try_from(last).unwrap_or(u64::MAX).saturating_add(1);
        let with = usize::try_from(bits(entropy) % span).unwrap_or(last);
        all.swap(last, with);
    }
}
