//! Statement lines as a spreadsheet reads them.

use crate::stage;
use kurier_billing::csv as sheet;
use kurier_billing::invoice::{Item, Line};
use kurier_policy::money::Micros;

#[test]
fn lines_read_back_and_formulas_are_text() {
    let mut draft = stage::usual();
    let item = Item::Other("=HYPERLINK(\"x\"), \"quoted\"".to_owned());
    draft.lines.push(Line { item, quantity: 3, unit_price: Micros(1_500_000) });
    let text = sheet::write(&draft.close().unwrap()).unwrap();
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), sheet::HEADER);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4);
    let expected = [
        "2026-000017",
        "2026-11-01",
        "2",
        "utility",
        "AT",
        "Servicenachrichten, Markt AT",
        "333",
        "0.045600",
        "15.18",
        "EUR",
    ];
    assert_eq!(rows[1].iter().collect::<Vec<_>>(), expected);
    assert_eq!(&rows[3][5], "'=HYPERLINK(\"x\"), \"quoted\"");
    // Numbers stand without quotes, texts within.
    assert!(text.contains(",333,0.045600,15.18,\"EUR\"\r\n"), "{text}");
}
