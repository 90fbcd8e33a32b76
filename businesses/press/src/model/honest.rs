use serde::Serialize;
use sha2::{Digest, Sha256};

/// Groups smaller than this are not shown: a number about few is a number about somebody.
pub const SMALLEST_GROUP: u64 = 20;

/// How many of a group, if the group is large enough to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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

/// One of two ways to say a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Arm {
    /// The first.
    A,
    /// The second.
    B,
}

/// Which way a reader gets, the same whenever it is asked, and another for another test.
pub fn arm_of(test: &str, wa_id: &str) -> Arm {
    let hash = Sha256::new().chain_update(test).chain_update([0]).chain_update(wa_id).finalize();
    if hash.first().is_some_and(|byte| byte & 1 == 1) { Arm::B } else { Arm::A }
}

/// What a test of two ways says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Judgement {
    /// A group is too small to say anything.
    TooFew,
    /// The difference may be chance.
    NoDifference,
    /// This one is read more (19 times in 20 that is no chance).
    Better(Arm),
}

/// Compares the shares of readers who read, among those who let it be seen.
pub fn judge(a: Share, b: Share) -> Judgement {
    if a.of < SMALLEST_GROUP || b.of < SMALLEST_GROUP {
        return Judgement::TooFew;
    }
    #[expect(clippy::cast_precision_loss, reason = "readers are fewer than 2^52")]
    let number = |value: u64| value as f64;
    let (rate_a, rate_b) = (number(a.part) / number(a.of), number(b.part) / number(b.of));
    let pooled = number(a.part + b.part) / number(a.of + b.of);
    let spread = (pooled * (1.0 - pooled) * (1.0 / number(a.of) + 1.0 / number(b.of))).sqrt();
    if spread <= 0.0 || ((rate_a - rate_b) / spread).abs() < 1.96 {
        return Judgement::NoDifference;
    }
    Judgement::Better(if rate_a > rate_b { Arm::A } else { Arm::B })
}
