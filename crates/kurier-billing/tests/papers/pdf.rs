//! The page for people: what a reader of PDFs finds on it.

use crate::stage;
use kurier_billing::invoice::{Draft, Item, Line};
use kurier_billing::pdf;
use kurier_policy::money::Micros;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// The text that another program finds, or `None` if it is not installed (Debian: poppler-utils).
fn told(bytes: &[u8]) -> Option<String> {
    let mut reader = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .inspect_err(|missing| eprintln!("not read by another program: {missing}"))
        .ok()?;
    reader.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = reader.wait_with_output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && complaints.is_empty(), "{complaints}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn pages(bytes: &[u8]) -> usize {
    String::from_utf8_lossy(bytes).matches("/Type /Page\n").count()
}

/// A document with many lines and hostile names.
fn long() -> Draft {
    let mut draft = stage::usual();
    "Łódź Пекарня 東京 (x) \\ Gesellschaft mit sehr langem Namen & Co. KG"
        .clone_into(&mut draft.buyer.name);
    let item =
        |number| Item::Other(format!("Posten {number} mit einem Namen, der zwei Zeilen braucht"));
    let line = |number| Line { item: item(number), quantity: number, unit_price: Micros(10_000) };
    draft.lines = (1..=90).map(line).collect();
    draft
}

#[test]
fn the_same_document_gives_the_same_pages() {
    for (name, invoice) in stage::all() {
        let bytes = pdf::write(&invoice);
        assert_eq!(bytes, pdf::write(&invoice), "{name}");
        assert!(bytes.starts_with(b"%PDF-1.7") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
        assert_eq!(pages(&bytes), 1, "{name}");
        // For looking at: KURIER_SHOW names a folder.
        if let Some(folder) = std::env::var_os("KURIER_SHOW") {
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), &bytes)
                .unwrap();
        }
    }
}

#[test]
fn a_reader_finds_number_names_and_totals() {
    for (name, invoice) in stage::all() {
        let Some(text) = told(&pdf::write(&invoice)) else { return };
        let draft = invoice.draft();
        let number = draft.number.to_string();
        for part in [&number, &draft.seller.name, &draft.buyer.name, &draft.buyer_reference] {
            assert!(text.contains(part.as_str()), "{name} lacks {part}:\n{text}");
        }
    }
    let Some(text) = told(&pdf::write(&stage::usual().close().unwrap())) else { return };
    for part in [
        "12.345",
        "0,0456",
        "15,18",
        "228,68",
        "-12,34",
        "216,34",
        "19 % auf 216,34",
        "41,10",
        "257,44 EUR",
        "DE02 1203 0000 0000 2020 51",
        "KU-10000-00000-00042-17",
        "Zahlbar bis 15.11.2026",
        "Seite 1 von 1",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    let Some(text) = told(&pdf::write(&stage::statement().close().unwrap())) else { return };
    for part in ["-257,44", "0,00 EUR", "Aus Anzahlungsrechnung 2026-000016 vom 02.10.2026"] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}

#[test]
fn long_documents_go_over_several_pages_and_strange_names_stay_readable() {
    let bytes = pdf::write(&long().close().unwrap());
    let count = pages(&bytes);
    assert!(count >= 3, "{count}");
    if let Some(folder) = std::env::var_os("KURIER_SHOW") {
        std::fs::write(std::path::Path::new(&folder).join("long.pdf"), &bytes).unwrap();
    }
    let Some(text) = told(&bytes) else { return };
    assert!(text.contains(&format!("Seite {count} von {count}")), "{text}");
    for part in ["Pekarnia", "(x) \\ Gesellschaft", "Posten 90", "Namen in anderen Schriften"] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}
