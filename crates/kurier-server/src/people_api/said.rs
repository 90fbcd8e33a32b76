//! What a person says: a content as it will be stored, a file of hers that is still to be handed over, or what she
//! filled in.

use super::fault::Fault;
use crate::state::App;
use kurier_engine::media::MediaFault;
use kurier_policy::content::{Content, MediaMessage};
use kurier_policy::id::{BusinessId, InboxSeq, MediaId, PersonId, SenderId};
use kurier_policy::media::MediaKind;
use kurier_store::record::{MediaOwner, Relation};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// What a device sends as `content`.
pub(crate) enum Said {
    /// Everything that needs nothing else.
    Content(Content),
    /// A file she uploaded.
    File(OwnFile),
    /// What she filled in of a form.
    Form(OwnForm),
}

/// A file she uploaded, as she wants it to be shown.
#[derive(Deserialize)]
pub(crate) struct OwnFile {
    /// What the upload answered.
    id: String,
    kind: MediaKind,
    #[serde(default)]
    caption: Option<String>,
    #[serde(default)]
    voice: bool,
}

/// What she filled in; the message that it answers says of which form.
#[derive(Deserialize)]
pub(crate) struct OwnForm {
    answer: Map<String, Value>,
}

// By hand, because a device must never state a stored file itself: it would see files by naming them. Nor may it
// state the token that a business gave with a form.
impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let said = match value.get("type").and_then(Value::as_str) {
            Some("media") => serde_json::from_value(value).map(Self::File),
            Some("form_reply") => serde_json::from_value(value).map(Self::Form),
            _ => serde_json::from_value(value).map(Self::Content),
        };
        said.map_err(D::Error::custom)
    }
}

impl Said {
    /// The content to store. A file is given to the business first; if the message is then not taken, the
    /// copy ends with its time.
    pub(crate) async fn settle(
        self,
        app: &App,
        person: PersonId,
        business: BusinessId,
        reply_to: Option<InboxSeq>,
    ) -> Result<Content, Fault> {
        match self {
            Self::Content(content) => Ok(content),
            Self::Form(form) => form.settle(app, (business, person), reply_to).await,
            Self::File(file) => file.hand_over(app, person, business).await.map(Content::Media),
        }
    }
}

impl OwnForm {
    /// The answer, with what the business gave with the form.
    pub(crate) async fn settle(
        self,
        app: &App,
        pair: (BusinessId, PersonId),
        reply_to: Option<InboxSeq>,
    ) -> Result<Content, Fault> {
        let unnamed = || Fault::bad_request("`reply_to` must name the message of the form");
        Ok(app.engine.form_reply(pair, reply_to.ok_or_else(unnamed)?, self.answer).await?)
    }
}

impl OwnFile {
    /// Gives the file to the business; the message that shows it.
    pub(crate) async fn hand_over(
        self,
        app: &App,
        person: PersonId,
        business: BusinessId,
    ) -> Result<MediaMessage, Fault> {
        let missing =
            || Fault::new("media_unfit", "there is no such file of yours, or its time is over");
        let id: MediaId = self.id.parse().map_err(|_| missing())?;
        let hers = match app.media.media(MediaOwner::Person(person), id).await {
            Err(fault) if fault.is_not_found() => return Err(missing()),
            found => found?,
        };
        if !self.kind.admits(&hers.mime) {
            return Err(MediaFault::Kind { mime: hers.mime, kind: self.kind }.into());
        }
        let to = (business, sender_of(app, person, business).await?);
        let copy = app.media.hand_to_business(person, id, to).await?;
        let caption = self.caption.filter(|text| !text.trim().is_empty());
        let voice = self.voice && self.kind == MediaKind::Audio;
        let file = app.media.attached(&copy, self.kind).await?;
        Ok(MediaMessage { file, caption, voice })
    }
}

/// The sender that a file comes through: the one that speaks in this conversation, as for what she writes. Asked only
/// where she may write at all, so that nobody fills the storage of a business she has nothing to do with.
async fn sender_of(app: &App, person: PersonId, business: BusinessId) -> Result<SenderId, Fault> {
    let store = app.engine.store();
    let mut relations = store.relations(person).await?.into_iter();
    let closed = || Fault::new("no_relation", "you have no open conversation with this business");
    let is_open = |one: &Relation| one.business == business && !one.blocked;
    let relation = relations.find(is_open).ok_or_else(closed)?;
    let there = store.senders(business).await?;
    let last = there.iter().find(|one| Some(one.id) == relation.last_sender);
    last.or(there.first()).map(|one| one.id).ok_or_else(closed)
}
