use super::*;
use proptest::prelude::*;

const OLD: &str = include_str!("../../tests/samples/camt.053.001.02.xml");
const NEW: &str = include_str!("../../tests/samples/camt.053.001.08.xml");
const HEAD: &str = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">";

fn numbers(entries: &[Entry]) -> Vec<Option<u64>> {
    entries.iter().map(|entry| entry.reference().map(Reference::number)).collect()
}

#[test]
fn payments_are_found_in_a_statement_of_version_02() {
    let entries = read(OLD.as_bytes()).unwrap();
    // Several references, or none: a human decides.
    assert_eq!(numbers(&entries), [Some(100_000_000_000_042), Some(7), None, None]);
    let first = &entries[0];
    assert_eq!(first.line, 9);
    assert_eq!(first.account, "DE02120300000000202051");
    assert_eq!((first.amount, first.direction), (Cents(11_900), Direction::Credit));
    assert_eq!(first.booked.unwrap().to_string(), "2026-11-02");
    assert_eq!(first.bank_reference, "2026110212345");
    assert_eq!(first.counterparty.as_deref(), Some("Bäckerei Süß & Söhne"));
    assert_eq!((first.end_to_end.as_deref(), first.is_booked), (None, true));
    let batch: Vec<_> =
        entries[1..3].iter().map(|one| (one.amount, &*one.bank_reference)).collect();
    assert_eq!(batch, [(Cents(1_000), "SAMMLER1#1"), (Cents(2_050), "SAMMLER1#2")]);
    assert_eq!(entries[3].direction, Direction::Debit);
    assert!(!entries[3].is_booked);
    assert_eq!(entries[3].remittance, "ENTGELTABSCHLUSS");
}

#[test]
fn version_08_reads_alike_under_any_prefix() {
    let entries = read(NEW.as_bytes()).unwrap();
    assert_eq!(numbers(&entries), [Some(123_456_789_012_345); 2]);
    assert_eq!(entries[0].counterparty.as_deref(), Some("Blumen Müller"));
    assert_eq!(entries[0].bank_reference, "TX-1");
    assert_eq!(entries[1].counterparty.as_deref(), Some("Blumen Müller"));
    assert!(entries[1].reversal && entries[1].is_booked);
    assert_eq!(entries[1].amount, Cents(5_950));
}

#[test]
fn a_fault_names_its_line() {
    let fault = |from: &str, to: &str| {
        let text = OLD.replacen(from, to, 1);
        assert_ne!(text, OLD);
        let fault = read(text.as_bytes()).unwrap_err();
        (fault.line, fault.what)
    };
    assert_eq!(fault(">119.00<", ">119.005<"), (10, What::Amount));
    assert_eq!(fault(">119.00<", ">-119<"), (10, What::Amount));
    assert_eq!(fault(">119.00<", ">1e2<"), (10, What::Amount));
    assert_eq!(fault("Amt Ccy=\"EUR\">119", "Amt Ccy=\"eur\">119"), (10, What::Currency));
    assert_eq!(fault(">20.50<", ">20.51<"), (46, What::Batch));
    assert_eq!(fault("BookgDt><Dt>2026-11", "BookgDt><Dt>2026-13"), (13, What::Date));
    assert_eq!(fault("CRDT</CdtDbtInd>\n", "X</CdtDbtInd>\n"), (11, What::Direction));
    assert_eq!(fault("053.001.02\"", "052.001.02\""), (2, What::OtherKind));
    assert_eq!(fault("</Stmt>", "</Stm>").1, What::NotXml);
    assert_eq!(fault("<Ntry>", "<Ntry>&evil;"), (9, What::Entity));
    let said = Fault { line: 3, what: What::Date }.to_string();
    assert_eq!(said, "line 3: a booking date is no date");
}

#[test]
fn hostile_files_are_refused_at_once() {
    let what = |text: &[u8]| read(text).unwrap_err().what;
    assert_eq!(what(&vec![b' '; BYTES_MAX + 1]), What::TooLarge);
    assert_eq!(what(b"\xFF\xFE<\0"), What::NotUtf8);
    assert_eq!(what(b""), What::NotXml);
    assert_eq!(what(b"<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>"), What::Entity);
    assert_eq!(what(b"<x/>"), What::OtherKind);
    assert_eq!(what(format!("{HEAD}{}", "<a>".repeat(100_000)).as_bytes()), What::TooDeep);
    let long = format!("{HEAD}{}</Document>", "x".repeat(TEXT_MAX + 1));
    assert_eq!(what(long.as_bytes()), What::TextTooLong);
    assert_eq!(what(&OLD.as_bytes()[..OLD.len() / 2]), What::NotXml);
    assert_eq!(what(format!("{OLD}<Document/>").as_bytes()), What::NotXml);
    let entry = "<Ntry><Amt Ccy=\"EUR\">1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>";
    let many = format!("{HEAD}<BkToCstmrStmt><Stmt>{}", entry.repeat(ENTRIES_MAX + 1));
    assert_eq!(what(many.as_bytes()), What::TooMany);
}

proptest! {
    #[test]
    fn broken_bytes_never_panic(place in 0..OLD.len(), byte in any::<u8>(), cut in 0..OLD.len() - 1) {
        let mut bytes = OLD.as_bytes().to_vec();
        bytes[place] = byte;
        let _changed = read(&bytes);
        bytes[place] = OLD.as_bytes()[place];
        bytes.truncate(cut);
        let ends = bytes.trim_ascii_end().ends_with(b"</Document>");
        prop_assert_eq!(read(&bytes).is_ok(), ends);
    }

    #[test]
    fn any_markup_is_read_or_refused(text in "(<[a-zA-Z/!?]{0,6}>|&[a-z#0-9]{0,4};|[ -~]){0,60}") {
        let _read = read(text.as_bytes());
        let _within = read(format!("{HEAD}<BkToCstmrStmt><Stmt><Ntry>{text}").as_bytes());
    }
}
