//! The two-step PIN of a sender: who wants to register it must know the PIN.

use crate::onboarding::Onboarding;
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// Digits of a PIN.
pub const PIN_DIGITS: usize = 6;
/// Wrong guesses after which no more are heard for [`REST_S`].
pub const WRONG_MAX: u32 = 10;
/// How long no guess is heard after too many wrong ones, in seconds.
pub const REST_S: i64 = DAY_S;
/// How long to wait after a wrong guess, in seconds.
pub const PAUSE_S: i64 = 5;
/// How often a sender may be registered and taken back within [`MOVES_S`].
pub const MOVES_MAX: usize = 10;
/// The time within which [`MOVES_MAX`] counts, in seconds.
pub const MOVES_S: i64 = 3 * DAY_S;

/// What is kept of a PIN: a keyed hash, and how guessing went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PinState {
    /// The hash; `None` = no PIN was set.
    pub tag: Option<[u8; 32]>,
    /// Wrong guesses in a row.
    pub wrong: u32,
    /// When the last of them was made.
    pub wrong_at: Option<Timestamp>,
    /// When it was registered and taken back, as far back as it counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Timestamp>,
}

/// What a sender is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Send again; the first PIN becomes the sender's own.
    Register([u8; 32]),
    /// Send no more.
    Deregister,
    /// Take another PIN.
    SetPin([u8; 32]),
}

/// Why it was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationFault {
    /// The PIN is another.
    WrongPin,
    /// Too many wrong guesses.
    TooMany,
    /// The last wrong guess was a moment ago.
    TooFast,
    /// It is not registered.
    NotRegistered,
    /// It was registered and taken back too often.
    TooOften,
    /// Its number was not proved yet.
    Unproved,
    /// The operator allowed no name yet.
    Unnamed,
}

impl PinState {
    /// Does it, if what must be settled before is; see [`apply`](Self::apply).
    ///
    /// # Errors
    /// Why not; a wrong guess is counted.
    pub fn apply_settled(
        &mut self,
        asked: Registration,
        (onboarding, is_registered): (&Onboarding, bool),
        now: Timestamp,
    ) -> Result<bool, RegistrationFault> {
        if matches!(asked, Registration::Register(_)) {
            onboarding.may_register()?;
        }
        self.apply(asked, is_registered, now)
    }

    /// Does it, as far as it concerns the PIN; answers whether the sender is registered then.
    ///
    /// # Errors
    /// Why not; a wrong guess is counted.
    pub fn apply(
        &mut self,
        asked: Registration,
        is_registered: bool,
        now: Timestamp,
    ) -> Result<bool, RegistrationFault> {
        match asked {
            Registration::Register(tag) => {
                self.may_move(now)?;
                self.guess(tag, now)?;
                self.moves.push(now);
                Ok(true)
            }
            Registration::Deregister if is_registered => {
                self.may_move(now)?;
                self.moves.push(now);
                Ok(false)
            }
            Registration::Deregister => Err(RegistrationFault::NotRegistered),
            Registration::SetPin(tag) => {
                self.set(tag);
                Ok(is_registered)
            }
        }
    }

    fn set(&mut self, tag: [u8; 32]) {
        *self = Self { tag: Some(tag), moves: std::mem::take(&mut self.moves), ..Self::default() };
    }

    fn may_move(&mut self, now: Timestamp) -> Result<(), RegistrationFault> {
        self.moves.retain(|at| now < at.plus_s(MOVES_S));
        if self.moves.len() < MOVES_MAX { Ok(()) } else { Err(RegistrationFault::TooOften) }
    }

    fn guess(&mut self, tag: [u8; 32], now: Timestamp) -> Result<(), RegistrationFault> {
        let within = |seconds| self.wrong_at.is_some_and(|at| now < at.plus_s(seconds));
        if self.wrong >= WRONG_MAX && within(REST_S) {
            return Err(RegistrationFault::TooMany);
        }
        if within(PAUSE_S) {
            return Err(RegistrationFault::TooFast);
        }
        if self.tag.is_some_and(|own| own != tag) {
            // After the rest counting begins anew.
            let before = if self.wrong >= WRONG_MAX { 0 } else { self.wrong };
            self.wrong = before.saturating_add(1);
            self.wrong_at = Some(now);
            return Err(RegistrationFault::WrongPin);
        }
        self.set(tag);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

    fn guess(state: &mut PinState, tag: u8, at_s: i64) -> Result<bool, RegistrationFault> {
        state.apply(Registration::Register([tag; 32]), true, NOW.plus_s(at_s))
    }

    #[test]
    fn the_first_pin_stays_until_it_is_changed() {
        let mut state = PinState::default();
        assert_eq!(guess(&mut state, 1, 0), Ok(true));
        assert_eq!(guess(&mut state, 2, 0), Err(RegistrationFault::WrongPin));
        assert_eq!(guess(&mut state, 1, PAUSE_S - 1), Err(RegistrationFault::TooFast));
        assert_eq!(guess(&mut state, 1, PAUSE_S), Ok(true));
        assert_eq!(state.apply(Registration::SetPin([3; 32]), true, NOW), Ok(true));
        assert_eq!(guess(&mut state, 3, 0), Ok(true));
    }

    #[test]
    fn after_ten_wrong_guesses_nothing_is_heard_for_a_day() {
        let mut state = PinState::default();
        assert_eq!(guess(&mut state, 1, 0), Ok(true));
        for number in 0..i64::from(WRONG_MAX) {
            let refused = guess(&mut state, 2, number * PAUSE_S);
            assert_eq!(refused, Err(RegistrationFault::WrongPin));
        }
        let last = (i64::from(WRONG_MAX) - 1) * PAUSE_S;
        let early = guess(&mut state, 1, last + REST_S - 1);
        assert_eq!(early, Err(RegistrationFault::TooMany), "not even the right one");
        assert_eq!(guess(&mut state, 2, last + REST_S), Err(RegistrationFault::WrongPin));
        assert_eq!(guess(&mut state, 1, last + REST_S + PAUSE_S), Ok(true));
    }

    #[test]
    fn a_sender_is_registered_and_taken_back_ten_times_in_three_days() {
        let mut state = PinState::default();
        for number in 0..MOVES_MAX {
            let at = NOW.plus_s(i64::try_from(number).unwrap());
            let asked = if number % 2 == 0 {
                Registration::Register([1; 32])
            } else {
                Registration::Deregister
            };
            assert_eq!(state.apply(asked, true, at), Ok(number % 2 == 0));
        }
        let ask = Registration::Deregister;
        let last = NOW.plus_s(MOVES_S - 1);
        assert_eq!(state.apply(ask, true, last), Err(RegistrationFault::TooOften));
        assert_eq!(state.apply(Registration::SetPin([2; 32]), true, last), Ok(true));
        assert_eq!(guess(&mut state, 2, MOVES_S - 1), Err(RegistrationFault::TooOften));
        assert_eq!(guess(&mut state, 2, MOVES_S), Ok(true));
    }

    #[test]
    fn only_what_is_registered_can_be_taken_back() {
        let mut state = PinState::default();
        let ask = Registration::Deregister;
        assert_eq!(state.apply(ask, true, NOW), Ok(false));
        assert_eq!(state.apply(ask, false, NOW), Err(RegistrationFault::NotRegistered));
    }
}
