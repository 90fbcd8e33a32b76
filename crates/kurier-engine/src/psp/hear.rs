//! What a provider tells is booked: the same again, and in any order, books the same.

use super::{Paid, Psp, Told, WentBack, micros, named};
use crate::{Engine, EngineError, Result};
use kurier_policy::ledger::Channel;
use kurier_policy::money::Micros;
use kurier_policy::payback::{Back, Due, Share};
use kurier_store::record::{BackBooking, PaymentFound};

impl Engine {
    /// Books what a provider told. What is told of a payment that was not told yet waits for it; a payment that cannot be
    /// booked is kept for the operator.
    pub async fn hear_payment(&self, psp: &dyn Psp, body: &[u8], signature: &str) -> Result<()> {
        let channel = psp.channel();
        match psp.parse_webhook(body, signature, self.parts.clock.now())? {
            Told::Paid(paid) => self.hear_paid(channel, paid).await,
            Told::WentBack(payment, told) => {
                self.hear_back(channel, &payment, told).await?;
                self.settle_backs(channel, &named(channel, &payment)).await
            }
            Told::Refunded(payment) => {
                for told in psp.refunds(&payment).await? {
                    self.hear_back(channel, &payment, told).await?;
                }
                self.settle_backs(channel, &named(channel, &payment)).await
            }
            Told::Nothing => Ok(()),
        }
    }

    async fn hear_paid(&self, channel: Channel, paid: Paid) -> Result<()> {
        let name = named(channel, &paid.payment);
        let booked = self.parts.store.payment(name.clone()).await?;
        let stray = self.parts.store.stray(name.clone()).await?;
        // What is in the books, and what an operator placed, stays whose it is, whatever was changed since.
        let placed = stray.as_ref().and_then(|stray| stray.placed);
        let business = match booked.map(|found| found.business).or(placed) {
            Some(business) => business,
            None => match self.placeable(paid.business, paid.currency).await? {
                Ok(business) => business,
                Err(why) => return self.keep_stray(channel, paid, why).await,
            },
        };
        if stray.is_some_and(|stray| stray.placed.is_none()) {
            self.parts.store.place_stray(name.clone(), business).await?;
        }
        self.pay_gross(business, channel, paid.amount, name.clone()).await?;
        self.settle_backs(channel, &name).await
    }

    /// Keeps what was heard of a refund or a dispute.
    pub(super) async fn hear_back(
        &self,
        channel: Channel,
        payment: &str,
        told: WentBack,
    ) -> Result<Back> {
        let line = Back {
            payment: named(channel, payment),
            reason: told.reason,
            gross: micros(told.amount)?,
            currency: told.currency,
            state: told.state,
            is_dispute: told.is_dispute,
            at: self.parts.clock.now(),
            booked: None,
        };
        Ok(self.parts.store.note_back(line).await?)
    }

    /// Books what is due of the lines of a payment; of one that is not booked yet nothing is.
    pub(super) async fn settle_backs(&self, channel: Channel, payment: &str) -> Result<()> {
        let Some(found) = self.parts.store.payment(payment.to_owned()).await? else {
            return Ok(());
        };
        let currency = self.parts.store.business(found.business).await?.currency;
        for line in self.parts.store.backs(payment.to_owned()).await? {
            let due = line.due();
            if due == Due::Nothing {
                continue;
            }
            if line.currency != currency {
                tracing::error!(
                    payment,
                    reason = line.reason,
                    currency = line.currency.code(),
                    "what went back is of another currency than its payment, and is not booked"
                );
                continue;
            }
            if line.is_dispute && due == Due::Take {
                // Before it is booked: who hears it again after a crash finds nothing due.
                self.stop_after_chargeback(found.business).await?;
            }
            self.book_back(channel, &found, &line, false).await?;
        }
        Ok(())
    }

    /// Books one line, and issues what it needs.
    pub(super) async fn book_back(
        &self,
        channel: Channel,
        found: &PaymentFound,
        line: &Back,
        is_asked: bool,
    ) -> Result<()> {
        // What comes again comes as it went.
        let share = if line.due() == Due::Return {
            Share { net: Micros::ZERO, vat: Micros::ZERO, untaxed: Micros::ZERO }
        } else {
            self.share_of(line.gross, found.advance.as_ref()).await?
        };
        let booking = BackBooking {
            payment: line.payment.clone(),
            reason: line.reason.clone(),
            business: found.business,
            channel,
            share,
            is_asked,
        };
        let done = self.parts.store.book_back(booking, self.parts.clock.now()).await?;
        self.issue_back(&done).await
    }
}

/// Whether the other side said no, so that nothing happened.
pub(super) fn is_refusal(error: &EngineError) -> bool {
    matches!(error, EngineError::Invalid { code: super::REFUSED, .. })
}
