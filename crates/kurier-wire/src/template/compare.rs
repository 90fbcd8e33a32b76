//! `GET /{template}/compare`: which of two templates people block less often.

use crate::error::{self, GraphError, WireError};
use crate::json;
use crate::params::Params;
use kurier_policy::id::TemplateId;
use kurier_policy::time::{DAY_S, Timestamp};
use serde_json::{Value, json};

/// Lengths of the stretch of time, in days. Complaints are kept for 30, so that the Cloud API's 60 and 90 would tell too
/// little.
const DAYS: [i64; 2] = [7, 30];
/// How far the end may lie from now, in seconds: clocks differ, and callers round.
const END_SLACK_S: i64 = DAY_S;
/// Unix seconds do not reach this for 3,000 years: what does is milliseconds, as some callers write them.
const MILLISECONDS_FROM: i64 = 100_000_000_000;
/// Messages that each template must have been sent in, as in the Cloud API: among fewer, a rate would tell what single
/// people did.
pub const COMPARED_MIN: i64 = 1_000;

/// With which template, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// The other template.
    pub with: TemplateId,
    /// From then on.
    pub from: Timestamp,
    /// Until then.
    pub until: Timestamp,
}

/// One of the two, with its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Which.
    pub template: TemplateId,
    /// In how many messages it was sent.
    pub sent: i64,
    /// How many people blocked or reported the business after it.
    pub complaints: i64,
}

/// Reads the question about a template.
///
/// # Errors
/// 100 for what is missing, misspelt, or no stretch of time that can be compared.
pub fn parse_compare(
    params: &Params,
    of: TemplateId,
    now: Timestamp,
) -> Result<Comparison, WireError> {
    let named = super::words(params.get("template_ids"));
    let ids: Vec<TemplateId> = named.iter().filter_map(|word| word.parse().ok()).collect();
    let [with] = ids[..] else {
        return Err(fault("`template_ids` names one template to compare with."));
    };
    if named.len() != 1 || with == of {
        return Err(fault("`template_ids` names one other template."));
    }
    let (start, end) = (second(params, "start")?, second(params, "end")?);
    if !DAYS.iter().any(|days| end.saturating_sub(start) == days.saturating_mul(DAY_S)) {
        return Err(fault("`end` lies exactly 7 or 30 days after `start`."));
    }
    if end.saturating_sub(now.seconds()).abs() > END_SLACK_S {
        return Err(fault("`end` is the present time."));
    }
    let (from, until) = (Timestamp::from_seconds(start), Timestamp::from_seconds(end));
    Ok(Comparison { with, from, until })
}

fn second(params: &Params, name: &str) -> Result<i64, WireError> {
    let given = params.get(name).and_then(json::scalar);
    let number = given.and_then(|text| text.trim().parse::<i64>().ok()).filter(|at| *at >= 0);
    let number =
        number.ok_or_else(|| fault(format!("`{name}` is a time in seconds since 1970.")))?;
    Ok(if number < MILLISECONDS_FROM { number } else { number / 1_000 })
}

/// The answer about two templates that were each sent in at least `least` messages.
///
/// # Errors
/// 100 if one of them was not.
pub fn compared(both: [Compared; 2], least: i64) -> Result<Value, WireError> {
    if let Some(few) = both.iter().find(|one| one.sent < least.max(1)) {
        return Err(fault(format!(
            "{} was sent in fewer than {least} messages of this time: too few to compare.",
            few.template
        )));
    }
    let mut order = both;
    // a/b < c/d as a·d < c·b.
    let cross = |one: &Compared, other: &Compared| {
        i128::from(one.complaints).saturating_mul(i128::from(other.sent))
    };
    order.sort_by(|one, other| cross(one, other).cmp(&cross(other, one)));
    let sends = both.map(|one| json!({ "key": one.template.to_string(), "value": one.sent }));
    // People are not asked why.
    let blocked = both.iter().filter(|one| one.complaints > 0);
    let reasons: Vec<Value> = blocked
        .map(|one| json!({ "key": one.template.to_string(), "value": "NO_REASON_GIVEN" }))
        .collect();
    Ok(json!({ "data": [
        { "metric": "BLOCK_RATE", "type": "RELATIVE",
          "order_by_relative_metric": order.map(|one| one.template.to_string()) },
        { "metric": "MESSAGE_SENDS", "type": "NUMBER_VALUES", "number_values": sends },
        { "metric": "TOP_BLOCK_REASON", "type": "STRING_VALUES", "string_values": reasons },
    ] }))
}

fn fault(details: impl Into<std::borrow::Cow<'static, str>>) -> WireError {
    GraphError::of(&error::INVALID_PARAMETER).details(details).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

    fn asked(params: &Value) -> Result<Comparison, u32> {
        let read = parse_compare(params.as_object().unwrap(), TemplateId(5), NOW);
        read.map_err(|fault| fault.code)
    }

    #[test]
    fn one_other_template_and_seven_or_thirty_days_until_now_are_compared() {
        let end = NOW.seconds();
        let week = Comparison { with: TemplateId(7), from: NOW.plus_s(-7 * DAY_S), until: NOW };
        for ids in [json!("[7]"), json!([7]), json!(["7"]), json!("7")] {
            let params =
                json!({ "template_ids": ids, "start": end - 7 * DAY_S, "end": end.to_string() });
            assert_eq!(asked(&params), Ok(week));
        }
        let millis =
            json!({ "template_ids": "7", "start": (end - 7 * DAY_S) * 1_000, "end": end * 1_000 });
        assert_eq!(asked(&millis), Ok(week));
        for (ids, days, end) in [
            ("[7,8]", 7, end),
            ("[5]", 7, end),
            ("", 7, end),
            ("x", 7, end),
            ("[7]", 60, end),
            ("[7]", 7, end - 3 * DAY_S),
        ] {
            let params = json!({ "template_ids": ids, "start": end - days * DAY_S, "end": end });
            assert_eq!(asked(&params), Err(100), "{params}");
        }
        assert_eq!(asked(&json!({ "template_ids": "7", "start": "x", "end": end })), Err(100));
    }

    #[test]
    fn the_one_that_is_blocked_less_often_for_its_messages_comes_first() {
        let one = |template, sent, complaints| Compared {
            template: TemplateId(template),
            sent,
            complaints,
        };
        let order = |both| -> Result<Value, u32> {
            let answer = compared(both, 1_000).map_err(|fault| fault.code)?;
            Ok(answer["data"][0]["order_by_relative_metric"].clone())
        };
        assert_eq!(order([one(1, 1_000, 9), one(2, 5_000, 10)]), Ok(json!(["2", "1"])));
        assert_eq!(order([one(1, 1_000, 0), one(2, 5_000, 0)]), Ok(json!(["1", "2"])));
        assert_eq!(order([one(1, 999, 0), one(2, 5_000, 0)]), Err(100));
        let answer = compared([one(1, 1_000, 0), one(2, 2_000, 1)], 1_000).unwrap();
        assert_eq!(answer["data"][1]["number_values"][1], json!({ "key": "2", "value": 2_000 }));
        let reasons = json!([{ "key": "2", "value": "NO_REASON_GIVEN" }]);
        assert_eq!(answer["data"][2]["string_values"], reasons);
    }
}
