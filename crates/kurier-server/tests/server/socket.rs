//! The WebSocket: hello, resume, the window of unacknowledged entries, several devices, bad frames.

use crate::device::Device;
use crate::message_way::statuses;
use crate::stage::Stage;
use futures_util::FutureExt;
use futures_util::future::join_all;
use kurier_engine::follow::{Followed, Follower};
use kurier_policy::id::InboxSeq;
use serde_json::json;
use testkit::within;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn a_cookie_opens_the_socket_from_our_own_pages_only() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let base = stage.app.base.as_str();
    let cookie = format!("kurier_session={}", kim.session);
    for origin in [Some("https://evil.example"), Some("null"), Some("http://localhost:1"), None] {
        let mut headers = vec![("cookie", cookie.as_str())];
        headers.extend(origin.map(|origin| ("origin", origin)));
        assert_eq!(Device::open(base, &headers).await.err(), Some(403), "{origin:?}");
    }
    assert!(Device::open(base, &[("cookie", &cookie), ("origin", base)]).await.is_ok());
    assert_eq!(Device::open(base, &[("authorization", "Bearer x")]).await.err(), Some(401));
    assert_eq!(Device::open(base, &[("origin", base)]).await.err(), Some(401));
}

#[tokio::test]
async fn frames_that_are_none_close_the_socket_with_4400() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let base = stage.app.base.as_str();
    let bearer = format!("Bearer {}", kim.session);
    let before_hello = [
        "{}",
        "[]",
        "hello",
        r#"{"t":"ack","seq":1}"#,
        r#"{"t":"hello"}"#,
        r#"{"t":"hello","after":-1}"#,
        r#"{"t":"hello","after":4294967296}"#,
    ];
    for frame in before_hello {
        let mut device = Device::open(base, &[("authorization", &bearer)]).await.unwrap();
        device.say_raw(Message::text(frame)).await;
        assert_eq!(device.closed().await, 4400, "{frame}");
    }
    let deep = format!(r#"{{"t":{}"#, "[".repeat(20_000));
    let after_hello = [
        r#"{"t":"hello","after":0}"#,
        r#"{"t":"nonsense"}"#,
        r#"{"t":"ack"}"#,
        r#"{"t":"read","business":"x","seq":1}"#,
        r#"{"t":"send","client_id":"c"}"#,
        &deep,
    ];
    for frame in after_hello {
        let mut device = Device::hello(base, &kim.session, 0).await;
        device.until("live").await;
        device.say_raw(Message::text(frame)).await;
        assert_eq!(device.closed().await, 4400, "{}", &frame[..frame.len().min(40)]);
    }
    let mut device = Device::hello(base, &kim.session, 0).await;
    device.say_raw(Message::binary(vec![0, 1])).await;
    assert_eq!(device.closed().await, 4400);
}

