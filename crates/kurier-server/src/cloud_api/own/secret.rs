//! `GET /kurier/v1/secret`: what checks the signatures of a business's webhooks. `POST …/secret/next`
//! makes another one, which signs beside it; `POST …/secret/switch` puts that in force.

use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, internal};
use kurier_engine::rotation::{Secrets, standard_secret};
use kurier_wire::error::WireError;
use serde_json::{Value, json};

pub(super) async fn show(call: &Call) -> Result<Reply, WireError> {
    told(call.engine().secrets(call.business().id).await)
}

pub(super) async fn begin(call: &Call) -> Result<Reply, WireError> {
    told(call.engine().begin_rotation(call.business().id).await)
}

pub(super) async fn switch(call: &Call) -> Result<Reply, WireError> {
    told(call.engine().switch_secret(call.business().id).await)
}

fn told(secrets: kurier_engine::Result<Secrets>) -> Result<Reply, WireError> {
    let secrets = secrets.map_err(internal)?;
    let mut view = one(&secrets.own);
    view["next"] = secrets.next.as_deref().map_or(Value::Null, one);
    view["former"] = Value::Null;
    if let Some((former, until)) = &secrets.former {
        view["former"] = one(former);
        view["former"]["until"] = json!(until.seconds());
    }
    Ok(view.into())
}

fn one(secret: &str) -> Value {
    json!({ "app_secret": secret, "webhook_secret": standard_secret(secret) })
}
