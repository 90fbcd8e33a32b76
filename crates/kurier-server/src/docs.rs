//! `/docs/errors`: the page that error answers and failed webhooks point to.

use crate::state::App;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use kurier_wire::error;
use std::fmt::Write;
use std::sync::Arc;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/docs/errors", get(errors))
}

async fn errors() -> Html<String> {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Errors of Kurier</title>\
         <body><main><h1>Errors of the business API</h1>",
    );
    let mut last = 0;
    for entry in error::all() {
        // Several causes share a code; the first one carries the anchor.
        let anchor =
            if entry.code == last { String::new() } else { format!(" id=\"{}\"", entry.code) };
        last = entry.code;
        // Writing to a String cannot fail; the texts are our own and hold no markup.
        let _infallible = write!(
            page,
            "<h2{anchor}>{} {}</h2><p>HTTP {}. {}</p><p>{}</p>",
            entry.code, entry.title, entry.http, entry.what, entry.hint
        );
    }
    page.push_str("</main></body></html>");
    Html(page)
}
