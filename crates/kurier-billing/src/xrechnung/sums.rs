//! Allowances (BG-20), tax (BG-23), totals (BG-22) and lines (BG-25).

use super::item_name;
use super::write::Out;
use crate::cents::Cents;
use crate::invoice::{Draft, Invoice, Line};
use crate::vat::Vat;
use std::io::Result;

/// An amount with its currency.
fn amount(out: &mut Out, draft: &Draft, name: &str, cents: Cents) -> Result<()> {
    out.leaf_with(name, &[("currencyID", draft.currency.code())], &cents.to_string())
}

pub(super) fn allowances(out: &mut Out, invoice: &Invoice) -> Result<()> {
    let draft = invoice.draft();
    for allowance in &draft.allowances {
        out.group("cac:AllowanceCharge", |out| {
            out.leaf("cbc:ChargeIndicator", "false")?;
            out.leaf("cbc:AllowanceChargeReason", &allowance.reason)?;
            amount(out, draft, "cbc:Amount", allowance.amount)?;
            category(out, "cac:TaxCategory", &draft.vat)
        })?;
    }
    Ok(())
}

/// Category and rate, without a reason: that stands once, in the breakdown.
fn category(out: &mut Out, name: &str, vat: &Vat) -> Result<()> {
    out.group(name, |out| {
        out.leaf("cbc:ID", vat.code())?;
        out.leaf("cbc:Percent", &vat.rate().to_string())?;
        scheme(out)
    })
}

fn scheme(out: &mut Out) -> Result<()> {
    out.group("cac:TaxScheme", |out| out.leaf("cbc:ID", "VAT"))
}

pub(super) fn tax(out: &mut Out, invoice: &Invoice) -> Result<()> {
    let (draft, totals) = (invoice.draft(), invoice.totals());
    out.group("cac:TaxTotal", |out| {
        amount(out, draft, "cbc:TaxAmount", totals.vat)?;
        out.group("cac:TaxSubtotal", |out| {
            amount(out, draft, "cbc:TaxableAmount", totals.net)?;
            amount(out, draft, "cbc:TaxAmount", totals.vat)?;
            out.group("cac:TaxCategory", |out| {
                out.leaf("cbc:ID", draft.vat.code())?;
                out.leaf("cbc:Percent", &draft.vat.rate().to_string())?;
                if let Some(code) = draft.vat.reason_code() {
                    out.leaf("cbc:TaxExemptionReasonCode", code)?;
                }
                if let Some(reason) = draft.language.tax_reason(&draft.vat) {
                    out.leaf("cbc:TaxExemptionReason", reason)?;
                }
                scheme(out)
            })
        })
    })
}

pub(super) fn totals(out: &mut Out, invoice: &Invoice) -> Result<()> {
    let (draft, totals) = (invoice.draft(), invoice.totals());
    out.group("cac:LegalMonetaryTotal", |out| {
        amount(out, draft, "cbc:LineExtensionAmount", totals.lines)?;
        amount(out, draft, "cbc:TaxExclusiveAmount", totals.net)?;
        amount(out, draft, "cbc:TaxInclusiveAmount", totals.gross)?;
        if totals.allowances > Cents::ZERO {
            amount(out, draft, "cbc:AllowanceTotalAmount", totals.allowances)?;
        }
        if totals.paid > Cents::ZERO {
            amount(out, draft, "cbc:PrepaidAmount", totals.paid)?;
        }
        amount(out, draft, "cbc:PayableAmount", totals.due)
    })
}

pub(super) fn lines(out: &mut Out, invoice: &Invoice) -> Result<()> {
    for (place, (line, net)) in invoice.lines().enumerate() {
        let number = place.saturating_add(1).to_string();
        one(out, invoice, &number, (line, net))?;
    }
    Ok(())
}

fn one(out: &mut Out, invoice: &Invoice, number: &str, (line, net): (&Line, Cents)) -> Result<()> {
    let draft = invoice.draft();
    let (name, quantity) = if invoice.is_credit() {
        ("cac:CreditNoteLine", "cbc:CreditedQuantity")
    } else {
        ("cac:InvoiceLine", "cbc:InvoicedQuantity")
    };
    out.group(name, |out| {
        out.leaf("cbc:ID", number)?;
        // C62: pieces.
        out.leaf_with(quantity, &[("unitCode", "C62")], &line.quantity.to_string())?;
        amount(out, draft, "cbc:LineExtensionAmount", net)?;
        out.group("cac:Item", |out| {
            out.leaf("cbc:Name", &item_name(draft, &line.item))?;
            category(out, "cac:ClassifiedTaxCategory", &draft.vat)
        })?;
        out.group("cac:Price", |out| {
            let currency = [("currencyID", draft.currency.code())];
            out.leaf_with("cbc:PriceAmount", &currency, &line.unit_price.to_string())
        })
    })
}
