use super::*;
use kurier_policy::event::{EventKind, PairIds};
use kurier_policy::id::{BusinessId, InboxSeq, SenderId};
use kurier_policy::permission::Purpose;
use kurier_policy::time::DAY_S;
use kurier_store::record::{CallbackOptions, Scope};

const T0: Timestamp = Timestamp(1_700_000_000_000_000);

fn subscription(cursor: i64, failing_since: Option<Timestamp>) -> Subscription {
    Subscription {
        business: BusinessId(1),
        id: 7,
        callback_url: "https://shop.example/hook".to_owned(),
        verify_token: String::new(),
        cursor: EventSeq(cursor),
        disabled: false,
        failing_since,
        scope: Scope::Business,
        options: CallbackOptions::default(),
    }
}

fn job(seq: i64, retry: Option<Retry>) -> Job {
    let event = Event {
        seq: EventSeq(seq),
        at: T0,
        sender: SenderId(2),
        person: PairIds { wa_id: String::new(), user_id: String::new(), name: String::new() },
        kind: EventKind::Preference {
            purpose: Purpose::Utility,
            topic: None,
            allowed: true,
            signup: None,
            receipt_seq: InboxSeq(1),
        },
    };
    Job { event, retry }
}

fn jobs(seqs: std::ops::RangeInclusive<i64>) -> Vec<Job> {
    seqs.map(|seq| job(seq, None)).collect()
}

fn done(job: &Job, outcome: Outcome) -> Done {
    Done {
        event: job.event.seq,
        retry: job.retry.clone(),
        number: job.number(),
        at: T0,
        took_ms: 3,
        outcome,
    }
}

fn ok() -> Outcome {
    Outcome::Delivered { status: 200 }
}

fn failed() -> Outcome {
    Outcome::Failed { status: Some(500), error: "answered 500".to_owned(), retry_after_s: None }
}

#[test]
fn the_cursor_passes_only_what_is_done_without_a_gap() {
    let jobs = jobs(11..=14);
    let mut round = Round::new(&subscription(10, None), &jobs, 1);
    assert_eq!(round.take(), None);
    round.absorb(&done(&jobs[1], ok()), T0, 0);
    let progress = round.take().unwrap();
    assert_eq!((progress.from, progress.cursor), (EventSeq(10), EventSeq(10)));
    assert_eq!(progress.attempts.len(), 1);
    round.absorb(&done(&jobs[0], ok()), T0, 0);
    round.absorb(&done(&jobs[3], ok()), T0, 0);
    let progress = round.take().unwrap();
    assert_eq!((progress.from, progress.cursor), (EventSeq(10), EventSeq(12)));
    round.absorb(&done(&jobs[2], ok()), T0, 0);
    let progress = round.take().unwrap();
    assert_eq!((progress.from, progress.cursor), (EventSeq(12), EventSeq(14)));
    assert_eq!(round.take(), None);
}

#[test]
fn a_failed_event_goes_to_the_retries_before_the_cursor_passes_it() {
    let jobs = jobs(1..=2);
    let mut round = Round::new(&subscription(0, None), &jobs, 1);
    round.absorb(&done(&jobs[0], failed()), T0, 200);
    assert!(!round.goes_on());
    let progress = round.take().unwrap();
    assert_eq!(progress.cursor, EventSeq(1));
    let retry = Retry { event: EventSeq(1), attempts: 1, due_at: T0.plus_s(5), first_at: T0 };
    assert_eq!(progress.retries, [retry]);
    assert_eq!(progress.failing_since, Some(T0));
    assert_eq!(progress.attempts[0].http_status, Some(500));
    assert!(progress.settled.is_empty() && !progress.disabled);
}

#[test]
fn a_success_after_a_failure_makes_the_endpoint_healthy_again() {
    let jobs = jobs(1..=2);
    let mut round = Round::new(&subscription(0, None), &jobs, 1);
    round.absorb(&done(&jobs[0], failed()), T0, 0);
    round.absorb(&done(&jobs[1], ok()), T0, 0);
    assert!(round.goes_on());
    let progress = round.take().unwrap();
    assert_eq!((progress.cursor, progress.failing_since), (EventSeq(2), None));
}

#[test]
fn a_retry_that_succeeds_is_settled_and_leaves_the_cursor() {
    let retry = Retry { event: EventSeq(3), attempts: 2, due_at: T0, first_at: T0.plus_s(-40) };
    let job = job(3, Some(retry));
    let mut round = Round::new(&subscription(9, Some(T0)), std::slice::from_ref(&job), 1);
    round.absorb(&done(&job, ok()), T0, 0);
    let progress = round.take().unwrap();
    assert_eq!(progress.settled, [EventSeq(3)]);
    assert_eq!((progress.cursor, progress.attempts[0].number), (EventSeq(9), 3));
}

#[test]
fn a_retry_is_given_up_after_seven_days() {
    let first_at = T0.plus_s(-7 * DAY_S + 60);
    let retry = Retry { event: EventSeq(3), attempts: 19, due_at: T0, first_at };
    let job = job(3, Some(retry));
    let mut round = Round::new(&subscription(9, None), std::slice::from_ref(&job), 1);
    round.absorb(&done(&job, failed()), T0, 0);
    let progress = round.take().unwrap();
    assert_eq!((progress.settled, progress.retries), (vec![EventSeq(3)], vec![]));
}

#[test]
fn gone_disables_and_keeps_the_event_for_later() {
    let jobs = jobs(1..=3);
    let mut round = Round::new(&subscription(0, None), &jobs, 1);
    round.absorb(&done(&jobs[0], ok()), T0, 0);
    round.absorb(&done(&jobs[1], Outcome::Gone), T0, 0);
    round.absorb(&done(&jobs[2], ok()), T0, 0);
    assert!(!round.goes_on());
    let progress = round.take().unwrap();
    assert_eq!((progress.cursor, progress.disabled), (EventSeq(1), true));
    assert_eq!(progress.attempts[1].http_status, Some(410));
    assert!(progress.retries.is_empty());
}

#[test]
fn five_days_of_failures_only_disable() {
    for (since_s, disabled) in [(5 * DAY_S - 60, false), (5 * DAY_S, true)] {
        let jobs = jobs(1..=1);
        let since = T0.plus_s(-since_s);
        let mut round = Round::new(&subscription(0, Some(since)), &jobs, 1);
        round.absorb(&done(&jobs[0], failed()), T0, 0);
        let progress = round.take().unwrap();
        assert_eq!((progress.disabled, progress.failing_since), (disabled, Some(since)));
        assert_eq!(progress.retries.len(), 1, "the event is owed whatever happens to the endpoint");
    }
}

#[test]
fn an_event_without_a_webhook_is_passed_without_an_attempt() {
    let jobs = jobs(1..=2);
    let mut round = Round::new(&subscription(0, None), &jobs, 1);
    round.skip(&jobs[0]);
    let progress = round.take().unwrap();
    assert_eq!((progress.cursor, progress.attempts), (EventSeq(1), vec![]));
}

#[test]
fn a_retry_whose_event_is_no_longer_kept_is_settled() {
    let mut round = Round::new(&subscription(9, None), &[], 1);
    round.forget(EventSeq(4));
    assert_eq!(round.take().unwrap().settled, [EventSeq(4)]);
}
