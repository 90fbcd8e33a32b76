//! What of a sender is not settled: whether its number was proved, and which name it asks for.
//!
//! A sender that the operator made needs no proof, and its name is what the operator wrote. One that a
//! business added shows people nothing before a code proved its number and the operator looked at its name.

use crate::pin::RegistrationFault;
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// Digits of a code.
pub const CODE_DIGITS: usize = 6;
/// How long a code proves a number, in seconds: the operator has to hand it over.
pub const CODE_KEPT_S: i64 = DAY_S;
/// How long to wait before the next code is asked for, in seconds.
pub const CODE_PAUSE_S: i64 = 60;
/// Wrong guesses after which a code is worth nothing.
pub const CODE_WRONG_MAX: u32 = 5;
/// Fewest characters of a name.
pub const NAME_MIN: usize = 2;
/// Most characters of a name.
pub const NAME_MAX: usize = 75;

/// How the business wants to be told the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CodeMethod {
    /// In writing.
    Sms,
    /// By a call.
    Voice,
}

/// A code that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCode {
    /// Keyed hash of the code.
    pub tag: [u8; 32],
    /// When it was asked for.
    pub sent_at: Timestamp,
    /// How the business wants to be told.
    pub method: CodeMethod,
    /// In which language.
    pub language: String,
    /// Wrong guesses.
    pub wrong: u32,
}

/// A name that a sender asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameWish {
    /// The name.
    pub name: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Why the operator did not allow it; `None` = nobody has looked yet.
    pub declined: Option<String>,
}

/// What is kept of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Onboarding {
    /// Whether the number is still to be proved.
    pub unproved: bool,
    /// The last code that was asked for.
    pub code: Option<SentCode>,
    /// Whether no name was allowed yet.
    pub unnamed: bool,
    /// The name asked for.
    pub wish: Option<NameWish>,
}

/// What is asked of an onboarding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnboardingChange {
    /// The business wants a code.
    SendCode {
        /// Keyed hash of the new one.
        tag: [u8; 32],
        /// How it wants to be told.
        method: CodeMethod,
        /// In which language.
        language: String,
    },
    /// The business says a code.
    SayCode {
        /// Keyed hash of what it says.
        tag: [u8; 32],
    },
    /// The operator knows by other means that the number is the business's.
    Vouch,
    /// The business wants a name.
    AskName {
        /// The name.
        name: String,
    },
    /// The operator allows a name.
    AllowName {
        /// The name that was looked at.
        name: String,
    },
    /// The operator does not allow a name.
    DeclineName {
        /// The name that was looked at.
        name: String,
        /// Why, for the business.
        reason: String,
    },
}

/// Why it was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OnboardingFault {
    /// Its number was proved already.
    #[error("the number of this sender was proved already")]
    AlreadyProved,
    /// The last code was asked for a moment ago.
    #[error("the last code was asked for less than a minute ago")]
    TooSoon {
        /// How long to wait, in seconds.
        wait_s: i64,
    },
    /// No code was asked for.
    #[error("no code was asked for")]
    NoCode,
    /// The code is too old.
    #[error("the code is older than a day")]
    CodeExpired,
    /// The code is another.
    #[error("the code is another")]
    WrongCode,
    /// The code was guessed wrongly too often.
    #[error("the code was guessed wrongly five times")]
    TooManyGuesses,
    /// Nobody asks for this name (any more).
    #[error("this sender does not ask for this name (any more)")]
    NoSuchWish,
}

impl Onboarding {
    /// Of a sender that a business adds and calls `name`.
    pub fn added(name: &str, now: Timestamp) -> Self {
        let wish = NameWish { name: name.to_owned(), asked_at: now, declined: None };
        Self { unproved: true, code: None, unnamed: true, wish: Some(wish) }
    }

    /// Whether the operator has something to do about it.
    pub fn waits(&self) -> bool {
        self.unproved || self.wish.as_ref().is_some_and(|wish| wish.declined.is_none())
    }

