use super::element::read_line;
use super::split::{Block, split};
use super::{Cancellation, Element, Movement, MovementKind, OperatingDay, Telex};

/// Texts longer than this are cut: no real message comes near it.
const LONGEST_BYTES: usize = 64 * 1024;

/// Reads all messages of a text. Never fails: what cannot be understood comes back as [`Telex::Other`].
pub fn read(text: &str) -> Vec<Telex> {
    let end = text.floor_char_boundary(LONGEST_BYTES);
    split(&text[..end]).iter().map(read_block).collect()
}

fn read_block(block: &Block<'_>) -> Telex {
    let read = match block.kind {
        "MVT" => read_movement(block, MovementKind::Ground).map(Telex::Movement),
        "MVA" => read_movement(block, MovementKind::Aircraft).map(Telex::Movement),
        "ASM" => Cancellation::read(&block.lines).map(Telex::Cancellation),
        _ => None,
    };
    read.unwrap_or_else(|| Telex::Other {
        raw: [&[block.kind], &block.lines[..]].concat().join("\n"),
    })
}

fn read_movement(block: &Block<'_>, kind: MovementKind) -> Option<Movement> {
    let (first, rest) = block.lines.split_first()?;
    let mut movement = read_flight_line(first, kind)?;
    movement.is_correction = block.is_correction;
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
        flight: flight.trim().parse().ok()?,
        day: OperatingDay::read(day.trim())?,
        registration: Some(registration.to_owned()).filter(|r| !r.is_empty()),
        airport: airport.trim().parse().ok()?,
        elements: Vec::<Element>::new(),
        supplementary: None,
    })
}
