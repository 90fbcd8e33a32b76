//! What sources bring, whole and broken.

use jiff::civil::{Date, date};
use kurier_flights::feed::{Intake, LONGEST_BYTES, Reason, SOURCES, Source, read};
use kurier_flights::model::News;
use kurier_flights::mvt::{Language, Telex};
use kurier_flights::source::Airports;
use proptest::prelude::*;

const TODAY: Date = date(2026, 9, 20);

fn take(source: Source, text: &str) -> Intake {
    read(source, text.as_bytes(), &Airports::built_in(), TODAY)
}

fn reasons(intake: &Intake) -> Vec<Reason> {
    intake.faults.iter().map(|fault| fault.reason).collect()
}

const TELEX: &str = "From: ops\r\nQU ORDKKXX\r\n.BOSOOXX 201530/X1\r\nCOR\r\nMVT\r\nKU100/20.N100KU.ORD\r\nED201700\r\nDL41/0030\r\n\
MVA\r\nKU101/20.N101KU.BOS\r\nAA1530/1541\r\nDIV\r\nKU102/20SEP26.N102KU.ORD\r\nEA1800 MSP\r\nDR71\r\nLDM\r\nWHATEVER\r\n\
-TITLE SAM\r\n-ARCID KU103\r\n-EOBD 260920\r\n-EOBT 1220\r\n-CTOT 1236\r\n-TAXITIME 0012\r\n";
const SSM: &str = "SSM\nUTC\n20SEP00052E001\nNEW\nKU500\n21SEP26 25SEP26 135\nJ 738 . N500KU\nORD1515 BOS1745\nBOS1830 ORD2110\n\
//\nCNL\nKU501\n21SEP26 27SEP26 7\n";
const ASM: &str = "ASM\nLT\n20SEP00053E001\nTIM\nKU502/22SEP\nORD2330 BOS0215/1\n";
const AIDX: &str = r#"<?xml version="1.0"?><soap:Envelope xmlns:soap="s"><soap:Body>
<IATA_AIDX_FlightLegNotifRQ xmlns="http://www.iata.org/IATA/2007/00"><FlightLeg><LegIdentifier><Airline>KU</Airline>
<FlightNumber>0100</FlightNumber><DepartureAirport>ORD</DepartureAirport><ArrivalAirport>BOS</ArrivalAirport>
<OriginDate>2026-09-20</OriginDate></LegIdentifier><LegData><OperationalStatus>DX</OperationalStatus>
<OperationTime OperationQualifier="OFB" TimeType="SCT">2026-09-20T15:00:00Z</OperationTime>
<OperationTime OperationQualifier="ONB" TimeType="SCT">2026-09-20T17:30:00Z</OperationTime>
<OperationTime OperationQualifier="OFB" TimeType="EST">2026-09-20T15:40:00Z</OperationTime>
<OperationTime OperationQualifier="OFB" TimeType="EST">2026-09-20T15:50:00Z</OperationTime>
<AirportResources Usage="Actual"><Resource DepartureOrArrival="Departure"><PassengerGate>B 12</PassengerGate></Resource>
<Resource DepartureOrArrival="Arrival"><PassengerGate>9</PassengerGate></Resource></AirportResources>
<AircraftInfo><Registration>N100KU</Registration></AircraftInfo></LegData></FlightLeg></IATA_AIDX_FlightLegNotifRQ>
</soap:Body></soap:Envelope>"#;
const AEROAPI: &str = r#"{"event_code":"departure","flight":{"ident":"KUR100","ident_iata":"KU100","registration":"N100KU",
"origin":{"code":"KORD","code_iata":"ORD"},"destination":{"code_iata":"BOS"},"cancelled":false,"diverted":true,
"scheduled_out":"2026-09-20T15:00:00Z","estimated_out":"2026-09-20T16:00:00Z","scheduled_in":"2026-09-20T17:30:00Z"}}"#;
const JSON: &str = r#"{"flights":[{"flight":"KU100","date":"2026-09-20","from":"ORD","to":"BOS","std":"2026-09-20T15:00:00Z",
"sta":"2026-09-20T17:30:00Z","status":"cancelled"},{"flight":"KU101","date":"2026-09-20","etd":"2026-09-20T19:00:00-05:00"}]}"#;
const TABLE: &str = "flight,date,from,to,std,sta,etd,tail,delay_code\nKU100,2026-09-20,ORD,BOS,2026-09-20T15:00:00Z,2026-09-20T17:30:00Z,2026-09-20T16:00:00Z,N100KU,93\n";
const BOOKINGS: &str = "record_locator,name,phone_e164,kurier_id,flight,date,from,seat,language,onward,passport\n\
ABC123,First Passenger,+1 555 010 0001,,KU 100,2026-09-20,ORD,1A,de-DE,KU101,X1234567\nDEF456,Second Passenger,,CC.abcdef,KU100,2026-09-20,,,,,\nGHI789,No Phone,,,KU100,2026-09-20,,,,,\n";
const PNL: &str = "PNL\nKU100/20SEP ORD PART1\nCFG/007C056Y\n-BOS003Y\n2FAMILY/ONEMRS/TWOMR-A2 .L/ABC123/KU\n.R/DOCS HK1/P/USA/X1234567/USA/01JAN80/F/01JAN30/FAMILY\n\
.RN/ONE/X1234567\n.R/CTCM HK1/15550100001/DE\n.O/KU101Y20BOSATL1830HK\n1OTHER/THREEMR-B1 .L/DEF456 .R/CTCR HK1\n.R/FOID PP X7654321\nENDPNL\n";
const PTM: &str = "PTM\nKU100/20SEP ORD\nKU101 ATL 2Y 1B11K FAMILY/ONEMRS\n";

