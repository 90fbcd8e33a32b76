use std::{net::SocketAddr, path::PathBuf};

use jiff::civil::Date;
use kurier_egress::{Client, Policy, PrivateRanges, Schemes};
use kurier_wire::client::CloudApi;

use crate::{FlightsError, model::LegKey, model::Minute, mvt::Language};

/// A passenger of the running airline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passenger {
    /// Her address at the business: a `wa_id`.
    pub wa_id: String,
    /// The language she reads.
    pub language: Language,
    /// Her flight.
    pub leg: LegKey,
}

/// All the airline needs to run.
#[derive(Clone)]
pub struct FlightsConfig {
    /// Address of the Cloud API, without version.
    pub base_url: String,
    /// Its version: `v23.0`.
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
    /// Where the webhook listener binds; port 0 takes any.
    pub listen: SocketAddr,
    /// Where the server reaches the listener; `http://<bound address>/webhook` when absent.
    pub callback_url: Option<String>,
    /// The airline's own database file.
    pub database: PathBuf,
    /// The data folder; a day is invented when it holds no flights.
    pub data: PathBuf,
    /// The table of departures: a path, or a bare name under `flights` of the data folder.
    pub file: PathBuf,
    /// The day to replay.
    pub day: Date,
    /// So many times faster than it happened.
    pub speed: f64,
    /// Everything before this passes at once; from the first message on when absent.
    pub begin: Option<Minute>,
    /// Who flies.
    pub passengers: Vec<Passenger>,
    /// Seed of the synthetic parts.
    pub seed: u64,
}

impl std::fmt::Debug for FlightsConfig {
    /// Leaves the secrets out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FlightsConfig")
            .field("base_url", &self.base_url)
            .field("phone_id", &self.phone_id)
            .field("listen", &self.listen)
            .field("day", &self.day)
            .field("speed", &self.speed)
            .finish_non_exhaustive()
    }
}

/// As many as calls are made side by side: a connection for each call of a burst would cost more than the call.
const IDLE_CONNECTIONS: usize = 128;
/// Longest answer that is read: a page of templates.
const LONGEST_ANSWER_BYTES: usize = 1024 * 1024;

impl FlightsConfig {
    pub(super) fn check(&self) -> Result<(), FlightsError> {
        if !self.speed.is_finite() || self.speed <= 0.0 {
            return Err(FlightsError::Configuration("the speed must be above 0".to_owned()));
        }
        Ok(())
    }

    /// The client of the business. Plain HTTP goes to this machine alone.
    pub(super) fn api(&self) -> Result<CloudApi, FlightsError> {
        client(&self.base_url, &self.version, [&self.token, &self.phone_id, &self.waba_id])
    }
}

/// A client of a business: its token, its sender's id and its own. Plain HTTP goes to this machine alone.
pub(super) fn client(
    base: &str,
    version: &str,
    [token, phone_id, waba_id]: [&String; 3],
) -> Result<CloudApi, FlightsError> {
    let plain = base.starts_with("http://");
    let policy = Policy {
        private_ranges: if plain { PrivateRanges::LoopbackOnly } else { PrivateRanges::Refuse },
        schemes: if plain { Schemes::HttpAndHttps } else { Schemes::HttpsOnly },
        max_body: LONGEST_ANSWER_BYTES,
        idle_per_host: IDLE_CONNECTIONS,
        ..Policy::default()
    };
    let client = Client::new(policy).map_err(|fault| FlightsError::Api(fault.to_string()))?;
    Ok(CloudApi::new(base, version, token, phone_id, waba_id, client))
}
