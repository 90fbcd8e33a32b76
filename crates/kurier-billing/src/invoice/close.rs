//! From a draft to a document: checks, clean texts, sums.

use super::{Draft, Fault, Invoice, Item, Kind, LINES_MAX, Payment, Totals};
use crate::cents::{Cents, Rounded};
use crate::party::{Contact, Party, VatId};
use crate::text::{self, LINE_MAX, NOTE_MAX};
use crate::vat::{Rate, Vat};
use kurier_policy::money::{Currency, Micros};

/// Currencies of ISO 4217 whose smallest unit is not a hundredth.
const ODD_UNITS: [&str; 24] = [
    "BHD", "BIF", "CLF", "CLP", "DJF", "GNF", "IQD", "ISK", "JOD", "JPY", "KMF", "KRW", "KWD",
    "LYD", "OMR", "PYG", "RWF", "TND", "UGX", "UYI", "VND", "VUV", "XAF", "XPF",
];

impl Draft {
    /// Checks everything, makes texts harmless, rounds each line once and computes the sums.
    pub fn close(mut self) -> Result<Invoice, Fault> {
        self.clean();
        self.check_parties()?;
        self.check_terms()?;
        let (nets, rounding) = self.rounded()?;
        let mut totals = self.totals(&nets, rounding)?;
        let mut deducted = Vec::new();
        if let Kind::Statement(advances) = &self.kind {
            let weights: Option<Vec<u64>> =
                advances.iter().map(|advance| u64::try_from(advance.used.0).ok()).collect();
            let weights = weights.ok_or(Fault::Advances)?;
            if weights.contains(&0) {
                return Err(Fault::Advances);
            }
            let nets = totals.net.allocate(&weights).ok_or(Fault::Advances)?;
            let vats = totals.vat.allocate(&weights).ok_or(Fault::Advances)?;
            deducted = nets.into_iter().zip(vats).collect();
            totals.paid = totals.gross;
            totals.due = Cents::ZERO;
            self.paid = totals.paid;
        }
        // A credit note is paid by the seller, at once.
        let to_pay = totals.due > Cents::ZERO && !matches!(self.kind, Kind::Credit(_));
        if to_pay && self.due.is_none() {
            return Err(Fault::NoDueDate);
        }
        Ok(Invoice { draft: self, nets, totals, deducted })
    }

    fn clean(&mut self) {
        self.seller.clean();
        self.buyer.clean();
        self.buyer_reference = text::line(&self.buyer_reference, LINE_MAX);
        for note in &mut self.notes {
            *note = text::line(note, NOTE_MAX);
        }
        self.notes.retain(|note| !note.is_empty());
        for allowance in &mut self.allowances {
            allowance.reason = text::line(&allowance.reason, LINE_MAX);
        }
        for line in &mut self.lines {
            if let Item::Other(name) = &mut line.item {
                *name = text::line(name, LINE_MAX);
            }
        }
        if let Vat::Exempt(reason) = &mut self.vat {
            *reason = text::line(reason, LINE_MAX);
        }
        if let Payment::Transfer { bic, reference, .. } = &mut self.payment {
            *reference = text::line(reference, LINE_MAX);
            *bic =
                bic.as_deref().map(|bic| text::line(bic, LINE_MAX)).filter(|bic| !bic.is_empty());
        }
    }

