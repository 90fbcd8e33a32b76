//! A farm on a moved clock against a small Cloud API.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use kurier_egress::{
    Client, HeaderName, HeaderValue, Policy, PrivateRanges, Request, Response, Schemes,
};
use kurier_herd::live::{
    Clock, Farm, HerdConfig, Intake, Person, Secrets, StatusHandle, TellRules,
};
use kurier_herd::model::Facts;
use kurier_herd::source::Parcel;
use kurier_herd::talk::Language;
use kurier_herd::{Cow, Totals};
use kurier_wire::signature;
use tokio::task::JoinHandle;

use testkit_services::fake_cloud::FakeCloud;

pub(crate) const SOON: Duration = Duration::from_secs(30);
pub(crate) const FARMER: &str = "999000000000001";
pub(crate) const SECOND: &str = "999000000000002";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn cow(number: &str, collar: &str) -> Cow {
    let facts = Facts { collar: collar.to_owned(), group: "barn".to_owned(), ..Facts::default() };
    Cow { id: format!("cow-{number}"), number: number.to_owned(), name: String::new(), facts }
}

pub(crate) struct Stage {
    pub(crate) fake: FakeCloud,
    pub(crate) config: HerdConfig,
    clock: Arc<AtomicI64>,
    /// Holds the database.
    _folder: tempfile::TempDir,
    running: Option<(JoinHandle<()>, StatusHandle, Intake)>,
    /// What is there before it runs.
    pub(crate) before: Option<Parcel>,
    pub(crate) front: String,
    pub(crate) page: String,
}

impl Stage {
    pub(crate) async fn set(now: Timestamp) -> Self {
        let fake = FakeCloud::start().await.expect("a port");
        let folder = tempfile::tempdir().unwrap();
        let person = |to: &str, language, is_second| Person {
            to: to.to_owned(),
            language,
            digests: vec![jiff::civil::time(5, 30, 0, 0), jiff::civil::time(15, 30, 0, 0)],
            is_second,
        };
        let config = HerdConfig {
            farm: "hof".into(),
            zone: jiff::tz::TimeZone::UTC,
            database: folder.path().join("herd.db"),
            listen: "127.0.0.1:0".parse().unwrap(),
            page: "127.0.0.1:0".parse().unwrap(),
            base_url: format!("http://{}", fake.addr),
            version: "v23.0".into(),
            phone_id: "55".into(),
            waba_id: "77".into(),
            callback_url: None,
            secrets: Secrets {
                token: "token".into(),
                app_secret: "app secret".into(),
                source_token: "source token".into(),
            },
            people: vec![
                person(FARMER, Language::English, false),
                person(SECOND, Language::German, true),
            ],
            rules: TellRules::default(),
            mqtt: Vec::new(),
            cows: Vec::new(),
            history: None,
        };
        let clock = Arc::new(AtomicI64::new(now.as_second()));
        Self {
            fake,
            config,
            clock,
            _folder: folder,
            running: None,
            before: None,
            front: String::new(),
            page: String::new(),
        }
    }

    pub(crate) async fn launch(&mut self, config: HerdConfig) {
        let clock = Arc::clone(&self.clock);
        let clock =
            Clock::new(move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap());
        let farm = Farm::start(config, clock).await.unwrap();
        self.front = format!("http://{}", farm.local_addr().unwrap());
        self.page = format!("http://{}", farm.page_addr().unwrap());
        let (status, intake) = (farm.status(), farm.intake());
        if let Some(parcel) = self.before.take() {
            intake.keep("test", parcel).await.unwrap();
        }
        let task = tokio::spawn(async move { farm.run(std::future::pending()).await.unwrap() });
        self.running = Some((task, status, intake));
    }

    pub(crate) fn status(&self) -> &StatusHandle {
        &self.running.as_ref().unwrap().1
    }

    pub(crate) fn intake(&self) -> &Intake {
        &self.running.as_ref().unwrap().2
    }

    pub(crate) async fn stop(&mut self) {
        let (task, ..) = self.running.take().unwrap();
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }

    pub(crate) fn move_to(&self, now: Timestamp) {
        self.clock.store(now.as_second(), Ordering::SeqCst);
        self.status().wake();
    }

    pub(crate) async fn until(&self, is_so: impl Fn(&Totals) -> bool) -> Totals {
        let mut last = Totals::default();
        let wait = async {
            loop {
                last = self.status().totals().await.unwrap();
                if is_so(&last) {
                    return last.clone();
                }
                tokio::task::yield_now().await;
            }
        };
        let outcome = tokio::time::timeout(SOON, wait).await;
        outcome.unwrap_or_else(|_| panic!("it did not happen: {last:?}"))
    }

    pub(crate) async fn get(&self, url: &str, bearer: Option<&str>) -> Response {
        let mut request = Request::get(url);
        authorize(&mut request, bearer);
        client().request(request).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, bearer: Option<&str>, body: &str) -> Response {
        let mut request = Request::post(format!("{}{path}", self.front), body.to_owned());
        authorize(&mut request, bearer);
        client().request(request).await.unwrap()
    }

    pub(crate) async fn tap(&self, id: &str, from: &str, payload: &str) -> u16 {
        let now = Timestamp::from_second(self.clock.load(Ordering::SeqCst)).unwrap();
        self.tap_of(&now.to_string(), id, from, payload).await
    }

    /// A tap of a moment.
    pub(crate) async fn tap_of(&self, when: &str, id: &str, from: &str, payload: &str) -> u16 {
        let when = at(when).as_second().to_string();
        let body = serde_json::json!({ "object": "whatsapp_business_account", "entry": [{ "id": "77", "changes": [{
            "field": "messages", "value": { "messaging_product": "whatsapp",
                "metadata": { "display_phone_number": "1", "phone_number_id": "55" },
                "contacts": [{ "profile": { "name": "A" }, "wa_id": from }],
                "messages": [{ "from": from, "id": id, "timestamp": when, "type": "button",
                    "button": { "payload": payload, "text": "x" } }] } }] }] })
        .to_string();
        let mut request = Request::post(format!("{}/webhook", self.front), body.clone());
        let signed = signature::sign("app secret", body.as_bytes());
        let signed = HeaderValue::from_str(&signed).unwrap();
        request.headers.insert(HeaderName::from_static("x-hub-signature-256"), signed);
        client().request(request).await.unwrap().status.as_u16()
    }
}

fn authorize(request: &mut Request, bearer: Option<&str>) {
    if let Some(token) = bearer {
        let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
        request.headers.insert(HeaderName::from_static("authorization"), value);
    }
}

fn client() -> Client {
    let policy = Policy {
        private_ranges: PrivateRanges::LoopbackOnly,
        schemes: Schemes::HttpAndHttps,
        ..Policy::default()
    };
    Client::new(policy).unwrap()
}