    /// A sender shows people nothing before its number was proved and its name allowed.
    ///
    /// # Errors
    /// What is missing.
    pub fn may_register(&self) -> Result<(), RegistrationFault> {
        if self.unproved {
            return Err(RegistrationFault::Unproved);
        }
        if self.unnamed {
            return Err(RegistrationFault::Unnamed);
        }
        Ok(())
    }

    /// Does it; answers the name that the sender has from now on, if that changes.
    ///
    /// # Errors
    /// Why not; a wrong guess is counted.
    pub fn apply(
        &mut self,
        change: OnboardingChange,
        now: Timestamp,
    ) -> Result<Option<String>, OnboardingFault> {
        match change {
            OnboardingChange::SendCode { tag, method, language } => {
                self.send_code(SentCode { tag, sent_at: now, method, language, wrong: 0 }, now)?;
            }
            OnboardingChange::SayCode { tag } => self.say_code(tag, now)?,
            OnboardingChange::Vouch => self.prove(),
            OnboardingChange::AskName { name } => {
                self.wish = Some(NameWish { name, asked_at: now, declined: None });
            }
            OnboardingChange::AllowName { name } => {
                self.wish_for(&name)?;
                self.wish = None;
                self.unnamed = false;
                return Ok(Some(name));
            }
            OnboardingChange::DeclineName { name, reason } => {
                self.wish_for(&name)?.declined = Some(reason);
            }
        }
        Ok(None)
    }

    fn prove(&mut self) {
        self.unproved = false;
        self.code = None;
    }

    fn send_code(&mut self, code: SentCode, now: Timestamp) -> Result<(), OnboardingFault> {
        if !self.unproved {
            return Err(OnboardingFault::AlreadyProved);
        }
        if let Some(last) = &self.code {
            let free_at = last.sent_at.plus_s(CODE_PAUSE_S);
            if now < free_at {
                let wait_s = free_at.seconds().saturating_sub(now.seconds());
                return Err(OnboardingFault::TooSoon { wait_s });
            }
        }
        self.code = Some(code);
        Ok(())
    }

    fn say_code(&mut self, tag: [u8; 32], now: Timestamp) -> Result<(), OnboardingFault> {
        if !self.unproved {
            return Err(OnboardingFault::AlreadyProved);
        }
        let code = self.code.as_mut().ok_or(OnboardingFault::NoCode)?;
        if code.wrong >= CODE_WRONG_MAX {
            return Err(OnboardingFault::TooManyGuesses);
        }
        if now >= code.sent_at.plus_s(CODE_KEPT_S) {
            return Err(OnboardingFault::CodeExpired);
        }
        if code.tag != tag {
            code.wrong = code.wrong.saturating_add(1);
            return Err(OnboardingFault::WrongCode);
        }
        self.prove();
        Ok(())
    }

    /// The wish that nobody has declined yet, if it is for this name: what was looked at must be what is asked for.
    fn wish_for(&mut self, name: &str) -> Result<&mut NameWish, OnboardingFault> {
        let wish = self.wish.as_mut().filter(|wish| wish.name == name && wish.declined.is_none());
        wish.ok_or(OnboardingFault::NoSuchWish)
    }
}

