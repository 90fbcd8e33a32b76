//! Identity, flood guard, rhythm and editions.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use kurier_press::model::{
    Arm, Candidate, FLOOD_ITEMS, Fate, Hold, Identity, Judgement, Known, Language, Plan, Range,
    Reader, Rhythm, Share, Shelf, Sight, Stage, Trial, TrialFault, Way, alike, canonical,
    content_mark, judge, next_slot, plan, share, should_ask, take_in,
};
use kurier_press::read::Item;
use proptest::prelude::*;

fn item(number: usize) -> Item {
    Item {
        id: Some(format!("https://news.example/{number}?utm_source=rss")),
        link: Some(format!("https://news.example/{number}?utm_source=rss&page=1")),
        title: format!(
            "Story number {number} about the {}",
            ["bridge", "river", "school"][number % 3]
        ),
        summary: "Words".into(),
        ..Item::default()
    }
}

/// A newsroom's memory of stories, as small as can be.
#[derive(Default)]
struct Stories(Vec<(Identity, Known)>);

impl Stories {
    fn find(&self, identity: &Identity) -> Vec<Known> {
        let by_id = |known: &Identity| known.id.is_some() && known.id == identity.id;
        let shares = |known: &Identity| {
            by_id(known)
                || (known.link.is_some() && known.link == identity.link)
                || known.words == identity.words
        };
        self.0
            .iter()
            .filter(|(known, _)| shares(known))
            .map(|(known, story)| Known { by_id: by_id(known), ..story.clone() })
            .collect()
    }

    fn answer(&mut self, items: &[Item], is_first: bool) -> (usize, Option<Hold>, usize) {
        let intake = take_in(items, is_first, |identity| self.find(identity));
        let mut changed = 0;
        for (item, sight) in items.iter().zip(&intake.sights) {
            if *sight == Sight::New {
                let story = i64::try_from(self.0.len()).expect("small");
                let known = Known {
                    story,
                    title: item.title.clone(),
                    mark: content_mark(item),
                    same_source: true,
                    by_id: false,
                };
                self.0.push((Identity::of(item), known));
            }
            changed += usize::from(matches!(sight, Sight::Changed(_)));
        }
        (intake.news(), intake.hold, changed)
    }
}

#[test]
fn a_first_answer_and_a_flood_wait_for_the_editor() {
    let mut stories = Stories::default();
    let items: Vec<Item> = (0..20).map(item).collect();
    assert_eq!(stories.answer(&items[..10], true), (10, Some(Hold::First), 0));
    assert_eq!(stories.answer(&items[..12], false), (2, None, 0));
    assert_eq!(
        stories.answer(&items[..=(12 + FLOOD_ITEMS)], false),
        (FLOOD_ITEMS + 1, Some(Hold::Flood), 0)
    );
    let moved: Vec<Item> = (100..110).map(item).collect();
    assert_eq!(stories.answer(&moved, false), (10, Some(Hold::Moved), 0));
}

#[test]
fn what_says_something_else_is_a_change_and_no_news() {
    let mut stories = Stories::default();
    stories.answer(&[item(1)], true);
    let changed = Item { title: "Story number 1 about the bridge, corrected".into(), ..item(1) };
    assert_eq!(stories.answer(&[changed], false), (0, None, 1));
}

