use jiff::{civil::Date, tz::TimeZone};

use crate::{model::Minute, mvt::Language};

const WEEKDAYS_DE: [&str; 7] = ["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."];

/// A wall clock with its zone and, when it is not on `planned`, by how many days: `6:45 PM CST (+1 day)`.
pub fn clock_words(at: Minute, zone: &TimeZone, planned: Date, language: Language) -> String {
    let local = at.in_zone(zone);
    let name = local.strftime("%Z").to_string();
    // Zones without letters call themselves "+03", which reads like an arithmetic sign.
    let name = if name.starts_with(['+', '-']) { format!("UTC{name}") } else { name };
    let days = planned.until(local.date()).map_or(0, |span| span.get_days());
    match language {
        Language::English => {
            let plural = if days.abs() == 1 { "day" } else { "days" };
            let mark = if days == 0 { String::new() } else { format!(" ({days:+} {plural})") };
            format!("{} {name}{mark}", local.strftime("%-I:%M %p"))
        }
        Language::German => {
            let plural = if days.abs() == 1 { "Tag" } else { "Tage" };
            let mark = if days == 0 { String::new() } else { format!(" ({days:+} {plural})") };
            format!("{} Uhr {name}{mark}", local.strftime("%H:%M"))
        }
    }
}

/// A date with its weekday: `Wed, Dec 22` or `Mi., 22.12.`.
pub fn date_words(date: Date, language: Language) -> String {
    match language {
        Language::English => date.strftime("%a, %b %-d").to_string(),
        Language::German => {
            let day = usize::try_from(date.weekday().to_monday_zero_offset()).ok();
            let weekday = day.and_then(|day| WEEKDAYS_DE.get(day)).unwrap_or(&"");
            format!("{weekday}, {}", date.strftime("%-d.%-m."))
        }
    }
}

/// Minutes as people say them: `45 min`, `1 h 5 min`, `2 h`. The same in both languages.
pub fn duration_words(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}
