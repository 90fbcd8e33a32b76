//! The business API: the WhatsApp Cloud API's paths, parameters, bodies and errors.
//!
//! A path is `[/vN.M]/{node}[/{edge}]`, where the node is any Graph id: which kind of object it names
//! is found out by looking it up. Every call is one function in one file.

mod absent;
mod accounts;
mod analytics;
mod app_subscriptions;
mod automation;
mod batch;
mod blocks;
mod blocks_add;
mod blocks_list;
mod blocks_remove;
mod business;
mod business_change;
mod call;
mod callback;
mod caller;
mod commerce;
mod debug_token;
mod deregister;
mod encryption;
mod fields;
mod flow_assets;
mod flow_change;
mod flow_delete;
mod flow_publish;
mod flow_show;
mod flows_create;
mod flows_fault;
mod flows_list;
mod form;
mod health;
pub(crate) mod limits;
mod media;
mod media_fault;
mod media_upload;
mod message;
mod message_events;
mod message_history;
mod message_recall;
mod messages;
mod messages_files;
mod messages_form;
mod messages_later;
mod messages_marketing;
mod oauth;
mod once;
pub(crate) mod own;
mod path;
mod phone_numbers;
mod profile;
mod profile_change;
mod qr;
mod qr_delete;
mod qr_put;
mod register;
mod reply;
mod scheduled;
mod scheduled_cancel;
mod scheduled_list;
mod sender;
mod sender_callback;
mod sender_change;
mod sender_code;
mod sender_remove;
mod sender_settings;
mod sender_verify;
mod sender_view;
mod senders_add;
mod signup;
mod signups;
mod subscribed_apps;
mod template;
mod template_compare;
mod templates_archive;
mod templates_create;
mod templates_delete;
mod templates_edit;
mod templates_fault;
mod templates_library;
mod templates_list;
mod templates_named;
mod templates_unpause;
mod templates_upsert;
mod uploads;
mod username;
mod username_take;
mod waba_edges;

use crate::observe::Pattern;
use crate::state::App;
use crate::usage::{About, Reached, Usage};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;
use call::{Call, Node};
use caller::Caller;
use kurier_wire::analytics::Report;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::Params;
use path::GraphPath;
use reply::{Answered, Reply};
use std::sync::Arc;

/// Everything that is no other route: one call of the business API.
pub(crate) async fn dispatch(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = GraphPath::parse(parts.uri.path(), &parts.method);
    let is_batch = batch::is_batch(&parts);
    let pattern = match &path {
        _ if is_batch => Pattern("/{batch}"),
        Ok(path) => path.pattern(),
        Err(_) => Pattern("/{unknown}"),
    };
    let shown = reply::Shown::of(&parts, pattern);
    if let Ok(path) = &path
        && let Some(way) = Streamed::of(path, &parts.method)
    {
        let mut usage = None;
        let outcome = Box::pin(way.serve(&app, &parts, path, body, &mut usage)).await;
        return reply::respond(&app, &shown, Answered { outcome, asked: None, usage });
    }
    let answered = match asked(&parts, body).await {
        // What stands in a batch holds tokens in many places; the live view shows its calls.
        Ok(params) if is_batch => {
            Answered::plain(Box::pin(batch::serve(&app, &parts, params)).await)
        }
        Ok(params) => answer(&app, &parts, path, params).await,
        Err(fault) => Answered::refused(fault),
    };
    reply::respond(&app, &shown, answered)
}

/// The parameters of a call, wherever they stand.
async fn asked(parts: &Parts, body: Body) -> Result<Params, WireError> {
    let too_large = |_| GraphError::of(&error::BODY_TOO_LARGE).boxed();
    let bytes = to_bytes(body, crate::BODY_MAX).await.map_err(too_large)?;
    let query = parts.uri.query().unwrap_or_default();
    let content_type = parts.headers.get("content-type").and_then(|value| value.to_str().ok());
    fields::merge(query, content_type, bytes).await
}

