//! The port of files over both its backends: a folder, and a bucket behind a real listener. With `KURIER_TEST_S3` naming the
//! endpoint of S3-compatible storage (any key is given), the bucket lies there as well.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::TryStreamExt;
use kurier_engine::media::{BlobError, Blobs, BucketBlobs, DiskBlobs, Part};
use kurier_policy::time::Timestamp;
use kurier_store::record::BlobName;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use testkit::egress::s3::{Bucket, Place};
use testkit::egress::{Client, Policy, Request};

type Objects = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// What S3 answers, as far as Kurier asks; refuses what is not signed or has no length.
async fn speak(
    State(objects): State<Objects>,
    method: Method,
    Path(path): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let has = |name: &str| query.get(name).is_some_and(|value| !value.is_empty());
    let is_signed = query.get("X-Amz-Algorithm").is_some_and(|it| it == "AWS4-HMAC-SHA256")
        && query.get("X-Amz-Signature").is_some_and(|it| it.len() == 64)
        && query
            .get("X-Amz-Credential")
            .is_some_and(|it| it.starts_with("id/") && it.contains("/eu-1/s3/"))
        && has("X-Amz-Date");
    if !is_signed {
        return (StatusCode::FORBIDDEN, "<Error><Code>AccessDenied</Code></Error>").into_response();
    }
    let mut objects = objects.lock().unwrap();
    let Some(key) = path.strip_prefix("files/").filter(|key| !key.is_empty()) else {
        return list(&objects, &query).into_response();
    };
    match method {
        Method::PUT if headers.contains_key("content-length") => {
            objects.insert(key.to_owned(), body);
            StatusCode::OK.into_response()
        }
        Method::PUT => StatusCode::LENGTH_REQUIRED.into_response(),
        Method::DELETE => {
            objects.remove(key);
            StatusCode::NO_CONTENT.into_response()
        }
        Method::GET | Method::HEAD => match (objects.get(key), range(&headers)) {
            (None, _) => {
                (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response()
            }
            (Some(object), Some(range)) => {
                (StatusCode::PARTIAL_CONTENT, object.slice(range)).into_response()
            }
            (Some(object), None) => object.clone().into_response(),
        },
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

fn range(headers: &HeaderMap) -> Option<Range<usize>> {
    let asked = headers.get("range")?.to_str().ok()?.strip_prefix("bytes=")?;
    let (first, last) = asked.split_once('-')?;
    Some(first.parse().ok()?..last.parse::<usize>().ok()? + 1)
}

/// Two keys a page, so that paging is seen.
fn list(objects: &BTreeMap<String, Bytes>, query: &HashMap<String, String>) -> String {
    let text = |name: &str| query.get(name).map_or("", String::as_str);
    let (prefix, after) = (text("prefix"), text("start-after"));
    let keys = objects.keys().filter(|key| key.starts_with(prefix) && key.as_str() > after);
    let object = |key: &String| ["<Contents><Key>", key, "</Key></Contents>"].concat();
    let contents: String = keys.take(2).map(object).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <Name>files</Name>{contents}</ListBucketResult>"
    )
}

fn bucket(endpoint: &str, drafts: &TempDir) -> BucketBlobs {
    let place = Place {
        endpoint: endpoint.to_owned(),
        bucket: "files".to_owned(),
        region: "eu-1".to_owned(),
        prefix: "kurier/a/".to_owned(),
        virtual_host: false,
        key: ("id".to_owned(), "secret".to_owned()),
        session_token: None,
    };
    let client = Client::new(Policy::configured()).unwrap();
    BucketBlobs::open(Bucket::new(client, place).unwrap(), drafts.path(), Some(0)).unwrap()
}

async fn stub() -> (String, Objects) {
    let objects = Objects::default();
    let router = Router::new()
        .route("/{*path}", any(speak))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(Arc::clone(&objects));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (base, objects)
}

fn name(n: u64) -> BlobName {
    BlobName::make(Timestamp(1_767_268_800_000_000), n)
}

async fn keep(files: &dyn Blobs, name: &BlobName, part: Part, content: &[u8]) {
    let draft = files.drafts().join(format!("{name}.draft"));
    std::fs::write(&draft, content).unwrap();
    files.keep(name, part, draft.clone()).await.unwrap();
    assert!(!draft.exists(), "a draft that is kept is no draft any more");
}

async fn read(files: &dyn Blobs, name: &BlobName, range: Range<u64>) -> Vec<u8> {
    let stream = files.read(name, Part::File, range).await.unwrap();
    let pieces: Vec<Bytes> = stream.try_collect().await.unwrap();
    pieces.concat()
}

/// What every backend must do.
async fn conforms(files: &dyn Blobs) {
    let content: Vec<u8> = (0..400_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    // Five names of one shard, and one of another.
    let names: Vec<BlobName> = (1..=5).map(|n| name(n * 256 + 7)).collect();
    for name in &names {
        keep(files, name, Part::File, &content).await;
    }
    keep(files, &names[0], Part::Thumbnail, b"small").await;
    keep(files, &name(8), Part::File, b"x").await;
    assert_eq!(read(files, &names[0], 0..400_000).await, content);
    assert_eq!(read(files, &names[0], 131_000..131_300).await, content[131_000..131_300]);
    assert_eq!(read(files, &names[0], 399_999..400_000).await, content[399_999..]);
    assert_eq!(files.length(&names[0], Part::File).await, Ok(400_000));
    assert_eq!(files.length(&names[0], Part::Thumbnail).await, Ok(5));
    assert_eq!(files.length(&names[1], Part::Thumbnail).await, Err(BlobError::Missing));
    let missing = files.read(&name(9), Part::File, 0..1).await;
    assert_eq!(missing.err(), Some(BlobError::Missing));
    let mut listed = files.list(7).await.unwrap();
    listed.sort();
    assert_eq!(listed, names, "each once, with or without a small picture");
    assert_eq!(files.list(8).await, Ok(vec![name(8)]));
    assert_eq!(files.list(9).await, Ok(vec![]));
    for name in names.iter().chain([&name(8), &name(8)]) {
        files.erase(name).await.unwrap();
    }
    assert_eq!(files.list(7).await, Ok(vec![]));
    for owner in ["a".repeat(32), "b".repeat(32)] {
        files.set_owner(&owner).await.unwrap();
        assert_eq!(files.owner().await, Ok(Some(owner)));
    }
    assert_eq!(files.list(7).await, Ok(vec![]), "whose they are is no file");
    assert_eq!(files.length(&names[0], Part::Thumbnail).await, Err(BlobError::Missing));
}

#[tokio::test]
async fn a_folder_keeps_files() {
    let folder = TempDir::new().unwrap();
    let files = DiskBlobs::open(folder.path(), Some(0)).unwrap();
    assert_eq!(files.owner().await, Ok(None));
    conforms(&files).await;
}

#[tokio::test]
async fn a_bucket_keeps_files() {
    let drafts = TempDir::new().unwrap();
    let (base, objects) = stub().await;
    let files = bucket(&base, &drafts);
    keep(&files, &name(7), Part::File, b"where").await;
    let key = format!("kurier/a/07/{}", name(7));
    assert_eq!(objects.lock().unwrap().keys().collect::<Vec<_>>(), [&key]);
    files.erase(&name(7)).await.unwrap();
    assert_eq!(files.owner().await, Ok(None));
    conforms(&files).await;
    assert_eq!(objects.lock().unwrap().keys().collect::<Vec<_>>(), ["kurier/a/OWNER"]);
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_told_without_its_secret() {
    let drafts = TempDir::new().unwrap();
    let files = bucket("http://127.0.0.1:9", &drafts);
    let draft = drafts.path().join("a");
    std::fs::write(&draft, "x").unwrap();
    let refused = files.keep(&name(1), Part::File, draft.clone()).await.unwrap_err();
    assert!(matches!(&refused, BlobError::Failed(why) if !why.contains("secret")), "{refused}");
    assert!(draft.exists(), "what was not kept can be tried again");
}

#[tokio::test]
async fn a_full_disk_takes_no_files_and_gives_them_out() {
    let folder = TempDir::new().unwrap();
    let roomy = DiskBlobs::open(folder.path(), Some(0)).unwrap();
    keep(&roomy, &name(1), Part::File, b"kept").await;
    let full = DiskBlobs::open(folder.path(), Some(u64::MAX)).unwrap();
    let draft = full.drafts().join("a");
    std::fs::write(&draft, "x").unwrap();
    assert_eq!(full.keep(&name(2), Part::File, draft).await, Err(BlobError::Full));
    assert_eq!(read(&full, &name(1), 0..4).await, b"kept");
}

#[tokio::test]
async fn a_real_storage_keeps_files() {
    let Ok(endpoint) = std::env::var("KURIER_TEST_S3") else {
        eprintln!("DID NOT RUN: KURIER_TEST_S3 names no storage");
        return;
    };
    let client = Client::new(Policy::configured()).unwrap();
    let made =
        client.request(Request::new(Method::PUT, format!("{endpoint}/files"))).await.unwrap();
    assert!(made.status.is_success() || made.status == 409, "{made:?}");
    let drafts = TempDir::new().unwrap();
    conforms(&bucket(&endpoint, &drafts)).await;
}
