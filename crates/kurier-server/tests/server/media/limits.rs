//! What is refused, at the limit and one beyond it.

use super::*;
use image::ImageFormat;
use kurier_policy::media::{MediaKind, Quota};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn starting(head: &[u8], bytes: u64) -> Vec<u8> {
    let mut content = head.to_vec();
    content.resize(usize::try_from(bytes).unwrap(), 0);
    content
}

/// A picture of exactly so many bytes: what it needs, then chunks that say nothing.
fn padded_png(bytes: u64) -> Vec<u8> {
    let plain = picture(ImageFormat::Png, 8, 8);
    let end = plain.len() - 12;
    // A palette suggestion is kept by no reader; a background colour chunk would be, but is short. `fdAT` is kept.
    let fill = usize::try_from(bytes).unwrap() - plain.len() - 12;
    let length = u32::try_from(fill).unwrap().to_be_bytes();
    let chunk = [&length[..], b"fdAT", &vec![0; fill], &[0; 4]].concat();
    [&plain[..end], &chunk, &plain[end..]].concat()
}

#[tokio::test]
async fn sounds_and_films_have_sixteen_megabytes() {
    let stage = Stage::start().await;
    let max = MediaKind::Audio.max_bytes();
    let film = b"\0\0\0\x10ftypisom\0\0\0\0";
    for (kind, head) in [("audio/mpeg", b"ID3\x03".as_slice()), ("video/mp4", film)] {
        uploaded(&stage, kind, &starting(head, max)).await;
        let refused = upload(&stage, kind, &starting(head, max + 1)).await;
        let (status, code, details) = fault(&refused);
        assert_eq!((status, code), (400, 131_053), "{details}");
        assert!(details.starts_with("`file`") && details.contains("16777216"), "{details}");
    }
}

#[tokio::test]
async fn pictures_have_five_megabytes() {
    let stage = Stage::start().await;
    let max = MediaKind::Image.max_bytes();
    uploaded(&stage, "image/png", &padded_png(max)).await;
    let refused = upload(&stage, "image/png", &padded_png(max + 1)).await;
    assert_eq!(
        fault(&refused),
        (400, 131_053, "`file`: a picture may have at most 5242880 bytes.".to_owned())
    );
}

#[tokio::test]
async fn documents_have_a_hundred_megabytes() {
    let stage = Stage::start().await;
    let max = MediaKind::Document.max_bytes();
    let id = uploaded(&stage, "application/pdf", &starting(b"%PDF-", max)).await;
    assert_eq!(shown(&stage, &id).await["file_size"], max);
    let refused = upload(&stage, "application/pdf", &starting(b"%PDF-", max + 1)).await;
    assert_eq!(fault(&refused).1, 131_053);
}

