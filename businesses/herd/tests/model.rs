//! The rules of the model, each on a pen of invented cows.

mod pen;

use kurier_herd::model::{About, Facts, Finding, Hour, Kind, Sureness, Verdict};
use kurier_herd::{Metric, Reading};
use pen::{FIRST, Pen, as_ever, id};

/// One cow, some measures times a factor.
fn one(measures: &'static [(Metric, f32)]) -> impl Fn(usize, Metric, Hour) -> f32 {
    move |cow, metric, hour| {
        let factor = measures.iter().find(|(changed, _)| *changed == metric && cow == 0);
        factor.map_or_else(|| as_ever(cow, metric, hour), |(_, factor)| *factor)
    }
}

const IN_HEAT: &[(Metric, f32)] = &[(Metric::Activity, 2.5), (Metric::Rumination, 0.6)];
const ILL: &[(Metric, f32)] = &[(Metric::Activity, 0.5), (Metric::Rumination, 0.5)];

fn only(pen: &Pen) -> &Finding {
    let [finding] = pen.told.as_slice() else { panic!("one finding, not {:#?}", pen.told) };
    finding
}

#[test]
fn more_movement_and_less_rumination_is_heat_with_both_as_reasons() {
    let mut pen = Pen::warm(12);
    pen.live(14, &one(IN_HEAT));
    let finding = only(&pen);
    assert_eq!((&finding.about, finding.kind), (&About::Cow(id(0)), Kind::Heat));
    assert_eq!(finding.sureness, Sureness::Likely);
    let reasons: Vec<Metric> = finding.reasons.iter().map(|reason| reason.metric).collect();
    assert_eq!(reasons, [Metric::Activity, Metric::Rumination]);
    assert!(finding.reasons[0].change_percent.unwrap() > 20.0, "{finding:?}");
    assert!(finding.reasons[1].change_percent.unwrap() < -10.0, "{finding:?}");
    assert!(finding.since >= Hour(FIRST.0 + 264).begins() && finding.since < finding.seen_until);
    let herd = finding.herd.unwrap();
    assert_eq!((herd.normal, herd.reporting), (11, 11), "the others are normal");
}

#[test]
fn what_is_known_of_a_cow_decides_what_restlessness_means() {
    let at = |hours: i64| Some(Hour(FIRST.0 + 264 + hours).begins());
    let cases = [
        (Facts { pregnant: Some(true), ..Facts::default() }, Kind::Unusual),
        (Facts { calving_expected: at(72), ..Facts::default() }, Kind::Calving),
        (Facts { calving_expected: at(240), ..Facts::default() }, Kind::Heat),
        (Facts { calved: at(-72), ..Facts::default() }, Kind::Unusual),
        (Facts { last_heat: at(-21 * 24), ..Facts::default() }, Kind::Heat),
    ];
    let warm = Pen::warm(12).herd;
    for (facts, kind) in cases {
        let mut pen = Pen::of(12);
        (pen.herd, pen.hour) = (warm.clone(), FIRST.plus(264));
        pen.know(0, &facts);
        pen.live(14, &one(IN_HEAT));
        assert_eq!(only(&pen).kind, kind, "{facts:?}");
    }
}

#[test]
fn a_heat_too_soon_after_the_last_one_is_doubted() {
    let mut pen = Pen::warm(12);
    let last_heat = Some(pen.hour.plus(-10 * 24).begins());
    pen.know(0, &Facts { last_heat, ..Facts::default() });
    pen.live(14, &one(IN_HEAT));
    assert_eq!((only(&pen).kind, only(&pen).sureness), (Kind::Heat, Sureness::Perhaps));
}

#[test]
fn less_movement_and_less_rumination_is_illness_and_is_told_once() {
    let mut pen = Pen::warm(12);
    pen.live(60, &one(ILL));
    let finding = only(&pen);
    assert_eq!((&finding.about, finding.kind), (&About::Cow(id(0)), Kind::Illness));
    assert_eq!(finding.reasons.len(), 2);
    assert!(finding.reasons.iter().all(|reason| reason.change_percent.unwrap() < -20.0));
}

#[test]
fn fever_alone_is_illness() {
    let mut pen = Pen::warm(12);
    pen.live(24, &one(&[(Metric::Temperature, 1.2)]));
    let finding = only(&pen);
    assert_eq!((finding.kind, finding.reasons[0].metric), (Kind::Illness, Metric::Temperature));
    assert_eq!(finding.reasons[0].change_percent, None, "a share of degrees means nothing");
    assert!((finding.reasons[0].change - 0.6).abs() < 0.6, "{finding:?}");
}

#[test]
fn a_cow_that_eats_and_chews_less_but_moves_as_ever_is_told_as_feed() {
    let mut pen = Pen::warm(12);
    pen.live(24, &one(&[(Metric::Rumination, 0.5), (Metric::Eating, 0.5)]));
    assert_eq!(only(&pen).kind, Kind::Feed);
}

