//! Work over what strangers wrote, apart from everything else: a panic in it costs that document alone.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static APART: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread reads a stranger's document now: a panic in it is caught. The program's own rule about panics asks this.
pub fn is_apart() -> bool {
    APART.get()
}

/// Marks this thread until it is dropped.
struct Mark(bool);

impl Drop for Mark {
    fn drop(&mut self) {
        APART.set(self.0);
    }
}

/// What `work` answers; `None` if it panicked.
pub fn apart<T>(work: impl FnOnce() -> T) -> Option<T> {
    let _mark = Mark(APART.replace(true));
    // It owns all that it changes: nothing broken is seen afterwards.
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_over_a_document_is_answered_and_leaves_no_mark() {
        assert_eq!(
            apart(|| apart(is_apart).map(|inner| (inner, is_apart()))),
            Some(Some((true, true)))
        );
        let broke: Option<()> = apart(|| panic!("a document that nobody expected"));
        assert_eq!((broke, is_apart()), (None, false));
    }
}
