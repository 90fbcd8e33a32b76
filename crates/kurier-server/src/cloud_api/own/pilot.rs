//! `GET /kurier/v1/features` and `GET /kurier/v1/pilot`: what a business may do and why, and how its cohort stands; `POST
//! /kurier/v1/pilot/accept`: it takes its seat; `POST /kurier/v1/pilot/test_code`: a code for people who test.

use super::bad_value;
use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, internal, of_store};
use crate::console_api::pilot::view;
use kurier_policy::pilot::Feature;
use kurier_wire::error::WireError;
use serde_json::{Value, json};

/// `?needs=mqtt,postpaid`: what is missing of it is refused, as a send would be.
pub(super) async fn features(call: &Call) -> Result<Reply, WireError> {
    let needs = call.params.get("needs").and_then(Value::as_str).unwrap_or_default();
    for key in needs.split(',').filter(|key| !key.is_empty()) {
        let unknown = || bad_value(format!("needs: there is no feature {key}."));
        let feature = Feature::of_key(key).ok_or_else(unknown)?;
        call.engine().require(call.business().id, feature).await.map_err(internal)?;
    }
    let lines = call.engine().features(call.business().id).await.map_err(internal)?;
    Ok(json!({ "data": view::features(&lines) }).into())
}

pub(super) async fn show(call: &Call) -> Result<Reply, WireError> {
    let engine = call.engine();
    let is_on = engine.pilot().await.map_err(internal)?.is_some();
    let known = engine.store().business(call.business().id).await.map_err(of_store)?;
    let access = known.access.as_deref();
    let cohort = access.and_then(|access| access.enrolment.as_ref()).map(|it| it.cohort);
    let scorecard = match cohort {
        None => Value::Null,
        Some(cohort) => view::report(&engine.cohort_report(cohort).await.map_err(internal)?),
    };
    let enrolment = view::enrolment(access);
    Ok(json!({ "on": is_on, "enrolment": enrolment, "scorecard": scorecard }).into())
}

pub(super) async fn accept(call: &Call) -> Result<Reply, WireError> {
    let given = |name: &str| {
        let text = call.params.get(name).and_then(Value::as_str);
        text.ok_or_else(|| bad_value(format!("{name} is a text, as the invitation says it.")))
    };
    let (code, email) = (given("code")?, given("email")?);
    let taken = call.engine().accept_seat(call.business().id, code, email).await;
    let access = taken.map_err(internal)?;
    Ok(json!({ "enrolment": view::enrolment(Some(&access)) }).into())
}

pub(super) async fn test_code(call: &Call) -> Result<Reply, WireError> {
    let code = call.engine().test_code(call.business().id).await.map_err(internal)?;
    Ok(json!({ "code": code, "people": kurier_policy::pilot::TEST_PEOPLE_MAX }).into())
}
