//! Who took the invitation: read from the airline's events, so that everybody who opens the link
//! becomes a passenger.

use crate::cli::failure::Outcome;
use crate::cli::remote::{Remote, text};
use kurier_wire::webhook::{Incoming, parse};
use serde_json::Value;
use std::time::Duration;

/// How long the server may hold an answer back, and how long we wait for it.
const WAIT_S: u64 = 20;
const WAIT_AT_MOST: Duration = Duration::from_secs(WAIT_S + 10);

/// Reads the airline's events from the first one on.
pub(super) struct Passengers<'a> {
    operator: &'a Remote,
    waba_id: &'a str,
    after: i64,
}

impl<'a> Passengers<'a> {
    pub(super) fn new(operator: &'a Remote, waba_id: &'a str) -> Self {
        Self { operator, waba_id, after: 0 }
    }

    /// Waits for the next events; answers the `wa_id` of those who allowed the airline to write.
    pub(super) async fn next(&mut self) -> Outcome<Vec<String>> {
        let path = format!(
            "/console/v1/businesses/{}/events?after={}&wait_s={WAIT_S}",
            self.waba_id, self.after
        );
        let page = self.operator.wait(&path, WAIT_AT_MOST).await?;
        self.after = page.get("next").and_then(Value::as_i64).unwrap_or(self.after);
        let events = page.get("events").and_then(Value::as_array).into_iter().flatten();
        Ok(events.flat_map(|event| allowed(text(event, "/body"))).collect())
    }
}

fn allowed(body: &str) -> Vec<String> {
    // What cannot be read is no change of a permission.
    parse(body.as_bytes())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|incoming| match incoming {
            Incoming::Preference { preference, .. }
                if preference.value == "resume" && preference.category == "utility_messages" =>
            {
                Some(preference.wa_id)
            }
            _ => None,
        })
        .collect()
}
