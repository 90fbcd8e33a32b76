//! What went back of a payment: refunds, and what a payer's bank took.
//!
//! A provider tells of each more than once and in any order. So each is a line with a state that only rises, and what
//! is booked follows from the lines: whoever hears the same in another order books the same.

use crate::ledger::TransferKind;
use crate::money::{Currency, Micros};
use crate::statement::StatementNumber;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a line is. The higher one counts, whatever came last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackState {
    /// We asked for a refund, and do not know yet.
    Asked,
    /// It went back, or is on its way.
    Gone,
    /// It went back for good: a dispute that was lost.
    Kept,
    /// It did not go back, or came again: refused, failed, won.
    Undone,
}

/// One refund or dispute of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    /// The payment's name.
    pub payment: String,
    /// Names it among those of its payment.
    pub reason: String,
    /// How much, with tax; the first that is told counts.
    pub gross: Micros,
    /// In which currency.
    pub currency: Currency,
    /// How far it is.
    pub state: BackState,
    /// Whether somebody disputes the payment: what costs money stops.
    pub is_dispute: bool,
    /// When it was first heard of.
    pub at: Timestamp,
    /// What was booked of it.
    pub booked: Option<Booked>,
}

/// What was booked of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// Off the balance, and what the balance did not hold.
    pub net: Micros,
    /// Of the tax, and what the payment did not bear any more.
    pub vat: Micros,
    /// Of `net`, what the operator lost.
    pub lost: Micros,
    /// Of `vat`, what the operator lost.
    pub short: Micros,
    /// The advance that it corrects, if the payment was one.
    pub advance: Option<StatementNumber>,
    /// What a credit note says, net and tax; `None` = there is none yet.
    pub noted: Option<(Micros, Micros)>,
    /// What that note had no room for, net and tax: its advance was taken back by another line already.
    pub unsaid: (Micros, Micros),
    /// Whether it was booked back.
    pub is_returned: bool,
}

/// How a line divides, as the invoice of its payment does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// What bore tax, net.
    pub net: Micros,
    /// The tax on it.
    pub vat: Micros,
    /// What bore none.
    pub untaxed: Micros,
}

/// What the advance of a payment was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Its number.
    pub number: StatementNumber,
    /// Net.
    pub net: Micros,
    /// Tax.
    pub vat: Micros,
}

/// What is to be done about a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing.
    Nothing,
    /// Take it off the balance.
    Take,
    /// Give it to the balance again.
    Return,
    /// Write its credit note.
    Note,
}

/// One movement: why, and how much.
pub type Move = (TransferKind, Micros);

impl Back {
    /// This line after `told` was heard of it as well.
    #[must_use]
    pub fn after(self, told: &Self) -> Self {
        Self {
            state: self.state.max(told.state),
            is_dispute: self.is_dispute || told.is_dispute,
            at: self.at.min(told.at),
            ..self
        }
    }

    /// What is due. What was only asked for is taken by who asked.
    pub fn due(&self) -> Due {
        match (&self.booked, self.state) {
            (None, BackState::Gone | BackState::Kept) => Due::Take,
            (Some(booked), BackState::Undone) if !booked.is_returned => Due::Return,
            (Some(booked), BackState::Gone | BackState::Kept) if booked.lacks_note() => Due::Note,
            _ => Due::Nothing,
        }
    }

    /// How much of it is away from us.
    pub fn away(&self) -> Micros {
        if self.state == BackState::Undone { Micros::ZERO } else { self.gross }
    }
}

impl Booked {
    fn lacks_note(&self) -> bool {
        self.advance.is_some() && self.noted.is_none()
    }

    fn of_tax(&self) -> i64 {
        self.vat.0.saturating_sub(self.short.0)
    }
}

fn standing(lines: &[Back]) -> impl Iterator<Item = &Booked> {
    lines.iter().filter_map(|line| line.booked.as_ref()).filter(|booked| !booked.is_returned)
}

/// Takes a line: off the balance as far as `there` reaches, off the tax as far as the payment bears any; the rest is the
/// operator's loss. Answers what moves.
pub fn take(
    lines: &mut [Back],
    place: usize,
    share: Share,
    whole: Option<Whole>,
    there: Micros,
) -> Vec<Move> {
    let bears = whole.map_or(0, |whole| whole.vat.0);
    let used = standing(lines).fold(0, |sum: i64, one| sum.saturating_add(one.of_tax()));
    let tax = share.vat.0.min(bears.saturating_sub(used)).max(0);
    let net = share.net.0.saturating_add(share.untaxed.0);
    let balance = net.min(there.0).max(0);
    let (lost, short) = (net.saturating_sub(balance), share.vat.0.saturating_sub(tax));
    if let Some(line) = lines.get_mut(place) {
        line.booked = Some(Booked {
            net: Micros(net),
            vat: share.vat,
            lost: Micros(lost),
            short: Micros(short),
            advance: whole.map(|whole| whole.number),
            noted: None,
            unsaid: (Micros::ZERO, Micros::ZERO),
            is_returned: false,
        });
    }
    moves([
        (TransferKind::Chargeback, balance),
        (TransferKind::VatReturn, tax),
        (TransferKind::ChargebackLoss, lost.saturating_add(short)),
    ])
}

