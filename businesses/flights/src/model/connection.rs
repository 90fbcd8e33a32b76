use super::forecast::arrival;
use super::{Board, LegIndex, Minute, forecast};

/// A passenger changes from one leg to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Connection {
    /// The leg that brings her.
    pub first: LegIndex,
    /// The leg she changes to.
    pub then: LegIndex,
}

/// The dials of rule R9.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionRules {
    /// What it takes to change at least, minutes.
    pub change_min: i64,
    /// While the first leg has not left, the bar is so many minutes higher.
    pub unsure_min: i64,
    /// Alternatives leave this long after her arrival at the latest, minutes.
    pub reach_min: i64,
    /// The most alternatives that are named: a list message takes ten rows.
    pub most_alternatives: usize,
}

impl Default for ConnectionRules {
    fn default() -> Self {
        Self { change_min: 25, unsure_min: 15, reach_min: 24 * 60, most_alternatives: 9 }
    }
}

/// What is expected of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Expected on block of the first leg.
    pub arrives: Minute,
    /// Expected off block of the second.
    pub departs: Minute,
    /// Minutes left after changing; negative when she will miss it.
    pub slack_min: i64,
    /// The bar was missed: she is told.
    pub at_risk: bool,
}

/// R9. `None` when there is nothing to say: a leg is cancelled, lands elsewhere or is over.
pub fn outlook(
    board: &Board,
    at: Connection,
    now: Minute,
    rules: &ConnectionRules,
) -> Option<Outlook> {
    let (first, then) = (board.state(at.first), board.state(at.then));
    if first.on_block.is_some()
        || first.diverted.is_some()
        || then.is_closed()
        || first.cancelled.is_some()
    {
        return None;
    }
    let arrives = arrival(board, at.first, now)?;
    let departs = forecast(board, at.then, now).etd;
    let slack_min = departs.since_min(arrives) - rules.change_min;
    let bar_min = if first.off_block.is_some() { 0 } else { -rules.unsure_min };
    Some(Outlook { arrives, departs, slack_min, at_risk: slack_min < bar_min })
}

/// Later legs between the same places that she can still reach, the earliest first.
pub fn alternatives(
    board: &Board,
    then: LegIndex,
    ready: Minute,
    now: Minute,
    rules: &ConnectionRules,
) -> Vec<LegIndex> {
    let wanted = &board.legs()[then];
    let last = ready.max(wanted.std).plus_min(rules.reach_min);
    let mut found: Vec<(Minute, LegIndex)> = board
        .between(wanted.key.from, wanted.to)
        .iter()
        .copied()
        .filter(|index| {
            let leg = &board.legs()[*index];
            let goes_there = leg.to == wanted.to && *index != then;
            goes_there && leg.std > now && leg.std <= last && !board.state(*index).is_closed()
        })
        .map(|index| (forecast(board, index, now).etd, index))
        .filter(|(etd, _)| *etd >= ready)
        .collect();
    found.sort_unstable();
    found.truncate(rules.most_alternatives);
    found.into_iter().map(|(_, index)| index).collect()
}
