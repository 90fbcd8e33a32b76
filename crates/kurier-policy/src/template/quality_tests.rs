use super::*;
use crate::template::lifecycle::fixture::approved;

const DAY: Timestamp = Timestamp(1_000_000_000);

fn of(delivered: u64, read: u64, blocked: u64, reported: u64) -> Quality {
    quality(Reception { delivered, read, blocked, reported }, QualityRule::DEFAULT)
}

#[test]
fn too_few_messages_tell_nothing() {
    assert_eq!(of(99, 0, 99, 99), Quality::Unknown);
    assert_eq!(of(100, 100, 0, 0), Quality::Green);
    assert_eq!(
        quality(Reception::default(), QualityRule { least_delivered: 0, ..QualityRule::DEFAULT }),
        Quality::Unknown
    );
}

#[test]
fn one_angry_person_or_two_stop_nobody() {
    for (blocked, reported) in [(0, 1), (0, 2), (1, 1), (2, 0)] {
        assert_eq!(of(100, 100, blocked, reported), Quality::Green);
    }
    assert_eq!(of(100, 100, 0, 3), Quality::Red);
}

#[test]
fn what_is_sure_of_a_share_counts() {
    // Expected are 10 reports of 0.1 %, give or take 2.576 times the root of 9.99: more than 18.1.
    assert_eq!(of(10_000, 9_000, 0, 18), Quality::Green);
    assert_eq!(of(10_000, 9_000, 0, 19), Quality::Yellow);
    // 30 and 14.1 more.
    assert_eq!(of(10_000, 9_000, 0, 44), Quality::Yellow);
    assert_eq!(of(10_000, 9_000, 0, 45), Quality::Red);
    // Blocks: 50 and 18.2 more, 200 and 36.1 more.
    assert_eq!(of(10_000, 9_000, 68, 0), Quality::Green);
    assert_eq!(of(10_000, 9_000, 69, 0), Quality::Yellow);
    assert_eq!(of(10_000, 9_000, 236, 0), Quality::Yellow);
    assert_eq!(of(10_000, 9_000, 237, 0), Quality::Red);
    assert_eq!(of(10_000, 1_000, 0, 0), Quality::Green);
    assert_eq!(of(10_000, 999, 0, 0), Quality::Yellow);
    assert_eq!(of(u64::MAX, u64::MAX, u64::MAX, u64::MAX), Quality::Red);
}

#[test]
fn a_red_template_is_paused_for_three_hours_then_for_six_then_disabled() {
    let mut template = approved();
    let mut now = DAY;
    for hours in [3, 6] {
        let until = now.plus_s(hours * HOUR_S);
        assert_eq!(judge(&mut template, Quality::Red, now), Consequence::Paused(until));
        assert_eq!(template.status, TemplateStatus::Paused);
        assert_eq!(judge(&mut template, Quality::Red, now), Consequence::None);
        assert!(!resume(&mut template, until.plus_s(-1)));
        assert!(resume(&mut template, until));
        assert!(!resume(&mut template, until));
        assert_eq!(
            (template.status, template.life.quality),
            (TemplateStatus::Approved, Quality::Unknown)
        );
        now = until;
    }
    assert_eq!(judge(&mut template, Quality::Red, now), Consequence::Disabled);
    assert_eq!(template.status, TemplateStatus::Disabled);
    assert!(!resume(&mut template, now.plus_s(365 * 24 * HOUR_S)));
}

#[test]
fn a_pause_without_an_end_lasts_until_somebody_ends_it() {
    let mut template = approved();
    template.status = TemplateStatus::Paused;
    assert!(!resume(&mut template, DAY.plus_s(365 * 24 * HOUR_S)));
}

#[test]
fn yellow_and_green_are_noted_and_change_nothing_else() {
    let mut template = approved();
    for quality in [Quality::Yellow, Quality::Green] {
        assert_eq!(judge(&mut template, quality, DAY), Consequence::None);
        assert_eq!((template.status, template.life.quality), (TemplateStatus::Approved, quality));
    }
    assert_eq!(template.life.quality_at, Some(DAY));
}
