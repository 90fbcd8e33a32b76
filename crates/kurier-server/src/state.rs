//! What every handler may reach.

use crate::auth::address::Proxies;
use crate::observe::SpanHook;
use crate::sockets::Sockets;
use crate::usage::CallMeter;
use kurier_engine::Engine;
use kurier_engine::clock::MovableClock;
use kurier_engine::domains::{SandboxDns, TxtResolver};
use kurier_engine::media::Library;
use kurier_engine::observe::Observer;
use kurier_engine::psp::Psp;
use kurier_policy::token;
use std::sync::{Arc, OnceLock};
use subtle::ConstantTimeEq;
use tokio::sync::watch;

/// Shared by all handlers.
pub struct App {
    /// The use-cases.
    pub engine: Arc<Engine>,
    /// Settings.
    pub config: Config,
    /// The live view of the demo.
    pub observer: Observer,
    /// Files.
    pub media: Arc<Library>,
    /// Checks and calls webhook addresses.
    pub egress: Arc<kurier_engine::webhooks::Egress>,
    /// Asks the endpoints of forms.
    pub exchange: Arc<kurier_engine::flow::Exchange>,
    /// Looks up what owners of domains put there.
    pub dns: Arc<dyn TxtResolver>,
    /// Turns true when the process shall end: no balancer should send new work here.
    pub draining: watch::Receiver<bool>,
    /// Turns true some time later, when it stops: sockets are told to come back.
    pub stopping: watch::Receiver<bool>,
    /// Counts the calls of apps.
    pub calls: CallMeter,
    /// Devices connected to this node.
    pub sockets: Sockets,
    /// Who takes payments on the network; empty = nobody is set up.
    pub psp: OnceLock<Arc<dyn Psp>>,
}

impl App {
    /// Whether the node takes leave; true from the first moment.
    pub fn is_draining(&self) -> bool {
        *self.draining.borrow() || *self.stopping.borrow()
    }
}

/// Settings of the fronts.
pub struct Config {
    /// How the outside reaches this installation: `https://host[:port]`, no slash at the end.
    pub base_url: String,
    /// Further origins that browsers may come from (the TLS twin of the sandbox).
    pub more_origins: Vec<String>,
    /// Who runs this installation.
    pub operators: Operators,
    /// Whose word is taken for where a call comes from.
    pub proxies: Proxies,
    /// Set only in the sandbox and the demo.
    pub sandbox: Option<Sandbox>,
    /// Told of the span of each request.
    pub span_hook: Option<SpanHook>,
}

/// How the outside reached this installation, where that is not as its settings say: put into requests by a listener
/// with an address of its own (the TLS twin of the sandbox).
#[derive(Debug, Clone)]
pub struct PublicBase(pub Arc<str>);

/// What only the sandbox has.
pub struct Sandbox {
    /// The clock that can be moved.
    pub clock: Arc<MovableClock>,
    /// Deliberate faults of webhook delivery.
    pub faults: Arc<kurier_engine::webhooks::Faults>,
    /// The records of domains.
    pub dns: Arc<SandboxDns>,
}

/// A secret text, kept as its hash and compared in constant time.
pub struct Secret([u8; 32]);

impl Secret {
    /// Keeps the hash of `text`.
    pub fn new(text: &str) -> Self {
        Self(token::hash(text))
    }
    /// Whether `presented` is the secret.
    pub fn is(&self, presented: &str) -> bool {
        self.0.ct_eq(&token::hash(presented)).into()
    }
}

/// Those who run an installation, each with a token of its own.
pub struct Operators {
    all: Vec<(String, Secret)>,
    is_single: bool,
}

impl Operators {
    /// Name of the operator whose token is made at the first start.
    pub const FIRST: &str = "operator";

    /// One operator with this token. `is_single`: nobody else is there to confirm what it proposes.
    pub fn one(token: &str, is_single: bool) -> Self {
        Self { all: vec![(Self::FIRST.to_owned(), Secret::new(token))], is_single }
    }

    /// With one more of this name.
    #[must_use]
    pub fn and(mut self, name: String, token: &str) -> Self {
        self.all.push((name, Secret::new(token)));
        self
    }

    /// The operator whose token this is.
    pub fn named(&self, presented: &str) -> Option<&str> {
        // All are compared, so that time tells nothing of the order.
        let mut found = None;
        for (name, secret) in &self.all {
            if secret.is(presented) {
                found = Some(name.as_str());
            }
        }
        found
    }

    /// Whether what one operator proposes needs no other to confirm it.
    pub fn is_single(&self) -> bool {
        self.is_single
    }
}

impl Config {
    /// Whether a browser's `Origin` is one of this installation's.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        origin == self.base_url || self.more_origins.iter().any(|own| own == origin)
    }
}
