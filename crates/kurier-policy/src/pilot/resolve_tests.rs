//! The whole truth table: every source absent, before its time, live or over, under every standing.

use super::*;
use crate::time::Timestamp;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    Absent,
    Later,
    Live,
    Over,
}

const TIMES: [Time; 4] = [Time::Absent, Time::Later, Time::Live, Time::Over];

fn line(source: Source, time: Time) -> Option<Entitlement> {
    let (starts, expires) = match time {
        Time::Absent => return None,
        Time::Later => (NOW.plus_s(1), NOW.plus_s(2)),
        Time::Live => (NOW, NOW.plus_s(1)),
        Time::Over => (NOW.plus_s(-2), NOW),
    };
    Some(Entitlement {
        feature: Feature::Marketing,
        source,
        value: Some(7),
        starts,
        expires: Some(expires),
        granted_by: "ada".into(),
        reason: "because".into(),
    })
}

fn standings() -> impl Iterator<Item = Standing> {
    (0..64_u8).map(|bits| {
        let bit = |n: u8| bits & (1 << n) != 0;
        Standing {
            killed: bit(0),
            suspended: bit(1),
            frozen: bit(2),
            active: bit(3),
            graduated: bit(4),
            planned: bit(5),
        }
    })
}

/// The order of the programme, written a second time as a table of who speaks.
fn expected(times: [Time; 5], standing: Standing) -> (bool, Why) {
    let [kill, deny, grant, cohort, plan] = times;
    let live = |time| time == Time::Live;
    let table = [
        (live(kill) || standing.killed, false, Why::KillSwitch),
        (standing.suspended, false, Why::Suspended),
        (live(deny), false, Why::Denied),
        (standing.frozen, false, Why::Frozen),
        (live(grant), true, Why::Granted),
        (live(cohort) && standing.active, true, Why::Cohort),
        (live(plan) || standing.planned, true, Why::Plan),
        (standing.graduated, true, Why::Graduated),
        (live(cohort), false, Why::NotActive),
        ([grant, cohort, plan].contains(&Time::Later), false, Why::NotYet),
        ([grant, cohort, plan].contains(&Time::Over), false, Why::Expired),
        (true, false, Why::NotGiven),
    ];
    let (_, allowed, why) = table.into_iter().find(|(speaks, ..)| *speaks).unwrap();
    (allowed, why)
}

#[test]
fn every_source_in_every_time_under_every_standing_is_decided_in_the_order_of_the_programme() {
    let mut seen = 0;
    for number in 0..4_usize.pow(5) {
        let times: [Time; 5] =
            std::array::from_fn(|at| TIMES[number / 4_usize.pow(u32::try_from(at).unwrap()) % 4]);
        let lines: Vec<Entitlement> = Source::ALL
            .into_iter()
            .zip(times)
            .filter_map(|(source, time)| line(source, time))
            .collect();
        for standing in standings() {
            let found = resolve(Feature::Marketing, &lines, standing, NOW);
            assert_eq!(
                (found.allowed, found.why),
                expected(times, standing),
                "{times:?} {standing:?}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 65_536);
}

#[test]
fn a_freeze_stops_what_people_did_not_order_and_nothing_else() {
    let standing = Standing { frozen: true, active: true, planned: true, ..Standing::default() };
    for &feature in Feature::ALL {
        let found = resolve(feature, &[], standing, NOW);
        assert_eq!(found.allowed, !feature.is_advertising(), "{feature:?}");
    }
}

#[test]
fn of_two_lines_of_one_source_the_later_written_decides() {
    let first = line(Source::Grant, Time::Live).unwrap();
    let second = Entitlement { value: Some(9), ..first.clone() };
    let both = [first, second];
    assert_eq!(resolve(Feature::Marketing, &both, Standing::default(), NOW).value(), Some(9));
}

proptest! {
    #[test]
    fn it_holds_exactly_from_its_beginning_to_its_end_whatever_the_clock_does(
        starts in 0..1_000_i64, length in 1..1_000_i64, moments in prop::collection::vec(-10..2_100_i64, 1..40)
    ) {
        let at = Timestamp::from_seconds;
        let only = Entitlement {
            starts: at(starts), expires: Some(at(starts + length)), ..line(Source::Grant, Time::Live).unwrap()
        };
        // Moments in any order: a clock that jumps forward or back decides by where it stands, not by the way there.
        for moment in moments {
            let found = resolve(Feature::Marketing, std::slice::from_ref(&only), Standing::default(), at(moment));
            prop_assert_eq!(found.allowed, moment >= starts && moment < starts + length);
        }
    }

    #[test]
    fn a_line_about_another_feature_says_nothing(source in 0..5_usize) {
        let other = line(Source::ALL[source], Time::Live).unwrap();
        let found = resolve(Feature::Media, std::slice::from_ref(&other), Standing::default(), NOW);
        prop_assert_eq!((found.allowed, found.why), (false, Why::NotGiven));
    }
}
