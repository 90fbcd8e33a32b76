//! `kurier press measure`: a morning's editions through a sandbox of its own, a process beside this one.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::Paper;
use crate::cli::press::failure;
use crate::cli::remote::{Remote, text};
use crate::demo::review;
use anyhow::Context;
use clap::Args;
use kurier_press::PressError;
use kurier_press::live::{Measured, Place, PressConfig, SourceConfig, StandIn, measure};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

/// Calls for people under way at once.
const PARALLEL: usize = 16;
/// A sandbox that does not listen by then is given up.
const LISTENS_WITHIN: Duration = Duration::from_mins(1);
/// People between two lines about how far it is.
const TELL_EVERY: usize = 5_000;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier press measure --readers 10000
  kurier press measure --readers 100000 --stand-in
")]
pub(super) struct Measure {
    /// How many readers, in three time zones
    #[arg(long, default_value_t = 10_000, value_name = "NUMBER")]
    readers: usize,
    /// Measure the newsroom alone, against a server that takes everything, instead of a sandbox
    #[arg(long)]
    stand_in: bool,
}

impl Measure {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        let folder = tempfile::Builder::new().prefix("kurier-press-").tempdir()?;
        let measured = if self.stand_in {
            let place = StandIn::start(self.readers, move |words| paper.note(words)).await;
            let place = place.map_err(|error| failure(&error))?;
            let config = nowhere(&format!("http://{}", place.addr), folder.path());
            measure(config, place.addresses(), &place).await.map_err(|error| failure(&error))?
        } else {
            let town = Town::settle(self.readers, folder.path(), paper).await?;
            let addresses: Vec<String> =
                town.people.iter().map(|person| person.wa_id.clone()).collect();
            tokio::select! {
                measured = measure(town.config.clone(), &addresses, &town) => {
                    measured.map_err(|error| failure(&error))?
                }
                () = review::run(&town.operator, &town.config.waba_id) => {
                    return Err(Failure::new(Exit::Failed, "press_measure", "the review ended"));
                }
            }
        };
        show(&measured, paper)
    }
}

fn show(measured: &Measured, paper: Paper) -> Outcome {
    let mut shown = vec![
        ("readers", measured.readers.to_string()),
        ("editions taken", measured.sent.to_string()),
        ("lost", measured.lost.to_string()),
        ("doubled", measured.doubled.to_string()),
        ("refused or too late", measured.refused.to_string()),
        ("window", format!("{} s after seven o'clock", measured.window_s)),
    ];
    for zone in &measured.zones {
        let seconds = format!("{}.{:03}", zone.took_ms / 1_000, zone.took_ms % 1_000);
        let kept = if zone.in_window { "in its window" } else { "NOT in its window" };
        shown.push((
            "zone",
            format!(
                "{}: {} of {} in {seconds} s, {} a second, {kept}",
                zone.zone, zone.sent, zone.readers, zone.per_s
            ),
        ));
    }
    shown.extend(measured.peak_mib.map(|mib| ("most memory", format!("{mib} MiB"))));
    let value = serde_json::to_value(measured).context("the report cannot be written")?;
    paper.thing(&shown, &value);
    let is_good = measured.lost == 0
        && measured.doubled == 0
        && measured.zones.iter().all(|zone| zone.in_window);
    if is_good {
        return Ok(());
    }
    Err(Failure::new(Exit::Findings, "press_goals", "editions were lost, doubled or too late"))
}

/// A newsroom with one source that leads nowhere.
fn nowhere(base: &str, folder: &Path) -> PressConfig {
    let source = SourceConfig { url: format!("{base}/no-feed"), topic: "News".to_owned() };
    PressConfig {
        sources: vec![source],
        ..PressConfig::of_loopback(base, &folder.join("press.db"))
    }
}

struct Resident {
    person_id: String,
    wa_id: String,
}

/// A sandbox in a process of its own, whose people allowed the newsroom.
struct Town {
    operator: Remote,
    people: Vec<Resident>,
    config: PressConfig,
    paper: Paper,
    /// Ends when dropped.
    _server: Child,
}

