//! The airline at work. Each passenger gets a run of the day of her own, beginning shortly before
//! her flight's first notice, so that everybody sees the delay soon after accepting the invitation.

use super::day::Day;
use super::passengers::Passengers;
use super::review;
use super::stage::Stage;
use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use crate::cli::remote::Remote;
use kurier_flights::live::{Airline, FlightsConfig, Passenger};
use kurier_flights::mvt::Language;
use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use tokio::task::JoinSet;

/// Most passengers of one demo: each run holds the whole day in memory.
const PASSENGERS_MAX: usize = 12;

/// Runs the airline for everybody who takes the invitation.
pub(crate) struct Airlines<'a> {
    pub(crate) operator: &'a Remote,
    pub(crate) base: &'a str,
    pub(crate) stage: &'a Stage,
    pub(crate) day: &'a Day,
    /// Minutes of the day per minute.
    pub(crate) speed: f64,
    /// For the airline's own databases.
    pub(crate) folder: PathBuf,
}

impl Airlines<'_> {
    /// Runs until dropped.
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        tokio::select! {
            ended = self.board(paper) => ended,
            () = review::run(self.operator, &self.stage.waba_id) => Ok(()),
        }
    }

    async fn board(&self, paper: Paper) -> Outcome {
        let mut passengers = Passengers::new(self.operator, &self.stage.waba_id);
        let mut aboard = HashSet::new();
        let mut runs = JoinSet::new();
        loop {
            for wa_id in passengers.next().await? {
                if aboard.contains(&wa_id) {
                    continue;
                }
                if aboard.len() >= PASSENGERS_MAX {
                    paper.warn(
                        "the demo's aircraft is full; start another demo for more passengers",
                    );
                    continue;
                }
                aboard.insert(wa_id.clone());
                let config = self.config(wa_id, aboard.len())?;
                let flights = (*self.day.flights).clone();
                runs.spawn(async move {
                    let airline = Airline::with_flights(config, flights).await?;
                    airline.run(std::future::pending()).await
                });
                paper.note("a passenger is aboard; news of her flight come in half a minute");
            }
            while let Some(Ok(ended)) = runs.try_join_next() {
                if let Err(error) = ended {
                    paper.warn(&format!("the airline stopped for one passenger: {error}"));
                }
            }
        }
    }

    fn config(&self, wa_id: String, number: usize) -> Outcome<FlightsConfig> {
        let folder = self.folder.join(format!("airline-{number}"));
        std::fs::create_dir_all(&folder)?;
        let leg = self.day.flight.leg;
        let passenger = Passenger { wa_id, language: Language::English, leg };
        Ok(FlightsConfig {
            base_url: self.base.to_owned(),
            version: "v23.0".to_owned(),
            token: self.stage.token.clone(),
            phone_id: self.stage.phone_id.clone(),
            waba_id: self.stage.waba_id.clone(),
            app_secret: self.stage.app_secret.clone(),
            verify_token: "kurier-demo".to_owned(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            callback_url: None,
            database: folder.join("airline.db"),
            data: self.day.choice.data.clone(),
            file: self.day.choice.file.clone(),
            day: leg.day,
            speed: self.speed,
            begin: Some(self.day.flight.begin),
            passengers: vec![passenger],
            seed: Day::seed(),
        })
    }
}
