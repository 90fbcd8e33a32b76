use super::feed::Pace;
use super::soup::Element;
use super::space::{Scope, Space};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Nobody is asked less often than once a week because of what a feed says.
const LONGEST_MIN: u32 = 7 * 24 * 60;

/// How often a feed wants to be asked, from its root or its channel.
pub(super) fn read(root: &Element, scope: &Scope) -> Pace {
    let mut pace = Pace::default();
    let (mut period_min, mut frequency) = (None, 1);
    let channel =
        root.elements().find(|child| child.name.eq_ignore_ascii_case("channel")).unwrap_or(root);
    let scope = scope.enter(channel);
    for child in channel.elements() {
        let inner = scope.enter(child);
        let (space, name) = inner.name(child);
        match (space, name.as_str()) {
            (Space::Home, "ttl") => pace.every_min = child.text().trim().parse().unwrap_or(0),
            (Space::Syndication, "updateperiod") => period_min = period(&child.text()),
            (Space::Syndication, "updatefrequency") => {
                frequency = child.text().trim().parse().unwrap_or(1).max(1);
            }
            (Space::Home, "skiphours") => pace.skip_hours = bits(child, hour),
            (Space::Home, "skipdays") => {
                pace.skip_days = u8::try_from(bits(child, day)).unwrap_or(0);
            }
            _ => {}
        }
    }
    let syndication = period_min.map_or(0, |minutes: u32| minutes / frequency);
    pace.every_min = pace.every_min.max(syndication).min(LONGEST_MIN);
    // A feed that never wants to be asked has made a mistake.
    if pace.skip_hours == 0x00FF_FFFF {
        pace.skip_hours = 0;
    }
    if pace.skip_days == 0x7F {
        pace.skip_days = 0;
    }
    pace
}

fn period(text: &str) -> Option<u32> {
    match text.trim().to_ascii_lowercase().as_str() {
        "hourly" => Some(60),
        "daily" => Some(24 * 60),
        "weekly" | "monthly" | "yearly" => Some(LONGEST_MIN),
        _ => None,
    }
}

fn bits(list: &Element, place: fn(&str) -> Option<u32>) -> u32 {
    list.elements()
        .filter_map(|entry| place(entry.text().trim()))
        .fold(0, |all, bit| all | (1 << bit))
}

fn hour(text: &str) -> Option<u32> {
    text.parse().ok().filter(|hour| *hour <= 24).map(|hour: u32| hour % 24)
}

fn day(text: &str) -> Option<u32> {
    let head = text.get(..3)?.to_ascii_lowercase();
    DAYS.iter().position(|day| *day == head).and_then(|place| u32::try_from(place).ok())
}
