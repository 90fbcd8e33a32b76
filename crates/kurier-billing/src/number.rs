//! Numbers of invoices: without gaps per series and year, as a function of the number before.
//!
//! German law wants each number once (§ 14 UStG); auditors want none missing. Who draws a number must therefore do it
//! in the transaction that keeps the document, with the last one kept there.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Highest serial of a year: the width of the printed number.
const SERIAL_MAX: u32 = 999_999;
/// Longest name of a series.
const SERIES_MAX: usize = 6;

/// A row of numbers of its own, such as `CN` for credit notes. May be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series(String);

impl Series {
    /// Up to six capital letters; the empty text is the nameless series.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() <= SERIES_MAX && text.bytes().all(|byte| byte.is_ascii_uppercase());
        fits.then(|| Self(text.to_owned()))
    }

    /// The letters.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// The number of one document: `2026-000017`, or with a series `CN-2026-000003`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Number {
    series: Series,
    year: u16,
    serial: u32,
}

/// Why there is no number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberFault {
    /// A text of another form.
    #[error("not a document number: `2026-000017`, or `CN-2026-000003` with a series, is needed")]
    Malformed,
    /// A year outside 2000 to 9999.
    #[error("the year {0} has no document numbers")]
    Year(u16),
    /// The last number is of a later year: numbers never go back.
    #[error("the last number is of {last}, after {wanted}")]
    Backwards {
        /// Year of the last number.
        last: u16,
        /// Year asked for.
        wanted: u16,
    },
    /// The last number is of another series.
    #[error("the last number belongs to another series")]
    OtherSeries,
    /// A million documents in one year and series.
    #[error("all numbers of {0} are used; begin another series")]
    Exhausted(u16),
}

impl Number {
    /// The number after `last` (`None`: there is none yet) for a document of `year`. A new year begins at 1.
    pub fn next(last: Option<&Self>, series: &Series, year: u16) -> Result<Self, NumberFault> {
        if !(2000..=9999).contains(&year) {
            return Err(NumberFault::Year(year));
        }
        let serial = match last {
            Some(last) if last.series != *series => return Err(NumberFault::OtherSeries),
            Some(last) if last.year > year => {
                return Err(NumberFault::Backwards { last: last.year, wanted: year });
            }
            Some(last) if last.year == year => last.serial.saturating_add(1),
            Some(_) | None => 1,
        };
        if serial > SERIAL_MAX {
            return Err(NumberFault::Exhausted(year));
        }
        Ok(Self { series: series.clone(), year, serial })
    }

    /// Its series.
    pub fn series(&self) -> &Series {
        &self.series
    }

    /// Its year.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// Its place in series and year, from 1.
    pub fn serial(&self) -> u32 {
        self.serial
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.series.0.is_empty() {
            write!(f, "{}-", self.series.0)?;
        }
        write!(f, "{:04}-{:06}", self.year, self.serial)
    }
}

impl FromStr for Number {
    type Err = NumberFault;

    fn from_str(text: &str) -> Result<Self, NumberFault> {
        let (front, serial) = text.rsplit_once('-').ok_or(NumberFault::Malformed)?;
        let (series, year) = front.rsplit_once('-').unwrap_or(("", front));
        let series = Series::parse(series).ok_or(NumberFault::Malformed)?;
        let digits = |text: &str, width| {
            text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(serial, 6) {
            return Err(NumberFault::Malformed);
        }
        let year = year.parse().map_err(|_| NumberFault::Malformed)?;
        let serial = serial.parse().map_err(|_| NumberFault::Malformed)?;
        let number = Self { series, year, serial };
        // What reads `-2026-000001` or `2026-000000` is no number that was ever given out.
        let given_out = serial > 0 && year >= 2000 && number.to_string() == text;
        if given_out { Ok(number) } else { Err(NumberFault::Malformed) }
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for Number {
    type Error = NumberFault;

    fn try_from(text: String) -> Result<Self, NumberFault> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn each_number_follows_the_last_and_a_year_begins_at_one() {
        let series = Series::default();
        let first = Number::next(None, &series, 2026).unwrap();
        assert_eq!(first.to_string(), "2026-000001");
        let next = |last: &str, year| Number::next(Some(&number(last)), &series, year);
        assert_eq!(next("2026-000016", 2026).unwrap().to_string(), "2026-000017");
        assert_eq!(next("2026-000016", 2027).unwrap().to_string(), "2027-000001");
        assert_eq!(
            next("2027-000001", 2026),
            Err(NumberFault::Backwards { last: 2027, wanted: 2026 })
        );
        assert_eq!(next("2026-999999", 2026), Err(NumberFault::Exhausted(2026)));
        assert_eq!(next("CN-2026-000001", 2026), Err(NumberFault::OtherSeries));
        assert_eq!(Number::next(None, &series, 12), Err(NumberFault::Year(12)));
    }

    #[test]
    fn other_texts_are_no_numbers() {
        let wrong = [
            "",
            "-",
            "2026",
            "2026-17",
            "2026-0000017",
            "-2026-000017",
            "cn-2026-000001",
            "26-000001",
            "2026-000000",
            "0026-000001",
            "2026-00001٣",
            "2026-+00001",
            "A-B-2026-000001",
            "LONGEST-2026-000001",
            " 2026-000001",
        ];
        for text in wrong {
            assert_eq!(text.parse::<Number>(), Err(NumberFault::Malformed), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_printed_number_reads_back(series in "[A-Z]{0,6}", year in 2000..=9999_u16, serial in 1..=999_999_u32) {
            let number = Number { series: Series::parse(&series).unwrap(), year, serial };
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn numbers_have_no_gaps(years in proptest::collection::vec(0..3_u16, 1..60)) {
            let mut last: Option<Number> = None;
            let mut year = 2026;
            for more in years {
                year += u16::from(more == 2);
                let next = Number::next(last.as_ref(), &Series::default(), year).unwrap();
                let expected = last.filter(|last| last.year == year).map_or(1, |last| last.serial + 1);
                prop_assert_eq!(next.serial(), expected);
                last = Some(next);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,30}") {
            if let Ok(number) = text.parse::<Number>() {
                prop_assert_eq!(number.to_string(), text);
            }
        }
    }
}
