//! `kurier serve`.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::operate::OperateArgs;
use crate::cli::operators::OperatorArgs;
use crate::cli::paper::{Paper, print};
use crate::cli::payments::PaymentArgs;
use crate::cli::place::PlaceArgs;
use crate::cli::proxies::ProxyArgs;
use crate::cli::remote::TOKEN_FILE;
use crate::cli::room::RoomArgs;
use crate::cli::tls::{ThrowAway, TlsArgs};
use crate::cli::webhook_identity::WebhookIdentityArgs;
use crate::wiring::files::FilePlace;
use crate::wiring::node::{self, Node, Settings};
use crate::wiring::operator::{self, OperatorToken};
use crate::wiring::store::Room;
use crate::wiring::tls::TlsDoor;
use crate::wiring::{metrics, server, shutdown};
use clap::Args;
use kurier_bus::nats;
use kurier_egress::PrivateRanges;
use kurier_policy::calls::CallLimits;
use kurier_policy::money::Micros;
use kurier_policy::rate::Limits;
use kurier_policy::rules::bond::BondRule;
use kurier_policy::rules::in_force::RulesInForce;
use kurier_store::port::Store;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Run Kurier
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier serve
  kurier serve --listen 0.0.0.0:8080 --data /var/lib/kurier --base-url https://kurier.example.org
  kurier serve --acme-domain kurier.example.org --acme-contact ops@example.org
  kurier serve --database-url postgres://kurier@db/kurier --nats-url nats://nats:4222
")]
pub(crate) struct Serve {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, env = "KURIER_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
    #[command(flatten)]
    place: PlaceArgs,
    /// The operator's token; default: made at the first start and kept with the data
    #[arg(long, env = "KURIER_OPERATOR_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    operator_token: Option<String>,
    /// How the outside reaches this Kurier; default: https:// and the name of the certificate, or http:// and the address it
    /// listens on
    #[arg(long, env = "KURIER_BASE_URL", value_name = "URL")]
    base_url: Option<String>,
    /// DEVELOPMENT ONLY: let webhooks go to private and loopback addresses, and over plain http
    #[arg(long, env = "KURIER_ALLOW_PRIVATE_WEBHOOKS")]
    allow_private_webhooks: bool,
    #[command(flatten)]
    webhook_identity: WebhookIdentityArgs,
    /// Wake other nodes through this NATS (2.9 or newer; its JetStream is not used): nats://user:password@host:port or
    /// tls://…, several parted by commas. Pointless with the embedded store, which has one node
    #[arg(long, env = "KURIER_NATS_URL", value_name = "URL", hide_env_values = true)]
    nats_url: Option<String>,
    /// Keep files elsewhere than in the folder `media` of the data folder: s3://bucket/prefix?endpoint=URL&region=NAME, with
    /// the key in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or file:///folder, which all nodes must share
    #[arg(long, env = "KURIER_MEDIA_URL", value_name = "URL")]
    media_url: Option<String>,
    /// What a business must leave as a bond before it may advertise, in units of its currency: 100 is sensible where anybody
    /// may sign up, 0 where you choose businesses yourself
    #[arg(long, env = "KURIER_BOND", value_name = "AMOUNT", default_value_t = 0)]
    bond: u32,
    #[command(flatten)]
    tls: TlsArgs,
    #[command(flatten)]
    room: RoomArgs,
    #[command(flatten)]
    operate: OperateArgs,
    #[command(flatten)]
    operators: OperatorArgs,
    #[command(flatten)]
    proxies: ProxyArgs,
    #[command(flatten)]
    payments: PaymentArgs,
}

/// The limits of a server, with this bond.
fn limits(bond: u32) -> Limits {
    let bond = BondRule { amount: Micros(i64::from(bond) * 1_000_000) };
    Limits { rules: Some(RulesInForce { bond, ..RulesInForce::DEFAULT }), ..Limits::REAL }
}