/// Decides one call.
async fn answer(
    app: &Arc<App>,
    parts: &Parts,
    path: Result<GraphPath, WireError>,
    params: Params,
) -> Answered {
    let asked = app.observer.is_watched().then(|| {
        let mut shown = params.clone();
        shown.retain(|name, _| name != "access_token" && name != "appsecret_proof");
        shown
    });
    let mut usage = None;
    let outcome = serve(app, parts, path, params, &mut usage).await;
    Answered { outcome, asked, usage }
}

/// Calls whose body is a file, which is written to the storage as it comes.
#[derive(Clone, Copy)]
enum Streamed {
    Media,
    FlowAsset,
    Piece,
}

impl Streamed {
    fn of(path: &GraphPath, method: &Method) -> Option<Self> {
        match path.edge.as_deref() {
            Some("media") if method == Method::POST => Some(Self::Media),
            Some("assets") if method == Method::POST => Some(Self::FlowAsset),
            None if method == Method::POST && path.node.starts_with(uploads::PREFIX) => {
                Some(Self::Piece)
            }
            _ => None,
        }
    }

    async fn serve(
        self,
        app: &Arc<App>,
        parts: &Parts,
        path: &GraphPath,
        body: Body,
        usage: &mut Option<Usage>,
    ) -> Result<Reply, WireError> {
        match self {
            Self::Media => media_upload::serve(app, parts, path, body, usage).await,
            Self::FlowAsset => flow_assets::upload(app, parts, path, body, usage).await,
            Self::Piece => uploads::piece(app, parts, path, body, usage).await,
        }
    }
}

async fn serve(
    app: &Arc<App>,
    parts: &Parts,
    path: Result<GraphPath, WireError>,
    mut params: Params,
    usage: &mut Option<Usage>,
) -> Result<Reply, WireError> {
    let path = path?;
    if path.is("oauth", Some("access_token")) {
        let (business, grant) = oauth::asked(app, &parts.method, &params).await?;
        let caller = Caller { business, origin: None };
        count(app, parts, &path, &caller, usage).await?;
        return oauth::issue(app, &caller.business, grant).await;
    }
    if path.is_own() {
        return own::serve(app, parts, &path, params, usage).await;
    }
    let caller = caller::authenticate(app, parts, &mut params).await?;
    count(app, parts, &path, &caller, usage).await?;
    if path.edge.as_deref() == Some("subscriptions") {
        return app_subscriptions::serve(app, parts, &path, &caller, &params).await;
    }
    if path.edge.as_deref() == Some("uploads") {
        return uploads::begin(app, parts, &path, &caller, &params).await;
    }
    if path.node.starts_with(uploads::PREFIX) {
        return uploads::state(app, parts, &path, &caller).await;
    }
    let call = Call::new(app, parts, params, caller)?;
    if parts.method == Method::GET && path.is("message_template_library", None) {
        return templates_library::list(&call);
    }
    if parts.method == Method::GET && path.is("debug_token", None) {
        return debug_token::show(&call).await;
    }
    route(call, &parts.method, &path).await
}

/// How much an app has used, for calls that are bounded by what they bring.
fn used(app: &App, caller: &Caller) -> Usage {
    let who = (caller.business.app, caller.business.id);
    app.calls.count(About::Messages, who, None, app.engine.clock().now()).0
}

/// Counts the call against what its app may ask for in an hour.
async fn count(
    app: &App,
    parts: &Parts,
    path: &GraphPath,
    caller: &Caller,
    usage: &mut Option<Usage>,
) -> Result<(), WireError> {
    let business = &caller.business;
    let about = path.about(&parts.method, business.app);
    let now = app.engine.clock().now();
    let is_registered = if about == About::Business && app.calls.asks(business.id, now) {
        let senders = app.engine.store().senders(business.id).await.map_err(reply::of_store)?;
        Some(senders.iter().any(|sender| sender.registered))
    } else {
        None
    };
    let who = (business.app, business.id);
    let (used, counted) = app.calls.count(about, who, is_registered, now);
    *usage = Some(used);
    counted.map_err(|reached| {
        let (entry, wait_s) = match reached {
            Reached::App { wait_s } => (&error::CALL_LIMIT, wait_s),
            Reached::Business { wait_s } => (&error::BUSINESS_CALL_LIMIT, wait_s),
        };
        GraphError::of(entry).retry_after_s(wait_s).boxed()
    })
}

