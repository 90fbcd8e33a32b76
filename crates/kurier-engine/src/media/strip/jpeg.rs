//! JPEG (ITU-T T.81, annex B): segments up to the end of the image.

use super::Stripped;
use super::tiff;

const EXIF: &[u8] = b"Exif\0\0";
const COLOURS: &[u8] = b"ICC_PROFILE\0";
const ADOBE: &[u8] = b"Adobe";
const JFIF: &[u8] = b"JFIF\0";

pub(super) fn strip(content: &[u8]) -> Option<Stripped> {
    let mut rest = content.strip_prefix(&[0xff, 0xd8])?;
    let mut out = Vec::with_capacity(content.len());
    let mut orientation = tiff::UPRIGHT;
    loop {
        // Any number of fill bytes may precede a marker.
        let marker = loop {
            let (first, after) = rest.split_first()?;
            let (second, beyond) = after.split_first()?;
            match (*first, *second) {
                (0xff, 0xff) => rest = after,
                (0xff, marker) => {
                    rest = beyond;
                    break marker;
                }
                _ => return None,
            }
        };
        if marker == 0xd9 {
            break;
        }
        let length = usize::from(u16::from_be_bytes(rest.first_chunk().copied()?));
        let segment = rest.get(2..length)?;
        if marker == 0xe1 && segment.starts_with(EXIF) && orientation == tiff::UPRIGHT {
            orientation = tiff::orientation(segment.get(EXIF.len()..)?);
        }
        if is_kept(marker, segment) {
            out.extend_from_slice(&[0xff, marker]);
            out.extend_from_slice(rest.get(..length)?);
        }
        rest = rest.get(length..)?;
        if marker == 0xda {
            let scan = scan_length(rest)?;
            out.extend_from_slice(rest.get(..scan)?);
            rest = rest.get(scan..)?;
        }
    }
    out.extend_from_slice(&[0xff, 0xd9]);
    let mut whole = vec![0xff, 0xd8];
    if orientation != tiff::UPRIGHT {
        let said = tiff::only(orientation);
        let length = u16::try_from(2 + EXIF.len() + said.len()).ok()?;
        whole.extend_from_slice(&[0xff, 0xe1]);
        whole.extend_from_slice(&length.to_be_bytes());
        whole.extend_from_slice(EXIF);
        whole.extend_from_slice(&said);
    }
    whole.append(&mut out);
    Some(Stripped { content: whole, orientation })
}

/// Of what applications add, only what the decoding needs.
fn is_kept(marker: u8, segment: &[u8]) -> bool {
    match marker {
        0xe0 => segment.starts_with(JFIF),
        0xe2 => segment.starts_with(COLOURS),
        0xee => segment.starts_with(ADOBE),
        // Application data and comments.
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// How long the coded data are: up to a marker that is neither a stuffed byte nor a restart.
fn scan_length(data: &[u8]) -> Option<usize> {
    data.windows(2).position(
        |pair| matches!(pair, [0xff, second] if !matches!(second, 0 | 0xd0..=0xd7 | 0xff)),
    )
}
