//! Answers about marketing, as they are written in columns and counted.

use crate::record::WantedCounts;
use kurier_policy::rules::feedback::Wanted;

pub(crate) fn code(wanted: Wanted) -> i64 {
    i64::from(wanted == Wanted::Yes)
}

pub(crate) fn of_code(code: i64) -> Wanted {
    if code == 1 { Wanted::Yes } else { Wanted::No }
}

/// From how many said yes, and how many spoke.
pub(crate) fn counts(yes: i64, all: i64) -> WantedCounts {
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    WantedCounts { yes: number(yes), no: number(all.saturating_sub(yes)) }
}