pub(super) fn webp(animated: bool, bytes: usize) -> Vec<u8> {
    let plain = picture(ImageFormat::WebP, 512, 512);
    let flags = if animated { 2 } else { 0 };
    let header =
        [b"VP8X".as_slice(), &10_u32.to_le_bytes(), &[flags, 0, 0, 0, 255, 1, 0, 255, 1, 0]]
            .concat();
    let fill = bytes - 12 - header.len() - (plain.len() - 12) - 8;
    assert_eq!(fill % 2, 0);
    let colours =
        [b"ICCP".as_slice(), &u32::try_from(fill).unwrap().to_le_bytes(), &vec![0; fill]].concat();
    let body = [b"WEBP".as_slice(), &header, &colours, &plain[12..]].concat();
    [b"RIFF".as_slice(), &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
}

#[tokio::test]
async fn a_sticker_that_does_not_move_has_a_hundred_kilobytes_and_512_pixels() {
    let stage = Stage::start().await;
    uploaded(&stage, "image/webp", &webp(false, 100 * 1024)).await;
    let refused = upload(&stage, "image/webp", &webp(false, 100 * 1024 + 2)).await;
    assert!(fault(&refused).2.contains("102400"), "{:?}", fault(&refused));
    let small = picture(ImageFormat::WebP, 511, 512);
    let refused = upload(&stage, "image/webp", &small).await;
    assert!(fault(&refused).2.contains("512 by 512"), "{:?}", fault(&refused));
    let refused = upload(&stage, "image/webp", &webp(true, 500 * 1024 + 2)).await;
    assert!(fault(&refused).2.contains("512000"), "{:?}", fault(&refused));
}

#[tokio::test]
async fn content_that_is_something_else_is_refused() {
    let stage = Stage::start().await;
    let png = picture(ImageFormat::Png, 8, 8);
    let html = b"<!doctype html><script>alert(1)</script>";
    for (said, content) in [
        ("application/pdf", &png[..]),
        ("image/png", html),
        ("application/pdf", html),
        ("video/mp4", &sound(64)),
        ("audio/ogg", &[b"OggS".as_slice(), &[0; 24], b"\x01vorbis"].concat()),
    ] {
        let refused = upload(&stage, said, content).await;
        let (status, code, details) = fault(&refused);
        assert_eq!((status, code), (400, 131_053), "{said}: {details}");
        assert!(
            details.starts_with(&format!("`file`: the file is said to be {said}")),
            "{details}"
        );
    }
}

#[tokio::test]
async fn broken_and_huge_pictures_are_refused() {
    let stage = Stage::start().await;
    let jpeg = picture(ImageFormat::Jpeg, 64, 64);
    let cut = upload(&stage, "image/jpeg", &jpeg[..jpeg.len() / 2]).await;
    assert_eq!(fault(&cut).1, 131_053);
    // A header that promises 20,000 by 20,000 pixels.
    let mut bomb = picture(ImageFormat::Png, 8, 8);
    bomb[16..20].copy_from_slice(&20_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&20_000_u32.to_be_bytes());
    let refused = upload(&stage, "image/png", &bomb).await;
    assert_eq!(fault(&refused).1, 131_053, "{:?}", fault(&refused));
}

#[tokio::test]
async fn a_form_that_lacks_something_is_told_what() {
    let stage = Stage::start().await;
    let mp3 = sound(100);
    let file = Some(("audio/mpeg", &mp3[..]));
    let product = ("messaging_product", "whatsapp");
    for (body, code, word) in [
        (form(&[("type", "audio/mpeg")], file), 100, "messaging_product"),
        (form(&[("messaging_product", "facebook")], file), 100, "messaging_product"),
        (form(&[product, ("type", "audio/mpeg")], None), 100, "`file`"),
        (form(&[product], Some(("audio/mpeg", b""))), 131_053, "`file`"),
        (form(&[product, ("type", "mp3")], file), 100, "`type`"),
        (form(&[product, ("ttl_minutes", "0")], file), 131_009, "`ttl_minutes`"),
        (form(&[product, ("ttl_minutes", "43201")], file), 131_009, "`ttl_minutes`"),
        (form(&[product, ("type", &"x".repeat(9_000))], file), 100, "too long"),
        (form(&[product, ("a", "1"), ("a", "2")], file), 100, "different values"),
        ([form(&[product], file), b"x".to_vec()].concat()[..200].to_vec(), 100, "broke off"),
    ] {
        let refused = post(&stage, body).await;
        let text = String::from_utf8_lossy(&refused.body).into_owned();
        assert_eq!((refused.status.as_u16(), fault(&refused).1), (400, code), "{text}");
        assert!(text.contains(word), "{word}: {text}");
    }
    let path = format!("/v23.0/{}/media", stage.shop.sender.id);
    let json = [("content-type", "application/json")];
    let body = br#"{"messaging_product":"whatsapp"}"#.to_vec();
    let refused = call(&stage, ("POST", &path, &stage.shop.token), &json, body).await;
    assert!(fault(&refused).2.contains("multipart/form-data"), "{:?}", fault(&refused));
}

#[tokio::test]
async fn a_stranger_uploads_nothing() {
    let stage = Stage::start().await;
    let body = form(&[("messaging_product", "whatsapp")], Some(("audio/mpeg", &sound(90))));
    let kind = form_type();
    let headers = [("content-type", kind.as_str())];
    let path = format!("/v23.0/{}/media", stage.shop.sender.id);
    for (token, status, code) in [("", 401, 0), ("krt_nonsense", 401, 190)] {
        let refused = call(&stage, ("POST", &path, token), &headers, body.clone()).await;
        assert_eq!(refused.status, status);
        assert!(code == 0 || fault(&refused).1 == code);
    }
    let theirs = call(&stage, ("POST", &path, &stage.rival.token), &headers, body).await;
    assert_eq!(fault(&theirs).1, 100);
    assert_eq!(json_of(&theirs)["error"]["error_subcode"], 33);
}

/// The beginning of the answer to a form that is announced as long and of which no more than `body` comes.
async fn answered_early(stage: &Stage, auth: &str, body: &[u8]) -> String {
    let head = format!(
        "POST /v23.0/{}/media HTTP/1.1\r\nHost: x\r\n{auth}Content-Type: {}\r\n\
         Content-Length: 90000000\r\n\r\n",
        stage.shop.sender.id,
        form_type()
    );
    let address = stage.app.base.trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let mut answer = vec![0; 8_192];
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut answer)).await;
    String::from_utf8_lossy(&answer[..read.unwrap().unwrap()]).into_owned()
}

