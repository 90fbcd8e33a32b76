//! Files: uploaded, described, read, deleted, by businesses and people.

mod blobs;
mod forget;
mod limits;
mod link;
mod messages;
mod people;
mod preview;
mod read;
mod resumable;

use crate::stage::Stage;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::egress::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};

const BOUNDARY: &str = "----a-boundary";

/// Any request to the running server; `token` empty = none.
pub(crate) async fn call(
    stage: &Stage,
    (method, path, token): (&str, &str, &str),
    headers: &[(&str, &str)],
    body: impl Into<Vec<u8>>,
) -> Response {
    let base = if path.starts_with("http") { "" } else { stage.app.base.as_str() };
    let mut request = Request::new(method.parse::<Method>().unwrap(), format!("{base}{path}"));
    request.timeout = Some(Duration::from_mins(1));
    let mut all = HeaderMap::new();
    let bearer = format!("Bearer {token}");
    let auth = (!token.is_empty()).then_some(("authorization", bearer.as_str()));
    for (name, value) in headers.iter().copied().chain(auth) {
        all.insert(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
    }
    request.headers = all;
    request.body = body.into().into();
    stage.api.client().request(request).await.unwrap()
}

pub(crate) fn json_of(answer: &Response) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// Status, code and details of an error.
pub(crate) fn fault(answer: &Response) -> (u16, u64, String) {
    let json = json_of(answer);
    let details = json["error"]["error_data"]["details"].as_str().unwrap_or_default();
    (answer.status.as_u16(), json["error"]["code"].as_u64().unwrap_or_default(), details.to_owned())
}

/// A form with small fields and a file of a type.
pub(crate) fn form(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(part.as_bytes());
    }
    if let Some((kind, content)) = file {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a file.x\"\r\n\
             Content-Type: {kind}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

pub(crate) fn form_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// Sends a form to the shop's media.
pub(crate) async fn post(stage: &Stage, body: Vec<u8>) -> Response {
    let path = format!("/v23.0/{}/media", stage.shop.sender.id);
    let kind = form_type();
    call(stage, ("POST", &path, &stage.shop.token), &[("content-type", &kind)], body).await
}

/// Uploads a file as the shop.
pub(crate) async fn upload(stage: &Stage, kind: &str, content: &[u8]) -> Response {
    let fields = [("messaging_product", "whatsapp"), ("type", kind)];
    post(stage, form(&fields, Some((kind, content)))).await
}

/// Uploads a file that must be taken; answers its id.
pub(crate) async fn uploaded(stage: &Stage, kind: &str, content: &[u8]) -> String {
    let answer = upload(stage, kind, content).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    json_of(&answer)["id"].as_str().unwrap().to_owned()
}

/// What the shop is told of a file.
pub(crate) async fn shown(stage: &Stage, id: &str) -> Value {
    stage.api.get(&format!("/v23.0/{id}")).await.unwrap().ok().unwrap()
}

/// A sound of so many bytes.
pub(crate) fn sound(bytes: usize) -> Vec<u8> {
    let mut content = b"ID3\x03".to_vec();
    content.resize(bytes, 0);
    content
}

/// A JPEG, left half red, right half blue, with place, device and orientation 6 (the camera lay on its side).
pub(crate) fn photo() -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    tiff.extend_from_slice(b"SecretCamera GPSLatitude 52.5");
    let exif = [b"Exif\0\0".as_slice(), &tiff].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let plain = picture(image::ImageFormat::Jpeg, 640, 400);
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

pub(crate) fn picture(format: image::ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let colour = |x| if x < width / 2 { [250, 0, 0] } else { [0, 0, 250] };
    let picture = image::RgbImage::from_fn(width, height, |x, _| image::Rgb(colour(x)));
    let mut out = std::io::Cursor::new(Vec::new());
    image::DynamicImage::from(picture).write_to(&mut out, format).unwrap();
    out.into_inner()
}

#[tokio::test]
async fn a_file_is_uploaded_described_read_and_deleted() {
    let stage = Stage::start().await;
    let content = sound(70_000);
    let id = uploaded(&stage, "audio/mpeg", &content).await;
    assert!(id.len() <= 16 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    let node = shown(&stage, &id).await;
    let digest = kurier_policy::token::hash(&String::from_utf8_lossy(&content));
    let hex = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let url = node["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/media/", stage.app.base)), "{url}");
    assert_eq!(
        node,
        json!({ "messaging_product": "whatsapp", "url": url, "mime_type": "audio/mpeg",
            "sha256": hex, "file_size": 70_000, "id": id })
    );
    let read = call(&stage, ("GET", url, ""), &[], []).await;
    assert_eq!((read.status.as_u16(), &read.body[..]), (200, &content[..]));
    let delete = format!("/v23.0/{id}");
    let gone = call(&stage, ("DELETE", &delete, &stage.shop.token), &[], []).await;
    assert_eq!(json_of(&gone), json!({ "success": true }));
    for method in ["GET", "DELETE"] {
        let missing = call(&stage, (method, &delete, &stage.shop.token), &[], []).await;
        assert_eq!(fault(&missing).1, 100, "{method}");
    }
    assert_eq!(call(&stage, ("GET", url, ""), &[], []).await.status, 404);
}

#[tokio::test]
async fn a_form_is_understood_however_it_is_written() {
    let stage = Stage::start().await;
    let content = picture(image::ImageFormat::Png, 9, 9);
    let file = Some(("image/png", &content[..]));
    let path = format!("/{}/media/?messaging_product=whatsapp", stage.shop.sender.id);
    let kind = form_type();
    // Without a type of its own, with the product in the query, with the token in the form.
    let body = form(&[("access_token", &stage.shop.token)], file);
    let answer = call(&stage, ("POST", &path, ""), &[("content-type", &kind)], body).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let node = shown(&stage, json_of(&answer)["id"].as_str().unwrap()).await;
    assert_eq!(node["mime_type"], "image/png");
    let asked = format!("/v23.0/{}?fields=id,file_size", node["id"].as_str().unwrap());
    let part = stage.api.get(&asked).await.unwrap().ok().unwrap();
    assert_eq!(part, json!({ "id": node["id"], "file_size": node["file_size"] }));
}

#[tokio::test]
async fn what_a_camera_wrote_is_gone_and_the_picture_stands_upright() {
    let stage = Stage::start().await;
    let id = uploaded(&stage, "image/jpeg", &photo()).await;
    let node = shown(&stage, &id).await;
    let read = call(&stage, ("GET", node["url"].as_str().unwrap(), ""), &[], []).await;
    let text = String::from_utf8_lossy(&read.body);
    assert!(!text.contains("Secret") && !text.contains("GPS"));
    assert_eq!(node["file_size"], read.body.len());
    let mut decoder =
        image::codecs::jpeg::JpegDecoder::new(std::io::Cursor::new(&read.body[..])).unwrap();
    let turned = image::ImageDecoder::orientation(&mut decoder).unwrap();
    assert_eq!(turned, image::metadata::Orientation::Rotate90);
    let before = image::load_from_memory(&photo()).unwrap();
    assert_eq!(image::load_from_memory(&read.body).unwrap(), before, "no pixel is touched");
}
