//! Files by link.

use super::*;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap as AxumHeaders;
use axum::response::IntoResponse;
use axum::routing::get;
use kurier_engine::media::MediaFault;
use kurier_policy::media::MediaKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How often the far end was asked, and how often it sent the whole.
#[derive(Default)]
struct Far {
    asked: AtomicUsize,
    sent: AtomicUsize,
}

async fn far() -> (String, Arc<Far>) {
    let far = Arc::new(Far::default());
    let counted = async |State(far): State<Arc<Far>>, headers: AxumHeaders| {
        far.asked.fetch_add(1, Ordering::SeqCst);
        if headers.get("if-none-match").is_some_and(|tag| tag == "\"v1\"") {
            return (http::StatusCode::NOT_MODIFIED, [("etag", "\"v1\"")]).into_response();
        }
        far.sent.fetch_add(1, Ordering::SeqCst);
        ([("etag", "\"v1\""), ("content-type", "text/plain")], photo()).into_response()
    };
    let moved = (http::StatusCode::FOUND, [("location", "/photo.jpg")]);
    let large = async || sound(16 * 1024 * 1024 + 1);
    let unkept = async |State(far): State<Arc<Far>>| {
        far.sent.fetch_add(1, Ordering::SeqCst);
        ([("cache-control", "no-store")], sound(90))
    };
    let changing = async |State(far): State<Arc<Far>>| {
        let sent = far.sent.fetch_add(1, Ordering::SeqCst);
        ([("cache-control", "no-cache")], sound(90 + sent))
    };
    let router = Router::new()
        .route("/photo.jpg", get(counted))
        .route("/moved.jpg", get(move || async move { moved }))
        .route("/large.mp3", get(large))
        .route("/unkept.mp3", get(unkept))
        .route("/changing.mp3", get(changing))
        .with_state(Arc::clone(&far));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (base, far)
}

#[tokio::test]
async fn a_link_is_fetched_once_in_ten_minutes_and_then_only_asked_about() {
    let stage = Stage::start().await;
    let (base, far) = far().await;
    let url = format!("{base}/photo.jpg");
    let library = Arc::clone(&stage.app.app.media);
    let (shop, rival) = (stage.shop.business.id, stage.rival.business.id);
    let many = (0..8).map(|_| {
        let (library, url) = (Arc::clone(&library), url.clone());
        tokio::spawn(async move { library.take_link(shop, &url, MediaKind::Image).await.unwrap() })
    });
    let mut ids = Vec::new();
    for one in many.collect::<Vec<_>>() {
        ids.push(one.await.unwrap());
    }
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let counts = || (far.asked.load(Ordering::SeqCst), far.sent.load(Ordering::SeqCst));
    assert_eq!(counts(), (1, 1));
    let node = shown(&stage, &ids[0].to_string()).await;
    assert_eq!(node["mime_type"], "image/jpeg", "its content is believed, not its server");
    let theirs = library.take_link(rival, &url, MediaKind::Image).await.unwrap();
    assert_ne!(theirs, ids[0], "nothing is shared between businesses");
    assert_eq!(counts(), (2, 2));
    stage.app.clock.advance_s(600);
    let same = library.take_link(shop, &url, MediaKind::Image).await.unwrap();
    assert_eq!((same, counts()), (ids[0], (3, 2)));
    let path = format!("/v23.0/{same}");
    call(&stage, ("DELETE", &path, &stage.shop.token), &[], []).await;
    let fresh = library.take_link(shop, &url, MediaKind::Image).await.unwrap();
    assert!(fresh != same && counts() == (4, 3), "what was deleted is fetched again");
}

#[tokio::test]
async fn an_answer_that_shall_not_be_kept_is_fetched_each_time() {
    let stage = Stage::start().await;
    let (base, far) = far().await;
    let url = format!("{base}/unkept.mp3");
    let (library, shop) = (&stage.app.app.media, stage.shop.business.id);
    let first = library.take_link(shop, &url, MediaKind::Audio).await.unwrap();
    stage.app.clock.advance_s(29 * 86_400);
    let second = library.take_link(shop, &url, MediaKind::Audio).await.unwrap();
    assert_eq!(far.sent.load(Ordering::SeqCst), 2);
    assert_eq!(first, second, "the same bytes are kept once");
    stage.app.clock.advance_s(29 * 86_400);
    stage.app.app.media.expire_now().await.unwrap();
    assert_eq!(shown(&stage, &first.to_string()).await["file_size"], 90, "and live on");
}

#[tokio::test]
async fn other_bytes_behind_a_link_are_another_file() {
    let stage = Stage::start().await;
    let (base, far) = far().await;
    let url = format!("{base}/changing.mp3");
    let (library, shop) = (&stage.app.app.media, stage.shop.business.id);
    let first = library.take_link(shop, &url, MediaKind::Audio).await.unwrap();
    let second = library.take_link(shop, &url, MediaKind::Audio).await.unwrap();
    assert_eq!(far.sent.load(Ordering::SeqCst), 2);
    assert_ne!(first, second);
    let sizes = [shown(&stage, &first.to_string()).await, shown(&stage, &second.to_string()).await];
    assert_eq!(sizes.map(|node| node["file_size"].clone()), [json!(90), json!(91)]);
}

#[tokio::test]
async fn a_link_that_brings_no_fitting_file_is_told_why() {
    let stage = Stage::start().await;
    let (base, _) = far().await;
    let library = &stage.app.app.media;
    for (url, kind, word) in [
        (format!("{base}/missing"), MediaKind::Image, "it answers 404"),
        (format!("{base}/moved.jpg"), MediaKind::Image, "redirects are not followed"),
        (format!("{base}/large.mp3"), MediaKind::Audio, "longer than 16777216"),
        (format!("{base}/photo.jpg"), MediaKind::Video, "cannot be sent as video"),
        ("http://127.0.0.1:1/x".to_owned(), MediaKind::Image, "refused: port 1"),
        ("http://169.254.169.254/latest/meta-data".to_owned(), MediaKind::Image, "refused"),
        ("http://10.0.0.1/x".to_owned(), MediaKind::Image, "refused"),
        ("file:///etc/passwd".to_owned(), MediaKind::Document, "refused"),
        ("https://user@example.com/x".to_owned(), MediaKind::Document, "refused"),
        ("nonsense".to_owned(), MediaKind::Document, "refused"),
    ] {
        let refused = library.take_link(stage.shop.business.id, &url, kind).await;
        let fault: MediaFault = refused.unwrap_err();
        assert!(fault.to_string().contains(word), "{url}: {fault}");
    }
}