#[test]
fn a_cow_that_moves_a_little_less_every_day_is_told_as_lame() {
    let mut pen = Pen::warm(12);
    pen.live(8 * 24, &as_ever);
    let begin = pen.hour;
    let slowly = move |cow: usize, metric: Metric, hour: Hour| {
        let lame = cow == 0 && metric == Metric::Activity;
        let days = u8::try_from(hour.since(begin) / 24).unwrap();
        if lame { 1.0 - 0.025 * f32::from(days) } else { as_ever(cow, metric, hour) }
    };
    pen.live(14 * 24, &slowly);
    assert!(pen.told.iter().any(|finding| finding.kind == Kind::Lameness), "{:#?}", pen.told);
    assert!(pen.told.iter().all(|finding| finding.about == About::Cow(id(0))), "{:#?}", pen.told);
}

#[test]
fn a_day_on_which_the_whole_pen_does_less_is_one_message_about_the_pen() {
    let mut pen = Pen::warm(20);
    pen.live(24, &|_, metric, _| if metric == Metric::Temperature { 0.0 } else { 0.6 });
    pen.live(24, &as_ever);
    let finding = only(&pen);
    assert_eq!(finding.kind, Kind::WholeGroup);
    assert_eq!(finding.about, About::Group { name: "pen".to_owned(), cows: Vec::new() });
    assert!(finding.reasons[0].change_percent.unwrap() < -10.0);
}

#[test]
fn many_cows_unwell_at_once_are_told_as_one_with_their_names() {
    let mut pen = Pen::warm(20);
    let six = |cow: usize, metric: Metric, hour: Hour| match metric {
        Metric::Activity | Metric::Rumination if cow < 6 => 0.3,
        _ => as_ever(cow, metric, hour),
    };
    pen.live(24, &six);
    let mut named = 0;
    let mut groups = 0;
    for finding in &pen.told {
        match &finding.about {
            About::Cow(_) => named += 1,
            About::Group { cows, .. } => (named, groups) = (named + cows.len(), groups + 1),
        }
    }
    assert!(groups >= 1 && pen.told.len() <= 4, "{:#?}", pen.told);
    assert_eq!(named, 6, "each of them once: {:#?}", pen.told);
}

#[test]
fn a_silent_collar_is_told_once_and_never_as_an_ill_cow() {
    let mut pen = Pen::warm(12);
    pen.live(
        72,
        &one(&[
            (Metric::Activity, -1.0),
            (Metric::Rumination, -1.0),
            (Metric::Eating, -1.0),
            (Metric::Temperature, -1.0),
        ]),
    );
    let finding = only(&pen);
    assert_eq!((&finding.about, finding.kind), (&About::Cow(id(0)), Kind::CollarSilent));
    assert_eq!(finding.since, FIRST.plus(264).begins());
    pen.told.clear();
    pen.live(30, &as_ever);
    assert_eq!(pen.told, [], "it speaks again");
}

#[test]
fn a_pen_without_any_reading_is_the_receivers_fault_and_one_message() {
    let mut pen = Pen::warm(12);
    pen.live(72, &|_, _, _| -1.0);
    assert_eq!(only(&pen).kind, Kind::GroupSilent);
}

#[test]
fn nothing_is_said_of_a_cow_in_her_first_days() {
    let mut pen = Pen::of(12);
    pen.live(3 * 24, &as_ever);
    pen.live(20, &one(ILL));
    assert_eq!(pen.told, []);
}

#[test]
fn false_alarms_make_the_model_deaf_for_this_cow_and_kind_alone() {
    let warm = Pen::warm(12).herd;
    let barely = one(&[(Metric::Rumination, 0.78), (Metric::Eating, 0.9)]);
    let told = |judged: Option<Kind>| {
        let mut pen = Pen::of(12);
        (pen.herd, pen.hour) = (warm.clone(), FIRST.plus(264));
        for _ in 0..4 {
            let now = pen.now();
            if let Some(kind) = judged {
                pen.herd.judge(&id(0), kind, Verdict::Wrong, now);
            }
        }
        pen.live(30, &barely);
        pen.told.first().map(|finding| (finding.kind, finding.seen_until))
    };
    let (kind, before) = told(None).unwrap();
    assert_eq!(kind, Kind::Feed);
    assert!(told(Some(Kind::Feed)).is_none_or(|(_, later)| later > before));
    assert_eq!(told(Some(Kind::Heat)), Some((Kind::Feed, before)));
}

