//! WebP (RFC 9649): chunks of a RIFF file.

use super::Stripped;
use super::tiff;

const KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// Flags of the extended header.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
const MOVES: u8 = 0x02;

/// Chunks of a file, without their padding.
fn chunks(content: &[u8]) -> Option<Vec<([u8; 4], &[u8])>> {
    let length = usize::try_from(u32::from_le_bytes(*content.get(4..8)?.first_chunk()?)).ok()?;
    let end = length.checked_add(8)?;
    let mut rest = content.get(..end)?.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let name = rest.first_chunk().copied()?;
        let length = usize::try_from(u32::from_le_bytes(*rest.get(4..8)?.first_chunk()?)).ok()?;
        let end = length.checked_add(8)?;
        found.push((name, rest.get(8..end)?));
        rest = rest.get(end + (length & 1)..).unwrap_or_default();
    }
    Some(found)
}

pub(super) fn strip(content: &[u8]) -> Option<Stripped> {
    let chunks = chunks(content)?;
    let exif = chunks.iter().find(|(name, _)| name == b"EXIF").map(|(_, data)| *data);
    let exif = exif.map(|data| data.strip_prefix(b"Exif\0\0").unwrap_or(data));
    let orientation = exif.map_or(tiff::UPRIGHT, tiff::orientation);
    let is_said = orientation != tiff::UPRIGHT;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    for (name, data) in chunks.iter().filter(|(name, _)| KEPT.contains(&name)) {
        let from = out.len();
        append(&mut out, *name, data)?;
        if name == b"VP8X" {
            let flags = out.get_mut(from + 8)?;
            *flags &= !(HAS_XMP | HAS_EXIF);
            *flags |= if is_said { HAS_EXIF } else { 0 };
        }
    }
    if is_said {
        append(&mut out, *b"EXIF", &tiff::only(orientation))?;
    }
    let length = u32::try_from(out.len().checked_sub(8)?).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    Some(Stripped { content: out, orientation })
}

fn append(out: &mut Vec<u8>, name: [u8; 4], data: &[u8]) -> Option<()> {
    out.extend_from_slice(&name);
    out.extend_from_slice(&u32::try_from(data.len()).ok()?.to_le_bytes());
    out.extend_from_slice(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
    Some(())
}

/// What of a file tells whether it moves.
pub(in crate::media) const HEAD_BYTES: u64 = 21;

/// As [`is_animated`], from the first [`HEAD_BYTES`] alone.
pub(in crate::media) fn head_moves(head: &[u8]) -> bool {
    head.get(12..16) == Some(b"VP8X") && head.get(20).is_some_and(|flags| flags & MOVES != 0)
}

pub(super) fn is_animated(content: &[u8]) -> bool {
    let header = chunks(content).and_then(|chunks| chunks.into_iter().next());
    header.is_some_and(|(name, data)| {
        &name == b"VP8X" && data.first().is_some_and(|flags| flags & MOVES != 0)
    })
}
