//! Headers that are no text.

use super::{unsupported, wrong_form};
use crate::content::{Attachment, Location};
use crate::limits::{GIF_BYTES, Violation};
use crate::media::MediaKind;
use crate::template::TemplateCall;
use crate::template::definition::RichHeader;
use std::slice::Iter;

/// A header as it is shown.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) file: Option<Attachment>,
    pub(super) looped: bool,
    pub(super) place: Option<Location>,
}

pub(super) fn render(
    declared: Option<&RichHeader>,
    call: &TemplateCall,
    files: &mut Iter<'_, Attachment>,
) -> Result<Shown, Violation> {
    let Some(declared) = declared else {
        if call.file.is_some() || call.place.is_some() {
            let detail = "header: the template's header takes neither a file nor a place";
            return Err(wrong_form(detail.to_owned()));
        }
        return Ok(Shown::default());
    };
    let is_place = matches!(declared, RichHeader::Location);
    if is_place != call.place.is_some() {
        let detail = if is_place {
            "header: the template's header is a place; give a parameter of type location"
        } else {
            "header: the template's header is no place"
        };
        return Err(wrong_form(detail.to_owned()));
    }
    if is_place {
        return Ok(Shown { place: call.place.clone(), ..Shown::default() });
    }
    let file = file("header", declared, call.file, files)?;
    Ok(Shown { file: Some(file), looped: matches!(declared, RichHeader::Gif { .. }), place: None })
}

/// The file of a header, which must be of the kind that was approved.
pub(super) fn file(
    part: &str,
    declared: &RichHeader,
    given: Option<MediaKind>,
    files: &mut Iter<'_, Attachment>,
) -> Result<Attachment, Violation> {
    let wanted = match declared {
        RichHeader::Image { .. } => MediaKind::Image,
        RichHeader::Video { .. } | RichHeader::Gif { .. } => MediaKind::Video,
        RichHeader::Document { .. } => MediaKind::Document,
        RichHeader::Location | RichHeader::Product => {
            let format = declared.format();
            return Err(unsupported(format!("{part}: this server shows no header {format} there")));
        }
    };
    let found = if given == Some(wanted) { files.next() } else { None };
    let Some(file) = found else {
        let (format, name) = (declared.format(), wanted.name());
        return Err(wrong_form(format!(
            "{part}: the template's header is {format}; give one parameter of type {name}"
        )));
    };
    if matches!(declared, RichHeader::Gif { .. }) && file.bytes > GIF_BYTES {
        let detail = format!("{part}: a GIF header may have at most {GIF_BYTES} bytes");
        return Err(wrong_form(detail));
    }
    Ok(file.clone())
}
