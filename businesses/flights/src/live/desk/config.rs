use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use serde::Deserialize;

use crate::FlightsError;

/// Deliveries of schedules come this long before their flights.
const LEAST_KEPT_DAYS: u32 = 30;

/// The clock: seconds since 1970. The program that starts the desk reads the real one.
pub type NowS = Arc<dyn Fn() -> i64 + Send + Sync>;

/// All that the airline needs to run on its own sources, as its configuration file says it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskConfig {
    /// Address of the Cloud API, without version.
    pub base_url: String,
    /// Its version.
    #[serde(default = "version")]
    pub version: String,
    /// The business's token.
    pub token: String,
    /// Id of the sender.
    pub phone_id: String,
    /// Id of the business.
    pub waba_id: String,
    /// Signs webhooks.
    pub app_secret: String,
    /// Proves the webhook handshake.
    pub verify_token: String,
    /// Where sources deliver, the webhook comes in and the page is shown.
    #[serde(default = "listen")]
    pub listen: SocketAddr,
    /// Where the server reaches the webhook; `http://<bound address>/webhook` when absent.
    #[serde(default)]
    pub callback_url: Option<String>,
    /// The airline's own database file.
    pub database: PathBuf,
    /// A table of airports with `iata`, `city`, `tz`, `country`, `lat` and `lon`; a few American ones when absent.
    #[serde(default)]
    pub airports: Option<PathBuf>,
    /// What sources show as `Authorization: Bearer …`.
    pub source_token: String,
    /// What the staff shows: as bearer, or as `?token=…` in the address of the page.
    pub staff_token: String,
    /// Country of the airline, two letters: rights depend on it.
    #[serde(default)]
    pub country: Option<String>,
    /// Deliveries, notices with their proof, decisions and conversations are kept for so many days; what waits stays.
    #[serde(default = "keep_days")]
    pub keep_days: u32,
    /// The clock stands where the last delivery put it (header `kurier-at`, seconds since 1970): a real day can be
    /// delivered at any speed, and after a restart it goes on where it stood.
    #[serde(default)]
    pub rehearsal: bool,
}

fn version() -> String {
    "v23.0".to_owned()
}

/// Three years: passengers may raise claims that long in many countries.
const fn keep_days() -> u32 {
    3 * 366
}

fn listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8090))
}

impl std::fmt::Debug for DeskConfig {
    /// Leaves the secrets out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeskConfig")
            .field("base_url", &self.base_url)
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

impl DeskConfig {
    /// Reads a configuration file: JSON with these members.
    pub fn read(text: &str) -> Result<Self, FlightsError> {
        let config: Self = serde_json::from_str(text)
            .map_err(|fault| FlightsError::Configuration(format!("the configuration: {fault}")))?;
        for (name, token) in
            [("source_token", &config.source_token), ("staff_token", &config.staff_token)]
        {
            if token.len() < 16 {
                let why = format!("{name} has fewer than 16 characters: anybody could guess it");
                return Err(FlightsError::Configuration(why));
            }
        }
        if config.keep_days < LEAST_KEPT_DAYS {
            let why = format!(
                "keep_days is less than {LEAST_KEPT_DAYS}: flights of these days are still decided about"
            );
            return Err(FlightsError::Configuration(why));
        }
        Ok(config)
    }
}
