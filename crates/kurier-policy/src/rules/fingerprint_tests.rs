use super::*;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_000_000_000_000_000);
const OFFER: &str = "Congratulations {{1}}! You have been chosen for our winter prize of 500 euro. \
    Confirm your account today and the money is yours, only 24 hours left to claim it.";
const NOTICE: &str = "Hello {{1}}, your parcel from the farm shop left our barn this morning. \
    The driver rings twice; you can change the day of delivery until six in the evening.";

fn text(body: &str) -> u64 {
    of_parts(&Parts { body: body.into(), ..Parts::default() }).unwrap()
}

fn neighbour(n: i64, business: i64, text: u64) -> Neighbour {
    Neighbour {
        template: TemplateId(n),
        business: BusinessId(business),
        text,
        closed: false,
        since: NOW.plus_s(-DAY_S),
    }
}

#[test]
fn variables_case_digits_and_marks_change_nothing() {
    let same = OFFER
        .replace("{{1}}", "{{first_name}}")
        .replace("500", "9,000")
        .replace("24", "48")
        .replace("winter", "WINTER")
        .replace("! ", " — ");
    assert_ne!(same, OFFER);
    assert_eq!(distance(text(&same), text(OFFER)), 0);
}

#[test]
fn another_word_stays_near_and_another_message_is_far() {
    let near = FingerprintRule::DEFAULT.near_bits;
    let varied = OFFER.replace("our winter prize", "our summer prize");
    assert!(
        distance(text(&varied), text(OFFER)) <= near,
        "{}",
        distance(text(&varied), text(OFFER))
    );
    assert!(distance(text(NOTICE), text(OFFER)) > 3 * near);
}

#[test]
fn what_says_little_has_no_fingerprint() {
    assert_eq!(
        of_parts(&Parts { body: "Hi {{1}}, it is ready.".into(), ..Parts::default() }),
        None
    );
}

#[test]
fn every_text_of_a_template_counts() {
    let plain = Parts { body: OFFER.into(), ..Parts::default() };
    let quick = |text: &str| Button::QuickReply { text: text.into() };
    let more = [
        Parts { header: Some("A header that says much more".into()), ..plain.clone() },
        Parts { footer: Some("A footer that says much more".into()), ..plain.clone() },
        Parts { buttons: vec![quick("Tell me much more now")], ..plain.clone() },
    ];
    for parts in more {
        assert_ne!(of_parts(&parts), of_parts(&plain));
    }
}

#[test]
fn what_is_near_a_closed_business_is_refused() {
    let closed = Neighbour { closed: true, ..neighbour(1, 1, text(OFFER) ^ 0b11_1111) };
    let judge = |one: Neighbour| FingerprintRule::DEFAULT.judge(text(OFFER), &[one], NOW);
    assert_eq!(judge(closed), Campaign::Refused);
    assert_eq!(judge(Neighbour { text: closed.text ^ (1 << 20), ..closed }), Campaign::Alone);
    assert_eq!(judge(Neighbour { closed: false, ..closed }), Campaign::Alone);
}

#[test]
fn what_three_young_businesses_say_is_for_a_human() {
    let of = |n: i64| neighbour(n, n, text(OFFER));
    let judge = |near: &[Neighbour]| FingerprintRule::DEFAULT.judge(text(OFFER), near, NOW);
    assert_eq!(judge(&[of(1), of(2), neighbour(3, 2, text(OFFER))]), Campaign::Alone);
    let ids = [1, 2, 3].map(TemplateId).to_vec();
    assert_eq!(judge(&[of(1), of(2), of(3)]), Campaign::Review(ids));
    let old = Neighbour { since: NOW.plus_s(-14 * DAY_S), ..of(3) };
    assert_eq!(judge(&[of(1), of(2), old]), Campaign::Alone);
    let far = Neighbour { text: !text(OFFER), ..of(3) };
    assert_eq!(judge(&[of(1), of(2), far]), Campaign::Alone);
}

#[test]
fn fewer_bits_or_more_businesses_are_looser() {
    let rule = FingerprintRule::DEFAULT;
    assert!(!rule.is_looser_than(rule));
    assert!(FingerprintRule { near_bits: 5, ..rule }.is_looser_than(rule));
    assert!(FingerprintRule { young_businesses: 4, ..rule }.is_looser_than(rule));
    assert!(!FingerprintRule { young_s: 30 * DAY_S, ..rule }.is_looser_than(rule));
    assert!(rule.near_bits <= NEAR_BITS_MAX);
}

proptest! {
    #[test]
    fn whatever_is_near_is_found_under_one_of_its_keys(
        one in any::<u64>(), bits in proptest::collection::btree_set(0..64_u32, 0..=7)
    ) {
        let other = bits.iter().fold(one, |text, bit| text ^ (1 << bit));
        let probes = probes(one);
        prop_assert_eq!(probes.len(), 68);
        prop_assert!(keys(other).iter().any(|key| probes.contains(key)));
    }

    #[test]
    fn any_text_can_be_read(body in "\\PC{0,200}") {
        let parts = Parts { body, ..Parts::default() };
        prop_assert_eq!(of_parts(&parts), of_parts(&parts.clone()));
    }
}
