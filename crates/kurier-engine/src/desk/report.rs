//! A person reports a business, and the operator looks at it.

use super::{conflict, shown, text};
use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::desk::{Outcome, REPORT_UNDO_S, SHOWN_KEPT_DAYS, SHOWN_MAX};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, ReportId};
use kurier_policy::rules::reason::Reason;
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_store::record::{Handled, Report, ReportFilter, ShownMessage};

/// Reports whose shown messages are erased in one step.
const FORGOTTEN: u32 = 100;

/// What a person says with a report.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// Why.
    pub reason: Reason,
    /// Whether the business is blocked, too.
    pub block: bool,
    /// Places of the messages that she shows the operator; at most [`SHOWN_MAX`].
    pub show: Vec<InboxSeq>,
}

impl Engine {
    /// A person reports a business: it counts against the template that it is about, and waits for the operator. Of one
    /// person about one business one report waits; a later one takes its place.
    pub async fn report(
        &self,
        person: PersonId,
        business: BusinessId,
        new: NewReport,
    ) -> Result<Report> {
        self.relation(person, business).await?;
        let at = self.parts.clock.now();
        let complaint = self.complaint(person, business, Some(new.reason), &new.show).await?;
        let report = Report {
            id: ReportId::from_random(bits(&*self.parts.entropy)),
            business,
            person,
            at,
            reason: new.reason,
            blocked: new.block,
            template: complaint.as_ref().map(|complaint| complaint.template),
            shown: self.shown(person, business, new.show).await?,
            handled: None,
        };
        self.parts.store.file_report(report.clone(), complaint).await?;
        if new.block {
            self.set_blocked(person, business, true).await?;
        }
        Ok(report)
    }

    /// Takes a report back, and with it the block, within the first seconds.
    pub async fn undo_report(&self, person: PersonId, id: ReportId) -> Result<Report> {
        let since = self.parts.clock.now().plus_s(-REPORT_UNDO_S);
        let too_late = conflict(
            "too late",
            "too_late",
            "the operator has this report already; the block can be ended at any time",
        );
        let report =
            self.parts.store.take_back_report(person, id, since).await.map_err(too_late)?;
        if report.blocked {
            self.set_blocked(person, report.business, false).await?;
        }
        Ok(report)
    }

    /// Reports that wait or were handled, oldest first. Those that can still be taken back are left out.
    pub async fn reports(&self, filter: ReportFilter, limit: u32) -> Result<Vec<Report>> {
        let until = self.settled();
        Ok(self.parts.store.reports(ReportFilter { until, ..filter }, limit).await?)
    }

    /// How many reports about a business there were since `since`, for each reason.
    pub async fn report_counts(
        &self,
        business: BusinessId,
        since: Timestamp,
    ) -> Result<Vec<(Reason, u64)>> {
        Ok(self.parts.store.report_counts(business, since, self.settled()).await?)
    }

    /// Says what was done about a report.
    pub async fn handle_report(
        &self,
        id: ReportId,
        by: &str,
        outcome: Outcome,
        note: &str,
    ) -> Result<Report> {
        let note = if note.trim().is_empty() { String::new() } else { text(note, "a note")? };
        let at = self.parts.clock.now();
        let handled = Handled { at, by: by.to_owned(), outcome, note };
        let done = conflict("handled", "conflict", "this report was handled already");
        let report = self.parts.store.handle_report(id, handled).await.map_err(done)?;
        if outcome != Outcome::NoAction
            && let Err(error) = self.refund_report(&report).await
        {
            tracing::error!(%error, report = %id, "what a reported message earned was not given away");
        }
        Ok(report)
    }

    /// Erases what people showed with reports that were handled long ago.
    pub(crate) async fn forget_shown(&self, is_over: impl Fn() -> bool) -> Result<()> {
        let before = self.parts.clock.now().plus_s(-SHOWN_KEPT_DAYS * DAY_S);
        while !is_over() {
            let erased = self.parts.store.forget_shown(before, FORGOTTEN).await?;
            if erased < u64::from(FORGOTTEN) {
                break;
            }
        }
        Ok(())
    }

    /// Until when reports are settled: later ones may still be taken back.
    fn settled(&self) -> Timestamp {
        self.parts.clock.now().plus_s(-REPORT_UNDO_S)
    }

    async fn shown(
        &self,
        person: PersonId,
        business: BusinessId,
        mut places: Vec<InboxSeq>,
    ) -> Result<Vec<ShownMessage>> {
        places.sort_unstable();
        places.dedup();
        if places.len() > SHOWN_MAX {
            let says = format!("show the operator at most {SHOWN_MAX} messages");
            return Err(EngineError::invalid("bad_request", says));
        }
        let mut all = Vec::with_capacity(places.len());
        for place in places {
            let after = InboxSeq(place.0.saturating_sub(1));
            let page = self.parts.store.follow_inbox(person, after, 1).await?;
            let entry = page.entries.iter().find(|it| it.seq == place && it.business == business);
            all.extend(entry.and_then(|entry| shown::shown(entry)));
        }
        Ok(all)
    }
}
