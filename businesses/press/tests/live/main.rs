//! The running newsroom against a small Cloud API and a small web server, both on loopback.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

mod headlines;
mod stage;

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use kurier_egress::{HeaderName, HeaderValue, Request};
use kurier_wire::signature;
use serde_json::json;
use stage::{READER, SOON, Stage, client, launch, rss};

const OLD: [(&str, &str); 2] = [("1", "An old story of the town"), ("2", "Another old one")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edition_comes_at_seven_and_everything_else_by_taps() {
    let stage = Stage::set(&rss(&OLD)).await;
    stage.allow().await;
    let news = [("3", "Bridge closed until May"), ("4", "School opens on Monday"), OLD[0], OLD[1]];
    stage.publish(400, &rss(&news)).await;
    stage.forward(1_000);
    let key = format!("press/{READER}/2026-11-26");
    let edition = stage.message(&key).await;
    assert_eq!(
        edition["template"]["name"], "press_edition_2",
        "what a source brings first is no news: {edition}"
    );
    assert!(edition.to_string().contains("Bridge closed") && !edition.to_string().contains("old"));
    let read = edition["template"]["components"][1]["parameters"][0]["payload"]
        .as_str()
        .expect("a payload")
        .to_owned();
    stage
        .say("wamid.1", json!({ "type": "button", "button": { "payload": read, "text": "Read" } }))
        .await;
    let list = stage.message("answer/wamid.1/1").await;
    let story = list["interactive"]["action"]["sections"][0]["rows"][0]["id"]
        .as_str()
        .expect("a row")
        .to_owned();
    let reply = |id: &str, title: &str| json!({ "type": "interactive", "interactive": { "type": "list_reply", "list_reply": { "id": id, "title": title } } });
    stage.say("wamid.2", reply(&story, "x")).await;
    let shown = stage.message("answer/wamid.2/1").await;
    assert!(
        shown["interactive"]["body"]["text"].as_str().expect("a text").contains("Text of "),
        "{shown}"
    );
    stage.say("wamid.3", reply("rhythm weekly4", "x")).await;
    stage.message("answer/wamid.3/1").await;
    stage
        .say(
            "wamid.4",
            json!({ "type": "text", "text": { "body": "You wrote May, it is March." } }),
        )
        .await;
    assert!(stage.message("answer/wamid.4/1").await.to_string().contains("newsroom"));
    assert_eq!(
        stage.status.snapshot().await.expect("a snapshot").desk,
        1,
        "her letter waits for an editor, once"
    );
    assert_eq!(stage.post("/desk/1", "editor:wrong", "what=done").await, 401);
    assert_eq!(
        stage.post("/desk/1", "editor:editor's own", "what=answer&words=Thank+you").await,
        303
    );
    assert_eq!(stage.message("desk/1").await["context"]["message_id"], "wamid.4");
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_waits_and_a_correction_answers_the_message_that_it_corrects() {
    let stage = Stage::set(&rss(&OLD)).await;
    // A server in trouble is asked again, with the same key.
    stage.fake.fail_next(1);
    stage.allow().await;
    stage.publish(400, &rss(&[("3", "Bridge closed until May"), OLD[0], OLD[1]])).await;
    stage.forward(1_000);
    let key = format!("press/{READER}/2026-11-26");
    stage.message(&key).await;
    stage.until(|now| now.sent == 1).await;
    stage.publish(4_000, &rss(&[("3", "Bridge closed until March"), OLD[0], OLD[1]])).await;
    let now = stage.until(|now| now.desk == 1).await;
    assert_eq!((now.sent, now.stories), (1, 1), "a change goes nowhere by itself");
    assert_eq!(stage.post("/desk/1", "editor:editor's own", "what=correct&words=").await, 303);
    let correction = stage.message(&format!("correction/1/{READER}")).await;
    assert_eq!(correction["context"]["message_id"], format!("wamid.{key}"));
    assert!(
        correction.to_string().contains("May") && correction.to_string().contains("March"),
        "{correction}"
    );
    let words = ["fire", "council", "river", "museum", "market", "harbour", "railway"];
    let many: Vec<(String, String)> = words
        .iter()
        .enumerate()
        .map(|(number, word)| (format!("9{number}"), format!("The {word} itself")))
        .collect();
    let many: Vec<(&str, &str)> =
        many.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
    stage.publish(4_000, &rss(&many)).await;
    let now = stage.until(|now| now.held == 7).await;
    assert_eq!(now.sent, 2);
    assert!(now.sources[0].faults.iter().any(|fault| fault.reason == "moved"), "{now:?}");
    assert!(String::from_utf8_lossy(&stage.get("/archive").await.body).contains("March"));
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn troubles_of_a_source_are_counted_explained_and_cost_nothing_that_came() {
    let stage = Stage::set(&rss(&OLD)).await;
    let latin: Vec<u8> = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><item><guid>3</guid><title>M\u{fc}nchen</title>".chars()
        .map(|c| u8::try_from(u32::from(c)).expect("latin")).collect();
    for (status, body) in [
        (200, &b"<html><body>Sorry</body></html>"[..]),
        (200, &b"\xff\xfe\x00"[..]),
        (500, b""),
        (404, b""),
        (200, &latin[..]),
        (200, &latin[..]),
        (410, b""),
    ] {
        stage.site.show(status, body);
        let before = stage.clock.load(Ordering::Relaxed);
        stage.forward(90_000);
        stage.until(|now| now.sources[0].asked_s > Some(before)).await;
    }
    let now = stage.status.snapshot().await.expect("a snapshot");
    let reasons: BTreeSet<&str> =
        now.sources[0].faults.iter().map(|fault| fault.reason.as_str()).collect();
    for wanted in ["web_page", "http_status", "not_found", "wrong_charset", "malformed", "gone"] {
        assert!(reasons.contains(wanted), "{wanted} of {reasons:?}");
    }
    assert!(now.sources[0].is_gone);
    assert_eq!(now.stories, 1, "the story of the broken feed came, once");
    let page = String::from_utf8_lossy(&stage.get("/").await.body).into_owned();
    assert!(
        page.contains("wrong_charset")
            && page.contains("<svg")
            && page.contains("the right one was taken")
    );
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_while_sending_neither_doubles_nor_loses_an_edition() {
    let mut stage = Stage::set(&rss(&OLD)).await;
    stage.allow().await;
    stage.fake.get_stuck_after(0);
    stage.publish(400, &rss(&[("3", "Bridge closed until May"), OLD[0], OLD[1]])).await;
    stage.forward(1_000);
    tokio::time::timeout(SOON, stage.fake.stuck()).await.expect("a message is taken");
    stage.task.abort();
    stage.fake.recover();
    let (status, addr, task) = launch(stage.config.clone(), &stage.clock).await;
    (stage.status, stage.addr, stage.task) = (status, addr, task);
    stage.until(|now| now.sent == 1 && now.pending == 0).await;
    assert_eq!(stage.fake.with(|seen| (seen.messages.len(), seen.conflicts.len())), (1, 0));
    stage.task.abort();
    drop(stage.folder);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_withdraws_gets_nothing_and_letters_of_listmonk_reach_only_readers() {
    let stage = Stage::set(&rss(&OLD)).await;
    stage.allow().await;
    let letter = |campaign: &str| {
        json!({ "subject": "Hello", "body": "<p>News</p>", "content_type": "html", "campaign": { "uuid": campaign },
        "recipients": [{ "status": "enabled", "attribs": { "wa_id": READER } }, { "status": "enabled", "attribs": { "wa_id": "999000000000002" } }] }).to_string()
    };
    assert_eq!(stage.post("/listmonk", "listmonk:guess", letter("c1")).await, 401);
    for _ in 0..2 {
        assert_eq!(stage.post("/listmonk", "listmonk:letters", letter("c1")).await, 200);
    }
    stage.message(&format!("letter/c1/{READER}")).await;
    stage.say("wamid.1", json!({ "type": "text", "text": { "body": "Stop" } })).await;
    assert!(stage.message("answer/wamid.1/1").await.to_string().contains("no more news"));
    assert_eq!(stage.post("/listmonk", "listmonk:letters", letter("c2")).await, 200);
    stage.publish(400, &rss(&[("3", "Bridge closed until May"), OLD[0], OLD[1]])).await;
    stage.forward(1_000);
    stage.until(|now| now.pending == 0 && now.stories == 1).await;
    assert_eq!(
        stage.fake.with(|seen| seen.messages.len()),
        2,
        "one letter and the answer to her stop"
    );
    stage.task.abort();
}

fn value(form: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(form.as_bytes());
    pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_is_asked_checked_and_believed_only_with_its_signature() {
    let stage = Stage::set(&rss(&OLD)).await;
    let site = stage.config.sources[0].url.trim_end_matches("/feed").to_owned();
    let with_hub = |items: &[(&str, &str)]| {
        let links = format!(
            "<title>Town</title><atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"hub\" href=\"{site}/hub\"/>"
        );
        String::from_utf8(rss(items)).expect("text").replace("<title>Town</title>", &links)
    };
    stage.publish(400, with_hub(&OLD).as_bytes()).await;
    let wish = async {
        loop {
            let wish = stage.site.1.lock().expect("no test panicked inside").clone();
            if !wish.is_empty() {
                return wish;
            }
            tokio::task::yield_now().await;
        }
    };
    let wish = tokio::time::timeout(SOON, wish).await.expect("the hub is asked");
    let callback = value(&wish, "hub.callback").expect("a callback");
    let (topic, secret) = (
        value(&wish, "hub.topic").expect("a topic"),
        value(&wish, "hub.secret").expect("a secret"),
    );
    for (asked, answer) in [(topic.as_str(), 200), ("http://other.example/", 404)] {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("hub.mode", "subscribe"),
                ("hub.topic", asked),
                ("hub.challenge", "42"),
                ("hub.lease_seconds", "864000"),
            ])
            .finish();
        let given =
            client().request(Request::get(format!("{callback}?{query}"))).await.expect("an answer");
        assert_eq!((given.status.as_u16(), given.body == "42"), (answer, answer == 200));
    }
    let pushed = with_hub(&[("3", "Bridge closed until May"), OLD[0], OLD[1]]).into_bytes();
    for (key, stories) in [("guess", 0), (secret.as_str(), 1), (secret.as_str(), 1)] {
        let mut request = Request::post(&callback, pushed.clone());
        let signed = HeaderValue::from_str(&signature::sign(key, &pushed)).expect("hex");
        request.headers.insert(HeaderName::from_static("x-hub-signature"), signed);
        assert_eq!(client().request(request).await.expect("an answer").status.as_u16(), 202);
        assert_eq!(stage.status.snapshot().await.expect("a snapshot").stories, stories);
    }
    let now = stage.status.snapshot().await.expect("a snapshot");
    assert!(now.sources[0].faults.iter().any(|fault| fault.reason == "unsigned_push"), "{now:?}");
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_took_the_permission_back_is_told_how_to_give_it_again_and_nothing_untrue() {
    let stage = Stage::set(&rss(&OLD)).await;
    stage.allow().await;
    let start = json!({ "type": "interactive", "interactive": { "type": "button_reply", "button_reply": { "id": "start", "title": "Start" } } });
    stage.say("wamid.1", json!({ "type": "text", "text": { "body": "Stop" } })).await;
    assert!(stage.message("answer/wamid.1/1").await.to_string().contains("Write Start"));
    stage.prefer("stop", 2).await;
    stage.say("wamid.2", start).await;
    assert!(stage.message("answer/wamid.2/1").await.to_string().contains("took back"));
    assert_eq!(stage.status.snapshot().await.expect("a snapshot").readers, 0);
    // The server hears the word, and tells it after the message.
    stage.say("wamid.3", json!({ "type": "text", "text": { "body": "Start" } })).await;
    stage.prefer("resume", 3).await;
    let back = stage.message(&format!("back/{READER}/3")).await;
    assert!(back.to_string().contains("Good to have you"));
    assert_eq!(stage.status.snapshot().await.expect("a snapshot").readers, 1);
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quiet_hours_and_breaking_news_are_settings_in_the_chat() {
    let stage = Stage::set(&rss(&OLD)).await;
    stage.allow().await;
    let row = |id: &str| json!({ "type": "interactive", "interactive": { "type": "list_reply", "list_reply": { "id": id, "title": "x" } } });
    stage.say("wamid.1", json!({ "type": "text", "text": { "body": "Settings" } })).await;
    let menu = stage.message("answer/wamid.1/1").await;
    let rows = menu["interactive"]["action"]["sections"][0]["rows"].as_array().map(Vec::len);
    assert_eq!(rows, Some(10), "as many as a list holds: {menu}");
    stage.say("wamid.2", row("choose quiet")).await;
    assert!(stage.message("answer/wamid.2/1").await.to_string().contains("quiet 22-6"));
    stage.say("wamid.3", row("quiet 22-6")).await;
    stage.say("wamid.4", row("breaking on")).await;
    stage.say("wamid.5", json!({ "type": "text", "text": { "body": "quiet 25-6" } })).await;
    assert!(stage.message("answer/wamid.5/1").await.to_string().contains("cannot be set"));
    stage.say("wamid.6", json!({ "type": "text", "text": { "body": "Settings" } })).await;
    let menu = stage.message("answer/wamid.6/1").await.to_string();
    assert!(menu.contains("22:00 – 6:00") && menu.contains("in quiet hours, too"), "{menu}");
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn followers_of_the_archive_are_told_once_they_said_that_they_meant_it() {
    let stage = Stage::set(&rss(&OLD)).await;
    let feed = stage.get("/archive/feed.xml").await;
    let base = format!("http://{}", stage.addr);
    let hub = format!("{base}/archive/hub");
    assert!(String::from_utf8_lossy(&feed.body).contains(&format!("rel=\"hub\" href=\"{hub}\"")));
    assert!(feed.headers["link"].to_str().expect("text").contains("rel=\"hub\""));
    let site = stage.config.sources[0].url.trim_end_matches("/feed").to_owned();
    let wish = |mode: &str, topic: &str, callback: &str| {
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("hub.mode", mode),
                ("hub.topic", topic),
                ("hub.callback", callback),
                ("hub.secret", "between us"),
            ])
            .finish()
    };
    let topic = format!("{base}/archive/feed.xml");
    let at = |who: &str| format!("{site}/follow?me={who}");
    for (body, answer) in [
        (wish("subscribe", "http://other.example/", &at("leaves")), 400),
        (wish("subscribe", &topic, "ftp://other.example/"), 400),
        // Somebody else's address, which does not say that it was meant.
        (wish("subscribe", &topic, &at("stranger")), 202),
        (wish("subscribe", &topic, &at("leaves")), 202),
        (wish("subscribe", &topic, &at("stays")), 202),
    ] {
        assert_eq!(stage.post("/archive/hub", "nobody:needed", body).await, answer);
    }
    for who in ["stranger", "leaves", "stays"] {
        stage.site.asked(who, "subscribe").await;
    }
    let (first, second) = (("3", "Bridge closed until May"), ("4", "School opens on Monday"));
    stage.publish(400, &rss(&[first, OLD[0], OLD[1]])).await;
    let (signature, told) = stage.site.told("leaves", 1).await;
    assert!(told.contains("Bridge closed"), "{told}");
    assert_eq!(signature, signature::sign("between us", told.as_bytes()));
    stage.site.told("stays", 1).await;
    let leave = wish("unsubscribe", &topic, &at("leaves"));
    assert_eq!(stage.post("/archive/hub", "nobody:needed", leave).await, 202);
    stage.site.asked("leaves", "unsubscribe").await;
    // Everybody who follows is told in one round: once the third story is told, the round of the second is over.
    stage.publish(1_000, &rss(&[second, first, OLD[0], OLD[1]])).await;
    stage.site.told("stays", 2).await;
    let third = ("5", "Museum gets a roof");
    stage.publish(1_000, &rss(&[third, second, first, OLD[0], OLD[1]])).await;
    stage.site.told("stays", 3).await;
    assert_eq!(stage.site.was_told("leaves").len(), 1, "it follows no more");
    assert_eq!(stage.site.was_told("stranger"), [], "nobody is followed in somebody else's name");
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_that_overtakes_the_answer_shuts_out_until_she_allows_again_and_only_once() {
    let mut stage = Stage::set(&rss(&OLD)).await;
    stage.allow().await;
    stage.fake.get_stuck_after(0);
    stage.publish(400, &rss(&[("3", "Bridge closed until May"), OLD[0], OLD[1]])).await;
    stage.forward(1_000);
    tokio::time::timeout(SOON, stage.fake.stuck()).await.expect("a message is taken");
    let key = format!("press/{READER}/2026-11-26");
    let refusal = json!({ "field": "messages", "value": { "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "1", "phone_number_id": "55" },
        "statuses": [{ "id": format!("wamid.{key}"), "status": "failed", "timestamp": "1", "recipient_id": READER,
            "biz_opaque_callback_data": stage.message(&key).await["biz_opaque_callback_data"],
            "errors": [{ "code": 131_050, "title": "The person's permission has ended", "message": "The person's permission has ended" }] }] } });
    stage.webhook(refusal.clone()).await;
    let now = stage.status.snapshot().await.expect("a snapshot");
    assert_eq!((now.readers, now.refused, now.pending), (0, 1, 0), "no answer came yet");
    stage.task.abort();
    stage.fake.recover();
    let (status, addr, task) = launch(stage.config.clone(), &stage.clock).await;
    (stage.status, stage.addr, stage.task) = (status, addr, task);
    // Start does not bring back what has ended.
    let start = json!({ "type": "interactive", "interactive": { "type": "button_reply", "button_reply": { "id": "start", "title": "Start" } } });
    stage.say("wamid.1", start).await;
    assert!(stage.message("answer/wamid.1/1").await.to_string().contains("Our invitation"));
    stage.prefer("resume", 2).await;
    assert!(stage.message(&format!("back/{READER}/2")).await.to_string().contains("Good to have"));
    stage.webhook(refusal).await;
    let now = stage.status.snapshot().await.expect("a snapshot");
    assert_eq!((now.readers, now.refused), (1, 1), "told again it says nothing new");
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tap_brings_its_answer_and_not_what_waits_for_the_next_news() {
    let stage = Stage::set(&rss(&OLD)).await;
    stage.allow().await;
    let row = |id: &str| json!({ "type": "interactive", "interactive": { "type": "list_reply", "list_reply": { "id": id, "title": "x" } } });
    for (number, setting) in ["rhythm instant", "quiet 0-0", "length 3"].iter().enumerate() {
        stage.say(&format!("wamid.{number}"), row(setting)).await;
    }
    let news = [
        ("3", "Bridge closed until May"),
        ("4", "School opens on Monday"),
        ("5", "Museum gets a roof"),
        ("6", "River rises after the rain"),
        ("7", "Theatre plays in the park"),
    ];
    stage.publish(400, &rss(&news)).await;
    stage.until(|now| now.sent == 4).await;
    stage.say("wamid.9", row("settings")).await;
    stage.message("answer/wamid.9/1").await;
    let more = [("8", "Market hall is sold"), news[0], news[1], news[2], news[3]];
    stage.publish(1_000, &rss(&more)).await;
    let edition = stage.message(&format!("press/{READER}/story-8")).await;
    assert_eq!(edition["template"]["name"], "press_edition_3", "{edition}");
    stage.task.abort();
}
