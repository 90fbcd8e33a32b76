//! The boxes of an MP4 (ISO/IEC 14496-12), as far as they tell whether it holds a film or only a sound.

use std::io::{self, Read, Seek, SeekFrom};

/// Boxes of the first level that are looked at.
const BOXES: usize = 256;
/// Largest index that is read.
const INDEX_BYTES: u64 = 4 * 1024 * 1024;

/// Whether one of its tracks is a picture; `None` if it has no index, or one that cannot be read.
pub(in crate::media) fn has_film(file: &mut (impl Read + Seek)) -> Option<bool> {
    let index = index(file).ok().flatten()?;
    let mark = b"hdlr";
    let handlers = index.windows(mark.len()).enumerate().filter(|(_, it)| it == mark);
    let kinds = handlers.filter_map(|(at, _)| index.get(at + 12..at + 16));
    let mut has_sound = false;
    for kind in kinds {
        match kind {
            b"vide" => return Some(true),
            b"soun" => has_sound = true,
            _ => {}
        }
    }
    has_sound.then_some(false)
}

/// The `moov` box.
fn index(file: &mut (impl Read + Seek)) -> io::Result<Option<Vec<u8>>> {
    let mut at = 0_u64;
    for _ in 0..BOXES {
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 8];
        if file.read_exact(&mut head).is_err() {
            return Ok(None);
        }
        let [a, b, c, d, name @ ..] = head;
        let mut length = u64::from(u32::from_be_bytes([a, b, c, d]));
        if length == 1 {
            let mut long = [0; 8];
            file.read_exact(&mut long)?;
            length = u64::from_be_bytes(long);
        }
        if &name == b"moov" {
            let mut index = Vec::new();
            file.take(length.clamp(8, INDEX_BYTES) - 8).read_to_end(&mut index)?;
            return Ok(Some(index));
        }
        // 0 = to the end of the file.
        match at.checked_add(length) {
            Some(next) if length >= 8 => at = next,
            _ => return Ok(None),
        }
    }
    Ok(None)
}
