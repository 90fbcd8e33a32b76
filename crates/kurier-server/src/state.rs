//! What every handler may reach.

use crate::observe::SpanHook;
use crate::sockets::Sockets;
use crate::usage::CallMeter;
use kurier_engine::Engine;
use kurier_engine::clock::MovableClock;
use kurier_engine::domains::{SandboxDns, TxtResolver};
use kurier_engine::media::Library;
use kurier_engine::observe::Observer;
use kurier_policy::token;
use std::sync::Arc;
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
    /// The operator's token.
    pub operator: Secret,
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

impl Config {
    /// Whether a browser's `Origin` is one of this installation's.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        origin == self.base_url || self.more_origins.iter().any(|own| own == origin)
    }
}
