//! Payments that cannot be booked: kept, told to the operator, and booked when he says whose they are.

use super::{PLACED, Paid, micros, named};
use crate::{Engine, EngineError, Result};
use kurier_billing::cents::round;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::Channel;
use kurier_policy::money::Currency;
use kurier_store::port::StoreError;
use kurier_store::record::{Stray, StrayWhy};
use serde_json::{Value, json};

impl Engine {
    /// Whose a payment is, or why it is nobody's.
    pub(super) async fn placeable(
        &self,
        business: Option<BusinessId>,
        currency: Currency,
    ) -> Result<std::result::Result<BusinessId, StrayWhy>> {
        let Some(business) = business else { return Ok(Err(StrayWhy::UnknownBusiness)) };
        let known = match self.parts.store.business(business).await {
            Ok(known) => known,
            Err(StoreError::NotFound(_)) => return Ok(Err(StrayWhy::UnknownBusiness)),
            Err(other) => return Err(other.into()),
        };
        if known.currency != currency {
            return Ok(Err(StrayWhy::OtherCurrency));
        }
        match self.tax_of(business).await {
            Ok(_) => Ok(Ok(business)),
            Err(EngineError::Invalid { .. }) => Ok(Err(StrayWhy::DetailsMissing)),
            Err(other) => Err(other),
        }
    }

    pub(super) async fn keep_stray(
        &self,
        channel: Channel,
        paid: Paid,
        why: StrayWhy,
    ) -> Result<()> {
        let said = paid.business.map_or(paid.said, |business| business.to_string());
        let stray = Stray {
            number: 0,
            payment: named(channel, &paid.payment),
            channel,
            amount: micros(paid.amount)?,
            currency: paid.currency,
            why,
            said,
            at: self.parts.clock.now(),
            placed: None,
        };
        let kept = self.parts.store.keep_stray(stray).await?;
        tracing::warn!(payment = kept.payment, why = ?kept.why, "a payment is nobody's: kurier billing strays");
        Ok(())
    }

    /// Payments that nobody's balance has, and those that were placed; after a number.
    pub async fn strays(&self, after: i64, limit: u32) -> Result<Vec<Value>> {
        let mut told = Vec::new();
        for stray in self.parts.store.strays(after, limit).await? {
            let lines = self.parts.store.backs(stray.payment.clone()).await?;
            let back = lines.iter().fold(0, |sum: i64, line| sum.saturating_add(line.away().0));
            told.push(view(&stray, back));
        }
        Ok(told)
    }

    /// Books a payment for the business that the operator names.
    pub async fn place_payment(
        &self,
        channel: Channel,
        payment: &str,
        business: BusinessId,
    ) -> Result<()> {
        let name = named(channel, payment);
        let stray = self.parts.store.stray(name.clone()).await?;
        let stray = stray.ok_or(StoreError::NotFound("payment"))?;
        match self.placeable(Some(business), stray.currency).await? {
            Ok(_) => {}
            Err(StrayWhy::UnknownBusiness) => return Err(StoreError::NotFound("business").into()),
            Err(StrayWhy::OtherCurrency) => {
                let told = "the business has another currency: give the payment back";
                return Err(EngineError::invalid("bad_request", told));
            }
            // The very reason is said by who looks for the details.
            Err(StrayWhy::DetailsMissing) => drop(self.tax_of(business).await?),
        }
        let taken = || EngineError::invalid(PLACED, "this payment was given to another business");
        let booked = self.parts.store.payment(name.clone()).await?;
        if booked.is_some_and(|found| found.business != business) {
            return Err(taken());
        }
        match self.parts.store.place_stray(name.clone(), business).await {
            Err(StoreError::Conflict(_)) => return Err(taken()),
            other => drop(other?),
        }
        self.pay_gross(business, channel, round(stray.amount).cents, name.clone()).await?;
        self.settle_backs(channel, &name).await
    }
}

fn view(stray: &Stray, back: i64) -> Value {
    let mark = format!("{}:", stray.channel.name());
    let payment = stray.payment.strip_prefix(&mark).unwrap_or(&stray.payment);
    json!({
        "number": stray.number,
        "channel": stray.channel.name(),
        "payment": payment,
        "amount_micros": stray.amount,
        "currency": stray.currency,
        "why": stray.why,
        "said": stray.said,
        "at": stray.at.seconds(),
        "business": stray.placed.map(|business| business.to_string()),
        "went_back_micros": back,
    })
}
