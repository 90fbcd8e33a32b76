//! The numbers with a fixed behaviour, and webhooks that go wrong on purpose, in the real program.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use serde_json::{Value, json};
use testkit::{Caller, Delivered, FakeReceiver, KurierProcess, ProcessOptions};

struct Shop {
    kurier: KurierProcess,
    api: Caller,
    operator: Caller,
    receiver: FakeReceiver,
    _dir: tempfile::TempDir,
}

impl Shop {
    async fn open(arguments: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir.path());
        options.arguments = arguments.iter().map(|&text| text.to_owned()).collect();
        let kurier = KurierProcess::start(options).await.unwrap();
        let api = Caller::new(&kurier.base, kurier.seeded("/token").unwrap()).unwrap();
        let operator =
            Caller::new(&kurier.base, kurier.seeded("/operator_token").unwrap()).unwrap();
        let receiver = FakeReceiver::start(kurier.seeded("/app_secret").unwrap()).await.unwrap();
        let path = format!("/v23.0/{}/subscribed_apps", kurier.seeded("/waba_id").unwrap());
        let body =
            json!({ "override_callback_uri": receiver.url, "verify_token": receiver.verify_token });
        api.post(&path, &body).await.unwrap().ok().unwrap();
        Self { kurier, api, operator, receiver, _dir: dir }
    }

    async fn send(&self, to: &str, mut body: Value) -> testkit::Answer {
        body["messaging_product"] = json!("whatsapp");
        body["to"] = json!(to);
        let path = format!("/v23.0/{}/messages", self.kurier.seeded("/phone_id").unwrap());
        self.api.post(&path, &body).await.unwrap()
    }

    /// Sends what must be taken; answers its id.
    async fn sent(&self, to: &str, body: Value) -> String {
        let answer = self.send(to, body).await.ok().unwrap();
        answer.pointer("/messages/0/id").and_then(Value::as_str).unwrap().to_owned()
    }

    /// Waits until this message has reached `last`, and answers its statuses in the order in which they came. What
    /// comes again is left out: a clock that jumps lets leases run out, and then events are repeated.
    async fn statuses(&self, id: &str, last: &str) -> Vec<String> {
        let has = |came: &[Delivered]| came.iter().any(|one| one.status() == Some((id, last)));
        let came = self.receiver.wait_for(&format!("{last} of {id}"), has).await.unwrap();
        let mine = came.iter().filter_map(Delivered::status).filter(|(of, _)| *of == id);
        let mut statuses: Vec<String> = Vec::new();
        for (_, status) in mine {
            if !statuses.iter().any(|known| known == status) {
                statuses.push(status.to_owned());
            }
        }
        statuses
    }

    async fn error(&self, id: &str) -> Value {
        self.statuses(id, "failed").await;
        let came = self.receiver.delivered();
        let one = came.iter().find(|one| one.status() == Some((id, "failed"))).unwrap();
        one.json.pointer("/entry/0/changes/0/value/statuses/0/errors/0/code").unwrap().clone()
    }

    /// Waits for a message that answers `id` or reacts to it.
    async fn answer_to(&self, id: &str) -> Value {
        let is = |one: &Delivered| {
            let said = one.message()?;
            let to = said.pointer("/context/id").or_else(|| said.pointer("/reaction/message_id"));
            (to? == id).then(|| said.clone())
        };
        let has = |came: &[Delivered]| came.iter().any(|one| is(one).is_some());
        let came = self.receiver.wait_for("an answer", has).await.unwrap();
        came.iter().find_map(is).unwrap()
    }

    async fn advance(&self, seconds: i64) {
        let by = json!({ "advance_s": seconds });
        self.operator.post("/sandbox/v1/clock", &by).await.unwrap().ok().unwrap();
    }
}

fn text() -> Value {
    json!({ "type": "text", "text": { "body": "Your table is ready." } })
}