/// Finds the one function for this method, kind of node, and edge.
async fn route(call: Call, method: &Method, path: &GraphPath) -> Result<Reply, WireError> {
    if let Some(refusal) = absent::of_groups(path.edge.as_deref()) {
        return Err(refusal);
    }
    let node = call.node(&path.node, method).await?;
    if let ("POST", Node::Sender(sender), Some("messages")) =
        (method.as_str(), &node, path.edge.as_deref())
    {
        return messages::send(&call, sender).await;
    }
    // On the heap, so that the state of the rarer calls is not carried through every send.
    Box::pin(of_others(&call, method, path, &node)).await
}

/// Every call but the sending of messages.
async fn of_others(
    call: &Call,
    method: &Method,
    path: &GraphPath,
    node: &Node,
) -> Result<Reply, WireError> {
    if let Some(reply) = of_templates(call, method, node, path.edge.as_deref()).await {
        return reply;
    }
    if let Some(reply) = accounts::route(call, method.as_str(), node, path.edge.as_deref()).await {
        return reply;
    }
    if let Some(reply) = of_flows(call, method, node, path.edge.as_deref()).await {
        return reply;
    }
    if let Some(reply) = of_senders(call, method, node, path.edge.as_deref()).await {
        return reply;
    }
    match (method.as_str(), node, path.edge.as_deref()) {
        ("GET", Node::Business(business), None) => business::show(call, business).await,
        ("POST", Node::Business(business), None) => business_change::change(call, business),
        ("GET", Node::Business(business), Some("phone_numbers")) => {
            phone_numbers::list(call, business).await
        }
        ("GET", Node::Business(business), Some("subscribed_apps")) => {
            subscribed_apps::list(call, business).await
        }
        ("POST", Node::Business(business), Some("subscribed_apps")) => {
            subscribed_apps::add(call, business).await
        }
        ("DELETE", Node::Business(business), Some("subscribed_apps")) => {
            subscribed_apps::remove(call, business).await
        }
        ("GET", Node::Media(found), None) => media::show(call, found).await,
        ("DELETE", Node::Media(found), None) => media::delete(call, found).await,
        ("GET", Node::Business(business), Some("scheduled_messages")) => {
            scheduled_list::list(call, business).await
        }
        ("GET", Node::Message(message), None) => message::show(call, *message).await,
        ("GET", Node::Message(message), Some("events")) => {
            message_events::list(call, *message).await
        }
        ("DELETE", Node::Message(message), None)
        | ("POST", Node::Message(message), Some("recall")) => {
            message_recall::recall(call, method.as_str(), *message).await
        }
        ("GET", Node::Business(business), Some(edge)) => match Report::named(edge) {
            Some(report) => analytics::list(call, business, report).await,
            None => Err(error::unknown_object(&path.node, "GET")),
        },
        _ => Err(error::unknown_object(&path.node, method.as_str())),
    }
}

