//! The whole business.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use kurier_wire::client::WebhookVerifier;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::clock::{Bell, Clock};
use super::config::HerdConfig;
use super::courier::Courier;
use super::enrol::enrol;
use super::intake::Intake;
use super::keeper::{Barn, Keeper};
use super::status::StatusHandle;
use super::webhook::{self, Listener};
use crate::memory::Memory;
use crate::source::Form;
use crate::source::http::{self, Door};
use crate::{HerdError, page};

/// A farm that is ready to run.
pub struct Farm {
    config: Arc<HerdConfig>,
    listener: TcpListener,
    page: TcpListener,
    intake: Intake,
    status: StatusHandle,
    courier: Bell,
}

/// Runs a farm until `shutdown` ends or something fails.
pub async fn run(
    config: HerdConfig,
    clock: Clock,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), HerdError> {
    Farm::start(config, clock).await?.run(shutdown).await
}

async fn bind(addr: SocketAddr) -> Result<TcpListener, HerdError> {
    TcpListener::bind(addr).await.map_err(|source| HerdError::Listen { addr, source })
}

impl Farm {
    /// Opens the database, restores the herd and binds the listeners. Nothing is sent yet.
    pub async fn start(config: HerdConfig, clock: Clock) -> Result<Self, HerdError> {
        let config = Arc::new(config);
        let (listener, page) = (bind(config.listen).await?, bind(config.page).await?);
        let for_opening = Arc::clone(&config);
        let open = move || {
            let memory = Memory::open(&for_opening.database)?;
            let barn = Barn::restore(&memory, &for_opening)?;
            Ok::<_, HerdError>((memory, barn))
        };
        let opened = tokio::task::spawn_blocking(open).await;
        let (memory, barn) = opened.map_err(|fault| HerdError::CutOff(fault.to_string()))??;
        let (keeper, courier) = (Bell::default(), Bell::default());
        let intake = Intake { memory: memory.clone(), bell: keeper.clone(), clock: clock.clone() };
        if let Some(table) = &config.history {
            let body = std::fs::read(table).map_err(|fault| {
                HerdError::Configuration(format!("cannot read {}: {fault}", table.display()))
            })?;
            intake.take("history", Form::Csv, None, &body).await?;
        }
        let status = StatusHandle {
            memory,
            barn: Arc::new(Mutex::new(barn)),
            config: Arc::clone(&config),
            clock,
            bells: [keeper, courier.clone()],
        };
        Ok(Self { config, listener, page, intake, status, courier })
    }

    /// Where webhook and sources listen.
    pub fn local_addr(&self) -> Result<SocketAddr, HerdError> {
        addr_of(&self.listener, self.config.listen)
    }

    /// Where its page is.
    pub fn page_addr(&self) -> Result<SocketAddr, HerdError> {
        addr_of(&self.page, self.config.page)
    }

    /// Asks it how it is doing, also while it runs.
    pub fn status(&self) -> StatusHandle {
        self.status.clone()
    }

    /// Gives it readings directly, also while it runs.
    pub fn intake(&self) -> Intake {
        self.intake.clone()
    }

    /// Runs until `shutdown` ends or something fails. Readings are taken in from the first moment, also while the server
    /// is away.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) -> Result<(), HerdError> {
        let addr = self.local_addr()?;
        let callback = self.config.callback_url.clone();
        let callback = callback.unwrap_or_else(|| format!("http://{addr}/webhook"));
        // Bound to the secret: nobody else can know it, and nobody has to think of one.
        let verify_token =
            kurier_wire::signature::sign(&self.config.secrets.app_secret, b"kurier herd");
        let front = self.front(&verify_token);
        let back = page::router(self.status.clone());
        let api = self.config.api()?;
        let Self { config, listener, page, intake, status, courier } = self;
        let keeper = Keeper {
            memory: status.memory.clone(),
            barn: Arc::clone(&status.barn),
            config: Arc::clone(&config),
            clock: status.clock.clone(),
            bell: intake.bell.clone(),
            courier: courier.clone(),
        };
        let sender = Courier {
            api: api.clone(),
            memory: status.memory,
            bell: courier,
            clock: status.clock,
            config: Arc::clone(&config),
        };
        let business = async {
            enrol(&api, &callback, &verify_token).await?;
            sender.run().await
        };
        let mut sources = JoinSet::new();
        for source in &config.mqtt {
            sources.spawn(source.clone().run(intake.clone(), config.farm.clone()));
        }
        tokio::select! {
            () = shutdown => Ok(()),
            ended = business => ended,
            ended = keeper.run() => ended,
            ended = serve(listener, front, config.listen) => ended,
            ended = serve(page, back, config.page) => ended,
            Some(ended) = sources.join_next() => {
                ended.map_err(|fault| HerdError::CutOff(fault.to_string()))?
            }
        }
    }

    fn front(&self, verify_token: &str) -> Router {
        let secrets = &self.config.secrets;
        let hooks = webhook::router(Listener {
            verifier: WebhookVerifier::new(&secrets.app_secret, verify_token),
            memory: self.status.memory.clone(),
            bell: self.intake.bell.clone(),
            clock: self.status.clock.clone(),
        });
        let token: Arc<str> = Arc::from(secrets.source_token.as_str());
        let door = Door { intake: self.intake.clone(), token: Arc::clone(&token) };
        hooks.merge(http::router(door)).merge(page::icar_router(self.status.clone(), token))
    }
}

fn addr_of(listener: &TcpListener, addr: SocketAddr) -> Result<SocketAddr, HerdError> {
    listener.local_addr().map_err(|source| HerdError::Listen { addr, source })
}

async fn serve(listener: TcpListener, router: Router, addr: SocketAddr) -> Result<(), HerdError> {
    axum::serve(listener, router).await.map_err(|source| HerdError::Listen { addr, source })
}
