use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{
    Barn, Evaluation, HeatLists, compare_orders, list_heats, measure_cost, score_behaviour,
    score_drops, score_events, score_heat_lists, score_herd_day, score_progesterone, windows,
};
use crate::data::{
    DataError, Recorded, find, read_bouts, read_heatime, read_hormones, read_inrae,
    read_inseminations, read_told_heats,
};
use crate::model::Settings;

/// Who watches an evaluation: a bar on a terminal, or nobody.
pub trait Watcher {
    /// So much of a part is done.
    fn progress(&mut self, part: &'static str, done: u64, all: u64);
    /// Seconds on a clock that only goes forward.
    fn elapsed_s(&self) -> f64;
}

/// Evaluates all that a folder holds.
pub fn evaluate(folder: &Path, watcher: &mut dyn Watcher) -> Result<Evaluation, DataError> {
    let recorded = find(folder)?;
    let mut evaluation = Evaluation::default();
    watcher.progress("heats", 0, 1);
    let barns = heats_and_barns(&recorded, &mut evaluation)?;
    hormones(&recorded, &mut evaluation)?;
    doing(&recorded, &mut evaluation, watcher)?;
    let settings = Settings::default();
    // The largest farm: a drop in a herd of five says nothing.
    if let Some(barn) = barns.iter().max_by_key(|barn| barn.cows.len()) {
        evaluation.drops =
            score_drops(barn, &settings, &mut |done, all| watcher.progress("drops", done, all));
        watcher.progress("herd day", 0, 1);
        evaluation.herd_day = score_herd_day(barn, &settings);
        watcher.progress("order", 0, 1);
        evaluation.same_result = compare_orders(barn, &settings);
    } else {
        evaluation
            .absent
            .push("rows of two hours (cow, ts, raw_activity, …): no drops, no herd day");
    }
    for path in &recorded.inrae {
        watcher.progress("events", 0, 1);
        evaluation.recorded.push(score_events(&read_inrae(path)?, &settings));
    }
    if recorded.inrae.is_empty() {
        evaluation.absent.push(
            "hours with the farm's records (cow, date, hour, IN_ALLEYS, REST, EAT, …): no events",
        );
    }
    watcher.progress("cost", 0, 1);
    let cost = measure_cost(&|| watcher.elapsed_s());
    evaluation.state_bytes_per_cow = cost.state_bytes_per_cow;
    evaluation.hour_batch_s = cost.hour_batch_s;
    Ok(evaluation)
}

fn heats_and_barns(
    recorded: &Recorded,
    evaluation: &mut Evaluation,
) -> Result<Vec<Barn>, DataError> {
    let mut by_folder: BTreeMap<Option<&Path>, (Vec<&PathBuf>, Vec<&PathBuf>)> = BTreeMap::new();
    for path in &recorded.heatime {
        by_folder.entry(path.parent()).or_default().0.push(path);
    }
    for path in &recorded.told_heats {
        by_folder.entry(path.parent()).or_default().1.push(path);
    }
    let mut barns = Vec::new();
    let mut sum = HeatLists::default();
    let mut compared = false;
    for (rows_of, told_of) in by_folder.into_values() {
        let mut rows = Vec::new();
        for path in rows_of {
            rows.extend(read_heatime(path)?);
        }
        let mut told = BTreeMap::new();
        for path in &told_of {
            told.extend(read_told_heats(path)?);
        }
        if !told.is_empty() {
            let lists = score_heat_lists(&list_heats(&rows), &told);
            sum = HeatLists { equal: sum.equal + lists.equal, total: sum.total + lists.total };
            compared = true;
        }
        barns.extend(Barn::of(&rows));
    }
    evaluation.heat_lists = compared.then_some(sum);
    if !compared {
        evaluation
            .absent
            .push("the published tool's heats (cow_number, lactation_adj, start_dt_heat, …)");
    }
    Ok(barns)
}

fn hormones(recorded: &Recorded, evaluation: &mut Evaluation) -> Result<(), DataError> {
    let (mut rows, mut inseminations) = (Vec::new(), Vec::new());
    for path in &recorded.hormones {
        rows.extend(read_hormones(path)?);
    }
    for path in &recorded.inseminations {
        inseminations.extend(read_inseminations(path)?);
    }
    if rows.is_empty() {
        evaluation.absent.push("hours with progesterone (cow, hour_from_calving, activity, …)");
        return Ok(());
    }
    let settings = Settings::default();
    evaluation.progesterone = Some(score_progesterone(&rows, &inseminations, &settings));
    Ok(())
}

fn doing(
    recorded: &Recorded,
    evaluation: &mut Evaluation,
    watcher: &mut dyn Watcher,
) -> Result<(), DataError> {
    watcher.progress("behaviour", 0, 1);
    let labelled = windows(&read_bouts(&recorded.bouts, &recorded.samples)?);
    let watch = &mut |done, all| watcher.progress("behaviour", done, all);
    evaluation.behaviour = score_behaviour(&labelled, watch);
    if evaluation.behaviour.is_none() {
        evaluation.absent.push(
            "labelled bouts (bout, label, cow) with ten samples a second, of two cows or more",
        );
    }
    Ok(())
}
