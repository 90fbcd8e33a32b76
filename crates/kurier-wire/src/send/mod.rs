//! `POST /{sender}/messages`: what a business asks for.
//!
//! Tolerant where unmodified clients are known to differ (missing `type`, numbers as texts, `index` as
//! text, any case of kind words, `+` and spaces in `to`), strict where a guess could change what a
//! person sees. Lengths and other limits of the content are rules of `kurier-policy` and are checked
//! with the decision.

use crate::error::{self, GraphError, WireError};
use crate::json::{Object, invalid, unsupported};
use crate::params::Params;
use kurier_policy::id::{BusinessId, FlowId, MessageRef, SenderId};
use kurier_policy::media::MediaKind;
use kurier_policy::outbound::{Draft, Outbound};
use kurier_policy::time::Timestamp;
use kurier_policy::wamid::WamidKey;

mod carousel;
mod contacts;
mod form;
mod interactive;
mod media;
mod plain;
mod recipient;
mod send_at;
mod template;
#[cfg(test)]
mod tests;

pub use media::{FileCall, FileSource};
pub(crate) use template::call as template_call;

/// What one call to `/{sender}/messages` asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum SendCall {
    /// Send a message.
    Message {
        /// The message.
        outbound: Box<Outbound>,
        /// The files that it names, in the order of [`Outbound::files`], which is empty so far.
        files: Vec<FileCall>,
        /// The form that it names; the id of a form in the draft is 0 so far.
        form: Option<FormName>,
        /// The recipient exactly as written, for the answer.
        input: String,
        /// Whether only the decision is wanted (`dry_run`).
        dry_run: bool,
        /// When it is to go (`send_at`); `None` = now.
        send_at: Option<Timestamp>,
    },
    /// Mark a person's message, and all before it, as read.
    MarkRead {
        /// Which message.
        message: MessageRef,
        /// Whether to show the typing bubble too.
        typing: bool,
    },
}

/// How a message names a form of its business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormName {
    /// `flow_id`.
    Id(FlowId),
    /// `flow_name`.
    Name(String),
}

/// The contents this server sends, in the order in which a missing `type` is guessed.
const SENDABLE: [&str; 11] = [
    "interactive",
    "template",
    "reaction",
    "location",
    "contacts",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "text",
];

/// The parser of the call.
#[derive(Debug)]
pub struct SendRequest;

impl SendRequest {
    /// Reads the merged parameters of one call.
    ///
    /// # Errors
    /// 100 for parameters of the wrong kind, 131008 for missing ones, 131009 for values that are not
    /// allowed (an unknown message id among them), 131051 for types this server does not send.
    pub fn parse(
        params: &Params,
        key: &WamidKey,
        business: BusinessId,
        sender: SenderId,
    ) -> Result<SendCall, WireError> {
        let root = Object::root(params);
        if root.get("messaging_product").map(|node| node.plain()).transpose()?.as_deref()
            != Some("whatsapp")
        {
            return Err(GraphError::of(&error::PRODUCT_MISSING).boxed());
        }
        if root.get("status").is_some() {
            return mark_read(&root, key);
        }
        let (to, input) = recipient::parse(&root)?;
        let mut files = Vec::new();
        let mut form = None;
        let draft = draft(&root, key, &mut files, &mut form)?;
        let reply_to = match root.object("context")? {
            Some(context) => optional_message(&context, key)?,
            None => None,
        };
        let opaque = root.text("biz_opaque_callback_data")?;
        let dry_run = root.truth("dry_run")?;
        let send_at = send_at::parse(&root)?;
        let outbound =
            Outbound { business, sender, to, draft, files: Vec::new(), reply_to, opaque };
        Ok(SendCall::Message { outbound: Box::new(outbound), files, form, input, dry_run, send_at })
    }
}

fn mark_read(root: &Object<'_>, key: &WamidKey) -> Result<SendCall, WireError> {
    if root.word("status")?.as_deref() != Some("read") {
        return Err(invalid("status", "must be \"read\""));
    }
    let typing = match root.object("typing_indicator")? {
        None => false,
        Some(bubble) => match bubble.word("type")?.as_deref() {
            None | Some("text") => true,
            Some(_) => return Err(invalid("typing_indicator.type", "must be \"text\"")),
        },
    };
    Ok(SendCall::MarkRead { message: message(root, key)?, typing })
}

fn draft(
    root: &Object<'_>,
    key: &WamidKey,
    files: &mut Vec<FileCall>,
    form: &mut Option<FormName>,
) -> Result<Draft, WireError> {
    let kind = match root.word("type")? {
        Some(kind) => kind,
        None => guess(root).into(),
    };
    match &*kind {
        "text" => plain::text(&root.need_object("text")?),
        "location" => plain::location(&root.need_object("location")?),
        "reaction" => plain::reaction(&root.need_object("reaction")?, key),
        "contacts" => contacts::parse(&root.need("contacts")?),
        "interactive" => interactive::parse(&root.need_object("interactive")?, files, form),
        "template" => template::parse(&root.need_object("template")?, files),
        other => match MediaKind::named(other) {
            Some(file) => media::parse(&root.need_object(file.name())?, file, files),
            None => Err(unsupported(&format!("Sending messages of type `{}`", shown(other)))),
        },
    }
}

/// The type of a message that does not say it.
fn guess(root: &Object<'_>) -> &'static str {
    SENDABLE.into_iter().find(|kind| root.get(kind).is_some()).unwrap_or("text")
}

/// A word somebody else wrote, short enough to be repeated in an error.
fn shown(word: &str) -> String {
    word.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn message(from: &Object<'_>, key: &WamidKey) -> Result<MessageRef, WireError> {
    let id = from.need_text("message_id")?;
    key.decode(id.trim()).ok_or_else(|| {
        let path = from.path_of("message_id");
        GraphError::of(&error::CONTEXT_UNKNOWN)
            .details(format!("`{path}` is not the id of a message of this conversation."))
            .boxed()
    })
}

fn optional_message(from: &Object<'_>, key: &WamidKey) -> Result<Option<MessageRef>, WireError> {
    from.get("message_id").map(|_| message(from, key)).transpose()
}
