use super::Right;
use crate::mvt::Language;

/// One right as a sentence.
pub fn words(right: &Right, language: Language) -> String {
    let english = language == Language::English;
    match right {
        Right::Care { rule } if english => {
            format!(
                "Meals and drinks, two calls, and a hotel if you must stay the night ({rule}). Keep the receipts."
            )
        }
        Right::Care { rule } => format!(
            "Essen und Trinken, zwei Anrufe, und ein Hotel, wenn Sie übernachten müssen ({rule}). Heben Sie die Belege auf."
        ),
        Right::Refund { rule } if english => {
            format!("Your money back if you no longer want to fly ({rule}).")
        }
        Right::Refund { rule } => {
            format!("Ihr Geld zurück, wenn Sie nicht mehr fliegen möchten ({rule}).")
        }
        Right::Rerouting { rule } if english => {
            format!(
                "Another flight to your destination, as soon as possible or on a later day ({rule})."
            )
        }
        Right::Rerouting { rule } => {
            format!(
                "Ein anderer Flug an Ihr Ziel, so bald wie möglich oder an einem späteren Tag ({rule})."
            )
        }
        Right::Compensation { rule, amount_cents, currency, may_be_refused } => {
            let amount = money(*amount_cents, currency);
            let refused = match (may_be_refused, english) {
                (false, _) => "",
                (true, true) => {
                    " It may be refused because of the reason: what counts is decided case by case."
                }
                (true, false) => {
                    " Sie kann wegen des Grundes abgelehnt werden: das entscheidet sich im Einzelfall."
                }
            };
            if english {
                format!("Compensation of {amount} ({rule}).{refused}")
            } else {
                format!("Ausgleichszahlung von {amount} ({rule}).{refused}")
            }
        }
    }
}

pub(super) fn money(cents: i64, currency: &str) -> String {
    match cents % 100 {
        0 => format!("{} {currency}", cents / 100),
        rest => format!("{}.{rest:02} {currency}", cents / 100),
    }
}
