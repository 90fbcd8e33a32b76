//! What an item or a feed says about itself, from several vocabularies, of which the best is kept.

/// Where a value came from decides how good it is: the lower, the better.
pub(super) type Rank = u8;

/// One value per name.
#[derive(Debug, Default)]
pub(super) struct Slots(Vec<(&'static str, Rank, String)>);

impl Slots {
    /// Offers a value. It is taken when there is none yet, or only one of a worse rank. Of equals the first stays.
    pub(super) fn offer(&mut self, name: &'static str, rank: Rank, value: String) {
        if value.trim().is_empty() {
            return;
        }
        match self.0.iter_mut().find(|(known, _, _)| *known == name) {
            Some((_, best, kept)) if rank < *best => (*best, *kept) = (rank, value),
            Some(_) => {}
            None => self.0.push((name, rank, value)),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _, _)| *known == name).map(|(_, _, value)| value.as_str())
    }
}
