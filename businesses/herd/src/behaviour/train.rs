//! The trainer: regularised multinomial regression by accelerated descent. It draws nothing by lot, so the same examples give
//! the same table.

use super::window::FIGURES;
use super::{Doing, Table};

/// Weight of the examples against small weights of the table; the results hardly move between a fifth and five times of it.
const TRUST: f32 = 0.05;
/// Steps of the descent.
const ROUNDS: u16 = 300;
/// Steps to find the steepest direction, which bounds the length of a step.
const POWER_ROUNDS: usize = 30;
/// Classes.
const CLASSES: usize = Doing::ALL.len();

/// A labelled window.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its figures.
    pub figures: [f32; FIGURES],
    /// What the observer saw.
    pub doing: Doing,
}

type Weights = Vec<[f32; FIGURES + 1]>;

/// Trains a table. Classes weigh alike, however many examples they have.
pub fn train(examples: &[&Example]) -> Table {
    let (mean, spread) = moments(examples);
    let rows: Vec<[f32; FIGURES + 1]> =
        examples.iter().map(|example| Table::standard(&mean, &spread, &example.figures)).collect();
    let of_class = |class: Doing| examples.iter().filter(|e| e.doing == class).count();
    let share = Doing::ALL
        .map(|class| count(examples.len()) / (count(CLASSES) * count(of_class(class).max(1))));
    let examples_count = count(examples.len().max(1));
    let decay = 1.0 / (TRUST * examples_count);
    let step = 1.0 / (0.5 * steepest(&rows) * share.into_iter().fold(0.0, f32::max) + decay);
    let mut weights: Weights = vec![[0.0; FIGURES + 1]; CLASSES];
    let mut before = weights.clone();
    for round in 0..ROUNDS {
        let push = f32::from(round) / (f32::from(round) + 3.0);
        let mut ahead = weights.clone();
        for (ahead, before) in ahead.iter_mut().flatten().zip(before.iter().flatten()) {
            *ahead += push * (*ahead - before);
        }
        let mut slope: Weights = vec![[0.0; FIGURES + 1]; CLASSES];
        for (row, example) in rows.iter().zip(examples) {
            let guess = Table::shares(&ahead, row);
            let weight = share[example.doing as usize] / examples_count;
            for (class, slope) in slope.iter_mut().enumerate() {
                let truth = if class == example.doing as usize { 1.0 } else { 0.0 };
                let error = (guess[class] - truth) * weight;
                for (slope, figure) in slope.iter_mut().zip(row) {
                    *slope += error * figure;
                }
            }
        }
        before.clone_from(&weights);
        for ((weights, slope), ahead) in weights.iter_mut().zip(&slope).zip(&ahead) {
            for at in 0..=FIGURES {
                // The last weight stands alone and is not held small.
                let held = if at == FIGURES { 0.0 } else { decay * ahead[at] };
                weights[at] = ahead[at] - step * (slope[at] + held);
            }
        }
    }
    let mut learned = [[0.0; FIGURES + 1]; CLASSES];
    for (to, from) in learned.iter_mut().zip(weights) {
        *to = from;
    }
    Table { mean, spread, weights: learned }
}

fn moments(examples: &[&Example]) -> ([f32; FIGURES], [f32; FIGURES]) {
    let of_all = count(examples.len().max(1));
    let (mut mean, mut spread) = ([0.0; FIGURES], [0.0; FIGURES]);
    for at in 0..FIGURES {
        let values = || examples.iter().map(|example| example.figures[at]);
        mean[at] = values().sum::<f32>() / of_all;
        let squares = values().map(|value| (value - mean[at]).powi(2)).sum::<f32>();
        let deviation = (squares / of_all).sqrt();
        spread[at] = if deviation > 1e-6 { deviation } else { 1.0 };
    }
    (mean, spread)
}

/// The largest curvature of the examples, by which a step may not be too long.
fn steepest(rows: &[[f32; FIGURES + 1]]) -> f32 {
    let mut direction = [1.0_f32; FIGURES + 1];
    let mut largest = 1.0;
    for _ in 0..POWER_ROUNDS {
        let mut next = [0.0; FIGURES + 1];
        for row in rows {
            let along: f32 = row.iter().zip(&direction).map(|(a, b)| a * b).sum();
            for (next, figure) in next.iter_mut().zip(row) {
                *next += along * figure;
            }
        }
        let length = next.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-12);
        largest = length / count(rows.len().max(1));
        direction = next.map(|value| value / length);
    }
    largest
}

#[expect(clippy::cast_precision_loss, reason = "counts of examples are small")]
fn count(examples: usize) -> f32 {
    examples as f32
}
