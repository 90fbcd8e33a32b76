//! Closed loops: so many lanes at once, each with one request under way.

use crate::client::http::Connection;
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Runs lanes at once and gathers what they measured.
pub(crate) async fn together<F>(lanes: impl IntoIterator<Item = F>) -> Result<Vec<Duration>>
where
    F: Future<Output = Result<Vec<Duration>>> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for lane in lanes {
        tasks.spawn(lane);
    }
    let mut taken = Vec::new();
    while let Some(lane) = tasks.join_next().await {
        taken.extend(lane??);
    }
    Ok(taken)
}

/// Sends requests over and over on so many connections for a while. Each request must succeed.
pub(crate) async fn http(
    address: &str,
    requests: &[Vec<u8>],
    connections: usize,
    span: Duration,
) -> Result<Vec<Duration>> {
    let lanes = (0..connections).map(|lane| {
        let mine: Vec<Vec<u8>> = requests.iter().skip(lane).step_by(connections).cloned().collect();
        let address = address.to_owned();
        async move {
            ensure!(!mine.is_empty(), "fewer requests than connections");
            let mut connection = Connection::open(&address).await?;
            let start = Instant::now();
            let mut taken = Vec::new();
            for request in mine.iter().cycle() {
                let before = Instant::now();
                connection.ok(request).await?;
                taken.push(before.elapsed());
                if start.elapsed() > span {
                    break;
                }
            }
            Ok(taken)
        }
    });
    together(lanes).await
}
