//! How much a business sends: today, and usually. Read from what is counted behind the messages, for calls from new
//! networks alone.

use crate::{Engine, Result};
use kurier_policy::id::BusinessId;
use kurier_policy::pricing::Category;
use kurier_policy::rules::takeover::TakeoverRule;
use kurier_policy::tally::{Apart, CountsAsk, Granularity, Measure};
use kurier_policy::time::{DAY_S, Timestamp};
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};

/// For how long numbers are believed, in seconds; what goes meanwhile from new networks is added.
const BELIEVED_S: i64 = 10;
/// Most businesses remembered.
const KEPT: usize = 10_000;

/// What is remembered of one business.
#[derive(Clone, Copy)]
pub(crate) struct Volume {
    read_at: Timestamp,
    today: u64,
    usual_all: u64,
}

/// What this node remembers.
pub(crate) type Volumes = Mutex<FxHashMap<BusinessId, Volume>>;

impl Engine {
    /// Templates sent today, with `more`, and in all of the days that are usual.
    pub(super) async fn volume(
        &self,
        business: BusinessId,
        rule: TakeoverRule,
        more: u64,
        now: Timestamp,
    ) -> Result<(u64, u64)> {
        let remembered = || self.volumes.lock().unwrap_or_else(PoisonError::into_inner);
        let known = remembered().get(&business).copied();
        let believed = |of: &Volume| (of.read_at..of.read_at.plus_s(BELIEVED_S)).contains(&now);
        let mut volume = match known.filter(believed) {
            Some(known) => known,
            None => self.read_volume(business, rule, now).await?,
        };
        volume.today = volume.today.saturating_add(more);
        let mut all = remembered();
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(business, volume);
        Ok((volume.today, volume.usual_all))
    }

    async fn read_volume(
        &self,
        business: BusinessId,
        rule: TakeoverRule,
        now: Timestamp,
    ) -> Result<Volume> {
        let today = Granularity::Day.start_of(now);
        let span_s = i64::from(rule.usual_days).saturating_mul(DAY_S);
        let ask = CountsAsk {
            business,
            granularity: Granularity::Day,
            from: today.plus_s(span_s.saturating_neg()),
            until: Granularity::Day.next(today),
            measures: vec![Measure::Sent],
            senders: None,
            markets: None,
            categories: Some(vec![
                Category::Marketing,
                Category::Utility,
                Category::Authentication,
            ]),
            kinds: None,
            templates: None,
            apart: Apart::default(),
        };
        let mut volume = Volume { read_at: now, today: 0, usual_all: 0 };
        for count in self.counts(ask).await?.unwrap_or_default() {
            let sum = if count.at >= today { &mut volume.today } else { &mut volume.usual_all };
            *sum = sum.saturating_add(u64::try_from(count.count).unwrap_or(0));
        }
        Ok(volume)
    }
}
