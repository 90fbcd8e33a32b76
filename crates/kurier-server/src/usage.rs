//! How much of the calls that an app may make is used: counted here, told in the headers of answers.
//!
//! Each node counts for itself.

use axum::http::HeaderValue;
use kurier_policy::calls::{CallLimits, Hour, Share};
use kurier_policy::id::{AppId, BusinessId};
use kurier_policy::time::Timestamp;
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};

/// What an app that sends only messages is told with every answer.
static UNUSED: HeaderValue =
    HeaderValue::from_static(r#"{"call_count":0,"total_cputime":0,"total_time":0}"#);

/// What a call is about, which decides against which limit it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// Messages and files: bounded elsewhere.
    Messages,
    /// A business and what belongs to it.
    Business,
    /// The app itself.
    App,
}

/// What answers tell about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) business: BusinessId,
    pub(crate) of_app: Share,
    pub(crate) of_business: Share,
}

/// Which limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached {
    App { wait_s: u64 },
    Business { wait_s: u64 },
}

/// Counts the calls that this node answered.
#[derive(Debug, Default)]
pub struct CallMeter {
    limits: CallLimits,
    seen: Mutex<Seen>,
}

/// One entry for each app and business that called: as many as there are, at most.
#[derive(Debug, Default)]
struct Seen {
    apps: FxHashMap<AppId, Hour>,
    businesses: FxHashMap<BusinessId, (Hour, bool)>,
}

impl CallMeter {
    /// Counts against these limits.
    pub fn new(limits: CallLimits) -> Self {
        Self { limits, seen: Mutex::default() }
    }

    /// Whether it must be known now whether the business has a registered sender.
    pub(crate) fn asks(&self, business: BusinessId, now: Timestamp) -> bool {
        if self.limits.business == self.limits.registered {
            return false;
        }
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.businesses.get(&business).is_none_or(|(hour, is_registered)| {
            let share = hour.share(self.limits.of_business(*is_registered), now);
            hour.is_fresh(now) || !is_registered && share.percent >= 100
        })
    }

    /// Counts one call. `is_registered` only where it was asked for.
    pub(crate) fn count(
        &self,
        about: About,
        (app, business): (AppId, BusinessId),
        is_registered: Option<bool>,
        now: Timestamp,
    ) -> (Usage, Result<(), Reached>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut of_app = seen.apps.get(&app).copied().unwrap_or_default();
        let (mut hour, known) = seen.businesses.get(&business).copied().unwrap_or_default();
        let is_registered = is_registered.unwrap_or(known);
        let limit = self.limits.of_business(is_registered);
        let wait = |wait_s: i64| u64::try_from(wait_s).unwrap_or(1);
        let counted = match about {
            About::Messages => Ok(()),
            About::Business => {
                hour.count(limit, now).map_err(|wait_s| Reached::Business { wait_s: wait(wait_s) })
            }
            About::App => of_app
                .count(self.limits.app, now)
                .map_err(|wait_s| Reached::App { wait_s: wait(wait_s) }),
        };
        match about {
            About::Messages => {}
            About::Business => drop(seen.businesses.insert(business, (hour, is_registered))),
            About::App => drop(seen.apps.insert(app, of_app)),
        }
        let usage = Usage {
            business,
            of_app: of_app.share(self.limits.app, now),
            of_business: hour.share(limit, now),
        };
        (usage, counted)
    }
}

impl Usage {
    /// `x-app-usage`. Time is not limited here, so nothing of it is used.
    pub(crate) fn of_app_value(&self) -> Option<HeaderValue> {
        let calls = self.of_app.percent;
        if calls == 0 {
            return Some(UNUSED.clone());
        }
        let text = format!(r#"{{"call_count":{calls},"total_cputime":0,"total_time":0}}"#);
        HeaderValue::try_from(text).ok()
    }

    /// `x-business-use-case-usage`.
    pub(crate) fn of_business_value(&self) -> Option<HeaderValue> {
        let (business, share) = (self.business, self.of_business);
        let text = format!(
            r#"{{"{business}":[{{"type":"whatsapp_business_management","call_count":{},"total_cputime":0,"total_time":0,"estimated_time_to_regain_access":{}}}]}}"#,
            share.percent, share.regain_min
        );
        HeaderValue::try_from(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: CallLimits = CallLimits { app: Some(2), business: Some(4), registered: Some(8) };
    const NOW: Timestamp = Timestamp(5_000_000);

    #[test]
    fn each_limit_counts_its_own_calls() {
        let meter = CallMeter::new(LIMITS);
        let who = (AppId(1), BusinessId(2));
        for _ in 0..3 {
            assert!(meter.count(About::Messages, who, None, NOW).1.is_ok());
        }
        let (usage, counted) = meter.count(About::App, who, None, NOW);
        assert_eq!((usage.of_app.percent, usage.of_business.percent, counted), (50, 0, Ok(())));
        let (usage, _) = meter.count(About::Business, who, None, NOW);
        assert_eq!((usage.of_app.percent, usage.of_business.percent), (50, 25));
        assert!(meter.count(About::App, who, None, NOW).1.is_ok());
        let refused = meter.count(About::App, who, None, NOW).1;
        assert_eq!(refused, Err(Reached::App { wait_s: 3_600 }));
    }

    #[test]
    fn a_registered_sender_raises_the_limit_at_once() {
        let meter = CallMeter::new(LIMITS);
        let who = (AppId(1), BusinessId(2));
        assert!(meter.asks(who.1, NOW));
        for _ in 0..4 {
            assert!(meter.count(About::Business, who, Some(false), NOW).1.is_ok());
        }
        assert!(meter.asks(who.1, NOW), "the small limit is reached");
        let (usage, counted) = meter.count(About::Business, who, Some(true), NOW);
        assert_eq!((usage.of_business.percent, counted), (63, Ok(())));
        assert!(!meter.asks(who.1, NOW));
    }

    #[test]
    fn the_headers_are_json() {
        let read = |value: Option<HeaderValue>| -> serde_json::Value {
            serde_json::from_slice(value.unwrap().as_bytes()).unwrap()
        };
        let (usage, _) =
            CallMeter::default().count(About::App, (AppId(1), BusinessId(2)), None, NOW);
        let app: serde_json::Value = read(usage.of_app_value());
        assert_eq!(app["call_count"], 0);
        let of: serde_json::Value = read(usage.of_business_value());
        assert_eq!(of["2"][0]["estimated_time_to_regain_access"], 0);
    }
}
