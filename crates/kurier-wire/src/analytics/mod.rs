//! Numbers about messages as the Cloud API asks for them and tells them: `analytics`, `conversation_analytics`,
//! `pricing_analytics` and `template_analytics` of a business.
//!
//! Each is asked for as a field with modifiers (`analytics.start(…).end(…).granularity(DAY)`) or as an edge with
//! parameters; what is not written as a modifier is taken from the parameters. All stretches of time are of UTC: `start`
//! is brought back to the begin of its stretch, `end` on to the end of its own.

mod args;
mod by_day;
mod conversations;
mod messaging;
mod pricing;
mod span;
#[cfg(test)]
mod tests;

pub use args::Args;

use crate::error::{self, GraphError, WireError};
use kurier_policy::id::{BusinessId, SenderId, TemplateId};
use kurier_policy::tally::{Apart, Count, CountsAsk};
use kurier_policy::time::Timestamp;
use serde_json::Value;
use span::Span;

/// Most templates named in one question.
pub const TEMPLATES_MAX: usize = 10;

/// Which numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// Messages sent and delivered.
    Messaging,
    /// Conversations and their cost.
    Conversations,
    /// Delivered messages and their cost.
    Pricing,
    /// What became of the messages of templates, day by day.
    Templates,
}

impl Report {
    /// Every one.
    pub const ALL: [Self; 4] =
        [Self::Messaging, Self::Conversations, Self::Pricing, Self::Templates];

    /// Its name as a field and as an edge.
    pub fn name(self) -> &'static str {
        match self {
            Self::Messaging => "analytics",
            Self::Conversations => "conversation_analytics",
            Self::Pricing => "pricing_analytics",
            Self::Templates => "template_analytics",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|report| report.name() == name)
    }
}

/// A business, as far as its numbers are concerned.
#[derive(Debug, Clone)]
pub struct Account {
    /// Which.
    pub business: BusinessId,
    /// Its senders, each with the digits of its number.
    pub senders: Vec<(SenderId, String)>,
}

impl Account {
    fn number(&self, sender: Option<SenderId>) -> &str {
        let found = self.senders.iter().find(|(id, _)| Some(*id) == sender);
        found.map_or("", |(_, number)| number)
    }
}

/// A question that was understood.
#[derive(Debug, Clone)]
pub struct Asked {
    report: Report,
    span: Span,
    ask: CountsAsk,
    /// What is told apart, in the Cloud API's words.
    dimensions: Vec<String>,
    /// What is told, in the Cloud API's words.
    metrics: Vec<String>,
    account: Account,
    /// The countries that were asked for.
    countries: Vec<String>,
}

impl Asked {
    /// Reads a question. `now` decides how far back it may go.
    ///
    /// # Errors
    /// 100 for what is missing, misspelt, too long ago or too much.
    pub fn read(
        report: Report,
        args: &Args<'_>,
        account: Account,
        now: Timestamp,
    ) -> Result<Self, WireError> {
        let span = Span::read(report, args, now)?;
        let ask = CountsAsk {
            business: account.business,
            granularity: span.granularity,
            from: span.from,
            until: span.until,
            measures: Vec::new(),
            senders: args.senders(&account)?,
            markets: args.markets()?,
            categories: None,
            kinds: None,
            templates: None,
            apart: Apart::default(),
        };
        let countries = args.words("country_codes")?.unwrap_or_default();
        let (dimensions, metrics) = (Vec::new(), Vec::new());
        let mut asked = Self { report, span, ask, dimensions, metrics, account, countries };
        match report {
            Report::Messaging => messaging::read(&mut asked, args)?,
            Report::Conversations => conversations::read(&mut asked, args)?,
            Report::Pricing => pricing::read(&mut asked, args)?,
            Report::Templates => by_day::read(&mut asked, args)?,
        }
        Ok(asked)
    }

    /// The numbers that answer it.
    pub fn ask(&self) -> &CountsAsk {
        &self.ask
    }

    /// The templates named: each must be the caller's own.
    pub fn templates(&self) -> &[TemplateId] {
        self.ask.templates.as_deref().unwrap_or_default()
    }

    /// The answer, from the numbers that [`Self::ask`] gave.
    pub fn answer(&self, counts: &[Count], now: Timestamp) -> Value {
        match self.report {
            Report::Messaging => messaging::answer(self, counts),
            Report::Conversations => conversations::answer(self, counts),
            Report::Pricing => pricing::answer(self, counts),
            Report::Templates => by_day::answer(self, counts, now),
        }
    }

    fn tells(&self, metric: &str) -> bool {
        self.metrics.iter().any(|asked| asked == metric)
    }

    fn is_apart(&self, dimension: &str) -> bool {
        self.dimensions.iter().any(|asked| asked == dimension)
    }
}

/// The error of a question that is answered by more numbers than one answer holds.
pub fn too_many() -> WireError {
    fault(
        "The answer would have more than 10,000 numbers. Ask for a shorter span, a coarser granularity or fewer \
         dimensions.",
    )
}

fn fault(details: impl Into<std::borrow::Cow<'static, str>>) -> WireError {
    GraphError::of(&error::INVALID_PARAMETER).details(details).boxed()
}

/// An amount of money as the Cloud API writes it: units, not micro-units.
fn amount(micros: i64) -> Value {
    let sign = if micros < 0 { "-" } else { "" };
    let (units, rest) = (micros.unsigned_abs() / 1_000_000, micros.unsigned_abs() % 1_000_000);
    let number = format!("{sign}{units}.{rest:06}").parse::<f64>();
    number.map_or(Value::Null, Value::from)
}
