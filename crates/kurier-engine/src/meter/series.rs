//! The table of every series this program may show. `docs/operations.md` shows the same table, and
//! a test compares the two.

/// What a series is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Only grows; starts at zero with the process.
    Counter,
    /// A value now.
    Gauge,
    /// Counts observations below each of these bounds.
    Histogram(&'static [f64]),
}

impl Kind {
    /// Its name in the exposition format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram(_) => "histogram",
        }
    }
}

/// One series. Units stand in names; every label takes few values, all of them ours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Names of its labels.
    pub labels: &'static [&'static str],
    /// What it says, in one sentence.
    pub help: &'static str,
}

/// From a cache hit to a request that should have been cut off, in seconds.
const REQUEST_S: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// One flush of a fast disk takes a tenth of a millisecond; a second means trouble.
const BATCH_S: &[f64] =
    &[0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];
/// Powers of four up to the largest batch.
const BATCH_ITEMS: &[f64] = &[1.0, 4.0, 16.0, 64.0, 256.0, 1_024.0];

macro_rules! series {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $kind:expr, $labels:expr, $help:literal;)*) => {
        $($(#[$doc])* pub const $constant: Series =
            Series { name: $name, kind: $kind, labels: $labels, help: $help };)*

        /// Every series, in the order of the table.
        pub const ALL: &[Series] = &[$($constant),*];
    };
}

series! {
    /// By the fronts, once per request.
    HTTP_REQUESTS = "kurier_http_requests_total", Kind::Counter, &["route", "method", "status"],
        "HTTP requests answered, by route pattern, method and class of status";
    /// By the fronts, once per request.
    HTTP_DURATION = "kurier_http_request_duration_seconds", Kind::Histogram(REQUEST_S), &["route"],
        "Time from a request to its answer";
    /// By the fronts.
    WEBSOCKETS = "kurier_websockets_open", Kind::Gauge, &[],
        "WebSockets of devices open now";
    /// By the admitter, once per message.
    ADMISSIONS = "kurier_admissions_total", Kind::Counter, &["outcome", "refusal", "code"],
        "Messages of businesses decided: `accepted`, `replayed`, `refused`, `failed_later`, `key_reused`; refusals with their name and Cloud API code";
    /// By each batch queue, once per batch.
    BATCH_ITEMS_TAKEN = "kurier_batch_items", Kind::Histogram(BATCH_ITEMS), &["verb"],
        "Items given to the store in one step, by verb: `admit`, `receive`, `acknowledge`";
    /// By each batch queue, once per batch.
    BATCH_DURATION = "kurier_batch_duration_seconds", Kind::Histogram(BATCH_S), &["verb"],
        "Time the store took for one step, by verb";
    /// When asked.
    QUEUE_DEPTH = "kurier_queue_depth", Kind::Gauge, &["verb"],
        "Items waiting in front of the store, by verb";
    /// Where an error becomes an answer, or ends a round of background work.
    STORE_ERRORS = "kurier_store_errors_total", Kind::Counter, &["kind"],
        "Requests and rounds of background work that the store failed: `unavailable`, `full`, `corrupt`";
    /// By the expiry.
    EXPIRED = "kurier_expired_messages_total", Kind::Counter, &[],
        "Messages failed because they lay undelivered too long";
    /// By the hourly audit.
    LEDGER_AUDITS = "kurier_ledger_audits_total", Kind::Counter, &[],
        "Audits of the whole ledger";
    /// By the hourly audit.
    LEDGER_FINDINGS = "kurier_ledger_findings_total", Kind::Counter, &[],
        "Broken invariants of the ledger that audits found: anything above zero needs a look at once";
    /// By the webhook workers, once per attempt.
    WEBHOOK_ATTEMPTS = "kurier_webhook_attempts_total", Kind::Counter, &["outcome"],
        "Attempts to deliver a webhook: `delivered`, `failed`, `gone`";
    /// By the webhook workers, once per attempt.
    WEBHOOK_DURATION = "kurier_webhook_attempt_duration_seconds", Kind::Histogram(REQUEST_S), &[],
        "Time one attempt to deliver a webhook took";
    /// By the dispatcher, at each look at all subscriptions.
    WEBHOOK_BACKLOG = "kurier_webhook_backlog_events", Kind::Gauge, &[],
        "Events that the webhook subscriptions held by this node have not passed yet";
    /// By the dispatcher, at each look at all subscriptions.
    WEBHOOK_SUBSCRIPTIONS = "kurier_webhook_subscriptions", Kind::Gauge, &[],
        "Webhook subscriptions that this node holds and works on";
    /// By the wiring, once.
    START_TIME = "process_start_time_seconds", Kind::Gauge, &[],
        "When this process started, in seconds since 1970";
    /// By the wiring, once.
    BUILD_INFO = "kurier_build_info", Kind::Gauge, &["version"],
        "1, with the version of this program";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_customs_of_prometheus() {
        let mut names: Vec<&str> = ALL.iter().map(|series| series.name).collect();
        for series in ALL {
            let is_total = series.name.ends_with("_total");
            assert_eq!(is_total, series.kind == Kind::Counter, "{}", series.name);
            if let Kind::Histogram(bounds) = series.kind {
                assert!(bounds.windows(2).all(|pair| pair[0] < pair[1]), "{}", series.name);
            }
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len(), "a name stands twice");
    }
}
