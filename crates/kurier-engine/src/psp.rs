//! Payment providers: somebody else's page on which a business pays, and what they tell of it.

mod stripe;

pub use kurier_billing::stripe::BODY_MAX as EVENT_MAX;
pub use stripe::{Stripe, StripeKeys};

use crate::{Engine, EngineError, Result};
use async_trait::async_trait;
use kurier_billing::cents::Cents;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::Channel;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::time::{HOUR_S, Timestamp};
use kurier_store::port::StoreError;
use kurier_store::record::PaymentBack;

/// Nobody set a provider up.
pub const NOT_SET_UP: &str = "payments_not_set_up";
/// The provider refused, or did not answer.
pub const PROVIDER: &str = "payment_provider";
/// A webhook that is not believed, or not understood.
pub const WEBHOOK: &str = "payment_webhook";

/// How long a page can be paid on.
const PAGE_S: i64 = HOUR_S;
/// Least and most that is paid in at once, in cents.
const CENTS: std::ops::RangeInclusive<i64> = 100..=99_999_999;

/// A page to be made.
#[derive(Debug, Clone)]
pub struct CheckoutAsk {
    /// Who pays in.
    pub business: BusinessId,
    /// Our name of the payment.
    pub name: String,
    /// With tax.
    pub amount: Cents,
    /// In which currency.
    pub currency: Currency,
    /// Where the payer goes afterwards, and if he does not pay.
    pub back: String,
    /// Until when it can be paid.
    pub expires: Timestamp,
}

/// A page on which a business pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutPage {
    /// The provider's name of it.
    pub id: String,
    /// Its address.
    pub url: String,
}

/// Money to be given back.
#[derive(Debug, Clone)]
pub struct RefundAsk {
    /// The provider's name of the payment.
    pub payment: String,
    /// Whose.
    pub business: BusinessId,
    /// With tax.
    pub amount: Cents,
    /// Our name of the refund; each is made once.
    pub name: String,
}

/// What a provider tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The money is there.
    Paid {
        /// Who paid in.
        business: BusinessId,
        /// The provider's name of the payment.
        payment: String,
        /// With tax.
        amount: Cents,
        /// In which currency.
        currency: Currency,
    },
    /// So much of a payment went back in all, for one reason.
    WentBack {
        /// The provider's name of the payment.
        payment: String,
        /// Names the reason.
        reason: String,
        /// With tax, in all so far.
        total: Cents,
        /// Whether nothing more is to come.
        is_final: bool,
        /// Whether somebody disputes the payment: what costs money stops.
        is_dispute: bool,
    },
    /// Nothing that moves money.
    Nothing,
}

/// A payment provider.
#[async_trait]
pub trait Psp: Send + Sync {
    /// Over which channel its money comes.
    fn channel(&self) -> Channel;
    /// Makes a page.
    async fn create_checkout(&self, ask: &CheckoutAsk) -> Result<CheckoutPage>;
    /// What a webhook tells, if it is genuine.
    fn parse_webhook(&self, body: &[u8], signature: &str, now: Timestamp) -> Result<Told>;
    /// Asks for money to be given back; what came of it is told by webhook, too.
    async fn refund(&self, ask: &RefundAsk) -> Result<()>;
}

impl Engine {
    /// Makes a page on which a business pays in so much, with tax.
    pub async fn begin_checkout(
        &self,
        psp: &dyn Psp,
        business: BusinessId,
        amount_cents: i64,
        back: String,
    ) -> Result<CheckoutPage> {
        let amount = Cents(amount_cents);
        if !CENTS.contains(&amount.0) {
            let told = format!("amount_cents is {} to {}", CENTS.start(), CENTS.end());
            return Err(EngineError::invalid("bad_request", told));
        }
        // Without both sides no invoice could be written for what comes.
        self.billing_details(None).await?;
        self.billing_details(Some(business)).await?;
        let currency = self.parts.store.business(business).await?.currency;
        let expires = self.parts.clock.now().plus_s(PAGE_S);
        let name = crate::entropy::bits(self.entropy()).to_string();
        let ask = CheckoutAsk { business, name, amount, currency, back, expires };
        psp.create_checkout(&ask).await
    }

    /// Books what a provider told. The same again, and in another order, books the same; `NotFound` for a payment that
    /// was not told yet: the provider tells it again later.
    pub async fn hear_payment(&self, psp: &dyn Psp, body: &[u8], signature: &str) -> Result<()> {
        match psp.parse_webhook(body, signature, self.parts.clock.now())? {
            Told::Paid { business, payment, amount, currency } => {
                let known = self.parts.store.business(business).await?;
                if known.currency != currency {
                    return Err(EngineError::invalid(WEBHOOK, "a payment in another currency"));
                }
                let reference = named(psp, &payment);
                self.pay_gross(business, psp.channel(), amount, reference).await?;
            }
            Told::WentBack { payment, reason, total, is_final, is_dispute } => {
                let total = micros(total)?;
                let payment = named(psp, &payment);
                let back = PaymentBack { payment, reason, total, is_final };
                self.take_back(back, is_dispute).await?;
            }
            Told::Nothing => {}
        }
        Ok(())
    }

    async fn take_back(&self, back: PaymentBack, is_dispute: bool) -> Result<()> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let moved = store.give_back(back, now).await?;
        if is_dispute && moved.gross > Micros::ZERO {
            self.stop_after_chargeback(moved.business).await?;
        }
        Ok(())
    }

    /// Gives back what a business paid, as far as the provider does it.
    pub async fn refund_payment(
        &self,
        psp: &dyn Psp,
        payment: String,
        amount_cents: i64,
        name: String,
    ) -> Result<()> {
        let amount = Cents(amount_cents);
        let found = self.parts.store.advance_of_payment(named(psp, &payment)).await?;
        let of = found.ok_or(StoreError::NotFound("payment"))?;
        let whole = of.net.checked_add(of.vat).unwrap_or(of.net);
        if amount <= Cents::ZERO || micros(amount)? > whole {
            return Err(EngineError::invalid("bad_request", "amount_cents is more than was paid"));
        }
        psp.refund(&RefundAsk { payment, business: of.business, amount, name }).await
    }
}

fn micros(cents: Cents) -> Result<Micros> {
    cents.micros().ok_or_else(|| EngineError::invalid(WEBHOOK, "the amount does not fit 64 bits"))
}

/// The name of a payment in our books.
fn named(psp: &dyn Psp, payment: &str) -> String {
    format!("{}:{payment}", psp.channel().name())
}
