//! A TCP proxy that breaks what goes through it: between a node and its database or its bus, between
//! a client and a server.
//!
//! Each direction has its own [`Fault`], which may be switched while connections are open. Nothing is
//! buffered beyond one piece per direction: what the proxy does not take stays with the sender.

mod pump;
mod switch;
#[cfg(test)]
mod tests;

pub use switch::{Direction, Fault};

use pump::{End, Pump};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use switch::{Settings, Switch};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

/// Connections that may be open at once; further ones wait at the door.
const CONNECTIONS_MAX: usize = 16_384;

/// Listens until it is dropped; connections then end too.
pub struct ChaosProxy {
    /// Where to connect instead of the upstream.
    pub address: SocketAddr,
    switch: Switch,
    open: Arc<AtomicUsize>,
    task: AbortHandle,
}

impl ChaosProxy {
    /// A proxy in front of `upstream` on a free port of this machine; passes everything at first.
    pub async fn start(upstream: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (switch, open) = (Switch::default(), Arc::<AtomicUsize>::default());
        let accept = accept(listener, upstream, switch.clone(), Arc::clone(&open));
        let task = tokio::spawn(accept).abort_handle();
        Ok(Self { address, switch, open, task })
    }

    /// From now on this fault in this direction, for open connections too.
    pub fn set(&self, direction: Direction, fault: Fault) {
        self.switch.set(direction, fault);
    }

    /// From now on this fault both ways.
    pub fn set_both(&self, fault: Fault) {
        self.set(Direction::ToServer, fault);
        self.set(Direction::ToClient, fault);
    }

    /// Ends every open connection with RST, once.
    pub fn reset(&self) {
        self.switch.reset();
    }

    /// Whether new connections are refused with RST.
    pub fn refuse(&self, refuse: bool) {
        self.switch.refuse(refuse);
    }

    /// No faults any more. Bytes that were dropped stay lost: connections that lost some are better
    /// [reset](Self::reset).
    pub fn heal(&self) {
        self.set_both(Fault::Pass);
        self.refuse(false);
    }

    /// Connections that are open now.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }
}

impl Drop for ChaosProxy {
    fn drop(&mut self) {
        self.task.abort();
        self.switch.reset();
    }
}

async fn accept(
    listener: TcpListener,
    upstream: SocketAddr,
    switch: Switch,
    open: Arc<AtomicUsize>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    // The semaphore is never closed.
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let Ok((client, _)) = listener.accept().await else { continue };
        let settings = switch.subscribe();
        if settings.borrow().refuses {
            // Closing without a word would be a FIN.
            drop(client.set_zero_linger());
            continue;
        }
        let open = Arc::clone(&open);
        open.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(async move {
            // A connection that breaks is what this proxy is for.
            drop(carry(client, upstream, settings).await);
            open.fetch_sub(1, Ordering::Relaxed);
            drop(place);
        });
    }
}

async fn carry(client: TcpStream, upstream: SocketAddr, settings: Settings) -> std::io::Result<()> {
    let server = TcpStream::connect(upstream).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let ((from_client, to_client), (from_server, to_server)) =
        (client.into_split(), server.into_split());
    let mut up = Pump::new(from_client, to_server, settings.clone(), Direction::ToServer);
    let mut down = Pump::new(from_server, to_client, settings, Direction::ToClient);
    let end = ends(&mut up, &mut down).await;
    if end == End::Reset {
        up.reset();
        down.reset();
    }
    Ok(())
}

/// One way may close before the other; one way that breaks takes the other with it.
async fn ends(up: &mut Pump, down: &mut Pump) -> End {
    let (up, down) = (up.run(), down.run());
    tokio::pin!(up, down);
    let (first, other_is_up) = tokio::select! {
        end = &mut up => (end, false),
        end = &mut down => (end, true),
    };
    match (first, other_is_up) {
        (End::Reset, _) => End::Reset,
        (End::Closed, true) => up.await,
        (End::Closed, false) => down.await,
    }
}
