//! Lines of payments that went back: what is booked of one, and which document follows.

use crate::port::{BALANCE_TOO_SMALL, StoreError};
use crate::record::BackBooking;
use kurier_policy::advance::{Advance, Return};
use kurier_policy::ledger::TransferKind;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::payback::{
    Back, BackState, Booked, Due, Move, Whole, again_name, give_again, invoice_again, note, take,
};
use kurier_policy::statement::StatementNumber;
use kurier_policy::time::Timestamp;

/// The lines of a payment while one of them is booked.
pub(crate) struct Lines {
    before: Vec<Back>,
    all: Vec<Back>,
    place: usize,
    whole: Option<Whole>,
}

/// Which document a booking needs a number for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paper {
    /// A credit note over so much, net and tax.
    Return(Micros, Micros),
    /// An invoice over what came again.
    Advance(Micros, Micros),
}

impl Lines {
    pub(crate) fn new(
        all: Vec<Back>,
        of: &BackBooking,
        advance: Option<&Advance>,
    ) -> Result<Self, StoreError> {
        let place = all.iter().position(|line| line.reason == of.reason);
        let place = place.ok_or(StoreError::NotFound("refund"))?;
        let whole = advance.map(|it| Whole { number: it.number, net: it.net, vat: it.vat });
        Ok(Self { before: all.clone(), all, place, whole })
    }

    fn line(&self) -> Option<&Back> {
        self.all.get(self.place)
    }

    fn booked(&self) -> Option<&Booked> {
        self.line().and_then(|line| line.booked.as_ref())
    }

    /// What moves, if `there` is on the balance.
    pub(crate) fn moves(&mut self, of: &BackBooking, there: i64) -> Result<Vec<Move>, StoreError> {
        let asks = of.is_asked
            && self.line().is_some_and(|it| it.state == BackState::Asked && it.booked.is_none());
        if asks && of.share.net.0.saturating_add(of.share.untaxed.0) > there {
            return Err(StoreError::Conflict(BALANCE_TOO_SMALL));
        }
        let due = self.line().map_or(Due::Nothing, Back::due);
        Ok(match due {
            Due::Take => self.take(of, there),
            Due::Nothing if asks => self.take(of, there),
            Due::Return => give_again(&mut self.all, self.place),
            Due::Nothing | Due::Note => Vec::new(),
        })
    }

    fn take(&mut self, of: &BackBooking, there: i64) -> Vec<Move> {
        take(&mut self.all, self.place, of.share, self.whole, Micros(there))
    }

    /// Whether it was taken since these lines were read.
    pub(crate) fn is_taken(&self) -> bool {
        let before = self.before.get(self.place).is_some_and(|line| line.booked.is_some());
        !before && self.booked().is_some()
    }

    /// The document that is needed now.
    pub(crate) fn paper(&mut self, of: &BackBooking) -> Option<Paper> {
        let whole = self.whole?;
        if self.line()?.due() == Due::Note {
            let (net, vat) = note(&mut self.all, self.place, of.share, whole)?;
            return Some(Paper::Return(net, vat));
        }
        let before = self.before.get(self.place)?.booked.as_ref()?;
        let now = self.booked()?;
        if before.is_returned || !now.is_returned {
            return None;
        }
        let (net, vat) = invoice_again(&mut self.all, self.place)?;
        Some(Paper::Advance(net, vat))
    }

    /// Those that changed.
    pub(crate) fn changed(&self) -> impl Iterator<Item = &Back> {
        self.all.iter().zip(&self.before).filter(|(now, before)| now != before).map(|(now, _)| now)
    }
}

/// The record of a credit note.
pub(crate) fn returned(
    of: &BackBooking,
    advance: &Advance,
    (number, net, vat): (StatementNumber, Micros, Micros),
    now: Timestamp,
) -> Return {
    Return {
        number,
        business: of.business,
        channel: of.channel,
        payment: of.payment.clone(),
        reason: of.reason.clone(),
        advance: advance.number,
        returned_at: now,
        currency: advance.currency,
        net,
        vat,
    }
}

/// The record of what came again.
pub(crate) fn again(
    of: &BackBooking,
    (number, net, vat): (StatementNumber, Micros, Micros),
    transfer: i64,
    (currency, received_at): (Currency, Timestamp),
) -> Advance {
    Advance {
        number,
        business: of.business,
        channel: of.channel,
        reference: again_name(&of.payment, &of.reason),
        transfer,
        received_at,
        currency,
        net,
        vat,
    }
}

/// Whether a transfer brings back what can be used.
pub(crate) fn is_payment(kind: TransferKind) -> bool {
    kind == TransferKind::Payment
}