#[tokio::test]
async fn an_oversized_frame_ends_the_connection() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    device.until("live").await;
    device.say_raw(Message::text(format!(r#"{{"t":"ping","x":"{}"}}"#, "y".repeat(1 << 20)))).await;
    let code = device.closed().await;
    assert!(matches!(code, 0 | 1009), "{code}");
    assert_eq!(stage.people(&kim).get("/people/v1/me").await.unwrap().status, 200);
}

#[tokio::test]
async fn a_device_that_comes_back_gets_what_it_lacks_without_gaps_or_repeats() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    for number in 0..40 {
        stage.text(&kim, &format!("message {number}")).await;
    }
    let mut after = 0;
    let mut places = Vec::new();
    for take in [3_u64, 0, 17, 100] {
        let mut device = Device::hello(&stage.app.base, &kim.session, after).await;
        let welcome = device.until("welcome").await;
        assert_eq!(welcome["head"], 42);
        let came = device.entries_until("live").await;
        let kept: Vec<u64> = came.into_iter().take(usize::try_from(take).unwrap()).collect();
        after = kept.last().map_or(after, |last| u32::try_from(*last).unwrap());
        device.say(&json!({ "t": "ack", "seq": after })).await;
        device.settle().await;
        places.extend(kept);
    }
    assert_eq!(places, (1..=42).collect::<Vec<u64>>());
}

#[tokio::test]
async fn never_more_than_256_entries_are_out_unacknowledged() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    for _ in 0..10 {
        join_all((0..40).map(|_| stage.text(&kim, "one of many"))).await;
    }
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    let first = device.settle().await;
    // The pong may overtake the backlog; a second one comes after all that the window lets through.
    let mut places = first;
    while places.len() < 256 {
        places.push(device.until("entry").await["entry"]["seq"].as_u64().unwrap());
    }
    assert_eq!(device.settle().await, [0_u64; 0]);
    stage.text(&kim, "one more").await;
    assert_eq!(device.settle().await, [0_u64; 0], "the window is full");
    device.say(&json!({ "t": "ack", "seq": 10 })).await;
    let mut more = Vec::new();
    while more.len() < 10 {
        more.push(device.until("entry").await["entry"]["seq"].as_u64().unwrap());
    }
    assert_eq!(more, (257..=266).collect::<Vec<u64>>());
    assert_eq!(device.settle().await, [0_u64; 0]);
    device.say(&json!({ "t": "ack", "seq": 4_000_000_000_u32 })).await;
    let mut rest = device.entries_until("live").await;
    places.extend(more);
    places.append(&mut rest);
    assert_eq!(places, (1..=403).collect::<Vec<u64>>());
}

#[tokio::test]
async fn an_acknowledgement_of_what_was_never_sent_counts_for_nothing() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    device.until("live").await;
    device.say(&json!({ "t": "ack", "seq": 4_000_000_000_u32 })).await;
    let business = stage.shop.business.id.to_string();
    device.say(&json!({ "t": "read", "business": business, "seq": 4_000_000_000_u32 })).await;
    device.settle().await;
    drop(device);
    let id = stage.text(&kim, "after it").await;
    let last = stage.text(&kim, "and another").await;
    let all = receiver.wait_for("sent", |all| !statuses(all, &last).is_empty()).await.unwrap();
    assert_eq!(statuses(&all, &id), ["sent"], "nobody has it yet");
}

#[tokio::test]
async fn what_a_device_reports_last_counts_although_it_goes_at_once() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(stage.text(&kim, "Hello").await);
    }
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    let places = device.entries_until("live").await;
    for place in places {
        device.say(&json!({ "t": "ack", "seq": place })).await;
    }
    device.say_raw(Message::Close(None)).await;
    let last = ids.last().unwrap();
    receiver
        .wait_for("delivered", |all| statuses(all, last) == ["sent", "delivered"])
        .await
        .unwrap();
}

#[tokio::test]
async fn nothing_counts_as_read_that_the_device_was_not_sent() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    for _ in 0..7 {
        join_all((0..40).map(|_| stage.text(&kim, "one of many"))).await;
    }
    let last = stage.text(&kim, "beyond the window").await;
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    let mut places = device.settle().await;
    while places.len() < 256 {
        places.push(device.until("entry").await["entry"]["seq"].as_u64().unwrap());
    }
    let business = stage.shop.business.id.to_string();
    device.say(&json!({ "t": "read", "business": business, "seq": 4_000_000_000_u32 })).await;
    assert_eq!(device.settle().await, [0_u64; 0]);
    let people = stage.people(&kim);
    let me = people.get("/people/v1/me").await.unwrap().ok().unwrap();
    assert_eq!((&me["head"], &me["delivered"]), (&json!(283), &json!(256)));
    assert_eq!(me["read"], json!([{ "business": business, "seq": 256 }]));
    let all = receiver.wait_for("sent", |all| !statuses(all, &last).is_empty()).await.unwrap();
    assert_eq!(statuses(&all, &last), ["sent"]);
}

