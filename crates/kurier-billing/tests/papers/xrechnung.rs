//! Electronic invoices before an independent reader and judge: the rules of EN 16931 and of XRechnung 3.0.

use crate::stage;
use en16931::profiles;
use en16931_formats::ubl::order;
use en16931_formats::{Policy, Received, Recommendation, receive};
use kurier_billing::invoice::{Draft, Item, Line};
use kurier_billing::xrechnung;
use kurier_policy::money::Micros;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::fs;
use std::path::Path;

fn judged(xml: &str) -> Received {
    let policy = Policy { require: Some(&profiles::XRECHNUNG), ..Policy::default() };
    receive(xml.as_bytes(), &policy)
}

fn written(draft: Draft) -> String {
    xrechnung::write(&draft.close().unwrap()).unwrap()
}

#[test]
fn every_kind_of_document_passes_without_a_remark() {
    for (name, invoice) in stage::all() {
        let verdict = judged(&xrechnung::write(&invoice).unwrap());
        assert_eq!(verdict.recommendation, Recommendation::Accept, "{name}: {verdict}");
        assert_eq!(verdict.report_declared.most_severe(), None, "{name}: {verdict}");
    }
}

#[test]
fn documents_are_what_they_were() {
    for (name, invoice) in stage::all() {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/papers/golden/{name}.xml"));
        let xml = xrechnung::write(&invoice).unwrap();
        if std::env::var_os("KURIER_BLESS").is_some() {
            fs::write(&path, &xml).unwrap();
        }
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            xml,
            "{name}: KURIER_BLESS=1 writes it anew"
        );
    }
}

#[test]
fn elements_stand_in_the_order_of_the_schema() {
    for (name, invoice) in stage::all() {
        let xml = xrechnung::write(&invoice).unwrap();
        let mut reader = Reader::from_str(&xml);
        let mut above: Vec<(String, usize)> = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    let child = start.local_name().into_inner().to_owned();
                    if let Some((parent, last)) = above.last_mut() {
                        // Of parents with one kind of child the table says nothing.
                        if order::children_of(parent).is_some() {
                            let place = order::index_of(parent, &child);
                            let place =
                                place.unwrap_or_else(|| panic!("{name}: {child} in {parent}"));
                            assert!(place >= *last, "{name}: {child} too late in {parent}");
                            *last = place;
                        }
                    }
                    above.push((child, 0));
                }
                Event::End(_) => drop(above.pop()),
                Event::Eof => break,
                _ => {}
            }
        }
    }
}

/// Breaks one place of a good document and says which rule must notice.
fn broken(draft: Draft, from: &str, to: &str) -> Vec<String> {
    let xml = written(draft);
    assert_eq!(xml.matches(from).count(), 1, "{from} must stand there once:\n{xml}");
    let verdict = judged(&xml.replace(from, to));
    assert_eq!(verdict.recommendation, Recommendation::Reject, "{from} → {to}: {verdict}");
    verdict.reasons
}

#[test]
fn the_judge_notices_what_is_broken() {
    let usual = [
        (
            "<cbc:PayableAmount currencyID=\"EUR\">257",
            "<cbc:PayableAmount currencyID=\"EUR\">258",
            "BR-CO-16",
        ),
        (
            "<cbc:TaxExclusiveAmount currencyID=\"EUR\">21",
            "<cbc:TaxExclusiveAmount currencyID=\"EUR\">31",
            "BR-CO-13",
        ),
        (
            "<cbc:LineExtensionAmount currencyID=\"EUR\">15.18",
            "<cbc:LineExtensionAmount currencyID=\"EUR\">15.28",
            "BR-CO-10",
        ),
        ("<cbc:BuyerReference>04011000-1234512345-06</cbc:BuyerReference>", "", "BR-DE-15"),
        ("<cbc:Telephone>+49 441 123456</cbc:Telephone>", "", "BR-DE-6"),
        ("<cbc:ID>DE02120300000000202051</cbc:ID>", "", "BR-50"),
        ("<cbc:ID>2026-000017</cbc:ID>", "", "BR-02"),
        ("<cbc:PostalZone>49074</cbc:PostalZone>", "", "BR-DE-9"),
        (
            "<cbc:IssueDate>2026-11-01</cbc:IssueDate>",
            "<cbc:IssueDate>2026-11-31</cbc:IssueDate>",
            "",
        ),
        (
            "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>",
            "",
            "PEPPOL-EN16931-R001",
        ),
    ];
    for (from, to, rule) in usual {
        let reasons = broken(stage::usual(), from, to);
        assert!(reasons.iter().any(|reason| reason.contains(rule)), "{from}: {reasons:?}");
    }
    let reason = "<cbc:TaxExemptionReason>Reverse charge</cbc:TaxExemptionReason>";
    let code = "<cbc:TaxExemptionReasonCode>VATEX-EU-AE</cbc:TaxExemptionReasonCode>";
    let xml = written(stage::reverse_charge()).replace(reason, "").replace(code, "");
    assert_eq!(judged(&xml).recommendation, Recommendation::Reject);
    let id = "<cbc:CompanyID>ATU12345678</cbc:CompanyID>";
    broken(stage::reverse_charge(), id, "<cbc:CompanyID></cbc:CompanyID>");
    let paid = "<cbc:PrepaidAmount currencyID=\"EUR\">";
    let reasons = broken(stage::statement(), paid, "<cbc:PrepaidAmount currencyID=\"EUR\">1");
    assert!(reasons.iter().any(|reason| reason.contains("BR-CO-16")), "{reasons:?}");
}

#[test]
fn hostile_names_stay_names() {
    let mut draft = stage::usual();
    draft.buyer.name =
        "</cbc:Name><!--\u{0} \"O'Neil\" & ]]> \u{202E}txet &lt; 東京 \u{FFFE}".to_owned();
    draft.notes = vec!["<!DOCTYPE x [<!ENTITY y \"z\">]>&y;\r\n".to_owned()];
    let xml = written(draft);
    let verdict = judged(&xml);
    assert_eq!(verdict.recommendation, Recommendation::Accept, "{verdict}");
    let read = verdict.invoice.unwrap();
    let name = read.buyer.name;
    assert_eq!(name.as_deref(), Some("</cbc:Name><!-- \"O'Neil\" & ]]> txet &lt; 東京"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_is_billed_passes(
        lines in proptest::collection::vec((1..2_000_000_u32, 0..3_000_000_i64, ".{1,40}"), 1..12),
        name in any::<String>(), note in any::<String>(), paid in 0..=100_i64,
    ) {
        let mut draft = stage::usual();
        draft.lines = lines
            .into_iter()
            .map(|(quantity, micros, name)| Line {
                item: Item::Other(format!("x{name}")),
                quantity,
                unit_price: Micros(micros),
            })
            .collect();
        draft.allowances.clear();
        draft.buyer.name = format!("x{name}");
        draft.notes = vec![note];
        let gross = draft.clone().close().unwrap().totals().gross;
        draft.paid.0 = gross.0 / 100 * paid;
        let xml = written(draft);
        let verdict = judged(&xml);
        prop_assert_eq!(verdict.recommendation, Recommendation::Accept, "{}\n{}", verdict, xml);
    }
}
