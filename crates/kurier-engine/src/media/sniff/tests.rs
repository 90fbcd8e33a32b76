use super::*;
use std::io::Cursor;

fn settled(said: &str, content: &[u8]) -> Result<String, MediaFault> {
    settle(said, content, || has_film(&mut Cursor::new(content)))
}

fn mp4(brand: [u8; 4], handlers: &[&[u8; 4]]) -> Vec<u8> {
    let boxed = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len() + 8).unwrap();
        [&length.to_be_bytes()[..], name, content].concat()
    };
    let mut index = Vec::new();
    for handler in handlers {
        let hdlr = boxed(b"hdlr", &[&[0; 8][..], *handler, &[0; 12]].concat());
        index.extend(boxed(b"trak", &boxed(b"mdia", &hdlr)));
    }
    let start = boxed(b"ftyp", &[brand, [0; 4]].concat());
    [start, boxed(b"mdat", &[7; 5_000]), boxed(b"moov", &index)].concat()
}

#[test]
fn content_decides_where_nothing_is_said() {
    let ogg = [b"OggS".as_slice(), &[0; 24], b"OpusHead"].concat();
    let webp = b"RIFF\x10\0\0\0WEBPVP8 ";
    for (content, mime) in [
        (b"\xff\xd8\xff\xe0".as_slice(), "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (webp, "image/webp"),
        (b"GIF89a", "image/gif"),
        (b"#!AMR\n", "audio/amr"),
        (b"ID3\x03", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"\xff\xf1\x50", "audio/aac"),
        (&ogg, "audio/ogg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"anything", "application/octet-stream"),
        (&mp4(*b"isom", &[b"soun", b"vide"]), "video/mp4"),
        (&mp4(*b"isom", &[b"soun"]), "audio/mp4"),
        (&mp4(*b"isom", &[]), "video/mp4"),
        (&mp4(*b"M4A ", &[b"soun"]), "audio/mp4"),
        (&mp4(*b"3gp4", &[b"vide"]), "video/3gpp"),
    ] {
        assert_eq!(settled("", content).as_deref(), Ok(mime));
        assert_eq!(settled(mime, content).as_deref(), Ok(mime));
    }
}

#[test]
fn what_is_said_chooses_among_what_fits() {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    assert_eq!(settled(word, b"PK\x03\x04").as_deref(), Ok(word));
    assert_eq!(settled("Text/CSV; charset=utf-8", b"a,b").as_deref(), Ok("text/csv"));
    assert_eq!(settled("image/jpg", b"\xff\xd8\xff").as_deref(), Ok("image/jpeg"));
}

#[test]
fn a_picture_is_of_the_format_that_it_shows_whichever_was_said() {
    assert_eq!(settled("image/png", b"\xff\xd8\xff\xe0").as_deref(), Ok("image/jpeg"));
    assert_eq!(settled("image/jpeg", b"\x89PNG\r\n\x1a\n").as_deref(), Ok("image/png"));
}

#[test]
fn content_that_is_something_else_is_refused() {
    for (said, content) in [
        ("image/jpeg", b"<html><script>".as_slice()),
        ("image/png", b"GIF89a"),
        ("image/webp", b"\xff\xd8\xff\xe0"),
        ("text/plain", b"\x89PNG\r\n\x1a\n"),
        ("application/pdf", b"PK\x03\x04"),
        ("audio/ogg", b"OggS vorbis"),
        ("audio/mp4", &mp4(*b"isom", &[b"vide"])),
        ("video/mp4", &mp4(*b"isom", &[b"soun"])),
        ("application/msword", b"%PDF-1.4"),
    ] {
        let refused = settled(said, content);
        assert!(matches!(refused, Err(MediaFault::Mismatch { .. })), "{said}: {refused:?}");
    }
}

#[test]
fn a_media_type_that_is_none_is_refused() {
    for bad in
        ["jpeg", "a/b/c", "text/", "text/x y", "text/\r\nX: y", &format!("a/{}", "b".repeat(200))]
    {
        assert!(matches!(settled(bad, b"x"), Err(MediaFault::BadType(_))), "{bad}");
    }
}

#[test]
fn an_index_that_lies_about_its_length_ends() {
    for length in [0_u32, 1, 7, u32::MAX] {
        let content =
            [b"\0\0\0\x10ftypisom\0\0\0\0".as_slice(), &length.to_be_bytes(), b"free"].concat();
        assert_eq!(has_film(&mut Cursor::new(content)), None);
    }
}
