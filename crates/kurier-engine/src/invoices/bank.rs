//! Bank statements: money that came by transfer is booked by the reference in it, each movement once.

use super::issue::may_wait;
use super::no_document;
use crate::{Engine, EngineError, Result};
use kurier_billing::camt::{self, Direction, Entry};
use kurier_billing::cents::Cents;
use kurier_billing::details::payment_reference;
use kurier_billing::papers::{Sides, tax};
use kurier_billing::text;
use kurier_billing::vat::{Split, Vat};
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Channel, TransferKind};
use kurier_policy::money::Micros;
use kurier_store::port::StoreError;
use kurier_store::record::{Booking, PaymentIn};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write;

/// Movements of one file that are told; the others are counted.
const TOLD_MAX: usize = 1_000;

/// What became of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BankOutcome {
    /// Booked now.
    Booked,
    /// Booked before.
    Known,
    /// No reference of ours in it, or several, or one of nobody: a human decides.
    Unknown,
    /// The business has no billing details, so that the tax in it is not known: import again when it has.
    DetailsMissing,
    /// In another currency than the business's.
    OtherCurrency,
    /// Not final yet: import again when it is.
    Announced,
    /// Money that left, or nothing.
    Left,
}

/// One movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankRow {
    /// Line of the file.
    pub line: usize,
    /// What became of it.
    pub outcome: BankOutcome,
    /// How much, in cents.
    pub amount_cents: Cents,
    /// In which currency.
    pub currency: kurier_policy::money::Currency,
    /// Whose, if the reference says it.
    pub business: Option<String>,
    /// The number of its invoice.
    pub invoice: Option<String>,
    /// Who paid.
    pub from: String,
    /// What they wrote.
    pub text: String,
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BankStatement {
    /// How many movements were booked now,
    pub booked: usize,
    /// were booked before,
    pub known: usize,
    /// and are left for a human.
    pub open: usize,
    /// Movements of money that came, in the order of the file; at most a thousand.
    pub rows: Vec<BankRow>,
}

impl Engine {
    /// Books what came by transfer. The same file again books nothing; a file with a fault books nothing at all.
    pub async fn import_bank_statement(&self, file: &[u8]) -> Result<BankStatement> {
        let entries = camt::read(file)
            .map_err(|fault| EngineError::invalid("bank_statement", fault.to_string()))?;
        // Without it the tax in a payment is not known, and no invoice can be written.
        self.seller().await?;
        let mut told = BankStatement::default();
        let mut same: HashMap<String, usize> = HashMap::new();
        for entry in &entries {
            let name = name_of(entry);
            let place = same.entry(name.clone()).or_default();
            *place = place.saturating_add(1);
            let row = self.take(entry, format!("{name}:{place}")).await?;
            match row.outcome {
                BankOutcome::Booked => told.booked = told.booked.saturating_add(1),
                BankOutcome::Known => told.known = told.known.saturating_add(1),
                BankOutcome::Left => continue,
                _ => told.open = told.open.saturating_add(1),
            }
            if told.rows.len() < TOLD_MAX {
                told.rows.push(row);
            }
        }
        Ok(told)
    }

    async fn take(&self, entry: &Entry, reference: String) -> Result<BankRow> {
        let mut row = BankRow {
            line: entry.line,
            outcome: BankOutcome::Unknown,
            amount_cents: entry.amount,
            currency: entry.currency,
            business: None,
            invoice: None,
            from: text::line(entry.counterparty.as_deref().unwrap_or_default(), text::LINE_MAX),
            text: text::line(&entry.remittance, text::LINE_MAX),
        };
        let came = entry.direction == Direction::Credit && !entry.reversal;
        if !came || entry.amount <= Cents::ZERO {
            row.outcome = BankOutcome::Left;
            return Ok(row);
        }
        if !entry.is_booked {
            row.outcome = BankOutcome::Announced;
            return Ok(row);
        }
        let Some(business) = self.payer(entry).await? else { return Ok(row) };
        row.business = Some(business.id.to_string());
        if entry.currency != business.currency {
            row.outcome = BankOutcome::OtherCurrency;
            return Ok(row);
        }
        match self.pay_gross(business.id, Channel::Manual, entry.amount, reference).await {
            Ok((is_new, invoice)) => {
                row.outcome = if is_new { BankOutcome::Booked } else { BankOutcome::Known };
                row.invoice = invoice;
            }
            Err(EngineError::Invalid { code, .. })
                if [super::DETAILS_MISSING, super::DETAILS_UNFIT].contains(&code) =>
            {
                row.outcome = BankOutcome::DetailsMissing;
            }
            Err(other) => return Err(other),
        }
        Ok(row)
    }

