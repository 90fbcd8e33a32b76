//! Files that a business names by link: fetched once, remembered for ten minutes unless the other end says otherwise.

use super::take::Ready;
use super::{KEPT_S, Library, MediaFault, Origin, Result, sniff};
use kurier_egress::{
    Download, EgressError, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header,
};
use kurier_policy::id::{BusinessId, MediaId};
use kurier_policy::media::MediaKind;
use kurier_policy::time::DAY_S;
use kurier_store::port::StoreError;
use kurier_store::record::{MediaLink, MediaOwner};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long a link is taken for what it brought, where the other end says nothing.
const FRESH_S: i64 = 600;
/// How long at most, whatever it says.
const FRESH_MAX_S: i64 = DAY_S;
/// Bound of a whole fetch.
const FETCH: Duration = Duration::from_mins(1);
/// Fetches at once, of all businesses and of one: a slow server of one must not stop the others.
const FETCHES: usize = 64;
const FETCHES_OF_ONE: usize = 8;
/// Longest validator that is remembered, in bytes.
const VALIDATOR_MAX: usize = 512;

/// Gates that are open now, by whom they are for.
type Gates<K> = Mutex<FxHashMap<K, Weak<Semaphore>>>;

/// What is being fetched.
pub(super) struct Fetches {
    all: Semaphore,
    of_one: Gates<BusinessId>,
    of_url: Gates<(BusinessId, [u8; 32])>,
}

impl Default for Fetches {
    fn default() -> Self {
        let (of_one, of_url) = (Mutex::default(), Mutex::default());
        Self { all: Semaphore::new(FETCHES), of_one, of_url }
    }
}

/// The gate of this key; gates that nobody stands at are forgotten.
fn gate<K: std::hash::Hash + Eq>(gates: &Gates<K>, key: K, width: usize) -> Arc<Semaphore> {
    let mut gates = gates.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(open) = gates.get(&key).and_then(Weak::upgrade) {
        return open;
    }
    gates.retain(|_, gate| gate.strong_count() > 0);
    let open = Arc::new(Semaphore::new(width));
    gates.insert(key, Arc::downgrade(&open));
    open
}

impl Library {
    /// The media that a link of this business brings, fit to be sent as `kind`.
    pub async fn take_link(
        &self,
        business: BusinessId,
        url: &str,
        kind: MediaKind,
    ) -> Result<MediaId> {
        let url_hash: [u8; 32] = Sha256::digest(url).into();
        // Whoever asks for the same meanwhile waits for this answer instead of fetching again.
        let same = gate(&self.fetches.of_url, (business, url_hash), 1);
        let _alone = same.acquire().await;
        let known = self.known(business, url_hash).await?;
        if let Some(known) = &known
            && known.fresh_until > self.parts.clock.now()
        {
            return self.fit(known, kind).await;
        }
        let own = gate(&self.fetches.of_one, business, FETCHES_OF_ONE);
        let _turn = own.acquire().await;
        let _place = self.fetches.all.acquire().await;
        self.fetch(business, (url, url_hash), kind, known).await
    }

    /// What a link brought, if that is still there.
    async fn known(&self, business: BusinessId, url_hash: [u8; 32]) -> Result<Option<MediaLink>> {
        let link = match self.parts.store.media_link(business, url_hash).await {
            Err(StoreError::NotFound(_)) => return Ok(None),
            found => found?,
        };
        match self.media(MediaOwner::Business(business), link.media).await {
            Err(fault) if fault.is_not_found() => Ok(None),
            found => found.map(|_| Some(link)),
        }
    }

    async fn fit(&self, link: &MediaLink, kind: MediaKind) -> Result<MediaId> {
        let media = self.media(MediaOwner::Business(link.business), link.media).await?;
        if kind.admits(&media.mime) {
            return Ok(media.id);
        }
        Err(MediaFault::Kind { mime: media.mime, kind })
    }

