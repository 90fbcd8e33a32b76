use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::ask::{Answer, Outcome};
use crate::read::Pace;

/// No source is asked more often than this, in seconds.
pub const SHORTEST_S: i64 = 5 * 60;
/// Every source that is not gone is asked at least this often, in seconds.
pub const LONGEST_S: i64 = 24 * 3600;
/// Identical permanent redirects in a row before the new address is kept.
const MOVES_NEEDED: u32 = 2;

/// What a source is for the newsroom, as far as asking it goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    /// Its address.
    pub url: String,
    /// `ETag` of the last body, as it was.
    pub etag: Option<String>,
    /// `Last-Modified` of the last body, as it was.
    pub last_modified: Option<String>,
    /// Where it says it moved for good, and how often in a row.
    pub moved: Option<(String, u32)>,
    /// Failures in a row.
    pub failures: u32,
    /// Answers in a row that brought nothing new.
    pub quiet: u32,
    /// When it is asked next, in seconds.
    pub next_s: i64,
    /// It is gone and not asked any more.
    pub is_gone: bool,
}

/// How a source is doing, in a word for its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It answers.
    Good,
    /// It failed lately.
    Troubled,
    /// It is gone.
    Gone,
}

impl SourceState {
    /// In a word.
    pub const fn health(&self) -> Health {
        match (self.is_gone, self.failures) {
            (true, _) => Health::Gone,
            (false, 0) => Health::Good,
            _ => Health::Troubled,
        }
    }
}

/// The state after an answer. `news` says how many new items it brought, `jitter` is a number from 0 to 1,000 that spreads
/// sources which would otherwise all be asked at once.
#[must_use]
pub fn after(
    state: &SourceState,
    answer: &Answer,
    pace: Pace,
    news: usize,
    now_s: i64,
    jitter: u16,
) -> SourceState {
    let mut next = state.clone();
    note_move(&mut next, answer);
    let gap_s = match &answer.outcome {
        Outcome::Gone => {
            next.is_gone = true;
            LONGEST_S
        }
        Outcome::NotModified | Outcome::Body(_) => {
            next.failures = 0;
            next.quiet = if news > 0 { 0 } else { state.quiet.saturating_add(1) };
            if matches!(answer.outcome, Outcome::Body(_)) {
                (next.etag, next.last_modified) =
                    (answer.etag.clone(), answer.last_modified.clone());
            }
            let asked = answer.wait_s.and_then(|wait| i64::try_from(wait).ok()).unwrap_or(0);
            let wanted = i64::from(pace.every_min) * 60;
            // Each quiet answer makes it a little rarer, up to an hour; what the source itself says may make it a day.
            let adaptive = (SHORTEST_S * (1 + i64::from(next.quiet.min(11)))).min(3600);
            adaptive.max(asked).max(wanted)
        }
        Outcome::Later => {
            next.failures = state.failures.saturating_add(1);
            let asked = answer.wait_s.and_then(|wait| i64::try_from(wait).ok());
            asked.unwrap_or_else(|| backoff_s(next.failures))
        }
        Outcome::NotFound | Outcome::Failed(..) => {
            next.failures = state.failures.saturating_add(1);
            backoff_s(next.failures)
        }
    };
    let gap_s = gap_s.clamp(SHORTEST_S, LONGEST_S);
    // Later by up to a tenth, never earlier than asked.
    let gap_s = (gap_s + gap_s * i64::from(jitter.min(1_000)) / 10_000).min(LONGEST_S);
    next.next_s = welcome_s(now_s + gap_s, pace);
    next
}

fn backoff_s(failures: u32) -> i64 {
    SHORTEST_S.saturating_mul(1_i64 << failures.min(9))
}

/// A permanent redirect counts once it was seen twice: one misconfigured evening must not move a newsroom.
fn note_move(next: &mut SourceState, answer: &Answer) {
    let Some(target) = &answer.moved_to else {
        if !matches!(answer.outcome, Outcome::Failed(..)) {
            next.moved = None;
        }
        return;
    };
    let is_good = matches!(answer.outcome, Outcome::Body(_) | Outcome::NotModified);
    let times = match &next.moved {
        Some((known, times)) if known == target => times + 1,
        _ => 1,
    };
    if is_good && times >= MOVES_NEEDED {
        next.url.clone_from(target);
        (next.etag, next.last_modified, next.moved) = (None, None, None);
    } else {
        next.moved = Some((target.clone(), times));
    }
}

/// The first hour from `at_s` on that the feed does not exclude.
fn welcome_s(at_s: i64, pace: Pace) -> i64 {
    let mut at_s = at_s;
    for _ in 0..(24 * 7) {
        let Ok(at) = Timestamp::from_second(at_s) else { return at_s };
        let zoned = at.to_zoned(TimeZone::UTC);
        let hour = u32::try_from(zoned.hour()).unwrap_or(0);
        let day = u32::try_from(zoned.weekday().to_monday_zero_offset()).unwrap_or(0);
        if pace.skip_hours & (1 << hour) == 0 && pace.skip_days & (1 << day) == 0 {
            return at_s;
        }
        at_s += 3600 - at_s.rem_euclid(3600);
    }
    at_s
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(outcome: Outcome) -> Answer {
        Answer {
            outcome,
            content_type: None,
            etag: Some("W/\"1\"".into()),
            last_modified: None,
            wait_s: None,
            moved_to: None,
            address: String::new(),
            links: Vec::new(),
        }
    }

    fn state() -> SourceState {
        SourceState { url: "https://a.example/feed".into(), ..SourceState::default() }
    }

    #[test]
    fn retry_after_is_obeyed_and_failures_back_off() {
        let wait = Answer { wait_s: Some(7_200), ..answer(Outcome::Later) };
        assert_eq!(after(&state(), &wait, Pace::default(), 0, 0, 0).next_s, 7_200);
        let mut now = state();
        let mut gaps = Vec::new();
        for _ in 0..12 {
            now = after(&now, &answer(Outcome::NotFound), Pace::default(), 0, 0, 0);
            gaps.push(now.next_s);
        }
        assert!(gaps.is_sorted() && gaps[0] == 600 && gaps[11] == LONGEST_S, "{gaps:?}");
    }

    #[test]
    fn a_permanent_redirect_is_kept_after_the_second_time() {
        let moved = Answer {
            moved_to: Some("https://b.example/feed".into()),
            ..answer(Outcome::Body(Vec::new()))
        };
        let once = after(&state(), &moved, Pace::default(), 1, 0, 0);
        assert_eq!(once.url, "https://a.example/feed");
        let between = after(&once, &answer(Outcome::NotModified), Pace::default(), 0, 0, 0);
        assert_eq!(between.moved, None, "an ordinary answer begins the count anew");
        assert_eq!(after(&once, &moved, Pace::default(), 1, 0, 0).url, "https://b.example/feed");
    }

    #[test]
    fn what_is_gone_stays_gone_and_what_wants_rest_gets_it() {
        assert!(after(&state(), &answer(Outcome::Gone), Pace::default(), 0, 0, 0).is_gone);
        let pace = Pace { every_min: 120, ..Pace::default() };
        assert_eq!(after(&state(), &answer(Outcome::NotModified), pace, 0, 0, 0).next_s, 7_200);
        // The first five hours of the day are not welcome.
        let pace = Pace { skip_hours: 0b1_1111, ..Pace::default() };
        assert_eq!(after(&state(), &answer(Outcome::NotModified), pace, 0, 0, 0).next_s, 5 * 3600);
    }
}
