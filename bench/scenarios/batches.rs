//! How many messages share a commit: each ledger line covers the messages of one commit.

use crate::client::http::{Connection, get};
use crate::measure::count;
use crate::report::Report;
use crate::server::sandbox::{Sandbox, text_of};
use anyhow::Result;
use serde_json::Value;

/// Upper ends of the classes.
pub(crate) const CLASSES: [u64; 8] = [1, 4, 8, 16, 32, 64, 128, 4_096];

/// A reader of the ledger of the sandbox's first business.
pub(crate) struct Batches {
    after: String,
}

impl Batches {
    /// Begins after what is there now.
    pub(crate) async fn from_now(sandbox: &Sandbox) -> Result<Self> {
        let mut batches = Self { after: "0".to_owned() };
        batches.next(sandbox).await?;
        Ok(batches)
    }

    /// Sizes of all batches since the last look.
    async fn next(&mut self, sandbox: &Sandbox) -> Result<Vec<u64>> {
        let business = sandbox.text("/waba_id")?;
        let token = sandbox.text("/operator_token")?;
        let mut connection = Connection::open(&sandbox.address).await?;
        let mut sizes = Vec::new();
        loop {
            let path = format!(
                "/console/v1/businesses/{business}/transfers?limit=500&after={}",
                self.after
            );
            let request = get(&sandbox.address, &path, token);
            let page: Value = serde_json::from_slice(connection.ok(&request).await?)?;
            let rows = page["data"].as_array().map(Vec::as_slice).unwrap_or_default();
            sizes.extend(rows.iter().filter_map(|row| row["messages"].as_u64()));
            if let Some(id) = rows.last().and_then(|row| row["id"].as_i64()) {
                self.after = id.to_string();
            }
            if text_of(&page, "/next").is_err() {
                sizes.retain(|size| *size > 0);
                return Ok(sizes);
            }
        }
    }

    /// Tells which share of the messages since the last look went in batches of which size.
    pub(crate) async fn tell(
        &mut self,
        sandbox: &Sandbox,
        what: &str,
        report: &mut Report,
    ) -> Result<()> {
        let sizes = self.next(sandbox).await?;
        let messages: u64 = sizes.iter().sum();
        report.plain(
            &format!("{what}: messages per commit"),
            count(messages) / count(sizes.len()),
            "",
        );
        let mut from = 0;
        for end in CLASSES {
            let inside = sizes.iter().filter(|size| **size > from && **size <= end);
            let share = count(inside.sum::<u64>()) / count(messages).max(1.0);
            report.plain(&class(what, end), share * 100.0, "%");
            from = end;
        }
        Ok(())
    }
}

/// The figure that holds the share of a class.
pub(crate) fn class(what: &str, end: u64) -> String {
    format!("{what}: share in commits of at most {end}")
}
