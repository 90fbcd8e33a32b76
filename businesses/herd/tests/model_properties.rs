//! What holds of the model whatever comes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "the rules use more of it")]
mod pen;

use jiff::Timestamp;
use kurier_herd::evaluate::restarted;
use kurier_herd::model::{Facts, Finding, Herd, Hour, Kind, Settings};
use kurier_herd::{Metric, Reading};
use pen::{Pen, as_ever, id};
use proptest::prelude::*;

/// What happens in the pen of these tests: a heat, an illness, and hours that never come.
fn eventful(cow: usize, metric: Metric, hour: Hour) -> f32 {
    let at = hour.since(pen::FIRST);
    match (cow, metric) {
        (0, Metric::Activity) if (150..164).contains(&at) => 2.5,
        (1, Metric::Activity | Metric::Rumination) if (160..190).contains(&at) => 0.4,
        (2, _) if at % 17 < 2 => -1.0,
        _ => as_ever(cow, metric, hour),
    }
}

/// What was told of whom, and what is remembered of each.
type Lived = (Vec<(String, Kind)>, Vec<Option<Vec<u8>>>);

/// Lives a week of it, each reading late by what `late` says, restarted every so many hours.
fn live(late: &[u8], restart_h: i64) -> Lived {
    let mut pen = Pen::of(9);
    let mut waiting: Vec<Vec<Reading>> = vec![Vec::new(); 8];
    let mut told: Vec<Finding> = Vec::new();
    let mut drawn = late.iter().cycle();
    for step in 0..215_i64 {
        for reading in pen.readings(&eventful).into_iter().filter(|_| step < 200) {
            let late = usize::from(*drawn.next().unwrap());
            waiting[late.min(6)].push(reading);
        }
        pen.hour = pen.hour.plus(1);
        let mut due = waiting.remove(0);
        waiting.push(Vec::new());
        due.reverse();
        let now = pen.now();
        pen.herd.observe(&due, now);
        let again = &due[..due.len() / 2];
        assert_eq!(pen.herd.observe(again, now).taken, 0, "the same twice counts once");
        told.extend(pen.herd.tick(now));
        if step % restart_h == restart_h - 1 {
            pen.herd = restarted(&pen.herd, &Settings::default()).unwrap();
        }
    }
    let silent = |kind: Kind| matches!(kind, Kind::CollarSilent | Kind::GroupSilent);
    let mut gist: Vec<(String, Kind)> = told
        .into_iter()
        .filter(|finding| !silent(finding.kind))
        .map(|finding| (format!("{:?}", finding.about), finding.kind))
        .collect();
    gist.sort();
    (gist, (0..9).map(|cow| pen.herd.settled_cow(&id(cow))).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_and_restarts_change_nothing(
        late in proptest::collection::vec(0_u8..=6, 40..80),
        restart_h in 5_i64..90,
    ) {
        let (in_order, settled_in_order) = live(&[0], 10_000);
        prop_assert!(in_order.iter().any(|(_, kind)| *kind == Kind::Heat), "{:?}", in_order);
        prop_assert!(in_order.iter().any(|(_, kind)| *kind == Kind::Illness), "{:?}", in_order);
        let (shuffled, settled) = live(&late, restart_h);
        prop_assert_eq!(in_order, shuffled);
        prop_assert!(settled_in_order == settled, "what is remembered is the same");
    }
}

fn any_metric() -> impl Strategy<Value = Metric> {
    proptest::sample::select(Metric::ALL.to_vec())
}

fn any_reading() -> impl Strategy<Value = Reading> {
    let value = prop_oneof![
        any::<f32>(),
        Just(f32::NAN),
        Just(f32::INFINITY),
        Just(f32::MAX),
        -5.0_f32..90.0,
    ];
    let begins = prop_oneof![
        Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(),
        1_764_000_000_i64..1_765_200_000,
    ];
    let seconds = prop_oneof![any::<u32>(), Just(0), Just(600), Just(3600), Just(86_400)];
    let collar = proptest::sample::select(vec!["000", "001", "nobody", ""]);
    (collar, any_metric(), begins, seconds, value).prop_map(
        |(collar, metric, begins, seconds, value)| Reading {
            collar: collar.to_owned(),
            metric,
            begins: Timestamp::from_second(begins).unwrap(),
            seconds,
            value,
        },
    )
}

fn any_now() -> impl Strategy<Value = Timestamp> {
    let near = (0_i64..12 * 24).prop_map(|hours| 1_764_000_000 + hours * 3600);
    let far = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
    prop_oneof![9 => near, 1 => far].prop_map(|s| Timestamp::from_second(s).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_collars_send_makes_the_model_panic_or_grow(
        steps in proptest::collection::vec(
            (proptest::collection::vec(any_reading(), 0..60), any_now()),
            1..12,
        ),
    ) {
        let mut herd = Herd::new(Settings::default());
        for cow in 0..2 {
            let facts = Facts { collar: id(cow).0, ..Facts::default() };
            herd.put(id(cow), facts);
        }
        for (readings, now) in &steps {
            let taken = herd.observe(readings, *now);
            let all = [
                taken.taken, taken.repeated, taken.late, taken.ahead, taken.strange, taken.unusable,
            ];
            prop_assert_eq!(all.iter().sum::<u64>(), readings.len() as u64);
            for finding in herd.tick(*now) {
                prop_assert!(finding.score.is_finite(), "{:?}", finding);
                prop_assert!(finding.reasons.len() <= 2);
            }
            for cow in 0..2 {
                prop_assert!(herd.save_cow(&id(cow)).unwrap().len() <= 8192);
                herd.series(&id(cow), Metric::Activity, usize::MAX).unwrap();
                herd.trend(&id(cow), Metric::Milk);
            }
        }
        prop_assert!(Herd::bytes_per_cow() <= 8192);
    }

    #[test]
    fn a_state_that_is_not_ours_is_refused(state in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut herd = Herd::new(Settings::default());
        herd.put(id(0), Facts::default());
        prop_assert!(herd.restore_cow(&id(0), &state).is_err());
        let ours = herd.save_cow(&id(0)).unwrap();
        for cut in [0, 1, ours.len() / 2, ours.len() - 1] {
            prop_assert!(herd.restore_cow(&id(0), &ours[..cut]).is_err());
        }
        prop_assert!(herd.restore_cow(&id(0), &ours).is_ok());
        let groups = herd.save_groups();
        prop_assert!(herd.restore_groups(&groups[..groups.len() - 1]).is_err());
    }
}