#[test]
fn telexes_of_all_kinds_in_one_text_are_read() {
    let intake = take(Source::Telex, TELEX);
    assert_eq!(reasons(&intake), []);
    let kinds: Vec<&str> = intake
        .telexes
        .iter()
        .map(|telex| match telex {
            Telex::Movement(movement) if movement.is_correction => "corrected",
            Telex::Movement(_) => "movement",
            Telex::Diversion(diversion) if diversion.to == "MSP".parse().ok() => "diversion",
            Telex::Slot(_) => "slot",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["corrected", "movement", "diversion", "slot"]);
    let Telex::Slot(slot) = &intake.telexes[3] else { unreachable!() };
    assert_eq!(slot.off_block.timestamp().to_string(), "2026-09-20T12:24:00Z");
}

#[test]
fn schedules_become_legs_and_reports_for_each_of_their_days() {
    let intake = take(Source::Telex, SSM);
    assert_eq!(reasons(&intake), []);
    // Monday, Wednesday and Friday, two legs each.
    assert_eq!(intake.legs.len(), 6);
    assert_eq!(intake.legs[0].key.to_string(), "KU500/2026-09-21/ORD");
    assert_eq!((intake.legs[0].block_min(), intake.legs[0].tail.as_deref()), (150, Some("N500KU")));
    assert_eq!(intake.reports.len(), 1, "one Sunday: {:?}", intake.reports);
    assert_eq!(intake.reports[0].news, [News::Cancelled]);
    let intake = take(Source::Telex, ASM);
    let News::Retimed { std, sta } = &intake.reports[0].news[0] else { panic!("{intake:?}") };
    assert_eq!(std.timestamp().to_string(), "2026-09-23T04:30:00Z", "local to Chicago");
    assert_eq!(sta.unwrap().timestamp().to_string(), "2026-09-23T06:15:00Z", "local to Boston");
}

#[test]
fn flights_of_all_forms_say_the_same() {
    for (source, text) in [
        (Source::Aidx, AIDX),
        (Source::AeroApi, AEROAPI),
        (Source::Json, JSON),
        (Source::Table, TABLE),
    ] {
        let intake = take(source, text);
        assert_eq!(reasons(&intake), [], "{source:?}");
        assert_eq!(intake.legs[0].key.to_string(), "KU100/2026-09-20/ORD", "{source:?}");
        assert_eq!(intake.legs[0].block_min(), 150, "{source:?}");
        assert!(!intake.reports.is_empty(), "{source:?}");
    }
    let aidx = take(Source::Aidx, AIDX).reports.remove(0);
    let last = "2026-09-20T15:50:00Z".parse().unwrap();
    assert!(aidx.news.contains(&News::Cancelled));
    assert!(
        aidx.news.contains(&News::Gate("B12".parse().unwrap())),
        "of the departure alone: {:?}",
        aidx.news
    );
    assert!(
        aidx.news
            .contains(&News::ExpectedOffBlock(kurier_flights::model::Minute::from_timestamp(last)))
    );
}

#[test]
fn passengers_come_with_their_addresses_and_without_their_documents() {
    let csv = take(Source::Bookings, BOOKINGS);
    assert_eq!(reasons(&csv), [Reason::NoAddress]);
    assert_eq!(csv.bookings[0].address.as_deref(), Some("15550100001"));
    assert_eq!(csv.bookings[0].language, Some(Language::German));
    assert_eq!(csv.bookings[1].address.as_deref(), Some("CC.abcdef"));
    let pnl = take(Source::Names, PNL);
    assert_eq!(reasons(&pnl), [Reason::Refuses]);
    let two: Vec<_> = pnl.bookings.iter().filter(|one| one.address.is_some()).collect();
    assert_eq!(two.len(), 2, "a household: {pnl:?}");
    assert!(
        two.iter()
            .all(|one| one.onward.unwrap().0.to_string() == "KU101" && one.locator == "ABC123")
    );
    let ptm = take(Source::Names, PTM);
    assert_eq!(ptm.bookings[0].onward.unwrap().1.unwrap().to_string(), "ATL");
    for intake in [csv, pnl, ptm] {
        let kept = format!("{intake:?}");
        for secret in ["X1234567", "X7654321", "01JAN80"] {
            assert!(!kept.contains(secret), "{kept}");
        }
    }
    assert_eq!(
        reasons(&take(Source::Names, &PNL.replace("ENDPNL", ""))),
        [Reason::Refuses, Reason::NotUnderstood]
    );
    let adl = PNL.replace("PNL\nKU", "ADL\nKU").replace("2FAMILY", "DEL\n2FAMILY");
    assert!(take(Source::Names, &adl).bookings[0].is_deleted);
}

#[test]
fn attacks_are_refused_and_said_to_be() {
    let bomb = format!("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>{AIDX}");
    assert_eq!(reasons(&take(Source::Aidx, &bomb)), [Reason::Doctype]);
    let deep = format!("{}{}", "<a>".repeat(100_000), AIDX);
    assert_eq!(reasons(&take(Source::Aidx, &deep)), [Reason::TooDeep]);
    let deep = "[".repeat(100_000);
    assert!(!take(Source::Json, &deep).faults.is_empty());
    let huge = vec![b'A'; LONGEST_BYTES + 1];
    for source in SOURCES {
        assert_eq!(reasons(&read(source, &huge, &Airports::built_in(), TODAY)), [Reason::TooLarge]);
        assert_eq!(reasons(&read(source, b" \n", &Airports::built_in(), TODAY)), [Reason::Empty]);
        assert!(!read(source, &huge[1..], &Airports::built_in(), TODAY).faults.is_empty());
    }
}

#[test]
fn a_wrong_character_set_loses_nothing() {
    let mut latin: Vec<u8> = BOOKINGS.replace("First", "F*rst").bytes().collect();
    latin.iter_mut().filter(|byte| **byte == b'*').for_each(|byte| *byte = 0xe4);
    let intake = read(Source::Bookings, &latin, &Airports::built_in(), TODAY);
    assert_eq!(reasons(&intake), [Reason::NotUtf8, Reason::NoAddress]);
    assert_eq!(intake.bookings[0].name, "Färst Passenger");
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(JSON.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let intake = read(Source::Json, &wide, &Airports::built_in(), TODAY);
    assert_eq!((reasons(&intake), intake.legs.len()), (vec![Reason::NotUtf8], 1));
}

#[test]
fn what_is_cut_off_keeps_what_came_before() {
    let end = AIDX.find("</IATA").unwrap();
    let intake = take(Source::Aidx, &AIDX[..end]);
    assert_eq!((reasons(&intake), intake.legs.len()), (vec![Reason::NotUnderstood], 1));
    let bad_row = format!("{TABLE}KU1\n,,\n\"broken");
    let intake = take(Source::Table, &bad_row);
    assert_eq!(intake.legs.len(), 1);
    assert!(!intake.faults.is_empty());
}

const SAMPLES: [(Source, &str); 10] = [
    (Source::Telex, TELEX),
    (Source::Telex, SSM),
    (Source::Telex, ASM),
    (Source::Telex, PNL),
    (Source::Aidx, AIDX),
    (Source::AeroApi, AEROAPI),
    (Source::Json, JSON),
    (Source::Table, TABLE),
    (Source::Bookings, BOOKINGS),
    (Source::Names, PNL),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_bytes_never_panic_and_never_pass_in_silence(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        for source in SOURCES {
            let intake = read(source, &bytes, &Airports::built_in(), TODAY);
            let read_something = !intake.legs.is_empty() || !intake.telexes.is_empty()
                || !intake.reports.is_empty() || !intake.bookings.is_empty();
            prop_assert!(read_something || !intake.faults.is_empty(), "{source:?}");
        }
    }

    #[test]
    fn mutated_samples_never_panic(
        which in 0..SAMPLES.len(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0..4_u8, any::<u8>()), 1..12),
    ) {
        let (source, text) = SAMPLES[which];
        let mut bytes = text.as_bytes().to_vec();
        for (at, what, byte) in cuts {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                2 => bytes.truncate(at),
                _ => { let copy = bytes[at..].to_vec(); bytes.extend(copy); }
            }
        }
        let intake = read(source, &bytes, &Airports::built_in(), TODAY);
        prop_assert!(intake.legs.len() <= 1_000_000);
    }
}
