//! What the farmer reads.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use kurier_herd::model::Kind;
use kurier_herd::talk::{
    Answer, Change, Language, Noted, NotedKind, Plot, Subject, digest, notice, png, templates,
};

fn noted(kind: Kind) -> Noted {
    Noted {
        subject: Subject::Cow {
            id: "276001234567890".into(),
            number: "47".into(),
            name: "Berta".into(),
            pen: "barn 2".into(),
        },
        kind: NotedKind(kind),
        likely: true,
        since: 1_793_678_400_000_000,
        until: 1_793_721_600_000_000,
        score: 6.0,
        changes: vec![
            Change { metric: 1, percent: Some(-42.0), change: -11.0, hours: 12 },
            Change { metric: 5, percent: None, change: 1.2, hours: 12 },
        ],
        herd: Some((58, 58)),
        days_in_milk: Some(12),
        calving_in_days: None,
        plot: Some(Plot {
            metric: 1,
            measured: (0..72)
                .map(|hour| (hour != 5).then_some(if hour < 60 { 21.0 } else { 9.0 }))
                .collect(),
            normal: vec![Some(21.0); 72],
            unusual_from: 60,
        }),
    }
}

#[test]
fn a_notice_says_who_what_since_when_beside_whom_why_and_what_to_do() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let all = |language| {
        let notice = notice(&noted(Kind::Illness), 7, true, &zone, language).unwrap();
        assert_eq!(notice.payloads, ["ill 7", "fine 7", "snooze 7"]);
        notice.values.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" | ")
    };
    assert_eq!(
        all(Language::English),
        "47 Berta (barn 2) | likely ill | rumination −42 % over 12 h, temperature +1.2 °C over 12 h | 3 Nov 05:00 | \
         the other 58 cows are as ever | rumination per day 504 → 504 → 360 (normal 504) | measure temperature, look at \
         udder, rumen and dung; call the vet if in doubt | 12 d in milk"
    );
    let german = all(Language::German);
    for part in [
        "wahrscheinlich krank",
        "Wiederkauen −42 % in 12 h",
        "Temperatur +1,2 °C",
        "3.11. 05:00 Uhr",
        "12. Laktationstag",
    ] {
        assert!(german.contains(part), "{part}: {german}");
    }
}

#[test]
fn every_kind_has_words_in_both_languages() {
    for kind in Kind::ALL {
        for language in Language::ALL {
            let mut noted = noted(kind);
            let cow = notice(&noted, 1, false, &TimeZone::UTC, language).unwrap();
            noted.subject = Subject::Group {
                name: "barn".into(),
                numbers: (0..40).map(|n| n.to_string()).collect(),
            };
            let group = notice(&noted, 1, false, &TimeZone::UTC, language).unwrap();
            for (name, value) in cow.values.iter().chain(&group.values) {
                assert!(
                    !value.is_empty() && !value.contains(['\n', '\t']) && !value.contains("    "),
                    "{name}"
                );
                assert!(value.chars().count() <= 700);
            }
        }
    }
}

#[test]
fn templates_are_pairs_with_the_same_variables_and_short_buttons() {
    for text in templates() {
        let twin = templates()
            .iter()
            .find(|t| t.name == text.name && t.language != text.language)
            .unwrap();
        let names = |t: &kurier_herd::talk::TemplateText| t.variables().collect::<BTreeSet<_>>();
        assert_eq!(names(text), names(twin), "{}", text.name);
        assert!(text.body.chars().count() <= 550 && text.answers.len() <= 3);
        // What a reviewer demands: words enough around the variables.
        let mut rest = text.body.to_owned();
        for name in names(text) {
            rest = rest.replace(&format!("{{{{{name}}}}}"), " ");
        }
        let words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        assert!(words.count() > 2 * names(text).len(), "{}", text.name);
        for answer in text.answers {
            assert!(answer.label(text.language).chars().count() <= 20, "{answer:?}");
            assert_eq!(Answer::read(&answer.payload(5)), Some((*answer, 5)));
        }
    }
    assert_eq!(Answer::read("ill"), None);
    assert_eq!(Answer::read("ill x"), None);
}

#[test]
fn a_digest_lists_and_says_how_many_more() {
    let many: Vec<Noted> = (0..11).map(|_| noted(Kind::Lameness)).collect();
    let many: Vec<&Noted> = many.iter().collect();
    let at = noted(Kind::Lameness).since();
    let notice = digest(&many, at, &TimeZone::UTC, Language::English).unwrap();
    let lines = &notice.values.iter().find(|(name, _)| name == "lines").unwrap().1;
    assert!(lines.starts_with("47 Berta (barn 2): likely lame (rumination −42 %"), "{lines}");
    assert!(digest(&[], at, &TimeZone::UTC, Language::English).is_none());
}

#[test]
fn the_picture_is_a_small_png_and_none_of_nothing() {
    let plot = noted(Kind::Heat).plot.unwrap();
    let picture = png(&plot).unwrap();
    assert!(picture.starts_with(b"\x89PNG") && picture.len() < 20_000);
    let empty = Plot { measured: vec![None; 72], ..plot.clone() };
    assert!(png(&empty).is_none());
    let flat =
        Plot { measured: vec![Some(1.0); 2], normal: vec![None; 2], unusual_from: 9, ..plot };
    assert!(png(&flat).is_some());
}
