//! The status of a message: a lattice that is only ever climbed.

use serde::{Deserialize, Serialize};

/// Where a message is. `Failed` ends everything but `Delivered` and `Read`, which it never follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// On disk.
    Accepted,
    /// Waits for something (quality, quiet hours).
    Held,
    /// In the person's inbox.
    Sent,
    /// On one of her devices.
    Delivered,
    /// Shown to her.
    Read,
    /// A voice note was listened to; beside `Read`, whichever comes first.
    Played,
    /// Will never be shown.
    Failed,
    /// Taken back by the business before it was read.
    Recalled,
}

impl Status {
    /// Every status, in the order in which they are climbed.
    pub const ALL: &[Self] = &[
        Self::Accepted,
        Self::Held,
        Self::Sent,
        Self::Failed,
        Self::Delivered,
        Self::Recalled,
        Self::Read,
        Self::Played,
    ];

    /// Height. `Failed` stands below `Delivered`: what lies on a device was not a failure, whatever
    /// was reported in between.
    fn height(self) -> u8 {
        match self {
            Self::Accepted => 0,
            Self::Held => 1,
            Self::Sent => 2,
            Self::Failed => 3,
            Self::Delivered => 4,
            Self::Recalled => 5,
            Self::Read => 6,
            Self::Played => 7,
        }
    }

    /// Whether a message that is `earlier` may become `self`: upwards only, and never out of
    /// `Failed` or `Recalled`. Steps may be skipped (`Accepted` → `Read`).
    pub fn may_follow(self, earlier: Self) -> bool {
        !matches!(earlier, Self::Failed | Self::Recalled) && self.height() > earlier.height()
    }

    /// The status that two reports about one message, in whatever order they came, add up to.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        if other.height() > self.height() { other } else { self }
    }

    /// Whether nothing may follow.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Played | Self::Failed | Self::Recalled)
    }

    /// Lower-case name, as in webhooks and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Held => "held",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
            Self::Failed => "failed",
            Self::Recalled => "recalled",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_status() -> impl Strategy<Value = Status> {
        proptest::sample::select(Status::ALL)
    }

    #[test]
    fn failed_follows_neither_delivered_nor_read_and_nothing_follows_it() {
        assert!(!Status::Failed.may_follow(Status::Delivered));
        assert!(!Status::Failed.may_follow(Status::Read));
        for status in Status::ALL {
            assert!(!status.may_follow(Status::Failed), "{status:?}");
            let is_played = *status == Status::Played;
            assert_eq!(status.may_follow(Status::Read), is_played, "{status:?}");
        }
        for status in Status::ALL {
            assert!(!status.may_follow(Status::Recalled), "{status:?}");
        }
        assert!(Status::Recalled.may_follow(Status::Delivered));
        assert!(!Status::Recalled.may_follow(Status::Read));
        assert!(Status::Failed.may_follow(Status::Sent));
        assert!(Status::Read.may_follow(Status::Accepted));
    }

    proptest! {
        #[test]
        fn join_is_idempotent_commutative_and_associative(
            a in any_status(), b in any_status(), c in any_status()
        ) {
            prop_assert_eq!(a.join(a), a);
            prop_assert_eq!(a.join(b), b.join(a));
            prop_assert_eq!(a.join(b).join(c), a.join(b.join(c)));
        }

        #[test]
        fn a_status_never_goes_back(reports in proptest::collection::vec(any_status(), 0..40)) {
            let mut seen = vec![Status::Accepted];
            let mut now = Status::Accepted;
            let mut joined = Status::Accepted;
            for report in reports {
                if report.may_follow(now) {
                    prop_assert!(!seen.contains(&report), "{:?} twice", report);
                    seen.push(report);
                    now = report;
                }
                let higher = joined.join(report);
                prop_assert!(higher == joined || higher.height() > joined.height());
                joined = higher;
            }
            let read_then_failed = seen.iter().position(|s| *s == Status::Failed);
            prop_assert!(read_then_failed.is_none_or(|at| at + 1 == seen.len()));
        }
    }
}
