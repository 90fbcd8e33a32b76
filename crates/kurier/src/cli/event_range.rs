//! Which events of a business's log a command is about.

use clap::Args;

/// One event, or a range by number or by time.
#[derive(Debug, Clone, Args)]
pub(crate) struct EventRange {
    /// One event: its number, or the webhook-id of its delivery
    #[arg(long, conflicts_with_all = ["from", "to", "since", "until"], value_name = "EVENT")]
    event: Option<String>,
    /// From this event on
    #[arg(long, conflicts_with_all = ["since", "until"], value_name = "EVENT")]
    from: Option<u64>,
    /// Up to this event
    #[arg(long, conflicts_with_all = ["since", "until"], value_name = "EVENT")]
    to: Option<u64>,
    /// From this second on (since 1970 UTC)
    #[arg(long, value_name = "SECOND")]
    since: Option<u64>,
    /// Before this second
    #[arg(long, value_name = "SECOND")]
    until: Option<u64>,
    /// Whose, with the operator's token; a business's own token says it already
    #[arg(long, value_name = "BUSINESS")]
    business: Option<i64>,
}

impl EventRange {
    /// What is asked for, by name.
    pub(crate) fn asked(&self) -> Vec<(&'static str, String)> {
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        let all = [
            ("event", self.event.clone()),
            ("from", number(self.from)),
            ("to", number(self.to)),
            ("since", number(self.since)),
            ("until", number(self.until)),
            ("business", self.business.map(|id| id.to_string())),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}
