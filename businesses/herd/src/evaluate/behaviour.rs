//! Behaviour, each cow judged by what was learned from the others.

use std::collections::BTreeMap;

use crate::behaviour::{Doing, Example, WINDOW, figures, train};
use crate::data::Bout;

/// How well behaviour is told.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct BehaviourScore {
    /// Mean over the behaviours of the harmonic mean of precision and recall, over all windows of five seconds.
    pub macro_f1: f64,
    /// The same for each cow, over the behaviours that she shows.
    pub per_animal: BTreeMap<String, f64>,
    /// By behaviour.
    #[serde(skip)]
    pub by_behaviour: [f64; Doing::ALL.len()],
    /// Windows judged.
    #[serde(skip)]
    pub windows: u64,
}

/// A labelled window of a cow.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// Her number.
    pub cow: String,
    /// The window.
    pub example: Example,
}

/// Cuts bouts into windows that do not overlap. Bouts of other behaviours are left out.
pub fn windows(bouts: &[Bout]) -> Vec<Labelled> {
    let mut all = Vec::new();
    for bout in bouts {
        let doing = match bout.label.as_str() {
            "Walking" => Doing::Walking,
            "Grazing" => Doing::Grazing,
            "Resting" => Doing::Resting,
            _ => continue,
        };
        for window in bout.samples.as_chunks::<WINDOW>().0 {
            let example = Example { figures: figures(window), doing };
            all.push(Labelled { cow: bout.cow.clone(), example });
        }
    }
    all
}

/// Truth against judgement, counted.
#[derive(Debug, Clone, Copy, Default)]
struct Counts([[u32; Doing::ALL.len()]; Doing::ALL.len()]);

impl Counts {
    /// The harmonic mean of precision and recall of a behaviour; `None` when it was not there.
    fn f1(&self, doing: Doing) -> Option<f64> {
        let at = doing as usize;
        let there: u32 = self.0[at].iter().sum();
        let told: u32 = self.0.iter().map(|row| row[at]).sum();
        (there > 0).then(|| 2.0 * f64::from(self.0[at][at]) / f64::from(there + told))
    }

    fn macro_f1(&self) -> f64 {
        let all: Vec<f64> = Doing::ALL.into_iter().filter_map(|doing| self.f1(doing)).collect();
        let count = u32::try_from(all.len().max(1)).unwrap_or(1);
        all.iter().sum::<f64>() / f64::from(count)
    }

    fn add(&mut self, other: &Self) {
        for (to, from) in self.0.as_flattened_mut().iter_mut().zip(other.0.as_flattened()) {
            *to += from;
        }
    }
}

/// Trains once for each cow, without her, and judges her. `None` with fewer than two cows.
pub fn score_behaviour(
    windows: &[Labelled],
    progress: &mut dyn FnMut(u64, u64),
) -> Option<BehaviourScore> {
    let mut by_cow: BTreeMap<&str, Counts> = BTreeMap::new();
    for window in windows {
        by_cow.entry(&window.cow).or_default();
    }
    if by_cow.len() < 2 {
        return None;
    }
    let cows = by_cow.len() as u64;
    let mut all = Counts::default();
    for (done, (cow, counts)) in (1..).zip(&mut by_cow) {
        let others = windows.iter().filter(|window| window.cow != *cow);
        let others: Vec<&Example> = others.map(|window| &window.example).collect();
        let table = train(&others);
        for window in windows.iter().filter(|window| window.cow == *cow) {
            let told = table.judge_figures(&window.example.figures).0;
            counts.0[window.example.doing as usize][told as usize] += 1;
        }
        all.add(counts);
        progress(done, cows);
    }
    Some(BehaviourScore {
        macro_f1: all.macro_f1(),
        per_animal: by_cow.iter().map(|(cow, c)| ((*cow).to_owned(), c.macro_f1())).collect(),
        by_behaviour: Doing::ALL.map(|doing| all.f1(doing).unwrap_or(0.0)),
        windows: windows.len() as u64,
    })
}
