//! One hour of one group: close it, take the group off every cow, and step the alarms.

use super::alarm::Change;
use super::cause;
use super::cow::{Channel, Cow, Stage};
use super::evidence::Evidence;
use super::group::{Group, Median};
use super::normal::{Look, Scale, look, middle};
use super::ring::place;
use super::{
    About, Contribution, CowId, Facts, Finding, HerdView, Hour, Kind, METRICS, Settings, Sureness,
    WINDOWS,
};
use crate::reading::Metric;

/// An alarm keeps what was normal before it for so long at most: after five days she has changed for good.
const FROZEN_AT_MOST_H: i64 = 5 * 24;
/// Cows alarmed alike within so many hours are told together.
const TOGETHER_WITHIN_H: i64 = 6;

/// A cow, what is known of her, and what is remembered.
#[derive(Debug, Clone, Default)]
pub(super) struct Member {
    pub(super) facts: Facts,
    pub(super) group: usize,
    pub(super) cow: Box<Cow>,
    pub(super) changed: bool,
}

pub(super) type Members<'a> = Vec<(&'a CowId, &'a mut Member)>;
type Looks = [Option<Look>; METRICS];

/// An alarm that has not been told.
struct Untold {
    member: usize,
    channel: Channel,
    finding: Finding,
}

/// Decides one hour: settles the next one of the group, or looks at a later one early.
pub(super) fn decide(
    members: &mut Members<'_>,
    name: &str,
    group: &mut Group,
    hour: Hour,
    stage: Stage,
    settings: &Settings,
) -> Vec<Finding> {
    for median in group.medians.as_flattened_mut() {
        median.find_level(hour);
    }
    let mut looks: Vec<Looks> = Vec::with_capacity(members.len());
    for (_, member) in members.iter_mut() {
        let cow = &mut member.cow;
        let looked_at = match stage {
            Stage::Settled => {
                if cow.decided < hour {
                    cow.close(hour);
                }
                true
            }
            Stage::Early if cow.is_timely(hour) => {
                cow.show(hour);
                true
            }
            Stage::Early => false,
        };
        member.changed |= looked_at;
        let nothing = [None; METRICS];
        looks.push(if looked_at { look_at(cow, group, hour, settings) } else { nothing });
    }
    take_medians(&looks, group, hour, settings);
    *group.reached(stage) = hour;
    let mut findings = Vec::new();
    findings.extend(whole_group(name, group, &looks, hour, stage, settings));
    let mut untold = Vec::new();
    for (at, (id, member)) in members.iter_mut().enumerate() {
        if stage == Stage::Settled || looks[at].iter().any(Option::is_some) {
            step(at, id, member, &looks[at], group, hour, stage, settings, &mut untold);
        }
    }
    let herd = herd_view(members, &looks, stage, settings);
    tell(members, untold, name, group, hour, stage, settings, herd, &mut findings);
    findings
}

fn look_at(cow: &Cow, group: &Group, hour: Hour, settings: &Settings) -> Looks {
    let mut looks = [None; METRICS];
    for metric in Metric::ALL.into_iter().filter(|metric| *metric != Metric::Milk) {
        let at = metric.index();
        // Nothing lately, nothing to say.
        if cow.heard[at] == 0 {
            continue;
        }
        looks[at] = look(metric, &cow.rings[at], hour, settings.warm_up_h, &group.medians[at]);
    }
    looks
}

/// The group's medians of this hour: how far its cows are from their own day, and what spread is usual among them.
fn take_medians(looks: &[Looks], group: &mut Group, hour: Hour, settings: &Settings) {
    for (metric, medians) in group.medians.iter_mut().enumerate() {
        for (window, median) in medians.iter_mut().enumerate() {
            let means = looks.iter().filter_map(|looks| looks[metric]?.means[window]);
            let (mut now, mut mads): (Vec<f32>, Vec<f32>) =
                means.map(|mean| (mean.now, mean.mad)).unzip();
            let enough = now.len() >= settings.group_at_least;
            median.hours[place(hour)] = if enough { middle(&mut now) } else { f32::NAN };
            median.usual_mad = if enough { middle(&mut mads) } else { 0.0 };
        }
    }
}

