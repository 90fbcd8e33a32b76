use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::bucket::{newest, parts};
use super::cow::{Cow, Fate, Stage};
use super::decide::{Member, Members, decide};
use super::group::Group;
use super::normal::day_of;
use super::{
    CowId, Facts, Finding, Hour, Kind, Series, Settings, Taken, Trend, Verdict, memory, silence,
    slow,
};
use crate::reading::{Metric, Reading};

/// Hours of history of a cow. What is longer ago is not decided any more.
const HISTORY_H: i64 = 240;
/// Days of a week that must be known for a trend.
const DAYS_AT_LEAST: usize = 4;

/// A state of a cow or of the groups that cannot be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the remembered state has another form, or is cut")]
pub struct ForeignState;

/// A herd. Pure: time is a parameter, and the same readings give the same findings in whatever order they come.
///
/// Each hour is settled once, when it is complete or nothing more may come; what is remembered depends on settled hours alone. While
/// stragglers are missing, the newest hour is looked at early, and what is found is told at once: it is the same that settling will
/// find, unless a straggler changes it.
///
/// Its memory is one value per cow ([`Herd::save_cow`], at most 8 KB) and one for all groups ([`Herd::save_groups`]). Save what
/// [`Herd::changed`] names after each [`Herd::tick`]; restore the groups first, then put and restore the cows.
///
/// A history is taught by replaying it: [`Herd::observe`] and [`Herd::tick`] with the times at which it was measured.
#[derive(Debug, Clone, Default)]
pub struct Herd {
    settings: Settings,
    cows: BTreeMap<CowId, Member>,
    by_collar: HashMap<String, CowId>,
    groups: Vec<(String, Group)>,
}

impl Herd {
    /// An empty herd.
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Adds a cow, or changes what is known of her. A collar is worn by the cow that got it last; what she did under another
    /// collar or in another group stays hers.
    pub fn put(&mut self, id: CowId, facts: Facts) {
        let group = self.group_of(&facts.group);
        let member = self.cows.entry(id.clone()).or_default();
        self.by_collar.retain(|collar, wearer| *wearer != id || *collar == facts.collar);
        if !facts.collar.is_empty() {
            self.by_collar.insert(facts.collar.clone(), id);
        }
        member.facts = facts;
        member.group = group;
        member.changed = true;
    }

    fn group_of(&mut self, name: &str) -> usize {
        let known = self.groups.iter().position(|(known, _)| known == name);
        known.unwrap_or_else(|| {
            self.groups.push((name.to_owned(), Group::default()));
            self.groups.len() - 1
        })
    }

    /// Takes a cow out.
    pub fn remove(&mut self, id: &CowId) {
        self.cows.remove(id);
        self.by_collar.retain(|_, wearer| wearer != id);
    }

    /// All cows and what is known of them.
    pub fn cows(&self) -> impl Iterator<Item = (&CowId, &Facts)> {
        self.cows.iter().map(|(id, member)| (id, &member.facts))
    }

    /// What is known of a cow.
    pub fn facts(&self, id: &CowId) -> Option<&Facts> {
        self.cows.get(id).map(|member| &member.facts)
    }

    /// The cow that wears a collar.
    pub fn wearer(&self, collar: &str) -> Option<&CowId> {
        self.by_collar.get(collar)
    }

    /// Whether a cow is alarmed now.
    pub fn is_alarmed(&self, id: &CowId) -> bool {
        self.cows.get(id).is_some_and(|member| {
            [Stage::Settled, Stage::Early].into_iter().any(|stage| member.cow.is_alarmed(stage))
        })
    }

