//! What sources send, good and broken.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use jiff::Timestamp;
use kurier_herd::Metric;
use kurier_herd::source::{AnimalId, Broken, Form, Parcel, What};
use proptest::prelude::*;

const NATIVE: &str = r#"{"t":"2026-11-03T04:00:00Z","seq":7,"bucket_s":3600,"m":{"activity":41.5,"rumination_min":28,"eating_min":12,"temp_c":38.6},"batt_mv":3600,"device":"c1"}"#;
const SENML: &str = r#"[{"bn":"urn:dev:mac:0024befffe804ff1:","bt":1793678400,"n":"rumination","u":"s","v":1680},{"n":"temperature","u":"Cel","v":38.6},{"n":"activity","v":41}]"#;
const CHIRPSTACK: &str = r#"{"deduplicationId":"3ac7e3c4-4401-4b8d-9386-a5c902f9202d","time":"2026-11-03T05:00:03Z","deviceInfo":{"tenantId":"t","applicationId":"a","deviceName":"collar 47","devEui":"0101010101010101","tags":{}},"devAddr":"00189440","dr":1,"fCnt":4,"fPort":1,"data":"qg==","object":{"activity":41,"rumination_min":28,"bucket_s":3600,"batt_mv":3600},"rxInfo":[],"txInfo":{}}"#;
const THINGS: &str = r#"{"end_device_ids":{"device_id":"collar-47","application_ids":{"application_id":"herd"},"dev_eui":"0004A30B001C0530"},"correlation_ids":["as:up:01"],"received_at":"2026-11-03T05:00:04Z","uplink_message":{"f_port":1,"frm_payload":"qg==","decoded_payload":{"activity":41,"rumination_min":28},"received_at":"2026-11-03T05:00:03Z"}}"#;
const TABLE: &str = "collar;time;rumination_min;activity\nc1;2026-11-03T04:00:00Z;28,5;41\nc2;2026-11-03T04:00:00Z;31;\n";
const ICAR: &str = r#"{"member":[
 {"resourceType":"icarAnimalCoreResource","identifier":{"id":"276001234567890","scheme":"org.iso.11784"},"managementTag":"47","name":"Berta","reproductionStatus":"Pregnant"},
 {"resourceType":"icarReproParturitionEventResource","animal":{"id":"276001234567890","scheme":"org.iso.11784"},"eventDateTime":"2026-10-20T03:00:00Z"},
 {"resourceType":"icarReproInseminationEventResource","animal":{"id":"276001234567890","scheme":"org.iso.11784"},"eventDateTime":"2026-11-20T03:00:00Z"},
 {"resourceType":"icarReproPregnancyCheckEventResource","animal":{"id":"276001234567890","scheme":"org.iso.11784"},"eventDateTime":"2026-11-20T03:00:00Z","result":"Pregnant"},
 {"resourceType":"icarMilkingVisitEventResource","animal":{"id":"276001234567890","scheme":"org.iso.11784"},"milkingStartingDateTime":"2026-11-03T05:00:00Z","milkingMilkWeight":{"measurement":14.2,"unitCode":"KGM"}},
 {"resourceType":"icarHealthDiagnosisEventResource","animal":{"id":"276001234567890","scheme":"org.iso.11784"},"eventDateTime":"2026-11-03T05:00:00Z","diagnoses":[{"name":"ketosis"}]},
 {"resourceType":"icarAnimalSetJoinEventResource","animal":{"id":"276001234567890","scheme":"org.iso.11784"},"eventDateTime":"2026-11-03T05:00:00Z","animalSetId":"barn 2"}]}"#;
const SAMPLES: [(Form, &str); 6] = [
    (Form::Native, NATIVE),
    (Form::Senml, SENML),
    (Form::Chirpstack, CHIRPSTACK),
    (Form::Things, THINGS),
    (Form::Csv, TABLE),
    (Form::Icar, ICAR),
];

fn now() -> Timestamp {
    "2026-11-03T06:00:00Z".parse().unwrap()
}

fn read(form: Form, text: &str) -> Parcel {
    form.read(text.as_bytes(), None, now())
}

fn reasons(form: Form, text: &str) -> Vec<Broken> {
    read(form, text).faults.iter().map(|fault| fault.reason).collect()
}

