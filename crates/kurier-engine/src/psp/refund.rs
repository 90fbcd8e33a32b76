//! Refunds that the operator asks for: booked before the provider is asked, so that what goes back is not spent meanwhile.

use super::hear::is_refusal;
use super::{BALANCE, NAME_USED, Psp, RefundAsk, WentBack, micros, named};
use crate::{Engine, EngineError, Result};
use kurier_billing::cents::{Cents, round};
use kurier_policy::id::BusinessId;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::payback::{Back, BackState};
use kurier_store::port::{BALANCE_TOO_SMALL, StoreError};
use kurier_store::record::PaymentFound;
use serde::Serialize;

/// How a refund or a dispute stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefundView {
    /// Its name.
    pub reference: String,
    /// How far it is.
    pub state: BackState,
    /// With tax.
    pub amount_cents: Cents,
    /// Whether somebody disputes the payment.
    pub is_dispute: bool,
    /// Whether it is booked.
    pub is_booked: bool,
}

/// The name of the line of a refund of ours.
fn reason_of(name: &str) -> String {
    format!("refund:{name}")
}

fn view(line: &Back) -> RefundView {
    let reference = line.reason.strip_prefix("refund:").unwrap_or(&line.reason);
    RefundView {
        reference: reference.to_owned(),
        state: line.state,
        amount_cents: round(line.gross).cents,
        is_dispute: line.is_dispute,
        is_booked: line.booked.is_some(),
    }
}

/// Of whom, and from what, a refund is.
struct Source {
    found: Option<PaymentFound>,
    business: Option<BusinessId>,
    currency: Currency,
    paid: Micros,
}

impl Engine {
    /// Gives back what a business paid, all or a part: off its balance first, then asked for at the provider. The same
    /// name is the same refund, however often it is asked for.
    pub async fn refund_payment(
        &self,
        psp: &dyn Psp,
        payment: String,
        amount_cents: i64,
        name: String,
    ) -> Result<RefundView> {
        let (channel, amount) = (psp.channel(), Cents(amount_cents));
        let book = named(channel, &payment);
        let lines = self.parts.store.backs(book.clone()).await?;
        let reason = reason_of(&name);
        let known = lines.iter().find(|line| line.reason == reason);
        if let Some(known) = known
            && let Some(view) = self.known_refund(psp, &payment, known, amount).await?
        {
            return Ok(view);
        }
        let source = self.source(&book).await?;
        if known.is_none() {
            bounded(amount, source.paid, &lines)?;
        }
        let (business, currency) = (source.business, source.currency);
        let state = BackState::Asked;
        let asked = WentBack { reason, amount, currency, state, is_dispute: false };
        let line = self.hear_back(channel, &payment, asked.clone()).await?;
        if let Some(found) = &source.found {
            match self.book_back(channel, found, &line, true).await {
                Err(EngineError::Store(StoreError::Conflict(BALANCE_TOO_SMALL))) => {
                    let undone = WentBack { state: BackState::Undone, ..asked };
                    self.hear_back(channel, &payment, undone).await?;
                    let told = "the balance of the business does not hold so much any more";
                    return Err(EngineError::invalid(BALANCE, told));
                }
                other => other?,
            }
        }
        let ask = RefundAsk { payment: payment.clone(), business, amount, currency, name };
        let told = match psp.refund(&ask).await {
            Ok(told) => told,
            Err(refusal) if is_refusal(&refusal) => {
                let undone = WentBack { state: BackState::Undone, ..asked };
                self.hear_back(channel, &payment, undone).await?;
                self.settle_backs(channel, &book).await?;
                return Err(refusal);
            }
            // It may have been made: it stays booked until the provider says what came of it.
            Err(unknown) => {
                tracing::warn!(
                    payment,
                    reference = ask.name,
                    "a refund may have been made: ask for it again"
                );
                return Err(unknown);
            }
        };
        let told = self.hear_back(channel, &payment, told).await?;
        self.settle_backs(channel, &book).await?;
        let lines = self.parts.store.backs(book).await?;
        Ok(view(lines.iter().find(|line| line.reason == told.reason).unwrap_or(&told)))
    }

    /// What is known of a refund that is asked for again; `None` = the provider does not know it, and is asked again.
    async fn known_refund(
        &self,
        psp: &dyn Psp,
        payment: &str,
        known: &Back,
        amount: Cents,
    ) -> Result<Option<RefundView>> {
        if known.gross != micros(amount)? {
            let told = "this reference is that of a refund of another amount";
            return Err(EngineError::invalid(NAME_USED, told));
        }
        match known.state {
            BackState::Gone | BackState::Kept => Ok(Some(view(known))),
            BackState::Undone => {
                let told = "the refund of this reference was refused or failed; take another one";
                Err(EngineError::invalid(NAME_USED, told))
            }
            BackState::Asked => {
                // The answer was lost, not the refund: it stands among those of the payment, or was never made.
                for told in psp.refunds(payment).await? {
                    self.hear_back(psp.channel(), payment, told).await?;
                }
                self.settle_backs(psp.channel(), &known.payment).await?;
                let lines = self.parts.store.backs(known.payment.clone()).await?;
                let line = lines.iter().find(|line| line.reason == known.reason);
                Ok(line.filter(|line| line.state != BackState::Asked).map(view))
            }
        }
    }

    async fn source(&self, book: &str) -> Result<Source> {
        let store = &self.parts.store;
        if let Some(found) = store.payment(book.to_owned()).await? {
            let currency = store.business(found.business).await?.currency;
            let (business, paid) = (Some(found.business), found.paid);
            return Ok(Source { found: Some(found), business, currency, paid });
        }
        // A payment of nobody goes back to who paid it.
        let stray = store.stray(book.to_owned()).await?.ok_or(StoreError::NotFound("payment"))?;
        let (currency, paid) = (stray.currency, stray.amount);
        Ok(Source { found: None, business: stray.placed, currency, paid })
    }

    /// The refunds and disputes of a payment.
    pub async fn refunds_of(&self, psp: &dyn Psp, payment: &str) -> Result<Vec<RefundView>> {
        let lines = self.parts.store.backs(named(psp.channel(), payment)).await?;
        Ok(lines.iter().map(view).collect())
    }
}

/// No more goes back than was paid.
fn bounded(amount: Cents, paid: Micros, lines: &[Back]) -> Result<()> {
    let away = lines.iter().fold(0, |sum: i64, line| sum.saturating_add(line.away().0));
    let left = paid.0.saturating_sub(away);
    let fits = amount > Cents::ZERO && micros(amount)?.0 <= left;
    if fits {
        return Ok(());
    }
    let told = "amount_cents is more than is left of this payment, or not above zero";
    Err(EngineError::invalid("bad_request", told))
}
