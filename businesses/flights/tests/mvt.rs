//! Movement messages: what is written is read back, and nothing makes the reader fail.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use jiff::civil::date;
use kurier_flights::model::{Airport, FlightNumber};
use kurier_flights::mvt::{
    Cancellation, Clock, Delay, DelayCode, Element, Language, Movement, MovementKind, OperatingDay,
    Telex, read,
};
use kurier_flights::source::Random;
use proptest::prelude::*;

fn clock() -> impl Strategy<Value = Clock> {
    (proptest::option::of(1..=31_u8), 0..24_u8, 0..60_u8)
        .prop_map(|(day, hour, minute)| Clock::new(day, hour, minute).unwrap())
}

fn airport() -> impl Strategy<Value = Airport> {
    "[A-Z]{3}".prop_map(|code| code.parse().unwrap())
}

fn flight() -> impl Strategy<Value = FlightNumber> {
    ("[A-Z]{2}|[A-Z][0-9]|[0-9][A-Z]|[A-Z]{3}", 1..=9999_u16, proptest::option::of("[A-Z]"))
        .prop_map(|(carrier, number, suffix)| FlightNumber {
            carrier: carrier.parse().unwrap(),
            number,
            suffix: suffix.and_then(|s| s.chars().next()),
        })
}

fn day() -> impl Strategy<Value = OperatingDay> {
    prop_oneof![
        (1..=31_u8).prop_map(OperatingDay::Day),
        (1987..=2086_i16, 1..=12_i8, 1..=28_i8)
            .prop_map(|(y, m, d)| OperatingDay::Date(date(y, m, d))),
    ]
}

fn delays() -> impl Strategy<Value = Vec<Delay>> {
    let one = (0..100_u8, proptest::option::of(proptest::char::range('A', 'Z')), 0..6000_u16);
    (proptest::collection::vec(one, 1..=4), any::<bool>()).prop_map(|(codes, with_minutes)| {
        let delay = |(code, detail, minutes)| Delay {
            code: DelayCode::new(code).unwrap(),
            detail,
            minutes: with_minutes.then_some(minutes),
        };
        codes.into_iter().map(delay).collect()
    })
}

fn element() -> impl Strategy<Value = Element> {
    prop_oneof![
        (clock(), proptest::option::of(clock()))
            .prop_map(|(off_block, airborne)| Element::Departure { off_block, airborne }),
        clock().prop_map(Element::EstimatedDeparture),
        (clock(), proptest::option::of(airport()))
            .prop_map(|(at, airport)| Element::EstimatedArrival { at, airport }),
        (proptest::option::of(clock()), clock()).prop_map(|(touch_down, on_block)| {
            Element::Arrival { touch_down, on_block: Some(on_block) }
        }),
        clock().prop_map(|at| Element::Arrival { touch_down: Some(at), on_block: None }),
        proptest::collection::vec(0..=999_u16, 1..=3).prop_map(Element::Passengers),
        clock().prop_map(Element::NextInformation),
    ]
}

