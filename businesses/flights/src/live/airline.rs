use std::{collections::HashMap, net::SocketAddr, sync::Arc};

use kurier_wire::client::WebhookVerifier;
use tokio::net::TcpListener;

use super::clock::Clock;
use super::config::{FlightsConfig, Passenger};
use super::courier::{Bell, Courier};
use super::enrol::enrol;
use super::memory::Memory;
use super::pick::load_day;
use super::status::{Gauges, StatusHandle};
use super::views::Views;
use super::webhook::{Listener, router};
use crate::FlightsError;
use crate::model::LegIndex;
use crate::replay::{Timeline, Tuning, emissions};
use crate::source::Flights;

/// An airline that is ready to run.
pub struct Airline {
    config: FlightsConfig,
    listener: TcpListener,
    addr: SocketAddr,
    memory: Memory,
    flights: Flights,
    status: StatusHandle,
    bell: Bell,
}

/// Runs an airline until `shutdown` ends or something fails.
pub async fn run(
    config: FlightsConfig,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), FlightsError> {
    Airline::start(config).await?.run(shutdown).await
}

impl Airline {
    /// Reads the flights, opens the database and binds the listener. Nothing is sent yet.
    pub async fn start(config: FlightsConfig) -> Result<Self, FlightsError> {
        config.check()?;
        let (file, data, day, seed) =
            (config.file.clone(), config.data.clone(), config.day, config.seed);
        let load = tokio::task::spawn_blocking(move || load_day(&file, &data, day, seed));
        let flights =
            load.await.map_err(|fault| FlightsError::Configuration(fault.to_string()))??;
        Self::with_flights(config, flights).await
    }

    /// The same with flights that were loaded before ([`load_day`]).
    pub async fn with_flights(
        config: FlightsConfig,
        flights: Flights,
    ) -> Result<Self, FlightsError> {
        config.check()?;
        let memory = Memory::open(&config.database)?;
        let bound = TcpListener::bind(config.listen).await;
        let listener =
            bound.map_err(|source| FlightsError::Listen { addr: config.listen, source })?;
        let addr = listener
            .local_addr()
            .map_err(|source| FlightsError::Listen { addr: config.listen, source })?;
        let gauges = Arc::new(Gauges::default());
        let status =
            StatusHandle { memory: memory.clone(), gauges, origin: flights.origin.clone() };
        Ok(Self { config, listener, addr, memory, flights, status, bell: Bell::default() })
    }

    /// Where its webhook listener is bound.
    pub const fn local_addr(&self) -> SocketAddr {
        self.addr
    }

    /// Asks it how it is doing, also while it runs.
    pub fn status(&self) -> StatusHandle {
        self.status.clone()
    }

    /// Runs until `shutdown` ends or something fails. After the day is over it still listens and answers.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) -> Result<(), FlightsError> {
        let api = self.config.api()?;
        let callback = self.config.callback_url.clone();
        let callback = callback.unwrap_or_else(|| format!("http://{}/webhook", self.addr));
        let verify_token = self.config.verify_token.clone();
        let verifier = WebhookVerifier::new(&self.config.app_secret, &verify_token);
        let listener = Listener { verifier, memory: self.memory.clone(), bell: self.bell.clone() };
        let views = Views::new(Arc::new(self.flights.airports.clone()), None);
        let courier = Courier {
            views: views.clone(),
            recalls: false,
            api: api.clone(),
            memory: self.memory.clone(),
            bell: self.bell.clone(),
            languages: self
                .config
                .passengers
                .iter()
                .map(|p| (p.wa_id.clone(), p.language))
                .collect(),
        };
        let addr = self.addr;
        let (clock, tcp) = self.into_clock(views).await?;
        let business = async {
            enrol(&api, &callback, &verify_token).await?;
            let day = async {
                clock.run().await?;
                std::future::pending::<Result<(), FlightsError>>().await
            };
            tokio::try_join!(day, courier.run()).map(|_| ())
        };
        let serve = async {
            let served = axum::serve(tcp, router(listener)).await;
            served.map_err(|source| FlightsError::Listen { addr, source })
        };
        tokio::select! {
            () = shutdown => Ok(()),
            ended = business => ended,
            ended = serve => ended,
        }
    }

    async fn into_clock(self, views: Views) -> Result<(Clock, TcpListener), FlightsError> {
        let Self { config, listener, memory, flights, status, bell, .. } = self;
        let passengers = seat(&config.passengers, &flights)?;
        let seed = config.seed;
        let Flights { flights, airports, .. } = flights;
        let build = tokio::task::spawn_blocking(move || {
            let watch = Tuning::default().watch(&flights);
            Timeline::new(watch, emissions(&flights, seed))
        });
        let timeline =
            build.await.map_err(|fault| FlightsError::Configuration(fault.to_string()))?;
        let clock = Clock {
            timeline,
            airports: Arc::new(airports),
            passengers,
            memory,
            bell,
            views,
            gauges: status.gauges,
            day: config.day.to_string(),
            begin: config.begin,
            speed: config.speed,
        };
        Ok((clock, listener))
    }
}

/// Finds the legs of passengers. A leg that does not exist is an error of the configuration.
fn seat(
    passengers: &[Passenger],
    flights: &Flights,
) -> Result<HashMap<LegIndex, Vec<Passenger>>, FlightsError> {
    let places: HashMap<_, LegIndex> = flights
        .flights
        .iter()
        .enumerate()
        .map(|(index, flight)| (flight.plan.key, index))
        .collect();
    let mut aboard: HashMap<LegIndex, Vec<Passenger>> = HashMap::new();
    for passenger in passengers {
        let place = places.get(&passenger.leg).ok_or_else(|| {
            FlightsError::Configuration(format!("no flight {} in the data", passenger.leg))
        })?;
        let seats = aboard.entry(*place).or_default();
        // One person, one notice a leg, however many bookings she has.
        if !seats.contains(passenger) {
            seats.push(passenger.clone());
        }
    }
    Ok(aboard)
}
