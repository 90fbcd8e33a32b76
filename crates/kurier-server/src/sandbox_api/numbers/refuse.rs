//! Numbers that name the error with which a call is refused.

use super::table::REFUSED;
use kurier_policy::outbound::Recipient;
use kurier_policy::refusal::Refusal;
use kurier_wire::error::{self, GraphError, WireError};

/// The error that this recipient asks for. `None` for codes that nobody gets in an answer: those come
/// by webhook, and other numbers bring them about.
pub(crate) fn refuse(to: &Recipient) -> Option<WireError> {
    let Recipient::Phone(number) = to else { return None };
    let digits = number.digits().strip_prefix(REFUSED)?;
    if digits.len() != 6 {
        return None;
    }
    let code = digits.parse().ok()?;
    let later = |refusal: &Refusal| {
        refusal.answers_later() && GraphError::of_refusal(*refusal, None).code == code
    };
    if Refusal::ALL.iter().any(later) {
        return None;
    }
    let entry = error::by_code(code).next()?;
    let details = format!("the sandbox refuses every message to this number with {code}");
    Some(GraphError::of(entry).details(details).boxed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_policy::phone::PhoneNumber;

    fn code(digits: &str) -> Option<u32> {
        refuse(&Recipient::Phone(PhoneNumber::parse(digits).unwrap())).map(|fault| fault.code)
    }

    #[test]
    fn a_number_names_its_code() {
        assert_eq!(code("49305556131056"), Some(131_056));
        assert_eq!(code("49305556000004"), Some(4));
        assert_eq!(code("49305556131016"), Some(131_016));
    }

    #[test]
    fn other_numbers_codes_that_are_told_later_and_codes_that_do_not_exist_refuse_nothing() {
        for digits in
            ["49305556131047", "49305556131026", "49305556999999", "493055561", "493055502001"]
        {
            assert_eq!(code(digits), None, "{digits}");
        }
        assert!(refuse(&Recipient::UserId("ZZ.1".into())).is_none());
    }
}
