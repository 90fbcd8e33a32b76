//! All the herd needs to run.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use kurier_egress::{Client, Policy, PrivateRanges, Schemes};
use kurier_wire::client::CloudApi;

use super::setting::{self, Day, File};
use crate::HerdError;
use crate::memory::Cow;
use crate::model::Facts;
use crate::source::mqtt::MqttSource;
use crate::source::{AnimalId, Form};
use crate::talk::Language;

/// Longest answer that is read: a page of templates.
const LONGEST_ANSWER_BYTES: usize = 1024 * 1024;
/// Ports of MQTT without and with encryption.
const MQTT_PORT: u16 = 1883;
const MQTTS_PORT: u16 = 8883;

/// Somebody who is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Address at the business: a `wa_id`, a number or a `user_id`.
    pub to: String,
    /// The language.
    pub language: Language,
    /// When digests come, on the farm's clock.
    pub digests: Vec<Time>,
    /// Is only called when nobody answers something urgent.
    pub is_second: bool,
}

/// When what is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TellRules {
    /// Begin and end of the hours in which heats are told at once.
    pub working: (Time, Time),
    /// Urgent messages about single cows in 24 hours, at most.
    pub urgent_per_day: u32,
    /// Heats in 24 hours, at most.
    pub soon_per_day: u32,
    /// Minutes until the second person is called.
    pub escalate_after_min: i64,
}

impl Default for TellRules {
    fn default() -> Self {
        let file = setting::Rules::default();
        Self::of(&file)
    }
}

impl TellRules {
    fn of(file: &setting::Rules) -> Self {
        Self {
            working: (file.working_from.0, file.working_until.0),
            urgent_per_day: file.urgent_per_day,
            soon_per_day: file.soon_per_day,
            escalate_after_min: i64::from(file.escalate_after_min),
        }
    }
}

/// What does not stand in a file.
#[derive(Clone, Default)]
pub struct Secrets {
    /// The business's token.
    pub token: String,
    /// Signs webhooks.
    pub app_secret: String,
    /// What senders of readings must show.
    pub source_token: String,
}

/// All the herd needs to run.
#[derive(Clone)]
pub struct HerdConfig {
    /// The farm's name in topics.
    pub farm: String,
    /// Its clock.
    pub zone: TimeZone,
    /// Its own database file.
    pub database: PathBuf,
    /// Where webhook and sources listen.
    pub listen: SocketAddr,
    /// Where its page is shown.
    pub page: SocketAddr,
    /// Address of the Cloud API, without version.
    pub base_url: String,
    /// Its version.
    pub version: String,
    /// Id of the sender.
    pub phone_id: String,
    /// Id of the business.
    pub waba_id: String,
    /// Where the server reaches the listener; `http://<bound address>/webhook` when absent.
    pub callback_url: Option<String>,
    /// Secrets.
    pub secrets: Secrets,
    /// Who is written to.
    pub people: Vec<Person>,
    /// When.
    pub rules: TellRules,
    /// Brokers.
    pub mqtt: Vec<MqttSource>,
    /// Cows that the configuration names.
    pub cows: Vec<Cow>,
    /// A table of readings from before.
    pub history: Option<PathBuf>,
}