/// A name as people will see it: without spaces around it, 2 to 75 characters, none of which is invisible or turns
/// the direction of what follows, so that no name can look like another by them. `None` for any other text.
pub fn name(text: &str) -> Option<String> {
    let name = text.trim();
    let fits = (NAME_MIN..=NAME_MAX).contains(&name.chars().count());
    (fits && !name.chars().any(is_hidden)).then(|| name.to_owned())
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

    fn send(
        onboarding: &mut Onboarding,
        tag: u8,
        at_s: i64,
    ) -> Result<Option<String>, OnboardingFault> {
        let language = "en".to_owned();
        let change =
            OnboardingChange::SendCode { tag: [tag; 32], method: CodeMethod::Sms, language };
        onboarding.apply(change, NOW.plus_s(at_s))
    }

    fn say(
        onboarding: &mut Onboarding,
        tag: u8,
        at_s: i64,
    ) -> Result<Option<String>, OnboardingFault> {
        onboarding.apply(OnboardingChange::SayCode { tag: [tag; 32] }, NOW.plus_s(at_s))
    }

    #[test]
    fn a_code_proves_a_number_once_and_for_a_day() {
        let mut onboarding = Onboarding::added("Shop", NOW);
        assert_eq!(onboarding.may_register(), Err(RegistrationFault::Unproved));
        assert_eq!(say(&mut onboarding, 1, 0), Err(OnboardingFault::NoCode));
        assert_eq!(send(&mut onboarding, 1, 0), Ok(None));
        let wait_s = 1;
        assert_eq!(send(&mut onboarding, 2, 59), Err(OnboardingFault::TooSoon { wait_s }));
        assert_eq!(say(&mut onboarding, 1, CODE_KEPT_S), Err(OnboardingFault::CodeExpired));
        assert_eq!(send(&mut onboarding, 2, CODE_KEPT_S), Ok(None));
        assert_eq!(say(&mut onboarding, 1, CODE_KEPT_S), Err(OnboardingFault::WrongCode));
        assert_eq!(say(&mut onboarding, 2, CODE_KEPT_S), Ok(None));
        assert_eq!(say(&mut onboarding, 2, CODE_KEPT_S), Err(OnboardingFault::AlreadyProved));
        assert_eq!(send(&mut onboarding, 3, 2 * CODE_KEPT_S), Err(OnboardingFault::AlreadyProved));
    }

    #[test]
    fn after_five_wrong_guesses_a_code_is_worth_nothing() {
        let mut onboarding = Onboarding::added("Shop", NOW);
        assert_eq!(send(&mut onboarding, 1, 0), Ok(None));
        for _ in 0..CODE_WRONG_MAX {
            assert_eq!(say(&mut onboarding, 2, 1), Err(OnboardingFault::WrongCode));
        }
        assert_eq!(say(&mut onboarding, 1, 1), Err(OnboardingFault::TooManyGuesses));
        assert_eq!(send(&mut onboarding, 3, CODE_PAUSE_S), Ok(None));
        assert_eq!(say(&mut onboarding, 3, CODE_PAUSE_S), Ok(None));
    }

    #[test]
    fn the_operator_decides_about_the_name_that_was_looked_at() {
        let mut onboarding = Onboarding::added("Shop", NOW);
        assert_eq!(onboarding.apply(OnboardingChange::Vouch, NOW), Ok(None));
        assert_eq!(onboarding.may_register(), Err(RegistrationFault::Unnamed));
        let ask = |name: &str| OnboardingChange::AskName { name: name.to_owned() };
        let allow = |name: &str| OnboardingChange::AllowName { name: name.to_owned() };
        assert_eq!(onboarding.apply(ask("Bank"), NOW), Ok(None));
        assert_eq!(onboarding.apply(allow("Shop"), NOW), Err(OnboardingFault::NoSuchWish));
        let (name, reason) = ("Bank".to_owned(), "It is no bank.".to_owned());
        assert_eq!(onboarding.apply(OnboardingChange::DeclineName { name, reason }, NOW), Ok(None));
        assert_eq!(onboarding.apply(allow("Bank"), NOW), Err(OnboardingFault::NoSuchWish));
        assert!(!onboarding.waits(), "the business has to move now");
        assert_eq!(onboarding.apply(ask("Shop"), NOW), Ok(None));
        assert_eq!(onboarding.apply(allow("Shop"), NOW), Ok(Some("Shop".to_owned())));
        assert_eq!((onboarding.may_register(), onboarding.waits()), (Ok(()), false));
    }

    #[test]
    fn a_name_hides_nothing() {
        assert_eq!(name("  Blue Air "), Some("Blue Air".to_owned()));
        assert_eq!(name(&"x".repeat(75)), Some("x".repeat(75)));
        for bad in ["", " x ", &"x".repeat(76), "Sh\u{200b}op", "Shop\u{202e}", "Sh\nop"] {
            assert_eq!(name(bad), None, "{bad:?}");
        }
    }
}
