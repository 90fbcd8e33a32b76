//! `GET /{business}/message_templates`: templates, filtered and paged.

use super::call::Call;
use super::reply::{Reply, of_store};
use super::template::DEFAULT;
use kurier_policy::id::TemplateId;
use kurier_policy::template::Template;
use kurier_store::record::Business;
use kurier_wire::error::WireError;
use kurier_wire::paging::{self, Page};
use kurier_wire::{fields, template};
use serde_json::Value;

/// Templates looked at in one step while a filter is applied.
const STEP: u32 = 500;

pub(super) async fn list(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let asked = call.text("fields");
    let page = Page::of(&call.params)?;
    let mut after = page.after_number()?.map(TemplateId);
    let limit = page.limit();
    let mut found: Vec<Template> = Vec::with_capacity(limit + 1);
    // One more than asked for tells whether there is a next page.
    while found.len() <= limit {
        let store = call.engine().store();
        let step = store.templates(business.id, after, STEP).await.map_err(of_store)?;
        let Some(last) = step.last() else { break };
        after = Some(last.id);
        let is_last_step = step.len() < STEP as usize;
        found.extend(step.into_iter().filter(|one| matches(call, one)));
        if is_last_step {
            break;
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let data: Vec<Value> = found
        .iter()
        .map(|one| fields::project_known(&template::write(one), asked.as_deref().unwrap_or(DEFAULT)))
        .collect::<Result<_, _>>()?;
    let ends = found.first().zip(found.last()).map(|(first, last)| (first.id.0, last.id.0));
    let path = call.absolute(&format!("{}/message_templates", business.id));
    let token = call.caller.query_token.as_deref();
    Ok(paging::list(data, ends, more, &path, &call.params, token).into())
}

/// Whether a template passes every filter given.
fn matches(call: &Call, one: &Template) -> bool {
    let is = |name: &str, value: &str| {
        call.text(name).is_none_or(|wanted| {
            let wanted = wanted.trim_matches(['[', ']']).replace('"', "");
            wanted.split(',').any(|wanted| wanted.trim().eq_ignore_ascii_case(value))
        })
    };
    let view = template::write(one);
    let member = |name: &str| view[name].as_str().unwrap_or_default().to_owned();
    call.text("name").is_none_or(|name| one.name.contains(&name))
        && call.text("name_or_content").is_none_or(|text| {
            one.name.contains(&text) || one.parts.body.contains(&text)
        })
        && is("status", &member("status"))
        && is("category", &member("category"))
        && is("language", &one.language)
}
