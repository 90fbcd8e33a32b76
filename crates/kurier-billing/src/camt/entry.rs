//! One entry while it is read, and the movements it turns out to be.

use super::fields;
use super::{Direction, Entry, What};
use crate::cents::Cents;
use crate::day::Day;
use kurier_policy::money::Currency;

/// An entry, or one transaction within it.
#[derive(Debug, Default)]
struct Part {
    amount: Option<(Cents, Currency)>,
    bank_reference: String,
    end_to_end: Option<String>,
    debtor: Option<String>,
    creditor: Option<String>,
    remittance: String,
}

/// An entry whose end is not read yet.
#[derive(Debug)]
pub(super) struct Open {
    line: usize,
    account: String,
    /// Of the amount that is being read.
    currency: Option<Currency>,
    direction: Option<Direction>,
    booked: Option<Day>,
    is_booked: bool,
    reversal: bool,
    whole: Part,
    parts: Vec<Part>,
}

impl Open {
    pub(super) fn new(line: usize, account: String) -> Self {
        Self {
            line,
            account,
            currency: None,
            direction: None,
            booked: None,
            is_booked: false,
            reversal: false,
            whole: Part::default(),
            parts: Vec::new(),
        }
    }

    pub(super) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// An element below the entry begins.
    pub(super) fn begin(&mut self, place: &str, currency: Option<&str>) -> Result<(), What> {
        match place {
            "/Amt" | "/NtryDtls/TxDtls/Amt" | "/NtryDtls/TxDtls/AmtDtls/TxAmt/Amt" => {
                self.currency = Some(fields::currency(currency)?);
            }
            "/NtryDtls/TxDtls" => self.parts.push(Part::default()),
            _ => {}
        }
        Ok(())
    }

    /// An element below the entry ends with this text.
    pub(super) fn end(&mut self, place: &str, value: &str) -> Result<(), What> {
        match place {
            "/Amt" => {
                let currency = self.currency.ok_or(What::Currency)?;
                self.whole.amount = Some((fields::amount(value)?, currency));
            }
            "/CdtDbtInd" => self.direction = Some(fields::direction(value)?),
            "/RvslInd" => self.reversal = matches!(value, "true" | "1"),
            // Text in version 02, an element with a code in 08.
            "/Sts" if value.is_empty() => {}
            "/Sts" | "/Sts/Cd" => self.is_booked = value == "BOOK",
            "/BookgDt/Dt" | "/BookgDt/DtTm" => self.booked = Some(fields::day(value)?),
            "/AcctSvcrRef" => self.whole.bank_reference = fields::words(value),
            "/AddtlNtryInf" => self.whole.remittance = fields::words(value),
            _ => {
                let currency = self.currency;
                let below = place.strip_prefix("/NtryDtls/TxDtls");
                if let (Some(part), Some(below)) = (self.parts.last_mut(), below) {
                    part.end(below, value, currency)?;
                }
            }
        }
        Ok(())
    }

    /// The movements: one a transaction, if the file says how much each was; else one for all.
    pub(super) fn close(self) -> Result<Vec<Entry>, What> {
        let (amount, currency) = self.whole.amount.ok_or(What::Amount)?;
        let direction = self.direction.ok_or(What::Direction)?;
        let told = |part: &Part| {
            part.amount.filter(|(_, other)| *other == currency).map(|(cents, _)| cents)
        };
        let amounts: Option<Vec<Cents>> = self.parts.iter().map(told).collect();
        if let Some(amounts) = amounts.filter(|amounts| amounts.len() > 1) {
            if Cents::sum(amounts.iter().copied()) != Some(amount) {
                return Err(What::Batch);
            }
            let pairs = self.parts.iter().zip(amounts).enumerate();
            let each = |(place, (part, cents)): (usize, (&Part, Cents))| {
                self.entry(part, place, (cents, currency, direction))
            };
            return Ok(pairs.map(each).collect());
        }
        // Either a single transaction, whose amount is the entry's, or a batch without amounts.
        let mut joined = Part::default();
        for part in &self.parts {
            joined.join(part);
        }
        Ok(vec![self.entry(&joined, 0, (amount, currency, direction))])
    }

    fn entry(
        &self,
        part: &Part,
        place: usize,
        (amount, currency, direction): (Cents, Currency, Direction),
    ) -> Entry {
        let whole = &self.whole.bank_reference;
        let bank_reference = if !part.bank_reference.is_empty() {
            part.bank_reference.clone()
        } else if self.parts.len() > 1 && !whole.is_empty() {
            format!("{whole}#{}", place.saturating_add(1))
        } else {
            whole.clone()
        };
        let counterparty = match direction {
            Direction::Credit => part.debtor.clone(),
            Direction::Debit => part.creditor.clone(),
        };
        let told = if part.remittance.is_empty() { &self.whole } else { part };
        Entry {
            line: self.line,
            account: self.account.clone(),
            bank_reference,
            booked: self.booked,
            is_booked: self.is_booked,
            amount,
            currency,
            direction,
            reversal: self.reversal,
            end_to_end: part.end_to_end.clone(),
            counterparty,
            remittance: told.remittance.clone(),
        }
    }
}

impl Part {
    fn end(&mut self, place: &str, value: &str, currency: Option<Currency>) -> Result<(), What> {
        match place {
            // Version 08 and 02.
            "/Amt" | "/AmtDtls/TxAmt/Amt" => {
                let currency = currency.ok_or(What::Currency)?;
                self.amount = Some((fields::amount(value)?, currency));
            }
            "/Refs/AcctSvcrRef" => self.bank_reference = fields::words(value),
            "/Refs/EndToEndId" => {
                self.end_to_end = Some(fields::words(value)).filter(|id| id != "NOTPROVIDED");
            }
            "/RmtInf/Ustrd" | "/RmtInf/Strd/CdtrRefInf/Ref" => self.write(value),
            "/RltdPties/Dbtr/Nm" | "/RltdPties/Dbtr/Pty/Nm" => {
                self.debtor = Some(fields::words(value));
            }
            "/RltdPties/Cdtr/Nm" | "/RltdPties/Cdtr/Pty/Nm" => {
                self.creditor = Some(fields::words(value));
            }
            _ => {}
        }
        Ok(())
    }

    /// Lines of a text follow each other; banks break them anywhere.
    fn write(&mut self, value: &str) {
        if !self.remittance.is_empty() {
            self.remittance.push(' ');
        }
        self.remittance.push_str(value);
        self.remittance = fields::words(&self.remittance);
    }

    fn join(&mut self, other: &Self) {
        self.write(&other.remittance);
        if self.bank_reference.is_empty() {
            self.bank_reference.clone_from(&other.bank_reference);
        }
        self.end_to_end = self.end_to_end.take().or_else(|| other.end_to_end.clone());
        self.debtor = self.debtor.take().or_else(|| other.debtor.clone());
        self.creditor = self.creditor.take().or_else(|| other.creditor.clone());
    }
}
