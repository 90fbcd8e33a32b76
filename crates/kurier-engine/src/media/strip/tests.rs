use super::*;
use image::{DynamicImage, ImageFormat, RgbImage};
use proptest::prelude::*;
use std::io::Cursor;

/// Place and device, as cameras write them; turned by a quarter.
fn exif() -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x0c\0\0\0\x26\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    tiff.extend_from_slice(b"SecretCamera GPSLatitude 52.5");
    tiff
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(8, 4, |x, _| image::Rgb([if x < 4 { 250 } else { 5 }, 9, 9]));
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn jpeg() -> Vec<u8> {
    let plain = picture(ImageFormat::Jpeg);
    let segment = |marker: u8, data: &[u8]| {
        let length = u16::try_from(data.len() + 2).unwrap();
        [&[0xff, marker][..], &length.to_be_bytes(), data].concat()
    };
    let exif = segment(0xe1, &[b"Exif\0\0".as_slice(), &exif()].concat());
    let xmp = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:GPSLatitude>");
    let comment = segment(0xfe, b"Secret comment");
    let icc = segment(0xe2, b"ICC_PROFILE\0\x01\x01colours");
    [&plain[..2], &exif, &xmp, &comment, &icc, &plain[2..], b"<script>Secret trailer"].concat()
}

fn png() -> Vec<u8> {
    let plain = picture(ImageFormat::Png);
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap();
        [&length.to_be_bytes()[..], name, data, &[0; 4]].concat()
    };
    let header = 8 + 25;
    let text = chunk(b"tEXt", b"Author\0Secret");
    let exif = chunk(b"eXIf", &exif());
    [&plain[..header], &text, &exif, &plain[header..], b"Secret trailer"].concat()
}

fn webp() -> Vec<u8> {
    let plain = picture(ImageFormat::WebP);
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap();
        [&name[..], &length.to_le_bytes(), data, &[0][..data.len() % 2]].concat()
    };
    let header = chunk(b"VP8X", &[0x0c, 0, 0, 0, 7, 0, 0, 3, 0, 0]);
    let body = [
        b"WEBP".as_slice(),
        &header,
        &plain[12..],
        &chunk(b"EXIF", &exif()),
        &chunk(b"XMP ", b"Secret"),
    ]
    .concat();
    [b"RIFF".as_slice(), &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
}

fn cases() -> [(&'static str, ImageFormat, Vec<u8>); 3] {
    [
        ("image/jpeg", ImageFormat::Jpeg, jpeg()),
        ("image/png", ImageFormat::Png, png()),
        ("image/webp", ImageFormat::WebP, webp()),
    ]
}

fn contains(content: &[u8], what: &[u8]) -> bool {
    content.windows(what.len()).any(|it| it == what)
}

#[test]
fn what_a_camera_wrote_is_gone_and_the_picture_is_the_same() {
    for (mime, format, full) in cases() {
        let stripped = strip(mime, &full).unwrap().unwrap();
        for secret in [b"Secret".as_slice(), b"GPS", b"<script>"] {
            assert!(contains(&full, secret) || secret == b"<script>", "{mime} has nothing to hide");
            assert!(!contains(&stripped.content, secret), "{mime}");
        }
        let before = image::load_from_memory_with_format(&picture(format), format).unwrap();
        let after = image::load_from_memory_with_format(&stripped.content, format).unwrap();
        assert_eq!(before, after, "{mime}");
    }
    assert!(contains(&strip("image/jpeg", &jpeg()).unwrap().unwrap().content, b"ICC_PROFILE"));
}

#[test]
fn which_way_is_up_stays() {
    for (mime, _, full) in cases() {
        let once = strip(mime, &full).unwrap().unwrap();
        assert_eq!(once.orientation, 6, "{mime}");
        let twice = strip(mime, &once.content).unwrap().unwrap();
        assert_eq!(twice, once, "{mime}");
    }
}

#[test]
fn another_decoder_reads_the_orientation_that_is_left() {
    use image::ImageDecoder;
    let stripped = strip("image/jpeg", &jpeg()).unwrap().unwrap();
    let mut decoder =
        image::codecs::jpeg::JpegDecoder::new(Cursor::new(&stripped.content)).unwrap();
    let found = decoder.orientation().unwrap();
    assert_eq!(found, image::metadata::Orientation::Rotate90);
    let stripped = strip("image/webp", &webp()).unwrap().unwrap();
    let mut decoder =
        image::codecs::webp::WebPDecoder::new(Cursor::new(&stripped.content)).unwrap();
    assert_eq!(decoder.orientation().unwrap(), image::metadata::Orientation::Rotate90);
}

#[test]
fn pictures_that_break_off_are_refused_at_every_length() {
    for (mime, _, full) in cases() {
        let whole = strip(mime, &full).unwrap().unwrap().content;
        for length in 0..whole.len() {
            assert!(strip(mime, &whole[..length]).is_err(), "{mime} of {length} bytes");
        }
    }
}

#[test]
fn other_files_are_left_alone() {
    assert_eq!(strip("application/pdf", b"%PDF-1.7").unwrap(), None);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(
        which in 0_usize..3, changes in proptest::collection::vec((any::<u16>(), any::<u8>()), 1..20)
    ) {
        let (mime, _, mut content) = cases().into_iter().nth(which).unwrap();
        for (at, byte) in changes {
            let at = usize::from(at) % content.len();
            content[at] = byte;
        }
        drop(strip(mime, &content));
        is_animated(&content);
    }
}
