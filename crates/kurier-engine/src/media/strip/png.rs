//! PNG (ISO/IEC 15948): chunks up to the end of the image.

use super::Stripped;
use super::tiff;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// What a decoder needs beside the critical chunks; the last three make a picture move.
const KEPT: [&[u8; 4]; 12] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP", b"acTL",
    b"fcTL", b"fdAT",
];

pub(super) fn strip(content: &[u8]) -> Option<Stripped> {
    let mut rest = content.strip_prefix(SIGNATURE)?;
    let mut out = SIGNATURE.to_vec();
    let mut orientation = tiff::UPRIGHT;
    let mut after_header = out.len();
    loop {
        let length = usize::try_from(u32::from_be_bytes(rest.first_chunk().copied()?)).ok()?;
        let whole = length.checked_add(12)?;
        let chunk = rest.get(..whole)?;
        let name: [u8; 4] = chunk.get(4..8)?.try_into().ok()?;
        let is_critical = name[0].is_ascii_uppercase();
        if is_critical || KEPT.contains(&&name) {
            out.extend_from_slice(chunk);
        }
        match &name {
            b"IHDR" => after_header = out.len(),
            b"eXIf" => orientation = tiff::orientation(chunk.get(8..8 + length)?),
            b"IEND" => break,
            _ => {}
        }
        rest = rest.get(whole..)?;
    }
    if orientation != tiff::UPRIGHT {
        out.splice(after_header..after_header, chunk(*b"eXIf", &tiff::only(orientation)));
    }
    Some(Stripped { content: out, orientation })
}

fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap_or(0);
    let named = [&name[..], data].concat();
    [&length.to_be_bytes()[..], &named, &crc(&named).to_be_bytes()].concat()
}

/// The checksum of a chunk (annex D).
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}
