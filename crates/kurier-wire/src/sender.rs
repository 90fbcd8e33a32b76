//! Senders: adding, proving and naming them, and their settings.

use crate::error::{self, Entry, GraphError, WireError};
use crate::json::Object;
use crate::params::Params;
use kurier_policy::onboarding::{CODE_DIGITS, CodeMethod, Onboarding, OnboardingFault};
use kurier_policy::phone::PhoneNumber;
use serde_json::{Value, json};

/// Longest language of a code, in characters.
pub const LANGUAGE_MAX: usize = 16;
/// Most digits of a country's calling code.
const CALLING_CODE_MAX: usize = 4;

/// Reads the number and the name of a sender to be added.
///
/// # Errors
/// 131008 without one of them, 100 for a number that is none.
pub fn parse_new(params: &Params) -> Result<(PhoneNumber, String), WireError> {
    let given = Object::root(params);
    let code = match given.text("cc")? {
        Some(code) => code,
        None => given.need_text("country_code")?,
    };
    let number = number(&code, &given.need_text("phone_number")?)?;
    if given.truth("migrate_phone_number")? {
        return Err(GraphError::of(&error::INVALID_PARAMETER)
            .details("`migrate_phone_number` cannot be true: numbers do not move between businesses here.")
            .boxed());
    }
    Ok((number, given.need_text("verified_name")?))
}

/// The number may stand with its calling code or without.
fn number(code: &str, number: &str) -> Result<PhoneNumber, WireError> {
    let code = code.trim().trim_start_matches('+');
    let is_code = (1..=CALLING_CODE_MAX).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && !code.starts_with('0');
    if !is_code {
        return Err(GraphError::of(&error::INVALID_PARAMETER)
            .details("`country_code` is the calling code of a country, such as 49.")
            .boxed());
    }
    let bare = number.trim();
    let has_code = bare.starts_with('+') || bare.starts_with("00") || bare.starts_with(code);
    let whole =
        if has_code { bare.to_owned() } else { format!("+{code}{}", bare.trim_start_matches('0')) };
    PhoneNumber::parse(&whole).ok().filter(|number| number.digits().starts_with(code)).ok_or_else(
        || {
            GraphError::of(&error::INVALID_PARAMETER)
                .details("`phone_number` is no number of this country.")
                .boxed()
        },
    )
}

/// Reads how a code is to be handed over, and in which language.
///
/// # Errors
/// 131008 without them, 100 for others than `SMS` and `VOICE`, or for what is no language.
pub fn parse_code_request(params: &Params) -> Result<(CodeMethod, String), WireError> {
    let given = Object::root(params);
    let method = match given.need_text("code_method")?.to_ascii_uppercase().as_str() {
        "SMS" => CodeMethod::Sms,
        "VOICE" => CodeMethod::Voice,
        _ => {
            return Err(GraphError::of(&error::INVALID_PARAMETER)
                .details("`code_method` is SMS or VOICE.")
                .boxed());
        }
    };
    let language = given.need_text("language")?;
    let is_language = (2..=LANGUAGE_MAX).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if !is_language {
        return Err(GraphError::of(&error::INVALID_PARAMETER)
            .details("`language` is a code such as en or en_US.")
            .boxed());
    }
    Ok((method, language))
}

/// Reads a code; a dash or a space in it is ignored.
///
/// # Errors
/// 131008 without one, 100 for one that has not six digits.
pub fn parse_code(params: &Params) -> Result<String, WireError> {
    let said = Object::root(params).need_text("code")?;
    let code: String = said.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    if code.len() == CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(code);
    }
    Err(GraphError::of(&error::INVALID_PARAMETER).details("`code` has six digits.").boxed())
}

/// Reads a username, and whether it may be taken from another sender of the same business.
///
/// # Errors
/// 131008 without a username, 100 for a `transfer_action` that is none.
pub fn parse_username(params: &Params) -> Result<(String, bool), WireError> {
    let given = Object::root(params);
    let transfer = match given.word("transfer_action")?.as_deref() {
        None | Some("none") => false,
        Some("force_transfer") => true,
        Some(_) => {
            return Err(GraphError::of(&error::INVALID_PARAMETER)
                .details("`transfer_action` is none or force_transfer.")
                .boxed());
        }
    };
    Ok((given.need_text("username")?, transfer))
}

/// The error for a change of an onboarding that was refused.
pub fn refused(fault: OnboardingFault) -> WireError {
    let entry: &'static Entry = match fault {
        OnboardingFault::AlreadyProved => &error::CODE_NEEDLESS,
        OnboardingFault::TooSoon { .. } => &error::CODE_TOO_SOON,
        OnboardingFault::NoCode
        | OnboardingFault::CodeExpired
        | OnboardingFault::WrongCode
        | OnboardingFault::TooManyGuesses => &error::CODE_REFUSED,
        OnboardingFault::NoSuchWish => &error::INVALID_PARAMETER,
    };
    let refused = GraphError::of(entry);
    match fault {
        OnboardingFault::TooSoon { wait_s } => refused.retry_after_s(wait_s.unsigned_abs()).boxed(),
        OnboardingFault::AlreadyProved => refused.boxed(),
        other => refused.details(sentence(&other.to_string())).boxed(),
    }
}