    /// Takes readings as they come: late by up to six hours, twice, out of order.
    pub fn observe(&mut self, readings: &[Reading], now: Timestamp) -> Taken {
        self.wake(now);
        let mut taken = Taken::default();
        for reading in readings {
            let count = match self.take(reading, now) {
                Some(Ok(Fate::Taken)) => &mut taken.taken,
                Some(Ok(Fate::Repeated)) => &mut taken.repeated,
                Some(Ok(Fate::Late)) => &mut taken.late,
                Some(Err(Refused::Ahead)) => &mut taken.ahead,
                Some(Err(Refused::Strange)) => &mut taken.strange,
                None => &mut taken.unusable,
            };
            *count += 1;
        }
        taken
    }

    fn take(&mut self, reading: &Reading, now: Timestamp) -> Option<Result<Fate, Refused>> {
        let parts = parts(reading)?;
        let wearer = self.by_collar.get(&reading.collar);
        let Some(member) = wearer.and_then(|id| self.cows.get_mut(id)) else {
            return Some(Err(Refused::Strange));
        };
        let due = self.settings.settled(Hour::of(now));
        let decided = self.groups[member.group].1.decided.max(member.cow.decided).max(due);
        let newest = newest(now);
        let mut best = Err(Refused::Ahead);
        for part in parts {
            if part.hour > newest {
                continue;
            }
            let fate = member.cow.take(reading.metric, &part, decided);
            // A reading over several hours is what its best part is.
            let better = match best {
                Err(_) | Ok(Fate::Late) => true,
                Ok(Fate::Repeated) => fate == Fate::Taken,
                Ok(Fate::Taken) => false,
            };
            if better {
                best = Ok(fate);
            }
        }
        member.changed = true;
        Some(best)
    }

    /// Groups that were never decided begin with the hours that are still open.
    fn wake(&mut self, now: Timestamp) {
        let due = self.settings.settled(Hour::of(now));
        for (_, group) in &mut self.groups {
            if group.decided == Hour::default() {
                group.decided = due;
            }
        }
    }

    /// Decides all hours that are complete or old enough, and says what was found. Call it every few minutes.
    pub fn tick(&mut self, now: Timestamp) -> Vec<Finding> {
        self.wake(now);
        let mut by_group: Vec<Members<'_>> = self.groups.iter().map(|_| Vec::new()).collect();
        for (id, member) in &mut self.cows {
            by_group[member.group].push((id, member));
        }
        let mut findings = Vec::new();
        for ((name, group), members) in self.groups.iter_mut().zip(&mut by_group) {
            advance(members, name, group, now, &self.settings, &mut findings);
            findings.extend(silence::look(members, name, group, now, &self.settings));
        }
        findings
    }

    /// The farmer's answer to a finding: the threshold for this cow and kind moves.
    pub fn judge(&mut self, id: &CowId, kind: Kind, verdict: Verdict, now: Timestamp) {
        if let Some(member) = self.cows.get_mut(id) {
            member.cow.bias[kind.index()].judge(verdict, Hour::of(now));
            member.changed = true;
        }
    }

    /// Cows whose state changed since the last call.
    pub fn changed(&mut self) -> Vec<CowId> {
        let changed = self.cows.iter_mut().filter(|(_, member)| member.changed);
        changed
            .map(|(id, member)| {
                member.changed = false;
                id.clone()
            })
            .collect()
    }

    /// The state of one cow.
    pub fn save_cow(&self, id: &CowId) -> Option<Vec<u8>> {
        self.cows.get(id).map(|member| memory::cow_to_bytes(&member.cow))
    }

    /// Of the state of one cow, what is settled: the same whatever the order in which readings came.
    pub fn settled_cow(&self, id: &CowId) -> Option<Vec<u8>> {
        self.cows.get(id).map(|member| memory::cow_to_bytes(&member.cow.settled()))
    }

    /// Puts a state back under a cow that was [`put`](Self::put); nothing happens for another.
    pub fn restore_cow(&mut self, id: &CowId, state: &[u8]) -> Result<(), ForeignState> {
        let cow = memory::cow_from_bytes(state)?;
        if let Some(member) = self.cows.get_mut(id) {
            member.cow = cow;
        }
        Ok(())
    }

