//! Listens and serves until the stop is signalled; open requests may end for a short while.

use crate::wiring::shutdown;
use anyhow::Context;
use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener, ListenerExt, TapIo};
use std::fmt::Debug;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long open requests may take to end.
pub(crate) const DRAIN: Duration = Duration::from_secs(4);

/// Binds an address.
pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; choose another with --listen"))
}

/// Serves `router` on a listener in a task of its own; requests know the address of their connection.
pub(crate) fn spawn<L>(listener: L, router: Router, stop: &watch::Sender<bool>) -> JoinHandle<()>
where
    L: Listener,
    L::Addr: Debug,
    SocketAddr: for<'a> Connected<IncomingStream<'a, L>>,
{
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let (asked, cut) = (stop.subscribe(), stop.subscribe());
    tokio::spawn(async move {
        let serving = axum::serve(listener, router)
            .with_graceful_shutdown(shutdown::asked(asked))
            .into_future();
        let cut = async {
            shutdown::asked(cut).await;
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            served = serving => if let Err(error) = served {
                tracing::error!(%error, "the server ended");
            },
            () = cut => tracing::info!("open requests are cut off"),
        }
    })
}

/// A plain TCP listener that sends small frames at once.
pub(crate) fn without_delay(
    listener: TcpListener,
) -> TapIo<TcpListener, impl FnMut(&mut TcpStream) + Send + 'static> {
    listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY was not set");
        }
    })
}

/// Ends when both listeners have ended, if there are two.
pub(crate) fn both(plain: JoinHandle<()>, tls: Option<JoinHandle<()>>) -> JoinHandle<()> {
    let Some(tls) = tls else { return plain };
    tokio::spawn(async move {
        let (plain, tls) = tokio::join!(plain, tls);
        if plain.is_err() || tls.is_err() {
            tracing::error!("a listener broke");
        }
    })
}