/// Whether the whole group is unusual: told once.
fn whole_group(
    name: &str,
    group: &mut Group,
    looks: &[Looks],
    hour: Hour,
    stage: Stage,
    settings: &Settings,
) -> Option<Finding> {
    let (metric, window, z) = strongest_of_group(&group.medians, hour)?;
    let change =
        group.alarms[stage as usize].step(hour, Some(z.abs()), settings.group_theta, settings);
    let recent = group.told_whole.is_some_and(|told| hour.since(told) < settings.refractory_h);
    if change != Change::Began || recent {
        return None;
    }
    group.told_whole = Some(hour);
    let median = &group.medians[metric.index()][window];
    let distance = median.distance(hour)?;
    let scale = looks.iter().find_map(|looks| looks[metric.index()])?.scale;
    let share = distance.exp() - 1.0;
    let is_share = scale != Scale::Difference;
    let reason = Contribution {
        metric,
        change_percent: is_share.then_some(share * 100.0),
        change: if is_share { share } else { distance },
        hours: u32::try_from(WINDOWS[window]).unwrap_or(0),
        z,
    };
    let reporting = looks.iter().filter(|looks| looks.iter().any(Option::is_some)).count();
    let beyond = z.abs() - settings.group_theta;
    Some(Finding {
        about: About::Group { name: name.to_owned(), cows: Vec::new() },
        kind: Kind::WholeGroup,
        sureness: if beyond >= 1.0 { Sureness::Likely } else { Sureness::Perhaps },
        since: group.alarms[stage as usize].beyond_since.unwrap_or(hour).begins(),
        seen_until: hour.plus(1).begins(),
        score: z.abs(),
        reasons: vec![reason],
        herd: Some(HerdView { normal: 0, reporting: u32::try_from(reporting).unwrap_or(u32::MAX) }),
    })
}

fn strongest_of_group(
    medians: &[[Median; WINDOWS.len()]; METRICS],
    hour: Hour,
) -> Option<(Metric, usize, f32)> {
    let all = Metric::ALL.into_iter().flat_map(|metric| {
        let of = medians[metric.index()].iter().enumerate();
        of.filter_map(move |(window, median)| Some((metric, window, median.z(hour)?)))
    });
    all.max_by(|a, b| a.2.abs().total_cmp(&b.2.abs()))
}

/// Steps both alarms of one cow.
#[expect(clippy::too_many_arguments, reason = "one step of one cow, called at one place")]
fn step(
    at: usize,
    id: &CowId,
    member: &mut Member,
    looks: &Looks,
    group: &Group,
    hour: Hour,
    stage: Stage,
    settings: &Settings,
    untold: &mut Vec<Untold>,
) {
    let Member { facts, cow, .. } = member;
    let medians = &group.medians;
    let evidence = Evidence::of(looks, medians, place(hour), settings, cow.frozen.as_ref());
    for channel in [Channel::Restless, Channel::Down] {
        let kind = cause::kind(channel, &evidence, facts, hour);
        let theta = cause::theta(channel, kind, cow, hour, settings);
        let score = match channel {
            Channel::Restless => cause::restless(&evidence, theta),
            Channel::Down => cause::down(&evidence, cow, hour),
        };
        let alarm = cow.alarm(stage, channel);
        alarm.step(hour, score, theta, settings);
        let too_long = alarm.on_since.is_some_and(|on| hour.since(on) >= FROZEN_AT_MOST_H);
        if too_long {
            *alarm = super::alarm::Alarm::default();
        }
        let (on, told, since) = (alarm.is_on(), alarm.told, alarm.beyond_since);
        // What turns out to be grave is told even when something else was told before.
        let graver = told && matches!(kind, Kind::Illness | Kind::Calving);
        if !on || (told && !graver) || !cow.may_tell(kind, hour, settings.refractory_h) {
            if on {
                cow.alarm(stage, channel).told = true;
            }
            continue;
        }
        let score = score.unwrap_or(theta);
        let finding = Finding {
            about: About::Cow(id.clone()),
            kind,
            sureness: cause::sureness(channel, &evidence, facts, hour, score - theta),
            since: since.unwrap_or(hour).begins(),
            seen_until: hour.plus(1).begins(),
            score,
            reasons: cause::reasons(channel, &evidence),
            herd: None,
        };
        untold.push(Untold { member: at, channel, finding });
    }
    if stage == Stage::Early {
        return;
    }
    if !cow.is_alarmed(stage) {
        cow.frozen = None;
    } else if cow.frozen.is_none() {
        cow.frozen = Some(evidence.freeze());
    }
}

