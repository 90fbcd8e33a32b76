//! One document: written once, then read as it was issued.

use super::no_document;
use crate::{Engine, Result};
use kurier_billing::cover::{Sum, Use, cover};
use kurier_billing::invoice::{Invoice, Kind, Reference};
use kurier_billing::papers::{self, Covered, PaperFault, Sides};
use kurier_billing::{csv, pdf, xrechnung};
use kurier_policy::advance::Advance;
use kurier_policy::id::BusinessId;
use kurier_policy::money::Micros;
use kurier_policy::statement::{Month, Statement, StatementNumber};
use kurier_store::port::StoreError;
use kurier_store::record::Issued;
use serde_json::{Value, json};

/// Records read at once.
const STEP: u32 = 200;

/// As what a document is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// XRechnung: the document that counts.
    Xml,
    /// For people.
    Pdf,
    /// Its lines, for spreadsheets.
    Csv,
}

/// A document as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceFile {
    /// `2026-000017.xml`.
    pub name: String,
    /// Its media type.
    pub kind: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Form {
    /// By its name in an address.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "xml" => Some(Self::Xml),
            "pdf" => Some(Self::Pdf),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    fn write(self, number: &str, invoice: &Invoice) -> Option<InvoiceFile> {
        let (end, kind, bytes) = match self {
            Self::Xml => ("xml", "application/xml", xrechnung::write(invoice).ok()?.into_bytes()),
            Self::Pdf => ("pdf", "application/pdf", pdf::write(invoice)),
            Self::Csv => ("csv", "text/csv; charset=utf-8", csv::write(invoice).ok()?.into_bytes()),
        };
        Some(InvoiceFile { name: format!("{number}.{end}"), kind, bytes })
    }
}

/// Documents that share a row of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// `2026-000017`: closed months and notes about them.
    Months,
    /// `A-2026-000017`: money paid in.
    Advances,
    /// `R-2026-000017`: money paid in that went back.
    Returns,
}

impl Row {
    /// By its name in an address.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "months" => Some(Self::Months),
            "advances" => Some(Self::Advances),
            "returns" => Some(Self::Returns),
            _ => None,
        }
    }

    /// The row of a number, and the number without its letter.
    pub fn of(number: &str) -> (Self, &str) {
        let marked = [("A-", Self::Advances), ("R-", Self::Returns)];
        let found =
            marked.into_iter().find_map(|(mark, row)| Some((row, number.strip_prefix(mark)?)));
        found.unwrap_or((Self::Months, number))
    }
}

fn parse(number: &str) -> Option<(StatementNumber, Row)> {
    let (row, plain) = Row::of(number);
    let (year, place) = plain.split_once('-')?;
    let found = StatementNumber { year: year.parse().ok()?, number: place.parse().ok()? };
    (found.name() == plain).then_some((found, row))
}

/// After which the page begins whose first is this one.
pub(super) fn before(number: StatementNumber) -> StatementNumber {
    StatementNumber { number: number.number.saturating_sub(1), ..number }
}

/// What covers months: money paid in, or a credit note.
pub(super) struct Source {
    sum: Sum,
    pub(super) name: String,
    /// What it was booked as, if it was paid in.
    pub(super) payment: String,
}

pub(super) const NOT_THERE: StoreError = StoreError::NotFound("invoice");

impl Engine {
    /// A document of a business (`None`: of any): as it was issued, or issued now. Another's is not there.
    pub async fn invoice(&self, of: Option<BusinessId>, number: &str) -> Result<Value> {
        let (issued, invoice) = self.document(of, number).await?;
        Ok(view(&issued, &invoice))
    }

    /// The same as a file.
    pub async fn invoice_file(
        &self,
        of: Option<BusinessId>,
        number: &str,
        form: Form,
    ) -> Result<InvoiceFile> {
        let (issued, invoice) = self.document(of, number).await?;
        let file = form.write(&issued.number, &invoice);
        Ok(file.ok_or(StoreError::Unavailable("the document cannot be written".to_owned()))?)
    }

    pub(super) async fn document(
        &self,
        of: Option<BusinessId>,
        number: &str,
    ) -> Result<(Issued, Invoice)> {
        let (parsed, row) = parse(number).ok_or(NOT_THERE)?;
        let issued = match (self.parts.store.issued(number.to_owned()).await?, row) {
            (Some(issued), _) => issued,
            (None, Row::Advances) => {
                let advance = self.advance_numbered(parsed).await?;
                visible(of, advance.business)?;
                self.issue_advance(&advance).await?
            }
            (None, Row::Returns) => {
                let returned = self.return_numbered(parsed).await?;
                visible(of, returned.business)?;
                self.issue_return(&returned).await?
            }
            (None, Row::Months) => {
                let statement = self.statement_numbered(parsed).await?;
                visible(of, statement.business)?;
                self.issue_statement(&statement).await?
            }
        };
        visible(of, issued.business)?;
        let invoice = read(&issued)?;
        Ok((issued, invoice))
    }

