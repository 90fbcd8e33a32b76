use std::net::SocketAddr;

use kurier_wire::client::WebhookVerifier;
use tokio::net::TcpListener;

use super::bell::Bell;
use super::config::{PressConfig, World};
use super::courier::Courier;
use super::enrol::enrol;
use super::followers::Followers;
use super::gather::Gatherer;
use super::hear::Defaults;
use super::listener::{Inside, router};
use super::memory::Memory;
use super::planner::Planner;
use super::status::StatusHandle;
use super::stories;
use crate::PressError;
use crate::fetch::Fetcher;

/// A newsroom that is ready to run.
pub struct Newsroom {
    config: PressConfig,
    world: World,
    listener: TcpListener,
    addr: SocketAddr,
    memory: Memory,
}

/// Runs a newsroom until `shutdown` ends or something fails.
pub async fn run(
    config: PressConfig,
    world: World,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), PressError> {
    Newsroom::start(config, world).await?.run(shutdown).await
}

impl Newsroom {
    /// Opens the database, notes the sources and binds the listener. Nothing is asked or sent yet.
    pub async fn start(config: PressConfig, world: World) -> Result<Self, PressError> {
        config.check()?;
        let memory = Memory::open(&config.database)?;
        let sources = config.sources.clone();
        memory
            .work(move |tx| {
                sources
                    .iter()
                    .try_for_each(|source| stories::add_source(tx, &source.url, &source.topic))
            })
            .await?;
        let refused = |source| PressError::Listen { addr: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(refused)?;
        let addr = listener.local_addr().map_err(refused)?;
        Ok(Self { config, world, listener, addr, memory })
    }

    /// Where its listener is bound.
    pub const fn local_addr(&self) -> SocketAddr {
        self.addr
    }

    /// Asks it how it is doing, also while it runs.
    pub fn status(&self) -> StatusHandle {
        StatusHandle { memory: self.memory.clone(), world: self.world.clone() }
    }

    pub(super) fn memory(&self) -> Memory {
        self.memory.clone()
    }

    /// Runs until `shutdown` ends or something fails.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) -> Result<(), PressError> {
        let Self { config, world, listener, addr, memory } = self;
        let api = config.api()?;
        let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{addr}"));
        let public_url = public_url.trim_end_matches('/').to_owned();
        let bell = Bell::default();
        let gatherer = Gatherer {
            fetcher: Fetcher::new(config.loopback)?,
            memory: memory.clone(),
            world: world.clone(),
            callback: public_url.clone(),
            first_is_news: config.first_is_news,
        };
        let inside = Inside {
            verifier: WebhookVerifier::new(&config.app_secret, &config.verify_token),
            gatherer: gatherer.clone(),
            bell: bell.clone(),
            defaults: Defaults::of(&config),
            newsroom: config.newsroom.clone(),
            public_url: public_url.clone(),
            editor_password: config.editor_password.clone(),
            listmonk_password: config.listmonk_password.clone(),
        };
        let planner = Planner {
            newsroom: config.newsroom.clone(),
            memory: memory.clone(),
            world: world.clone(),
            bell: bell.clone(),
        };
        let followers = Followers {
            fetcher: Fetcher::new(config.loopback)?,
            memory: memory.clone(),
            world: world.clone(),
            newsroom: config.newsroom.clone(),
            public_url: public_url.clone(),
        };
        let courier = Courier { api: api.clone(), memory, bell, world };
        let business = async {
            enrol(&api, &format!("{public_url}/webhook"), &config.verify_token).await?;
            tokio::try_join!(gatherer.run(), planner.run(), courier.run(), followers.run())
                .map(|_| ())
        };
        let serve = async {
            let served = axum::serve(listener, router(inside)).await;
            served.map_err(|source| PressError::Listen { addr, source })
        };
        tokio::select! {
            () = shutdown => Ok(()),
            ended = business => ended,
            ended = serve => ended,
        }
    }
}