#[test]
fn what_tracks_readers_is_no_part_of_an_address() {
    let one = canonical("https://News.example:443/a?b=2&utm_source=x&a=1&fbclid=y#top");
    assert_eq!(one, canonical("https://news.example/a?a=1&b=2&UTM_medium=z"));
    assert_eq!(one, "https://news.example/a?a=1&b=2");
    assert!(
        alike("Bridge closed until May", "Bridge closed until May!")
            && !alike("Bridge closed", "School opened")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_replay_shuffled_with_moved_dates_and_other_tracking_brings_nothing_twice(
        order in Just((0_usize..40).collect::<Vec<_>>()).prop_shuffle(),
        tracking in "[a-z]{1,8}",
        moved_s in -100_000_000_i64..100_000_000,
        doubled in 0_usize..40,
    ) {
        let mut stories = Stories::default();
        let items: Vec<Item> = (0..40).map(item).collect();
        stories.answer(&items, true);
        let mut again: Vec<Item> = order.iter().map(|number| {
            let link = format!("https://news.example/{number}?page=1&utm_campaign={tracking}&fbclid={tracking}#x");
            let id = format!("https://news.example/{number}?utm_medium={tracking}");
            let published = Timestamp::from_second(1_700_000_000 + moved_s).ok();
            Item { id: Some(id), link: Some(link), published, ..item(*number) }
        }).collect();
        again.push(again[doubled].clone());
        prop_assert_eq!(stories.answer(&again, false), (0, None, 0));
        // The same without ids, as after a change of the program that writes the feed.
        let without: Vec<Item> = again.iter().map(|item| Item { id: None, ..item.clone() }).collect();
        prop_assert_eq!(stories.answer(&without, false).0, 0);
    }

    #[test]
    fn there_is_one_edition_a_day_whatever_the_clock_does(
        zone in prop::sample::select(vec!["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Apia"]),
        hour in 0_i8..24,
        start_s in 1_760_000_000_i64..1_800_000_000,
        steps in proptest::collection::vec(60_i64..7_000, 50..200),
    ) {
        let reader = Reader { hour, ..Reader::new("9", zone, Language::English) };
        let (mut now_s, mut last, mut had, mut days) = (start_s, None::<String>, BTreeSet::new(), BTreeMap::new());
        for (number, step) in (0_i64..).zip(steps) {
            now_s += step;
            let now = Timestamp::from_second(now_s).expect("a moment");
            let title = format!("{number} {}", ["one", "two", "three"][usize::try_from(number % 3).expect("small")]);
            let candidate = Candidate { story: number, topic: "News".into(), title, seen: now, is_breaking: false };
            let mut shelf = Shelf::new(vec![candidate], now);
            if let Plan::Send(edition) = plan(&reader, &mut shelf, &had, last.as_deref()) {
                prop_assert!(edition.stories.iter().all(|story| had.insert(*story)), "nothing twice");
                *days.entry(edition.slot.clone()).or_insert(0) += 1;
                last = Some(edition.slot);
            }
        }
        prop_assert!(days.values().all(|count| *count == 1), "{days:?}");
    }
}

#[test]
fn seven_is_seven_on_both_sides_of_a_change_of_clocks() {
    let zone = TimeZone::get("Europe/Berlin").expect("a zone");
    let mut at: Timestamp = "2026-03-27T12:00:00Z".parse().expect("a moment");
    let mut hours = Vec::new();
    for _ in 0..4 {
        at = next_slot(Rhythm::Daily, 7, &zone, at).expect("a slot").at;
        hours.push(at.to_zoned(TimeZone::UTC).hour());
    }
    assert_eq!(hours, [6, 5, 5, 5]);
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

#[test]
fn night_holds_and_merges_and_breaking_news_come_only_if_chosen() {
    let candidate = |story, seen: &str, is_breaking| Candidate {
        story,
        topic: "News".into(),
        title: format!(
            "{story} {}",
            ["", "fire", "council", "school"][usize::try_from(story).expect("small")]
        ),
        seen: at(seen),
        is_breaking,
    };
    let all = || {
        vec![
            candidate(1, "2026-11-25T22:00:00Z", false),
            candidate(2, "2026-11-25T23:00:00Z", true),
            candidate(3, "2026-11-26T01:00:00Z", false),
        ]
    };
    let mut reader =
        Reader { rhythm: Rhythm::Instant, ..Reader::new("9", "Europe/Berlin", Language::English) };
    let night = at("2026-11-26T02:00:00Z");
    let none = BTreeSet::new();
    assert_eq!(plan(&reader, &mut Shelf::new(all(), night), &none, None), Plan::NotDue);
    let morning = at("2026-11-26T07:30:00Z");
    let Plan::Send(merged) = plan(&reader, &mut Shelf::new(all(), morning), &none, None) else {
        panic!("it goes")
    };
    assert_eq!(merged.stories, [2, 3, 1]);
    reader.breaking_at_night = true;
    let Plan::Send(breaking) = plan(&reader, &mut Shelf::new(all(), night), &none, None) else {
        panic!("it goes")
    };
    assert_eq!(breaking.stories, [2]);
    reader.is_stopped = true;
    assert_eq!(plan(&reader, &mut Shelf::new(all(), morning), &none, None), Plan::Silent);
}

#[test]
fn an_edition_without_news_is_skipped_and_less_like_this_is_heeded() {
    let now = at("2026-11-26T06:10:00Z");
    let mut reader = Reader::new("9", "Europe/Berlin", Language::English);
    assert!(matches!(
        plan(&reader, &mut Shelf::new(Vec::new(), now), &BTreeSet::new(), None),
        Plan::NothingNew(_)
    ));
    let story = |story, topic: &str, title: &str| Candidate {
        story,
        topic: topic.into(),
        title: title.into(),
        seen: at("2026-11-25T20:00:00Z"),
        is_breaking: false,
    };
    let all = vec![
        story(1, "Sport", "Match won"),
        story(2, "Town", "Bridge closed"),
        story(3, "Town", "Bridge closed!"),
    ];
    reader.note_less("Sport");
    let Plan::Send(edition) = plan(&reader, &mut Shelf::new(all, now), &BTreeSet::new(), None)
    else {
        panic!("it goes")
    };
    assert_eq!(
        (edition.stories.as_slice(), edition.more),
        (&[2, 1][..], 0),
        "the same story comes once"
    );
    assert_eq!(
        plan(&reader, &mut Shelf::new(Vec::new(), now), &BTreeSet::new(), Some("2026-11-26")),
        Plan::NotDue
    );
}

#[test]
fn numbers_about_few_are_not_shown_and_a_difference_must_be_no_chance() {
    assert_eq!((share(5, 19), share(5, 20)), (None, Some(Share { part: 5, of: 20 })));
    let few = judge((1, 10), (9, 100));
    assert_eq!((few.judgement, few.first, few.difference), (Judgement::TooFew, None, None));
    assert!(few.sentence().contains("20 are needed"));
    let chance = judge((50, 100), (52, 100));
    assert_eq!((chance.judgement, chance.judgement.winner()), (Judgement::NoDifference, None));
    assert!(chance.sentence().starts_with("no difference seen"), "{}", chance.sentence());
    let clear = judge((30, 100), (60, 100));
    assert_eq!(clear.judgement.winner(), Some(Arm::Second));
    // Newcombe (1998), the first example of his tenth method: 56 of 70 against 48 of 80 is 0.0524 to 0.3339.
    assert_eq!(judge((48, 80), (56, 70)).difference, Some(Range { low: 52, high: 334 }));
    assert_eq!(judge((60, 100), (30, 100)).judgement.winner(), Some(Arm::First));
    // Wilson's interval for 8 of 20, worked out by another program: 0.2188 to 0.6134.
    assert_eq!(Share { part: 8, of: 20 }.range(), Range { low: 219, high: 613 });
    assert_eq!(Share { part: 0, of: 20 }.range().low, 0);
}

/// With no difference, one trial of twenty may see one; with a small lot of random trials the share must be near.
#[test]
fn chance_alone_is_taken_for_a_difference_one_time_in_twenty() {
    let mut state = 7_u64;
    let mut coin = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % 10 < 4
    };
    let mut read = || (0..200).filter(|_| coin()).count() as u64;
    let seen =
        (0..1_000).filter(|_| judge((read(), 200), (read(), 200)).judgement.winner().is_some());
    let seen = seen.count();
    assert!((25..=75).contains(&seen), "{seen} of 1,000");
}

#[test]
fn a_trial_draws_its_readers_by_a_lot_that_never_changes_and_nobody_loses_her_edition() {
    let trial = Trial {
        id: 3,
        story: 1,
        other: "Bridge shut".into(),
        share: 20,
        wait_s: 3_600,
        stage: Stage::Fresh,
    };
    assert_eq!(trial.check(), Ok(()));
    let ways = |trial: &Trial, now_s: i64, until_s: i64| -> Vec<Way> {
        (0..5_000).map(|number| trial.way(&number.to_string(), now_s, until_s)).collect()
    };
    let fresh = ways(&trial, 1_000, 1_000 + 3 * 3600);
    let count = |ways: &[Way], wanted: Way| ways.iter().filter(|way| **way == wanted).count();
    let (first, second) =
        (count(&fresh, Way::Try(Arm::First)), count(&fresh, Way::Try(Arm::Second)));
    assert!((420..580).contains(&first) && (420..580).contains(&second), "{first} {second}");
    assert_eq!(count(&fresh, Way::Wait(4_600)), 5_000 - first - second);
    let running = Trial { stage: Stage::Running(4_600), ..trial.clone() };
    assert_eq!(ways(&running, 1_000, 1_000 + 3 * 3600), fresh);
    let late = ways(&running, 1_000, 5_000);
    assert_eq!(count(&late, Way::Show(Arm::First)), 5_000 - first - second);
    let judged = Trial { stage: Stage::Judged(Some(Arm::Second)), ..trial.clone() };
    assert_eq!(count(&ways(&judged, 9_000, 9_999), Way::Show(Arm::Second)), 5_000);
    let other = Trial { id: 4, ..trial.clone() };
    assert_ne!(ways(&other, 1_000, 1_000 + 3 * 3600), fresh, "another trial is another lot");
    assert_eq!(Trial { share: 0, ..trial.clone() }.check(), Err(TrialFault::Share));
    assert_eq!(Trial { wait_s: 9_000, ..trial.clone() }.check(), Err(TrialFault::Wait));
    assert_eq!(Trial { wait_s: 9_000, share: 100, ..trial.clone() }.check(), Ok(()));
    assert_eq!(Trial { other: " ".into(), ..trial }.check(), Err(TrialFault::Headline));
}

#[test]
fn only_ticks_that_came_say_that_a_reader_lets_reading_be_seen() {
    let mut reader = Reader::new("9", "UTC", Language::English);
    for _ in 0..30 {
        reader.note_fate(Fate::Unopened);
    }
    assert!(!reader.shows_reading() && !should_ask(&reader, 0), "she may read all without a tick");
    reader.first_tick_s = Some(5);
    assert!(reader.shows_reading() && should_ask(&reader, 0));
    reader.note_fate(Fate::Answered);
    assert!(reader.shows_reading(), "a tick may come late");
    reader.note_fate(Fate::Answered);
    assert!(!reader.shows_reading(), "she switched her ticks off");
    reader.note_fate(Fate::Ticked);
    assert!(reader.shows_reading());
}

#[test]
fn a_week_is_offered_once_to_whoever_leaves_ten_editions_unread() {
    let reader = Reader::new("9", "UTC", Language::English);
    let mut reader = Reader { unread: 9, first_tick_s: Some(0), ..reader };
    assert!(!should_ask(&reader, 0));
    reader.unread = 10;
    assert!(should_ask(&reader, 0));
    assert!(!should_ask(&Reader { first_tick_s: None, ..reader.clone() }, 0));
    assert!(!should_ask(&Reader { asked_s: Some(0), ..reader }, 1_000));
}
