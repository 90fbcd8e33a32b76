//! Previews of links: looked at once after a message was accepted, so that nobody's browser has to ask for them, and the other end learns
//! nothing about when or by whom a message is read.

mod page;
#[cfg(test)]
mod page_tests;

use super::thumbnail::{Picture, THUMBNAIL_TYPE};
use super::{KEPT_S, Library, MediaFault, Origin, Result, decoding, sniff};
use bytes::Bytes;
use kurier_egress::{BodyLimit, HeaderValue, Request, Response, StatusCode, header};
use kurier_policy::content::{Content, first_link};
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, MediaId, PersonId};
use kurier_policy::media::MediaKind;
use kurier_policy::time::{DAY_S, HOUR_S};
use kurier_store::port::StoreError;
use kurier_store::record::{LinkPreview, MediaOwner};
use page::Page;
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// Links that may wait to be looked at; beyond that messages go without a preview.
pub(crate) const WAITING_MAX: usize = 1_024;
/// Links looked at at once.
const AT_ONCE: usize = 16;
/// For how long a link is taken for what it showed, and for one that showed nothing.
const FRESH_S: i64 = DAY_S;
const FRESH_NOTHING_S: i64 = HOUR_S;
/// Bound of one fetch.
const FETCH: Duration = Duration::from_secs(8);
/// What is read of a page: its head lies at its beginning.
const PAGE_BYTES: usize = 512 * 1024;
/// Largest picture that is looked at.
const PICTURE_BYTES: usize = 5 * 1024 * 1024;

/// A link that a message shows with a preview.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    business: BusinessId,
    url: String,
}

impl Asked {
    /// The link of an entry whose business asked for a preview.
    pub(crate) fn of(entry: &InboxEntry) -> Option<Self> {
        let EntryKind::FromBusiness { content, .. } = &entry.kind else { return None };
        let Content::Text { body, preview_url: true } = content else { return None };
        Some(Self { business: entry.business, url: first_link(body)?.to_owned() })
    }

    fn url_hash(&self) -> [u8; 32] {
        Sha256::digest(&self.url).into()
    }
}

/// What a person is shown of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The link.
    pub url: String,
    /// Title of the page.
    pub title: String,
    /// What it says about itself; may be empty.
    pub description: String,
    /// A small picture that she may see.
    pub picture: Option<MediaId>,
}

impl Library {
    /// Looks at links of accepted messages as they come, until `stop` changes. What goes wrong costs a preview and nothing else.
    pub async fn run_previews(
        self: Arc<Self>,
        mut asked: mpsc::Receiver<Asked>,
        mut stop: watch::Receiver<bool>,
    ) {
        let mut looking = JoinSet::new();
        let mut under_way = FxHashSet::default();
        loop {
            tokio::select! {
                _ = stop.changed() => return,
                Some(done) = looking.join_next() => {
                    if let Ok(link) = done {
                        under_way.remove(&link);
                    }
                }
                Some(link) = asked.recv(), if looking.len() < AT_ONCE => {
                    if under_way.insert(link.clone()) {
                        let library = Arc::clone(&self);
                        looking.spawn(async move {
                            if let Err(error) = library.look_at(&link).await {
                                tracing::debug!(%error, "a link has no preview");
                            }
                            link
                        });
                    }
                }
                else => return,
            }
        }
    }

