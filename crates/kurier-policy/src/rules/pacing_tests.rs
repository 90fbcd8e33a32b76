use super::*;
use crate::rules::canary::CanaryRule;
use proptest::prelude::*;
use std::collections::BTreeSet;

const RULE: PacingRule = PacingRule::DEFAULT;
const CANARY: CanaryRule = CanaryRule::DEFAULT;
const NOW: Timestamp = Timestamp(1_000_043_200_000_000);

fn seen(people: u32, is_young: bool) -> Seen {
    Seen { people, is_young, last_at: Some(NOW), is_among: false }
}

fn heard(sent: u64) -> Heard {
    Heard { sent, delivered: sent, ..Heard::default() }
}

#[test]
fn twenty_people_of_a_new_business_get_it_first_and_sixty_of_another() {
    for (is_young, first) in [(true, 20), (false, 60)] {
        assert_eq!((RULE.end(0, is_young), RULE.end(1, is_young)), (first, first + 100));
        assert!(RULE.lets_through(Pacing::default(), &seen(first - 1, is_young)));
        assert!(!RULE.lets_through(Pacing::default(), &seen(first, is_young)));
        let again = Seen { is_among: true, ..seen(first, is_young) };
        assert!(RULE.lets_through(Pacing::default(), &again), "she has it already");
    }
}

#[test]
fn a_complete_stage_is_watched_for_two_hours_or_until_most_have_read_it() {
    let judge = |heard, at| RULE.judge(&CANARY, Pacing::default(), (heard, &seen(20, true)), at);
    assert_eq!(judge(heard(20), NOW.plus_s(2 * HOUR_S - 1)), Judgement::Stays);
    let second = Pacing { stage: 1, ..Pacing::default() };
    assert_eq!(judge(heard(20), NOW.plus_s(2 * HOUR_S)), Judgement::GoesOn(second));
    assert_eq!(judge(Heard { read: 11, ..heard(20) }, NOW), Judgement::Stays);
    assert_eq!(judge(Heard { read: 12, ..heard(20) }, NOW), Judgement::GoesOn(second));
    let open = RULE.judge(&CANARY, second, (heard(119), &seen(119, true)), NOW.plus_s(DAY_S));
    assert_eq!(open, Judgement::Stays, "the stage is not complete");
}

#[test]
fn after_two_stages_it_goes_to_everybody_for_a_week_and_then_begins_anew() {
    let second = Pacing { round: 4, stage: 1, released_until: None };
    let judged =
        RULE.judge(&CANARY, second, (heard(120), &seen(120, true)), NOW.plus_s(2 * HOUR_S));
    let Judgement::GoesOn(free) = judged else { panic!("{judged:?}") };
    assert_eq!((free.round, free.stage), (5, 0));
    let end = NOW.plus_s(2 * HOUR_S + 7 * DAY_S);
    assert!(free.is_released(Quality::Unknown, true, end.plus_s(-1)));
    assert!(!free.is_released(Quality::Unknown, true, end));
    assert!(free.is_released(Quality::Green, false, end), "green, and no longer young");
    assert!(!free.is_released(Quality::Green, true, end));
    assert!(!free.recalled().is_released(Quality::Yellow, false, NOW));
}

#[test]
fn what_eight_of_twelve_did_not_want_stops_before_any_stage_is_over() {
    let no = |yes, no| Heard { yes, no, ..heard(20) };
    let judge = |heard| RULE.judge(&CANARY, Pacing::default(), (heard, &seen(20, true)), NOW);
    assert_eq!(judge(no(0, 7)), Judgement::Stays, "seven answers say nothing");
    assert_eq!(judge(no(0, 8)), Judgement::Stops(Stop::Answers));
    assert_eq!(judge(no(4, 8)), Judgement::Stops(Stop::Answers));
    assert_eq!(judge(no(18, 2)), Judgement::Stays);
    let reported = Heard { reports: 5, ..heard(20) };
    assert_eq!(judge(reported), Judgement::Stops(Stop::Reports));
}