    async fn fetch(
        &self,
        business: BusinessId,
        (url, url_hash): (&str, [u8; 32]),
        kind: MediaKind,
        known: Option<MediaLink>,
    ) -> Result<MediaId> {
        let asks = known.as_ref().map(conditions).unwrap_or_default();
        let bounds = (kind.max_bytes(), FETCH);
        let answer = self.client.download(Method::GET, url, asks, bounds).await.map_err(told)?;
        let fresh_s = freshness(&answer.headers);
        let link = match (answer.status, known) {
            (StatusCode::NOT_MODIFIED, Some(known)) => {
                let until = self.parts.clock.now().plus_s(KEPT_S);
                let owner = MediaOwner::Business(business);
                self.parts.store.extend_media(owner, known.media, until).await?;
                known
            }
            (StatusCode::OK, known) => {
                let (etag, last_modified) =
                    (text(&answer, header::ETAG), text(&answer, header::LAST_MODIFIED));
                let before = known.map(|known| known.media);
                let media = self.take_answer(business, (url, before), kind, answer).await?;
                let fresh_until = self.parts.clock.now();
                MediaLink { business, url_hash, media, fresh_until, etag, last_modified }
            }
            (status, _) if status.is_redirection() => {
                let why = format!("it answers {}; redirects are not followed", status.as_u16());
                return Err(MediaFault::Link(why));
            }
            (status, _) => {
                return Err(MediaFault::Link(format!("it answers {}", status.as_u16())));
            }
        };
        let fit = self.fit(&link, kind).await;
        // Also what shall not be taken again without asking is remembered, so that the same bytes are kept once.
        let fresh_until = self.parts.clock.now().plus_s(fresh_s);
        self.parts.store.put_media_link(MediaLink { fresh_until, ..link }).await?;
        fit
    }

    /// Takes what came; where that is what came `before`, it is still the same media and lives on.
    async fn take_answer(
        &self,
        business: BusinessId,
        (url, before): (&str, Option<MediaId>),
        kind: MediaKind,
        mut answer: Download,
    ) -> Result<MediaId> {
        let says = text(&answer, header::CONTENT_TYPE).unwrap_or_default();
        let mut draft = self.draft().await?;
        while let Some(piece) = answer.chunk().await.map_err(told)? {
            draft.write(&piece).await?;
        }
        // Servers are often wrong about what they send: what shows itself is believed before them.
        let said = if sniff::look(draft.head()).is_some_and(|it| it.mime != "application/zip") {
            String::new()
        } else {
            says
        };
        let origin = Origin {
            owner: MediaOwner::Business(business),
            sender: None,
            said,
            file_name: last_segment(url),
            kind: Some(kind),
            kept_s: KEPT_S,
        };
        let ready = self.look(draft, &origin).await?;
        if let Some(before) = before
            && self.extend_same(origin.owner, before, &ready).await?
        {
            return Ok(before);
        }
        Ok(self.take_ready(ready, &origin).await?.id)
    }

    /// Lets what came before live as long as what has come now, if it is that; says whether.
    async fn extend_same(&self, owner: MediaOwner, before: MediaId, now: &Ready) -> Result<bool> {
        let until = self.parts.clock.now().plus_s(KEPT_S);
        let extended: Result<()> = match self.media(owner, before).await {
            Ok(media) if now.is_same(&media) => {
                self.parts.store.extend_media(owner, before, until).await.map_err(MediaFault::from)
            }
            Ok(_) => return Ok(false),
            Err(fault) => Err(fault),
        };
        match extended {
            // It was deleted meanwhile.
            Err(fault) if fault.is_not_found() => Ok(false),
            extended => extended.map(|()| true),
        }
    }
}

/// A fault of the way, in words that name no address.
#[expect(clippy::needless_pass_by_value, reason = "given to map_err as it is")]
fn told(error: EgressError) -> MediaFault {
    MediaFault::Link(error.to_string())
}

fn text(answer: &Download, name: HeaderName) -> Option<String> {
    let value = answer.headers.get(name)?.to_str().ok()?;
    (value.len() <= VALIDATOR_MAX).then(|| value.to_owned())
}

/// Asks for the content only if it has changed.
fn conditions(known: &MediaLink) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, validator) in [
        (header::IF_NONE_MATCH, known.etag.as_deref()),
        (header::IF_MODIFIED_SINCE, known.last_modified.as_deref()),
    ] {
        if let Some(value) = validator.and_then(|it| HeaderValue::try_from(it).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

/// For how many seconds an answer is taken again without asking.
fn freshness(headers: &HeaderMap) -> i64 {
    let mut fresh_s = FRESH_S;
    let values = headers.get_all(header::CACHE_CONTROL).iter();
    for word in values.filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(',')) {
        let word = word.trim().to_ascii_lowercase();
        if word == "no-store" || word == "no-cache" {
            return 0;
        }
        if let Some(age) = word.strip_prefix("max-age=") {
            let age = age.trim_matches('"').parse().unwrap_or(FRESH_S);
            fresh_s = age.clamp(0, FRESH_MAX_S);
        }
    }
    fresh_s
}

/// The last part of a URL's path, as a file's name.
fn last_segment(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let (_, path) = path.split_once("://")?.1.split_once('/')?;
    let last = path.rsplit('/').next()?;
    let text = percent_encoding::percent_decode_str(last).decode_utf8().ok()?;
    (!text.is_empty()).then(|| text.into_owned())
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
