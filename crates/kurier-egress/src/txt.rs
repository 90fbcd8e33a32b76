//! TXT records of the domain name system: what the owner of a domain put there.

use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::{RData, RecordType};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Records on their way.
pub type TxtLookup = Pin<Box<dyn Future<Output = Result<Vec<String>, TxtFault>> + Send>>;

/// Looks TXT records up; a parameter so that tests and the sandbox can answer as they like.
pub trait TxtResolver: Send + Sync + 'static {
    /// The records at `domain`, each joined to one text; none if there is no such domain.
    fn txt(&self, domain: &str) -> TxtLookup;
}

/// Why nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TxtFault {
    /// The name servers did not answer in time.
    #[error("the name servers did not answer within {0} s")]
    Timeout(u64),
    /// They failed.
    #[error("the name servers answered with a failure")]
    Failed,
    /// There are too many look-ups already.
    #[error("too many look-ups are under way")]
    Busy,
}

/// Bound of one look-up, with everything it takes.
const TIMEOUT: Duration = Duration::from_secs(8);
/// Most look-ups at once.
const AT_ONCE: usize = 16;
/// Longest record that is told, in bytes: longer than any proof.
const TEXT_BYTES: usize = 1_024;

/// Asks the name servers that the machine is set up with.
#[derive(Debug, Clone)]
pub struct SystemTxt {
    running: Arc<Semaphore>,
}

impl Default for SystemTxt {
    fn default() -> Self {
        Self { running: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl TxtResolver for SystemTxt {
    fn txt(&self, domain: &str) -> TxtLookup {
        // With a dot at its end no search list of this machine is tried.
        let (running, name) = (Arc::clone(&self.running), format!("{domain}."));
        Box::pin(async move {
            let permit = running.try_acquire_owned().map_err(|_| TxtFault::Busy)?;
            let answer = tokio::time::timeout(TIMEOUT, look_up(name)).await;
            drop(permit);
            answer.unwrap_or(Err(TxtFault::Timeout(TIMEOUT.as_secs())))
        })
    }
}

/// A resolver of its own each time: nobody waits for what an earlier look-up remembered.
async fn look_up(name: String) -> Result<Vec<String>, TxtFault> {
    let builder = TokioResolver::builder_tokio().map_err(|_| TxtFault::Failed)?;
    let resolver = builder.build().map_err(|_| TxtFault::Failed)?;
    let found = match resolver.lookup(name, RecordType::TXT).await {
        Ok(found) => found,
        Err(fault) if fault.is_nx_domain() || fault.is_no_records_found() => return Ok(Vec::new()),
        Err(_) => return Err(TxtFault::Failed),
    };
    let texts = found.answers().iter().filter_map(|record| match &record.data {
        RData::TXT(txt) => Some(txt.txt_data.concat()),
        _ => None,
    });
    let texts = texts.filter(|bytes| bytes.len() <= TEXT_BYTES);
    Ok(texts.filter_map(|bytes| String::from_utf8(bytes).ok()).collect())
}
