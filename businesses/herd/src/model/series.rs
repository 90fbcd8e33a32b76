use super::Hour;

/// The last hours of one measure of one cow, for a picture beside a notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The first hour.
    pub first: Hour,
    /// What she did, hour by hour; `None` where nothing came.
    pub measured: Vec<Option<f32>>,
    /// What is normal for her at that hour of the day.
    pub normal: Vec<Option<f32>>,
}