    /// Looks at a link, unless that was done a short time ago.
    async fn look_at(&self, link: &Asked) -> Result<()> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        match store.link_preview(link.business, link.url_hash()).await {
            Ok(known) => {
                let fresh_s = if known.title.is_empty() { FRESH_NOTHING_S } else { FRESH_S };
                if known.looked_at.plus_s(fresh_s) > now {
                    return Ok(());
                }
            }
            Err(StoreError::NotFound(_)) => {}
            Err(other) => return Err(other.into()),
        }
        // Whatever comes of it is kept, so that a page that shows nothing is not asked with every message.
        let page = self.page(&link.url).await.unwrap_or_default();
        let media = match &page.picture {
            Some(url) => self.picture_of_page(link.business, url).await.ok(),
            None => None,
        };
        let preview = LinkPreview {
            business: link.business,
            url_hash: link.url_hash(),
            title: page.title,
            description: page.description,
            media,
            looked_at: now,
        };
        Ok(store.put_link_preview(preview).await?)
    }

    async fn ask(&self, url: &str, accept: &'static str, limit: BodyLimit) -> Result<Response> {
        let mut request = Request::get(url);
        request.headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        (request.timeout, request.body_limit) = (Some(FETCH), Some(limit));
        let answer = self.client.request(request).await;
        let answer = answer.map_err(|error| MediaFault::Link(error.to_string()))?;
        match answer.status {
            StatusCode::OK => Ok(answer),
            status => Err(MediaFault::Link(format!("it answers {}", status.as_u16()))),
        }
    }

    async fn page(&self, url: &str) -> Result<Page> {
        let answer = self.ask(url, "text/html", BodyLimit::Cut(PAGE_BYTES)).await?;
        let kind = answer.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml") {
            return Err(MediaFault::Link("it is no page".to_owned()));
        }
        let (url, body) = (url.to_owned(), answer.body);
        let read = move || page::read(&url, &body);
        decoding::in_turn(&self.decoders, read).await.ok_or(MediaFault::Broken)
    }

    /// A small picture made anew from what lies there, as a file of the business.
    async fn picture_of_page(&self, business: BusinessId, url: &str) -> Result<MediaId> {
        let accept = "image/jpeg, image/png, image/webp";
        let answer = self.ask(url, accept, BodyLimit::Refuse(PICTURE_BYTES)).await?;
        let body = answer.body;
        let small = decoding::in_turn(&self.decoders, move || small_picture(&body)).await;
        let small = small.ok_or(MediaFault::Broken)??;
        let mut draft = self.draft().await?;
        draft.write(&Bytes::from(small)).await?;
        let origin = Origin {
            owner: MediaOwner::Business(business),
            sender: None,
            said: THUMBNAIL_TYPE.to_owned(),
            file_name: None,
            kind: Some(MediaKind::Image),
            kept_s: KEPT_S,
        };
        Ok(self.take(draft, origin).await?.id)
    }

    /// What this person is shown of the link in an entry of her inbox, if its business asked for that and somebody has looked.
    pub async fn preview(&self, person: PersonId, seq: InboxSeq) -> Result<Option<Shown>> {
        let store = &self.parts.store;
        let before = InboxSeq(seq.0.saturating_sub(1));
        let page = store.follow_inbox(person, before, 1).await?;
        let entry = page.entries.first().filter(|entry| entry.seq == seq);
        let entry = entry.ok_or(StoreError::NotFound("message"))?;
        let Some(link) = Asked::of(entry) else { return Ok(None) };
        let known = match store.link_preview(link.business, link.url_hash()).await {
            Err(StoreError::NotFound(_)) => return Ok(None),
            found => found?,
        };
        if known.title.is_empty() {
            return Ok(None);
        }
        let picture = match known.media {
            Some(id) => self.shown_picture(person, link.business, id).await?,
            None => None,
        };
        let (title, description) = (known.title, known.description);
        Ok(Some(Shown { url: link.url, title, description, picture }))
    }

    /// Lets her see the picture, if it is still there.
    async fn shown_picture(
        &self,
        person: PersonId,
        business: BusinessId,
        id: MediaId,
    ) -> Result<Option<MediaId>> {
        let owner = MediaOwner::Business(business);
        match self.media(owner, id).await {
            Ok(_) => {}
            Err(fault) if fault.is_not_found() => return Ok(None),
            Err(fault) => return Err(fault),
        }
        self.parts.store.grant_media(person, owner, id).await?;
        Ok(Some(id))
    }
}

fn small_picture(content: &[u8]) -> Result<Vec<u8>> {
    let unfit = MediaFault::Picture("it is no picture that can be shown");
    let format = sniff::look(content).ok_or(unfit.clone())?;
    if !matches!(format.mime, "image/jpeg" | "image/png" | "image/webp") {
        return Err(unfit);
    }
    // 1 = upright: who makes pictures for pages turns them.
    let picture = Picture { mime: format.mime, content, orientation: 1 };
    let size = picture.size()?;
    picture.thumbnail(size)?.ok_or(unfit)
}
