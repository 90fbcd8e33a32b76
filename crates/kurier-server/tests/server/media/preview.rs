//! Previews of links.

use super::*;
use crate::stage::{Someone, text, wamid};
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const PAGE: &str = r#"<!doctype html><html><head><title>Shop</title>
    <meta property="og:title" content="New &amp; shiny"><meta property="og:description" content="It came in.">
    <meta property="og:image" content="/p.png"></head><body>…</body></html>"#;

/// A site that counts how often its page was asked for.
async fn site() -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let page = async |State(asked): State<Arc<AtomicUsize>>| {
        asked.fetch_add(1, Ordering::SeqCst);
        Html(PAGE)
    };
    let png = picture(image::ImageFormat::Png, 900, 600);
    let router = Router::new()
        .route("/page", get(page))
        .route("/p.png", get(async move || png.clone()))
        .route("/plain", get(async || "words"))
        .with_state(Arc::clone(&asked));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (base, asked)
}

async fn linked(stage: &Stage, to: &Someone, body: &str, preview_url: bool) -> u64 {
    let mut message = text(&to.wa_id, body);
    message["text"]["preview_url"] = json!(preview_url);
    wamid(&stage.send(message).await.ok().unwrap());
    stage.inbox(to).await.last().unwrap()["seq"].as_u64().unwrap()
}

async fn preview(stage: &Stage, person: &Someone, seq: u64) -> Value {
    let path = format!("/people/v1/messages/{seq}/preview");
    stage.people(person).get(&path).await.unwrap().ok().unwrap()["preview"].clone()
}

/// Asks until there is one.
async fn until_preview(stage: &Stage, person: &Someone, seq: u64) -> Value {
    let asked = async {
        loop {
            let found = preview(stage, person, seq).await;
            if !found.is_null() {
                return found;
            }
        }
    };
    testkit::within("a preview", asked).await.unwrap()
}

#[tokio::test]
async fn a_link_is_looked_at_once_and_shown_from_here() {
    let stage = Stage::start().await;
    let (base, asked) = site().await;
    let (kim, lee) = (stage.friend("Kim").await, stage.friend("Lee").await);
    let body = format!("Look: {base}/page.");
    let seq = linked(&stage, &kim, &body, true).await;
    let shown = until_preview(&stage, &kim, seq).await;
    assert_eq!(shown["url"], format!("{base}/page"));
    assert_eq!(shown["title"], "New & shiny");
    assert_eq!(shown["description"], "It came in.");
    let id = shown["picture"].as_str().unwrap();
    let path = format!("/people/v1/media/{id}");
    let file = call(&stage, ("GET", &path, &kim.session), &[], []).await;
    assert_eq!(file.status, 200);
    let small = image::load_from_memory_with_format(&file.body, image::ImageFormat::Jpeg).unwrap();
    assert_eq!((small.width(), small.height()), (320, 213));
    // Who was sent no such message sees neither; who was, sees both without another look at the page.
    let theirs = call(&stage, ("GET", &path, &lee.session), &[], []).await;
    assert_eq!(theirs.status, 404);
    let seq = linked(&stage, &lee, &body, true).await;
    assert_eq!(until_preview(&stage, &lee, seq).await["title"], "New & shiny");
    assert_eq!(call(&stage, ("GET", &path, &lee.session), &[], []).await.status, 200);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn nothing_is_looked_at_unless_the_business_asks_for_it() {
    let stage = Stage::start().await;
    let (base, asked) = site().await;
    let kim = stage.friend("Kim").await;
    let plain = linked(&stage, &kim, &format!("{base}/page"), false).await;
    let none = linked(&stage, &kim, "No link", true).await;
    let last = linked(&stage, &kim, &format!("{base}/page"), true).await;
    until_preview(&stage, &kim, last).await;
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(preview(&stage, &kim, plain).await, Value::Null);
    assert_eq!(preview(&stage, &kim, none).await, Value::Null);
}

#[tokio::test]
async fn a_link_that_cannot_be_looked_at_costs_nothing_but_its_preview() {
    let stage = Stage::start().await;
    let (base, _) = site().await;
    let kim = stage.friend("Kim").await;
    let mut seqs = Vec::new();
    for link in [
        format!("{base}/plain"),
        format!("{base}/nothing"),
        "http://10.0.0.1/page".to_owned(),
        "http://127.0.0.1:1/page".to_owned(),
    ] {
        seqs.push(linked(&stage, &kim, &link, true).await);
    }
    let last = linked(&stage, &kim, &format!("{base}/page"), true).await;
    until_preview(&stage, &kim, last).await;
    for seq in seqs {
        assert_eq!(preview(&stage, &kim, seq).await, Value::Null);
    }
}
