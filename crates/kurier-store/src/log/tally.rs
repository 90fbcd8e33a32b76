//! Numbers about messages: how they follow from events, and how they are written in columns.

use super::event::EventCode;
use super::row::RowKind;
use super::{code, corrupt};
use crate::port::Result;
use kurier_policy::content::Content;
use kurier_policy::id::{SenderId, TemplateId};
use kurier_policy::market::Market;
use kurier_policy::money::Micros;
use kurier_policy::pricing::{Category, PriceKind};
use kurier_policy::status::Status;
use kurier_policy::tally::{CONVERSATION_S, Count, Granularity, Measure};
use kurier_policy::time::Timestamp;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Most events counted in one step.
pub(crate) const STEP_MAX: u32 = 2_000;

/// An event as it is counted.
pub(crate) struct Told {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) kind: i64,
    pub(crate) status: i64,
    pub(crate) person: i64,
    pub(crate) market: String,
    /// The entry it is about.
    pub(crate) of: Option<Entry>,
    /// The entry that this one answers.
    pub(crate) answered: Option<Entry>,
}

/// What is counted of an entry of an inbox.
pub(crate) struct Entry {
    pub(crate) kind: i64,
    pub(crate) sender: i64,
    pub(crate) category: i64,
    pub(crate) price_kind: i64,
    pub(crate) price: i64,
    /// Only where it may name a template or a button.
    pub(crate) body: Option<String>,
}

/// What numbers are summed up by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) width: i64,
    pub(crate) at: i64,
    pub(crate) measure: i64,
    pub(crate) sender: i64,
    pub(crate) market: String,
    pub(crate) category: i64,
    pub(crate) kind: i64,
    pub(crate) template: i64,
    pub(crate) label: String,
}

/// A person and a category of messages.
pub(crate) type Talk = (i64, i64);

/// What one step counts.
#[derive(Default)]
pub(crate) struct Sums {
    pub(crate) rows: BTreeMap<Key, (i64, i64)>,
    /// Conversations that began, each with when.
    pub(crate) began: BTreeMap<Talk, i64>,
    /// The last event counted.
    pub(crate) last: i64,
}

pub(crate) fn width_code(granularity: Granularity) -> i64 {
    match granularity {
        Granularity::HalfHour => 0,
        Granularity::Day => 1,
        Granularity::Month => 2,
    }
}

pub(crate) fn measure_code(measure: Measure) -> i64 {
    match measure {
        Measure::Sent => 1,
        Measure::Delivered => 2,
        Measure::Read => 3,
        Measure::Clicked => 4,
        Measure::Conversation => 5,
    }
}

fn measure(code: i64) -> Option<Measure> {
    Some(match code {
        1 => Measure::Sent,
        2 => Measure::Delivered,
        3 => Measure::Read,
        4 => Measure::Clicked,
        5 => Measure::Conversation,
        _ => return None,
    })
}

impl Told {
    /// What it says about a message, if anything that is counted.
    fn measure(&self) -> Option<Measure> {
        let of = self.of.as_ref()?;
        match (self.kind, code::status(self.status)) {
            (1, Some(status)) if of.kind == RowKind::Message.code() => match status {
                Status::Sent => Some(Measure::Sent),
                Status::Delivered => Some(Measure::Delivered),
                Status::Read => Some(Measure::Read),
                _ => None,
            },
            (kind, _) if kind == EventCode::Inbound.codes().0 => Some(Measure::Clicked),
            _ => None,
        }
    }
}

fn template_of(entry: &Entry, seq: i64) -> Result<i64> {
    let Some(body) = &entry.body else { return Ok(0) };
    Ok(match code::from_json("log", seq, body)? {
        Content::Template(rendered) => rendered.template.0,
        _ => 0,
    })
}

/// Those whose last conversation must be known to count these events.
pub(crate) fn talks(told: &[Told]) -> BTreeSet<Talk> {
    let delivered = told.iter().filter(|one| one.measure() == Some(Measure::Delivered));
    delivered.filter_map(|one| Some((one.person, one.of.as_ref()?.category))).collect()
}

