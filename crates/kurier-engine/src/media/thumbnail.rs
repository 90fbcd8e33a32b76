//! Small pictures.

use super::{MediaFault, Result};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use std::io::Cursor;

/// Media type of small pictures.
pub const THUMBNAIL_TYPE: &str = "image/jpeg";

/// Longest side of a small picture, in pixels.
const SIDE: u32 = 320;
/// Quality of a small picture, of 100.
const QUALITY: u8 = 75;
/// Pictures with more pixels are refused before anything is decoded.
const PIXELS_MAX: u64 = 50_000_000;
/// Pictures with more pixels get no small picture: decoding them takes too much memory.
const PIXELS_DECODED: u64 = 16_777_216;
/// Memory that a decoder may take.
const DECODER_BYTES: u64 = 128 * 1024 * 1024;

/// A picture that has come.
pub(super) struct Picture<'c> {
    pub(super) mime: &'c str,
    pub(super) content: &'c [u8],
    /// EXIF orientation.
    pub(super) orientation: u8,
}

const BROKEN: MediaFault = MediaFault::Picture("it cannot be decoded");

impl Picture<'_> {
    fn reader(&self) -> Result<ImageReader<Cursor<&[u8]>>> {
        let format = ImageFormat::from_mime_type(self.mime).ok_or(BROKEN)?;
        let mut reader = ImageReader::with_format(Cursor::new(self.content), format);
        let mut limits = Limits::default();
        limits.max_alloc = Some(DECODER_BYTES);
        reader.limits(limits);
        Ok(reader)
    }

    /// Width and height, read from its header.
    pub(super) fn size(&self) -> Result<(u32, u32)> {
        let (width, height) = self.reader()?.into_dimensions().map_err(|_| BROKEN)?;
        if u64::from(width) * u64::from(height) > PIXELS_MAX {
            return Err(MediaFault::Picture("it has more than 50 million pixels"));
        }
        Ok((width, height))
    }

    /// A small picture of it, upright; `None` where making it would take too much.
    pub(super) fn thumbnail(&self, (width, height): (u32, u32)) -> Result<Option<Vec<u8>>> {
        if u64::from(width) * u64::from(height) > PIXELS_DECODED {
            return Ok(None);
        }
        let full = match self.reader()?.decode() {
            Err(ImageError::Limits(_)) => return Ok(None),
            decoded => decoded.map_err(|_| BROKEN)?,
        };
        let mut small = if width.max(height) > SIDE { full.thumbnail(SIDE, SIDE) } else { full };
        if let Some(orientation) = Orientation::from_exif(self.orientation) {
            small.apply_orientation(orientation);
        }
        let mut out = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
        opaque(&small).write_with_encoder(encoder).map_err(|_| BROKEN)?;
        Ok(Some(out))
    }
}

/// On white, because JPEG knows no transparency.
fn opaque(picture: &DynamicImage) -> RgbImage {
    let from = picture.to_rgba8();
    RgbImage::from_fn(from.width(), from.height(), |x, y| {
        let [r, g, b, alpha] = from.get_pixel(x, y).0;
        let over = |colour: u8| {
            let sum = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(sum / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(r), over(g), over(b)])
    })
}
