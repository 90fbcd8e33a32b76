//! `GET`, `POST` and `DELETE /kurier/v1/domains`, `POST …/{domain}/verify`: the domains that a business has proven to
//! own. Marketing leads nowhere else.

use super::bad_value;
use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, internal, of_store};
use kurier_engine::domains::{DomainFault, record_of};
use kurier_policy::time::Timestamp;
use kurier_store::record::Domain;
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::{Value, json};

pub(super) async fn list(call: &Call) -> Result<Reply, WireError> {
    let all = call.engine().store().domains(call.business().id).await.map_err(of_store)?;
    let data: Vec<Value> = all.iter().map(view).collect();
    Ok(json!({ "data": data }).into())
}

pub(super) async fn add(call: &Call) -> Result<Reply, WireError> {
    let name = named(call)?;
    let added = call.engine().add_domain(call.business().id, name).await.map_err(internal)?;
    Ok(view(&added.map_err(|fault| refused(&fault, name, "POST"))?).into())
}

pub(super) async fn verify(call: &Call, name: &str) -> Result<Reply, WireError> {
    let (business, records) = (call.business().id, &*call.app.dns);
    let verified = call.engine().verify_domain(business, name, records).await;
    let verified = verified.map_err(internal)?;
    Ok(view(&verified.map_err(|fault| refused(&fault, name, "POST"))?).into())
}

pub(super) async fn remove(call: &Call) -> Result<Reply, WireError> {
    let name = named(call)?;
    let removed = call.engine().remove_domain(call.business().id, name).await.map_err(internal)?;
    removed.map_err(|fault| refused(&fault, name, "DELETE"))?;
    Ok(answer::success().into())
}

fn named(call: &Call) -> Result<&str, WireError> {
    let name = call.params.get("domain").and_then(Value::as_str);
    name.filter(|name| name.len() <= 253).ok_or_else(|| {
        GraphError::of(&error::PARAMETER_MISSING)
            .details("domain says which, such as example.org.")
            .boxed()
    })
}

fn refused(fault: &DomainFault, name: &str, method: &str) -> WireError {
    let details = format!("{fault}.");
    match fault {
        DomainFault::Unknown => error::unknown_object(name, method),
        DomainFault::Form | DomainFault::Below(_) => bad_value(format!("domain: {details}")),
        DomainFault::TooMany => GraphError::of(&error::DOMAIN_LIMIT).boxed(),
        DomainFault::Unproven { .. } | DomainFault::Lookup(_) => {
            GraphError::of(&error::DOMAIN_UNPROVEN).details(details).boxed()
        }
    }
}

fn view(one: &Domain) -> Value {
    let status = if one.verified_at.is_some() { "VERIFIED" } else { "PENDING" };
    json!({
        "domain": one.domain,
        "status": status,
        "record": { "type": "TXT", "name": one.domain, "value": record_of(one) },
        "created_timestamp": one.created_at.seconds(),
        "verified_timestamp": one.verified_at.map(Timestamp::seconds),
    })
}