impl std::fmt::Debug for HerdConfig {
    /// Leaves the secrets out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HerdConfig")
            .field("farm", &self.farm)
            .field("base_url", &self.base_url)
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

fn wrong(text: impl Into<String>) -> HerdError {
    HerdError::Configuration(text.into())
}

impl HerdConfig {
    /// Reads a configuration file. `env` answers what variables hold.
    pub fn read(
        path: &Path,
        secrets: Secrets,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, HerdError> {
        let text = std::fs::read_to_string(path)
            .map_err(|fault| wrong(format!("cannot read {}: {fault}", path.display())))?;
        let file: File =
            toml::from_str(&text).map_err(|fault| wrong(format!("{}: {fault}", path.display())))?;
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        Self::of(file, folder, secrets, env)
    }

    fn of(
        file: File,
        folder: &Path,
        secrets: Secrets,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, HerdError> {
        let zone = TimeZone::get(&file.zone)
            .map_err(|_| wrong(format!("{:?} is no time zone: write Europe/Berlin", file.zone)))?;
        if file.farm.is_empty() || file.farm.contains(['/', '+', '#']) {
            return Err(wrong("farm is a name for topics: no /, + or #"));
        }
        if !file.people.iter().any(|person| !person.second) {
            return Err(wrong("people: at least one who is not second"));
        }
        let mut cows = file.cows.clone();
        if let Some(table) = &file.table_of_cows {
            cows.extend(cows_of_table(&folder.join(table))?);
        }
        let cows = cows.iter().map(|cow| cow_of(cow, &zone)).collect::<Result<_, _>>()?;
        let mqtt = file.mqtt.iter().enumerate();
        let mqtt = mqtt.map(|(at, one)| mqtt_of(one, at, &file.farm, folder, env));
        Ok(Self {
            mqtt: mqtt.collect::<Result<_, _>>()?,
            zone,
            database: folder.join(&file.database),
            listen: file.listen,
            page: file.page,
            base_url: file.server.url,
            version: file.server.version,
            phone_id: file.server.phone_id,
            waba_id: file.server.business_id,
            callback_url: file.server.callback_url,
            secrets,
            people: file.people.into_iter().map(person_of).collect(),
            rules: TellRules::of(&file.rules),
            cows,
            history: file.history.map(|table| folder.join(table)),
            farm: file.farm,
        })
    }

    /// The client of the business. Plain HTTP goes to this machine alone.
    pub(super) fn api(&self) -> Result<CloudApi, HerdError> {
        let plain = self.base_url.starts_with("http://");
        let policy = Policy {
            private_ranges: if plain { PrivateRanges::LoopbackOnly } else { PrivateRanges::Refuse },
            schemes: if plain { Schemes::HttpAndHttps } else { Schemes::HttpsOnly },
            max_body: LONGEST_ANSWER_BYTES,
            ..Policy::default()
        };
        let client = Client::new(policy).map_err(|fault| HerdError::Api(fault.to_string()))?;
        let (base, version, token) = (&self.base_url, &self.version, &self.secrets.token);
        Ok(CloudApi::new(base, version, token, &self.phone_id, &self.waba_id, client))
    }
}

fn person_of(file: setting::Person) -> Person {
    let setting::Person { to, language, digests, second } = file;
    let digests = digests.into_iter().map(|time| time.0).collect();
    Person { to, language, digests, is_second: second }
}

fn cow_of(file: &setting::Cow, zone: &TimeZone) -> Result<Cow, HerdError> {
    let id = if file.id.len() == 15 && file.id.bytes().all(|c| c.is_ascii_digit()) {
        AnimalId::iso_11784(&file.id)
    } else {
        AnimalId::of_scheme(&file.id, "")
    };
    let id = id.ok_or_else(|| {
        wrong(format!("cow {:?}: 15 digits of ISO 11784, or another short name", file.id))
    })?;
    let moment = |day: Option<Day>| day.and_then(|day| moment_of(day, zone));
    let facts = Facts {
        collar: file.collar.clone(),
        group: file.group.clone(),
        calved: moment(file.calved),
        calving_expected: moment(file.calving_expected),
        inseminated: moment(file.inseminated),
        pregnant: file.pregnant,
        last_heat: None,
    };
    let number = file.number.clone().unwrap_or_else(|| id.as_str().to_owned());
    Ok(Cow { id: id.as_str().to_owned(), number, name: file.name.clone(), facts })
}

fn moment_of(day: Day, zone: &TimeZone) -> Option<Timestamp> {
    match day {
        Day::Moment(at) => Some(at),
        Day::Day(date) => date.to_zoned(zone.clone()).ok().map(|begin| begin.timestamp()),
    }
}

fn cows_of_table(path: &Path) -> Result<Vec<setting::Cow>, HerdError> {
    let fault = |fault: csv::Error| wrong(format!("{}: {fault}", path.display()));
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(fault)?;
    reader.deserialize().collect::<Result<_, _>>().map_err(fault)
}

fn mqtt_of(
    file: &setting::Mqtt,
    at: usize,
    farm: &str,
    folder: &Path,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<MqttSource, HerdError> {
    let bad =
        || wrong(format!("mqtt: {:?} is no address: write mqtts://broker.example:8883", file.url));
    let (scheme, rest) = file.url.split_once("://").ok_or_else(bad)?;
    let is_encrypted = match scheme {
        "mqtt" => false,
        "mqtts" => true,
        _ => return Err(bad()),
    };
    let usual = if is_encrypted { MQTTS_PORT } else { MQTT_PORT };
    let (host, port) = match rest.trim_end_matches('/').rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| bad())?),
        None => (rest.trim_end_matches('/'), usual),
    };
    let written = Form::of(&file.form).ok_or_else(|| {
        wrong(format!("mqtt: {:?} is no form: native, senml, chirpstack or things", file.form))
    })?;
    let tls = match (is_encrypted, &file.ca_file) {
        (false, _) => None,
        (true, Some(path)) => {
            let path = folder.join(path);
            Some(
                std::fs::read(&path)
                    .map_err(|fault| wrong(format!("{}: {fault}", path.display())))?,
            )
        }
        (true, None) => {
            return Err(wrong("mqtts needs ca_file: the authority of the broker's certificate"));
        }
    };
    let password = match &file.password_env {
        Some(name) => {
            env(name).ok_or_else(|| wrong(format!("mqtt: the variable {name} is not set")))?
        }
        None => String::new(),
    };
    Ok(MqttSource {
        name: format!("mqtt {} {}", at + 1, written.name()),
        host: host.to_owned(),
        port,
        tls,
        user: file.user.clone().map(|user| (user, password)),
        form: written,
        topic: file.topic.clone().unwrap_or_else(|| MqttSource::usual_topic(written, farm)),
        client_id: format!("kurier-herd-{farm}-{}", at + 1),
    })
}