#[test]
fn every_form_gives_its_readings() {
    for (form, text) in SAMPLES {
        let parcel = read(form, text);
        assert_eq!(parcel.faults, [], "{form:?}");
        assert_eq!(parcel.readings.is_empty(), form == Form::Icar, "{form:?}");
    }
    let of = |form, text| read(form, text).readings;
    let native = of(Form::Native, NATIVE);
    assert_eq!(native.len(), 4);
    let rumination = native.iter().find(|r| r.metric == Metric::Rumination).unwrap();
    assert_eq!((rumination.collar.as_str(), rumination.seconds), ("c1", 3600));
    assert!((rumination.value - 28.0).abs() < 1e-6);
    let senml = of(Form::Senml, SENML);
    assert_eq!(senml[0].collar, "urn:dev:mac:0024befffe804ff1");
    assert!((senml[0].value - 28.0).abs() < 1e-6, "seconds are minutes here");
    let lora = of(Form::Chirpstack, CHIRPSTACK);
    assert_eq!(lora[0].collar, "0101010101010101");
    assert_eq!(lora[0].begins, "2026-11-03T04:00:03Z".parse::<Timestamp>().unwrap());
    assert_eq!(of(Form::Things, THINGS)[0].collar, "collar-47");
    let table = of(Form::Csv, TABLE);
    assert!((table[0].value - 28.5).abs() < 1e-6, "a decimal comma");
    assert_eq!(table.len(), 3, "an empty cell is no reading");
}

#[test]
fn records_of_herd_programs_are_understood() {
    let facts = read(Form::Icar, ICAR).facts;
    assert_eq!(facts.len(), 7);
    assert!(facts.iter().all(|fact| fact.animal.as_str() == "276001234567890"));
    assert_eq!(facts[1].what, What::Calved);
    assert_eq!(facts[3].what, What::Pregnancy(true));
    assert_eq!(facts[4].what, What::Milk(14.2));
    assert_eq!(facts[6].what, What::Joined("barn 2".into()));
}

