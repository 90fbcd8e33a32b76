//! The answer for a file. Whatever was uploaded, nothing of it can run on this origin: browsers are told not to guess
//! its type, what is no picture, sound or film is saved instead of shown, and a sandbox without rights is around it.

use super::range::{self, Asked};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use kurier_engine::media::{Part, THUMBNAIL_TYPE};
use kurier_policy::media::MediaKind;
use kurier_store::record::Media;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write;
use std::ops::Range;

/// What a name keeps in `filename*` (RFC 8187).
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// Where a file is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// At an address that ends after minutes.
    Address,
    /// In the messenger.
    Messenger,
}

/// A file, or the small picture beside it.
pub(crate) struct File {
    media: Media,
    part: Part,
    bytes: u64,
}

impl File {
    /// The file itself.
    pub(crate) fn of(media: Media) -> Self {
        Self { bytes: media.bytes, media, part: Part::File }
    }

    /// Its small picture, of this length.
    pub(crate) fn thumbnail(media: Media, bytes: u64) -> Self {
        Self { media, part: Part::Thumbnail, bytes }
    }

    /// What a request with this method and these headers asks of it.
    pub(crate) async fn answer(
        self,
        app: &App,
        place: Place,
        method: &Method,
        asked: &HeaderMap,
    ) -> Result<Response, Fault> {
        let tag = self.tag();
        let (status, range) = match self.asked(asked, &tag) {
            Asked::Whole => (StatusCode::OK, 0..self.bytes),
            Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
            Asked::Nothing => (StatusCode::RANGE_NOT_SATISFIABLE, 0..0),
        };
        let is_empty = method == Method::HEAD || range.is_empty();
        let body = if is_empty {
            Body::empty()
        } else {
            Body::from_stream(app.media.read(&self.media, self.part, range.clone()).await?)
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        self.describe(response.headers_mut(), place, status, &range);
        put(response.headers_mut(), header::ETAG, &tag);
        Ok(response)
    }

    fn tag(&self) -> String {
        let mut tag = String::from("\"");
        for byte in self.media.sha256 {
            // Writing to a String cannot fail.
            let _infallible = write!(tag, "{byte:02x}");
        }
        tag.push_str(if self.part == Part::Thumbnail { "-t\"" } else { "\"" });
        tag
    }

    fn asked(&self, headers: &HeaderMap, tag: &str) -> Asked {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        // A part of another content than the one that was begun would not fit.
        if text(header::IF_RANGE).is_some_and(|known| known != tag) {
            return Asked::Whole;
        }
        range::asked(text(header::RANGE), self.bytes)
    }

    fn describe(
        &self,
        headers: &mut HeaderMap,
        place: Place,
        status: StatusCode,
        range: &Range<u64>,
    ) {
        let mime = match self.part {
            Part::File => given_type(&self.media),
            Part::Thumbnail => THUMBNAIL_TYPE,
        };
        put(headers, header::CONTENT_TYPE, mime);
        put(headers, header::CONTENT_DISPOSITION, &self.disposition());
        put(headers, header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
        put(headers, header::ACCEPT_RANGES, "bytes");
        let kept = match place {
            Place::Address => "private, max-age=300",
            Place::Messenger => "private, max-age=3600",
        };
        put(headers, header::CACHE_CONTROL, kept);
        headers.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
        let bytes = self.bytes;
        if status == StatusCode::PARTIAL_CONTENT {
            let shown = format!("bytes {}-{}/{bytes}", range.start, range.end - 1);
            put(headers, header::CONTENT_RANGE, &shown);
        } else if status == StatusCode::RANGE_NOT_SATISFIABLE {
            put(headers, header::CONTENT_RANGE, &format!("bytes */{bytes}"));
        }
    }

    /// Shown in place, or saved under its name.
    fn disposition(&self) -> String {
        let way = if self.media.kind == MediaKind::Document { "attachment" } else { "inline" };
        let Some(name) = self.media.file_name.as_deref().filter(|_| self.part == Part::File) else {
            return way.to_owned();
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " .-_()".contains(c);
        let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
        let full = utf8_percent_encode(name, NAME);
        format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{full}")
    }
}

/// Documents that are given out under their own type. Anything else might be something that a page of the messenger
/// can load (a script, a style), although nothing from elsewhere may run there; what it is, `GET /{media}` tells.
const GIVEN: &[&str] = &[
    "application/pdf",
    "application/zip",
    "image/gif",
    "text/plain",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];

fn given_type(media: &Media) -> &str {
    let mime = media.mime.as_str();
    if media.kind != MediaKind::Document || GIVEN.contains(&mime) {
        return mime;
    }
    "application/octet-stream"
}

/// Values that are no header were kept out when the file came.
fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