fn sentence(fragment: &str) -> String {
    let mut chars = fragment.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

/// `name_status` and `new_name_status`.
pub fn name_statuses(onboarding: &Onboarding) -> (&'static str, &'static str) {
    let wish = match &onboarding.wish {
        None => "NONE",
        Some(wish) if wish.declined.is_some() => "DECLINED",
        Some(_) => "PENDING_REVIEW",
    };
    if onboarding.unnamed { (wish, "NONE") } else { ("APPROVED", wish) }
}

/// The settings that a sender has: this server offers one value of each.
pub fn settings() -> Value {
    json!({
        "calling": { "status": "DISABLED" },
        "payload_encryption": { "status": "DISABLED" },
        "storage_configuration": { "status": "DEFAULT" },
        "user_identity_change": { "enable_identity_key_check": false },
    })
}

/// Takes settings that are as they are.
///
/// # Errors
/// 138018 for calls, 100 for any other value than [`settings`] has, and if none is given.
pub fn take_settings(params: &Params) -> Result<(), WireError> {
    let given = Object::root(params);
    let fixed = |name: &str, why: &str| {
        Err(GraphError::of(&error::SETTING_FIXED).details(format!("`{name}` {why}")).boxed())
    };
    let mut is_any = false;
    if let Some(calling) = given.object("calling")? {
        is_any = true;
        if calling.word("status")?.is_some_and(|status| status != "disabled") {
            return Err(GraphError::of(&error::CALLING_STAYS_OFF).boxed());
        }
    }
    if let Some(encryption) = given.object("payload_encryption")? {
        is_any = true;
        if encryption.word("status")?.is_some_and(|status| status != "disabled") {
            return fixed("payload_encryption", "stays off: webhooks are signed, and go over TLS.");
        }
    }
    if let Some(storage) = given.object("storage_configuration")? {
        is_any = true;
        if storage.word("status")?.is_some_and(|status| status != "default") {
            let why = "is DEFAULT: everything lies where the operator keeps it.";
            return fixed("storage_configuration", why);
        }
    }
    if let Some(identity) = given.object("user_identity_change")? {
        is_any = true;
        if identity.truth("enable_identity_key_check")? {
            let why = "stays off: the ids of people do not change with their devices.";
            return fixed("user_identity_change", why);
        }
    }
    if is_any {
        return Ok(());
    }
    Err(GraphError::of(&error::PARAMETER_MISSING)
        .details("calling, payload_encryption, storage_configuration or user_identity_change says what to change.")
        .boxed())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(code: &str, number: &str) -> Result<String, u32> {
        let body = json!({ "cc": code, "phone_number": number, "verified_name": "Shop" });
        let read = parse_new(body.as_object().unwrap());
        read.map(|(number, _)| number.digits().to_owned()).map_err(|fault| fault.code)
    }

    #[test]
    fn a_number_stands_with_its_calling_code_or_without() {
        for number in ["03055501001", "30 5550 1001", "4930 55501001", "+49 30 55501001"] {
            assert_eq!(added("49", number), Ok("493055501001".to_owned()), "{number}");
        }
        assert_eq!(added("+1", "650 555 1234"), Ok("16505551234".to_owned()));
        assert_eq!(added("1", "16505551234"), Ok("16505551234".to_owned()));
        for (code, number) in [("0", "301"), ("DE", "30555"), ("49", "+1 6505551234"), ("49", "x")]
        {
            assert_eq!(added(code, number), Err(100), "{code} {number}");
        }
    }

    #[test]
    fn a_code_may_be_written_in_two_halves() {
        let read = |code: Value| parse_code(json!({ "code": code }).as_object().unwrap());
        assert_eq!(read(json!("123-456")), Ok("123456".to_owned()));
        assert_eq!(read(json!(123_456)), Ok("123456".to_owned()));
        assert_eq!(read(json!("12345")).unwrap_err().code, 100);
        assert_eq!(parse_code(&Params::new()).unwrap_err().code, 131_008);
    }

    #[test]
    fn settings_are_taken_as_they_are_and_not_otherwise() {
        let take = |body: Value| take_settings(body.as_object().unwrap()).map_err(|it| it.code);
        assert_eq!(take(settings()), Ok(()));
        assert_eq!(take(json!({ "calling": { "status": "ENABLED" } })), Err(138_018));
        let storage = json!({ "status": "NO_STORAGE_ENABLED", "retention_minutes": 60 });
        assert_eq!(take(json!({ "storage_configuration": storage })), Err(100));
        let check = json!({ "enable_identity_key_check": true });
        assert_eq!(take(json!({ "user_identity_change": check })), Err(100));
        assert_eq!(take(json!({})), Err(131_008));
    }

    #[test]
    fn a_refusal_says_what_was_wrong_with_the_code() {
        let late = refused(OnboardingFault::CodeExpired);
        assert_eq!((late.code, late.details.as_ref()), (136_025, "The code is older than a day."));
        let soon = refused(OnboardingFault::TooSoon { wait_s: 7 });
        assert_eq!((soon.code, soon.retry_after_s), (613, Some(7)));
    }
}
