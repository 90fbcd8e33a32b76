/// The numbers by which a herd is judged. The defaults are those of the published measurements; a farm rarely needs others.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// A reading may come this long after its end, hours: at most six. An hour with gaps is settled when that is over, a
    /// complete one at once.
    pub late_h: i64,
    /// Cows of a group that must report for its median to mean something.
    pub group_at_least: usize,
    /// Hours of her own history that a cow needs before she is judged.
    pub warm_up_h: usize,
    /// How far above her normal movement must be, in robust standard deviations.
    pub up_theta: f32,
    /// How far below her normal a cow must be, in robust standard deviations.
    pub down_theta: f32,
    /// A mean over 12 hours must be so much further away than one over 24 to count as much.
    pub shorter_less: f32,
    /// How far the sum of small daily declines must come.
    pub slow_theta: f32,
    /// How far a whole group must be from its normal.
    pub group_theta: f32,
    /// An alarm ends this far under its threshold.
    pub hysteresis: f32,
    /// Hours in a row that must be beyond the threshold.
    pub hours_in_a_row: u8,
    /// Hours in which the same kind is not told again of the same cow.
    pub refractory_h: i64,
    /// The deviation of a cow counts as at least this share of what is usual in her group.
    pub floor_share: f32,
    /// Hours without a word after which a collar is silent.
    pub silent_h: i64,
    /// So many cows alarmed alike within six hours are told as one, and at least [`Self::together_share`] of the group.
    pub together_at_least: usize,
    /// Share of the group for the same.
    pub together_share: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            late_h: 6,
            group_at_least: 8,
            warm_up_h: 5 * 24,
            up_theta: 3.5,
            down_theta: 4.5,
            shorter_less: 2.0,
            slow_theta: 10.0,
            group_theta: 5.0,
            hysteresis: 1.5,
            hours_in_a_row: 2,
            refractory_h: 72,
            floor_share: 1.0,
            silent_h: 6,
            together_at_least: 5,
            together_share: 0.15,
        }
    }
}

impl Settings {
    /// The last hour that is settled at a running hour, whatever is missing: late readings, which may span two hours, have had
    /// their time.
    pub(super) fn settled(&self, running: super::Hour) -> super::Hour {
        running.plus(-self.late_h.clamp(0, super::bucket::OPEN_HOURS - 4) - 3)
    }
}