    /// The state of all groups.
    pub fn save_groups(&self) -> Vec<u8> {
        memory::groups_to_bytes(&self.groups)
    }

    /// Puts the state of the groups back, before the cows are put.
    pub fn restore_groups(&mut self, state: &[u8]) -> Result<(), ForeignState> {
        for (name, group) in memory::groups_from_bytes(state)? {
            let at = self.group_of(&name);
            self.groups[at].1 = group;
        }
        Ok(())
    }

    /// Bytes of memory that one cow takes, whatever her collar sends.
    pub const fn bytes_per_cow() -> usize {
        size_of::<Cow>()
    }

    /// The last `hours` decided hours of a measure of a cow: at most 240.
    pub fn series(&self, id: &CowId, metric: Metric, hours: usize) -> Option<Series> {
        let cow = &self.cows.get(id)?.cow;
        let last = cow.shown;
        let values = cow.rings[metric.index()].until(last);
        let day = day_of(&values, last);
        let shown = &values[values.len() - hours.min(values.len())..];
        let first = last.plus(1 - i64::try_from(shown.len()).unwrap_or(0));
        let some = |value: f32| (!value.is_nan()).then_some(value);
        let normal = (0_i64..).zip(shown).map(|(at, _)| Some(day?[first.plus(at).of_day()]));
        Some(Series {
            first,
            measured: shown.iter().copied().map(some).collect(),
            normal: normal.collect(),
        })
    }

    /// How a measure went over the last two weeks, by whole days of the world's clock; `None` while too little is known.
    pub fn trend(&self, id: &CowId, metric: Metric) -> Option<Trend> {
        let cow = &self.cows.get(id)?.cow;
        let today = cow.decided.plus(1).day();
        // Totals of a day, but for what is a mean anyway.
        let times = if matches!(metric, Metric::Milk | Metric::Temperature) { 1.0 } else { 24.0 };
        let mean = |days: std::ops::RangeInclusive<i64>| {
            let known = days.map(|back| cow.day(metric, today - back)).filter(|day| !day.is_nan());
            let (count, sum) = known.fold((0_u16, 0.0), |(n, sum), day| (n + 1, sum + day));
            (usize::from(count) >= DAYS_AT_LEAST).then(|| sum * times / f32::from(count))
        };
        Some(Trend { last_week: mean(1..=7)?, week_before: mean(8..=14)? })
    }
}

/// Why a reading was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    Ahead,
    Strange,
}

/// Decides the hours of one group that can be decided.
fn advance(
    members: &mut Members<'_>,
    name: &str,
    group: &mut Group,
    now: Timestamp,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) {
    let running = Hour::of(now);
    let due = settings.settled(running);
    if due.since(group.decided) > HISTORY_H {
        // Nothing ran for longer than anything is remembered.
        *group = Group { decided: due, silent: group.silent, ..Group::default() };
        for (_, member) in members.iter_mut() {
            member.cow.forget();
        }
    }
    loop {
        let hour = group.decided.plus(1);
        let complete = || members.iter().all(|(_, member)| member.cow.is_complete(hour));
        if hour >= running || (hour > due && !complete()) {
            break;
        }
        findings.extend(decide(members, name, group, hour, Stage::Settled, settings));
        if hour.of_day() == 23 {
            findings.extend(slow::decide(members, hour, settings));
        }
    }
    // What is urgent does not wait for the last straggler, once half of the group has spoken.
    let newest = running.plus(-1);
    let awaited = members.iter().filter(|(_, member)| member.cow.is_awaited()).count();
    let timely = members.iter().filter(|(_, member)| member.cow.is_timely(newest)).count();
    if newest > group.decided.max(group.early) && timely > 0 && timely * 2 >= awaited {
        findings.extend(decide(members, name, group, newest, Stage::Early, settings));
    }
}
