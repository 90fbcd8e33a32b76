//! The orientation inside EXIF data, which are a TIFF file (TIFF 6.0; EXIF 2.3, tag 0x0112).

/// Upright.
pub(super) const UPRIGHT: u8 = 1;

const ORIENTATION: u16 = 0x0112;
/// Entries of a directory that are looked at.
const ENTRIES: usize = 512;

/// Orientation, 1 to 8; upright if nothing else is said.
pub(super) fn orientation(tiff: &[u8]) -> u8 {
    find(tiff).filter(|it| (1..=8).contains(it)).unwrap_or(UPRIGHT)
}

fn find(tiff: &[u8]) -> Option<u8> {
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let first = if is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    let directory = usize::try_from(first).ok()?;
    let count = usize::from(short(directory)?).min(ENTRIES);
    (0..count)
        .filter_map(|n| directory.checked_add(2 + n * 12))
        .find(|at| short(*at) == Some(ORIENTATION))
        .and_then(|at| u8::try_from(short(at + 8)?).ok())
}

/// EXIF data that say nothing but the orientation.
pub(super) fn only(orientation: u8) -> [u8; 26] {
    let mut tiff = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    tiff[19] = orientation;
    tiff
}
