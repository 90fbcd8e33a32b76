//! `send_at`: when a message is to go. Kurier's own addition to the Cloud API.

use crate::error::WireError;
use crate::json::{Object, invalid};
use kurier_policy::time::Timestamp;

/// Whole seconds since 1970, or a time as RFC 3339 writes it.
pub(super) fn parse(root: &Object<'_>) -> Result<Option<Timestamp>, WireError> {
    let Some(text) = root.text("send_at")? else { return Ok(None) };
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Ok(Some(Timestamp::from_seconds(seconds)));
    }
    let at: jiff::Timestamp = text.parse().map_err(|_| {
        invalid(
            "send_at",
            "must be seconds since 1970, or a time like \"2026-12-24T18:00:00+01:00\"",
        )
    })?;
    Ok(Some(Timestamp(at.as_microsecond())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parsed(value: &Value) -> Result<Option<Timestamp>, u32> {
        let params = json!({ "send_at": value }).as_object().unwrap().clone();
        parse(&Object::root(&params)).map_err(|fault| fault.code)
    }

    #[test]
    fn a_time_is_read_as_seconds_or_as_rfc_3339() {
        let want = Ok(Some(Timestamp::from_seconds(1_798_131_600)));
        assert_eq!(parsed(&json!(1_798_131_600)), want);
        assert_eq!(parsed(&json!("1798131600")), want);
        assert_eq!(parsed(&json!("2026-12-24T17:00:00Z")), want);
        assert_eq!(parsed(&json!("2026-12-24T18:00:00+01:00")), want);
        assert_eq!(parsed(&Value::Null), Ok(None));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for bad in [json!("tomorrow"), json!("2026-12-24"), json!("24.12.2026 18:00"), json!("")] {
            assert_eq!(parsed(&bad), Err(131_009), "{bad}");
        }
        assert!(parsed(&json!({ "at": 1 })).is_err());
    }
}
