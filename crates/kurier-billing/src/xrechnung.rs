//! Electronic invoices: UBL 2.1 by the rules of XRechnung 3.0, which are those of EN 16931 and some German ones.
//!
//! The elements stand in the order of the UBL schemas; the comments name the business terms of EN 16931. The same
//! document gives the same bytes.

mod parties;
mod sums;
mod write;

use crate::invoice::{Draft, Invoice, Item, Kind, Payment};
use write::Out;

/// What the document claims to follow (BT-24).
pub const CUSTOMIZATION: &str =
    "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0";
/// The business process (BT-23).
pub const PROFILE: &str = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";

const INVOICE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const CREDIT_NOTE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";
const AGGREGATES: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const BASICS: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

/// Writing failed; into memory that does not happen.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the document")]
pub struct CannotWrite(#[from] std::io::Error);

/// The document as UTF-8 XML.
pub fn write(invoice: &Invoice) -> Result<String, CannotWrite> {
    let mut out = Out::new()?;
    let (root, namespace) =
        if invoice.is_credit() { ("CreditNote", CREDIT_NOTE) } else { ("Invoice", INVOICE) };
    let names = [("xmlns", namespace), ("xmlns:cac", AGGREGATES), ("xmlns:cbc", BASICS)];
    out.group_with(root, &names, |out| {
        head(out, invoice)?;
        parties::seller(out, &invoice.draft().seller)?;
        parties::buyer(out, &invoice.draft().buyer)?;
        payment(out, invoice)?;
        sums::allowances(out, invoice)?;
        sums::tax(out, invoice)?;
        sums::totals(out, invoice)?;
        sums::lines(out, invoice)
    })?;
    Ok(out.finish())
}

/// Code of the document in UNTDID 1001 (BT-3). An advance is an ordinary invoice there: XRechnung knows no code for it
/// (BR-DE-17), so a note says so.
fn type_code(kind: &Kind) -> &'static str {
    match kind {
        Kind::Invoice | Kind::Advance | Kind::Statement(_) => "380",
        Kind::Credit(_) => "381",
    }
}

fn head(out: &mut Out, invoice: &Invoice) -> std::io::Result<()> {
    let draft = invoice.draft();
    let credit = invoice.is_credit();
    out.leaf("cbc:CustomizationID", CUSTOMIZATION)?;
    out.leaf("cbc:ProfileID", PROFILE)?;
    out.leaf("cbc:ID", &draft.number.to_string())?;
    out.leaf("cbc:IssueDate", &draft.issued.to_string())?;
    if let (Some(due), false) = (draft.due, credit) {
        out.leaf("cbc:DueDate", &due.to_string())?;
    }
    let code = if credit { "cbc:CreditNoteTypeCode" } else { "cbc:InvoiceTypeCode" };
    out.leaf(code, type_code(&draft.kind))?;
    for note in notes(invoice) {
        out.leaf("cbc:Note", &note)?;
    }
    out.leaf("cbc:DocumentCurrencyCode", draft.currency.code())?;
    out.leaf("cbc:BuyerReference", &draft.buyer_reference)?;
    if let Some(period) = draft.period {
        out.group("cac:InvoicePeriod", |out| {
            out.leaf("cbc:StartDate", &period.from.to_string())?;
            out.leaf("cbc:EndDate", &period.to.to_string())
        })?;
    }
    for reference in preceding(draft) {
        out.group("cac:BillingReference", |out| {
            out.group("cac:InvoiceDocumentReference", |out| {
                out.leaf("cbc:ID", &reference.number.to_string())?;
                out.leaf("cbc:IssueDate", &reference.issued.to_string())
            })
        })?;
    }
    Ok(())
}

/// The documents that this one corrects or settles (BG-3).
fn preceding(draft: &Draft) -> Vec<&crate::invoice::Reference> {
    match &draft.kind {
        Kind::Invoice | Kind::Advance => Vec::new(),
        Kind::Statement(advances) => advances.iter().map(|advance| &advance.invoice).collect(),
        Kind::Credit(reference) => vec![reference],
    }
}

/// What the document says in sentences (BT-22): its kind where no code tells it, the advances with the tax they bore
/// (§ 14 (5) UStG), and what its maker wrote.
pub(crate) fn notes(invoice: &Invoice) -> Vec<String> {
    let draft = invoice.draft();
    let language = draft.language;
    let mut all = Vec::new();
    match &draft.kind {
        Kind::Advance => all.push(language.advance_note().to_owned()),
        Kind::Statement(_) => all.push(language.statement_note().to_owned()),
        Kind::Invoice | Kind::Credit(_) => {}
    }
    for deduction in invoice.deductions() {
        all.push(language.deduction(&deduction, draft.currency));
    }
    all.extend(draft.notes.iter().cloned());
    all
}

/// How it is paid (BG-16, BG-17), and the terms (BT-20).
fn payment(out: &mut Out, invoice: &Invoice) -> std::io::Result<()> {
    let draft = invoice.draft();
    let code = match &draft.payment {
        Payment::Transfer { .. } => "58",
        Payment::Online => "68",
        Payment::Balance => "97",
    };
    out.group("cac:PaymentMeans", |out| {
        out.leaf("cbc:PaymentMeansCode", code)?;
        let Payment::Transfer { iban, bic, reference } = &draft.payment else { return Ok(()) };
        if !reference.is_empty() {
            out.leaf("cbc:PaymentID", reference)?;
        }
        out.group("cac:PayeeFinancialAccount", |out| {
            out.leaf("cbc:ID", iban.as_str())?;
            out.leaf("cbc:Name", &draft.seller.name)?;
            let Some(bic) = bic else { return Ok(()) };
            out.group("cac:FinancialInstitutionBranch", |out| out.leaf("cbc:ID", bic))
        })
    })?;
    let terms = draft.language.terms(invoice);
    out.group("cac:PaymentTerms", |out| out.leaf("cbc:Note", &terms))
}

/// The name of a line (BT-153).
fn item_name(draft: &Draft, item: &Item) -> String {
    draft.language.item(item)
}
