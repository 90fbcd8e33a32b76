//! `kurier sandbox`.

use crate::cli::failure::{Failure, Outcome};
use crate::cli::operate::OperateArgs;
use crate::cli::paper::{Paper, print};
use crate::cli::room::RoomArgs;
use crate::sandbox::{Kept, Place, Seed};
use crate::wiring::files::FilePlace;
use crate::wiring::node::{self, Node, Settings};
use crate::wiring::store::{self, Room, Worth};
use crate::wiring::tls::{self, Identity, TlsListener};
use crate::wiring::{metrics, private_file, server, shutdown};
use anyhow::Context;
use clap::{Args, ValueEnum};
use kurier_egress::PrivateRanges;
use kurier_policy::rate::Limits;
use kurier_store::port::Store;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Run a test server
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier sandbox --seed-file seed.json
  kurier sandbox --listen 127.0.0.1:8080 --store sqlite:./sandbox-data --limits real
")]
pub(crate) struct Sandbox {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    listen: SocketAddr,
    /// Also listen here with TLS and a throw-away certificate
    #[arg(long, value_name = "ADDR")]
    tls_listen: Option<SocketAddr>,
    /// Write addresses, tokens, people and templates here once the server listens
    #[arg(long, value_name = "FILE")]
    seed_file: Option<PathBuf>,
    /// memory: thrown away at the end; sqlite:DIR: kept, and taken up again by the next run; postgres://…: kept in that
    /// database, which several sandboxes on this machine may share when their seed files lie in one folder
    #[arg(long, default_value = "memory", value_name = "STORE")]
    store: StoreChoice,
    /// Whether the rates of the Cloud API hold
    #[arg(long, value_enum, default_value_t)]
    limits: LimitsChoice,
    /// Wake other sandboxes on the same database through this NATS
    #[arg(long, env = "KURIER_NATS_URL", value_name = "URL", hide_env_values = true)]
    nats_url: Option<String>,
    #[command(flatten)]
    room: RoomArgs,
    #[command(flatten)]
    operate: OperateArgs,
}

/// Where the data are.
#[derive(Debug, Clone, PartialEq, Eq)]
enum StoreChoice {
    Memory,
    Sqlite(PathBuf),
    Postgres(String),
}

/// Which rates hold.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum LimitsChoice {
    /// None
    #[default]
    Lifted,
    /// Those of the Cloud API
    Real,
}

impl FromStr for StoreChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "memory" => Ok(Self::Memory),
            Some(("sqlite", dir)) if !dir.is_empty() => Ok(Self::Sqlite(dir.into())),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
            _ => Err("give memory, sqlite:DIR or postgres://…".to_owned()),
        }
    }
}

/// Both listeners, bound before anything else: their ports stand in the seed.
struct Doors {
    plain: TcpListener,
    tls: Option<(TcpListener, Identity)>,
    place: Place,
}

