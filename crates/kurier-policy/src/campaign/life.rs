//! What a campaign may do next.

use super::{Campaign, CampaignState, PauseReason, Run, SealedRehearsal};
use crate::time::Timestamp;

/// Why a campaign cannot do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// It is in a state from which that does not follow.
    #[error("the campaign is {}", .0.name())]
    State(CampaignState),
    /// There is no rehearsal.
    #[error("the campaign was not rehearsed")]
    NotRehearsed,
    /// The rehearsal is older than [`super::REHEARSAL_S`].
    #[error("the rehearsal is more than a day old")]
    Stale,
    /// It is to begin before now, or too far ahead.
    #[error("the time lies in the past, or more than 30 days ahead")]
    Time,
}

impl Campaign {
    fn may(&self, from: &[CampaignState]) -> Result<(), NotNow> {
        if from.contains(&self.state) { Ok(()) } else { Err(NotNow::State(self.state)) }
    }

    /// Whether it may be rehearsed.
    pub fn may_rehearse(&self) -> Result<(), NotNow> {
        self.may(&[CampaignState::Draft, CampaignState::Rehearsed])
    }

    /// Keeps what was foretold.
    pub fn rehearse(&mut self, made: SealedRehearsal, now: Timestamp) -> Result<(), NotNow> {
        self.may_rehearse()?;
        self.state = CampaignState::Rehearsed;
        self.rehearsal = Some(made);
        self.updated_at = now;
        Ok(())
    }

    /// Lets it go, now or at the time that it was rehearsed for.
    pub fn start(&mut self, now: Timestamp) -> Result<(), NotNow> {
        match self.state {
            CampaignState::Draft => return Err(NotNow::NotRehearsed),
            state => self.may(&[CampaignState::Rehearsed]).map_err(|_| NotNow::State(state))?,
        }
        if !self.is_fresh(now) {
            return Err(NotNow::Stale);
        }
        let begins_at = self.begins_at.filter(|at| *at > now);
        self.state =
            if begins_at.is_some() { CampaignState::Scheduled } else { CampaignState::Running };
        self.go_on(begins_at.unwrap_or(now), now);
        Ok(())
    }

    /// Stops it for now.
    pub fn pause(&mut self, reason: PauseReason, now: Timestamp) -> Result<(), NotNow> {
        self.may(&[CampaignState::Scheduled, CampaignState::Running, CampaignState::Watching])?;
        self.state = CampaignState::Paused;
        self.reason = Some(reason);
        self.next_at = None;
        self.updated_at = now;
        Ok(())
    }

    /// Lets it go on where it was.
    pub fn resume(&mut self, now: Timestamp) -> Result<(), NotNow> {
        self.may(&[CampaignState::Paused])?;
        let begins_at = self.begins_at.filter(|at| self.run.is_none() && *at > now);
        self.state = match (begins_at, self.run.and_then(|run| run.watched_since)) {
            (Some(_), _) => CampaignState::Scheduled,
            (None, Some(_)) => CampaignState::Watching,
            (None, None) => CampaignState::Running,
        };
        self.reason = None;
        self.go_on(begins_at.unwrap_or(now), now);
        Ok(())
    }

    /// Ends it; who did not get it will not.
    pub fn cancel(&mut self, now: Timestamp) -> Result<(), NotNow> {
        if matches!(self.state, CampaignState::Finished | CampaignState::Cancelled) {
            return Err(NotNow::State(self.state));
        }
        self.end(CampaignState::Cancelled, now);
        Ok(())
    }

    /// Everybody was decided.
    pub fn finish(&mut self, now: Timestamp) {
        self.end(CampaignState::Finished, now);
    }

    /// Messages begin to go.
    pub fn begin(&mut self, now: Timestamp) {
        let begun = Run {
            begun_at: now,
            stage: 0,
            watched_since: None,
            judged_at: now,
            freed_at: None,
            is_full: false,
            ended_at: None,
        };
        self.run.get_or_insert(begun);
        self.state = CampaignState::Running;
        self.updated_at = now;
    }

    /// The stage is complete: what people make of it is watched.
    pub fn watch(&mut self, look_at: Timestamp, now: Timestamp) {
        if let Some(run) = &mut self.run {
            run.watched_since.get_or_insert(now);
        }
        self.state = CampaignState::Watching;
        self.go_on(look_at, now);
    }

    /// The next of them get it at a time of their own.
    pub fn wait(&mut self, until: Timestamp, now: Timestamp) {
        self.state = CampaignState::Running;
        self.go_on(until, now);
    }

    /// Some went; the next ones go then.
    pub fn goes_on(&mut self, next_at: Timestamp, now: Timestamp) {
        if let Some(run) = &mut self.run {
            run.is_full = false;
        }
        self.wait(next_at, now);
    }

    /// Nobody further may be reached before then; the others wait for that.
    pub fn wait_for_room(&mut self, until: Timestamp, now: Timestamp) {
        self.wait(until, now);
        if let Some(run) = &mut self.run {
            run.is_full = true;
        }
    }

    /// The next stage goes.
    pub fn next_stage(&mut self, now: Timestamp) {
        if let Some(run) = &mut self.run {
            run.stage = run.stage.saturating_add(1);
            run.watched_since = None;
        }
        self.state = CampaignState::Running;
        self.go_on(now, now);
    }

    /// Whether a message that went then was one of those by which it is watched.
    pub fn was_watched(&self, at: Timestamp) -> bool {
        let is_staged = self.rehearsal.as_ref().is_some_and(|made| !made.is.stages.is_one());
        is_staged && self.run.is_some_and(|run| run.freed_at.is_none_or(|freed| at < freed))
    }

    fn go_on(&mut self, at: Timestamp, now: Timestamp) {
        self.next_at = Some(at);
        self.updated_at = now;
    }

    fn end(&mut self, state: CampaignState, now: Timestamp) {
        self.state = state;
        self.next_at = None;
        self.updated_at = now;
        if let Some(run) = &mut self.run {
            (run.ended_at, run.is_full) = (Some(now), false);
        }
    }
}
