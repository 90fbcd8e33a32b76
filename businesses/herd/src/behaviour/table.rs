use super::window::{CHANNELS, FIGURES, WINDOW, figures};

/// What a cow does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doing {
    /// She walks.
    Walking,
    /// She grazes: head down, cropping.
    Grazing,
    /// She rests.
    Resting,
}

impl Doing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Walking, Self::Grazing, Self::Resting];
}

/// What training leaves: how figures are brought to one measure, and what each weighs for each behaviour.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Mean of each figure.
    pub mean: [f32; FIGURES],
    /// Deviation of each figure.
    pub spread: [f32; FIGURES],
    /// By behaviour: a weight for each figure, and one alone.
    pub weights: [[f32; FIGURES + 1]; Doing::ALL.len()],
}

impl Table {
    /// What a cow most likely does in five seconds, and how likely each is.
    pub fn judge(&self, samples: &[[f32; CHANNELS]; WINDOW]) -> (Doing, [f32; Doing::ALL.len()]) {
        self.judge_figures(&figures(samples))
    }

    /// The same from figures.
    pub fn judge_figures(&self, figures: &[f32; FIGURES]) -> (Doing, [f32; Doing::ALL.len()]) {
        let row = Self::standard(&self.mean, &self.spread, figures);
        let shares = Self::shares(&self.weights, &row);
        let mut best = Doing::Walking;
        for doing in Doing::ALL {
            if shares[doing as usize] > shares[best as usize] {
                best = doing;
            }
        }
        (best, shares)
    }

    /// Figures brought to mean nought and deviation one, and a one for the weight that stands alone. What is no number is nought.
    pub(super) fn standard(
        mean: &[f32; FIGURES],
        spread: &[f32; FIGURES],
        figures: &[f32; FIGURES],
    ) -> [f32; FIGURES + 1] {
        std::array::from_fn(|at| {
            if at == FIGURES {
                return 1.0;
            }
            let value = (figures[at] - mean[at]) / spread[at];
            if value.is_finite() { value.clamp(-10.0, 10.0) } else { 0.0 }
        })
    }

    pub(super) fn shares(
        weights: &[[f32; FIGURES + 1]],
        row: &[f32; FIGURES + 1],
    ) -> [f32; Doing::ALL.len()] {
        let mut shares = [0.0; Doing::ALL.len()];
        for (share, weights) in shares.iter_mut().zip(weights) {
            *share = weights.iter().zip(row).map(|(weight, figure)| weight * figure).sum();
        }
        let most = shares.into_iter().fold(f32::MIN, f32::max);
        let powers = shares.map(|share| (share - most).exp());
        let all: f32 = powers.iter().sum();
        powers.map(|power| power / all)
    }

    /// As bytes, little-endian: means, deviations, weights.
    pub fn to_bytes(&self) -> Vec<u8> {
        let all = self.mean.iter().chain(&self.spread).chain(self.weights.as_flattened());
        all.flat_map(|value| value.to_le_bytes()).collect()
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        let mut values = bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        let mut next = || values.next().unwrap_or_default();
        let mean = std::array::from_fn(|_| next());
        let spread = std::array::from_fn(|_| next());
        Self { mean, spread, weights: std::array::from_fn(|_| std::array::from_fn(|_| next())) }
    }
}

/// The table that is part of the program: trained on all seven labelled cows. `tests/behaviour.rs` writes it anew.
pub fn learned() -> Table {
    Table::from_bytes(include_bytes!("learned.bin"))
}
