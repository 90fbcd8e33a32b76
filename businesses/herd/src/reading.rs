//! What every source gives and the model takes: one measure of one animal over one span of time.

use jiff::Timestamp;

/// What a collar measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Movement in the units of the collar; only compared with itself.
    Activity,
    /// Minutes of chewing the cud.
    Rumination,
    /// Minutes of eating.
    Eating,
    /// Minutes of lying.
    Lying,
    /// Steps.
    Steps,
    /// Body temperature in degrees Celsius.
    Temperature,
    /// Litres of milk of one milking. Never an alarm of its own; for the weekly summary.
    Milk,
}

impl Metric {
    /// All of them, each at its [`index`](Self::index).
    pub const ALL: [Self; 7] = [
        Self::Activity,
        Self::Rumination,
        Self::Eating,
        Self::Lying,
        Self::Steps,
        Self::Temperature,
        Self::Milk,
    ];

    /// Place in [`ALL`](Self::ALL).
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// One measure of one animal over one span of time. The same `collar`, `metric` and `begins` twice is the same measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The device that measured, as its source names it.
    pub collar: String,
    /// What was measured.
    pub metric: Metric,
    /// Start of the span.
    pub begins: Timestamp,
    /// Length of the span in seconds.
    pub seconds: u32,
    /// The measure: a total over the span, the mean for temperature.
    pub value: f32,
}
