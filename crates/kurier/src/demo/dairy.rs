//! The herd at work: collars of the data folder speak on a clock that runs fast, and a farmer in the virtual phone is told.

use super::passengers::Passengers;
use super::review;
use crate::cli::failure::Outcome;
use crate::cli::herd_run::failure;
use crate::cli::remote::{Remote, text};
use jiff::{SignedDuration, Timestamp};
use kurier_herd::HerdError;
use kurier_herd::live::{Clock, Farm, HerdConfig, Intake, Person, Secrets, TellRules};
use kurier_herd::shown::ShownHerd;
use kurier_herd::talk::Language;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::Instant;

/// The business's name and number.
const NAME: &str = "Herd Watch";
const NUMBER: &str = "+493055501030";
const CREDIT_MICROS: i64 = 1_000_000_000;
/// Heats of a day that are told at once: a large herd, and somebody who watches.
const HEATS_PER_DAY: u32 = 8;
/// The herd's clock runs so many times as fast as the airline's: cows change by the hour.
const TIMES_THE_AIRLINE: f64 = 12.0;
/// What the page calls the source.
const SOURCE: &str = "collars";

/// The herd of a demo, with its farmer.
pub(crate) struct Dairy {
    pub(crate) waba_id: String,
    /// The session of the farmer in the virtual phone.
    pub(crate) session: String,
    /// Where the farm's own page is.
    pub(crate) page: String,
    herd: ShownHerd,
    farm: Farm,
    pace: Pace,
}

/// A clock of the herd: it stands until it is let go, runs fast, and stops where the recording does.
#[derive(Clone)]
struct Pace {
    begin: Timestamp,
    end: Timestamp,
    since: Arc<OnceLock<Instant>>,
    speed: f64,
}

impl Pace {
    fn now(&self) -> Timestamp {
        let gone = self.since.get().map_or(Duration::ZERO, Instant::elapsed).mul_f64(self.speed);
        let gone = SignedDuration::try_from(gone).unwrap_or(SignedDuration::MAX);
        self.begin.checked_add(gone).map_or(self.end, |now| now.min(self.end))
    }

    /// Lets it go, and waits until it shows a moment.
    async fn until(&self, at: Timestamp) {
        let since = *self.since.get_or_init(Instant::now);
        let ahead = at.duration_since(self.begin).as_secs_f64() / self.speed;
        tokio::time::sleep_until(since + Duration::from_secs_f64(ahead.max(0.0))).await;
    }
}

impl Dairy {
    /// Makes the business's account and its farmer, looks for a herd, and opens the farm.
    pub(crate) async fn set(
        operator: &Remote,
        base: &str,
        data: &Path,
        folder: &Path,
        speed: f64,
    ) -> Outcome<Self> {
        let account = json!({ "name": NAME, "display_number": NUMBER, "verified": true, "credit_micros": CREDIT_MICROS });
        let made = operator.post("/console/v1/businesses", &account).await?;
        let waba_id = text(&made, "/business/id").to_owned();
        let (session, wa_id) = farmer(operator, &waba_id).await?;
        let data = data.to_owned();
        let herd = tokio::task::spawn_blocking(move || ShownHerd::load(&data)).await;
        let herd = herd.map_err(|fault| failure(&HerdError::CutOff(fault.to_string())))?;
        let speed = speed * TIMES_THE_AIRLINE;
        let clocked = Pace { begin: herd.begin, end: herd.end(), since: Arc::default(), speed };
        let config = config(base, folder, &made, wa_id, &herd);
        let clock = clocked.clone();
        let farm = Farm::start(config, Clock::new(move || clock.now())).await;
        let farm = farm.map_err(|error| failure(&error))?;
        let page = format!("http://{}/", farm.page_addr().map_err(|error| failure(&error))?);
        Ok(Self { waba_id, session, page, herd, farm, pace: clocked })
    }