#[test]
fn what_cannot_be_used_says_why() {
    let cases = [
        (Form::Native, r#"{"t":"2026-11-03T04:00:00Z","m":{"activ"#, Broken::NotJson),
        (Form::Native, r#"{"t":"2026-11-03T04:00:00Z","m":{"activity":1}}"#, Broken::NoDevice),
        (Form::Native, r#"{"t":"yesterday","device":"c","m":{"activity":1}}"#, Broken::BadTime),
        (
            Form::Native,
            r#"{"t":"1970-01-01T00:00:00Z","device":"c","m":{"activity":1}}"#,
            Broken::BadTime,
        ),
        (
            Form::Native,
            r#"{"t":"2026-11-03T04:00:00Z","device":"c","m":{"rumination_min":61.5}}"#,
            Broken::BadNumber,
        ),
        (
            Form::Native,
            r#"{"t":"2026-11-03T04:00:00Z","device":"c","m":{"temp_c":"warm"}}"#,
            Broken::BadNumber,
        ),
        (
            Form::Native,
            r#"{"t":"2026-11-03T04:00:00Z","device":"c","m":{"mood":3}}"#,
            Broken::UnknownMeasure,
        ),
        (Form::Native, r#"{"t":"2026-11-03T04:00:00Z","device":"c","m":{}}"#, Broken::Empty),
        (Form::Senml, r#"[{"n":"d:activity","v":1,"new_":1}]"#, Broken::MustUnderstand),
        (Form::Senml, r#"[{"n":"d:temperature","u":"m","v":1}]"#, Broken::UnknownMeasure),
        (Form::Senml, r#"[{"bver":11,"n":"d:activity","v":1}]"#, Broken::OldVersion),
        (Form::Senml, r#"{"n":"d:activity","v":1}"#, Broken::Shape),
        (
            Form::Chirpstack,
            r#"{"applicationID":"1","devEUI":"AQ==","objectJSON":"{}"}"#,
            Broken::OldVersion,
        ),
        (
            Form::Chirpstack,
            r#"{"deviceInfo":{"devEui":"01"},"time":"2026-11-03T04:00:00Z","data":"qg=="}"#,
            Broken::NotDecoded,
        ),
        (
            Form::Things,
            r#"{"end_device_ids":{"device_id":"d"},"join_accept":{}}"#,
            Broken::UnknownEvent,
        ),
        (Form::Csv, "a,b\n1,2\n", Broken::NotATable),
        (Form::Csv, "collar,time,activity\nc1,2026-11-03T04:00:00Z,x\n", Broken::BadNumber),
        (
            Form::Icar,
            r#"{"resourceType":"icarReproParturitionEventResource","animal":{"id":"27600123456789","scheme":"org.iso.11784"},"eventDateTime":"2026-10-20T03:00:00Z"}"#,
            Broken::AnimalId,
        ),
        (
            Form::Icar,
            r#"{"resourceType":"icarWeightEventResource","animal":{"id":"1","scheme":"x"}}"#,
            Broken::UnknownEvent,
        ),
    ];
    for (form, text, reason) in cases {
        assert_eq!(reasons(form, text), [reason], "{text}");
    }
    let parcel = Form::Native.read(b"{\"t\":\"\xe4\"}", None, now());
    assert_eq!(parcel.faults[0].reason, Broken::CharacterSet);
    let parcel = Form::Native.read(&vec![b' '; 300 * 1024], None, now());
    assert_eq!(parcel.faults[0].reason, Broken::TooLarge);
}

#[test]
fn what_is_good_of_a_message_is_taken() {
    let text =
        r#"[{"t":"2026-11-03T04:00:00Z","device":"c","m":{"activity":1,"rumination_min":99}},7]"#;
    let parcel = read(Form::Native, text);
    assert_eq!(parcel.readings.len(), 1);
    assert_eq!(reasons(Form::Native, text), [Broken::BadNumber, Broken::Shape]);
    let latin =
        b"collar,time,activity\nK\xfche,2026-11-03T04:00:00Z,1\nc2,2026-11-03T04:00:00Z,1\n";
    let parcel = Form::Csv.read(latin, None, now());
    assert_eq!(parcel.readings.len(), 1);
    assert_eq!(parcel.faults[0].reason, Broken::CharacterSet);
}

#[test]
fn the_topic_names_the_device_against_what_the_message_says() {
    let parcel = Form::Native.read(NATIVE.as_bytes(), Some("c9"), now());
    assert!(parcel.readings.iter().all(|reading| reading.collar == "c9"));
}

#[test]
fn small_times_of_senml_are_relative_to_now() {
    let parcel = read(Form::Senml, r#"[{"n":"d:activity","v":1,"t":-3600}]"#);
    assert_eq!(parcel.readings[0].begins, "2026-11-03T05:00:00Z".parse::<Timestamp>().unwrap());
}

#[test]
fn numbers_of_animals_keep_iso_11784() {
    for good in ["276001234567890", "276 0012 34567890", "999000000000001", "982274877906943"] {
        assert!(AnimalId::iso_11784(good).is_some(), "{good}");
    }
    for bad in [
        "",
        "27600123456789",
        "2760012345678901",
        "000001234567890",
        "276A01234567890",
        "276274877906944",
        "276999999999999",
    ] {
        assert!(AnimalId::iso_11784(bad).is_none(), "{bad}");
    }
    assert_eq!(AnimalId::of_scheme("47", "farm.own").unwrap().as_str(), "47");
    assert!(AnimalId::of_scheme("47", "org.iso.11784").is_none());
}

#[test]
fn a_bomb_of_brackets_is_refused_and_breaks_nothing() {
    let bomb = "[".repeat(100_000);
    for form in Form::ALL {
        assert!(!read(form, &bomb).faults.is_empty());
    }
}

/// Changes, cuts and doubles parts of a valid message.
fn mutated(text: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..12);
    edits.prop_map(move |edits| {
        let mut bytes = text.as_bytes().to_vec();
        for (place, byte, how) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = place.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at),
                2 => bytes.insert(at, byte),
                _ => bytes.extend_from_within(at..),
            }
            bytes.truncate(16 * 1024);
        }
        bytes
    })
}

fn holds(parcel: &Parcel) {
    assert!(!parcel.readings.is_empty() || !parcel.facts.is_empty() || !parcel.faults.is_empty());
    assert!(parcel.faults.len() <= 100);
    for fault in &parcel.faults {
        assert!(fault.detail.chars().count() <= 160 && !fault.detail.contains('\n'));
    }
    for reading in &parcel.readings {
        assert!(reading.value.is_finite() && (1..=86_400).contains(&reading.seconds));
        assert!(!reading.collar.is_empty() && reading.collar.chars().count() <= 64);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_break_no_parser(bytes in prop::collection::vec(any::<u8>(), 0..2048)) {
        for form in Form::ALL {
            holds(&form.read(&bytes, None, now()));
            holds(&form.read(&bytes, Some("c1"), now()));
        }
    }

    #[test]
    fn broken_messages_break_no_parser(
        (form, bytes) in (0..SAMPLES.len()).prop_flat_map(|at| {
            let (form, text) = SAMPLES[at];
            mutated(text).prop_map(move |bytes| (form, bytes))
        })
    ) {
        holds(&form.read(&bytes, None, now()));
    }

    #[test]
    fn numbers_of_any_size_are_taken_or_refused(value in any::<f64>(), t in any::<f64>()) {
        let text = format!(r#"[{{"n":"d:activity","v":{value:e},"t":{t:e}}}]"#);
        holds(&Form::Senml.read(text.as_bytes(), None, now()));
    }
}
