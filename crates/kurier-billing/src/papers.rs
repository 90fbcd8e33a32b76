//! From the ledger's records to documents: a closed month, what is given back, and money paid in.
//!
//! The net amount of a month is the total of its statement, which is whole cents; lines are rounded one by one, and what
//! that adds up to beyond is written as a line or an allowance of its own, so that the document is the ledger's amount.

use crate::cents::Cents;
use crate::day::Day;
use crate::details::{BadDetails, Buyer, Seller};
use crate::invoice::{
    Advance, Allowance, Deduction, Draft, Fault, Invoice, Item, Kind, Language, Line, Payment,
    Period, Reference,
};
use crate::number::NumberFault;
use crate::vat::Vat;
use jiff::tz::TimeZone;
use kurier_policy::advance;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::Channel;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::statement::Statement;
use kurier_policy::time::Timestamp;

/// Why there is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperFault {
    /// The details of seller or buyer do not do.
    #[error(transparent)]
    Details(#[from] BadDetails),
    /// The document cannot be closed.
    #[error(transparent)]
    Document(#[from] Fault),
    /// A number that no document has.
    #[error(transparent)]
    Number(#[from] NumberFault),
    /// A time that no calendar has.
    #[error("the time is outside the calendar")]
    Time,
    /// A note about a month that has no invoice yet.
    #[error("the month that this note corrects is not closed yet: close it first")]
    MonthOpen,
    /// Amounts beyond what a document holds.
    #[error("an amount or a quantity does not fit the document")]
    TooMuch,
}

/// Both sides.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// Who sells.
    pub seller: &'a Seller,
    /// Who buys.
    pub buyer: &'a Buyer,
}

/// What of a month was paid before, as [`crate::cover::cover`] says it.
#[derive(Debug, Clone, Default)]
pub struct Covered {
    /// Of which document how much, net; each above zero.
    pub by: Vec<(Reference, Micros)>,
    /// What no document covers, net.
    pub rest: Micros,
    /// Of it, what is still owed; the other part left the balance.
    pub owed: Micros,
}

/// The day of a document; days are of UTC, as months are.
pub fn day(at: Timestamp) -> Result<Day, PaperFault> {
    Day::of(at, TimeZone::UTC).ok_or(PaperFault::Time)
}

impl Sides<'_> {
    /// What all documents between them have.
    fn draft(
        self,
        (number, at): (&str, Timestamp),
        business: BusinessId,
        currency: Currency,
    ) -> Result<Draft, PaperFault> {
        Ok(Draft {
            number: number.parse()?,
            issued: day(at)?,
            due: None,
            period: None,
            currency,
            language: self.buyer.language,
            kind: Kind::Invoice,
            seller: self.seller.party(),
            buyer: self.buyer.party(),
            buyer_reference: self.buyer.buyer_reference(business),
            lines: Vec::new(),
            allowances: Vec::new(),
            vat: self.seller.vat(self.buyer)?,
            payment: Payment::Balance,
            paid: Cents::ZERO,
            notes: Vec::new(),
        })
    }

    /// The invoice of a closed month.
    pub fn month(self, of: &Statement, covered: &Covered) -> Result<Invoice, PaperFault> {
        let name = of.number.name();
        let mut draft = self.draft((&name, of.closed_at), of.business, of.currency)?;
        let last = Timestamp(of.month.end().0.saturating_sub(1));
        draft.period = Some(Period { from: day(of.month.start())?, to: day(last)? });
        draft.lines = lines(of, draft.language)?;
        let total = whole_cents(of.total)?;
        level(&mut draft, of, total)?;
        self.pay(draft, covered, of.business)
    }

    /// Says what was paid before, and what is to be paid until when.
    fn pay(
        self,
        mut draft: Draft,
        covered: &Covered,
        business: BusinessId,
    ) -> Result<Invoice, PaperFault> {
        if covered.rest <= Micros::ZERO && !covered.by.is_empty() {
            let one = |(invoice, used): &(Reference, Micros)| Advance {
                invoice: invoice.clone(),
                used: *used,
            };
            draft.kind = Kind::Statement(covered.by.iter().map(one).collect());
            return Ok(draft.close()?);
        }
        let due = draft.issued.plus_days(i32::from(self.seller.pay_within_days));
        draft.due = Some(due.ok_or(PaperFault::Time)?);
        let totals = draft.clone().close()?.totals();
        let balance = covered.rest.checked_sub(covered.owed).ok_or(PaperFault::TooMuch)?;
        let weights = covered.by.iter().map(|(_, used)| *used).chain([balance, covered.owed]);
        let weights: Vec<u64> =
            weights.map(|used| u64::try_from(used.0).unwrap_or_default()).collect();
        let nets = totals.net.allocate(&weights);
        let vats = totals.vat.allocate(&weights);
        if let (Some(nets), Some(vats)) = (nets, vats) {
            for ((invoice, _), (net, vat)) in
                covered.by.iter().map(|(invoice, used)| (invoice, used)).zip(nets.iter().zip(&vats))
            {
                let deduction = Deduction { invoice, net: *net, vat: *vat };
                draft.notes.push(draft.language.deduction(&deduction, draft.currency));
                let gross = net.checked_add(*vat).ok_or(PaperFault::TooMuch)?;
                draft.paid = draft.paid.checked_add(gross).ok_or(PaperFault::TooMuch)?;
            }
            // What left the balance without a document of its own bore no tax: that is still to be paid.
            let from_balance = nets.get(covered.by.len()).copied().unwrap_or_default();
            draft.paid = draft.paid.checked_add(from_balance).ok_or(PaperFault::TooMuch)?;
        }
        let left = totals.gross.checked_sub(draft.paid).ok_or(PaperFault::TooMuch)?;
        draft.payment = self.seller.payment(left, business);
        if left <= Cents::ZERO {
            draft.due = None;
        }
        Ok(draft.close()?)
    }

    /// The invoice of money paid in.
    pub fn advance(self, of: &advance::Advance) -> Result<Invoice, PaperFault> {
        let name = of.name();
        let mut draft = self.draft((&name, of.received_at), of.business, of.currency)?;
        draft.kind = Kind::Advance;
        draft.period = Some(Period { from: draft.issued, to: draft.issued });
        draft.lines = vec![Line { item: Item::Balance, quantity: 1, unit_price: of.net }];
        draft.due = Some(draft.issued);
        draft.payment = match of.channel {
            Channel::Stripe => Payment::Online,
            Channel::Sepa | Channel::Manual => Payment::Balance,
        };
        draft.paid = draft.clone().close()?.totals().gross;
        draft.due = None;
        Ok(draft.close()?)
    }
}