#[test]
fn whatever_lets_more_through_is_looser() {
    let looser = [
        PacingRule { young_first: 21, ..RULE },
        PacingRule { first: 61, ..RULE },
        PacingRule { second: 101, ..RULE },
        PacingRule { released_days: 8, ..RULE },
        PacingRule { defer_s: RULE.defer_s + 1, ..RULE },
        PacingRule { waiting_most: 10_001, ..RULE },
    ];
    for one in looser {
        assert!(one.is_looser_than(&RULE) && !RULE.is_looser_than(&one), "{one:?}");
    }
    assert!(!RULE.is_looser_than(&RULE));
}

/// What may happen to a template.
#[derive(Debug, Clone)]
enum Event {
    Send(u16),
    Wait(i64),
    Read(u8),
    Answer(bool),
    Judge,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        12 => (0..400_u16).prop_map(Event::Send),
        2 => (0..3 * HOUR_S).prop_map(Event::Wait),
        1 => any::<u8>().prop_map(Event::Read),
        1 => any::<bool>().prop_map(Event::Answer),
        2 => Just(Event::Judge),
    ]
}

/// One template from its beginning to its release or its pause.
struct Assessment {
    pacing: Pacing,
    people: BTreeSet<u16>,
    heard: Heard,
    last_at: Option<Timestamp>,
    now: Timestamp,
}

impl Assessment {
    fn seen(&self, to: Option<u16>, is_young: bool) -> Seen {
        Seen {
            people: u32::try_from(self.people.len()).unwrap(),
            is_among: to.is_some_and(|to| self.people.contains(&to)),
            last_at: self.last_at,
            is_young,
        }
    }

    fn send(&mut self, to: u16, is_young: bool) {
        let seen = self.seen(Some(to), is_young);
        if RULE.lets_through(self.pacing, &seen) && self.people.insert(to) {
            self.last_at = Some(self.now);
            self.heard.sent += 1;
        }
    }

    fn judge(&self, is_young: bool) -> Judgement {
        let seen = self.seen(None, is_young);
        RULE.judge(&CANARY, self.pacing, (self.heard, &seen), self.now)
    }
}

proptest! {
    #[test]
    fn no_sequence_lets_more_people_through_than_the_stage_has(
        is_young in any::<bool>(), events in prop::collection::vec(event(), 1..900)
    ) {
        let mut of = Assessment {
            pacing: Pacing::default(), people: BTreeSet::new(), heard: Heard::default(), last_at: None, now: NOW,
        };
        for event in events {
            match event {
                Event::Send(to) => of.send(to, is_young),
                Event::Wait(seconds) => of.now = of.now.plus_s(seconds),
                Event::Read(some) => of.heard.read = (of.heard.read + u64::from(some)).min(of.heard.sent),
                Event::Answer(yes) if yes => of.heard.yes += 1,
                Event::Answer(_) => of.heard.no += 1,
                Event::Judge => match of.judge(is_young) {
                    Judgement::GoesOn(next) if next.released_until.is_some() => break,
                    Judgement::GoesOn(next) => {
                        prop_assert_eq!(next.stage, of.pacing.stage + 1);
                        of.pacing = next;
                    }
                    Judgement::Stops(_) => break,
                    Judgement::Stays => {}
                },
            }
            let most = RULE.end(of.pacing.stage, is_young);
            prop_assert!(of.people.len() <= most as usize);
        }
    }

    #[test]
    fn how_many_go_does_not_depend_on_the_order(
        is_young in any::<bool>(), mut people in prop::collection::vec(0..300_u16, 0..600), turn in 0..600_usize
    ) {
        let count = |people: &[u16]| {
            let mut of = Assessment {
                pacing: Pacing::default(), people: BTreeSet::new(), heard: Heard::default(), last_at: None, now: NOW,
            };
            for to in people {
                of.send(*to, is_young);
            }
            of.people.len()
        };
        let first = count(&people);
        let turn = turn.min(people.len());
        people.rotate_left(turn);
        prop_assert_eq!(count(&people), first);
        people.reverse();
        prop_assert_eq!(count(&people), first);
    }
}
