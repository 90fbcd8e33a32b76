//! Hostile text stays text: stored and shown to the letter, escaped in webhooks, never expanded.

use crate::stage::{Stage, order, text};
use serde_json::{Value, json};

/// Texts that attack whatever interprets them.
const HOSTILE: [&str; 14] = [
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)></svg><script>alert(1)</script>",
    "javascript:alert(1)",
    "&#x6a;avascript:alert(1) &amp; &lt;b&gt;",
    "abc\u{202e}gpj.exe\u{202c} \u{2066}x\u{2069}",
    "nul\u{0}inside",
    "\u{1b}[31mred\u{1b}[0m\r\nINFO forged line",
    "Z\u{0351}\u{036b}\u{0343}a\u{0360}l\u{034a}g\u{0357}o",
    "[a](javascript:x) *_~unbalanced",
    "'; DROP TABLE message; --",
    "{{1}} {{7*7}} ${x} %s %n {0}",
    "=cmd|' /C calc'!A0",
    "\u{feff}\u{200b}x\u{ffff}\u{10ffff}",
    "🤦🏽‍♀️ ünï \\u0041 \\/ \"quoted\"",
];

fn bodies(inbox: &[Value], kind: &str) -> Vec<String> {
    let of_kind = inbox.iter().filter(|entry| entry["kind"] == kind);
    of_kind.filter_map(|entry| entry["content"]["body"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_business_may_write_anything_and_it_is_shown_to_the_letter() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    for words in HOSTILE {
        stage.send(text(&kim.wa_id, words)).await.ok().unwrap();
    }
    assert_eq!(bodies(&stage.inbox(&kim).await, "from_business"), HOSTILE);
}

#[tokio::test]
async fn a_person_may_write_anything_and_its_webhook_is_ascii_and_reads_back_to_the_letter() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("</script>\u{202e}Kim\u{0}\u{1b}[2J").await;
    for (place, words) in HOSTILE.iter().enumerate() {
        let body = json!({ "client_id": format!("c-{place}"), "content": { "type": "text",
            "body": words }, "business": stage.shop.business.id.to_string() });
        stage.people(&kim).post("/people/v1/messages", &body).await.unwrap().ok().unwrap();
    }
    let texts = |all: &[testkit::Delivered]| -> Vec<String> {
        let of =
            |one: &testkit::Delivered| one.message()?["text"]["body"].as_str().map(str::to_owned);
        all.iter().filter_map(of).collect()
    };
    let all = receiver.wait_for("all words", |all| texts(all).len() > HOSTILE.len()).await.unwrap();
    assert_eq!(texts(&all)[1..], HOSTILE);
    for one in &all {
        assert!(one.is_genuine);
        let clean = one.raw.iter().all(|byte| (0x20..0x7f).contains(byte));
        assert!(clean, "control characters and others are escaped: {:?}", one.raw);
        assert!(!String::from_utf8_lossy(&one.raw).contains("</"));
    }
    let profile = &all.last().unwrap().json["entry"][0]["changes"][0]["value"]["contacts"][0];
    assert_eq!(profile["profile"]["name"], "</script>\u{202e}Kim\u{0}\u{1b}[2J");
}

#[tokio::test]
async fn variables_inside_values_are_not_filled_in_again() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    stage.send(order(&kim.wa_id, "{{2}}", "{{1}}")).await.ok().unwrap();
    let inbox = stage.inbox(&kim).await;
    let content = &inbox.last().unwrap()["content"];
    assert_eq!(content["body"], "Hello {{2}}, your order {{1}} is on its way.");
}

#[tokio::test]
async fn lines_tabs_and_runs_of_spaces_in_values_are_refused() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    for value in ["a\nb", "a\tb", "a     b", ""] {
        let answer = stage.send(order(&kim.wa_id, value, "1")).await;
        assert_eq!(answer.status, 400, "{value:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_url_variable_cannot_change_the_host_of_a_button() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    for value in ["../../x", "@evil.example", "//evil.example", "?a=b#c", "javascript:x"] {
        let answer = stage.send(order(&kim.wa_id, "Kim", value)).await;
        if answer.status == 200 {
            let inbox = stage.inbox(&kim).await;
            let url = inbox.last().unwrap()["content"]["buttons"][1]["url"].clone();
            let url = url::Url::parse(url.as_str().unwrap()).unwrap();
            assert_eq!((url.scheme(), url.host_str()), ("https", Some("shop.example")), "{value}");
        }
    }
}
