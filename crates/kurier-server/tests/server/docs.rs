//! The documentation inside the binary.

use crate::stage::Stage;
use kurier_server::contract;
use std::collections::BTreeSet;
use testkit::Caller;

/// Addresses in `href` and `src` of a page.
fn links(page: &str) -> BTreeSet<String> {
    let marks = ["href=\"", "src=\"", "action=\""];
    let found = marks.iter().flat_map(|mark| page.split(mark).skip(1));
    found.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_link_between_pages_leads_somewhere_and_none_elsewhere_is_loaded() {
    let stage = Stage::start().await;
    let anyone = Caller::new(&stage.app.base, "").unwrap();
    let (mut seen, mut waiting) = (BTreeSet::new(), vec!["/docs".to_owned()]);
    while let Some(address) = waiting.pop() {
        let path = address.split('#').next().unwrap().to_owned();
        if !path.starts_with('/') || !seen.insert(path.clone()) {
            continue;
        }
        let answer = anyone.get(&path).await.unwrap();
        assert_eq!(answer.status, 200, "{path}");
        let kind = answer.headers["content-type"].to_str().unwrap();
        if !kind.starts_with("text/html") || !path.starts_with("/docs") {
            continue;
        }
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{path}");
        assert!(!answer.text.contains("<script") && !answer.text.contains(" style="), "{path}");
        for link in links(&answer.text) {
            if let Some(anchor) = link.strip_prefix('#').filter(|anchor| *anchor != "content") {
                assert!(answer.text.contains(&format!("id=\"{anchor}\"")), "{path}#{anchor}");
            }
            waiting.push(link);
        }
    }
    let errors = seen.iter().filter(|path| path.starts_with("/docs/errors/")).count();
    assert!(errors > 35 && seen.len() > 60, "{} pages, {errors} of errors", seen.len());
}

#[tokio::test]
async fn an_error_answer_names_the_page_that_explains_it() {
    let stage = Stage::start().await;
    let answer = stage.api.get("/v23.0/1?fields=x").await.unwrap();
    let page = answer.json["error"]["error_data"]["docs"].as_str().unwrap();
    assert_eq!(page, "/docs/errors/100");
    let shown = stage.api.get(page).await.unwrap();
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains("Object does not exist") && shown.text.contains("What to do"));
    assert_eq!(stage.api.get("/docs/errors/2388040").await.unwrap().status, 200);
    assert_eq!(stage.api.get("/docs/errors/999").await.unwrap().status, 404);
    assert_eq!(stage.api.get("/docs/errors/%3Cscript%3E").await.unwrap().status, 404);
}

#[tokio::test]
async fn the_documents_are_served_with_the_address_of_the_installation() {
    let stage = Stage::start().await;
    let shown = stage.api.get("/docs/openapi.json").await.unwrap();
    assert_eq!(shown.json["servers"][0]["url"], stage.app.base);
    assert_eq!(shown.json, contract::openapi(&stage.app.base));
    let shown = stage.api.get("/docs/asyncapi.json").await.unwrap();
    assert_eq!(shown.json["asyncapi"], "3.0.0");
}

#[tokio::test]
async fn what_is_looked_for_is_found_and_shown_as_text() {
    let stage = Stage::start().await;
    let found = stage.api.get("/docs/search?q=131047").await.unwrap();
    assert!(found.text.contains("/docs/errors/131047"), "{}", found.text);
    let found = stage.api.get("/docs/search?q=%3Cb%3E%22x").await.unwrap();
    assert_eq!(found.status, 200);
    assert!(found.text.contains("value=\"&lt;b&gt;&quot;x\""), "{}", found.text);
}