fn template(name: &str) -> Value {
    json!({ "type": "template", "template": { "name": name, "language": { "code": "en_US" } } })
}

fn promo() -> Value {
    let value = |name: &str| json!({ "type": "text", "parameter_name": name, "text": "Ada" });
    let body = json!({ "type": "body", "parameters": [value("first_name"), value("offer")] });
    let mut message = template("named_promo");
    message["template"]["components"] = json!([body]);
    message
}

fn buttons() -> Value {
    json!({ "type": "interactive", "interactive": { "type": "button", "body": { "text": "Ready?" },
        "action": { "buttons": [{ "type": "reply", "reply": { "id": "yes", "title": "Yes" } }] } } })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_deliver_read_answer_tap_and_react_as_the_table_says() {
    let shop = Shop::open(&[]).await;
    let read = shop.sent("+493055502001", text()).await;
    assert_eq!(shop.statuses(&read, "read").await, ["sent", "delivered", "read"]);
    let delivered = shop.sent("+493055502002", text()).await;
    assert_eq!(shop.statuses(&delivered, "delivered").await, ["sent", "delivered"]);
    let answered = shop.sent("+493055502006", text()).await;
    assert_eq!(shop.answer_to(&answered).await["text"]["body"], "Thank you");
    let tapped = shop.sent("+493055502007", buttons()).await;
    assert_eq!(shop.answer_to(&tapped).await["interactive"]["button_reply"]["id"], "yes");
    let liked = shop.sent("+493055502008", text()).await;
    assert_eq!(shop.answer_to(&liked).await["reaction"]["emoji"], "👍");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_that_are_late_wait_for_the_clock_and_one_never_gets_anything() {
    let shop = Shop::open(&[]).await;
    let late = shop.sent("+493055502004", text()).await;
    let slow = shop.sent("+493055502005", text()).await;
    let never = shop.sent("+493055502003", text()).await;
    assert_eq!(shop.statuses(&slow, "delivered").await, ["sent", "delivered"]);
    assert_eq!(shop.statuses(&late, "sent").await, ["sent"]);
    shop.advance(61).await;
    assert_eq!(shop.statuses(&late, "delivered").await, ["sent", "delivered"]);
    shop.advance(3_600).await;
    assert_eq!(shop.statuses(&slow, "read").await, ["sent", "delivered", "read"]);
    assert_eq!(shop.statuses(&never, "sent").await, ["sent"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_fail_with_the_code_that_the_table_names() {
    let shop = Shop::open(&[]).await;
    let blocked = shop.sent("+493055502009", text()).await;
    shop.statuses(&blocked, "read").await;
    // She reads before she blocks: the next message may still be in time.
    let refused = async {
        loop {
            let id = shop.sent("+493055502009", text()).await;
            let ended =
                |one: &Delivered| matches!(one.status(), Some((of, "read" | "failed")) if of == id);
            let came =
                shop.receiver.wait_for("its end", |came| came.iter().any(ended)).await.unwrap();
            if came.iter().any(|one| one.status() == Some((&id, "failed"))) {
                return id;
            }
        }
    };
    let refused = testkit::within("a refusal", refused).await.unwrap();
    assert_eq!(shop.error(&refused).await, 131_026);
    let path = "/sandbox/v1/numbers";
    let listed = shop.operator.get(path).await.unwrap().ok().unwrap();
    assert_eq!(listed["data"].as_array().unwrap().len(), 14);
    for (to, message, code) in [
        ("+493055502011", text(), 131_047),
        ("+493055502012", template("hello_world"), 131_050),
        ("+493055502014", template("hello_world"), 131_026),
        ("+49 30 5556 131026", text(), 131_026),
    ] {
        let id = shop.sent(to, message).await;
        assert_eq!(shop.error(&id).await, code, "{to}");
    }
    let first = shop.sent("+493055502013", promo()).await;
    shop.statuses(&first, "read").await;
    let second = shop.sent("+493055502013", promo()).await;
    assert_eq!(shop.error(&second).await, 131_049);
    let withdrawn = shop.sent("+493055502010", template("hello_world")).await;
    assert_eq!(shop.error(&withdrawn).await, 131_050);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_names_a_code_is_refused_with_it_at_once() {
    let shop = Shop::open(&[]).await;
    for code in
        [4, 10, 80_007, 130_429, 131_000, 131_016, 131_031, 131_042, 131_056, 132_015, 133_010]
    {
        let answer = shop.send(&format!("+49305556{code:06}"), text()).await;
        assert_eq!(answer.json["error"]["code"], code, "{}", answer.text);
        assert!(answer.status >= 400, "{code}");
    }
}

/// Ids and statuses of one message as they came.
fn came(shop: &Shop, id: &str) -> Vec<(String, String)> {
    let all = shop.receiver.delivered();
    let mine = all.iter().filter_map(|one| Some((one.id.clone(), one.status()?)));
    mine.filter(|(_, (of, _))| *of == id)
        .map(|(event, (_, status))| (event, status.to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhooks_come_twice_if_the_sandbox_is_started_so() {
    let shop = Shop::open(&["--webhook-faults", "duplicate"]).await;
    let id = shop.sent("+493055502001", text()).await;
    let twice = |all: &[Delivered]| {
        all.iter().filter(|one| one.status() == Some((&id, "read"))).count() == 2
    };
    shop.receiver.wait_for("read, twice", twice).await.unwrap();
    let came = came(&shop, &id);
    assert_eq!(came.len(), 6);
    assert!(came.chunks(2).all(|pair| pair[0] == pair[1]), "{came:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhooks_come_out_of_order_and_late_when_the_route_says_so() {
    let shop = Shop::open(&[]).await;
    let faults = "/sandbox/v1/webhook-faults";
    let plan = json!({ "out_of_order_next": 1 });
    shop.operator.post(faults, &plan).await.unwrap().ok().unwrap();
    let id = shop.sent("+493055502002", text()).await;
    assert_eq!(shop.statuses(&id, "sent").await, ["delivered", "sent"]);

    let plan = json!({ "slow_next": 1, "slow_s": 600 });
    shop.operator.post(faults, &plan).await.unwrap().ok().unwrap();
    let slow = shop.sent("+493055502002", text()).await;
    let taken = async {
        while shop.operator.post(faults, &json!({})).await.unwrap().json["planned"] != 0 {
            tokio::task::yield_now().await;
        }
    };
    testkit::within("the planned fault", taken).await.unwrap();
    assert!(came(&shop, &slow).is_empty());
    shop.advance(600).await;
    assert_eq!(shop.statuses(&slow, "delivered").await, ["sent", "delivered"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_so_manieth_webhook_fails_and_comes_again() {
    let shop = Shop::open(&["--webhook-faults", "fail=2,status=503"]).await;
    let id = shop.sent("+493055502002", text()).await;
    // The second attempt fails; the clock passes the pause and the wait before its repetition.
    let both = |all: &[Delivered]| all.iter().any(|one| one.status() == Some((&id, "delivered")));
    let waiting = shop.receiver.until(both);
    let moving = async {
        loop {
            shop.advance(60).await;
            tokio::task::yield_now().await;
        }
    };
    let either = async {
        tokio::select! {
            () = waiting => {}
            () = moving => {}
        }
    };
    testkit::within("the repetition", either).await.unwrap();
    let path =
        format!("/console/v1/businesses/{}/subscriptions", shop.kurier.seeded("/waba_id").unwrap());
    let listed = shop.operator.get(&path).await.unwrap().ok().unwrap();
    let subscription = listed.pointer("/data/0/id").and_then(Value::as_str).unwrap().to_owned();
    let path = format!("/console/v1/subscriptions/{subscription}/attempts");
    let attempts = shop.operator.get(&path).await.unwrap().text;
    assert!(attempts.contains("503"), "{attempts}");
}
