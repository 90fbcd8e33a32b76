use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn of(text: &str) -> Option<Heard> {
    heard(text, StopWordsRule::DEFAULT)
}

#[test]
fn at_least_fifteen_languages_have_every_kind_of_word() {
    let mut codes: Vec<&str> = languages().iter().map(|one| one.code).collect();
    codes.dedup();
    assert!(codes.len() >= 15, "{codes:?}");
    for one in languages() {
        for words in [one.stop, one.phrases, one.rejoin, one.help] {
            assert!(!words.is_empty(), "{}", one.code);
        }
    }
}

#[test]
fn the_table_is_written_as_it_is_compared_and_every_word_means_one_thing() {
    let mut meanings: BTreeMap<&str, Heard> = BTreeMap::new();
    for one in languages() {
        let kinds = [(one.stop, Heard::Stop), (one.rejoin, Heard::Rejoin), (one.help, Heard::Help)];
        for (words, meant) in kinds {
            for word in words {
                assert_eq!(fold(word), [*word], "{}", one.code);
                assert_eq!(*meanings.entry(word).or_insert(meant), meant, "{word}");
                assert_eq!(of(word), Some(meant), "{word}");
            }
        }
        for pattern in one.phrases {
            for choice in pattern.split([' ', '|']) {
                let choice = choice.trim_end_matches('?');
                assert_eq!(fold(choice), [choice], "{pattern}");
            }
        }
    }
}

#[test]
fn every_phrase_stops_in_its_longest_and_its_shortest_form() {
    for pattern in languages().iter().flat_map(|one| one.phrases) {
        let first = |slot: &str| slot.trim_end_matches('?').split('|').next().unwrap().to_owned();
        let longest: Vec<String> = pattern.split(' ').map(first).collect();
        let shortest: Vec<String> =
            pattern.split(' ').filter(|slot| !slot.ends_with('?')).map(first).collect();
        for said in [longest, shortest] {
            assert_eq!(of(&said.join(" ")), Some(Heard::Stop), "{pattern}");
        }
    }
}

#[test]
fn a_stop_is_heard_however_it_is_written() {
    for text in [
        "STOP",
        "stop",
        "Stop.",
        "STOPP!!!",
        "  stop \n",
        "🛑 STOP 🛑",
        "ＳＴＯＰ",
        "S.T.O.P.",
        "s t o p",
        "St\u{f6}p",
        "Désabonner",
        "DÉSINSCRIPTION",
        "Opt-out",
        "opt out",
        "ABMELDEN",
        "İPTAL",
        "iptal",
        "СТОП",
        "*STOP*",
        "\"Stop\"",
        "Stop bitte",
        "bitte stopp",
        "STOP NOW",
        "Please stop, thanks!",
        "stopall",
        "Stpo",
        "sotp",
        "stp",
        "stoppp",
        "st0p",
        "sttop",
        "xstop",
    ] {
        assert_eq!(of(text), Some(Heard::Stop), "{text}");
    }
}

#[test]
fn a_sentence_that_says_it_is_heard() {
    for text in [
        "please stop writing me",
        "Please stop texting us!",
        "Stop sending me your offers.",
        "Don't write me again",
        "Do not contact me anymore",
        "No more messages, please.",
        "Leave me alone!!",
        "keine Nachrichten mehr",
        "Keine Werbung mehr, danke!",
        "Bitte keine Werbung",
        "Ich möchte keine Angebote mehr",
        "Hört auf, mir zu schreiben",
        "Schreiben Sie mir bitte nicht mehr",
        "Lasst mich in Ruhe!",
        "Ne m'écrivez plus",
        "Laissez-moi tranquille",
        "Je veux me désabonner",
        "No más mensajes",
        "Quiero darme de baja",
        "Non scrivetemi più",
        "Geen berichten meer",
        "Não quero mais mensagens",
        "Nie chcę więcej wiadomości",
        "Artık mesaj istemiyorum",
        "Больше не пишите мне",
        "Не присылайте мне больше сообщения",
        "Inga fler meddelanden",
        "Lad mig være",
        "Slutt å sende meldinger",
        "Ei enää viestejä",
        "Už mi nepište",
        "Не пишіть мені більше",
    ] {
        assert_eq!(of(text), Some(Heard::Stop), "{text}");
    }
}

