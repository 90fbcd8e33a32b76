//! Digests and the weekly summary.

use jiff::{Timestamp, tz::TimeZone};

use super::notice::find;
use super::template::{DIGEST, WEEK};
use super::words::{number, one_line};
use super::{Language, Noted, Notice, words};

/// Lines of a digest, at most.
const LINES: usize = 8;

/// What a week brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WeekSums {
    /// Heats, illnesses, calvings, others about cows, herd events.
    pub counts: [u32; 5],
    /// Alerts that had buttons.
    pub asked: u32,
    /// Of these, answered.
    pub judged: u32,
    /// Of these, said to be right.
    pub right: u32,
    /// Rumination of the herd against the week before, percent.
    pub rumination_percent: Option<f32>,
    /// Milk of the herd against the week before, percent.
    pub milk_percent: Option<f32>,
}

fn when(at: Timestamp, zone: &TimeZone, language: Language) -> String {
    let local = at.to_zoned(zone.clone());
    match language {
        Language::English => local.strftime("%-d %b %H:%M").to_string(),
        Language::German => local.strftime("%-d.%-m. %H:%M Uhr").to_string(),
    }
}

fn filled(name: &str, language: Language, value: impl Fn(&str) -> String) -> Option<Notice> {
    let text = find(name, language)?;
    let values = text.variables().map(|variable| (variable.to_owned(), one_line(&value(variable))));
    Some(Notice {
        template: name.to_owned(),
        plain: None,
        language,
        values: values.collect(),
        payloads: Vec::new(),
    })
}

/// A digest of several alerts. `None` when there is nothing to say.
pub fn digest(
    noted: &[&Noted],
    at: Timestamp,
    zone: &TimeZone,
    language: Language,
) -> Option<Notice> {
    if noted.is_empty() {
        return None;
    }
    let lines = noted.iter().take(LINES).map(|noted| words::line(noted, zone, language));
    let mut lines = lines.collect::<Vec<_>>().join("; ");
    if noted.len() > LINES {
        let more = language.pick("more on the farm's page", "weitere auf der Seite des Hofes");
        lines = format!("{lines}; {} {more}", noted.len() - LINES);
    }
    filled(DIGEST, language, |variable| match variable {
        "when" => when(at, zone, language),
        "count" => noted.len().to_string(),
        _ => lines.clone(),
    })
}

/// The weekly summary.
pub fn week(sums: &WeekSums, at: Timestamp, zone: &TimeZone, language: Language) -> Option<Notice> {
    let [heats, ill, calvings, others, herd] = sums.counts;
    let counts = match language {
        Language::English => format!(
            "{heats} in heat, {ill} ill, {calvings} calving, {others} other cows, {herd} of the whole herd"
        ),
        Language::German => format!(
            "{heats} brünstig, {ill} krank, {calvings} Kalbungen, {others} weitere Kühe, {herd} der ganzen Herde"
        ),
    };
    let judged = match language {
        Language::English => format!("{} of {}, {} right", sums.judged, sums.asked, sums.right),
        Language::German => format!("{} von {}, {} richtig", sums.judged, sums.asked, sums.right),
    };
    let share = |name: &str, percent: Option<f32>| {
        percent.map(|percent| format!("{name} {} %", number(percent, 0, true, language)))
    };
    let rumination = share(language.pick("rumination", "Wiederkauen"), sums.rumination_percent);
    let milk = share(language.pick("milk", "Milch"), sums.milk_percent);
    let trend: Vec<String> = [rumination, milk].into_iter().flatten().collect();
    let trend = if trend.is_empty() {
        language.pick("two weeks are not full yet", "noch keine zwei Wochen voll").to_owned()
    } else {
        trend.join(", ")
    };
    filled(WEEK, language, |variable| match variable {
        "when" => when(at, zone, language),
        "counts" => counts.clone(),
        "judged" => judged.clone(),
        _ => trend.clone(),
    })
}
