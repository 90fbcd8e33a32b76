//! What a file is, by its content; what its sender says about it only chooses among what fits.

mod boxes;

pub(super) use boxes::has_film;

use super::fault::MediaFault;
use kurier_policy::media::MediaKind;

/// What a content shows itself to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    /// Its media type.
    pub(super) mime: &'static str,
    /// Further types that such content may be.
    also: &'static [&'static str],
}

const fn format(mime: &'static str, also: &'static [&'static str]) -> Format {
    Format { mime, also }
}

const ANYTHING: &str = "application/octet-stream";
const MP4: Format = format("video/mp4", &[]);
const MP4_SOUND: Format = format("audio/mp4", &[]);
/// Office documents and more are archives inside.
const ZIP: Format = format(
    "application/zip",
    &[
        "application/x-zip-compressed",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/epub+zip",
        "application/java-archive",
        "application/vnd.android.package-archive",
    ],
);
const OLE: Format = format(
    "application/x-ole-storage",
    &[
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.ms-outlook",
    ],
);

/// Types whose content always shows itself: who claims one of them must bring it.
const SHOWN: &[&str] = &[
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "audio/aac",
    "audio/amr",
    "audio/mpeg",
    "audio/mp4",
    "audio/ogg",
    "video/mp4",
    "video/3gpp",
    "application/pdf",
];

/// Pictures of a message: clients that do not look call every picture one of them.
const PICTURES: &[&str] = &["image/jpeg", "image/png"];

/// Content that shows itself in its first bytes. Of an MP4 they do not show whether it has a picture.
pub(super) fn look(head: &[u8]) -> Option<Format> {
    let at = |place: usize, mark: &[u8]| head.get(place..).is_some_and(|it| it.starts_with(mark));
    Some(match head {
        [0xff, 0xd8, 0xff, ..] => format("image/jpeg", &[]),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => format("image/png", &[]),
        [b'R', b'I', b'F', b'F', ..] if at(8, b"WEBP") => format("image/webp", &[]),
        [b'R', b'I', b'F', b'F', ..] if at(8, b"WAVE") => format("audio/wav", &["audio/x-wav"]),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => format("image/gif", &[]),
        [b'%', b'P', b'D', b'F', b'-', ..] => format("application/pdf", &[]),
        [b'#', b'!', b'A', b'M', b'R', ..] => format("audio/amr", &[]),
        [b'O', b'g', b'g', b'S', ..] if at(28, b"OpusHead") => format("audio/ogg", &[]),
        [b'O', b'g', b'g', b'S', ..] => format("application/ogg", &[]),
        [b'I', b'D', b'3', ..] => format("audio/mpeg", &[]),
        [b'P', b'K', 3, 4, ..] => ZIP,
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => OLE,
        // MPEG sound: eleven set bits, then a version that exists; without a layer it is AAC.
        [0xff, second, ..] if second & 0xf6 == 0xf0 => format("audio/aac", &[]),
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x18 != 8 && second & 6 != 0 => {
            format("audio/mpeg", &[])
        }
        _ if at(4, b"ftyp") => of_brand(head.get(8..12).unwrap_or_default()),
        _ => return None,
    })
}

fn of_brand(brand: &[u8]) -> Format {
    match brand {
        b"M4A " | b"M4B " | b"M4P " => MP4_SOUND,
        b"qt  " => format("video/quicktime", &[]),
        b"heic" | b"heix" | b"mif1" | b"msf1" => format("image/heic", &["image/heif"]),
        b"avif" | b"avis" => format("image/avif", &[]),
        [b'3', b'g', ..] => format("video/3gpp", &[]),
        _ => MP4,
    }
}

/// The kind whose limit holds for what begins like this.
pub(super) fn kind_of(head: &[u8]) -> MediaKind {
    look(head).map_or(MediaKind::Document, |found| MediaKind::of_type(found.mime))
}

/// The media type of a file: what it shows itself to be, or what it is said to be where that fits.
/// `has_film` is asked of an MP4.
pub(super) fn settle(
    said: &str,
    head: &[u8],
    has_film: impl FnOnce() -> Option<bool>,
) -> Result<String, MediaFault> {
    let said = plain(said)?;
    let mut found = look(head);
    if found == Some(MP4) && has_film() == Some(false) {
        found = Some(MP4_SOUND);
    }
    let mismatch =
        |found: &str| Err(MediaFault::Mismatch { said: said.clone(), found: found.to_owned() });
    match found {
        Some(found) if said == ANYTHING => Ok(found.mime.to_owned()),
        Some(found) if said == found.mime || found.also.contains(&said.as_str()) => Ok(said),
        Some(found) if PICTURES.contains(&found.mime) && PICTURES.contains(&said.as_str()) => {
            Ok(found.mime.to_owned())
        }
        Some(found) if found.mime == "application/ogg" && said == "audio/ogg" => {
            mismatch("its sound is not Opus, the only codec of audio/ogg here")
        }
        Some(found) => mismatch(&format!("its content is {}", found.mime)),
        None if SHOWN.contains(&said.as_str()) => mismatch("its content is something else"),
        None => Ok(said),
    }
}

/// A media type in lower case, without parameters, under its usual name.
pub(super) fn plain(said: &str) -> Result<String, MediaFault> {
    if said.contains('\0') {
        return Err(MediaFault::BadType(said.chars().take(64).collect()));
    }
    let bare = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let usual = match bare.as_str() {
        "" => ANYTHING,
        "image/jpg" | "image/pjpeg" => "image/jpeg",
        "audio/mp3" | "audio/mpeg3" => "audio/mpeg",
        "audio/m4a" | "audio/x-m4a" => "audio/mp4",
        "audio/opus" => "audio/ogg",
        "audio/x-aac" | "audio/aacp" => "audio/aac",
        "video/3gp" => "video/3gpp",
        other => other,
    };
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte);
    let is_word = |word: &str| (1..=127).contains(&word.len()) && word.bytes().all(fits);
    match usual.split_once('/') {
        Some((kind, name)) if is_word(kind) && is_word(name) => Ok(usual.to_owned()),
        _ => Err(MediaFault::BadType(said.chars().take(64).collect())),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
