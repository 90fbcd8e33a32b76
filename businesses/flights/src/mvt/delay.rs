use std::fmt;

/// A delay code of AHM 730: two digits.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct DelayCode(u8);

/// The letters that stand for the numbers of AHM 730, in the order of the numbers.
const LETTERS: [(&str, u8); 66] = [
    ("OA", 6),
    ("SG", 9),
    ("PD", 11),
    ("PL", 12),
    ("PE", 13),
    ("PO", 14),
    ("PH", 15),
    ("PS", 16),
    ("PC", 17),
    ("PB", 18),
    ("PW", 19),
    ("CD", 21),
    ("CP", 22),
    ("CC", 23),
    ("CI", 24),
    ("CO", 25),
    ("CU", 26),
    ("CE", 27),
    ("CL", 28),
    ("CA", 29),
    ("GD", 31),
    ("GL", 32),
    ("GE", 33),
    ("GS", 34),
    ("GC", 35),
    ("GF", 36),
    ("GB", 37),
    ("GU", 38),
    ("GT", 39),
    ("TD", 41),
    ("TM", 42),
    ("TN", 43),
    ("TS", 44),
    ("TA", 45),
    ("TC", 46),
    ("TL", 47),
    ("TV", 48),
    ("DF", 51),
    ("DG", 52),
    ("ED", 55),
    ("EC", 56),
    ("EF", 57),
    ("EO", 58),
    ("FP", 61),
    ("FF", 62),
    ("FT", 63),
    ("FS", 64),
    ("FR", 65),
    ("FL", 66),
    ("FC", 67),
    ("FA", 68),
    ("FB", 69),
    ("WO", 71),
    ("WT", 72),
    ("WR", 73),
    ("WI", 75),
    ("WS", 76),
    ("WG", 77),
    ("AT", 81),
    ("AX", 82),
    ("AE", 83),
    ("AW", 84),
    ("RA", 93),
    ("RC", 95),
    ("MI", 97),
    ("MX", 99),
];

impl DelayCode {
    /// A code from 0 to 99.
    pub const fn new(number: u8) -> Option<Self> {
        if number < 100 { Some(Self(number)) } else { None }
    }

    /// Its number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Reads two digits or the two letters that stand for them.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) {
            return text.parse().ok().map(Self);
        }
        LETTERS.iter().find(|(letters, _)| *letters == text).map(|(_, number)| Self(*number))
    }
}

impl fmt::Display for DelayCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// One reason with the share of the delay it explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay {
    /// Why.
    pub code: DelayCode,
    /// The letter of AHM 731 that narrows the code, as in `81A`.
    pub detail: Option<char>,
    /// How many minutes; up to 5999 (`9959`).
    pub minutes: Option<u16>,
}