#[tokio::test]
async fn who_is_not_known_is_answered_before_a_file_comes() {
    let stage = Stage::start().await;
    let whole = form(&[("type", "audio/mpeg")], Some(("audio/mpeg", &sound(100))));
    // Cut in the middle of the file.
    let to_file = &whole[..whole.len() - 100];
    for (auth, body) in [("Authorization: Bearer nonsense\r\n", &b""[..]), ("", to_file)] {
        let answer = answered_early(&stage, auth, body).await;
        assert!(answer.starts_with("HTTP/1.1 401"), "{auth}: {answer}");
    }
}

#[tokio::test]
async fn a_proof_in_the_form_is_checked_also_when_the_token_is_not_there() {
    let stage = Stage::start().await;
    let product = ("messaging_product", "whatsapp");
    let mp3 = sound(100);
    let file = Some(("audio/mpeg", &mp3[..]));
    let refused = post(&stage, form(&[product, ("appsecret_proof", "nonsense")], file)).await;
    assert_ne!(refused.status, 200);
    let text = String::from_utf8_lossy(&refused.body).into_owned();
    assert!(text.contains("appsecret_proof"), "{text}");
}

#[tokio::test]
async fn an_owner_keeps_so_much_and_no_more() {
    let stage = Stage::start().await;
    let library = &stage.app.app.media;
    library.set_quota(Quota { business_bytes: 1_000, ..Quota::STANDARD });
    let first = uploaded(&stage, "audio/mpeg", &sound(600)).await;
    let refused = upload(&stage, "audio/mpeg", &sound(500)).await;
    let (status, code, details) = fault(&refused);
    assert_eq!((status, code), (400, 131_053), "{details}");
    assert!(details.contains("600") && details.contains("1000"), "{details}");
    uploaded(&stage, "audio/mpeg", &sound(400)).await;
    let begin =
        format!("/v23.0/{}/uploads?file_length=1&file_type=audio/mpeg", stage.shop.business.app);
    let refused = call(&stage, ("POST", &begin, &stage.shop.token), &[], []).await;
    assert_eq!(fault(&refused).1, 131_053, "also before the first piece");
    let path = format!("/v23.0/{first}");
    call(&stage, ("DELETE", &path, &stage.shop.token), &[], []).await;
    uploaded(&stage, "audio/mpeg", &sound(500)).await;
}
