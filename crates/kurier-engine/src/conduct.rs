//! How the marketing of a business is liked, and what follows: pauses, strikes, an end, growth. Judged in rounds by one
//! node, together with its templates; read by the business, and by the operator, who may forgive.

use crate::{Engine, Result};
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::ledger::{Channel, TransferKind};
use kurier_policy::money::Micros;
use kurier_policy::notice::{AccountChange, Notice, QualityChange};
use kurier_policy::pricing::Category;
use kurier_policy::rules::bond::{Bond, BondRule};
use kurier_policy::rules::growth::GrowthRule;
use kurier_policy::rules::in_force::RulesInForce;
use kurier_policy::rules::laundering::Reasons;
use kurier_policy::rules::quality::{Conduct, Consequence, Liking, QualityRule};
use kurier_policy::standing::Standing;
use kurier_policy::time::{HOUR_S, Timestamp};
use kurier_store::port::StoreError;
use kurier_store::record::{Booking, Business, Usage};
use std::collections::BTreeSet;

/// Templates looked at in one step.
const STEP: u32 = 500;
/// Most complaints of a business that are looked at: its newest.
const COMPLAINTS_MAX: u32 = 20_000;

/// How the marketing of a business is liked, and where that leaves it.
#[derive(Debug, Clone)]
pub struct MarketingQuality {
    /// What it has behind it.
    pub standing: Standing,
    /// The numbers of the days that count.
    pub liking: Liking,
    /// Since when they count.
    pub since: Timestamp,
    /// Why people reported it.
    pub reasons: Reasons,
    /// Whether it is young.
    pub young: bool,
    /// The rules that judge it; without any, nothing follows.
    pub rules: Option<RulesInForce>,
}

impl Engine {
    /// How the marketing of a business is liked.
    pub async fn marketing_quality(&self, business: &Business) -> Result<MarketingQuality> {
        let now = self.parts.clock.now();
        let usage = self.parts.store.usage(business.id, None).await?;
        let rules = usage.limits.rules;
        let rule = rules.unwrap_or_default().quality;
        let (liking, reasons) =
            self.liking(business.id, &rule, &usage.standing.conduct, now).await?;
        let since = rule.counted_since(&usage.standing.conduct, now);
        let young = rule.is_young(business.watched_since(), now);
        Ok(MarketingQuality { standing: usage.standing, liking, since, reasons, young, rules })
    }

    /// Pauses the marketing of a business until then; no strike. Nothing shortens a pause that runs.
    pub async fn pause_marketing(&self, id: BusinessId, until: Timestamp) -> Result<Standing> {
        let (was, standing) = self.change_conduct(id, |of, _| of.paused(until)).await?;
        let now = self.parts.clock.now();
        if !was.conduct.is_paused(now) && standing.conduct.is_paused(now) {
            let business = self.parts.store.business(id).await?;
            self.tell_consequence(&business, &standing, Consequence::Paused(until)).await?;
        }
        Ok(standing)
    }

    /// Takes a strike back, ends its pause, and opens the business again if the strike had closed it.
    pub async fn forgive_strike(&self, id: BusinessId) -> Result<Standing> {
        let (was, standing) = self.change_conduct(id, |of, now| of.forgiven(now)).await?;
        let business = self.parts.store.business(id).await?;
        if was.conduct.closed_at.is_some() {
            self.note_reopened(id).await?;
            let reopened = AccountChange::Suspended { suspended: false };
            self.tell(id, Notice::Account(reopened)).await?;
        }
        if was.conduct.paused_until.is_some() {
            self.tell_consequence(&business, &standing, Consequence::Resumed).await?;
        }
        Ok(standing)
    }

    /// Closes a business for good: nothing of it goes any more.
    pub async fn close_business(&self, id: BusinessId) -> Result<Standing> {
        let (was, standing) = self.change_conduct(id, |of, now| of.closed(now)).await?;
        if was.conduct.closed_at.is_none() {
            let business = self.parts.store.business(id).await?;
            self.tell_consequence(&business, &standing, Consequence::Closed).await?;
        }
        Ok(standing)
    }

