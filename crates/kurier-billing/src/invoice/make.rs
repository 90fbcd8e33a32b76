//! Drafts that follow from something else: a cancellation from its invoice, an advance invoice from a payment.

use super::{Draft, Fault, Invoice, Item, Kind, Line, Payment};
use crate::cents::Cents;
use crate::day::Day;
use crate::number::Number;

impl Invoice {
    /// The credit note that takes all of this back, in a draft that may still be made smaller. What was paid is not
    /// looked at: a credit note says what the buyer is owed, not whether he has it.
    ///
    /// Only invoices are corrected so, not credit notes.
    pub fn cancelled_by(&self, number: Number, issued: Day, reason: &str) -> Option<Draft> {
        if self.is_credit() {
            return None;
        }
        let mut notes = vec![reason.to_owned()];
        notes.extend(self.draft.notes.iter().cloned());
        Some(Draft {
            number,
            issued,
            due: None,
            kind: Kind::Credit(self.reference()),
            payment: Payment::Balance,
            paid: Cents::ZERO,
            notes,
            ..self.draft.clone()
        })
    }
}

impl Draft {
    /// Makes this an advance invoice over `net`: one line. The tax comes on top.
    pub fn advance(mut self, net: Cents) -> Result<Self, Fault> {
        let unit_price = net.micros().ok_or(Fault::Overflow)?;
        self.kind = Kind::Advance;
        self.lines = vec![Line { item: Item::Balance, quantity: 1, unit_price }];
        Ok(self)
    }
}
