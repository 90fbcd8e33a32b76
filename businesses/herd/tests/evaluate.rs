//! The evaluation on recorded herds: slices of what `kurier herd evaluate` measures.

use std::fmt::Write as _;
use std::path::PathBuf;

use kurier_herd::data::{
    data_folder, find, read_bouts, read_heatime, read_hormones, read_inrae, read_told_heats,
};
use kurier_herd::evaluate::{
    Barn, Evaluation, Watcher, compare_orders, evaluate, list_heats, measure_cost, render_text,
    score_behaviour, score_events, score_heat_lists, score_herd_day, score_progesterone, windows,
};
use kurier_herd::model::{Hour, Settings};
use kurier_herd::shown::ShownHerd;

/// `None`, loudly, when the data folder is absent; a failure when nothing may be absent.
fn recorded(of: &str) -> Option<PathBuf> {
    let folder = data_folder().join("herd").join(of);
    if folder.is_dir() {
        return Some(folder);
    }
    let absent = format!("no recorded herds at {}: set KURIER_DATA", folder.display());
    assert_ne!(std::env::var("KURIER_REQUIRE").as_deref(), Ok("all"), "{absent}");
    eprintln!("SKIPPED, NOT TESTED: {absent}");
    None
}

struct Nobody(std::time::Instant);

