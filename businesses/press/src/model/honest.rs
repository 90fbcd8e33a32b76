use serde::{Deserialize, Serialize};

use super::trial::Arm;

/// Groups smaller than this are not shown: a number about few is a number about somebody.
pub const SMALLEST_GROUP: u64 = 20;
/// Standard deviations within which chance stays 19 times in 20.
const Z: f64 = 1.96;

/// How many of a group, if the group is large enough to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// So many.
    pub part: u64,
    /// Of so many.
    pub of: u64,
}

/// A share that may be shown.
pub fn share(part: u64, of: u64) -> Option<Share> {
    (of >= SMALLEST_GROUP).then(|| Share { part: part.min(of), of })
}

impl Share {
    /// Where the true share lies 19 times in 20, in tenths of a percent (Wilson's interval).
    pub fn range(self) -> Range {
        let (low, high) = self.wilson();
        Range { low: permille(low), high: permille(high) }
    }

    fn rate(self) -> f64 {
        number(self.part) / number(self.of.max(1))
    }

    fn wilson(self) -> (f64, f64) {
        let (n, rate) = (number(self.of.max(1)), self.rate());
        let square = Z * Z;
        let middle = (rate + square / (2.0 * n)) / (1.0 + square / n);
        let spread = rate * (1.0 - rate) / n + square / (4.0 * n * n);
        let half = Z * spread.sqrt() / (1.0 + square / n);
        ((middle - half).max(0.0), (middle + half).min(1.0))
    }
}

/// From, to; in tenths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The least.
    pub low: i64,
    /// The most.
    pub high: i64,
}

/// What a trial of two headlines says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// A group is too small to say anything.
    TooFew,
    /// No difference was seen: what there is may be chance.
    NoDifference,
    /// The first is read more, and 19 times in 20 that is no chance.
    FirstBetter,
    /// The second is read more, and 19 times in 20 that is no chance.
    SecondBetter,
}

impl Judgement {
    /// The headline that won.
    pub const fn winner(self) -> Option<Arm> {
        match self {
            Self::FirstBetter => Some(Arm::First),
            Self::SecondBetter => Some(Arm::Second),
            Self::TooFew | Self::NoDifference => None,
        }
    }
}

/// The statement about a trial, with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What it says.
    pub judgement: Judgement,
    /// Read, of those delivered with the first headline to readers who let reading be seen; nothing below twenty.
    pub first: Option<Share>,
    /// The same of the second.
    pub second: Option<Share>,
    /// How much more the second is read than the first, in tenths of a percent, 19 times in 20 (Newcombe's interval).
    pub difference: Option<Range>,
}

impl Verdict {
    /// In words.
    pub fn sentence(&self) -> String {
        let Some(Range { low, high }) = self.difference else {
            return format!(
                "too few readers let reading be seen: {SMALLEST_GROUP} are needed for each headline"
            );
        };
        let points = |permille: i64| format!("{}.{}", permille.abs() / 10, permille.abs() % 10);
        match self.judgement {
            Judgement::FirstBetter => format!(
                "the first is read more: by {} to {} points of a hundred, 19 times in 20",
                points(high),
                points(low)
            ),
            Judgement::SecondBetter => format!(
                "the second is read more: by {} to {} points of a hundred, 19 times in 20",
                points(low),
                points(high)
            ),
            Judgement::TooFew | Judgement::NoDifference => format!(
                "no difference seen: the second is read between {} points less and {} points more, 19 times in 20",
                points(low.min(0)),
                points(high.max(0))
            ),
        }
    }
}

/// Compares (read, delivered) of two headlines, among readers who let reading be seen. To be asked once, at a moment that was fixed
/// before: whoever looks again and again until a difference shows finds one by chance.
pub fn judge((first_read, first_of): (u64, u64), (second_read, second_of): (u64, u64)) -> Verdict {
    let (first, second) = (share(first_read, first_of), share(second_read, second_of));
    let (Some(a), Some(b)) = (first, second) else {
        return Verdict { judgement: Judgement::TooFew, first, second, difference: None };
    };
    let ((low_a, high_a), (low_b, high_b)) = (a.wilson(), b.wilson());
    let (rate_a, rate_b) = (a.rate(), b.rate());
    let difference = rate_b - rate_a;
    let low = difference - (rate_b - low_b).hypot(high_a - rate_a);
    let high = difference + (high_b - rate_b).hypot(rate_a - low_a);
    let judgement = if low > 0.0 {
        Judgement::SecondBetter
    } else if high < 0.0 {
        Judgement::FirstBetter
    } else {
        Judgement::NoDifference
    };
    let difference = Some(Range { low: permille(low), high: permille(high) });
    Verdict { judgement, first, second, difference }
}

#[expect(clippy::cast_precision_loss, reason = "readers are fewer than 2^52")]
const fn number(value: u64) -> f64 {
    value as f64
}

#[expect(clippy::cast_possible_truncation, reason = "at most a thousand")]
fn permille(rate: f64) -> i64 {
    (rate * 1_000.0).round() as i64
}
