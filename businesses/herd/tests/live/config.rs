//! The configuration file.

use std::path::Path;

use kurier_herd::live::{HerdConfig, Secrets};
use kurier_herd::{HerdError, source::Form};

fn read(text: &str) -> Result<HerdConfig, HerdError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("farm.toml"), text).unwrap();
    std::fs::write(folder.path().join("broker-authority.pem"), "PEM").unwrap();
    let env = |name: &str| (name == "HOF_MQTT_PASSWORD").then(|| "secret".to_owned());
    HerdConfig::read(&folder.path().join("farm.toml"), Secrets::default(), &env)
}

fn of_the_documentation() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/herd.md");
    let text = std::fs::read_to_string(path).unwrap();
    let blocks = text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.collect()
}

#[test]
fn the_file_of_the_documentation_is_read() {
    let config = read(&of_the_documentation()).unwrap();
    assert_eq!((config.cows.len(), config.people.len(), config.mqtt.len()), (1, 1, 1));
    let broker = &config.mqtt[0];
    assert_eq!(
        (broker.port, broker.form, broker.topic.as_str()),
        (8883, Form::Native, "kurier/v1/hof/+/up")
    );
    assert_eq!(broker.user, Some(("hof".into(), "secret".into())));
    let calved = config.cows[0].facts.calved.unwrap();
    assert_eq!(calved.to_string(), "2026-10-19T22:00:00Z", "midnight on the farm");
    assert!(!format!("{config:?} {broker:?}").contains("secret"));
}

#[test]
fn what_cannot_work_is_named() {
    let good = of_the_documentation();
    let cases = [
        ("Europe/Berlin", "Europe/Nowhere", "no time zone"),
        ("farm = \"hof\"", "farm = \"a/b\"", "name for topics"),
        ("276001234567890", "000001234567890", "ISO 11784"),
        ("05:30", "25:30", "no time"),
        ("2026-10-20", "20.10.2026", "no day"),
        ("mqtts://broker", "http://broker", "no address"),
        ("\"native\"", "\"fax\"", "no form"),
        ("HOF_MQTT_PASSWORD", "OTHER", "not set"),
        ("digests", "digestion", "unknown field"),
        ("language = \"de\"", "second = true", "at least one"),
    ];
    for (from, to, says) in cases {
        let fault = read(&good.replace(from, to)).unwrap_err();
        assert!(fault.to_string().contains(says), "{to}: {fault}");
        assert_eq!(fault.code(), "herd_configuration");
    }
}
