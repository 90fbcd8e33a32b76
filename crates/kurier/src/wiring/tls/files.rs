//! An operator's own certificate: two files, read again when they change or when SIGHUP comes.

use super::certificates::{self, Certificates, Pair};
use crate::wiring::shutdown;
use anyhow::Context;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::signal::unix::{SignalKind, signal};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(10);

/// Where chain and key lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Files {
    pub(crate) chain: PathBuf,
    pub(crate) key: PathBuf,
}

/// When they were written, as far as it is known.
type Written = [Option<SystemTime>; 2];

impl Files {
    /// Reads both.
    pub(crate) fn read(&self) -> anyhow::Result<Pair> {
        let file = |path: &PathBuf| {
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
        };
        certificates::pair(&file(&self.chain)?, &file(&self.key)?)
            .with_context(|| format!("{} and its key", self.chain.display()))
    }

    fn written(&self) -> Written {
        [&self.chain, &self.key].map(|path| std::fs::metadata(path).ok()?.modified().ok())
    }

    /// Follows the files until the stop. What cannot be read changes nothing: the last good pair stays in force.
    pub(crate) async fn follow(self, certificates: Arc<Certificates>, stop: shutdown::Stop) {
        let mut hang_up = match signal(SignalKind::hangup()) {
            Ok(hang_up) => hang_up,
            Err(error) => return tracing::error!(%error, "SIGHUP cannot be heard"),
        };
        let mut last = self.written();
        let mut stopped = std::pin::pin!(shutdown::asked(stop));
        loop {
            tokio::select! {
                () = &mut stopped => return,
                heard = hang_up.recv() => if heard.is_none() { return },
                () = tokio::time::sleep(LOOK) => if self.written() == last { continue },
            }
            last = self.written();
            match self.read() {
                Ok(pair) => {
                    certificates.set(pair);
                    tracing::info!(chain = %self.chain.display(), "the certificate was read again");
                }
                Err(error) => {
                    tracing::error!("the certificate stays as it is: {error:#}");
                }
            }
        }
    }
}
