//! Limits of messages that are files.

use super::{CAPTION_CHARS, FILE_NAME_CHARS, Violation, at_most};
use crate::content::Attachment;
use crate::media::MediaKind;
use crate::outbound::{Draft, MediaDraft, Outbound};

pub(super) fn check(draft: &MediaDraft) -> Result<(), Violation> {
    let name = draft.kind.name();
    check_caption(format_args!("{name}.caption"), draft.kind, draft.caption.as_deref())?;
    let file_name = draft.filename.as_deref().unwrap_or("");
    at_most(format_args!("{name}.filename"), file_name, FILE_NAME_CHARS)
}

pub(super) fn check_caption(
    what: std::fmt::Arguments<'_>,
    kind: MediaKind,
    caption: Option<&str>,
) -> Result<(), Violation> {
    let caption = caption.unwrap_or("");
    if !caption.is_empty() && matches!(kind, MediaKind::Audio | MediaKind::Sticker) {
        let detail = format!("{what} is not shown with this kind of file; leave it out");
        return Err(Violation::invalid(detail));
    }
    at_most(what, caption, CAPTION_CHARS)
}

/// A message that is a file has one, a header at most one, and each is fit for its place.
pub(super) fn check_files(outbound: &Outbound) -> Result<(), Violation> {
    let fits = match &outbound.draft {
        Draft::Media(_) => outbound.files.len() == 1,
        Draft::Buttons(_) | Draft::CtaUrl(_) | Draft::Form(_) => outbound.files.len() <= 1,
        Draft::Carousel(carousel) => outbound.files.len() == carousel.cards.len(),
        Draft::Template(call) => outbound.files.len() == call.file_count(),
        _ => outbound.files.is_empty(),
    };
    if !fits {
        return Err(Violation::invalid("the files are not as many as the message has places for"));
    }
    outbound.files.iter().try_for_each(check_kind)
}

fn check_kind(file: &Attachment) -> Result<(), Violation> {
    if file.kind.admits(&file.mime) {
        return Ok(());
    }
    let (name, mime) = (file.kind.name(), &file.mime);
    Err(Violation::invalid(format!("the file {} is {mime} and cannot be sent as {name}", file.id)))
}

#[cfg(test)]
#[path = "media_tests.rs"]
mod tests;