#[test]
fn what_is_about_something_else_is_for_the_business() {
    for text in [
        "non-stop Flug",
        "Non-stop flight to Doha?",
        "Stop by at 5?",
        "Endstation",
        "cancel my flight LH123",
        "Please cancel my order 4711",
        "Can I cancel?",
        "Stopover in Doha?",
        "Where is the bus stop?",
        "one-stop shop",
        "Don't stop!",
        "Stop the cow, she is at the gate",
        "Nicht stoppen",
        "Ende gut, alles gut",
        "Ende nächster Woche",
        "Wann ist das Ende?",
        "the end",
        "weekend",
        "End of June",
        "quit smoking",
        "Top!",
        "top",
        "Shop",
        "step",
        "stops",
        "Stopp die Lieferung für morgen",
        "Bitte stoppen Sie die Lieferung 4711",
        "Stop loss at 40",
        "baja por la calle",
        "Alto Adige",
        "un alto en el camino",
        "Basta così per oggi, a domani",
        "Arrêt Gare du Nord",
        "Parar na estação?",
        "Sair às 8",
        "durak nerede",
        "Стоп-кран",
        "стоп линия",
        "peru 2",
        "Konec týdne",
        "Ich schreibe mehr",
        "keine Nachrichten",
        "no messages yet",
        "Leave the parcel at the door",
        "No",
        "nein",
        "START at 9?",
        "weiter so",
        "info@example.org",
        "help me find the gate",
        "",
        "🛑",
        "...",
    ] {
        assert_eq!(of(text), None, "{text}");
    }
}

#[test]
fn it_begins_again_or_explains_itself_with_one_word() {
    for text in ["START", "unstop", "Weiter!", "ABONNIEREN", "Старт", "Reprendre"] {
        assert_eq!(of(text), Some(Heard::Rejoin), "{text}");
    }
    for text in ["HELP", "Hilfe?", "info", "Ayuda", "Помощь", "Hjälp"] {
        assert_eq!(of(text), Some(Heard::Help), "{text}");
    }
}

#[test]
fn a_rule_that_hears_less_is_looser() {
    let deaf = StopWordsRule { typos: 0, ..StopWordsRule::DEFAULT };
    assert!(deaf.is_looser_than(&StopWordsRule::DEFAULT));
    assert!(!StopWordsRule::DEFAULT.is_looser_than(&deaf));
    assert_eq!(heard("stpo", deaf), None);
    assert_eq!(heard("stop", deaf), Some(Heard::Stop));
    let short = StopWordsRule { longest_chars: 3, ..StopWordsRule::DEFAULT };
    assert_eq!(heard("stop", short), None);
}

proptest! {
    #[test]
    fn any_text_may_be_read(text in any::<String>()) {
        let _any = of(&text);
    }

    #[test]
    fn case_punctuation_and_emoji_around_a_word_change_nothing(
        at in any::<proptest::sample::Index>(),
        before in "[ .,!?🛑👎]{0,4}",
        after in "[ .,!?🛑👎\n]{0,4}",
        upper in any::<bool>(),
    ) {
        let all: Vec<&str> = languages().iter().flat_map(|one| one.stop).copied().collect();
        let word = at.get(&all);
        let word = if upper { word.to_uppercase() } else { (*word).to_owned() };
        prop_assert_eq!(of(&format!("{before}{word}{after}")), Some(Heard::Stop));
    }

    #[test]
    fn a_stop_word_inside_a_longer_sentence_is_none(
        at in any::<proptest::sample::Index>(),
        before in "[bcdfg]{3,8}",
        after in "[bcdfg]{3,8}",
    ) {
        let all: Vec<&str> = languages().iter().flat_map(|one| one.stop).copied().collect();
        let word = at.get(&all);
        prop_assert_eq!(of(&format!("{before} {word} {after}")), None);
        prop_assert_eq!(of(&format!("{word} {after}")), None);
        prop_assert_eq!(of(&format!("{before}{word}{after}")), None);
    }

    #[test]
    fn one_edit_is_the_same_from_both_sides(one in "[a-d]{0,6}", other in "[a-d]{0,6}") {
        prop_assert_eq!(is_one_edit(&one, &other), is_one_edit(&other, &one));
    }
}