impl Sandbox {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let shutdown::Signals { draining, stop } = shutdown::on_signals(self.operate.drain())?;
        let (data, _throw_away) = self.folder()?;
        let doors = self.doors().await?;
        let store: Arc<dyn Store> = match &self.store {
            StoreChoice::Postgres(url) => store::connect(url).await?,
            _ => store::open_with(&data, Worth::ThrowAway, self.room.into()).await?,
        };
        let kept = Kept::read(&data)?;
        let settings = Settings {
            base_url: doors.place.base.clone(),
            more_origins: origins(&doors.place),
            operator_token: kept.operator_token.clone(),
            webhooks: PrivateRanges::LoopbackOnly,
            limits: match self.limits {
                LimitsChoice::Lifted => Limits::default(),
                LimitsChoice::Real => Limits::REAL,
            },
            files: FilePlace::Folder(data.join("media"), Room::from(self.room).min_free_bytes),
            is_store_shared: matches!(self.store, StoreChoice::Postgres(_)),
            nats_url: self.nats_url.clone().filter(|url| !url.is_empty()),
            is_sandbox: true,
            draining,
        };
        let metrics = metrics::open(self.operate.metrics_listen).await?;
        let node = Node::start(store, settings, &stop).await?;
        if let Some(metrics) = metrics {
            metrics.serve(Arc::clone(&node.app.engine));
        }
        let cast = kept.cast(&node.app.engine).await?;
        let router = kurier_server::router(node.app.clone());
        if let Some((listener, identity)) = doors.tls {
            let listener = TlsListener::start(listener, &identity)?;
            // Ends with the plain server, which the process waits for.
            drop(server::spawn(listener, router.clone(), &stop));
            self.write_authority(paper, &identity)?;
        }
        let serving = server::spawn(server::without_delay(doors.plain), router, &stop);
        let seed = Seed::new(doors.place, cast);
        self.announce(paper, &seed)?;
        node::run_until_stopped(node, serving, &stop).await?;
        Ok(())
    }

    /// The data folder, and a guard that erases it if it is a throw-away one.
    fn folder(&self) -> Outcome<(PathBuf, Option<TempDir>)> {
        match &self.store {
            StoreChoice::Sqlite(dir) => Ok((dir.clone(), None)),
            StoreChoice::Postgres(_) => {
                let seed = self.seed_file.as_deref().and_then(Path::parent);
                let beside = seed.filter(|dir| !dir.as_os_str().is_empty());
                Ok((beside.unwrap_or(Path::new(".")).to_owned(), None))
            }
            StoreChoice::Memory => {
                let dir = tempfile::Builder::new().prefix("kurier-sandbox-").tempdir()?;
                Ok((dir.path().to_owned(), Some(dir)))
            }
        }
    }

    async fn doors(&self) -> Outcome<Doors> {
        let plain = server::bind(self.listen).await?;
        let base = format!("http://{}", plain.local_addr()?);
        let mut place = Place { base, tls_base: None };
        let mut tls = None;
        if let Some(address) = self.tls_listen {
            let listener = server::bind(address).await?;
            place.tls_base = Some(format!("https://{}", listener.local_addr()?));
            tls = Some((listener, tls::throw_away_identity()?));
        }
        Ok(Doors { plain, tls, place })
    }

    /// Clients must trust the throw-away authority: its certificate lies beside the seed.
    fn write_authority(&self, paper: Paper, identity: &Identity) -> Outcome {
        let beside = self.seed_file.clone().unwrap_or_else(|| PathBuf::from("kurier-sandbox"));
        let path = beside.with_extension("ca.pem");
        std::fs::write(&path, &identity.authority_pem)
            .with_context(|| format!("cannot write {}", path.display()))?;
        paper.note(&format!("certificate to trust: {}", path.display()));
        Ok(())
    }

    fn announce(&self, paper: Paper, seed: &Seed) -> Outcome {
        let text = serde_json::to_string_pretty(seed).context("the seed cannot be written")?;
        if let Some(file) = &self.seed_file {
            private_file::write(file, &format!("{text}\n")).map_err(Failure::from)?;
        }
        if paper.is_json() {
            print(&serde_json::to_string(seed).unwrap_or_default());
        } else {
            print(&seed.place.base);
        }
        let file = self.seed_file.as_deref().unwrap_or(Path::new(""));
        let next = if file.as_os_str().is_empty() {
            "start it with --seed-file seed.json to get tokens and people".to_owned()
        } else {
            format!("everything a program needs is in {}", file.display())
        };
        paper.done("the sandbox is running; Ctrl-C stops it", &next);
        Ok(())
    }
}

/// Browsers may also come by name, and through the TLS twin.
fn origins(place: &Place) -> Vec<String> {
    let by_name = |base: &String| base.replace("127.0.0.1", "localhost");
    let tls = place.tls_base.iter().flat_map(|base| [base.clone(), by_name(base)]);
    std::iter::once(by_name(&place.base)).chain(tls).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_is_memory_or_a_folder() {
        assert_eq!("memory".parse(), Ok(StoreChoice::Memory));
        assert_eq!("sqlite:/a b".parse(), Ok(StoreChoice::Sqlite("/a b".into())));
        assert!("sqlite:".parse::<StoreChoice>().is_err());
        assert_eq!("postgres://x".parse(), Ok(StoreChoice::Postgres("postgres://x".into())));
        assert!("mysql://x".parse::<StoreChoice>().is_err());
    }
}
