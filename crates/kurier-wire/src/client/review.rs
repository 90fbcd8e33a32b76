//! Waiting: for a server that starts, and for the review of templates.

use super::{ApiError, CloudApi, TemplateInfo};
use std::time::Duration;

/// Tries to reach a server that may still be starting.
const TRIES: u32 = 20;
/// Looks at templates that are reviewed.
const LOOKS: u32 = 60;
const BETWEEN: Duration = Duration::from_secs(1);

impl CloudApi {
    /// Every template of the business, as soon as the server answers; given up after 20 seconds.
    pub async fn templates_when_up(&self) -> Result<Vec<TemplateInfo>, ApiError> {
        let mut tries = 1;
        loop {
            match self.templates(None).await {
                Err(fault) if fault.may_succeed_later() && tries < TRIES => tries += 1,
                answer => return answer,
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// Waits until all these templates, by name and language, are approved, for a minute at most; how many are not.
    pub async fn wait_for_review(&self, templates: &[(&str, &str)]) -> Result<usize, ApiError> {
        let mut looks = 1;
        loop {
            let known = self.templates(None).await?;
            let is_approved = |(name, language): &&(&str, &str)| {
                let is_it = |info: &&TemplateInfo| info.name == *name && info.language == *language;
                known.iter().find(is_it).is_some_and(|info| info.status == "APPROVED")
            };
            let pending = templates.iter().filter(|one| !is_approved(one)).count();
            if pending == 0 || looks == LOOKS {
                return Ok(pending);
            }
            looks += 1;
            tokio::time::sleep(BETWEEN).await;
        }
    }
}
