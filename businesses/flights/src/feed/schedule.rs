use jiff::{ToSpan, civil::Date, tz::TimeZone};

use super::{Intake, Reason};
use crate::model::{LegKey, Minute, News, Report, ScheduledLeg};
use crate::mvt::{Action, ChangedLeg, Days, OperatingDay, ScheduleChange};
use crate::source::Airports;

/// Changes further ahead than this are left for later messages: the board holds what is near.
const FURTHEST_DAYS: i64 = 370;

/// Turns a change of the schedule into legs and reports, one for each day it is about.
pub(super) fn expand(
    change: &ScheduleChange,
    airports: &Airports,
    today: Date,
    intake: &mut Intake,
) {
    let days = days(change.days, today);
    if days.is_empty() {
        intake.fault(Reason::UnknownFlight, &format!("{} on no day from now on", change.flight));
    }
    for day in days {
        match change.action {
            Action::New | Action::Replace => bring(change, day, airports, intake),
            Action::Cancel => report(change, day, &[News::Cancelled], intake),
            Action::Reinstate => report(change, day, &[News::Reinstated], intake),
            Action::Retime => retime(change, day, airports, intake),
            Action::Equipment => {
                // A change of type alone is nothing that a passenger must hear.
                let news = change.tail.clone().map(News::Aircraft);
                report(change, day, news.as_slice(), intake);
            }
        }
    }
}

fn days(days: Days, today: Date) -> Vec<Date> {
    let (first, last, weekdays) = match days {
        Days::One(day) => return day.resolve(today).into_iter().collect(),
        Days::Period { first, last, weekdays } => (first, last, weekdays),
    };
    let from = today.yesterday().unwrap_or(today).max(first);
    let until = today.checked_add(FURTHEST_DAYS.days()).unwrap_or(today).min(last);
    let flies = |day: &Date| weekdays & (1 << day.weekday().to_monday_zero_offset()) != 0;
    from.series(1.day()).take_while(|day| *day <= until).filter(flies).collect()
}

/// A time of the flight's day, in UTC or local to its airport.
fn at(
    change: &ScheduleChange,
    day: Date,
    minutes: i64,
    place: crate::model::Airport,
    airports: &Airports,
) -> Option<Minute> {
    let zone = if change.is_local { airports.zone(place)?.clone() } else { TimeZone::UTC };
    let (days, minutes) = (minutes.div_euclid(24 * 60), minutes.rem_euclid(24 * 60));
    let (hour, minute) = (i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?);
    let wall = day.checked_add(days.days()).ok()?.at(hour, minute, 0, 0);
    zone.to_timestamp(wall).ok().map(Minute::from_timestamp)
}

fn times(
    change: &ScheduleChange,
    leg: &ChangedLeg,
    day: Date,
    airports: &Airports,
) -> Option<(Minute, Minute)> {
    let std = at(change, day, leg.departs_min, leg.from, airports)?;
    let mut sta = at(change, day, leg.arrives_min, leg.to, airports)?;
    // Local times over zones may seem to arrive before they leave.
    while sta <= std {
        sta = sta.plus_min(24 * 60);
    }
    if sta.since_min(std) > 24 * 60 {
        sta = sta.plus_min(-24 * 60);
    }
    Some((std, sta))
}

fn bring(change: &ScheduleChange, day: Date, airports: &Airports, intake: &mut Intake) {
    for leg in &change.legs {
        let Some((std, sta)) = times(change, leg, day, airports) else {
            intake
                .fault(Reason::NotUnderstood, &format!("{} {}{}", change.flight, leg.from, leg.to));
            continue;
        };
        let key = LegKey { flight: change.flight, day, from: leg.from };
        intake.legs.push(ScheduledLeg { key, to: leg.to, std, sta, tail: change.tail.clone() });
    }
    if change.legs.is_empty() {
        intake.fault(Reason::NotUnderstood, &format!("{} without legs", change.flight));
    }
}

fn retime(change: &ScheduleChange, day: Date, airports: &Airports, intake: &mut Intake) {
    for leg in &change.legs {
        let Some((std, sta)) = times(change, leg, day, airports) else { continue };
        intake.reports.push(Report {
            flight: change.flight,
            day: OperatingDay::Date(day),
            from: Some(leg.from),
            to: Some(leg.to),
            written: None,
            news: vec![News::Retimed { std, sta: Some(sta) }],
        });
    }
    if change.legs.is_empty() {
        intake.fault(Reason::NotUnderstood, &format!("{} without times", change.flight));
    }
}

/// About each named leg, or about the flight as a whole.
fn report(change: &ScheduleChange, day: Date, news: &[News], intake: &mut Intake) {
    if news.is_empty() {
        return;
    }
    let ends: Vec<_> = change.legs.iter().map(|leg| (Some(leg.from), Some(leg.to))).collect();
    let ends = if ends.is_empty() { vec![(None, None)] } else { ends };
    for (from, to) in ends {
        intake.reports.push(Report {
            flight: change.flight,
            day: OperatingDay::Date(day),
            from,
            to,
            written: None,
            news: news.to_vec(),
        });
    }
}
