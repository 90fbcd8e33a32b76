//! One authenticated call, and which object its path names.

use super::caller::Caller;
use super::{media_fault, reply};
use crate::state::{App, PublicBase};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use kurier_engine::Engine;
use kurier_engine::takeover::Origin;
use kurier_policy::flow::Flow;
use kurier_policy::id::{BusinessId, FlowId, MediaId, MessageRef, SenderId, SignupId, TemplateId};
use kurier_policy::signup::Signup;
use kurier_policy::template::{Template, TemplateStatus};
use kurier_store::port::StoreError;
use kurier_store::record::{Business, Media, MediaOwner, Sender};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::fields;
use kurier_wire::params::Params;
use serde_json::Value;
use std::sync::Arc;
use url::Url;

/// Longest `Idempotency-Key`, in characters.
const KEY_MAX: usize = 255;

/// An authenticated call.
pub(super) struct Call {
    pub(super) app: Arc<App>,
    pub(super) caller: Caller,
    pub(super) params: Params,
    uri: Uri,
    base: Option<PublicBase>,
    pub(super) idempotency_key: Option<String>,
    /// `Kurier-Strict: sync`: refusals that are told by webhook are told in the answer instead.
    pub(super) is_strict: bool,
}

/// A key that cannot be read must not be ignored: its request would be carried out twice.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, WireError> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str() {
        Ok(key) if (1..=KEY_MAX).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(GraphError::of(&error::IDEMPOTENCY_KEY_INVALID).boxed()),
    }
}

/// What a Graph id names.
pub(super) enum Node {
    Business(Box<Business>),
    Sender(Sender),
    Template(Box<Template>),
    Flow(Box<Flow>),
    Media(Box<Media>),
    Message(MessageRef),
    Signup(Box<Signup>),
}

impl Call {
    pub(super) fn new(
        app: &Arc<App>,
        parts: &Parts,
        params: Params,
        caller: Caller,
    ) -> Result<Self, WireError> {
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let idempotency_key = idempotency_key(&parts.headers)?;
        Ok(Self {
            app: Arc::clone(app),
            caller,
            params,
            uri: parts.uri.clone(),
            base: parts.extensions.get().cloned(),
            idempotency_key,
            is_strict: header("kurier-strict").is_some_and(|mode| mode == "sync"),
        })
    }

    pub(super) fn app(&self) -> &App {
        &self.app
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.app.engine
    }

    /// From where the caller calls, if that is a network.
    pub(super) fn origin(&self) -> Option<&Origin> {
        self.caller.origin.as_ref()
    }

    /// How the caller reached this installation: what its links begin with.
    pub(super) fn base(&self) -> &str {
        self.base.as_ref().map_or(&self.app.config.base_url, |base| &base.0)
    }

    /// The absolute address of this call with its query, for paging links.
    pub(super) fn url(&self) -> Result<Url, WireError> {
        let target = self.uri.path_and_query().map_or("/", |target| target.as_str());
        Url::parse(&format!("{}{target}", self.base()))
            .map_err(|_| GraphError::of(&error::UNKNOWN_REQUEST).boxed())
    }

    pub(super) fn business(&self) -> &Business {
        &self.caller.business
    }

    /// A parameter that is a text (or a number given as one).
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.params.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The part of `node` that `fields` asks for, or the `default` part.
    pub(super) fn project(
        &self,
        node: &Value,
        default: &str,
        node_type: &str,
    ) -> Result<Value, WireError> {
        let asked = self.text("fields");
        let wanted = fields::parse(asked.as_deref().unwrap_or(default))?;
        fields::project(node, &wanted, node_type)
    }

    /// What `fields` asks for of `node`, or all of it as it is.
    pub(super) fn cut(&self, node: Value, node_type: &str) -> Result<Value, WireError> {
        match self.text("fields") {
            None => Ok(node),
            Some(asked) => fields::project(&node, &fields::parse(&asked)?, node_type),
        }
    }

    /// The object a Graph id names, if it is the caller's. What belongs to others does not exist.
    pub(super) async fn node(&self, id: &str, method: &Method) -> Result<Node, WireError> {
        let unknown = || error::unknown_object(id, method.as_str());
        if let Some(message) = self.app.engine.keys().wamid.decode(id) {
            return Ok(Node::Message(message));
        }
        let number: i64 = id.parse().map_err(|_| unknown())?;
        let own = self.business().id;
        if BusinessId(number) == own {
            return Ok(Node::Business(Box::new(self.business().clone())));
        }
        let store = self.engine().store();
        if let Some(sender) = found(store.sender(SenderId(number)).await)? {
            return match sender.deleted_at {
                _ if sender.business != own => Err(unknown()),
                Some(_) => Err(GraphError::of(&error::NUMBER_DELETED).boxed()),
                None => Ok(Node::Sender(sender)),
            };
        }
        match found(store.template(TemplateId(number)).await)? {
            Some(template)
                if template.business == own && template.status != TemplateStatus::Deleted =>
            {
                return Ok(Node::Template(Box::new(template)));
            }
            Some(_) => return Err(unknown()),
            None => {}
        }
        match found(store.flow(FlowId(number)).await)? {
            Some(flow) if flow.business == own => return Ok(Node::Flow(Box::new(flow))),
            Some(_) => return Err(unknown()),
            None => {}
        }
        if let Some(signup) = found(store.signup(SignupId(number)).await)? {
            let is_own = signup.business == own;
            return if is_own { Ok(Node::Signup(Box::new(signup))) } else { Err(unknown()) };
        }
        match self.app.media.media(MediaOwner::Business(own), MediaId(number)).await {
            Ok(media) => Ok(Node::Media(Box::new(media))),
            Err(fault) if fault.is_not_found() => Err(unknown()),
            Err(fault) => Err(media_fault::told(fault, "id")),
        }
    }
}

fn found<T>(result: Result<T, StoreError>) -> Result<Option<T>, WireError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::NotFound(_)) => Ok(None),
        Err(other) => Err(reply::of_store(other)),
    }
}
