//! `GET /{business}/message_templates`: templates, filtered and paged.

use super::call::Call;
use super::reply::{Reply, of_store};
use kurier_policy::id::TemplateId;
use kurier_policy::template::{Template, TemplateStatus};
use kurier_store::record::Business;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, page};
use kurier_wire::template::{self, TemplateFilter};
use serde_json::Value;
use std::collections::BTreeSet;

/// Templates looked at in one step while a filter is applied.
const STEP: u32 = 500;

pub(super) async fn list(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let mut found = find(call, business, &request).await?;
    // A page before a cursor is followed by what the cursor stands for.
    let more = found.len() > request.limit || request.before.is_some();
    found.truncate(request.limit);
    let mut elements: Vec<(String, Value)> = Vec::new();
    for one in &found {
        elements.push((one.id.to_string(), super::template::shown(call, one).await?));
    }
    let mut answer = page(elements, more, &call.url()?);
    if call.params.contains_key("summary") {
        answer["summary"] = summary(call, business).await?;
    }
    Ok(answer.into())
}

/// How many there are: that pass the filter, and by name, as the limit counts them.
async fn summary(call: &Call, business: &Business) -> Result<Value, WireError> {
    let filter = TemplateFilter::parse(&call.params);
    let (mut after, mut matching) = (None, 0_usize);
    let mut names = BTreeSet::new();
    loop {
        let store = call.engine().store();
        let step = store.templates(business.id, after, STEP).await.map_err(of_store)?;
        let there = step.iter().filter(|one| one.status != TemplateStatus::Deleted);
        names.extend(there.map(|one| one.name.clone()));
        matching = matching.saturating_add(step.iter().filter(|one| filter.matches(one)).count());
        after = step.last().map(|last| last.id);
        if step.len() < STEP as usize {
            let limit = template::templates_max(business.verified);
            return Ok(template::summary(matching, names.len(), limit));
        }
    }
}

/// One more than asked for, if there are so many: that tells whether there is a next page.
async fn find(
    call: &Call,
    business: &Business,
    request: &PageRequest,
) -> Result<Vec<Template>, WireError> {
    let filter = TemplateFilter::parse(&call.params);
    let mut after = request.after.as_deref().map(cursor).transpose()?;
    let before = request.before.as_deref().map(cursor).transpose()?;
    let mut found = Vec::new();
    while before.is_some() || found.len() <= request.limit {
        let store = call.engine().store();
        let step = store.templates(business.id, after, STEP).await.map_err(of_store)?;
        after = step.last().map(|last| last.id);
        let is_over = |one: &Template| before.is_some_and(|before| one.id >= before);
        let is_last_step = step.len() < STEP as usize || step.last().is_some_and(is_over);
        found.extend(step.into_iter().filter(|one| filter.matches(one) && !is_over(one)));
        if before.is_some() {
            // The page ends where the cursor stands: what lies further back is left out.
            found.drain(..found.len().saturating_sub(request.limit));
        }
        if is_last_step {
            break;
        }
    }
    Ok(found)
}

fn cursor(text: &str) -> Result<TemplateId, WireError> {
    text.parse().map_err(|_| GraphError::of(&error::CURSOR_INVALID).boxed())
}
