use std::{fmt, str::FromStr};

/// Letters and digits of a short code, padded with NUL: cheap to copy, compare and hash.
fn pack<const N: usize>(text: &str, least: usize) -> Option<[u8; N]> {
    let bytes = text.as_bytes();
    let fits = (least..=N).contains(&bytes.len());
    if !fits || !bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return None;
    }
    let mut packed = [0; N];
    packed[..bytes.len()].copy_from_slice(bytes);
    Some(packed)
}

fn unpack(packed: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    packed.iter().filter(|b| **b != 0).try_for_each(|b| fmt::Write::write_char(f, char::from(*b)))
}

/// An IATA airport code: three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Airport([u8; 3]);

impl FromStr for Airport {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        pack(text, 3).filter(|b: &[u8; 3]| b.iter().all(u8::is_ascii_uppercase)).map(Self).ok_or(())
    }
}

impl fmt::Display for Airport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        unpack(&self.0, f)
    }
}

/// A gate at an airport: up to six letters and digits, `B12`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Gate([u8; 6]);

impl FromStr for Gate {
    type Err = ();

    /// Reads it as sources write it: in any case, with blanks and hyphens.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        pack(&text.to_ascii_uppercase(), 1).map(Self).ok_or(())
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        unpack(&self.0, f)
    }
}

impl From<Gate> for String {
    fn from(gate: Gate) -> Self {
        gate.to_string()
    }
}

impl TryFrom<String> for Gate {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|()| "no gate")
    }
}

/// An airline designator: two or three letters or digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Carrier([u8; 3]);

impl FromStr for Carrier {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let packed: [u8; 3] = pack(text, 2).ok_or(())?;
        // A designator holds a letter; otherwise a bare number could be taken for one.
        if packed.iter().any(u8::is_ascii_uppercase) { Ok(Self(packed)) } else { Err(()) }
    }
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        unpack(&self.0, f)
    }
}

/// A flight number as passengers know it: `AA123`, `LH400A`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlightNumber {
    /// Who operates it.
    pub carrier: Carrier,
    /// 1 to 9999.
    pub number: u16,
    /// Operational suffix letter.
    pub suffix: Option<char>,
}

impl fmt::Display for FlightNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.carrier, self.number)?;
        self.suffix.map_or(Ok(()), |letter| fmt::Write::write_char(f, letter))
    }
}

impl FromStr for FlightNumber {
    type Err = ();

    /// Reads a designator of 2 or 3 characters, 1 to 4 digits, and an optional suffix letter. Two characters are tried
    /// first, because a third one that is a digit belongs to the number.
    fn from_str(text: &str) -> Result<Self, ()> {
        if !text.is_ascii() {
            return Err(());
        }
        let (body, suffix) = match text.as_bytes().last() {
            Some(b) if b.is_ascii_uppercase() => (&text[..text.len() - 1], Some(char::from(*b))),
            _ => (text, None),
        };
        [2, 3]
            .into_iter()
            .find_map(|at| split_number(body, at))
            .map_or(Err(()), |(carrier, number)| Ok(Self { carrier, number, suffix }))
    }
}

fn split_number(body: &str, at: usize) -> Option<(Carrier, u16)> {
    let carrier = body.get(..at)?.parse().ok()?;
    let digits = body.get(at..)?;
    let plain = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number = digits.parse().ok().filter(|n| plain && *n > 0)?;
    Some((carrier, number))
}