#[tokio::test]
async fn hello_says_what_the_device_holds_even_if_its_acknowledgement_was_lost() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let id = stage.text(&kim, "Hello").await;
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    device.until("live").await;
    drop(device);
    let mut device = Device::hello(&stage.app.base, &kim.session, 3).await;
    device.until("live").await;
    receiver
        .wait_for("delivered", |all| statuses(all, &id) == ["sent", "delivered"])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_device_that_claims_the_future_still_gets_what_comes() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let mut device = Device::hello(&stage.app.base, &kim.session, 1_000).await;
    device.until("live").await;
    stage.text(&kim, "Not lost").await;
    assert_eq!(device.until("entry").await["entry"]["content"]["body"], "Not lost");
    drop(device);
    let me = stage.people(&kim).get("/people/v1/me").await.unwrap().ok().unwrap();
    assert_eq!(me["delivered"], 0, "it knows another history: it may hold nothing of this one");
}

#[tokio::test]
async fn reading_on_one_device_is_told_to_the_others_and_both_get_everything() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let mut phone = Device::hello(&stage.app.base, &kim.session, 0).await;
    let mut laptop = Device::hello(&stage.app.base, &kim.session, 0).await;
    for device in [&mut phone, &mut laptop] {
        device.until("live").await;
    }
    stage.text(&kim, "To both").await;
    for device in [&mut phone, &mut laptop] {
        assert_eq!(device.until("entry").await["entry"]["content"]["body"], "To both");
    }
    let business = stage.shop.business.id.to_string();
    phone.say(&json!({ "t": "ack", "seq": 3 })).await;
    phone.say(&json!({ "t": "read", "business": business, "seq": 3 })).await;
    let read = laptop.until("read").await;
    assert_eq!((&read["business"], &read["seq"]), (&json!(business), &json!(3)));
    let mut third = Device::hello(&stage.app.base, &kim.session, 3).await;
    let welcome = third.until("welcome").await;
    assert_eq!(welcome["read"], json!([{ "business": business, "seq": 3 }]));
}

#[tokio::test]
async fn sending_again_with_the_same_client_id_stores_one_message() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let mut phone = Device::hello(&stage.app.base, &kim.session, 2).await;
    phone.until("live").await;
    let words = json!({ "t": "send", "client_id": "c-1", "content": { "type": "text",
        "body": "Once" }, "business": stage.shop.business.id.to_string() });
    phone.say(&words).await;
    let stored = phone.until("sent").await;
    assert_eq!((&stored["client_id"], &stored["seq"]), (&json!("c-1"), &json!(3)));
    let mut laptop = Device::hello(&stage.app.base, &kim.session, 2).await;
    laptop.say(&words).await;
    assert_eq!(laptop.until("sent").await["seq"], 3);
    let mut bad = words.clone();
    bad["reply_to"] = json!(99);
    bad["client_id"] = json!("c-2");
    phone.say(&bad).await;
    assert_eq!(phone.until("refused").await["error"]["code"], "context_unknown");
    bad["business"] = json!("77");
    phone.say(&bad).await;
    assert_eq!(phone.until("refused").await["error"]["code"], "no_relation");
    assert_eq!(stage.inbox(&kim).await.len(), 3);
}

/// Entries until the follower says that its window is full.
async fn until_full(inbox: &mut Follower) -> usize {
    let mut sent = 0;
    let full = async {
        loop {
            match inbox.next().await.unwrap() {
                Followed::Entries(entries) => sent += entries.len(),
                Followed::Full => break,
                other => panic!("{other:?}"),
            }
        }
    };
    within("a full window", full).await.unwrap();
    sent
}

#[tokio::test]
async fn a_full_window_is_told_once_until_the_device_moves_on() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    for number in 0..260 {
        stage.text(&kim, &format!("text {number}")).await;
    }
    let mut inbox = stage.app.engine().follow(kim.id, InboxSeq(0));
    assert_eq!(until_full(&mut inbox).await, 256);
    assert!(inbox.is_full());
    assert!(inbox.next().now_or_never().is_none(), "told twice");
    assert_eq!(inbox.acknowledge(InboxSeq(2)), Some(InboxSeq(2)));
    assert!(!inbox.is_full());
    assert_eq!(until_full(&mut inbox).await, 2);
}
