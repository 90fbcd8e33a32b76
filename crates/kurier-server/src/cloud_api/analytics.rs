//! Numbers of a business: `fields=analytics.start(…)…` on itself, and `GET /{business}/analytics` and its like.

use super::call::Call;
use super::reply::{Reply, internal, of_store};
use kurier_store::port::StoreError;
use kurier_store::record::Business;
use kurier_wire::analytics::{Account, Args, Asked, Report, too_many};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::fields::{self, Field};
use serde_json::{Value, json};

/// Puts the numbers that `fields` asks for into `node`.
pub(super) async fn fill(
    call: &Call,
    business: &Business,
    fields: &[Field],
    node: &mut Value,
) -> Result<(), WireError> {
    for field in fields {
        if let Some(report) = Report::named(&field.name) {
            let args = Args::of_field(field, &call.params);
            node[report.name()] = numbers(call, business, report, args).await?;
        }
    }
    Ok(())
}

pub(super) async fn list(
    call: &Call,
    business: &Business,
    report: Report,
) -> Result<Reply, WireError> {
    let found = numbers(call, business, report, Args::of_edge(&call.params)).await?;
    let answer = if report == Report::Messaging { json!({ "data": [found] }) } else { found };
    Ok(answer.into())
}

async fn numbers(
    call: &Call,
    business: &Business,
    report: Report,
    args: Args<'_>,
) -> Result<Value, WireError> {
    let (store, now) = (call.engine().store(), call.engine().clock().now());
    let senders = store.senders(business.id).await.map_err(of_store)?;
    let senders =
        senders.into_iter().map(|one| (one.id, one.display_number.digits().to_owned())).collect();
    let account = Account { business: business.id, senders };
    let asked = Asked::read(report, &args, account, now)?;
    for id in asked.templates() {
        let is_own = match store.template(*id).await {
            Ok(template) => template.business == business.id,
            Err(StoreError::NotFound(_)) => false,
            Err(other) => return Err(of_store(other)),
        };
        if !is_own {
            return Err(GraphError::of(&error::INVALID_PARAMETER)
                .details(format!(
                    "`template_ids` names {id}, which is no template of this account."
                ))
                .boxed());
        }
    }
    let counts = call.engine().counts(asked.ask().clone()).await.map_err(internal)?;
    Ok(asked.answer(&counts.ok_or_else(too_many)?, now))
}

/// The fields of a call, or those of `default`.
pub(super) fn wanted(call: &Call, default: &str) -> Result<Vec<Field>, WireError> {
    fields::parse(call.text("fields").as_deref().unwrap_or(default))
}
