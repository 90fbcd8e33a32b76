//! A slice of a day through the whole system: telexes to the airline, notices through the server, passengers' chats; airline
//! and server are killed on the way. `businesses/flights/tests/whole_system.py` is the same with a real day of the whole country.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use jiff::civil::date;
use kurier_egress::{Client, HeaderName, Policy, Request};
use kurier_flights::model::Minute;
use kurier_flights::replay::{NoticeLog, Tuning, emissions, replay_flights};
use kurier_flights::source::{Flight, generate};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{SystemTime, UNIX_EPOCH};
use testkit::{Caller, KurierProcess, ProcessOptions, within};
use tokio::process::{Child, Command};

const SEED: u64 = 4;
const AIRCRAFT: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const SOURCE: &str = "a-long-secret-for-sources";
const STAFF: &str = "a-long-secret-for-staff";
const LIMIT_S: f64 = 5.0;

/// The airline as a process of its own.
struct Airline {
    config: PathBuf,
    base: String,
    staff: Caller,
    child: Child,
}

impl Airline {
    async fn start(config: PathBuf, base: &str) -> Self {
        let child = launch(&config);
        let staff = Caller::new(base, STAFF).unwrap();
        let airline = Self { config, base: base.to_owned(), staff, child };
        airline.is_up().await;
        airline
    }

    async fn is_up(&self) {
        let wait = async { while self.staff.get("/decisions").await.is_err() {} };
        within("the airline", wait).await.unwrap();
    }

    async fn kill(&mut self) {
        self.child.kill().await.unwrap();
        self.child = launch(&self.config);
        self.is_up().await;
    }

    async fn deliver(&self, source: &'static str, body: &str, at: Minute) {
        post(self.base.clone(), source, body.to_owned(), at).await.unwrap();
    }

    /// The numbers of its status are as expected.
    async fn reaches(&self, what: &str, is_so: impl Fn(&Value) -> bool) {
        let wait = async {
            loop {
                let status = self.staff.get("/status").await.unwrap().json;
                assert_eq!(status["refused"], json!(0), "{status}");
                if is_so(&status) {
                    return;
                }
            }
        };
        within(what, wait).await.unwrap();
    }
}

async fn post(base: String, source: &'static str, body: String, at: Minute) -> anyhow::Result<()> {
    let mut request = Request::post(format!("{base}/in/{source}"), body);
    let bearer = format!("Bearer {SOURCE}");
    request.headers.insert(HeaderName::from_static("authorization"), bearer.parse()?);
    let at_s = (at.0 * 60).to_string();
    request.headers.insert(HeaderName::from_static("kurier-at"), at_s.parse()?);
    let answer = Client::new(Policy::configured())?.request(request).await?;
    anyhow::ensure!(answer.status.is_success(), "{}", answer.status);
    Ok(())
}

fn launch(config: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kurier"));
    command.args(["flights", "run", "--quiet", "--config"]).arg(config).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn write_config(dir: &Path, server: &KurierProcess) -> (PathBuf, String) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let mut config = json!({ "base_url": server.base, "database": dir.join("flights.db"), "listen": listen,
        "source_token": SOURCE, "staff_token": STAFF, "rehearsal": true });
    for name in ["token", "phone_id", "waba_id", "app_secret", "verify_token"] {
        config[name] = server.seed[name].clone();
    }
    let path = dir.join("flights.json");
    std::fs::write(&path, config.to_string()).unwrap();
    (path, format!("http://{listen}"))
}

/// The operator's review, as soon as the airline has submitted its templates.
async fn approve(operator: &Caller, server: &KurierProcess) {
    let business = operator.with_token(server.seeded("/token").unwrap());
    let list = format!("/v23.0/{}/message_templates?limit=100", server.seeded("/waba_id").unwrap());
    let ours = |found: &Value| -> Vec<Value> {
        let all = found["data"].as_array().into_iter().flatten();
        all.filter(|one| one["name"].as_str().is_some_and(|name| name.starts_with("flight_")))
            .cloned()
            .collect()
    };
    let wait = async {
        loop {
            let found = ours(&business.get(&list).await.unwrap().json);
            if found.len() == kurier_flights::talk::templates().len() {
                return found;
            }
        }
    };
    for template in within("the templates", wait).await.unwrap() {
        let path = format!("/sandbox/v1/templates/{}/approve", template["id"].as_str().unwrap());
        operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
    }
}