    /// Whose reference a movement bears.
    async fn payer(&self, entry: &Entry) -> Result<Option<kurier_store::record::Business>> {
        let Some(reference) = entry.reference() else { return Ok(None) };
        let Ok(id) = i64::try_from(reference.number()) else { return Ok(None) };
        let id = BusinessId(id);
        if payment_reference(id) != Some(reference) {
            return Ok(None);
        }
        match self.parts.store.business(id).await {
            Ok(business) => Ok(Some(business)),
            Err(StoreError::NotFound(_)) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// Which tax payments of a business bear; needs the details of both sides.
    pub(crate) async fn tax_of(&self, business: BusinessId) -> Result<Vat> {
        let (seller, buyer) = (self.seller().await?, self.buyer(business).await?);
        tax(Sides { seller: &seller, buyer: &buyer }).map_err(no_document)
    }

    /// Books a payment with the tax in it, and issues its invoice. Answers whether it is new, and the invoice's number.
    pub(crate) async fn pay_gross(
        &self,
        business: BusinessId,
        channel: Channel,
        gross: Cents,
        reference: String,
    ) -> Result<(bool, Option<String>)> {
        let vat = self.tax_of(business).await?;
        let too_much = || no_document(kurier_billing::papers::PaperFault::TooMuch);
        let Split { net, vat, left } = vat.split(gross).ok_or_else(too_much)?;
        let micros = |cents: Cents| cents.micros().ok_or_else(too_much);
        let (net, vat, left) = (micros(net)?, micros(vat)?, micros(left)?);
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let mut is_new = false;
        let mut number = None;
        if net > Micros::ZERO {
            let payment = PaymentIn { business, channel, net, vat, reference: reference.clone() };
            let paid = store.pay_in(payment, now).await?;
            is_new = paid.is_new;
            if let Some(advance) = &paid.advance {
                number = Some(advance.name());
                if store.issued(advance.name()).await?.is_none() {
                    // It is booked: a document that this currency cannot have must not say otherwise.
                    may_wait(&advance.name(), self.issue_advance(advance).await)?;
                }
            }
        }
        if left > Micros::ZERO {
            // A cent that no net amount with its tax reaches: the business has it.
            let (kind, category) = (TransferKind::Payment, None);
            let reference = format!("{reference}:left");
            let booking = Booking { business, kind, category, channel, amount: left, reference };
            store.book(booking, now).await?;
        }
        Ok((is_new, number))
    }
}

/// What names a movement in every file in which it stands. Where the bank names none, what it says of it, and its place
/// among those that look the same.
fn name_of(entry: &Entry) -> String {
    let mut digest = Sha256::new();
    let day = entry.booked.map(|day| day.to_string()).unwrap_or_default();
    let amount = format!("{} {}", entry.amount, entry.currency.code());
    for part in [&entry.account, &entry.bank_reference, &day, &amount] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    if entry.bank_reference.is_empty() {
        let named = [&entry.end_to_end, &entry.counterparty];
        for part in named.into_iter().flatten().chain([&entry.remittance]) {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
    }
    let mut name = String::from("camt:");
    for byte in digest.finalize().iter().take(16) {
        // Writing into a string cannot fail.
        let _infallible = write!(name, "{byte:02x}");
    }
    name
}
