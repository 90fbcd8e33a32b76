use std::f32::consts::PI;
use std::sync::LazyLock;

/// Axes of a sample: three of acceleration (m/s²), three of turning (degrees/s).
pub const CHANNELS: usize = 6;
/// Samples of a window: five seconds.
pub const WINDOW: usize = 50;
/// Each axis, and the length of both vectors.
const SIGNALS: usize = CHANNELS + 2;
/// Figures of one signal.
const OF_SIGNAL: usize = 15;
/// Figures of a window.
pub const FIGURES: usize = SIGNALS * OF_SIGNAL;
/// Samples a second.
const RATE_HZ: f32 = 10.0;
/// Frequencies of a window.
const BINS: usize = WINDOW / 2 + 1;
/// Bounds of the bands whose share of the movement is told, Hz.
const BANDS: [(f32, f32); 4] = [(0.2, 0.8), (0.8, 1.6), (1.6, 2.6), (2.6, f32::MAX)];
/// Steps between which a swing repeats itself, samples: 0.4 to 1.5 seconds.
const SWINGS: std::ops::Range<usize> = 4..16;
/// Keeps shares finite where nothing moves.
const TINY: f32 = 1e-9;

/// Cosine and sine by the number of samples, and the window that softens the ends.
struct Waves {
    turns: [(f32, f32); WINDOW],
    soft: [f32; WINDOW],
}

static WAVES: LazyLock<Waves> = LazyLock::new(|| {
    let turn = |at: usize, of: usize| 2.0 * PI * small(at) / small(of);
    Waves {
        turns: std::array::from_fn(|at| (turn(at, WINDOW).cos(), turn(at, WINDOW).sin())),
        soft: std::array::from_fn(|at| 0.5 - 0.5 * turn(at, WINDOW - 1).cos()),
    }
});

/// Describes five seconds.
pub fn figures(samples: &[[f32; CHANNELS]; WINDOW]) -> [f32; FIGURES] {
    let mut all = [0.0; FIGURES];
    for (signal, out) in all.chunks_exact_mut(OF_SIGNAL).enumerate() {
        let values: [f32; WINDOW] = std::array::from_fn(|at| {
            let sample = &samples[at];
            match signal {
                CHANNELS => length(&sample[..3]),
                s if s > CHANNELS => length(&sample[3..]),
                s => sample[s],
            }
        });
        describe(&values, out);
    }
    all
}

fn describe(values: &[f32; WINDOW], out: &mut [f32]) {
    let mean = values.iter().sum::<f32>() / small(WINDOW);
    let still: [f32; WINDOW] = values.map(|value| value - mean);
    let power: f32 = still.iter().map(|value| value * value).sum();
    let mut sorted = *values;
    sorted.sort_unstable_by(f32::total_cmp);
    let steps: f32 = values.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum();
    let ranks = [
        mean,
        (power / small(WINDOW)).sqrt(),
        rank(&sorted, 0.1),
        rank(&sorted, 0.5),
        rank(&sorted, 0.9),
        rank(&sorted, 0.75) - rank(&sorted, 0.25),
        (steps / small(WINDOW - 1)).sqrt(),
        sorted[WINDOW - 1] - sorted[0],
    ];
    out[..ranks.len()].copy_from_slice(&ranks);
    swings(&still, &mut out[ranks.len()..ranks.len() + 1 + BANDS.len()]);
    let repeats = SWINGS.map(|lag| repeat(&still, lag, power)).fold(-1.0, f32::max);
    out[OF_SIGNAL - 2] = repeats;
    out[OF_SIGNAL - 1] = repeat(&still, 1, power);
}

/// The strongest frequency, and each band's share of all movement.
fn swings(still: &[f32; WINDOW], out: &mut [f32]) {
    let waves = &*WAVES;
    let power: [f32; BINS] = std::array::from_fn(|bin| {
        let (mut cosine, mut sine) = (0.0, 0.0);
        for (at, value) in still.iter().enumerate() {
            let (c, s) = waves.turns[bin * at % WINDOW];
            cosine += value * waves.soft[at] * c;
            sine += value * waves.soft[at] * s;
        }
        cosine * cosine + sine * sine
    });
    let hertz = |bin: usize| small(bin) * RATE_HZ / small(WINDOW);
    let all = power.iter().sum::<f32>() + TINY;
    let mut strongest = 0;
    for bin in 1..BINS {
        if power[bin] > power[strongest] {
            strongest = bin;
        }
    }
    out[0] = hertz(strongest);
    for (share, (from, to)) in out[1..].iter_mut().zip(BANDS) {
        let within = (0..BINS).filter(|bin| (from..to).contains(&hertz(*bin)));
        *share = within.map(|bin| power[bin]).sum::<f32>() / all;
    }
}

/// How alike the signal is to itself some samples later.
fn repeat(still: &[f32; WINDOW], lag: usize, power: f32) -> f32 {
    let pairs = still[lag..].iter().zip(still);
    pairs.map(|(later, earlier)| later * earlier).sum::<f32>() / (power + TINY)
}

/// The value at a share of a sorted window, between neighbours in proportion.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the window")]
fn rank(sorted: &[f32; WINDOW], share: f32) -> f32 {
    let place = share * small(WINDOW - 1);
    let below = (place.floor() as usize).min(WINDOW - 2);
    let above = place - small(below);
    sorted[below] + (sorted[below + 1] - sorted[below]) * above
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|value| value * value).sum::<f32>().sqrt()
}

fn small(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