/// A passenger of the flight at this place, and what she is due.
struct Passenger {
    person: String,
    wa_id: String,
    flight: usize,
}

async fn board(operator: &Caller, logs: &[Vec<NoticeLog>]) -> Vec<Passenger> {
    let mut passengers = Vec::new();
    for flight in (0..logs.len()).filter(|flight| !logs[*flight].is_empty()) {
        for _ in 0..2 {
            let made = operator.post("/sandbox/v1/people", &json!({})).await.unwrap().ok().unwrap();
            let person = made["person_id"].as_str().unwrap().to_owned();
            let path = format!("/sandbox/v1/people/{person}/allow");
            let allow = json!({ "purposes": ["utility"] });
            let allowed = operator.post(&path, &allow).await.unwrap().ok().unwrap();
            let wa_id = allowed["wa_id"].as_str().unwrap().to_owned();
            passengers.push(Passenger { person, wa_id, flight });
        }
    }
    passengers
}

fn schedule(flights: &[Flight]) -> String {
    let mut table = "flight,date,from,to,std,sta,tail\n".to_owned();
    for Flight { plan, .. } in flights {
        let (key, tail) = (&plan.key, plan.tail.as_deref().unwrap_or_default());
        let (std, sta) = (plan.std.timestamp(), plan.sta.timestamp());
        table +=
            &format!("{},{},{},{},{std},{sta},{tail}\n", key.flight, key.day, key.from, plan.to);
    }
    table
}

fn bookings(flights: &[Flight], passengers: &[Passenger]) -> String {
    let mut table = "record_locator,name,kurier_id,flight,date,from,language\n".to_owned();
    for (number, passenger) in passengers.iter().enumerate() {
        let key = &flights[passenger.flight].plan.key;
        let language = if number % 3 == 0 { "de" } else { "en" };
        let row = format!("{},{},{},{language}\n", key.flight, key.day, key.from);
        table += &format!("L{number:05},Passenger {number},{},{row}", passenger.wa_id);
    }
    table
}

/// What lies in the chat: when each notice was accepted, in seconds.
async fn chat(operator: &Caller, passenger: &Passenger) -> BTreeMap<String, f64> {
    let path = format!("/sandbox/v1/people/{}/messages?limit=100", passenger.person);
    let page = operator.get(&path).await.unwrap().ok().unwrap();
    let entries = page["entries"].as_array().unwrap().iter();
    let message =
        |entry: &Value| Some((entry["wamid"].as_str()?.to_owned(), entry["at"].as_f64()? / 1e6));
    entries.filter_map(message).collect()
}

fn now_s() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}

/// A small airline's day: its flights, what passengers of each are due, and what it is told minute by minute.
struct Day {
    flights: Vec<Flight>,
    logs: Vec<Vec<NoticeLog>>,
    minutes: BTreeMap<Minute, String>,
}

impl Day {
    fn invent() -> Self {
        let mut flights = generate(date(2026, 3, 8), SEED).flights;
        flights.retain(|flight| {
            let tail = flight.plan.tail.as_deref().unwrap_or_default();
            AIRCRAFT.iter().any(|last| tail == format!("N10{last}KU"))
        });
        let logs = replay_flights(&flights, &Tuning::default(), SEED, &mut |_, _, _| {});
        let mut minutes = BTreeMap::<Minute, String>::new();
        for one in emissions(&flights, SEED) {
            *minutes.entry(one.at).or_default() += &format!("{}\n", one.text.trim_end());
        }
        // Alarms that ring after the last message belong to the day, too.
        let end = minutes.keys().next_back().unwrap().plus_min(600);
        minutes.insert(end, "no telex at all\n".to_owned());
        Self { flights, logs, minutes }
    }

