//! The metrics of the real program: on their own listener, moving with what happens, and as the
//! documentation lists them.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use kurier_engine::meter::series::{self, Kind};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use testkit::{Caller, FakePerson, FakeReceiver, KurierProcess, ProcessOptions, within};

/// What a scrape shows: values by series with labels, as they stand there.
struct Scrape {
    values: BTreeMap<String, f64>,
    kinds: BTreeMap<String, String>,
}

impl Scrape {
    fn read(text: &str) -> Self {
        let (mut values, mut kinds) = (BTreeMap::new(), BTreeMap::new());
        for line in text.lines() {
            if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').unwrap();
                kinds.insert(name.to_owned(), kind.to_owned());
            } else if !line.starts_with('#') && !line.is_empty() {
                let (series, value) = line.rsplit_once(' ').unwrap();
                values.insert(series.to_owned(), value.parse().unwrap());
            }
        }
        Self { values, kinds }
    }

    /// The sum of all that begin with `name` and hold each of `labels`.
    fn sum(&self, name: &str, labels: &[&str]) -> f64 {
        let fits = |series: &str| {
            series.split('{').next() == Some(name)
                && labels.iter().all(|label| series.contains(label))
        };
        self.values.iter().filter(|(series, _)| fits(series)).map(|(_, value)| value).sum()
    }
}

struct Stage {
    kurier: KurierProcess,
    metrics: Caller,
    _dir: tempfile::TempDir,
}

impl Stage {
    async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir.path());
        options.arguments = vec!["--metrics-listen".to_owned(), "127.0.0.1:0".to_owned()];
        options.environment = vec![("KURIER_LOG".to_owned(), "kurier=info".to_owned())];
        let kurier = KurierProcess::start(options).await.unwrap();
        let log = kurier.log().unwrap();
        let line = log.lines().find(|line| line.contains("metrics are served")).unwrap();
        let address = line.rsplit("address=").next().unwrap();
        let metrics = Caller::new(&format!("http://{address}"), "").unwrap();
        Self { kurier, metrics, _dir: dir }
    }

    async fn scrape(&self) -> Scrape {
        let answer = self.metrics.get("/metrics").await.unwrap();
        assert_eq!(answer.status, 200);
        let kind = answer.headers.get("content-type").unwrap().to_str().unwrap();
        assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
        Scrape::read(&answer.text)
    }

    /// Scrapes until it is so.
    async fn until(&self, what: &str, is_so: impl Fn(&Scrape) -> bool) -> Scrape {
        let looking = async {
            loop {
                let scrape = self.scrape().await;
                if is_so(&scrape) {
                    return scrape;
                }
            }
        };
        within(what, looking).await.unwrap()
    }

    async fn send(&self, to: &str) -> Value {
        let business =
            Caller::new(&self.kurier.base, self.kurier.seeded("/token").unwrap()).unwrap();
        let path = format!("/v23.0/{}/messages", self.kurier.seeded("/phone_id").unwrap());
        let body = json!({
            "messaging_product": "whatsapp", "to": to, "type": "text", "text": { "body": "Hello" },
        });
        business.post(&path, &body).await.unwrap().json
    }

    async fn receiver(&self) -> FakeReceiver {
        let receiver =
            FakeReceiver::start(self.kurier.seeded("/app_secret").unwrap()).await.unwrap();
        let business =
            Caller::new(&self.kurier.base, self.kurier.seeded("/token").unwrap()).unwrap();
        let path = format!("/v23.0/{}/subscribed_apps", self.kurier.seeded("/waba_id").unwrap());
        let body = json!({
            "override_callback_uri": receiver.url, "verify_token": receiver.verify_token,
        });
        business.post(&path, &body).await.unwrap().ok().unwrap();
        receiver
    }
}

