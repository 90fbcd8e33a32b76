//! Changes of one transaction over committed state: merged after COMMIT, dropped on rollback, and
//! undone back to a mark when one job of the transaction fails.

use rustc_hash::FxHashMap;
use std::hash::Hash;

pub(super) struct Layer<K, V> {
    changed: FxHashMap<K, V>,
    /// What each write replaced in `changed`, oldest first.
    journal: Vec<(K, Option<V>)>,
}

impl<K, V> Default for Layer<K, V> {
    fn default() -> Self {
        Self { changed: FxHashMap::default(), journal: Vec::new() }
    }
}

impl<K: Copy + Eq + Hash, V: Copy> Layer<K, V> {
    pub(super) fn get(&self, base: &FxHashMap<K, V>, key: K) -> Option<V> {
        self.changed.get(&key).or_else(|| base.get(&key)).copied()
    }

    pub(super) fn set(&mut self, key: K, value: V) {
        let before = self.changed.insert(key, value);
        self.journal.push((key, before));
    }

    pub(super) fn mark(&self) -> usize {
        self.journal.len()
    }

    pub(super) fn undo_to(&mut self, mark: usize) {
        while self.journal.len() > mark {
            match self.journal.pop() {
                Some((key, Some(before))) => drop(self.changed.insert(key, before)),
                Some((key, None)) => drop(self.changed.remove(&key)),
                None => break,
            }
        }
    }

    pub(super) fn changed(&self) -> impl Iterator<Item = (&K, &V)> {
        self.changed.iter()
    }

    pub(super) fn merge_into(&mut self, base: &mut FxHashMap<K, V>) {
        base.extend(self.changed.drain());
        self.journal.clear();
    }

    pub(super) fn clear(&mut self) {
        self.changed.clear();
        self.journal.clear();
    }
}
