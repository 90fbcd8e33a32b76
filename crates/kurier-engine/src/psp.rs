//! Payment providers: somebody else's page on which a business pays, and what they tell of it.

mod hear;
mod refund;
mod stray;
mod stripe;

pub use kurier_billing::stripe::BODY_MAX as EVENT_MAX;
pub use refund::RefundView;
pub use stripe::{Stripe, StripeKeys};

use crate::{Engine, EngineError, Result};
use async_trait::async_trait;
use kurier_billing::cents::Cents;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::Channel;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::payback::BackState;
use kurier_policy::time::{HOUR_S, Timestamp};

/// Nobody set a provider up.
pub const NOT_SET_UP: &str = "payments_not_set_up";
/// The provider did not answer, or not so that it is known what it did.
pub const PROVIDER: &str = "payment_provider";
/// The provider said no.
pub const REFUSED: &str = "payment_refused";
/// A webhook that is not believed, or not understood.
pub const WEBHOOK: &str = "payment_webhook";
/// A refund that the balance does not hold.
pub const BALANCE: &str = "refund_exceeds_balance";
/// A name of a refund that was used for another one, or for one that failed.
pub const NAME_USED: &str = "refund_name_used";
/// A payment that is somebody else's.
pub const PLACED: &str = "payment_placed";

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
    /// Whose, if somebody's.
    pub business: Option<BusinessId>,
    /// With tax.
    pub amount: Cents,
    /// In which currency.
    pub currency: Currency,
    /// Our name of the refund; each is made once.
    pub name: String,
}

/// What a provider tells of money that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// Who paid in, if it is a payment of ours.
    pub business: Option<BusinessId>,
    /// What it says of whose it is, for a human.
    pub said: String,
    /// The provider's name of the payment.
    pub payment: String,
    /// With tax.
    pub amount: Cents,
    /// In which currency.
    pub currency: Currency,
}

/// What a provider tells of one refund or dispute of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WentBack {
    /// Names it among those of its payment.
    pub reason: String,
    /// With tax.
    pub amount: Cents,
    /// In which currency.
    pub currency: Currency,
    /// How far it is.
    pub state: BackState,
    /// Whether somebody disputes the payment: what costs money stops.
    pub is_dispute: bool,
}

/// What a provider tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The money is there.
    Paid(Paid),
    /// How a refund or a dispute of a payment stands.
    WentBack(String, WentBack),
    /// Something of a payment went back: ask which refunds it has.
    Refunded(String),
    /// Nothing that moves money.
    Nothing,
}

/// A payment provider. Refusals are [`REFUSED`]; what may have happened all the same is [`PROVIDER`].
#[async_trait]
pub trait Psp: Send + Sync {
    /// Over which channel its money comes.
    fn channel(&self) -> Channel;
    /// Makes a page.
    async fn create_checkout(&self, ask: &CheckoutAsk) -> Result<CheckoutPage>;
    /// What a webhook tells, if it is genuine.
    fn parse_webhook(&self, body: &[u8], signature: &str, now: Timestamp) -> Result<Told>;
    /// Asks for money to be given back, once per name.
    async fn refund(&self, ask: &RefundAsk) -> Result<WentBack>;
    /// The refunds of a payment, as they stand.
    async fn refunds(&self, payment: &str) -> Result<Vec<WentBack>>;
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
        // Without both sides the tax in what comes would not be known.
        self.tax_of(business).await?;
        let currency = self.parts.store.business(business).await?.currency;
        let expires = self.parts.clock.now().plus_s(PAGE_S);
        let name = crate::entropy::bits(self.entropy()).to_string();
        let ask = CheckoutAsk { business, name, amount, currency, back, expires };
        psp.create_checkout(&ask).await
    }
}

fn micros(cents: Cents) -> Result<Micros> {
    cents.micros().ok_or_else(|| EngineError::invalid(WEBHOOK, "the amount does not fit 64 bits"))
}

/// The name of a payment in our books.
fn named(channel: Channel, payment: &str) -> String {
    format!("{}:{payment}", channel.name())
}
