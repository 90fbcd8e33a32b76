//! What speaks together, and what it likely means.

use super::cow::{Channel, Cow};
use super::evidence::{Evidence, together};
use super::normal::Scale;
use super::{Contribution, Facts, Hour, Kind, Settings, Sureness, WINDOWS};
use crate::reading::Metric;

/// A measure speaks from here on.
const SPEAKS: f32 = 2.0;
/// Fever speaks from here on.
const FEVER: f32 = 2.5;
/// So far beyond its threshold one measure alone is sure.
const BEYOND_DOUBT: f32 = 2.0;

/// A measure that may speak for something: in which direction.
type Voice = (Metric, f32);

/// What speaks for restlessness. Movement leads; without it the others say nothing.
const RESTLESS: [Voice; 5] = [
    (Metric::Activity, 1.0),
    (Metric::Steps, 1.0),
    (Metric::Rumination, -1.0),
    (Metric::Eating, -1.0),
    (Metric::Lying, -1.0),
];
/// What speaks for a cow that is not well.
const DOWN: [Voice; 6] = [
    (Metric::Activity, -1.0),
    (Metric::Steps, -1.0),
    (Metric::Rumination, -1.0),
    (Metric::Eating, -1.0),
    (Metric::Temperature, 1.0),
    (Metric::Lying, 1.0),
];

fn strength(evidence: &Evidence, (metric, sign): Voice) -> Option<(f32, usize)> {
    if sign > 0.0 { evidence.up(metric) } else { evidence.down(metric) }
}

fn speaks(evidence: &Evidence, voice: Voice, from: f32) -> bool {
    strength(evidence, voice).is_some_and(|(strength, _)| strength >= from)
}

/// The stronger of two measures of movement: they measure the same.
fn movement(evidence: &Evidence, sign: f32) -> Option<f32> {
    let of = |metric| strength(evidence, (metric, sign)).map(|(strength, _)| strength);
    match (of(Metric::Activity), of(Metric::Steps)) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

/// How restless she is.
pub(super) fn restless(evidence: &Evidence, theta: f32) -> Option<f32> {
    let lead = movement(evidence, 1.0)?;
    // The others may help over the threshold by one deviation, and not carry her there.
    if lead < theta - 1.0 {
        return Some(lead);
    }
    let others = RESTLESS[2..].iter().filter_map(|voice| strength(evidence, *voice));
    let mut voices: Vec<f32> = std::iter::once(lead).chain(others.map(|(z, _)| z)).collect();
    Some(together(&mut voices))
}

/// How unwell she seems; `None` when too much is missing to say so. A restless cow chews less, and is not ill for it.
pub(super) fn down(evidence: &Evidence, cow: &Cow, hour: Hour) -> Option<f32> {
    let dense = |metric: Metric| cow.is_dense(metric, hour);
    let is_restless = movement(evidence, 1.0).is_some_and(|z| z >= SPEAKS);
    let mut voices = Vec::with_capacity(DOWN.len());
    if !is_restless {
        let known = |metric: Metric| dense(metric).then(|| evidence.down(metric)).flatten();
        let movements = [known(Metric::Activity), known(Metric::Steps)];
        let moves_less = movements.into_iter().flatten().map(|(z, _)| z).max_by(f32::total_cmp);
        voices.extend(moves_less);
        for voice in [DOWN[2], DOWN[3], DOWN[5]] {
            if dense(voice.0) {
                voices.extend(strength(evidence, voice).map(|(z, _)| z));
            }
        }
    }
    if dense(Metric::Temperature) {
        voices.extend(evidence.up(Metric::Temperature).map(|(z, _)| z));
    }
    (!voices.is_empty()).then(|| together(&mut voices))
}

/// What an alarm of a channel likely means.
pub(super) fn kind(channel: Channel, evidence: &Evidence, facts: &Facts, hour: Hour) -> Kind {
    match channel {
        Channel::Restless if facts.may_calve(hour) => Kind::Calving,
        Channel::Restless if facts.may_be_in_heat(hour) => Kind::Heat,
        Channel::Restless if facts.heat_is_only_early(hour) => Kind::Heat,
        Channel::Restless => Kind::Unusual,
        Channel::Down => down_kind(evidence),
    }
}

fn down_kind(evidence: &Evidence) -> Kind {
    let moves_less = movement(evidence, -1.0).is_some_and(|z| z >= SPEAKS);
    let moves_known = movement(evidence, -1.0).is_some();
    let feeds_less = speaks(evidence, (Metric::Rumination, -1.0), SPEAKS)
        || speaks(evidence, (Metric::Eating, -1.0), SPEAKS);
    let lies_more = speaks(evidence, (Metric::Lying, 1.0), SPEAKS);
    if speaks(evidence, (Metric::Temperature, 1.0), FEVER) || (moves_less && feeds_less) {
        Kind::Illness
    } else if feeds_less && moves_known {
        Kind::Feed
    } else if lies_more && (moves_less || !feeds_less) {
        Kind::Lameness
    } else {
        Kind::Unusual
    }
}

/// How sure a kind is, by how many measures agree and how far they are.
pub(super) fn sureness(
    channel: Channel,
    evidence: &Evidence,
    facts: &Facts,
    hour: Hour,
    beyond: f32,
) -> Sureness {
    let voices: &[Voice] = match channel {
        Channel::Restless => &RESTLESS,
        Channel::Down => &DOWN,
    };
    let agreeing = voices.iter().filter(|voice| speaks(evidence, **voice, SPEAKS)).count();
    let doubted = channel == Channel::Restless && facts.heat_is_only_early(hour);
    if !doubted && (agreeing >= 2 || beyond >= BEYOND_DOUBT) {
        Sureness::Likely
    } else {
        Sureness::Perhaps
    }
}

/// The two measures that speak most.
pub(super) fn reasons(channel: Channel, evidence: &Evidence) -> Vec<Contribution> {
    let voices: &[Voice] = match channel {
        Channel::Restless => &RESTLESS,
        Channel::Down => &DOWN,
    };
    let mut spoken: Vec<(f32, Contribution)> = voices
        .iter()
        .filter_map(|voice| {
            let (strength, window) = strength(evidence, *voice)?;
            Some((strength, contribution(evidence, voice.0, window)?))
        })
        .collect();
    spoken.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut reasons = Vec::new();
    for (at, (strength, reason)) in spoken.into_iter().take(2).enumerate() {
        if at == 0 || strength >= 1.0 {
            reasons.push(reason);
        }
    }
    reasons
}

fn contribution(evidence: &Evidence, metric: Metric, window: usize) -> Option<Contribution> {
    let look = evidence.looks[metric.index()].as_ref()?;
    let signal = evidence.signals[metric.index()][window]?;
    let share = signal.distance.exp() - 1.0;
    let (change_percent, change) = match look.scale {
        Scale::Share | Scale::Count => (Some(share * 100.0), share * look.expected),
        Scale::Difference => (None, signal.distance),
    };
    let hours = u32::try_from(WINDOWS[window]).unwrap_or(0);
    Some(Contribution { metric, change_percent, change, hours, z: signal.z })
}

/// The threshold of a channel for one cow and kind, with what the farmer said.
pub(super) fn theta(
    channel: Channel,
    kind: Kind,
    cow: &Cow,
    hour: Hour,
    settings: &Settings,
) -> f32 {
    let theta = match channel {
        Channel::Restless => settings.up_theta,
        Channel::Down => settings.down_theta,
    };
    theta + cow.bias[kind.index()].now(hour)
}
