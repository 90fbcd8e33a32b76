//! The newest log rows, fixed-size parts only, so that acknowledging live messages reads no disk.

use crate::log::row::Row;
use std::collections::VecDeque;

const KEPT_ROWS: usize = 65_536;

#[derive(Default)]
pub(super) struct Fresh {
    rows: VecDeque<Row>,
}

impl Fresh {
    pub(super) fn push(&mut self, row: Row) {
        if self.rows.back().is_some_and(|last| last.pos.saturating_add(1) != row.pos) {
            self.rows.clear();
        }
        if self.rows.len() >= KEPT_ROWS {
            self.rows.pop_front();
        }
        self.rows.push_back(row);
    }

    pub(super) fn get(&self, pos: i64) -> Option<Row> {
        let first = self.rows.front()?.pos;
        let index = usize::try_from(pos.checked_sub(first)?).ok()?;
        self.rows.get(index).copied()
    }

    /// Forgets rows that were rolled back.
    pub(super) fn undo_to(&mut self, last_pos: i64) {
        while self.rows.back().is_some_and(|row| row.pos > last_pos) {
            self.rows.pop_back();
        }
    }
}