impl Town {
    async fn settle(count: usize, folder: &Path, paper: Paper) -> Outcome<Self> {
        let seed_file = folder.join("seed.json");
        let mut server = Command::new(std::env::current_exe()?)
            .args(["sandbox", "--listen", "127.0.0.1:0", "--quiet", "--seed-file"])
            .arg(&seed_file)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = server.stdout.take().context("the sandbox has no output")?;
        let line =
            tokio::time::timeout(LISTENS_WITHIN, BufReader::new(stdout).lines().next_line()).await;
        let line = line.context("the sandbox did not listen in a minute")??;
        let base = line.context("the sandbox ended before it listened")?;
        let seed: Value = serde_json::from_slice(&std::fs::read(&seed_file)?)
            .context("the sandbox wrote no seed")?;
        let operator = Remote::to(&base, text(&seed, "/operator_token"))?;
        let of_seed = |pointer: &str| text(&seed, pointer).to_owned();
        let config = PressConfig {
            token: of_seed("/token"),
            phone_id: of_seed("/phone_id"),
            waba_id: of_seed("/waba_id"),
            app_secret: of_seed("/app_secret"),
            verify_token: of_seed("/verify_token"),
            ..nowhere(&base, folder)
        };
        let people = people(&operator, count, paper).await?;
        Ok(Self { operator, people, config, paper, _server: server })
    }
}

/// People who allow the business of the seed to send them news.
async fn people(operator: &Remote, count: usize, paper: Paper) -> Outcome<Vec<Resident>> {
    let mut under_way = JoinSet::new();
    let mut people = Vec::with_capacity(count);
    for number in 0..count {
        if under_way.len() >= PARALLEL {
            people.extend(joined(&mut under_way).await?);
        }
        let operator = operator.clone();
        under_way.spawn(async move { move_in(&operator, number).await });
        if number % TELL_EVERY == 0 && number > 0 {
            paper.note(&format!("{number} of {count} people moved in"));
        }
    }
    while let Some(person) = joined(&mut under_way).await? {
        people.push(person);
    }
    Ok(people)
}

async fn joined<T: 'static>(under_way: &mut JoinSet<Outcome<T>>) -> Outcome<Option<T>> {
    match under_way.join_next().await {
        None => Ok(None),
        Some(done) => Ok(Some(done.context("a call was cut off")??)),
    }
}

async fn move_in(operator: &Remote, number: usize) -> Outcome<Resident> {
    let language = if number.is_multiple_of(2) { "en" } else { "de" };
    let person = json!({ "name": format!("Reader {number}"), "language": language });
    let made = operator.post("/sandbox/v1/people", &person).await?;
    let person_id = text(&made, "/person_id").to_owned();
    let path = format!("/sandbox/v1/people/{person_id}/allow");
    let allowed = operator.post(&path, &json!({ "purposes": ["marketing"] })).await?;
    Ok(Resident { person_id, wa_id: text(&allowed, "/wa_id").to_owned() })
}

/// As the newsroom's own errors tell it.
fn told(failure: &Failure) -> PressError {
    PressError::Api(failure.message.clone())
}

impl Place for Town {
    async fn now_s(&self) -> Result<i64, PressError> {
        let now = self.operator.get("/sandbox/v1/clock").await.map_err(|it| told(&it))?;
        now.get("now")
            .and_then(Value::as_i64)
            .map(|now| now / 1_000_000)
            .ok_or_else(|| PressError::Api("the sandbox does not say its time".to_owned()))
    }

    async fn move_clock(&self, to_s: i64) -> Result<(), PressError> {
        let advance_s = (to_s - self.now_s().await?).max(0);
        let step = json!({ "advance_s": advance_s });
        self.operator.post("/sandbox/v1/clock", &step).await.map_err(|it| told(&it))?;
        Ok(())
    }

    /// What lies in everybody's inbox: as a device would get it, which counts as delivered.
    async fn arrived(&self) -> Result<Vec<u32>, PressError> {
        let mut all = Vec::with_capacity(self.people.len());
        for (step, some) in self.people.chunks(PARALLEL).enumerate() {
            let mut looks = Vec::new();
            for person in some {
                let (operator, id) = (self.operator.clone(), person.person_id.clone());
                looks.push(tokio::spawn(async move { editions(&operator, &id).await }));
            }
            for look in looks {
                let counted =
                    look.await.map_err(|fault| PressError::Configuration(fault.to_string()))?;
                all.push(counted.map_err(|it| told(&it))?);
            }
            if (step * PARALLEL).is_multiple_of(TELL_EVERY) && step > 0 {
                self.paper.note(&format!("looked into {} inboxes", all.len()));
            }
        }
        Ok(all)
    }

    fn tell(&self, words: &str) {
        self.paper.note(words);
    }
}

async fn editions(operator: &Remote, person_id: &str) -> Outcome<u32> {
    let path = format!("/sandbox/v1/people/{person_id}/messages?limit=100");
    let shown = operator.get(&path).await?;
    let entries = shown.get("entries").and_then(Value::as_array).into_iter().flatten();
    let is_edition = |entry: &&Value| text(entry, "/content/name").starts_with("press_edition_");
    Ok(u32::try_from(entries.filter(is_edition).count()).unwrap_or(u32::MAX))
}
