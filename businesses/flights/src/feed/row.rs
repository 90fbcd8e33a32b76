use jiff::{Timestamp, civil::Date, civil::DateTime, tz::TimeZone};

use super::{Intake, Reason};
use crate::model::{Airport, FlightNumber, Gate, LegKey, Minute, News, Report, ScheduledLeg};
use crate::mvt::{DelayCode, OperatingDay};

/// One flight of a table or of JSON: values by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Row(Vec<(String, String)>);

impl Row {
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.0.push((name.trim().to_ascii_lowercase(), value.to_owned()));
        }
    }

    /// The last value given under this name: later ones win.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn time(&self, name: &str) -> Option<Minute> {
        self.get(name).and_then(instant)
    }

    fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(value, "1" | "true" | "TRUE" | "yes"))
    }

    fn airport(&self, name: &str) -> Option<Airport> {
        self.get(name)?.to_ascii_uppercase().parse().ok()
    }

    fn key(&self) -> Option<(FlightNumber, Date)> {
        let flight = self.get("flight")?.replace(' ', "").to_ascii_uppercase().parse().ok()?;
        let day = self.get("date").and_then(|day| day.parse().ok());
        // Without a date, the day of the scheduled departure as written, in its own zone.
        let day = day.or_else(|| self.get("std")?.get(..10)?.parse().ok())?;
        Some((flight, day))
    }

    /// Adds the leg, if all of its plan is here, and what is said about it.
    pub(super) fn give(&self, intake: &mut Intake) {
        let Some((flight, day)) = self.key() else {
            let shown = self.get("flight").unwrap_or("a row without flight and day");
            intake.fault(Reason::NotUnderstood, shown);
            return;
        };
        let (from, to) = (self.airport("from"), self.airport("to"));
        if let (Some(from), Some(to), Some(std), Some(sta)) =
            (from, to, self.time("std"), self.time("sta"))
            && (1..=24 * 60).contains(&sta.since_min(std))
        {
            let key = LegKey { flight, day, from };
            let tail = self.get("tail").map(str::to_owned);
            intake.legs.push(ScheduledLeg { key, to, std, sta, tail });
        }
        let news = self.news();
        if !news.is_empty() {
            intake.reports.push(Report {
                flight,
                day: OperatingDay::Date(day),
                from,
                to,
                written: self.time("written"),
                news,
            });
        }
    }

    fn news(&self) -> Vec<News> {
        let mut news = Vec::new();
        news.extend(self.get("tail").map(|tail| News::Aircraft(tail.to_owned())));
        news.extend(self.get("gate").and_then(|gate| gate.parse::<Gate>().ok()).map(News::Gate));
        news.extend(self.get("delay_code").and_then(DelayCode::read).map(News::Reason));
        news.extend(self.time("next_information").map(News::NextInformation));
        news.extend(self.time("etd").map(News::ExpectedOffBlock));
        news.extend(self.time("eta").map(News::ExpectedOnBlock));
        news.extend(self.time("atd").map(News::OffBlock));
        news.extend(self.time("ata").map(News::OnBlock));
        let status = self.get("status").unwrap_or_default().to_ascii_lowercase();
        if self.flag("cancelled")
            || matches!(status.as_str(), "cancelled" | "canceled" | "cx" | "dx")
        {
            news.push(News::Cancelled);
        }
        if matches!(status.as_str(), "reinstated" | "uncancelled") {
            news.push(News::Reinstated);
        }
        if matches!(status.as_str(), "returned" | "rr") {
            news.push(News::Returned);
        }
        if self.flag("diverted") || matches!(status.as_str(), "diverted" | "dv") {
            news.push(News::Diverted(self.airport("diverted_to")));
        }
        news
    }
}

/// An instant of RFC 3339; without a zone it is UTC.
pub(super) fn instant(text: &str) -> Option<Minute> {
    let zoned = text.parse::<Timestamp>().ok();
    let at = zoned.or_else(|| TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok())?;
    Some(Minute::from_timestamp(at))
}
