use super::{Clock, Delay, DelayCode, Element};
use crate::model::Airport;

/// The most delays a message gives.
const MOST_DELAYS: usize = 4;

/// Reads one line of a movement message, which may hold several elements, and adds them.
pub(super) fn read_line(line: &str, elements: &mut Vec<Element>) {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let mut read = Vec::new();
    let mut rest = &words[..];
    while let Some((word, after)) = rest.split_first() {
        let Some(element) = read_word(word) else {
            elements.push(Element::Other(line.to_owned()));
            return;
        };
        rest = after;
        read.push(attach_airport(element, &mut rest));
    }
    for element in read {
        add(element, elements);
    }
}

/// `EDL` carries on the list of `DL`.
fn add(element: Element, elements: &mut Vec<Element>) {
    if let Element::Delays(more) = &element
        && let Some(Element::Delays(delays)) =
            elements.iter_mut().find(|e| matches!(e, Element::Delays(_)))
    {
        delays.extend(more.iter().copied());
        delays.truncate(MOST_DELAYS);
        return;
    }
    elements.push(element);
}

fn attach_airport(element: Element, rest: &mut &[&str]) -> Element {
    if let Element::EstimatedArrival { at, airport: None } = element
        && let Some((word, after)) = rest.split_first()
        && let Ok(airport) = word.parse::<Airport>()
    {
        *rest = after;
        return Element::EstimatedArrival { at, airport: Some(airport) };
    }
    element
}

fn read_word(word: &str) -> Option<Element> {
    if let Some(codes) = word.strip_prefix("EDL").or_else(|| word.strip_prefix("DL")) {
        return read_delays(codes).map(Element::Delays);
    }
    if !word.is_char_boundary(2) {
        return None;
    }
    let (kind, value) = word.split_at_checked(2)?;
    match kind {
        "AD" => {
            let (off_block, airborne) = pair(value)?;
            Some(Element::Departure { off_block: off_block?, airborne })
        }
        "AA" => {
            let (touch_down, on_block) = pair(value)?;
            (touch_down.is_some() || on_block.is_some())
                .then_some(Element::Arrival { touch_down, on_block })
        }
        "ED" | "EO" => Clock::read(value).map(Element::EstimatedDeparture),
        "RR" | "FR" => Clock::read(value).map(Element::Returned),
        "EA" | "EB" => Clock::read(value).map(|at| Element::EstimatedArrival { at, airport: None }),
        "NI" => Clock::read(value).map(Element::NextInformation),
        "PX" => read_passengers(value).map(Element::Passengers),
        _ => None,
    }
}

/// `time`, `time/time`, or `/time`.
fn pair(value: &str) -> Option<(Option<Clock>, Option<Clock>)> {
    let (first, second) = value.split_once('/').unwrap_or((value, ""));
    let read = |text: &str| match text {
        "" => Some(None),
        _ => Clock::read(text).map(Some),
    };
    Some((read(first)?, read(second)?))
}

fn read_passengers(value: &str) -> Option<Vec<u16>> {
    let plain = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    value.split('/').map(|n| if plain(n) { n.parse().ok() } else { None }).collect()
}

/// `cc[/cc][/hhmm[/hhmm]]`, where a code may carry a letter (`81A`) and the whole may begin with `A` (`A81A///`).
fn read_delays(value: &str) -> Option<Vec<Delay>> {
    let lettered =
        value.strip_prefix('A').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let mut delays = Vec::new();
    let mut durations = Vec::new();
    for field in lettered.unwrap_or(value).split('/').filter(|field| !field.is_empty()) {
        if let Some(minutes) = read_duration(field) {
            durations.push(minutes);
        } else {
            delays.push(read_code(field)?);
        }
    }
    for (delay, minutes) in delays.iter_mut().zip(durations) {
        delay.minutes = Some(minutes);
    }
    (!delays.is_empty() && delays.len() <= MOST_DELAYS).then_some(delays)
}

fn read_duration(field: &str) -> Option<u16> {
    let digits = field.len() == 4 && field.bytes().all(|b| b.is_ascii_digit());
    let whole: u16 = field.parse().ok().filter(|_| digits)?;
    (whole % 100 < 60).then_some(whole / 100 * 60 + whole % 100)
}

fn read_code(field: &str) -> Option<Delay> {
    if !field.is_ascii() || !(2..=3).contains(&field.len()) {
        return None;
    }
    let (code, letter) = field.split_at(2);
    let detail = letter.chars().next();
    if detail.is_some_and(|c| !c.is_ascii_uppercase()) {
        return None;
    }
    Some(Delay { code: DelayCode::read(code)?, detail, minutes: None })
}