impl Watcher for Nobody {
    fn progress(&mut self, _: &'static str, _: u64, _: u64) {}
    fn elapsed_s(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

#[test]
fn the_published_tools_heats_are_found_again_in_every_lactation() {
    let Some(folder) = recorded("scr_heatime") else { return };
    let tables = find(&folder).unwrap();
    let rows = read_heatime(&tables.heatime[0]).unwrap();
    let told = read_told_heats(&tables.told_heats[0]).unwrap();
    let score = score_heat_lists(&list_heats(&rows), &told);
    assert_eq!((score.equal, score.total), (38, 38));
    assert_eq!(told.values().map(Vec::len).sum::<usize>(), 20);
}

#[test]
fn a_recorded_herd_is_shown_with_all_its_cows_and_days_to_come() {
    let Some(_folder) = recorded("scr_heatime") else { return };
    let shown = ShownHerd::load(&data_folder());
    assert!(shown.is_real && shown.cows.len() > 70, "{} cows", shown.cows.len());
    let known = shown.cows.iter().filter(|cow| cow.facts.calved.is_some()).count();
    assert!(known > 40, "{known} cows have calved");
    assert!(shown.before().readings.len() > 8_000 && shown.duration().as_hours() > 7 * 24);
}

#[test]
fn heats_proven_by_progesterone_are_found_without_false_alerts() {
    let Some(folder) = recorded("danish_progesterone") else { return };
    let rows = read_hormones(&find(&folder).unwrap().hormones[0]).unwrap();
    let score = score_progesterone(&rows, &[], &Settings::default());
    assert_eq!((score.found, score.total, score.wrong), (8, 8, 0), "{score:?}");
    assert!(score.cow_days > 100.0);
}

#[test]
fn behaviour_of_a_cow_is_told_by_what_was_learned_from_the_others() {
    let Some(folder) = recorded("wasp_walking") else { return };
    let tables = find(&folder).unwrap();
    let bouts = read_bouts(&tables.bouts, &tables.samples).unwrap();
    let score = score_behaviour(&windows(&bouts), &mut |_, _| {}).unwrap();
    assert_eq!(score.per_animal.len(), 7);
    assert!(score.macro_f1 >= 0.96, "{score:?}");
}

#[test]
fn two_weeks_of_a_real_herd_are_the_same_in_another_order_with_restarts() {
    let Some(folder) = recorded("scr_heatime") else { return };
    let rows = read_heatime(&find(&folder).unwrap().heatime[0]).unwrap();
    let mut barn = Barn::of(&rows).remove(0);
    let (first, _) = barn.span().unwrap();
    barn.rows.retain(|hour, _| hour.since(first) < 14 * 24);
    let kept: Vec<_> = barn.cows.iter().take(20).cloned().collect();
    barn.cows.retain(|cow| kept.contains(cow));
    for rows in barn.rows.values_mut() {
        rows.retain(|(cow, _)| kept.contains(cow));
    }
    let same = compare_orders(&barn, &Settings::default()).unwrap();
    assert!(same.findings > 0, "{same:?}");
    assert_eq!((same.different, same.cows_that_differ), (0, 0), "{same:?}");
}

#[test]
fn a_day_on_which_a_real_herd_does_less_is_one_message_and_few_cows() {
    let Some(folder) = recorded("scr_heatime") else { return };
    let rows = read_heatime(&find(&folder).unwrap().heatime[0]).unwrap();
    let day = score_herd_day(&Barn::of(&rows)[0], &Settings::default()).unwrap();
    assert_eq!((day.herd_messages_least, day.herd_messages), (1, 1), "{day:?}");
    assert!(day.cow_alerts <= 3, "{day:?}");
}

#[test]
fn a_cow_takes_less_than_eight_kilobytes() {
    let cost = measure_cost(&|| 0.0);
    assert!((1..=8192).contains(&cost.state_bytes_per_cow), "{cost:?}");
    assert_eq!(cost.cows, 10_000, "all readings of the timed hour were taken");
}

#[test]
fn a_folder_that_is_not_there_and_one_without_tables_say_what_to_do() {
    let mut nobody = Nobody(std::time::Instant::now());
    let fault = evaluate("no-such-folder".as_ref(), &mut nobody).unwrap_err();
    assert_eq!(fault.code(), "herd_data_absent");
    assert!(fault.to_string().contains("KURIER_DATA"), "{fault}");
    let empty = tempfile::tempdir().unwrap();
    let fault = evaluate(empty.path(), &mut nobody).unwrap_err();
    assert_eq!(fault.code(), "herd_data_unknown");
    std::fs::write(empty.path().join("a.csv"), "cow,hour_from_calving,activity\n1,x,2\n").unwrap();
    let fault = evaluate(empty.path(), &mut nobody).unwrap_err();
    assert_eq!(fault.code(), "herd_data_shape");
    assert!(fault.to_string().contains("a.csv"), "{fault}");
}

#[test]
fn the_report_has_exactly_the_promised_keys_and_names_what_is_absent() {
    let report = Evaluation { absent: vec!["tables of dragons"], ..Evaluation::default() };
    let json = serde_json::to_value(&report).unwrap();
    let mut keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let promised = [
        "behaviour",
        "drops",
        "heat_lists",
        "herd_day",
        "hour_batch_s",
        "progesterone",
        "state_bytes_per_cow",
    ];
    assert_eq!(keys, promised);
    assert!(render_text(&report).contains("tables of dragons"));
}

#[test]
fn the_open_french_tables_are_read_and_a_recorded_illness_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hours.csv");
    let mut table =
        String::from("cow,date,hour,IN_ALLEYS,REST,EAT,ACTIVITY_LEVEL,oestrus,mastitis\n");
    let first = Hour(490_008);
    for at in 0..14 * 24 {
        let hour = first.plus(at);
        let date = hour.begins().to_zoned(jiff::tz::TimeZone::UTC).date();
        for cow in 0..10_i64 {
            let ill = cow == 0 && at >= 12 * 24;
            let noise = (at * 7 + cow * 13) % 11;
            let (alleys, eat) = if ill { (200, 300) } else { (700 + noise * 10, 900 + noise * 9) };
            let rest = 3600 - alleys - eat;
            let of_day = hour.of_day();
            let label = i32::from(ill);
            writeln!(table, "{cow},{date},{of_day},{alleys},{rest},{eat},0,0,{label}").unwrap();
        }
    }
    std::fs::write(&path, table).unwrap();
    let tables = find(folder.path()).unwrap();
    let rows = read_inrae(&tables.inrae[0]).unwrap();
    let score = score_events(&rows, &Settings::default());
    let mastitis = score.events["mastitis"];
    assert_eq!((mastitis.found, mastitis.total), (1, 1), "{score:?}");
    assert!(score.other_alerts_per_100_cow_days < 0.1, "{score:?}");
}
