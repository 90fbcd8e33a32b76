use super::page::{Page, read};

const URL: &str = "https://shop.example/a/b?c=1";

fn page(title: &str, description: &str, picture: Option<&str>) -> Page {
    let picture = picture.map(str::to_owned);
    Page { title: title.to_owned(), description: description.to_owned(), picture }
}

#[test]
fn what_is_meant_for_previews_goes_before_what_every_page_has() {
    let html = r#"<!doctype html><html><head><title>Plain &amp; simple</title>
        <meta name="description" content="What it is">
        <META PROPERTY="og:title" CONTENT="For &quot;previews&quot;"><meta property='og:image' content='/x.png'>
        </head><body><title>Not this</title></body></html>"#;
    let want = page("For \"previews\"", "What it is", Some("https://shop.example/x.png"));
    assert_eq!(read(URL, html.as_bytes()), want);
    let bare =
        "<title>\n  Two\n lines </title><meta name=og:image content='https://cdn.example/p.jpg'>";
    assert_eq!(
        read(URL, bare.as_bytes()),
        page("Two lines", "", Some("https://cdn.example/p.jpg"))
    );
}

#[test]
fn what_is_no_page_shows_nothing() {
    for text in ["", "plain words", "<", "<meta", "<html><body><meta property=og:title content=x>"]
    {
        assert_eq!(read(URL, text.as_bytes()), Page::default(), "{text}");
    }
    assert_eq!(read(URL, &[0xff, 0xfe, 0, b'<']), Page::default());
}

#[test]
fn only_addresses_of_the_web_are_pictures() {
    for image in ["javascript:alert(1)", "data:image/png;base64,AAAA", "file:///etc/passwd", " "] {
        let html = format!("<title>x</title><meta property=\"og:image\" content=\"{image}\">");
        assert_eq!(read(URL, html.as_bytes()).picture, None, "{image}");
    }
}

#[test]
fn texts_are_one_short_line_that_turns_nothing_about() {
    let html = format!(
        "<title>a\u{202e}b\u{0}c</title><meta name=description content=\"{}\">",
        "wörter ".repeat(100)
    );
    let found = read(URL, html.as_bytes());
    assert!(found.title.starts_with("a b"), "{}", found.title);
    assert!(!found.title.contains('\u{202e}'));
    assert_eq!(found.description.chars().count(), 240);
    assert!(found.description.ends_with('…'));
}
