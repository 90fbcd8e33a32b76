use super::element::read_line;
use super::split::{Block, split};
use super::{
    Cancellation, Diversion, Element, Movement, MovementKind, OperatingDay, Slot, Telex, schedule,
};

/// Texts longer than this are cut: no real message comes near it.
const LONGEST_BYTES: usize = 64 * 1024;

/// Reads all messages of a text. Never fails: what cannot be understood comes back as [`Telex::Other`].
pub fn read(text: &str) -> Vec<Telex> {
    let end = text.floor_char_boundary(LONGEST_BYTES);
    split(&text[..end]).iter().map(read_block).collect()
}

/// It was longer than what is read.
pub const fn is_cut(text: &str) -> bool {
    text.len() > LONGEST_BYTES
}

fn read_block(block: &Block<'_>) -> Telex {
    let read = match block.kind {
        "MVT" => read_movement(block, MovementKind::Ground).map(Telex::Movement),
        "MVA" => read_movement(block, MovementKind::Aircraft).map(Telex::Movement),
        "ASM" | "SSM" => read_schedule(block),
        "DIV" => Diversion::read(&block.lines).map(Telex::Diversion),
        "SAM" | "SRM" => Slot::read(&block.lines).map(Telex::Slot),
        _ => None,
    };
    read.unwrap_or_else(|| Telex::Other {
        raw: [&[block.kind], &block.lines[..]].concat().join("\n"),
    })
}

/// One cancelled day is a cancellation; everything else is a change of the schedule.
fn read_schedule(block: &Block<'_>) -> Option<Telex> {
    let several = block.lines.contains(&"//");
    if block.kind == "ASM"
        && !several
        && let Some(cancel) = Cancellation::read(&block.lines)
    {
        return Some(Telex::Cancellation(cancel));
    }
    schedule::read(&block.lines).map(Telex::Schedule)
}

fn read_movement(block: &Block<'_>, kind: MovementKind) -> Option<Movement> {
    let (first, rest) = block.lines.split_first()?;
    let mut movement = read_flight_line(first, kind)?;
    movement.is_correction = block.is_correction;
    movement.sent = block.sent;
    for (at, line) in rest.iter().enumerate() {
        if let Some(text) = supplementary(line) {
            let more = rest[at + 1..].iter().copied();
            let lines: Vec<&str> = std::iter::once(text).chain(more).collect();
            movement.supplementary =
                Some(lines.join("\n").trim().to_owned()).filter(|t| !t.is_empty());
            break;
        }
        read_line(line, &mut movement.elements);
    }
    Some(movement)
}

/// `SI` begins free text to the end of the message.
fn supplementary(line: &str) -> Option<&str> {
    let text = line.strip_prefix("SI")?;
    (text.is_empty() || text.starts_with([' ', ':', '/', '.']))
        .then(|| text.get(1..).unwrap_or_default())
}

/// `FLIGHT/DD.REGISTRATION.AIRPORT`
fn read_flight_line(line: &str, kind: MovementKind) -> Option<Movement> {
    let (flight, rest) = line.split_once('/')?;
    let (day, rest) = rest.split_once('.')?;
    let (registration, airport) = rest.rsplit_once('.')?;
    let registration = registration.trim();
    Some(Movement {
        kind,
        is_correction: false,
        sent: None,
        flight: flight.trim().parse().ok()?,
        day: OperatingDay::read(day.trim())?,
        registration: Some(registration.to_owned()).filter(|r| !r.is_empty()),
        airport: airport.trim().parse().ok()?,
        elements: Vec::<Element>::new(),
        supplementary: None,
    })
}