fn movement() -> impl Strategy<Value = Movement> {
    let head = (
        any::<bool>(),
        any::<bool>(),
        flight(),
        day(),
        proptest::option::of("[A-Z0-9-]{2,8}"),
        airport(),
    );
    let si = proptest::option::of(
        "[A-Z0-9]([A-Z0-9 ./]{0,30}[A-Z0-9])?(\n[0-9]{4} [A-Z0-9]{1,20}){0,2}",
    );
    (head, proptest::collection::vec(element(), 0..5), proptest::option::of(delays()), si).prop_map(
        |(
            (aircraft, is_correction, flight, day, registration, airport),
            mut elements,
            delays,
            supplementary,
        )| {
            elements.extend(delays.map(Element::Delays));
            let kind = if aircraft { MovementKind::Aircraft } else { MovementKind::Ground };
            Movement {
                kind,
                is_correction,
                sent: None,
                flight,
                day,
                registration,
                airport,
                elements,
                supplementary,
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(movement in movement()) {
        prop_assert_eq!(read(&movement.to_string()), [Telex::Movement(movement)]);
    }

    #[test]
    fn several_messages_in_one_text_are_read_apart(all in proptest::collection::vec(movement(), 1..6), crlf: bool) {
        let text: Vec<String> = all.iter().map(ToString::to_string).collect();
        let text = format!("QU DFWOOAA ORDKKAA\n.HDQOOAA 221530\n{}", text.join("\n"));
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let sent = Clock::read("221530");
        let expected = all.into_iter().map(|movement| Telex::Movement(Movement { sent, ..movement }));
        prop_assert_eq!(read(&text), expected.collect::<Vec<_>>());
    }

    #[test]
    fn no_text_makes_the_reader_fail(text in "\\PC*") {
        let _: Vec<Telex> = read(&format!("MVT\n{text}"));
        let _: Vec<Telex> = read(&text);
    }

    #[test]
    fn no_damage_to_a_message_makes_the_reader_fail(movement in movement(), seed: u64) {
        let mut text: Vec<char> = movement.to_string().chars().collect();
        let mut random = Random::of(seed, "damage");
        for _ in 0..4 {
            let at = usize::try_from(random.between(0, i64::try_from(text.len()).unwrap())).unwrap();
            match random.between(0, 2) {
                0 if at < text.len() => { text.remove(at); }
                1 => text.insert(at, ['\u{202e}', '/', 'é', '\0', '9', '.'][usize::try_from(random.between(0, 5)).unwrap()]),
                _ => text.truncate(at),
            }
        }
        let damaged: String = text.into_iter().collect();
        let _: Vec<Telex> = read(&damaged);
    }

    #[test]
    fn a_clock_with_its_day_finds_its_instant_again(minutes in 0..50_000_000_i64, off in -10_000..10_000_i64) {
        let at = kurier_flights::model::Minute(minutes);
        prop_assert_eq!(Clock::of(at).resolve(at.plus_min(off)), Some(at));
    }
}

fn one(text: &str) -> Movement {
    match &read(text)[..] {
        [Telex::Movement(movement)] => movement.clone(),
        other => panic!("not one movement: {other:?}"),
    }
}

#[test]
fn reads_a_departure_with_everything_around_it() {
    let text = "From: ops\r\n\r\nQU BUDKKXX\r\n.ADDOOXX 171530/X1\r\nCOR\r\nMVT  \r\nXX3365/12.XYABC.BUD \r\n\
        AD121530/121542 EA121910 ADD\r\nDL93/81A/0030/0015\r\nEDL15/0005\r\nPX012/140\r\nWHAT IS THIS\r\nSI\r\nLATE\r\nCREW\r\n";
    let movement = one(text);
    assert!(movement.is_correction && !movement.is_at_destination());
    assert_eq!(movement.flight.to_string(), "XX3365");
    assert_eq!(movement.registration.as_deref(), Some("XYABC"));
    assert_eq!(movement.supplementary.as_deref(), Some("LATE\nCREW"));
    let [
        Element::Departure { .. },
        Element::EstimatedArrival { airport, .. },
        Element::Delays(delays),
        px,
        other,
    ] = &movement.elements[..]
    else {
        panic!("{:?}", movement.elements)
    };
    assert_eq!(airport.unwrap().to_string(), "ADD");
    let told: Vec<_> = delays.iter().map(|d| (d.code.number(), d.detail, d.minutes)).collect();
    assert_eq!(told, [(93, None, Some(30)), (81, Some('A'), Some(15)), (15, None, Some(5))]);
    assert_eq!(*px, Element::Passengers(vec![12, 140]));
    assert_eq!(*other, Element::Other("WHAT IS THIS".to_owned()));
}

#[test]
fn reads_delay_codes_in_all_their_forms() {
    for (line, codes) in [
        ("DL93/0030", vec![93]),
        ("DLRA/0030", vec![93]),
        ("DLA81A///", vec![81]),
        ("DL41/71/0010/0005", vec![41, 71]),
        ("DL41", vec![41]),
    ] {
        let movement = one(&format!("MVT\nAA1/22.N1AA.DFW\n{line}"));
        let [Element::Delays(delays)] = &movement.elements[..] else { panic!("{line}") };
        assert_eq!(delays.iter().map(|d| d.code.number()).collect::<Vec<_>>(), codes, "{line}");
    }
    for line in ["DL", "DL/", "DLXX", "DL1", "DL0099", "DL41/9999x"] {
        let movement = one(&format!("MVT\nAA1/22.N1AA.DFW\n{line}"));
        assert_eq!(movement.elements, [Element::Other(line.to_owned())], "{line}");
    }
}

#[test]
fn a_day_alone_means_the_nearest_date() {
    for (day, received, meant) in [
        (22, date(1999, 12, 22), date(1999, 12, 22)),
        (31, date(2000, 1, 1), date(1999, 12, 31)),
        (1, date(1999, 12, 31), date(2000, 1, 1)),
        (29, date(2024, 3, 2), date(2024, 2, 29)),
        (30, date(2023, 3, 1), date(2023, 3, 30)),
        (12, date(2026, 9, 17), date(2026, 9, 12)),
    ] {
        assert_eq!(OperatingDay::Day(day).resolve(received), Some(meant), "{day} at {received}");
    }
}

#[test]
fn what_is_no_movement_is_kept_as_it_came() {
    for text in [
        "MVT\n",
        "MVT\nnonsense",
        "MVT\nAA1/99.N1.DFW\nAD1200",
        "MVT\n1/22.N1.DFW",
        "LDM\nAA1/22.N1\nX",
    ] {
        assert!(matches!(&read(text)[..], [Telex::Other { .. }]), "{text}");
    }
    assert!(read("no message at all").is_empty());
}

#[test]
fn a_cancellation_is_read_back() {
    let cancellation = Cancellation {
        flight: "AA123".parse().unwrap(),
        day: OperatingDay::Date(date(1999, 12, 22)),
        from: "DFW".parse().ok(),
        to: "ORD".parse().ok(),
    };
    assert_eq!(read(&cancellation.to_string()), [Telex::Cancellation(cancellation)]);
    assert!(matches!(&read("ASM\nUTC\nTIM\nAA1/22DEC")[..], [Telex::Schedule(_)]));
    assert!(matches!(&read("ASM\nUTC\nXYZ\nAA1/22DEC")[..], [Telex::Other { .. }]));
}

#[test]
fn every_public_delay_code_has_plain_words_in_both_languages() {
    let known: Vec<u8> =
        (0..100).filter(|n| DelayCode::new(*n).unwrap().reason().is_some()).collect();
    for code in [6, 9, 11, 15, 18, 32, 36, 41, 46, 55, 63, 71, 75, 81, 87, 93, 96, 97, 98] {
        assert!(known.contains(&code), "{code}");
    }
    for code in known {
        let reason = DelayCode::new(code).unwrap().reason().unwrap();
        for language in [Language::English, Language::German] {
            let words = reason.words(language);
            assert!(words.len() > 5 && !words.ends_with('.'), "{code}: {words}");
        }
        assert_ne!(reason.english, reason.german, "{code}");
    }
    let extraordinary = |n: u8| DelayCode::new(n).unwrap().reason().unwrap().often_extraordinary;
    assert!(extraordinary(71) && extraordinary(81) && extraordinary(98));
    assert!(!extraordinary(41) && !extraordinary(63) && !extraordinary(93) && !extraordinary(97));
}