    async fn statement_numbered(&self, number: StatementNumber) -> Result<Statement> {
        let found = self.parts.store.statements(None, Some(before(number)), 1).await?;
        Ok(found.into_iter().find(|one| one.number == number).ok_or(NOT_THERE)?)
    }

    pub(super) async fn advance_numbered(&self, number: StatementNumber) -> Result<Advance> {
        let found = self.parts.store.advances(None, Some(before(number)), 1).await?;
        Ok(found.into_iter().find(|one| one.number == number).ok_or(NOT_THERE)?)
    }

    /// Writes the document of a closed month or of a note.
    pub(crate) async fn issue_statement(&self, of: &Statement) -> Result<Issued> {
        let invoice = if of.credit.is_some() {
            let corrected = self.corrected(of).await?;
            papers::credit(of, &corrected).map_err(no_document)?
        } else {
            let (seller, buyer) = (self.seller().await?, self.buyer(of.business).await?);
            let covered = self.covered(of).await?;
            let sides = Sides { seller: &seller, buyer: &buyer };
            sides.month(of, &covered).map_err(no_document)?
        };
        self.keep_invoice(&invoice, of.business).await
    }

    pub(crate) async fn issue_advance(&self, of: &Advance) -> Result<Issued> {
        let (seller, buyer) = (self.seller().await?, self.buyer(of.business).await?);
        let invoice = Sides { seller: &seller, buyer: &buyer }.advance(of).map_err(no_document)?;
        self.keep_invoice(&invoice, of.business).await
    }

    pub(super) async fn keep_invoice(
        &self,
        invoice: &Invoice,
        business: BusinessId,
    ) -> Result<Issued> {
        let number = invoice.draft().number.to_string();
        let document = serde_json::to_string(invoice).unwrap_or_default();
        let at = self.parts.clock.now();
        let issued = Issued { number, business, at, document };
        Ok(self.parts.store.issue(issued).await?)
    }

    /// The invoice that a note corrects; issued now, if it was not.
    async fn corrected(&self, note: &Statement) -> Result<Invoice> {
        let all = self.records(note.business).await?;
        let of_month = |one: &&Statement| one.credit.is_none() && one.month == note.month;
        let Some(month) = all.iter().find(of_month) else {
            return Err(no_document(PaperFault::MonthOpen));
        };
        let issued = match self.parts.store.issued(month.number.name()).await? {
            Some(issued) => issued,
            None => Box::pin(self.issue_statement(month)).await?,
        };
        read(&issued)
    }

