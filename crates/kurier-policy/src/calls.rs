//! How often a program may ask for other things than messages, and how much of that it used.

use crate::time::Timestamp;

/// The span that calls are counted over, in seconds.
const HOUR_S: i64 = 3_600;

/// Calls in an hour; `None` = not limited. Sending messages and moving files are bounded elsewhere and not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallLimits {
    /// Of an app, for what concerns the app itself: uploads, tokens, its callback, the library (error 4).
    pub app: Option<u32>,
    /// Of an app for a business without a registered sender (error 80007).
    pub business: Option<u32>,
    /// Of an app for a business with at least one registered sender (error 80007).
    pub registered: Option<u32>,
}

impl CallLimits {
    /// What the Cloud API documents for businesses; the app's own is as large.
    pub const REAL: Self = Self { app: Some(5_000), business: Some(200), registered: Some(5_000) };

    /// The limit for a business.
    pub fn of_business(self, is_registered: bool) -> Option<u32> {
        if is_registered { self.registered } else { self.business }
    }
}

/// Calls since the first one of an hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hour {
    since: Timestamp,
    calls: u32,
}

/// How much of a limit is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// In hundredths, rounded up: 100 = nothing is left.
    pub percent: u32,
    /// Minutes until calls are taken again; 0 while they are.
    pub regain_min: i64,
}

impl Hour {
    /// Whether no call of this hour was counted yet.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.calls == 0 || now >= self.end()
    }

    /// Counts a call at `now`, or answers the seconds to wait (at least 1). What is refused is not counted.
    pub fn count(&mut self, limit: Option<u32>, now: Timestamp) -> Result<(), i64> {
        if self.is_fresh(now) {
            *self = Self { since: now, calls: 0 };
        }
        if limit.is_some_and(|limit| self.calls >= limit) {
            return Err(self.wait_s(now));
        }
        self.calls = self.calls.saturating_add(1);
        Ok(())
    }

    /// How much is used at `now`.
    pub fn share(&self, limit: Option<u32>, now: Timestamp) -> Share {
        let Some(limit) = limit.filter(|_| !self.is_fresh(now)) else { return Share::default() };
        let percent = u64::from(self.calls).saturating_mul(100).div_ceil(u64::from(limit.max(1)));
        let percent = u32::try_from(percent).unwrap_or(u32::MAX);
        let is_over = self.calls >= limit;
        let regain_min =
            if is_over { self.wait_s(now).saturating_add(59).div_euclid(60) } else { 0 };
        Share { percent, regain_min }
    }

    fn end(&self) -> Timestamp {
        self.since.plus_s(HOUR_S)
    }

    fn wait_s(&self, now: Timestamp) -> i64 {
        let left_us = self.end().0.saturating_sub(now.0);
        left_us.saturating_add(999_999).div_euclid(1_000_000).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BEGIN: Timestamp = Timestamp(1_000_000_000);

    #[test]
    fn an_hour_takes_so_many_calls_and_the_next_one_as_many() {
        let mut hour = Hour::default();
        for call in 1..=4 {
            hour.count(Some(4), BEGIN.plus_s(call)).unwrap();
        }
        assert_eq!(hour.share(Some(4), BEGIN.plus_s(5)).percent, 100);
        assert_eq!(hour.count(Some(4), BEGIN.plus_s(61)), Err(3_540));
        assert_eq!(hour.share(Some(4), BEGIN.plus_s(61)).regain_min, 59);
        assert_eq!(hour.count(Some(4), BEGIN.plus_s(3_601)), Ok(()));
        assert_eq!(hour.share(Some(4), BEGIN.plus_s(3_601)), Share { percent: 25, regain_min: 0 });
    }

    #[test]
    fn what_is_not_limited_uses_nothing() {
        let mut hour = Hour::default();
        for _ in 0..1_000 {
            hour.count(None, BEGIN).unwrap();
        }
        assert_eq!(hour.share(None, BEGIN), Share::default());
    }

    #[test]
    fn a_share_is_rounded_up_and_a_limit_of_nothing_is_no_division() {
        let mut hour = Hour::default();
        hour.count(Some(5_000), BEGIN).unwrap();
        assert_eq!(hour.share(Some(5_000), BEGIN).percent, 1);
        assert_eq!(Hour::default().count(Some(0), BEGIN), Err(3_600));
    }

    proptest! {
        #[test]
        fn whoever_waits_as_told_passes(limit in 0..50_u32, gaps in proptest::collection::vec(0..400_i64, 1..200)) {
            let (mut hour, mut now) = (Hour::default(), BEGIN);
            for gap in gaps {
                now = now.plus_s(gap);
                if let Err(wait_s) = hour.count(Some(limit), now) {
                    prop_assert!((1..=3_600).contains(&wait_s));
                    let mut later = hour;
                    prop_assert!(limit == 0 || later.count(Some(limit), now.plus_s(wait_s)).is_ok());
                }
                prop_assert!(hour.share(Some(limit.max(1)), now).percent <= 100);
            }
        }
    }
}
