//! The numbers, as data. docs/sandbox.md is written from it.

use std::fmt::Write;

/// What happens at a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Delivered and read at once.
    Read,
    /// Delivered at once, never read.
    Deliver,
    /// Nothing: her device is off.
    Nothing,
    /// Delivered so many seconds after it was accepted.
    DeliverLate(i64),
    /// Delivered at once, read so many seconds after it was accepted.
    ReadLate(i64),
    /// Read, and answered in words.
    Answer,
    /// Read, and the first button that answers is tapped, or the first row chosen.
    Tap,
    /// Read, and reacted to.
    React,
    /// Read; then she blocks the business.
    Block,
    /// Not looked at; she withdraws everything she allowed.
    Withdraw,
}

/// What she allowed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Everything, and her window is open.
    AllWithWindow,
    /// Everything, and no window is open.
    All,
    /// Everything once, and took it back.
    Withdrawn,
    /// Marketing at most once a week, and the rest.
    Weekly,
    /// Nothing, ever.
    Nothing,
}

/// One number.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    /// Digits, without the plus.
    pub digits: &'static str,
    /// What she is called.
    pub name: &'static str,
    /// What she allowed.
    pub allowed: Allowed,
    /// What she does with a message.
    pub does: Does,
    /// What a program sees.
    pub seen: &'static str,
}

const fn number(
    digits: &'static str,
    name: &'static str,
    allowed: Allowed,
    does: Does,
    seen: &'static str,
) -> Number {
    Number { digits, name, allowed, does, seen }
}

/// All of them.
pub const NUMBERS: &[Number] = &[
    number(
        "493055502001",
        "Rita Reads",
        Allowed::AllWithWindow,
        Does::Read,
        "`sent`, `delivered`, `read` at once",
    ),
    number(
        "493055502002",
        "Dela Delivered",
        Allowed::AllWithWindow,
        Does::Deliver,
        "`sent`, `delivered`; never `read`",
    ),
    number(
        "493055502003",
        "Norma Never",
        Allowed::AllWithWindow,
        Does::Nothing,
        "`sent`, and nothing more; `failed` when its time to live is over",
    ),
    number(
        "493055502004",
        "Lara Late",
        Allowed::AllWithWindow,
        Does::DeliverLate(60),
        "`sent`; `delivered` after 60 s of the sandbox's clock",
    ),
    number(
        "493055502005",
        "Sara Slow",
        Allowed::AllWithWindow,
        Does::ReadLate(3_600),
        "`sent`, `delivered`; `read` after an hour of the sandbox's clock",
    ),
    number(
        "493055502006",
        "Anna Answers",
        Allowed::AllWithWindow,
        Does::Answer,
        "`read`, then a `text` that answers it",
    ),
    number(
        "493055502007",
        "Tina Taps",
        Allowed::AllWithWindow,
        Does::Tap,
        "`read`, then a tap on its first button that answers, or its first row",
    ),
    number(
        "493055502008",
        "Rhea Reacts",
        Allowed::AllWithWindow,
        Does::React,
        "`read`, then a `reaction` 👍",
    ),
    number(
        "493055502009",
        "Bea Blocks",
        Allowed::AllWithWindow,
        Does::Block,
        "`read` once; then every message fails with 131026",
    ),
    number(
        "493055502010",
        "Wilma Withdraws",
        Allowed::AllWithWindow,
        Does::Withdraw,
        "`user_preferences` with `stop`; a template that was under way, and every later one, fails with 131050",
    ),
    number(
        "493055502011",
        "Nina No-Window",
        Allowed::All,
        Does::Read,
        "templates are `read`; free text fails with 131047",
    ),
    number(
        "493055502012",
        "Stella Stopped",
        Allowed::Withdrawn,
        Does::Read,
        "templates fail with 131050, free text with 131047",
    ),
    number(
        "493055502013",
        "Wanda Weekly",
        Allowed::Weekly,
        Does::Read,
        "the first marketing template is `read`; more within seven days fail with 131049",
    ),
    number(
        "493055502014",
        "Uta Unknown",
        Allowed::Nothing,
        Does::Read,
        "everything fails with 131026, as for a number nobody has",
    ),
];

/// Before the six digits of an error code: a number whose messages are refused with that code.
pub const REFUSED: &str = "49305556";

/// The table as it stands in docs/sandbox.md.
pub fn markdown() -> String {
    let mut text = String::from("| number | name | what you see |\n|---|---|---|\n");
    for one in NUMBERS {
        // Writing to a String cannot fail.
        let _infallible = writeln!(text, "| `+{}` | {} | {} |", one.digits, one.name, one.seen);
    }
    let _infallible = writeln!(
        text,
        "| `+{REFUSED}` and the six digits of a code | nobody | the call itself is refused with that code: \
         `+{REFUSED}131056` with 131056, `+{REFUSED}000004` with 4 |"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_policy::phone::PhoneNumber;
    use std::collections::BTreeSet;

    #[test]
    fn every_number_is_one_and_none_stands_there_twice() {
        let digits: BTreeSet<&str> = NUMBERS.iter().map(|one| one.digits).collect();
        assert_eq!(digits.len(), NUMBERS.len());
        for digits in digits {
            assert_eq!(PhoneNumber::parse(digits).unwrap().digits(), digits);
            assert!(!digits.starts_with(REFUSED));
        }
        assert!(PhoneNumber::parse(&format!("{REFUSED}131056")).is_ok());
    }
}
