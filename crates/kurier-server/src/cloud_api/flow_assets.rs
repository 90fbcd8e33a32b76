//! `GET /{flow}/assets` and `POST /{flow}/assets`: the definition of a form, as a file.

use super::call::Call;
use super::flows_fault::of_flow;
use super::path::GraphPath;
use super::reply::{Reply, of_store};
use super::{caller, form, used};
use crate::state::App;
use crate::usage::Usage;
use axum::body::{Body, to_bytes};
use axum::http::header;
use axum::http::request::Parts;
use kurier_policy::flow::Flow;
use kurier_policy::flow::limits::JSON_BYTES;
use kurier_policy::id::FlowId;
use kurier_store::port::StoreError;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::{self, Params};
use kurier_wire::{flow, paging};
use multer::Multipart;
use serde_json::{Value, json};
use std::sync::Arc;

/// What stands around the file in a form.
const AROUND_BYTES: usize = 64 * 1024;
/// Parts of a form.
const FIELDS: usize = 16;
/// Name of the node type, for field errors.
const NODE_TYPE: &str = "WhatsAppFlowAsset";
const DEFAULT: &str = "name,asset_type,download_url";

pub(super) async fn list(call: &Call, flow: &Flow) -> Result<Reply, WireError> {
    let store = call.engine().store();
    let mut elements = Vec::new();
    if store.flow_definition(flow.id).await.map_err(of_store)?.is_some() {
        let address = call.engine().flow_address(flow.id);
        let whole = json!({
            "name": "flow.json",
            "asset_type": "FLOW_JSON",
            "download_url": format!("{}/media/flows/{address}", call.app.config.base_url),
        });
        elements.push(("flow.json".to_owned(), call.project(&whole, DEFAULT, NODE_TYPE)?));
    }
    Ok(paging::page(elements, false, &call.url()?).into())
}

/// Takes the file of a form; nothing of it is read before it is known who calls, unless the token stands in it.
pub(super) async fn upload(
    app: &Arc<App>,
    parts: &Parts,
    path: &GraphPath,
    body: Body,
    usage: &mut Option<Usage>,
) -> Result<Reply, WireError> {
    let mut given = params::merge(parts.uri.query().unwrap_or_default(), None, &[])?;
    if crate::auth::bearer(&parts.headers).is_some() || given.contains_key("access_token") {
        caller::authenticate(app, parts, &mut given.clone()).await?;
    }
    let file = read(parts, body, &mut given).await?;
    let caller = caller::authenticate(app, parts, &mut given).await?;
    *usage = Some(used(app, &caller));
    let unknown = || error::unknown_object(&path.node, "POST");
    let id: FlowId = path.node.parse().map_err(|_| unknown())?;
    let found = match app.engine.store().flow(id).await {
        Ok(found) if found.business == caller.business.id => found,
        Ok(_) | Err(StoreError::NotFound(_)) => return Err(unknown()),
        Err(other) => return Err(of_store(other)),
    };
    match given.get("asset_type").and_then(Value::as_str) {
        None | Some("FLOW_JSON") => {}
        Some(_) => return Err(form::malformed("`asset_type` must be FLOW_JSON.")),
    }
    let text = file.ok_or_else(|| {
        form::malformed(
            "`file` is missing: send multipart/form-data with file, name and asset_type.",
        )
    })?;
    let faults = app.engine.define_flow(found, text).await;
    let faults = faults.map_err(of_flow(&error::FLOW_NOT_UPDATED))?;
    Ok(json!({ "success": true, "validation_errors": flow::faults(&faults) }).into())
}

/// The file; small parts go among the parameters.
async fn read(parts: &Parts, body: Body, given: &mut Params) -> Result<Option<String>, WireError> {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let Some(boundary) = kind.and_then(|kind| multer::parse_boundary(kind).ok()) else {
        return Ok(None);
    };
    let bytes = to_bytes(body, JSON_BYTES + AROUND_BYTES)
        .await
        .map_err(|_| GraphError::of(&error::BODY_TOO_LARGE).boxed())?;
    let whole = futures_util::stream::once(async { Ok::<_, std::io::Error>(bytes) });
    let mut fields = Multipart::new(whole, boundary);
    let broken = |_| form::malformed("The form cannot be read.");
    let mut file = None;
    for _ in 0..FIELDS {
        let Some(field) = fields.next_field().await.map_err(broken)? else { return Ok(file) };
        let name = field.name().unwrap_or_default().to_owned();
        let text = String::from_utf8(field.bytes().await.map_err(broken)?.to_vec());
        let text = text.map_err(|_| form::malformed("The form is not written in UTF-8."))?;
        if name == "file" {
            file = Some(text);
        } else {
            given.insert(name, Value::String(text));
        }
    }
    Err(form::malformed("The form has too many fields."))
}
