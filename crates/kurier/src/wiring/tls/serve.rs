//! Serves TLS connections: HTTP/2 or HTTP/1.1, each bounded in time, streams and head.

use super::certificates::PROOF_PROTOCOL;
use crate::wiring::server::DRAIN;
use crate::wiring::shutdown;
use axum::extract::ConnectInfo;
use axum::{Extension, Router};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tower::Layer;

/// How long a client may take for its handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Handshakes at a time; further connections wait in the system's queue.
const HANDSHAKES_MAX: usize = 512;
/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(20);
/// Streams of one HTTP/2 connection at a time.
const STREAMS_MAX: u32 = 100;
/// Longest head of a request, in bytes.
const HEAD_MAX: u32 = 32 * 1024;
/// Streams that a client may open and give up before it is cut off.
const GIVEN_UP_MAX: usize = 32;
/// How often a silent HTTP/2 connection is asked whether it lives, and how long it may take to say so.
const ASK: Duration = Duration::from_secs(30);
/// Pause after an accept that failed: the process is out of files, and others must end first.
const PAUSE: Duration = Duration::from_millis(200);

/// What every connection needs.
#[derive(Clone)]
struct Door {
    acceptor: TlsAcceptor,
    http: Builder<TokioExecutor>,
    router: Router,
}

/// Serves `router` behind TLS in a task of its own, until the stop.
pub(crate) fn spawn(
    listener: TcpListener,
    config: Arc<ServerConfig>,
    router: Router,
    stop: &watch::Sender<bool>,
) -> JoinHandle<()> {
    let door = Door { acceptor: TlsAcceptor::from(config), http: bounded(), router };
    let asked = stop.subscribe();
    tokio::spawn(async move {
        let graceful = GracefulShutdown::new();
        tokio::select! {
            () = accept(&listener, &door, &graceful) => {}
            () = shutdown::asked(asked) => {}
        }
        drop(listener);
        if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
            tracing::info!("open requests are cut off");
        }
    })
}

async fn accept(listener: &TcpListener, door: &Door, graceful: &GracefulShutdown) {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    // Never closed, so there is always a permit in the end.
    while let Ok(permit) = Arc::clone(&handshakes).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let (door, watcher) = (door.clone(), graceful.watcher());
                tokio::spawn(async move { door.let_in(stream, peer, permit, watcher).await });
            }
            Err(error) => {
                tracing::debug!(%error, "a connection was not accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn bounded() -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(HEAD_MAX)
        .max_pending_accept_reset_streams(GIVEN_UP_MAX)
        .keep_alive_interval(ASK)
        .keep_alive_timeout(ASK);
    http
}

impl Door {
    async fn let_in(
        self,
        stream: TcpStream,
        peer: SocketAddr,
        permit: OwnedSemaphorePermit,
        watcher: Watcher,
    ) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY was not set");
        }
        let shaken = tokio::time::timeout(HANDSHAKE, self.acceptor.accept(stream)).await;
        drop(permit);
        let Ok(Ok(mut stream)) = shaken else { return };
        if stream.get_ref().1.alpn_protocol() == Some(PROOF_PROTOCOL) {
            // An authority has seen the proof; there is nothing more to say.
            drop(stream.shutdown().await);
            return;
        }
        let router = Extension(ConnectInfo(peer)).layer(self.router);
        let service = TowerToHyperService::new(router);
        let connection = self.http.serve_connection_with_upgrades(TokioIo::new(stream), service);
        if let Err(error) = watcher.watch(connection.into_owned()).await {
            tracing::debug!(%error, "a connection broke off");
        }
    }
}
