//! `kurier sandbox`.

use crate::cli::failure::{Failure, Outcome};
use crate::cli::operate::OperateArgs;
use crate::cli::paper::{Paper, print};
use crate::cli::room::RoomArgs;
use crate::cli::tls::{ThrowAway, TlsArgs};
use crate::cli::webhook_faults;
use crate::sandbox::{Cast, Kept, Place, Seed};
use crate::wiring::files::FilePlace;
use crate::wiring::node::{self, Node, Settings};
use crate::wiring::store::{self, Room, Worth};
use crate::wiring::tls::{Authority, TlsDoor};
use crate::wiring::{metrics, private_file, server, shutdown};
use anyhow::Context;
use axum::{Extension, Router};
use clap::{Args, ValueEnum};
use kurier_egress::PrivateRanges;
use kurier_engine::webhooks::Standing;
use kurier_policy::calls::CallLimits;
use kurier_policy::rate::Limits;
use kurier_server::sandbox_api::numbers;
use kurier_server::{Proxies, PublicBase};
use kurier_store::port::Store;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Run a test server
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier sandbox --seed-file seed.json
  kurier sandbox --listen 127.0.0.1:8080 --store sqlite:./sandbox-data --limits real
  kurier sandbox --webhook-faults duplicate,out-of-order,slow=2,fail=3
")]
pub(crate) struct Sandbox {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    listen: SocketAddr,
    /// Also listen with TLS, with a throw-away certificate unless another is named; --tls-listen says where, otherwise on a
    /// free port of this machine
    #[arg(long)]
    tls: bool,
    #[command(flatten)]
    tls_args: TlsArgs,
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
    /// How webhooks go wrong: duplicate, out-of-order, slow=SECONDS, fail=EVERY, status=NUMBER, parted by commas
    #[arg(long, value_name = "FAULTS", value_parser = webhook_faults::parse)]
    webhook_faults: Option<Standing>,
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

impl LimitsChoice {
    fn rates(self) -> Limits {
        match self {
            Self::Lifted => Limits::default(),
            Self::Real => Limits::REAL,
        }
    }

    fn calls(self) -> CallLimits {
        match self {
            Self::Lifted => CallLimits::default(),
            Self::Real => CallLimits::REAL,
        }
    }
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
    tls: Option<TlsDoor>,
    place: Place,
}

impl Sandbox {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let shutdown::Signals { draining, stop } = shutdown::on_signals(self.operate.drain())?;
        let (data, _throw_away) = self.folder()?;
        let doors = self.doors(&data).await?;
        let store: Arc<dyn Store> = match &self.store {
            StoreChoice::Postgres(url) => store::connect(url).await?,
            _ => store::open_with(&data, Worth::ThrowAway, self.room.into()).await?,
        };
        let kept = Kept::read(&data)?;
        let settings = Settings {
            base_url: doors.place.base.clone(),
            more_origins: origins(&doors.place),
            operators: kept.operators(),
            proxies: Proxies::default(),
            webhooks: PrivateRanges::LoopbackOnly,
            webhook_identity: None,
            webhook_authorities: Vec::new(),
            limits: self.limits.rates(),
            calls: self.limits.calls(),
            files: FilePlace::Folder(data.join("media"), Room::from(self.room).min_free_bytes),
            is_store_shared: matches!(self.store, StoreChoice::Postgres(_)),
            nats_url: self.nats_url.clone().filter(|url| !url.is_empty()),
            psp: None,
            is_sandbox: true,
            draining,
        };
        let metrics = metrics::open(self.operate.metrics_listen).await?;
        let mut node = Node::start(store, settings, &stop).await?;
        if let Some(metrics) = metrics {
            metrics.serve(Arc::clone(&node.app.engine));
        }
        let cast = kept.cast(&node.app.engine).await?;
        self.script(&mut node, &cast, &stop);
        let router = kurier_server::router(node.app.clone());
        let behind_tls = match doors.tls {
            Some(door) => Some(self.serve_tls(paper, door, router.clone(), &stop)?),
            None => None,
        };
        let plain = server::spawn(server::without_delay(doors.plain), router, &stop);
        let serving = server::both(plain, behind_tls);
        let seed = Seed::new(doors.place, cast);
        self.announce(paper, &seed)?;
        node::run_until_stopped(node, serving, &stop).await?;
        Ok(())
    }

    /// Lets the people behind the numbers act, and webhooks go wrong as asked.
    fn script(&self, node: &mut Node, cast: &Cast, stop: &watch::Sender<bool>) {
        let (app, people) = (Arc::clone(&node.app), cast.numbers.clone());
        node.also(numbers::run(app, people, stop.subscribe()));
        if let (Some(standing), Some(sandbox)) = (self.webhook_faults, &node.app.config.sandbox) {
            sandbox.faults.always(standing);
        }
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

    async fn doors(&self, data: &Path) -> Outcome<Doors> {
        let plain = server::bind(self.listen).await?;
        let base = format!("http://{}", plain.local_addr()?);
        let mut place = Place { base, tls_base: None };
        let mut tls = None;
        let otherwise = self.tls.then_some(SocketAddr::from(([127, 0, 0, 1], 0)));
        if let Some((address, source)) = self.tls_args.plan(data, ThrowAway::Yes { otherwise })? {
            let door = TlsDoor::open(address, source).await?;
            place.tls_base = Some(match self.tls_args.name() {
                Some(name) => format!("https://{name}"),
                None => door.base()?,
            });
            tls = Some(door);
        }
        Ok(Doors { plain, tls, place })
    }

    /// Whoever comes this way finds this way in all links.
    fn serve_tls(
        &self,
        paper: Paper,
        door: TlsDoor,
        router: Router,
        stop: &watch::Sender<bool>,
    ) -> Outcome<JoinHandle<()>> {
        let base = PublicBase(door.base()?.into());
        if let Some(authority) = &door.authority {
            self.tell_authority(paper, authority)?;
        }
        Ok(door.serve(router.layer(Extension(base)), stop)?)
    }

    /// Clients must trust the throw-away authority. It lies with the data, and beside the seed for programs that know
    /// only that.
    fn tell_authority(&self, paper: Paper, authority: &Authority) -> Outcome {
        if let Some(seed) = &self.seed_file {
            let beside = seed.with_extension("ca.pem");
            std::fs::write(&beside, &authority.pem)
                .with_context(|| format!("cannot write {}", beside.display()))?;
        }
        let path = authority.path.display();
        paper.note(&format!("certificate to trust: {path}"));
        paper.note(&format!(
            "for Node: NODE_EXTRA_CA_CERTS={path}; for others: SSL_CERT_FILE={path}"
        ));
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