    /// Every closed month and note of a business, in the order of their numbers.
    pub(crate) async fn records(&self, business: BusinessId) -> Result<Vec<Statement>> {
        let mut all: Vec<Statement> = Vec::new();
        loop {
            let after = all.last().map(|last| last.number);
            let page = self.parts.store.statements(Some(business), after, STEP).await?;
            let is_last = page.len() < STEP as usize;
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }

    async fn advances_of(&self, business: BusinessId) -> Result<Vec<Advance>> {
        let mut all: Vec<Advance> = Vec::new();
        loop {
            let after = all.last().map(|last| last.number);
            let page = self.parts.store.advances(Some(business), after, STEP).await?;
            let is_last = page.len() < STEP as usize;
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }

    /// With what a month was paid: advances and notes in the order in which they came, without what went back of them,
    /// and the rest.
    async fn covered(&self, month: &Statement) -> Result<Covered> {
        let records = self.records(month.business).await?;
        let mut sources: Vec<Source> = Vec::new();
        for advance in self.advances_of(month.business).await? {
            let sum = Sum { at: advance.received_at, net: advance.net };
            sources.push(Source { sum, name: advance.name(), payment: advance.reference });
        }
        for record in records.iter().filter(|one| one.number <= month.number) {
            if record.credit.is_some() {
                let net = Micros(record.total.0.saturating_neg());
                let sum = Sum { at: record.closed_at, net };
                let name = record.number.name();
                sources.push(Source { sum, name, payment: String::new() });
            }
        }
        sources.sort_by_key(|source| source.sum.at);
        let mut uses = self.uses_of_returns(month, &sources).await?;
        for record in records.iter().filter(|one| one.number <= month.number) {
            if record.credit.is_none() {
                let sum = Sum { at: record.closed_at, net: record.total };
                uses.push(Use { sum, first: None, again: None });
            }
        }
        // Of one moment, what went back goes first: a month that is closed then knows it. The month itself is last.
        uses.sort_by_key(|used| used.sum.at);
        let sums: Vec<Sum> = sources.iter().map(|source| source.sum).collect();
        let fault = || no_document(PaperFault::TooMuch);
        let (parts, rest) = cover(&sums, &uses).ok_or_else(fault)?;
        let mut by = Vec::new();
        for (source, part) in sources.iter().zip(&parts).filter(|(_, part)| part.0 > 0) {
            let number = source.name.parse().map_err(|_| fault())?;
            let issued = papers::day(source.sum.at).map_err(no_document)?;
            by.push((Reference { number, issued }, *part));
        }
        let owed = self.parts.store.balance(month.business).await?.owed;
        Ok(Covered { by, rest, owed: owed.min(rest) })
    }

    /// Documents of a business, or of all: closed months and notes, or money paid in; so many after a number.
    pub async fn invoices(
        &self,
        of: Option<BusinessId>,
        row: Row,
        after: Option<StatementNumber>,
        limit: u32,
    ) -> Result<Vec<Value>> {
        let store = &self.parts.store;
        Ok(match row {
            Row::Months => {
                store.statements(of, after, limit).await?.iter().map(of_statement).collect()
            }
            Row::Advances => {
                store.advances(of, after, limit).await?.iter().map(of_advance).collect()
            }
            Row::Returns => {
                let found = store.returns(of, after, limit).await?;
                found.iter().map(super::returned::of_return).collect()
            }
        })
    }

    /// Issues what can be issued of a record that was just written; what lacks details waits until somebody asks for it.
    pub(crate) async fn issue_soon(&self, of: &Statement) -> Result<()> {
        may_wait(&of.number.name(), self.issue_statement(of).await)
    }
}

/// A document that cannot be written yet waits until somebody asks for it.
pub(super) fn may_wait(number: &str, issued: Result<Issued>) -> Result<()> {
    match issued {
        Ok(_) => Ok(()),
        Err(crate::EngineError::Invalid { code, .. }) => {
            tracing::info!(number, code, "the invoice waits");
            Ok(())
        }
        Err(other) => Err(other),
    }
}

fn visible(of: Option<BusinessId>, whose: BusinessId) -> Result<()> {
    if of.is_none_or(|of| of == whose) { Ok(()) } else { Err(NOT_THERE.into()) }
}

pub(super) fn read(issued: &Issued) -> Result<Invoice> {
    let corrupt = |error: serde_json::Error| StoreError::Corrupt {
        table: "invoice",
        row: issued.number.clone(),
        what: error.to_string(),
    };
    Ok(serde_json::from_str(&issued.document).map_err(corrupt)?)
}

fn of_statement(of: &Statement) -> Value {
    json!({
        "number": of.number.name(),
        "kind": if of.credit.is_some() { "credit_note" } else { "month" },
        "business": of.business.to_string(),
        "month": of.month,
        "date": papers::day(of.closed_at).ok(),
        "currency": of.currency,
        "net_micros": of.total,
    })
}

fn of_advance(of: &Advance) -> Value {
    json!({
        "number": of.name(),
        "kind": "advance",
        "business": of.business.to_string(),
        "month": Month::of(of.received_at),
        "date": papers::day(of.received_at).ok(),
        "currency": of.currency,
        "net_micros": of.net,
    })
}

fn view(issued: &Issued, invoice: &Invoice) -> Value {
    let (draft, totals) = (invoice.draft(), invoice.totals());
    let kind = match &draft.kind {
        Kind::Credit(_) => "credit_note",
        Kind::Advance => "advance",
        Kind::Invoice | Kind::Statement(_) => "month",
    };
    let corrects = match &draft.kind {
        Kind::Credit(reference) => Some(reference.number.to_string()),
        Kind::Advance | Kind::Invoice | Kind::Statement(_) => None,
    };
    let lines: Vec<Value> = invoice
        .lines()
        .map(|(line, net)| {
            json!({
                "text": draft.language.item(&line.item),
                "quantity": line.quantity,
                "unit_micros": line.unit_price,
                "net_cents": net,
            })
        })
        .collect();
    json!({
        "number": issued.number,
        "kind": kind,
        "business": issued.business.to_string(),
        "date": draft.issued,
        "due_date": draft.due,
        "issued_at": issued.at.seconds(),
        "currency": draft.currency,
        "corrects": corrects,
        "seller": draft.seller.name,
        "buyer": draft.buyer.name,
        "buyer_reference": draft.buyer_reference,
        "lines": lines,
        "net_cents": totals.net,
        "vat_cents": totals.vat,
        "gross_cents": totals.gross,
        "paid_cents": totals.paid,
        "due_cents": totals.due,
        "rounding_micros": totals.rounding,
        "notes": draft.notes,
    })
}