    fn check_parties(&self) -> Result<(), Fault> {
        for (party, who) in [("seller", &self.seller), ("buyer", &self.buyer)] {
            if let Some(field) = who.missing() {
                return Err(Fault::Missing { party, field });
            }
        }
        let missing = |party, field| Err(Fault::Missing { party, field });
        let Some(Contact { name, phone, email }) = &self.seller.contact else {
            return missing("seller", "contact");
        };
        // The three are rules BR-DE-5 to 7 and 27 of XRechnung.
        if name.is_empty() || phone.chars().filter(char::is_ascii_digit).count() < 3 {
            return missing("seller", "contact");
        }
        if !email.contains('@') {
            return missing("seller", "e-mail address");
        }
        if self.buyer_reference.is_empty() {
            return missing("buyer", "reference");
        }
        let number = self.seller.tax_number.as_deref().unwrap_or_default();
        if self.seller.vat_id.is_none() && number.is_empty() {
            return Err(Fault::SellerUnknown);
        }
        let country = |party: &Party| party.vat_id.as_ref().and_then(VatId::country);
        match (&self.vat, country(&self.seller), country(&self.buyer)) {
            (Vat::ReverseCharge, Some(seller), Some(buyer)) if seller != buyer => Ok(()),
            (Vat::ReverseCharge, _, _) => Err(Fault::ReverseCharge),
            (Vat::Standard(rate), _, _) if *rate == Rate::ZERO || rate.0 >= 10_000 => {
                Err(Fault::Rate)
            }
            (Vat::Exempt(reason), _, _) if reason.is_empty() => {
                missing("seller", "reason for no tax")
            }
            (Vat::Standard(_) | Vat::Zero | Vat::Exempt(_), _, _) => Ok(()),
        }
    }

    fn check_terms(&self) -> Result<(), Fault> {
        if self.lines.is_empty() || self.lines.len() > LINES_MAX {
            return Err(Fault::Lines);
        }
        let currency: &Currency = &self.currency;
        if ODD_UNITS.contains(&currency.code()) {
            return Err(Fault::Currency);
        }
        if self.due.is_some_and(|due| due < self.issued) {
            return Err(Fault::Dates("date to pay by"));
        }
        if self.period.is_some_and(|period| period.to < period.from) {
            return Err(Fault::Dates("end of the period"));
        }
        if self.allowances.iter().any(|allowance| allowance.amount <= Cents::ZERO) {
            return Err(Fault::Allowances);
        }
        if self.allowances.iter().any(|allowance| allowance.reason.is_empty()) {
            return Err(Fault::Missing { party: "allowance", field: "reason" });
        }
        for (place, line) in self.lines.iter().enumerate() {
            if line.quantity == 0 || line.unit_price < Micros::ZERO {
                return Err(Fault::Line(place.saturating_add(1)));
            }
            if matches!(&line.item, Item::Other(name) if name.is_empty()) {
                return Err(Fault::Missing { party: "line", field: "name" });
            }
        }
        Ok(())
    }

    /// Net amounts of the lines, and what rounding left over all of them.
    fn rounded(&self) -> Result<(Vec<Cents>, Micros), Fault> {
        let mut nets = Vec::with_capacity(self.lines.len());
        let mut rounding = Micros::ZERO;
        for line in &self.lines {
            let Rounded { cents, residual } = line.rounded().ok_or(Fault::Overflow)?;
            nets.push(cents);
            rounding = rounding.checked_add(residual).ok_or(Fault::Overflow)?;
        }
        Ok((nets, rounding))
    }

    fn totals(&self, nets: &[Cents], rounding: Micros) -> Result<Totals, Fault> {
        let lines = Cents::sum(nets.iter().copied()).ok_or(Fault::Overflow)?;
        let allowances = Cents::sum(self.allowances.iter().map(|allowance| allowance.amount))
            .ok_or(Fault::Overflow)?;
        let net = lines.checked_sub(allowances).ok_or(Fault::Overflow)?;
        if net < Cents::ZERO {
            return Err(Fault::Allowances);
        }
        let vat = self.vat.on(net).ok_or(Fault::Overflow)?;
        let gross = net.checked_add(vat).ok_or(Fault::Overflow)?;
        // What is not deducted by advances lies between nothing and all; a statement's is computed.
        let statement = matches!(self.kind, Kind::Statement(_));
        let paid = if statement { Cents::ZERO } else { self.paid };
        if paid < Cents::ZERO || paid > gross {
            return Err(Fault::Paid);
        }
        let due = gross.checked_sub(paid).ok_or(Fault::Overflow)?;
        Ok(Totals { lines, allowances, net, vat, gross, paid, due, rounding })
    }
}
