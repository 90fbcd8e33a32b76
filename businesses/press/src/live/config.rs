use std::{net::SocketAddr, path::Path, path::PathBuf, sync::Arc};

use kurier_egress::{Client, Policy, PrivateRanges, Schemes};
use kurier_wire::client::CloudApi;
use serde::Deserialize;

use crate::PressError;
use crate::model::{Language, Rhythm};

/// A feed of the newsroom.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// Its address.
    pub url: String,
    /// The topic of its stories.
    pub topic: String,
}

/// All the newsroom needs to run.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PressConfig {
    /// The newsroom's name, as readers see it.
    pub newsroom: String,
    /// Address of the Cloud API, without version.
    pub base_url: String,
    /// Its version.
    #[serde(default = "version")]
    pub version: String,
    /// The business's token. `env:NAME` takes it from the environment, here and in the other secrets.
    pub token: String,
    /// Id of the sender.
    pub phone_id: String,
    /// Id of the business.
    pub waba_id: String,
    /// Signs webhooks.
    pub app_secret: String,
    /// Proves the webhook handshake.
    pub verify_token: String,
    /// Where the listener binds: webhook, page, archive, hubs, listmonk. Port 0 takes any.
    pub listen: SocketAddr,
    /// Where others reach the listener; `http://<bound address>` when absent.
    #[serde(default)]
    pub public_url: Option<String>,
    /// The newsroom's own database file.
    pub database: PathBuf,
    /// Password of the editors' desk (user `editor`).
    pub editor_password: String,
    /// Password of listmonk's messenger (user `listmonk`); without it listmonk is not heard.
    #[serde(default)]
    pub listmonk_password: Option<String>,
    /// The feeds.
    pub sources: Vec<SourceConfig>,
    /// Time zone of readers who said none.
    #[serde(default = "zone")]
    pub zone: String,
    /// Language of readers who said none.
    #[serde(default)]
    pub language: Language,
    /// How often readers hear who said nothing about it.
    #[serde(default = "rhythm")]
    pub rhythm: Rhythm,
    /// Their quiet hours: from, until.
    #[serde(default = "quiet")]
    pub quiet: (i8, i8),
    /// Feeds may lie on this machine: demo and tests.
    #[serde(default)]
    pub loopback: bool,
    /// What a source brings the first time goes out too: demo and tests.
    #[serde(default)]
    pub first_is_news: bool,
}

fn version() -> String {
    "v23.0".to_owned()
}

const fn rhythm() -> Rhythm {
    Rhythm::Daily
}

const fn quiet() -> (i8, i8) {
    (21, 8)
}

fn zone() -> String {
    "UTC".to_owned()
}

impl std::fmt::Debug for PressConfig {
    /// Leaves the secrets out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PressConfig")
            .field("newsroom", &self.newsroom)
            .field("base_url", &self.base_url)
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

/// Clock and chance, given from outside.
#[derive(Clone)]
pub struct World {
    /// Seconds since 1970.
    pub now_s: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// A number that nobody can guess.
    pub random: Arc<dyn Fn() -> u64 + Send + Sync>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("World(…)")
    }
}

impl World {
    pub(super) fn now(&self) -> i64 {
        (self.now_s)()
    }

    /// 32 letters that nobody can guess.
    pub(super) fn secret(&self) -> String {
        format!("{:016x}{:016x}", (self.random)(), (self.random)())
    }
}

/// Longest answer that is read: a page of templates.
const LONGEST_ANSWER_BYTES: usize = 1024 * 1024;

impl PressConfig {
    /// Of a server on this machine with made-up secrets: measurements and demos, which change what they need.
    pub fn of_loopback(base_url: &str, database: &Path) -> Self {
        Self {
            newsroom: "The Evening Paper".to_owned(),
            base_url: base_url.to_owned(),
            version: version(),
            token: "token".to_owned(),
            phone_id: "55".to_owned(),
            waba_id: "77".to_owned(),
            app_secret: "app secret".to_owned(),
            verify_token: "verify me".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            database: database.to_owned(),
            editor_password: "editor's own".to_owned(),
            listmonk_password: None,
            sources: Vec::new(),
            zone: zone(),
            language: Language::English,
            rhythm: rhythm(),
            quiet: quiet(),
            loopback: true,
            first_is_news: false,
        }
    }

    /// Reads a configuration file and the secrets that it names.
    pub fn load(path: &Path) -> Result<Self, PressError> {
        let text = std::fs::read(path)
            .map_err(|source| PressError::Read { path: path.to_owned(), source })?;
        let mut config: Self = serde_json::from_slice(&text)
            .map_err(|fault| PressError::Shape { path: path.to_owned(), why: fault.to_string() })?;
        for secret in [
            &mut config.token,
            &mut config.app_secret,
            &mut config.verify_token,
            &mut config.editor_password,
        ] {
            named(secret)?;
        }
        if let Some(secret) = &mut config.listmonk_password {
            named(secret)?;
        }
        config.check()?;
        Ok(config)
    }

    pub(super) fn check(&self) -> Result<(), PressError> {
        let wrong = |why: &str| Err(PressError::Configuration(why.to_owned()));
        if self.newsroom.trim().is_empty() {
            return wrong("the newsroom needs a name");
        }
        if self.editor_password.len() < 8 {
            return wrong("the editors' password has at least 8 characters");
        }
        if jiff::tz::TimeZone::get(&self.zone).is_err() {
            return wrong("the time zone is not known; write it like Europe/Berlin");
        }
        Ok(())
    }

    /// The client of the business. Plain HTTP goes to this machine alone.
    pub fn api(&self) -> Result<CloudApi, PressError> {
        let plain = self.base_url.starts_with("http://");
        let policy = Policy {
            private_ranges: if plain { PrivateRanges::LoopbackOnly } else { PrivateRanges::Refuse },
            schemes: if plain { Schemes::HttpAndHttps } else { Schemes::HttpsOnly },
            max_body: LONGEST_ANSWER_BYTES,
            idle_per_host: 64,
            ..Policy::default()
        };
        let client = Client::new(policy).map_err(|fault| PressError::Api(fault.to_string()))?;
        let (base, version) = (&self.base_url, &self.version);
        Ok(CloudApi::new(base, version, &self.token, &self.phone_id, &self.waba_id, client))
    }
}

/// A secret that names a variable of the environment.
fn named(secret: &mut String) -> Result<(), PressError> {
    if let Some(name) = secret.strip_prefix("env:") {
        *secret = std::env::var(name)
            .map_err(|_| PressError::Configuration(format!("the environment has no {name}")))?;
    }
    Ok(())
}