    async fn change_conduct(
        &self,
        business: BusinessId,
        change: impl Fn(Conduct, Timestamp) -> Conduct,
    ) -> Result<(Standing, Standing)> {
        loop {
            let was = self.parts.store.usage(business, None).await?.standing;
            let conduct = change(was.conduct, self.parts.clock.now());
            let standing = Standing { conduct, ..was };
            match self.parts.store.set_standing(business, was, standing).await {
                Ok(()) => return Ok((was, standing)),
                // Judged in this moment: look again.
                Err(StoreError::Conflict(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }

    /// Judges the marketing of a business, and writes where that leaves it; `standing` is `usage`'s with what the
    /// round found already.
    pub(crate) async fn judge_conduct(
        &self,
        business: &Business,
        usage: &Usage,
        standing: &Standing,
        now: Timestamp,
    ) -> Result<()> {
        let (standing, consequence) = match usage.limits.rules {
            Some(rules) => self.judged(business, usage, standing, &rules, now).await?,
            None => (*standing, Consequence::None),
        };
        if standing == usage.standing {
            return Ok(());
        }
        match self.parts.store.set_standing(business.id, usage.standing, standing).await {
            Ok(()) => self.tell_consequence(business, &standing, consequence).await,
            // Changed in this moment; the next round looks again.
            Err(StoreError::Conflict(_)) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    async fn judged(
        &self,
        business: &Business,
        usage: &Usage,
        standing: &Standing,
        rules: &RulesInForce,
        now: Timestamp,
    ) -> Result<(Standing, Consequence)> {
        let conduct = standing.conduct;
        let (liking, _) = self.liking(business.id, &rules.quality, &conduct, now).await?;
        if liking.delivered >= rules.feedback.least_shown {
            self.parts.store.book_reports(business.id, now).await?;
        }
        let (conduct, quality, consequence) =
            rules.quality.judge(&conduct, &liking, business.watched_since(), now);
        let growth = match consequence {
            Consequence::Paused(_) | Consequence::Closed => GrowthRule::struck(now),
            _ => {
                let seen = (quality, &usage.reach);
                rules.growth.grow(&standing.growth, seen, business.created_at, now)
            }
        };
        let standing = Standing { conduct, growth, ..standing.liked(quality) };
        let bond = self.settle_bond(business.id, &standing, rules.bond, now).await?;
        Ok((Standing { bond, ..standing }, consequence))
    }

    /// Takes the bond as soon as there is enough, and forfeits that of a closed business. Each is booked once, however
    /// often a round breaks off before it writes down that it was.
    async fn settle_bond(
        &self,
        business: BusinessId,
        standing: &Standing,
        rule: BondRule,
        now: Timestamp,
    ) -> Result<Bond> {
        let (store, bond) = (&self.parts.store, standing.bond);
        let book = |kind, amount, reference| {
            let booking = Booking {
                business,
                kind,
                category: None,
                channel: Channel::Manual,
                amount,
                reference,
            };
            store.book(booking, now)
        };
        if standing.conduct.closed_at.is_some() {
            if bond.held > Micros::ZERO {
                let reference = format!("forfeit:{}", bond.left);
                book(TransferKind::Forfeit, bond.held, reference).await?;
            }
            return Ok(Bond { held: Micros::ZERO, ..bond });
        }
        if rule.missing(bond.held).is_none() {
            return Ok(bond);
        }
        let prepaid = store.balance(business).await?.prepaid;
        let Some(amount) = rule.takes(bond.held, prepaid) else { return Ok(bond) };
        let left = bond.left.saturating_add(1);
        let booked = book(TransferKind::Bond, amount, format!("bond:{left}")).await?;
        let taken = booked.map_or(0, |transfer| transfer.amount.0);
        Ok(Bond { held: Micros(bond.held.0.saturating_add(taken)), left })
    }

    /// How the marketing was received since it counts, and why it was reported.
    async fn liking(
        &self,
        business: BusinessId,
        rule: &QualityRule,
        conduct: &Conduct,
        now: Timestamp,
    ) -> Result<(Liking, Reasons)> {
        let store = &self.parts.store;
        let since = rule.counted_since(conduct, now);
        let marketing = self.marketing_templates(business).await?;
        // From the full hour on: what was delivered with what is judged makes a share smaller, never larger.
        let hour = Timestamp::from_seconds(since.seconds() / HOUR_S * HOUR_S);
        let mut liking = Liking::default();
        for some in marketing.chunks(STEP as usize) {
            let counted = store.signals(business, some.to_vec(), hour).await?;
            liking.delivered += counted.iter().map(|of| of.delivered).sum::<u64>();
        }
        let about: BTreeSet<TemplateId> = marketing.into_iter().collect();
        let mut complaints = store.complaints(business, since, COMPLAINTS_MAX).await?;
        complaints.retain(|of| of.reported && of.sent_at >= since && about.contains(&of.template));
        let reporters: BTreeSet<_> = complaints.iter().map(|of| of.person).collect();
        liking.reporters = u64::try_from(reporters.len()).unwrap_or(u64::MAX);
        let wanted = store.wanted_counts(business, since).await?;
        (liking.yes, liking.no) = (wanted.yes, wanted.no);
        let reasons = complaints.iter().filter_map(|of| of.reason).collect();
        Ok((liking, reasons))
    }

    async fn marketing_templates(&self, business: BusinessId) -> Result<Vec<TemplateId>> {
        let (mut after, mut found) = (None, Vec::new());
        loop {
            let page = self.parts.store.templates(business, after, STEP).await?;
            after = page.last().map(|last| last.id);
            let marketing = page.iter().filter(|one| one.category == Category::Marketing);
            found.extend(marketing.map(|one| one.id));
            if page.len() < STEP as usize {
                return Ok(found);
            }
        }
    }

    /// Tells a business what became of it, in the words of the Cloud API.
    async fn tell_consequence(
        &self,
        business: &Business,
        standing: &Standing,
        consequence: Consequence,
    ) -> Result<()> {
        let (change, account) = match consequence {
            Consequence::None | Consequence::StrikeExpired => return Ok(()),
            Consequence::Resumed => (QualityChange::Unflagged, Vec::new()),
            Consequence::Paused(until) => {
                let kind = "RESTRICTED_BIZ_INITIATED_MESSAGING".to_owned();
                let until_s = Some(until.seconds());
                (QualityChange::Flagged, vec![AccountChange::Restricted { kind, until_s }])
            }
            Consequence::Closed => {
                self.note_closed(business.id, self.parts.clock.now()).await?;
                let closed = AccountChange::Suspended { suspended: true };
                let violation = AccountChange::Violation { kind: "SPAM".to_owned() };
                (QualityChange::Flagged, vec![violation, closed])
            }
        };
        tracing::info!(business = %business.id, ?consequence, "the marketing of a business was judged");
        let max_daily = standing.tier(business.verified).most();
        for sender in self.parts.store.senders(business.id).await? {
            let display_number = sender.display_number.digits().to_owned();
            self.tell(business.id, Notice::Quality { display_number, change, max_daily }).await?;
        }
        for change in account {
            self.tell(business.id, Notice::Account(change)).await?;
        }
        Ok(())
    }
}
