use serde_json::Value;

use super::row::Row;
use super::{Intake, MOST, Reason};

/// Reads flights as JSON: one object, a list of them, or `{"flights": […]}`, with the names of the table's columns.
pub(super) fn read(text: &str, intake: &mut Intake) {
    each(text, intake, |flight, intake| {
        let mut row = Row::default();
        for (name, value) in flight {
            match value {
                Value::String(text) => row.set(name, text),
                Value::Number(number) => row.set(name, &number.to_string()),
                Value::Bool(flag) => row.set(name, if *flag { "true" } else { "false" }),
                _ => {}
            }
        }
        row.give(intake);
    });
}

type Object = serde_json::Map<String, Value>;

/// Calls `take` for each flight. The reader itself stops at 128 levels of nesting.
pub(super) fn each(text: &str, intake: &mut Intake, take: impl Fn(&Object, &mut Intake)) {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(fault) if fault.to_string().contains("recursion") => {
            return intake.fault(Reason::TooDeep, "");
        }
        Err(fault) => return intake.fault(Reason::NotUnderstood, &fault.to_string()),
    };
    let flights = match value {
        Value::Object(mut object) => match (object.remove("flights"), object.remove("flight")) {
            (Some(Value::Array(flights)), _) => flights,
            (_, Some(flight @ Value::Object(_))) => vec![flight],
            (_, Some(named)) => {
                object.insert("flight".to_owned(), named);
                vec![Value::Object(object)]
            }
            _ => vec![Value::Object(object)],
        },
        Value::Array(flights) => flights,
        _ => Vec::new(),
    };
    if flights.is_empty() {
        intake.fault(Reason::NotUnderstood, "no flights");
    }
    if flights.len() > MOST {
        intake.fault(Reason::TooMany, "");
    }
    for flight in flights.iter().take(MOST) {
        match flight {
            Value::Object(object) => take(object, intake),
            other => intake.fault(Reason::NotUnderstood, &other.to_string()),
        }
    }
}
