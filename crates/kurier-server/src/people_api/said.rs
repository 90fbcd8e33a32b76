//! What a person says: a content as it will be stored, or a file of hers that is still to be handed over.

use super::fault::Fault;
use crate::state::App;
use kurier_engine::media::MediaFault;
use kurier_policy::content::{Content, MediaMessage};
use kurier_policy::id::{BusinessId, MediaId, PersonId, SenderId};
use kurier_policy::media::MediaKind;
use kurier_store::record::MediaOwner;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// What a device sends as `content`.
pub(crate) enum Said {
    /// Everything that needs nothing else.
    Content(Content),
    /// A file she uploaded.
    File(OwnFile),
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

// By hand, because a device must never state a stored file itself: it would see files by naming them.
impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let said = if value.get("type").and_then(Value::as_str) == Some("media") {
            serde_json::from_value(value).map(Self::File)
        } else {
            serde_json::from_value(value).map(Self::Content)
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
    ) -> Result<Content, Fault> {
        match self {
            Self::Content(content) => Ok(content),
            Self::File(file) => file.hand_over(app, person, business).await.map(Content::Media),
        }
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

/// The sender that a file comes through: the business's first. Asked only where she may write at all, so
/// that nobody fills the storage of a business she has nothing to do with.
async fn sender_of(app: &App, person: PersonId, business: BusinessId) -> Result<SenderId, Fault> {
    let store = app.engine.store();
    let mut relations = store.relations(person).await?.into_iter();
    let open = relations.any(|relation| relation.business == business && !relation.blocked);
    let sender = if open { store.senders(business).await?.first().map(|it| it.id) } else { None };
    let closed = "you have no open conversation with this business";
    sender.ok_or_else(|| Fault::new("no_relation", closed))
}