    fn begin(&self) -> Minute {
        self.minutes.keys().next().unwrap().plus_min(-60)
    }

    /// When half of the notices are out.
    fn middle(&self) -> Minute {
        let mut all: Vec<Minute> = self.logs.iter().flatten().map(|log| log.at).collect();
        all.sort_unstable();
        all[all.len() / 2]
    }

    fn due(&self, after: Minute, to: Minute, flight: usize) -> usize {
        self.logs[flight].iter().filter(|log| log.at > after && log.at <= to).count()
    }
}

/// Delivers a minute while the airline or the server dies: in the delivery, before its notices leave, or at the server.
async fn strike(
    death: u32,
    airline: &mut Airline,
    server: &mut KurierProcess,
    at: Minute,
    text: &str,
) {
    if death == 1 {
        // Whether it was taken is not known, so it is delivered again.
        let under_way = tokio::spawn(post(airline.base.clone(), "telex", text.to_owned(), at));
        airline.kill().await;
        drop(under_way.await);
        return;
    }
    airline.deliver("telex", text, at).await;
    if death == 2 {
        airline.kill().await;
    } else {
        server.kill().await.unwrap();
        server.restart().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_notice_of_a_day_arrives_once_though_airline_and_server_are_killed() {
    let dir = tempfile::tempdir().unwrap();
    let options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir.path());
    let mut server = KurierProcess::start(options).await.unwrap();
    let operator = Caller::new(&server.base, server.seeded("/operator_token").unwrap()).unwrap();
    let (config, base) = write_config(dir.path(), &server);
    let mut airline = Airline::start(config, &base).await;
    approve(&operator, &server).await;
    let day = Day::invent();
    airline.deliver("table", &schedule(&day.flights), day.begin()).await;
    let passengers = board(&operator, &day.logs).await;
    airline.deliver("bookings", &bookings(&day.flights, &passengers), day.begin()).await;

    let (mut before, mut deaths, mut waited_s) = (day.begin(), 0, Vec::new());
    let mut chats = vec![BTreeMap::new(); passengers.len()];
    for (minute, text) in &day.minutes {
        let told: Vec<usize> = (0..passengers.len())
            .filter(|place| day.due(before, *minute, passengers[*place].flight) > 0)
            .collect();
        let fact_s = now_s();
        if *minute >= day.middle() && !told.is_empty() && deaths < 3 {
            deaths += 1;
            strike(deaths, &mut airline, &mut server, *minute, text).await;
        }
        airline.deliver("telex", text, *minute).await;
        if !told.is_empty() {
            airline.reaches("the notices leave", |status| status["pending"] == json!(0)).await;
            for place in told {
                let seen = chat(&operator, &passengers[place]).await;
                let fresh = seen.iter().filter(|(id, _)| !chats[place].contains_key(*id));
                waited_s.extend(fresh.map(|(_, accepted_s)| accepted_s - fact_s));
                chats[place] = seen;
            }
            let arrived = waited_s.len();
            airline
                .reaches("their receipts come", |status| status["delivered"] == json!(arrived))
                .await;
        }
        before = *minute;
    }
    for (place, passenger) in passengers.iter().enumerate() {
        let (there, leg) =
            (chat(&operator, passenger).await, &day.flights[passenger.flight].plan.key);
        assert_eq!(there.len(), day.logs[passenger.flight].len(), "{leg}: {there:?}");
        assert_eq!(there, chats[place], "what was there stays");
    }
    waited_s.sort_by(f64::total_cmp);
    let (notices, people) = (waited_s.len(), passengers.len());
    let (p50_s, p99_s) = (waited_s[notices / 2], waited_s[(notices - 1) * 99 / 100]);
    println!(
        "{people} passengers, {notices} notices, {deaths} crashes, none lost or doubled; accepted {p50_s:.3} s (p50), {p99_s:.3} s (p99) after the fact"
    );
    assert_eq!(deaths, 3);
    assert!(p99_s <= LIMIT_S, "{p99_s}");
}
