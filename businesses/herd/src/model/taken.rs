/// What became of readings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Counted.
    pub taken: u64,
    /// Known already: same collar, measure and begin.
    pub repeated: u64,
    /// Of hours that are decided.
    pub late: u64,
    /// Of hours that have not come.
    pub ahead: u64,
    /// Of collars that no cow wears.
    pub strange: u64,
    /// Not a number, or a span that cannot be.
    pub unusable: u64,
}