impl Serve {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let shutdown::Signals { draining, stop } = shutdown::on_signals(self.operate.drain())?;
        let base_url = self.base_url.as_deref().map(check_base_url).transpose()?;
        let nats_url = self.nats_url.clone().filter(|url| !url.is_empty());
        nats_url.as_deref().map(check_nats_url).transpose()?;
        let files = self.files()?;
        let webhook_identity = self.webhook_identity.read()?;
        let webhook_authorities = self.webhook_identity.authorities()?;
        let listener = server::bind(self.listen).await?;
        let tls = self.tls_door().await?;
        let base_url = base_url.map_or_else(|| self.own_base(&listener, tls.as_ref()), Ok)?;
        // First the store, which locks the folder: only one process may make a token.
        let store = self.place.open(self.room.into()).await?;
        let token = self.token(&*store).await?;
        if self.allow_private_webhooks {
            paper.warn("WEBHOOKS MAY GO TO PRIVATE ADDRESSES: any business can make this machine call its own network. For development only.");
        }
        let settings = Settings {
            base_url: base_url.clone(),
            more_origins: Vec::new(),
            operators: self.operators.with(&token.text)?,
            proxies: self.proxies.read(),
            webhooks: if self.allow_private_webhooks {
                PrivateRanges::Allow
            } else {
                PrivateRanges::Refuse
            },
            webhook_identity,
            webhook_authorities,
            files,
            is_store_shared: self.place.database().is_some(),
            nats_url,
            limits: limits(self.bond),
            calls: CallLimits::REAL,
            psp: self.payments.read()?,
            is_sandbox: false,
            draining,
        };
        let metrics = metrics::open(self.operate.metrics_listen).await?;
        let node = Node::start(store, settings, &stop).await?;
        if let Some(metrics) = metrics {
            metrics.serve(Arc::clone(&node.app.engine));
        }
        let router = kurier_server::router(node.app.clone());
        let behind_tls = tls.map(|door| door.serve(router.clone(), &stop)).transpose()?;
        let serving = server::spawn(server::without_delay(listener), router, &stop);
        self.announce(paper, &base_url, token.is_new);
        node::run_until_stopped(node, server::both(serving, behind_tls), &stop).await?;
        paper.note("stopped in good order");
        Ok(())
    }

    async fn tls_door(&self) -> Outcome<Option<TlsDoor>> {
        let Some((address, source)) = self.tls.plan(&self.place.data, ThrowAway::No)? else {
            return Ok(None);
        };
        Ok(Some(TlsDoor::open(address, source).await?))
    }

    /// How the outside reaches this Kurier, as far as it can be known here.
    fn own_base(&self, plain: &TcpListener, tls: Option<&TlsDoor>) -> Outcome<String> {
        Ok(match (self.tls.name(), tls) {
            (Some(name), _) => format!("https://{}", name.to_ascii_lowercase()),
            (None, Some(door)) => door.base()?,
            (None, None) => format!("http://{}", plain.local_addr()?),
        })
    }

    fn files(&self) -> Outcome<FilePlace> {
        let room = Room::from(self.room);
        let secret = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        FilePlace::read(self.media_url.as_deref(), &self.place.data, room.min_free_bytes, secret)
            .map_err(|error| {
                let message = "the place of files does not fit";
                Failure::new(Exit::Usage, "bad_media_url", message).hint(format!("{error:#}"))
            })
    }

    /// The operator's token: the given one; with a database the one kept there, which all nodes share;
    /// otherwise the one in the data folder.
    async fn token(&self, store: &dyn Store) -> Outcome<OperatorToken> {
        if let Some(text) = self.operator_token.as_deref().filter(|text| !text.is_empty()) {
            return Ok(operator::given(text)?);
        }
        match self.place.database() {
            Some(_) => Ok(operator::keep_in(store, &self.place.data).await?),
            None => Ok(operator::keep(&self.place.data)?),
        }
    }

    fn announce(&self, paper: Paper, base_url: &str, is_new: bool) {
        if paper.is_json() {
            print(&json!({ "base": base_url }).to_string());
        } else {
            print(base_url);
        }
        let file = self.place.data.join(TOKEN_FILE);
        if self.operator_token.is_none() {
            let made = if is_new { "made" } else { "kept" };
            paper.note(&format!("operator's token {made} in {}", file.display()));
        }
        let next = format!(
            "kurier business create NAME --display-number NUMBER --server {base_url} --data {}",
            self.place.data.display()
        );
        paper.done("Kurier is running; Ctrl-C stops it", &next);
    }
}

/// `https://host[:port]`, no path: cookies and links are made from it.
fn check_base_url(text: &str) -> Outcome<String> {
    let text = text.trim_end_matches('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(text.to_ascii_lowercase())
        }
        _ => Err(Failure::new(Exit::Usage, "bad_base_url", "the base URL does not fit")
            .hint("give it as https://host or http://host:port, without a path")),
    }
}

/// The address itself is not repeated: it may hold a password.
fn check_nats_url(text: &str) -> Outcome {
    nats::check(text).map_err(|error| {
        Failure::new(Exit::Usage, "bad_nats_url", "the NATS address does not fit")
            .hint(error.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::{check_base_url, check_nats_url};

    #[test]
    fn a_nats_address_is_checked_and_its_password_not_shown() {
        check_nats_url("nats://kurier:secret@a:4222,tls://b").unwrap();
        let refused = check_nats_url("amqp://kurier:secret@a").unwrap_err();
        assert!(!format!("{refused:?}").contains("secret"));
    }

    #[test]
    fn a_base_url_is_an_origin_and_nothing_more() {
        assert_eq!(check_base_url("https://Kurier.example/").unwrap(), "https://kurier.example");
        for bad in ["kurier.example", "https://", "https://a/b", "ftp://a", "https://u@h", ""] {
            assert!(check_base_url(bad).is_err(), "{bad}");
        }
    }
}