#[test]
fn readings_are_counted_by_what_became_of_them() {
    let mut pen = Pen::warm(1);
    let now = pen.now();
    let reading = |hours: i64, value: f32, seconds: u32, collar: &str| Reading {
        collar: collar.to_owned(),
        metric: Metric::Activity,
        begins: pen.hour.plus(hours).begins(),
        seconds,
        value,
    };
    let readings = [
        reading(0, 4.0, 600, "000"),
        reading(0, 4.0, 600, "000"),
        reading(-40, 4.0, 3600, "000"),
        reading(100_000, 4.0, 3600, "000"),
        reading(0, 4.0, 3600, "nobody"),
        reading(0, f32::NAN, 3600, "000"),
        reading(0, 4.0, 0, "000"),
    ];
    let taken = pen.herd.observe(&readings, now);
    let counts = (taken.taken, taken.repeated, taken.late, taken.ahead, taken.strange);
    assert_eq!(counts, (1, 1, 1, 1, 1));
    assert_eq!(taken.unusable, 2);
}

#[test]
fn ten_minute_readings_make_the_same_hours_as_whole_ones() {
    let mut whole = Pen::of(1);
    let mut parts = Pen::of(1);
    for _ in 0..40 {
        let readings = whole.readings(&as_ever);
        let tenths = readings.iter().filter(|r| r.metric == Metric::Activity).flat_map(|r| {
            (0..6).map(|tenth| Reading {
                begins: r.begins + jiff::SignedDuration::from_mins(10 * tenth),
                seconds: 600,
                value: r.value / 6.0,
                ..r.clone()
            })
        });
        let mut tenths: Vec<Reading> = tenths.collect();
        tenths.reverse();
        whole.hour = whole.hour.plus(1);
        parts.hour = whole.hour;
        for (pen, readings) in [(&mut whole, &readings), (&mut parts, &tenths)] {
            let now = pen.now();
            pen.herd.observe(readings, now);
            pen.herd.tick(now);
        }
    }
    let series = |pen: &Pen| pen.herd.series(&id(0), Metric::Activity, 24).unwrap().measured;
    for (a, b) in series(&whole).iter().zip(series(&parts)) {
        assert!((a.unwrap() - b.unwrap()).abs() < 0.05, "{a:?} {b:?}");
    }
}

#[test]
fn milk_and_rumination_have_a_trend_of_two_weeks() {
    let mut pen = Pen::of(1);
    for day in 0..16_u8 {
        for hour in 0..24 {
            let litres = if day < 8 { 15.0 } else { 12.0 };
            if hour % 12 == 5 {
                let (collar, begins) = (id(0).0, pen.hour.begins());
                let metric = Metric::Milk;
                let milking = Reading { collar, metric, begins, seconds: 420, value: litres };
                let now = pen.now();
                assert_eq!(pen.herd.observe(&[milking], now).taken, 1);
            }
            pen.live(1, &as_ever);
        }
    }
    let milk = pen.herd.trend(&id(0), Metric::Milk).unwrap();
    assert!((milk.last_week - 24.0).abs() < 0.1, "{milk:?}");
    assert!((milk.week_before - 30.0).abs() < 1.0, "{milk:?}");
    assert!((milk.percent().unwrap() + 20.0).abs() < 3.0, "{milk:?}");
    let rumination = pen.herd.trend(&id(0), Metric::Rumination).unwrap();
    assert!((rumination.last_week - 576.0).abs() < 30.0, "minutes of a day: {rumination:?}");
    assert_eq!(pen.told, [], "milk is no alarm");
}

#[test]
fn milk_that_is_told_after_its_hour_was_settled_counts_once() {
    let mut pen = Pen::warm(1);
    pen.live(1, &as_ever);
    let (collar, begins) = (id(0).0, pen.hour.plus(-4).begins());
    let milking = Reading { collar, metric: Metric::Milk, begins, seconds: 400, value: 11.0 };
    let now = pen.now();
    assert_eq!(pen.herd.observe(std::slice::from_ref(&milking), now).taken, 1);
    assert_eq!(pen.herd.observe(&[milking], now).repeated, 1);
    let milk = pen.herd.series(&id(0), Metric::Milk, 5).unwrap().measured;
    assert_eq!(milk.iter().flatten().count(), 1);
}

#[test]
fn the_line_beside_a_notice_shows_what_she_did_and_what_is_normal() {
    let mut pen = Pen::warm(12);
    pen.live(10, &one(ILL));
    let series = pen.herd.series(&id(0), Metric::Rumination, 48).unwrap();
    assert_eq!((series.measured.len(), series.normal.len()), (48, 48));
    assert_eq!(series.first, pen.hour.plus(-48));
    let last = series.measured[47].unwrap();
    assert!(last < 0.7 * series.normal[47].unwrap(), "{series:?}");
    assert_eq!(pen.herd.series(&id(0), Metric::Rumination, 9_999).unwrap().measured.len(), 240);
    assert_eq!(pen.herd.series(&id(77), Metric::Rumination, 24), None);
}