impl Sums {
    /// Counts events in the order of the log; `known` says when the last conversations began.
    pub(crate) fn of(told: &[Told], mut known: FxHashMap<Talk, i64>) -> Result<Self> {
        let mut sums = Self::default();
        for one in told {
            sums.last = one.seq;
            let (Some(measure), Some(of)) = (one.measure(), &one.of) else { continue };
            if measure == Measure::Clicked {
                sums.tap(one, of)?;
                continue;
            }
            let template = template_of(of, one.seq)?;
            let micros = if measure == Measure::Delivered { of.price } else { 0 };
            sums.add(one, measure, of, (template, ""), micros);
            if measure == Measure::Delivered && begins(&mut known, one, of) {
                sums.began.insert((one.person, of.category), one.at);
                sums.add(one, Measure::Conversation, of, (template, ""), 0);
            }
        }
        Ok(sums)
    }

    fn tap(&mut self, one: &Told, of: &Entry) -> Result<()> {
        let (Some(answered), Some(body)) = (&one.answered, &of.body) else { return Ok(()) };
        let Content::QuickReply { text, .. } = code::from_json("log", one.seq, body)? else {
            return Ok(());
        };
        let template = template_of(answered, one.seq)?;
        self.add(one, Measure::Clicked, answered, (template, &text), 0);
        Ok(())
    }

    fn add(
        &mut self,
        one: &Told,
        measure: Measure,
        of: &Entry,
        (template, label): (i64, &str),
        micros: i64,
    ) {
        for granularity in Granularity::ALL {
            let key = Key {
                width: width_code(granularity),
                at: granularity.start_of(Timestamp(one.at)).0,
                measure: measure_code(measure),
                sender: of.sender,
                market: one.market.clone(),
                category: of.category,
                kind: of.price_kind,
                template,
                label: label.to_owned(),
            };
            let sum = self.rows.entry(key).or_default();
            *sum = (sum.0.saturating_add(1), sum.1.saturating_add(micros));
        }
    }
}

/// Whether this delivery begins a conversation; notes it if so.
fn begins(known: &mut FxHashMap<Talk, i64>, one: &Told, of: &Entry) -> bool {
    let talk = (one.person, of.category);
    let is_over = |began: &i64| one.at >= Timestamp(*began).plus_s(CONVERSATION_S).0;
    let begins = known.get(&talk).is_none_or(is_over);
    if begins {
        known.insert(talk, one.at);
    }
    begins
}

/// A row of numbers as it is read; -1 and "" stand for what was not asked apart.
pub(crate) struct CountRow {
    pub(crate) at: i64,
    pub(crate) measure: i64,
    pub(crate) sender: i64,
    pub(crate) market: String,
    pub(crate) category: i64,
    pub(crate) kind: i64,
    pub(crate) template: i64,
    pub(crate) label: String,
    pub(crate) count: i64,
    pub(crate) micros: i64,
}

impl CountRow {
    pub(crate) fn count(self) -> Result<Count> {
        let bad = |what| corrupt("tally", self.at, what);
        let asked = |code: i64| (code >= 0).then_some(code);
        let category = asked(self.category)
            .map(|code| code::category(code).ok_or_else(|| bad("unknown category")));
        let kind = asked(self.kind).map(|code| code::price(Category::Service, code, 0).kind);
        let market = (!self.market.is_empty())
            .then(|| Market::parse(&self.market).ok_or_else(|| bad("bad market")));
        Ok(Count {
            at: Timestamp(self.at),
            measure: measure(self.measure).ok_or_else(|| bad("unknown measure"))?,
            sender: asked(self.sender).map(SenderId),
            market: market.transpose()?,
            category: category.transpose()?,
            kind,
            template: (self.template > 0).then_some(TemplateId(self.template)),
            label: self.label,
            count: self.count,
            micros: Micros(self.micros),
        })
    }
}

pub(crate) fn kind_codes(kinds: &[PriceKind]) -> Vec<i64> {
    kinds.iter().map(|kind| code::price_kind_code(*kind)).collect()
}

pub(crate) fn category_codes(categories: &[Category]) -> Vec<i64> {
    categories.iter().map(|category| code::category_code(*category)).collect()
}