/// The credit note that a record of money given back is, over the invoice that it corrects; parties, tax and language
/// are those of the invoice.
pub fn credit(of: &Statement, corrects: &Invoice) -> Result<Invoice, PaperFault> {
    let reason = of.credit.as_ref().map_or("", |note| note.reason.as_str());
    let amount = Micros(of.total.0.checked_neg().ok_or(PaperFault::TooMuch)?);
    let note = corrects.cancelled_by(of.number.name().parse()?, day(of.closed_at)?, reason);
    let mut draft = note.ok_or(PaperFault::MonthOpen)?;
    draft.lines =
        vec![Line { item: Item::Other(reason.to_owned()), quantity: 1, unit_price: amount }];
    draft.allowances.clear();
    draft.notes.truncate(1);
    Ok(draft.close()?)
}

/// The credit note of an advance that was given back, or a part of it, over its invoice.
pub fn returned(of: &advance::Return, corrects: &Invoice) -> Result<Invoice, PaperFault> {
    let language = corrects.draft().language;
    let reason = language.pick(
        "Guthaben wurde zurückgezahlt; die Anzahlung ist insoweit berichtigt.",
        "Balance was paid back; the advance is corrected by as much.",
    );
    let note = corrects.cancelled_by(of.name().parse()?, day(of.returned_at)?, reason);
    let mut draft = note.ok_or(PaperFault::MonthOpen)?;
    draft.period = Some(Period { from: draft.issued, to: draft.issued });
    draft.lines = vec![Line { item: Item::Balance, quantity: 1, unit_price: of.net }];
    draft.allowances.clear();
    draft.notes.truncate(1);
    Ok(draft.close()?)
}

fn lines(of: &Statement, language: Language) -> Result<Vec<Line>, PaperFault> {
    let mut lines = Vec::with_capacity(of.lines.len().max(1));
    for line in &of.lines {
        lines.push(Line {
            item: Item::Messages { category: line.category, market: line.market },
            quantity: u32::try_from(line.messages).map_err(|_| PaperFault::TooMuch)?,
            unit_price: line.unit,
        });
    }
    if lines.is_empty() {
        let name = language.pick("Keine kostenpflichtigen Nachrichten", "No messages to pay for");
        lines.push(Line {
            item: Item::Other(name.to_owned()),
            quantity: 1,
            unit_price: Micros::ZERO,
        });
    }
    Ok(lines)
}

fn whole_cents(amount: Micros) -> Result<Cents, PaperFault> {
    let rounded = crate::cents::round(amount);
    if rounded.residual == Micros::ZERO { Ok(rounded.cents) } else { Err(PaperFault::TooMuch) }
}

/// Brings the lines to the total of the ledger: discounts of tiers and what rounding each line leaves.
fn level(draft: &mut Draft, of: &Statement, total: Cents) -> Result<(), PaperFault> {
    let nets = draft.lines.iter().map(|line| line.rounded().map(|it| it.cents));
    let nets: Vec<Cents> = nets.collect::<Option<_>>().ok_or(PaperFault::TooMuch)?;
    let sum = Cents::sum(nets).ok_or(PaperFault::TooMuch)?;
    let off = sum.checked_sub(total).ok_or(PaperFault::TooMuch)?;
    let language = draft.language;
    let discount =
        of.discounts.iter().try_fold(Micros::ZERO, |sum, one| sum.checked_add(one.amount));
    let discount = crate::cents::round(discount.ok_or(PaperFault::TooMuch)?).cents;
    let discount = discount.min(off).max(Cents::ZERO);
    let rounding = off.checked_sub(discount).ok_or(PaperFault::TooMuch)?;
    let mut allow = |reason: &str, amount| {
        if amount > Cents::ZERO {
            draft.allowances.push(Allowance { reason: reason.to_owned(), amount });
        }
    };
    allow(language.pick("Mengenstaffel", "Volume tiers"), discount);
    allow(language.pick("Rundung", "Rounding"), rounding);
    if rounding < Cents::ZERO {
        let missing = Cents::ZERO.checked_sub(rounding).and_then(Cents::micros);
        let name = language.pick("Rundung", "Rounding").to_owned();
        let unit_price = missing.ok_or(PaperFault::TooMuch)?;
        draft.lines.push(Line { item: Item::Other(name), quantity: 1, unit_price });
    }
    Ok(())
}

/// Whether a kind of tax can stand on a document at all; for looking before something is booked.
pub fn tax(sides: Sides<'_>) -> Result<Vat, PaperFault> {
    Ok(sides.seller.vat(sides.buyer)?)
}

#[cfg(test)]
mod tests;
