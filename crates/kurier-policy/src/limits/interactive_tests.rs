use super::*;
use crate::content::ReplyButton;

fn frame() -> Frame {
    Frame { body: "Body".into(), ..Frame::default() }
}

fn row(id: &str) -> Choice {
    Choice { id: id.into(), title: "Title".into(), description: None }
}

fn section(title: Option<&str>, rows: Vec<Choice>) -> Section {
    Section { title: title.map(str::to_owned), rows }
}

fn list(sections: Vec<Section>) -> Choices {
    Choices { frame: frame(), button: "Choose".into(), sections }
}

fn rows(count: usize) -> Vec<Choice> {
    (0..count).map(|place| row(&format!("row-{place}"))).collect()
}

fn link(url: &str) -> PageLink {
    PageLink { frame: frame(), text: "Open".into(), url: url.into() }
}

#[test]
fn a_list_has_at_most_ten_rows_over_all_its_sections() {
    assert_eq!(check_list(&list(vec![section(None, rows(LIST_ROWS))])), Ok(()));
    assert!(check_list(&list(vec![section(None, rows(LIST_ROWS + 1))])).is_err());
    let mut both = rows(LIST_ROWS + 1);
    let second = both.split_off(5);
    let split = list(vec![section(Some("A"), both), section(Some("B"), second)]);
    assert!(check_list(&split).unwrap_err().detail.contains("11 rows in all"));
}

#[test]
fn a_list_has_one_to_ten_sections_and_none_is_empty() {
    let of = |count: usize| {
        let one = |place: usize| section(Some("S"), vec![row(&format!("row-{place}"))]);
        list((0..count).map(one).collect())
    };
    assert_eq!(check_list(&of(LIST_SECTIONS)), Ok(()));
    assert!(check_list(&of(LIST_SECTIONS + 1)).unwrap_err().detail.contains("sections"));
    assert!(check_list(&of(0)).is_err());
    assert!(check_list(&list(vec![section(None, Vec::new())])).is_err());
}

#[test]
fn several_sections_need_titles_and_rows_have_ids_of_their_own() {
    let untitled = list(vec![section(Some("A"), vec![row("a")]), section(None, vec![row("b")])]);
    let fault = check_list(&untitled).unwrap_err();
    assert!(fault.detail.contains("interactive.action.sections[1].title"), "{fault}");
    let twice = list(vec![section(Some("A"), vec![row("a")]), section(Some("B"), vec![row("a")])]);
    let fault = check_list(&twice).unwrap_err();
    assert!(fault.detail.contains("interactive.action.sections[1].rows[0].id"), "{fault}");
}

type MakeOfLength = fn(String) -> Choices;

#[test]
fn every_text_of_a_list_keeps_its_length_and_is_named_where_it_does_not() {
    let cases: [(&str, MakeOfLength, usize); 8] = [
        (
            "action.button",
            |t| Choices { button: t, ..list(vec![section(None, rows(1))]) },
            LIST_BUTTON_CHARS,
        ),
        (
            "action.sections[0].title",
            |t| list(vec![section(Some(&t), rows(1))]),
            SECTION_TITLE_CHARS,
        ),
        (
            "action.sections[0].rows[0].id",
            |t| list(vec![section(None, vec![row(&t)])]),
            ROW_ID_CHARS,
        ),
        (
            "action.sections[0].rows[0].title",
            |t| list(vec![section(None, vec![Choice { title: t, ..row("a") }])]),
            ROW_TITLE_CHARS,
        ),
        (
            "action.sections[0].rows[0].description",
            |t| list(vec![section(None, vec![Choice { description: Some(t), ..row("a") }])]),
            ROW_DESCRIPTION_CHARS,
        ),
        (
            "header.text",
            |t| Choices {
                frame: Frame { header: Some(t), ..frame() },
                ..list(vec![section(None, rows(1))])
            },
            INTERACTIVE_HEADER_CHARS,
        ),
        (
            "body.text",
            |t| Choices {
                frame: Frame { body: t, ..frame() },
                ..list(vec![section(None, rows(1))])
            },
            LIST_BODY_CHARS,
        ),
        (
            "footer.text",
            |t| Choices {
                frame: Frame { footer: Some(t), ..frame() },
                ..list(vec![section(None, rows(1))])
            },
            INTERACTIVE_FOOTER_CHARS,
        ),
    ];
    for (member, make, limit) in cases {
        assert_eq!(check_list(&make("ü".repeat(limit))), Ok(()), "{member} {limit}");
        let fault = check_list(&make("ü".repeat(limit + 1))).unwrap_err();
        assert!(fault.detail.contains(&format!("interactive.{member}")), "{fault}");
        assert!(fault.detail.contains(&limit.to_string()), "{fault}");
    }
}

#[test]
fn a_link_button_opens_a_named_page_of_the_web() {
    for good in [
        "https://shop.example",
        "http://shop.example:8080/a?b=c#d",
        "HTTPS://Shop.example/@ada",
        "https://xn--bcher-kva.example/",
    ] {
        assert_eq!(check_page_link(&link(good)), Ok(()), "{good}");
    }
    for bad in [
        "shop.example",
        "ftp://shop.example",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://192.0.2.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[2001:db8::1]/",
        "https://bank.example@evil.example/",
        "https://bank.example:x@evil.example/",
        "https://shop.example/a b",
        "https://shop.example\\@evil.example",
    ] {
        assert!(check_page_link(&link(bad)).is_err(), "{bad}");
    }
}

#[test]
fn a_link_button_keeps_its_lengths() {
    let text = |n: usize| PageLink { text: "t".repeat(n), ..link("https://shop.example") };
    assert_eq!(check_page_link(&text(CTA_TEXT_CHARS)), Ok(()));
    let fault = check_page_link(&text(CTA_TEXT_CHARS + 1)).unwrap_err();
    assert!(fault.detail.contains("interactive.action.parameters.display_text"), "{fault}");
    let url = |n: usize| link(&format!("https://a.example/{}", "u".repeat(n - 18)));
    assert_eq!(check_page_link(&url(URL_CHARS)), Ok(()));
    assert!(check_page_link(&url(URL_CHARS + 1)).is_err());
}

#[test]
fn a_request_for_a_place_needs_a_text() {
    assert_eq!(check_frame(&frame(), INTERACTIVE_BODY_CHARS), Ok(()));
    let silent = Frame { body: " ".into(), ..Frame::default() };
    assert!(check_frame(&silent, INTERACTIVE_BODY_CHARS).is_err());
}

#[test]
fn a_button_with_the_id_of_another_is_named() {
    let button = || ReplyButton { id: "a".into(), title: "Yes".into() };
    let message = Buttons { frame: frame(), buttons: vec![button(), button()] };
    let fault = check_buttons(&message).unwrap_err();
    assert!(fault.detail.contains("interactive.action.buttons[1].reply.id"), "{fault}");
}
