use super::words::money;
use super::{Right, Trip};
use crate::mvt::Language;

/// A claim filled in as far as we know, for the passenger to send or change. `None` when nothing is to be paid.
pub fn claim(
    trip: &Trip,
    right: &Right,
    flight: &str,
    route: &str,
    language: Language,
) -> Option<String> {
    let Right::Compensation { rule, amount_cents, currency, .. } = right else { return None };
    let (day, km) = (trip.day, trip.distance_km);
    let amount = money(*amount_cents, currency);
    let (hours, minutes) = (trip.arrival_delay_min / 60, trip.arrival_delay_min % 60);
    Some(match language {
        Language::English => {
            let what = if trip.is_cancelled {
                format!("was cancelled; I was told {} days before departure", trip.told_days_before)
            } else {
                format!("arrived {hours} h {minutes} min late")
            };
            format!(
                "Claim under {rule}\nMy flight {flight} on {day}, {route} ({km} km), {what}.\n\
                 I ask for compensation of {amount}.\nName, booking and account: "
            )
        }
        Language::German => {
            let what = if trip.is_cancelled {
                format!(
                    "ist ausgefallen; gemeldet wurde es {} Tage vor dem Abflug",
                    trip.told_days_before
                )
            } else {
                format!("kam {hours} h {minutes} min verspätet an")
            };
            format!(
                "Anspruch nach {rule}\nMein Flug {flight} am {day}, {route} ({km} km), {what}.\n\
                 Ich bitte um die Ausgleichszahlung von {amount}.\nName, Buchung und Konto: "
            )
        }
    })
}
