//! Files that a message names: by the id of an upload, or by a link.

use crate::error::WireError;
use crate::json::{Object, invalid, missing};
use kurier_policy::id::MediaId;
use kurier_policy::limits::{FILE_NAME_CHARS, chars};
use kurier_policy::media::MediaKind;
use kurier_policy::outbound::{Draft, MediaDraft};

/// A file that a message names, before anybody has looked whether it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCall {
    /// As what the message shows it.
    pub kind: MediaKind,
    /// Where it is.
    pub source: FileSource,
    /// What a document is to be called, where it is a header.
    pub filename: Option<String>,
    /// The member that names it, for errors: `image.link`.
    pub field: String,
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileSource {
    /// Uploaded before.
    Id(MediaId),
    /// Somewhere else.
    Link(String),
}

pub(super) fn parse(
    object: &Object<'_>,
    kind: MediaKind,
    files: &mut Vec<FileCall>,
) -> Result<Draft, WireError> {
    let is_document = kind == MediaKind::Document;
    files.push(FileCall { filename: None, ..file(object, kind)? });
    Ok(Draft::Media(MediaDraft {
        kind,
        caption: object.text("caption")?.filter(|text| !text.is_empty()),
        filename: object.text("filename")?.filter(|name| is_document && !name.is_empty()),
        voice: object.truth("voice")?,
    }))
}

pub(super) fn file(object: &Object<'_>, kind: MediaKind) -> Result<FileCall, WireError> {
    let filled = |text: &String| !text.trim().is_empty();
    let (id, link) = (object.text("id")?.filter(filled), object.text("link")?.filter(filled));
    let (source, member) = match (id, link) {
        (Some(_), Some(_)) => {
            return Err(invalid(&object.path_of("link"), "must not stand beside an `id`"));
        }
        (Some(id), None) => {
            let id = id.trim().parse().map_err(|_| {
                invalid(&object.path_of("id"), "is not the id of a file: they are decimal numbers")
            })?;
            (FileSource::Id(id), "id")
        }
        (None, Some(link)) => (FileSource::Link(link.trim().to_owned()), "link"),
        (None, None) => {
            let (id, link) = (object.path_of("id"), object.path_of("link"));
            return Err(missing(&format!("{id}` or `{link}")));
        }
    };
    let filename = object.text("filename")?.filter(|name| !name.is_empty());
    if filename.as_deref().is_some_and(|name| chars(name) > FILE_NAME_CHARS) {
        let why = format!("has more than {FILE_NAME_CHARS} characters");
        return Err(invalid(&object.path_of("filename"), &why));
    }
    Ok(FileCall { kind, source, filename, field: object.path_of(member) })
}
