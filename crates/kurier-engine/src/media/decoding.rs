//! Decoding what strangers sent: few at once, and so that a decoder that panics refuses one file instead of ending
//! the process.
//!
//! Everywhere else a panic leaves a state that nobody knows, and the program ends (see `main`). A decoder works on
//! one file and leaves nothing behind; decoders are large, not ours, and fed by strangers.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::Semaphore;

thread_local! {
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread decodes a file now: a panic in it is caught and costs that file alone.
pub fn is_decoding() -> bool {
    DECODING.get()
}

/// Marks this thread until it is dropped.
struct Mark;

impl Mark {
    fn set() -> Self {
        DECODING.set(true);
        Self
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        DECODING.set(false);
    }
}

/// What `decode` answers; `None` if it panicked.
fn caught<T>(decode: impl FnOnce() -> T) -> Option<T> {
    let _mark = Mark::set();
    // It owns all that it changes: nothing broken is seen afterwards.
    catch_unwind(AssertUnwindSafe(decode)).ok()
}

/// Runs a decoder when its turn has come, away from the threads that answer; `None` if it panicked. Its place is taken
/// until it has ended, also when nobody waits for it any more.
pub(super) async fn in_turn<T: Send + 'static>(
    places: &Arc<Semaphore>,
    decode: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let place = Arc::clone(places).acquire_owned().await;
    let work = move || {
        let decoded = caught(decode);
        drop(place);
        decoded
    };
    tokio::task::spawn_blocking(work).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn a_decoder_that_panics_costs_one_file() {
        let places = Arc::new(Semaphore::new(1));
        let broken: Option<u8> = in_turn(&places, || panic!("a decoder's own mistake")).await;
        assert_eq!(broken, None);
        assert_eq!(in_turn(&places, is_decoding).await, Some(true));
        let again: Option<u8> = caught(|| panic!("again"));
        assert_eq!(again, None);
        assert!(!is_decoding(), "the mark went with the decoder");
    }

    #[tokio::test]
    async fn a_place_is_taken_until_the_decoder_has_ended() {
        let places = Arc::new(Semaphore::new(1));
        let (begun, has_begun) = oneshot::channel();
        let (go, may_end) = mpsc::channel::<()>();
        let held = Arc::clone(&places);
        let decode = move || {
            begun.send(()).unwrap();
            may_end.recv().unwrap();
        };
        let waits = tokio::spawn(async move { in_turn(&held, decode).await });
        has_begun.await.unwrap();
        // The caller hangs up.
        waits.abort();
        assert!(waits.await.unwrap_err().is_cancelled());
        assert_eq!(places.available_permits(), 0, "the decoder still runs");
        go.send(()).unwrap();
        drop(places.acquire().await.unwrap());
    }
}
