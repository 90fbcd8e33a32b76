//! Closing a month: what belongs to it, and what the record says.

use super::code;
use crate::port::{Result, StoreError};
use crate::record::{Booking, CreditRequest};
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Channel, TransferKind};
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::{Category, RateCard};
use kurier_policy::statement::{
    self, Closing, CreditNote, Month, Statement, StatementLine, StatementNumber,
};
use kurier_policy::time::Timestamp;

/// What a month comes to, before it has a number.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) business: BusinessId,
    pub(crate) month: Month,
    pub(crate) currency: Currency,
    pub(crate) rate_card: u32,
    pub(crate) after: i64,
    pub(crate) last: i64,
    pub(crate) lines: Vec<StatementLine>,
    pub(crate) closing: Closing,
}

/// What an earlier closing says of the next.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Before {
    /// The month that was closed last, and the last transfer it covers.
    pub(crate) last: Option<(i64, i64)>,
    /// When the first transfer was made that no month covers.
    pub(crate) first_open_at: Option<i64>,
}

impl Before {
    /// The last transfer that is covered, where `month` can be closed at `now`.
    pub(crate) fn allows(&self, month: Month, now: Timestamp) -> Result<i64> {
        if now < month.end() {
            return Err(StoreError::Conflict("the month is not over"));
        }
        let (closed, after) = self.last.unwrap_or((i64::MIN, 0));
        if closed > month.start().0 {
            return Err(StoreError::Conflict("a later month is closed already"));
        }
        let follows =
            Timestamp(closed).0 != i64::MIN && Month::of(Timestamp(closed)).end() == month.start();
        let is_older = self.first_open_at.is_some_and(|at| at < month.start().0);
        if is_older && !follows {
            return Err(StoreError::Conflict("an earlier month is still open"));
        }
        Ok(after)
    }
}

/// One line as a backend groups it: category, market, price, surcharge, how many.
pub(crate) fn line(
    (category, market): (i64, Option<&str>),
    (unit, surcharge, messages): (i64, i64, i64),
) -> Option<StatementLine> {
    Some(StatementLine {
        category: code::category(category)?,
        market: market.and_then(Market::parse).unwrap_or(Market::ANY),
        unit: Micros(unit),
        surcharge: Micros(surcharge),
        messages: u64::try_from(messages).ok()?,
        amount: Micros(unit.checked_mul(messages)?),
    })
}

impl Draft {
    pub(crate) fn new(
        (business, currency): (BusinessId, Currency),
        month: Month,
        (after, last): (i64, i64),
        lines: Vec<StatementLine>,
        card: &RateCard,
    ) -> Result<Self> {
        let too_much = StoreError::Conflict("the sums of the month do not fit 64 bits");
        let closing = statement::close(&lines, card).ok_or(too_much)?;
        let rate_card = card.version;
        Ok(Self { business, month, currency, rate_card, after, last, lines, closing })
    }

    /// What the closing moves: discounts of tiers, and less than a cent.
    pub(crate) fn bookings(&self) -> Vec<Booking> {
        let of = |kind, category: Option<Category>, amount| Booking {
            business: self.business,
            kind,
            category,
            channel: Channel::Manual,
            amount,
            reference: String::new(),
        };
        let discounts = self.closing.discounts.iter();
        discounts
            .map(|off| of(TransferKind::TierDiscount, Some(off.category), off.amount))
            .chain([of(TransferKind::Rounding, None, self.closing.rounding)])
            .filter(|booking| booking.amount > Micros::ZERO)
            .collect()
    }

    pub(crate) fn statement(self, number: StatementNumber, now: Timestamp) -> Statement {
        Statement {
            number,
            business: self.business,
            month: self.month,
            closed_at: now,
            currency: self.currency,
            rate_card: self.rate_card,
            after_transfer: self.after,
            last_transfer: self.last,
            lines: self.lines,
            discounts: self.closing.discounts,
            rounding: self.closing.rounding,
            total: self.closing.total,
            credit: None,
        }
    }
}

impl CreditRequest {
    pub(crate) fn booking(&self) -> Result<Booking> {
        if !matches!(self.kind, TransferKind::Goodwill | TransferKind::ReportReturn) {
            return Err(StoreError::Conflict("a credit note gives goodwill or what reports cost"));
        }
        Ok(Booking {
            business: self.business,
            kind: self.kind,
            category: None,
            channel: Channel::Manual,
            amount: self.amount,
            reference: self.reference.clone(),
        })
    }

    /// The note over `amount`, booked as `transfer`.
    pub(crate) fn note(
        &self,
        (number, corrects): (StatementNumber, Option<StatementNumber>),
        (transfer, amount): (i64, Micros),
        currency: Currency,
        now: Timestamp,
    ) -> Statement {
        let (kind, reason) = (self.kind, self.reason.clone());
        Statement {
            number,
            business: self.business,
            month: self.month,
            closed_at: now,
            currency,
            rate_card: 0,
            after_transfer: transfer.saturating_sub(1),
            last_transfer: transfer,
            lines: Vec::new(),
            discounts: Vec::new(),
            rounding: Micros::ZERO,
            total: Micros(amount.0.saturating_neg()),
            credit: Some(CreditNote { corrects, kind, transfer, reason }),
        }
    }
}
