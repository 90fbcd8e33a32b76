//! Advertising that goes as a notice: when people say so, the template becomes marketing for good, and what its messages
//! of the judged days cost too little is billed.

use crate::template::Outcome;
use crate::{Engine, Result};
use kurier_policy::event::{TemplateChange, TemplateEvent};
use kurier_policy::ledger::{Channel, TransferKind};
use kurier_policy::market::Market;
use kurier_policy::money::Micros;
use kurier_policy::pricing::Category;
use kurier_policy::rules::laundering::{LaunderingRule, Reasons, owed};
use kurier_policy::tally::{Apart, Count, CountsAsk, Granularity, Measure};
use kurier_policy::template::Template;
use kurier_policy::template::quality::{JUDGED_DAYS, counted_since};
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_store::record::{Booking, Complaint};

/// Events counted in one step.
const STEP: u32 = 2_000;
/// Most rows of numbers: days times markets.
const COUNTS_MAX: u32 = 5_000;

impl Engine {
    /// Whether a template that was delivered so often is advertising; then it is marketing from here on.
    pub(crate) async fn unmask(
        &self,
        template: &Template,
        delivered: u64,
        complaints: &[Complaint],
        rule: &LaunderingRule,
    ) -> Outcome<bool> {
        let now = self.parts.clock.now();
        let since = counted_since(template, now);
        let of = complaints.iter().filter(|of| of.template == template.id && of.at >= since);
        let reasons: Reasons = of.filter_map(|of| of.reason).collect();
        if !rule.is_advertising(template.category, delivered, &reasons) {
            return Ok(false);
        }
        // First the money: it is booked once, and a round that breaks off here begins anew.
        self.bill_difference(template, now).await?;
        let from = template.category;
        let mut changed = template.clone();
        changed.category = Category::Marketing;
        changed.life.previous_category = Some(from);
        changed.life.locked = true;
        changed.updated_at = now;
        let told = TemplateEvent::new(&changed, TemplateChange::Category { from });
        self.write_template(changed, vec![told]).await?;
        tracing::info!(template = %template.id, "a notice was advertising; it is marketing now");
        Ok(true)
    }

    async fn bill_difference(&self, template: &Template, now: Timestamp) -> Result<()> {
        let (store, business) = (&self.parts.store, template.business);
        while store.tally(business, STEP).await? {}
        let ask = CountsAsk {
            business,
            granularity: Granularity::Day,
            from: Granularity::Day.start_of(now.plus_s(-JUDGED_DAYS * DAY_S)),
            until: now.plus_s(DAY_S),
            measures: vec![Measure::Delivered],
            senders: None,
            markets: None,
            categories: Some(vec![template.category]),
            kinds: None,
            templates: Some(vec![template.id]),
            apart: Apart { market: true, ..Apart::default() },
        };
        let counts = store.counts(ask, COUNTS_MAX).await?;
        let card = store.rate_card(now).await?;
        let missing = |of: &Count| {
            let market = of.market.unwrap_or(Market::ANY);
            let each = card.price(Category::Marketing, market, false).micros;
            owed(u64::try_from(of.count).unwrap_or(0), of.micros, each).0
        };
        let amount = Micros(counts.iter().map(missing).fold(0, i64::saturating_add));
        if amount <= Micros::ZERO {
            return Ok(());
        }
        let (kind, category) = (TransferKind::Correction, Some(Category::Marketing));
        let reference = format!("advertising:{}", template.id);
        store
            .book(
                Booking { business, kind, category, channel: Channel::Manual, amount, reference },
                now,
            )
            .await?;
        Ok(())
    }
}
