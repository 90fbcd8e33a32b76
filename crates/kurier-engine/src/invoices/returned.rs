//! Credit notes of payments that went back.

use super::issue::{NOT_THERE, Source, before, may_wait, read};
use super::no_document;
use crate::{Engine, Result};
use kurier_billing::cents::{Cents, round};
use kurier_billing::cover::{Sum, Use};
use kurier_billing::papers;
use kurier_billing::vat::Vat;
use kurier_policy::advance::{Advance, Return};
use kurier_policy::money::Micros;
use kurier_policy::payback::{Share, again_name};
use kurier_policy::statement::{Month, Statement, StatementNumber};
use kurier_store::record::{BackDone, Issued};
use serde_json::{Value, json};

/// Records read at once.
const STEP: u32 = 200;

impl Engine {
    /// Writes the credit note of an advance that went back.
    pub(super) async fn issue_return(&self, of: &Return) -> Result<Issued> {
        let advance = self.advance_numbered(of.advance).await?;
        let issued = match self.parts.store.issued(advance.name()).await? {
            Some(issued) => issued,
            None => self.issue_advance(&advance).await?,
        };
        let note = papers::returned(of, &read(&issued)?).map_err(no_document)?;
        self.keep_invoice(&note, of.business).await
    }

    /// Issues what a booking needs, as far as it can be written now.
    pub(crate) async fn issue_back(&self, done: &BackDone) -> Result<()> {
        if let Some(note) = &done.note {
            may_wait(&note.name(), self.issue_return(note).await)?;
        }
        if let Some(advance) = &done.advance {
            may_wait(&advance.name(), self.issue_advance(advance).await)?;
        }
        Ok(())
    }

    pub(super) async fn return_numbered(&self, number: StatementNumber) -> Result<Return> {
        let found = self.parts.store.returns(None, Some(before(number)), 1).await?;
        Ok(found.into_iter().find(|one| one.number == number).ok_or(NOT_THERE)?)
    }

    /// How a part of a payment divides: as the invoice of its advance says.
    pub(crate) async fn share_of(&self, gross: Micros, advance: Option<&Advance>) -> Result<Share> {
        let Some(advance) = advance else {
            // It paid what was billed with its tax before.
            return Ok(Share { net: Micros::ZERO, vat: Micros::ZERO, untaxed: gross });
        };
        let whole = advance.net.checked_add(advance.vat).unwrap_or(advance.net);
        if gross >= whole {
            let untaxed = Micros(gross.0.saturating_sub(whole.0));
            return Ok(Share { net: advance.net, vat: advance.vat, untaxed });
        }
        let issued = self.parts.store.issued(advance.name()).await?;
        let rate = match issued.as_ref().map(read).transpose()? {
            Some(invoice) => invoice.draft().vat.clone(),
            None => self.tax_of(advance.business).await?,
        };
        Ok(divide(gross, &rate).unwrap_or(Share {
            net: Micros::ZERO,
            vat: Micros::ZERO,
            untaxed: gross,
        }))
    }

    /// What went back before a month was closed, as uses of `sources`: each takes its own advance first.
    pub(super) async fn uses_of_returns(
        &self,
        month: &Statement,
        sources: &[Source],
    ) -> Result<Vec<Use>> {
        let mut all: Vec<Return> = Vec::new();
        loop {
            let after = all.last().map(|last| last.number);
            let page = self.parts.store.returns(Some(month.business), after, STEP).await?;
            let is_last = page.len() < STEP as usize;
            all.extend(page);
            if is_last {
                break;
            }
        }
        let one = |back: &Return| {
            let name = format!("A-{}", back.advance.name());
            let first = sources.iter().position(|source| source.name == name);
            let came = again_name(&back.payment, &back.reason);
            let again = sources.iter().position(|source| source.payment == came);
            Use { sum: Sum { at: back.returned_at, net: back.net }, first, again }
        };
        Ok(all.iter().filter(|one| one.returned_at <= month.closed_at).map(one).collect())
    }
}

fn divide(gross: Micros, rate: &Vat) -> Option<Share> {
    let cents = round(gross).cents;
    let split = rate.split(cents)?;
    let (net, vat) = (split.net.micros()?, split.vat.micros()?);
    // A cent that no net amount with its tax reaches was the business's, and goes back as it came.
    let untaxed = gross.checked_sub(net)?.checked_sub(vat)?;
    (untaxed >= Micros::ZERO && cents > Cents::ZERO).then_some(Share { net, vat, untaxed })
}

pub(super) fn of_return(of: &Return) -> Value {
    json!({
        "number": of.name(),
        "kind": "credit_note",
        "business": of.business.to_string(),
        "month": Month::of(of.returned_at),
        "date": papers::day(of.returned_at).ok(),
        "currency": of.currency,
        "net_micros": of.net.0.saturating_neg(),
    })
}
