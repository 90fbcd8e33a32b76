use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long readers outside the trial may be kept waiting, in seconds: an edition is dropped three hours after its time.
const LONGEST_WAIT_S: i64 = 2 * 3600;
/// How long a trial may last in which nobody waits, in seconds.
const LONGEST_TRIAL_S: i64 = 7 * 24 * 3600;
/// A judgement before this would be one about the quickest readers alone.
const SHORTEST_S: i64 = 10 * 60;
/// What must be left of an edition's time when the waiting ends.
const LEFT_S: i64 = 30 * 60;
/// Longest headline, in characters.
const HEADLINE_CHARS: usize = 300;

/// One of two headlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arm {
    /// The story's own.
    First,
    /// The one that the editor set against it.
    Second,
}

/// How far a trial is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// No edition went with it yet.
    Fresh,
    /// It is judged at this moment, in seconds.
    Running(i64),
    /// It was judged; the winner, if a difference was seen.
    Judged(Option<Arm>),
}

/// Two headlines for a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Its number.
    pub id: i64,
    /// Its story.
    pub story: i64,
    /// The second headline.
    pub other: String,
    /// How many of a hundred readers take part. The rest waits for the winner; of a hundred, nobody waits.
    pub share: u8,
    /// From the first edition to the judgement, in seconds.
    pub wait_s: i64,
    /// How far it is.
    pub stage: Stage,
}

/// What a reader whose edition has the story gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// She takes part, with this headline.
    Try(Arm),
    /// She waits for the winner until this moment, in seconds.
    Wait(i64),
    /// This headline, and it does not count.
    Show(Arm),
}

/// Why a trial cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrialFault {
    /// No second headline.
    #[error("the second headline has one to {HEADLINE_CHARS} characters")]
    Headline,
    /// Nobody, or more than everybody.
    #[error("the share is a number from 1 to 100: of a hundred readers so many take part")]
    Share,
    /// Too short or too long.
    #[error(
        "while readers wait a trial lasts 10 to 120 minutes; where everybody takes part, up to seven days"
    )]
    Wait,
    /// The story is not there.
    #[error("there is no such story that could go out")]
    Story,
    /// One at a time.
    #[error("this story has a second headline already")]
    Twice,
}

impl Trial {
    /// Whether it can be.
    pub fn check(&self) -> Result<(), TrialFault> {
        if self.other.trim().is_empty() || self.other.chars().count() > HEADLINE_CHARS {
            return Err(TrialFault::Headline);
        }
        if !(1..=100).contains(&self.share) {
            return Err(TrialFault::Share);
        }
        let longest = if self.share == 100 { LONGEST_TRIAL_S } else { LONGEST_WAIT_S };
        if !(SHORTEST_S..=longest).contains(&self.wait_s) {
            return Err(TrialFault::Wait);
        }
        Ok(())
    }

    /// What a reader gets; the same whenever it is asked at the same stage. `until_s` is when her edition is dropped.
    pub fn way(&self, wa_id: &str, now_s: i64, until_s: i64) -> Way {
        let judge_s = match self.stage {
            Stage::Judged(winner) => return Way::Show(winner.unwrap_or(Arm::First)),
            Stage::Running(judge_s) => judge_s,
            Stage::Fresh => now_s + self.wait_s,
        };
        let (takes_part, arm) = self.lot(wa_id);
        if takes_part {
            return Way::Try(arm);
        }
        // Nobody loses her edition for a trial.
        let may_wait = judge_s > now_s && judge_s + LEFT_S <= until_s;
        if may_wait { Way::Wait(judge_s) } else { Way::Show(Arm::First) }
    }

    /// Whether a reader takes part, and with which headline: by lot, but always the same lot, and another in another trial.
    fn lot(&self, wa_id: &str) -> (bool, Arm) {
        let hash = Sha256::new().chain_update(self.id.to_be_bytes()).chain_update(wa_id).finalize();
        let byte = |place: usize| hash.get(place).copied().unwrap_or(0);
        let part = u16::from_be_bytes([byte(1), byte(2)]) % 100;
        let arm = if byte(0) & 1 == 1 { Arm::Second } else { Arm::First };
        (part < u16::from(self.share), arm)
    }
}