/// The calls about senders and how they deal with people, but for messages; `None` if it is none of them.
async fn of_senders(
    call: &Call,
    method: &Method,
    node: &Node,
    edge: Option<&str>,
) -> Option<Result<Reply, WireError>> {
    let Node::Sender(sender) = node else { return None };
    Some(match (method.as_str(), edge) {
        ("GET", None) => sender::show(call, sender).await,
        ("GET", Some("whatsapp_business_profile")) => profile::show(call, sender).await,
        ("POST", Some("whatsapp_business_profile")) => profile_change::change(call, sender).await,
        ("GET", Some("block_users")) => blocks_list::list(call).await,
        ("POST", Some("block_users")) => blocks_add::add(call).await,
        ("DELETE", Some("block_users")) => blocks_remove::remove(call).await,
        ("GET", Some("limits")) => limits::show(call, sender).await,
        ("POST", Some("marketing_messages")) => messages_marketing::send(call, sender).await,
        ("POST", None) => sender_change::change(call, sender).await,
        ("GET", Some("whatsapp_commerce_settings")) => commerce::show(call, sender),
        ("POST", Some("whatsapp_commerce_settings")) => commerce::change(call),
        ("GET" | "POST", Some("calls" | "call_permissions")) => Err(absent::calls()),
        ("GET" | "POST", Some("groups")) => Err(absent::groups()),
        ("GET", Some("message_history")) => message_history::list(call, sender).await,
        ("GET", Some("whatsapp_business_encryption")) => encryption::show(call, sender).await,
        ("POST", Some("whatsapp_business_encryption")) => encryption::change(call, sender).await,
        ("POST", Some("register")) => register::register(call, sender).await,
        ("POST", Some("deregister")) => deregister::deregister(call, sender).await,
        ("POST", Some("conversational_automation")) => automation::change(call, sender).await,
        ("GET", Some("message_qrdls")) => qr::list(call, sender).await,
        ("POST", Some("message_qrdls")) => qr_put::put(call, sender, None).await,
        (method, Some(edge)) => {
            let code = edge.strip_prefix("message_qrdls/")?;
            match method {
                "GET" => qr::show(call, sender, code).await,
                "POST" => qr_put::put(call, sender, Some(code)).await,
                "DELETE" => qr_delete::delete(call, sender, code).await,
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// The calls about forms; `None` if it is none of them.
async fn of_flows(
    call: &Call,
    method: &Method,
    node: &Node,
    edge: Option<&str>,
) -> Option<Result<Reply, WireError>> {
    Some(match (method.as_str(), node, edge) {
        ("GET", Node::Business(business), Some("flows")) => flows_list::list(call, business).await,
        ("POST", Node::Business(business), Some("flows")) => {
            flows_create::create(call, business).await
        }
        ("POST", Node::Business(_), Some("migrate_flows")) => {
            Err(GraphError::of(&error::FLOW_MIGRATION).boxed())
        }
        ("GET", Node::Flow(flow), None) => flow_show::show(call, flow).await,
        ("POST", Node::Flow(flow), None) => flow_change::change(call, flow).await,
        ("DELETE", Node::Flow(flow), None) => flow_delete::delete(call, flow).await,
        ("GET", Node::Flow(flow), Some("assets")) => flow_assets::list(call, flow).await,
        ("POST", Node::Flow(flow), Some("publish")) => flow_publish::publish(call, flow).await,
        ("POST", Node::Flow(flow), Some("deprecate")) => flow_publish::deprecate(call, flow).await,
        _ => return None,
    })
}

/// The calls about templates; `None` if it is none of them.
async fn of_templates(
    call: &Call,
    method: &Method,
    node: &Node,
    edge: Option<&str>,
) -> Option<Result<Reply, WireError>> {
    Some(match (method.as_str(), node, edge) {
        ("GET", Node::Template(template), None) => template::show(call, template).await,
        ("POST", Node::Template(template), None) => templates_edit::edit(call, template).await,
        ("GET", Node::Template(template), Some("compare")) => {
            template_compare::compare(call, template).await
        }
        ("POST", Node::Template(template), Some("unpause")) => {
            templates_unpause::unpause(call, template).await
        }
        ("GET", Node::Business(business), Some("message_templates")) => {
            templates_list::list(call, business).await
        }
        ("POST", Node::Business(business), Some("message_templates")) => {
            templates_create::create(call, business).await
        }
        ("DELETE", Node::Business(business), Some("message_templates")) => {
            templates_delete::delete(call, business).await
        }
        ("POST", Node::Business(business), Some("message_templates/archive")) => {
            templates_archive::archive(call, business, true).await
        }
        ("POST", Node::Business(business), Some("message_templates/unarchive")) => {
            templates_archive::archive(call, business, false).await
        }
        ("POST", Node::Business(business), Some("upsert_message_templates")) => {
            templates_upsert::upsert(call, business).await
        }
        ("POST", Node::Business(_), Some("migrate_message_templates")) => {
            Err(GraphError::of(&error::TEMPLATE_MIGRATION).boxed())
        }
        ("GET", Node::Business(_), Some("message_template_library")) => {
            templates_library::list(call)
        }
        _ => return None,
    })
}
