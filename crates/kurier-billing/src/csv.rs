//! Statement lines for spreadsheets: RFC 4180, UTF-8, a header, and no cell that a spreadsheet would run.

use crate::invoice::{Invoice, Item};
use ::csv::{QuoteStyle, Terminator, WriterBuilder};

/// Columns, in order.
pub const HEADER: [&str; 10] = [
    "document",
    "issued",
    "position",
    "category",
    "market",
    "text",
    "quantity",
    "unit_price",
    "net",
    "currency",
];

/// The sheet could not be put together; into memory that does not happen.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the sheet")]
pub struct CannotWrite(#[from] ::csv::Error);

/// The lines of a document. Numbers have a decimal point and no grouping, whatever the document's language.
pub fn write(invoice: &Invoice) -> Result<String, CannotWrite> {
    let mut sheet = WriterBuilder::new()
        .quote_style(QuoteStyle::NonNumeric)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    sheet.write_record(HEADER)?;
    let draft = invoice.draft();
    for (place, (line, net)) in invoice.lines().enumerate() {
        let (category, market) = match &line.item {
            Item::Messages { category, market } => (category.name(), market.code()),
            Item::Balance => ("balance", ""),
            Item::Other(_) => ("other", ""),
        };
        sheet.write_record([
            cell(&draft.number.to_string()),
            draft.issued.to_string(),
            place.saturating_add(1).to_string(),
            category.to_owned(),
            market.to_owned(),
            cell(&draft.language.item(&line.item)),
            line.quantity.to_string(),
            line.unit_price.to_string(),
            net.to_string(),
            draft.currency.code().to_owned(),
        ])?;
    }
    let bytes = sheet.into_inner().map_err(|broken| ::csv::Error::from(broken.into_error()))?;
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// A text that no spreadsheet takes for a formula: an apostrophe in front of those that begin like one. Spaces in front do
/// not hide it, since spreadsheets skip them.
pub fn cell(text: &str) -> String {
    let bare = text.trim_start_matches([' ', '\u{A0}']);
    let formula = bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_run_is_disarmed() {
        for text in ["=1+1", "+49", "-2", "@SUM(A1)", "\tx", "\r=1", " =cmd", "＝1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        for text in ["", "Bäckerei", "1=1", "a-b"] {
            assert_eq!(cell(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_cell_begins_like_a_formula(text in any::<String>()) {
            let safe = cell(&text);
            prop_assert!(!safe.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert!(safe.ends_with(&text));
        }
    }
}