fn herd_view(
    members: &Members<'_>,
    looks: &[Looks],
    stage: Stage,
    settings: &Settings,
) -> Option<HerdView> {
    let mut view = HerdView { normal: 0, reporting: 0 };
    for ((_, member), looks) in members.iter().zip(looks) {
        if looks.iter().any(Option::is_some) {
            view.reporting += 1;
            view.normal += u32::from(!member.cow.is_alarmed(stage));
        }
    }
    let enough = usize::try_from(view.reporting).is_ok_and(|n| n >= settings.group_at_least);
    // She herself is alarmed, and does not count among the others.
    view.reporting = view.reporting.saturating_sub(1);
    enough.then_some(view)
}

/// Tells what is untold: cow by cow, or as one when many cows of a group are unwell at once.
#[expect(clippy::too_many_arguments, reason = "the end of one decision, called at one place")]
fn tell(
    members: &mut Members<'_>,
    untold: Vec<Untold>,
    name: &str,
    group: &mut Group,
    hour: Hour,
    stage: Stage,
    settings: &Settings,
    herd: Option<HerdView>,
    findings: &mut Vec<Finding>,
) {
    let unwell = |cow: &Cow| {
        let on = cow.alarms[stage as usize][Channel::Down as usize].on_since;
        on.is_some_and(|on| hour.since(on) < TOGETHER_WITHIN_H)
    };
    let many = members.iter().filter(|(_, member)| unwell(&member.cow)).count();
    let reporting = herd.map_or(0, |herd| herd.reporting + 1);
    let share = f64::from(settings.together_share) * f64::from(reporting);
    let is_many = many >= settings.together_at_least
        && f64::from(u32::try_from(many).unwrap_or(u32::MAX)) >= share;
    let lately = group.told_together.is_some_and(|told| hour.since(told) < TOGETHER_WITHIN_H);
    let (alike, single): (Vec<Untold>, Vec<Untold>) =
        untold.into_iter().partition(|untold| is_many && untold.channel == Channel::Down);
    for untold in single {
        mark(members, &untold, hour, stage);
        findings.push(Finding { herd, ..untold.finding });
    }
    // Those who join within the next hours wait for the next message.
    if alike.is_empty() || lately {
        return;
    }
    group.told_together = Some(hour);
    let mut cows = Vec::with_capacity(alike.len());
    for untold in &alike {
        mark(members, untold, hour, stage);
        cows.push(members[untold.member].0.clone());
    }
    let strongest = alike.into_iter().max_by(|a, b| a.finding.score.total_cmp(&b.finding.score));
    if let Some(Untold { finding, .. }) = strongest {
        let about = About::Group { name: name.to_owned(), cows };
        findings.push(Finding { about, kind: Kind::WholeGroup, herd, ..finding });
    }
}

fn mark(members: &mut Members<'_>, untold: &Untold, hour: Hour, stage: Stage) {
    let cow = &mut members[untold.member].1.cow;
    cow.alarm(stage, untold.channel).told = true;
    cow.told[untold.finding.kind.index()] = Some(hour);
}
