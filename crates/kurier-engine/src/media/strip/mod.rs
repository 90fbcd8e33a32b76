//! Takes out of a picture what its maker's camera wrote about place, time and device, without touching the
//! picture itself. Which way is up stays, as the one thing that is said.

mod jpeg;
mod png;
mod tiff;
mod webp;

use super::fault::MediaFault;

/// A picture without what need not be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stripped {
    /// Its bytes.
    pub(super) content: Vec<u8>,
    /// EXIF orientation, 1 to 8.
    pub(super) orientation: u8,
}

/// The picture of this type without its metadata, and without what follows its end.
pub(super) fn strip(mime: &str, content: &[u8]) -> Result<Option<Stripped>, MediaFault> {
    let stripped = match mime {
        "image/jpeg" => jpeg::strip(content),
        "image/png" => png::strip(content),
        "image/webp" => webp::strip(content),
        _ => return Ok(None),
    };
    stripped.map(Some).ok_or(MediaFault::Picture("its structure is broken"))
}

pub(super) use webp::{HEAD_BYTES, head_moves};

/// Whether a WebP moves.
pub(super) fn is_animated(content: &[u8]) -> bool {
    webp::is_animated(content)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
