//! `GET /{template}/compare`: two templates of a business side by side.

use super::call::Call;
use super::reply::{Reply, internal, of_store};
use kurier_policy::template::Template;
use kurier_store::port::StoreError;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::template::{COMPARED_MIN, Compared, compared, parse_compare};

pub(super) async fn compare(call: &Call, of: &Template) -> Result<Reply, WireError> {
    let asked = parse_compare(&call.params, of.id, call.engine().clock().now())?;
    let is_own = match call.engine().store().template(asked.with).await {
        Ok(other) => other.business == of.business,
        Err(StoreError::NotFound(_)) => false,
        Err(other) => return Err(of_store(other)),
    };
    if !is_own {
        let told =
            format!("`template_ids` names {}, which is no template of this account.", asked.with);
        return Err(GraphError::of(&error::INVALID_PARAMETER).details(told).boxed());
    }
    let span = (asked.from, asked.until);
    let both = call.engine().compare_templates(of.business, &[of.id, asked.with], span).await;
    let both = both.map_err(internal)?;
    let numbers = |at: usize, template| {
        let found = both.get(at).map_or((0, 0), |one| (one.sent, one.complaints));
        Compared { template, sent: found.0, complaints: found.1 }
    };
    // In the sandbox nobody has to be kept from learning what single people did.
    let least = if call.app.config.sandbox.is_some() { 1 } else { COMPARED_MIN };
    Ok(compared([numbers(0, of.id), numbers(1, asked.with)], least)?.into())
}
