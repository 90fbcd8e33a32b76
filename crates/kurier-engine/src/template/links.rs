//! Where a template leads: judged when it is written, and again with each message.

use super::{Outcome, TemplateFault};
use crate::Engine;
use kurier_policy::id::BusinessId;
use kurier_policy::pricing::Category;
use kurier_policy::template::Parts;
use kurier_policy::template::lint::lint_links;

impl Engine {
    /// Refuses links that lead where none of this business may lead.
    pub(super) async fn check_links(
        &self,
        business: BusinessId,
        category: Category,
        parts: &Parts,
    ) -> Outcome<()> {
        let Some((rule, proven)) = self.link_rule(business).await? else { return Ok(()) };
        let findings = lint_links(rule, category, parts, &proven);
        if findings.is_empty() { Ok(()) } else { Err(TemplateFault::Lint(findings)) }
    }
}
