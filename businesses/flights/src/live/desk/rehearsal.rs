use rusqlite::Transaction;

use super::state::State;

/// Lets every minute up to a delivery pass as it would have: what rings in between is thought about in its own minute.
pub(super) fn pass(tx: &Transaction<'_>, state: &mut State, until_s: i64) -> rusqlite::Result<()> {
    while let Some(at) = state.watch.next_alarm().filter(|at| at.0.saturating_mul(60) < until_s) {
        let mut legs = Vec::new();
        state.watch.ring(at, &mut legs);
        state.decide(tx, legs, at, at.0.saturating_mul(60))?;
    }
    Ok(())
}
