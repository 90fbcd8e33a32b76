//! Two templates side by side: how often each was sent, and how many people complained of it.

use crate::{Engine, EngineError, Result};
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::tally::{Apart, CountsAsk, Granularity, Measure};
use kurier_policy::time::Timestamp;

/// Most complaints of a business that are looked at: its newest.
const COMPLAINTS_MAX: u32 = 20_000;

/// What is known of a template in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Which.
    pub template: TemplateId,
    /// Messages that were accepted into an inbox.
    pub sent: i64,
    /// People who blocked the business after one of them, or reported it.
    pub complaints: i64,
}

impl Engine {
    /// How these templates of one business did from `from` on, as they are named; `from` is brought back to its half hour.
    pub async fn compare_templates(
        &self,
        business: BusinessId,
        templates: &[TemplateId],
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Vec<Received>> {
        let ask = CountsAsk {
            business,
            granularity: Granularity::Day,
            from: Granularity::Day.start_of(from),
            until: Granularity::Day.next(Granularity::Day.start_of(until)),
            measures: vec![Measure::Sent],
            senders: None,
            markets: None,
            categories: None,
            kinds: None,
            templates: Some(templates.to_vec()),
            apart: Apart { template: true, ..Apart::default() },
        };
        let counts = self.counts(ask).await?;
        // A template and day have one number each: they cannot be too many.
        let counts = counts.ok_or_else(|| EngineError::invalid("counts", "too many numbers"))?;
        let complaints = self.parts.store.complaints(business, from, COMPLAINTS_MAX).await?;
        let received = |template: &TemplateId| {
            let of = counts.iter().filter(|count| count.template == Some(*template));
            let sent = of.fold(0_i64, |sum, count| sum.saturating_add(count.count));
            let of = complaints.iter().filter(|one| one.template == *template && one.at <= until);
            let complaints = i64::try_from(of.count()).unwrap_or(i64::MAX);
            Received { template: *template, sent, complaints }
        };
        Ok(templates.iter().map(received).collect())
    }
}