    /// Whether its readings are real.
    pub(crate) fn is_real(&self) -> bool {
        self.herd.is_real
    }

    /// What it shows, in words.
    pub(crate) fn words(&self) -> String {
        let begin = self.herd.begin.strftime("%Y-%m-%d %H:%M");
        let (cows, times) = (self.herd.cows.len(), self.pace.speed.round());
        format!("{cows} cows from {begin} on, {times} times as fast")
    }

    /// Runs the farm until dropped.
    pub(crate) async fn run(self, operator: &Remote) -> Outcome {
        let Self { waba_id, herd, farm, pace, .. } = self;
        let intake = farm.intake();
        let works =
            async { farm.run(std::future::pending()).await.map_err(|error| failure(&error)) };
        let collars = async {
            speak(&intake, &herd, &pace).await.map_err(|error| failure(&error))?;
            std::future::pending::<Outcome>().await
        };
        tokio::select! {
            ended = works => ended,
            ended = collars => ended,
            () = review::run(operator, &waba_id) => Ok(()),
        }
    }
}

/// Collars: what they sent before, and then each hour when it is over.
async fn speak(intake: &Intake, herd: &ShownHerd, pace: &Pace) -> Result<(), HerdError> {
    intake.keep(SOURCE, herd.before()).await?;
    for (at, parcel) in herd.after() {
        pace.until(at).await;
        intake.keep(SOURCE, parcel).await?;
    }
    Ok(())
}

/// A farmer who takes the invitation the way every person does, and lets notices of his cows come at any time; his session and his
/// address at the business.
async fn farmer(operator: &Remote, waba_id: &str) -> Outcome<(String, String)> {
    let offer = json!({
        "asks": [{ "purpose": "utility", "wording": "Tells you when a cow behaves unusually, and what it likely is." }],
        "welcome": "Welcome! We watch your herd's collars, and write when you should look.",
    });
    let path = format!("/console/v1/businesses/{waba_id}/invites");
    let invite = operator.post(&path, &offer).await?;
    let person = json!({ "name": "Farmer", "language": "en" });
    let made = operator.post("/sandbox/v1/people", &person).await?;
    let session = text(&made, "/session").to_owned();
    let his = operator.with_token(&session);
    let yes = json!({ "choices": [{ "index": 0, "cadence": "each" }], "name": "Farmer", "language": "en" });
    his.post(&format!("/people/v1/invites/{}/accept", text(&invite, "/code")), &yes).await?;
    let urgent = json!([{ "business": waba_id }]);
    let budget = json!({ "zone": null, "week": null, "each": null, "quiet": vec![Value::Null; 7], "urgent": urgent });
    his.post("/people/v1/budget", &budget).await?;
    let mut takers = Passengers::new(operator, waba_id);
    loop {
        if let Some(wa_id) = takers.next().await?.pop() {
            return Ok((session, wa_id));
        }
    }
}

fn config(base: &str, folder: &Path, made: &Value, to: String, herd: &ShownHerd) -> HerdConfig {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let digests = vec![jiff::civil::time(5, 30, 0, 0), jiff::civil::time(15, 30, 0, 0)];
    HerdConfig {
        farm: "demo farm".to_owned(),
        zone: jiff::tz::TimeZone::UTC,
        database: folder.join("herd.db"),
        listen,
        page: listen,
        base_url: base.to_owned(),
        version: "v23.0".to_owned(),
        phone_id: text(made, "/sender/id").to_owned(),
        waba_id: text(made, "/business/id").to_owned(),
        callback_url: None,
        secrets: Secrets {
            token: text(made, "/token").to_owned(),
            app_secret: text(made, "/app_secret").to_owned(),
            source_token: String::new(),
        },
        people: vec![Person { to, language: Language::English, digests, is_second: false }],
        rules: TellRules { soon_per_day: HEATS_PER_DAY, ..TellRules::default() },
        mqtt: Vec::new(),
        cows: herd.cows.clone(),
        history: None,
    }
}
