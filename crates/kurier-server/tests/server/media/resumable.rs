//! Uploads in several pieces, and the handles they end in.

use super::*;
use kurier_engine::media::{MediaFault, PARTS_MAX, UPLOADS_MAX};
use kurier_policy::id::MediaId;
use kurier_policy::time::Timestamp;
use kurier_store::record::{BlobName, UploadPart};

async fn begin(stage: &Stage, query: &str) -> Response {
    let path = format!("/v23.0/{}/uploads?{query}", stage.shop.business.app);
    call(stage, ("POST", &path, &stage.shop.token), &[], []).await
}

async fn begun(stage: &Stage, kind: &str, length: usize) -> String {
    let query = format!("file_name=plan.pdf&file_type={kind}&file_length={length}");
    let answer = begin(stage, &query).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let id = json_of(&answer)["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("upload:"), "{id}");
    id
}

async fn piece(stage: &Stage, id: &str, offset: usize, content: &[u8]) -> Response {
    let bearer = format!("OAuth {}", stage.shop.token);
    let offset = offset.to_string();
    let headers = [("authorization", bearer.as_str()), ("file_offset", offset.as_str())];
    call(stage, ("POST", &format!("/v23.0/{id}"), ""), &headers, content).await
}

async fn state(stage: &Stage, id: &str) -> Value {
    json_of(&call(stage, ("GET", &format!("/v23.0/{id}?sig=x"), &stage.shop.token), &[], []).await)
}

#[tokio::test]
async fn a_file_comes_in_pieces_and_its_handle_names_it() {
    let stage = Stage::start().await;
    let content = photo();
    let id = begun(&stage, "image/jpeg", content.len()).await;
    assert_eq!(state(&stage, &id).await, json!({ "id": id, "file_offset": 0 }));
    let half = content.len() / 2;
    let answer = piece(&stage, &id, 0, &content[..half]).await;
    assert_eq!(json_of(&answer), json!({ "id": id, "file_offset": half }));
    assert_eq!(state(&stage, &id).await["file_offset"], half);
    for wrong in [0, half - 1, half + 1] {
        let refused = piece(&stage, &id, wrong, &content[half..]).await;
        assert_eq!(
            fault(&refused),
            (400, 100, format!("`file_offset`: the upload continues at byte {half}."))
        );
    }
    let done = json_of(&piece(&stage, &id, half, &content[half..]).await);
    let handle = done["h"].as_str().unwrap();
    assert!(handle.starts_with("4::"), "{handle}");
    assert_eq!(state(&stage, &id).await["file_offset"], content.len());
    let again = json_of(&piece(&stage, &id, content.len(), b"").await);
    assert_eq!(again, done, "a lost answer is told again");

    let library = &stage.app.app.media;
    let media = library.media_of_handle(stage.shop.business.id, handle).await.unwrap();
    assert_eq!((media.mime.as_str(), media.thumbnail), ("image/jpeg", true));
    assert!(media.bytes < content.len() as u64, "it is stripped as any other");
    let theirs = library.media_of_handle(stage.rival.business.id, handle).await;
    assert!(theirs.is_err_and(|fault| fault.is_not_found()));
    for bad in ["4::", "4::AAAA", "nonsense", &format!("{handle}A")] {
        let none = library.media_of_handle(stage.shop.business.id, bad).await;
        assert!(none.is_err_and(|fault: MediaFault| fault.is_not_found()), "{bad}");
    }
}

#[tokio::test]
async fn a_piece_that_breaks_off_is_kept_as_far_as_it_came() {
    let stage = Stage::start().await;
    let content = [b"%PDF-".as_slice(), &[7; 900]].concat();
    let id = begun(&stage, "application/pdf", content.len()).await;
    let head = format!(
        "POST /v23.0/{id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nfile_offset: 0\r\n\
         Content-Length: {}\r\n\r\n",
        stage.shop.token,
        content.len()
    );
    let address = stage.app.base.trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let sent = [head.as_bytes(), &content[..300]].concat();
    tokio::io::AsyncWriteExt::write_all(&mut stream, &sent).await.unwrap();
    drop(stream);
    let grown = async {
        loop {
            let at = state(&stage, &id).await["file_offset"].as_u64().unwrap();
            if at > 0 {
                return at;
            }
            tokio::task::yield_now().await;
        }
    };
    let at = tokio::time::timeout(Duration::from_secs(20), grown).await.unwrap();
    let at = usize::try_from(at).unwrap();
    assert!(at <= 300, "{at}");
    let done = piece(&stage, &id, at, &content[at..]).await;
    assert!(json_of(&done)["h"].is_string(), "{:?}", done.body);
}

#[tokio::test]
async fn more_than_announced_or_something_else_is_refused() {
    let stage = Stage::start().await;
    let id = begun(&stage, "application/pdf", 10).await;
    let refused = piece(&stage, &id, 0, b"%PDF-123456").await;
    assert_eq!(fault(&refused).1, 131_053, "{:?}", fault(&refused));
    assert_eq!(state(&stage, &id).await["file_offset"], 0);
    let refused = piece(&stage, &id, 0, b"<html>1234").await;
    assert!(fault(&refused).2.contains("said to be application/pdf"), "{:?}", fault(&refused));
    let gone = call(&stage, ("GET", &format!("/v23.0/{id}"), &stage.shop.token), &[], []).await;
    assert_eq!(fault(&gone).1, 100, "it can never become a file");
}

#[tokio::test]
async fn an_upload_that_cannot_be_is_not_begun() {
    let stage = Stage::start().await;
    for (query, code, word) in [
        ("file_type=application/pdf", 100, "`file_length`"),
        ("file_length=5", 100, "`file_type`"),
        ("file_length=five&file_type=application/pdf", 100, "`file_length`"),
        ("file_length=0&file_type=application/pdf", 131_053, "empty"),
        ("file_length=104857601&file_type=application/pdf", 131_053, "104857600"),
        ("file_length=5&file_type=pdf", 100, "`file_type`"),
        ("file_length=5&file_type=application/pdf;%00", 100, "`file_type`"),
        ("file_length=5&file_type=application/pdf&file_name=a%00.pdf", 100, "`file_name`"),
    ] {
        let refused = begin(&stage, query).await;
        let (status, found, details) = fault(&refused);
        assert_eq!((status, found), (400, code), "{query}: {details}");
        assert!(details.contains(word), "{query}: {details}");
    }
    assert_eq!(begin(&stage, "file_length=104857600&file_type=application/pdf").await.status, 200);
}

#[tokio::test]
async fn anothers_upload_does_not_exist() {
    let stage = Stage::start().await;
    let id = begun(&stage, "application/pdf", 10).await;
    let never = "upload:123456789012345";
    for method in ["GET", "POST", "DELETE"] {
        let mut told = Vec::new();
        for named in [id.as_str(), never] {
            let answer =
                call(&stage, (method, &format!("/v23.0/{named}"), &stage.rival.token), &[], [])
                    .await;
            assert_eq!(fault(&answer).1, 100, "{method}");
            let error = &json_of(&answer)["error"];
            told.push(error["message"].as_str().unwrap().replace(named, "ID"));
        }
        assert_eq!(told[0], told[1], "{method}");
    }
    let path =
        format!("/v23.0/{}/uploads?file_length=5&file_type=text/plain", stage.shop.business.app);
    let theirs = call(&stage, ("POST", &path, &stage.rival.token), &[], []).await;
    assert_eq!(json_of(&theirs)["error"]["error_subcode"], 33);
    stage.app.clock.advance_s(24 * 3_600);
    let late = call(&stage, ("GET", &format!("/v23.0/{id}"), &stage.shop.token), &[], []).await;
    assert_eq!(fault(&late).1, 100, "an upload may take a day");
}

#[tokio::test]
async fn an_upload_in_tiny_pieces_ends_before_it_costs_more_than_a_file() {
    let stage = Stage::start().await;
    let id = begun(&stage, "application/pdf", 90_000).await;
    let id: MediaId = id.strip_prefix("upload:").unwrap().parse().unwrap();
    let library = &stage.app.app.media;
    let mut upload = library.upload(stage.shop.business.id, id).await.unwrap();
    for at_byte in 0..PARTS_MAX as u64 {
        let blob = BlobName::make(Timestamp(0), at_byte);
        upload.parts.push(UploadPart { at_byte, bytes: 1, blob });
    }
    let refused = library.piece(upload.clone(), upload.received()).await;
    assert_eq!(refused.err(), Some(MediaFault::TooManyParts(PARTS_MAX)));
    let drafts = std::fs::read_dir(stage.app.files().join("drafts")).unwrap();
    assert_eq!(drafts.count(), 0, "nothing is begun for it");
    upload.parts.pop();
    assert!(library.piece(upload.clone(), upload.received()).await.is_ok());
}

#[tokio::test]
async fn a_business_has_a_hundred_uploads_at_once() {
    let stage = Stage::start().await;
    let first = begun(&stage, "audio/mpeg", 90).await;
    for _ in 1..UPLOADS_MAX {
        begun(&stage, "audio/mpeg", 90).await;
    }
    let query = "file_length=90&file_type=audio/mpeg";
    let (status, code, details) = fault(&begin(&stage, query).await);
    assert_eq!((status, code), (400, 100), "{details}");
    assert!(details.contains("100 uploads are open"), "{details}");
    assert!(json_of(&piece(&stage, &first, 0, &sound(90)).await)["h"].is_string());
    assert_eq!(begin(&stage, query).await.status, 200, "one was finished");
}