#[tokio::test]
async fn series_move_with_what_happens() {
    let stage = Stage::start().await;
    let before = stage.scrape().await;
    let accepted = ["outcome=\"accepted\""];
    let (admissions, attempts) = (series::ADMISSIONS.name, series::WEBHOOK_ATTEMPTS.name);
    assert!(before.sum(series::START_TIME.name, &[]) > 1_700_000_000.0);
    assert!((before.sum(series::BUILD_INFO.name, &[env!("CARGO_PKG_VERSION")]) - 1.0).abs() < 0.1);

    let receiver = stage.receiver().await;
    let session = stage.kurier.seeded("/person_a/session").unwrap();
    let mut person = FakePerson::new(&stage.kurier.base, session);
    person.come_live().await.unwrap();
    stage.send(stage.kurier.seeded("/person_a/wa_id").unwrap()).await;
    stage.send(stage.kurier.seeded("/person_b/wa_id").unwrap()).await;
    receiver.wait_for("two webhooks", |all| all.len() >= 2).await.unwrap();

    let after =
        stage.until("the delivered webhooks", |now| now.sum(attempts, &["delivered"]) >= 2.0).await;
    let grown = |name: &str, labels: &[&str]| after.sum(name, labels) - before.sum(name, labels);
    assert!((grown(admissions, &accepted) - 1.0).abs() < 0.1);
    let closed = ["failed_later", "refusal=\"window_closed\"", "code=\"131047\""];
    assert!((grown(admissions, &closed) - 1.0).abs() < 0.1);
    assert!((after.sum(series::WEBSOCKETS.name, &[]) - 1.0).abs() < 0.1);
    let sent = ["route=\"/{node}/messages\"", "method=\"POST\"", "status=\"2xx\""];
    assert!((grown(series::HTTP_REQUESTS.name, &sent) - 2.0).abs() < 0.1);
    for (name, labels) in [
        ("kurier_batch_items_count", ["verb=\"admit\""].as_slice()),
        ("kurier_batch_duration_seconds_sum", &["verb=\"acknowledge\""]),
        ("kurier_http_request_duration_seconds_bucket", &["/{node}/messages", "+Inf"]),
        ("kurier_webhook_attempt_duration_seconds_count", &[]),
    ] {
        assert!(grown(name, labels) > 0.0, "{name} {labels:?}");
    }
    person.go_offline();
    stage.until("no socket", |now| now.sum(series::WEBSOCKETS.name, &[]) < 0.1).await;
}

#[tokio::test]
async fn a_scrape_shows_the_series_of_the_table_and_no_others() {
    let stage = Stage::start().await;
    let _receiver = stage.receiver().await;
    stage.send(stage.kurier.seeded("/person_a/wa_id").unwrap()).await;
    let all = |now: &Scrape| series::ALL.iter().all(|series| now.kinds.contains_key(series.name));
    let scrape = stage.until("every series", all).await;
    for series in series::ALL {
        assert_eq!(scrape.kinds[series.name], series.kind.name(), "{}", series.name);
    }
    let known: BTreeSet<&str> = series::ALL.iter().map(|series| series.name).collect();
    for (name, value) in &scrape.values {
        let name = name.split('{').next().unwrap();
        let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
        let is_known = known.contains(name) || base.is_some_and(|base| known.contains(base));
        assert!(is_known, "{name} {value} is not in the table");
    }
}

#[tokio::test]
async fn metrics_are_not_on_the_public_listener_and_nothing_else_is_on_theirs() {
    let stage = Stage::start().await;
    let public = Caller::new(&stage.kurier.base, "").unwrap();
    let answer = public.get("/metrics").await.unwrap();
    assert!(answer.status >= 400 && !answer.text.contains("kurier_"), "{}", answer.text);
    assert_eq!(stage.metrics.get("/livez").await.unwrap().status, 404);
}

#[test]
fn the_operators_table_lists_every_series_with_its_kind_labels_and_meaning() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rows: Vec<&str> = page
        .lines()
        .skip_while(|line| !line.starts_with("| series |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    let expected: Vec<String> = series::ALL
        .iter()
        .map(|series| {
            let labels: Vec<String> =
                series.labels.iter().map(|label| format!("`{label}`")).collect();
            let (kind, labels) = (series.kind.name(), labels.join(", "));
            format!("| `{}` | {kind} | {labels} | {} |", series.name, series.help)
        })
        .collect();
    assert_eq!(rows, expected, "write it so:\n{}", expected.join("\n"));
    assert!(series::ALL.iter().any(|series| matches!(series.kind, Kind::Histogram(_))));
}
