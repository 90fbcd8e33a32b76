//! Registering senders.

use crate::error::{self, Entry, GraphError, WireError};
use crate::json::Object;
use crate::params::Params;
use kurier_policy::pin::{PIN_DIGITS, RegistrationFault};

/// Reads `pin`.
///
/// # Errors
/// 131008 without one, 100 for one that has not six digits.
pub fn pin(params: &Params) -> Result<String, WireError> {
    let pin = Object::root(params).need_text("pin")?;
    if pin.len() == PIN_DIGITS && pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(pin);
    }
    Err(GraphError::of(&error::INVALID_PARAMETER).details("`pin` has six digits.").boxed())
}

/// The error for a registration that was refused.
pub fn refused(fault: RegistrationFault) -> WireError {
    let entry: &'static Entry = match fault {
        RegistrationFault::WrongPin => &error::PIN_MISMATCH,
        RegistrationFault::TooMany => &error::PIN_GUESSES,
        RegistrationFault::TooFast => &error::PIN_TOO_FAST,
        RegistrationFault::NotRegistered => &error::NUMBER_NOT_REGISTERED,
        RegistrationFault::TooOften => &error::REGISTRATIONS_MANY,
        RegistrationFault::Unproved => &error::NUMBER_UNPROVED,
        RegistrationFault::Unnamed => &error::NAME_NOT_ALLOWED,
    };
    GraphError::of(entry).boxed()
}
