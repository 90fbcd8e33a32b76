/// How one measure of a cow went over two weeks, by the day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Mean of the last seven whole days: litres, minutes, steps in a day.
    pub last_week: f32,
    /// Mean of the seven days before.
    pub week_before: f32,
}

impl Trend {
    /// The change in percent, when the week before was not nothing.
    pub fn percent(&self) -> Option<f32> {
        (self.week_before.abs() > f32::EPSILON)
            .then(|| (self.last_week / self.week_before - 1.0) * 100.0)
    }
}
