//! The machine's randomness: the only place that draws it.

use kurier_engine::entropy::Entropy;

/// Randomness of the operating system.
pub(crate) struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        if getrandom::fill(buffer).is_err() {
            // Secrets without randomness would be worse than no service.
            tracing::error!("the operating system gives no randomness; stopping");
            std::process::abort();
        }
    }
}