/// Books a line back: first what the lines of this payment had cost the operator, then the balance and the tax.
/// Answers what moves.
pub fn give_again(lines: &mut [Back], place: usize) -> Vec<Move> {
    let Some(booked) = lines.get_mut(place).and_then(|line| line.booked.as_mut()) else {
        return Vec::new();
    };
    if std::mem::replace(&mut booked.is_returned, true) {
        return Vec::new();
    }
    let (net, vat) = (booked.net.0, booked.vat.0);
    let own = (std::mem::take(&mut booked.lost.0), std::mem::take(&mut booked.short.0));
    let lost = own.0.saturating_add(cover(lines, net.saturating_sub(own.0), |one| &mut one.lost));
    let short = own.1.saturating_add(cover(lines, vat.saturating_sub(own.1), |one| &mut one.short));
    moves([
        (TransferKind::LossReturn, lost.saturating_add(short)),
        (TransferKind::Payment, net.saturating_sub(lost)),
        (TransferKind::PaymentVat, vat.saturating_sub(short)),
    ])
}

/// Takes up to `amount` of what other lines lost.
fn cover(lines: &mut [Back], amount: i64, of: impl Fn(&mut Booked) -> &mut Micros) -> i64 {
    let mut left = amount;
    for booked in lines.iter_mut().filter_map(|line| line.booked.as_mut()) {
        if booked.is_returned {
            continue;
        }
        let loss = of(booked);
        let part = loss.0.min(left).max(0);
        loss.0 = loss.0.saturating_sub(part);
        left = left.saturating_sub(part);
    }
    amount.saturating_sub(left)
}

/// What the credit note of a line says: never more than its advance still has.
pub fn note(
    lines: &mut [Back],
    place: usize,
    share: Share,
    whole: Whole,
) -> Option<(Micros, Micros)> {
    let noted = standing(lines).filter_map(|one| one.noted);
    let (net, vat) = noted.fold((whole.net.0, whole.vat.0), |(net, vat), one| {
        (net.saturating_sub(one.0.0), vat.saturating_sub(one.1.0))
    });
    let said = (Micros(share.net.0.min(net).max(0)), Micros(share.vat.0.min(vat).max(0)));
    let booked = lines.get_mut(place)?.booked.as_mut()?;
    booked.noted = Some(said);
    booked.unsaid = less(share.net, share.vat, said);
    (said.0 > Micros::ZERO).then_some(said)
}

/// What the invoice over a line that came again says: what its note had said, less what the notes of others had no
/// room for meanwhile. With that those are said, too.
pub fn invoice_again(lines: &mut [Back], place: usize) -> Option<(Micros, Micros)> {
    let mut said = lines.get(place)?.booked.as_ref()?.noted?;
    let others = lines.iter_mut().filter_map(|line| line.booked.as_mut());
    for other in others.filter(|other| !other.is_returned) {
        let Some(noted) = &mut other.noted else { continue };
        let part = (other.unsaid.0.min(said.0), other.unsaid.1.min(said.1));
        *noted = (
            Micros(noted.0.0.saturating_add(part.0.0)),
            Micros(noted.1.0.saturating_add(part.1.0)),
        );
        other.unsaid = less(other.unsaid.0, other.unsaid.1, part);
        said = less(said.0, said.1, part);
    }
    (said.0 > Micros::ZERO).then_some(said)
}

/// As what the money of a line that came again is booked.
pub fn again_name(payment: &str, reason: &str) -> String {
    format!("{payment}:{reason}")
}

fn less(net: Micros, vat: Micros, part: (Micros, Micros)) -> (Micros, Micros) {
    (Micros(net.0.saturating_sub(part.0.0)), Micros(vat.0.saturating_sub(part.1.0)))
}

fn moves(all: [(TransferKind, i64); 3]) -> Vec<Move> {
    let some = all.into_iter().filter(|(_, amount)| *amount > 0);
    some.map(|(kind, amount)| (kind, Micros(amount))).collect()
}

#[cfg(test)]
#[path = "payback_tests.rs"]
mod tests;
