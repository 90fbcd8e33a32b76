//! Keeps `docs/reliability.md` equal to the saved results of the fault catalogue.

mod page;

use serde_json::Value;

const HOME: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn docs_reliability_md_is_what_the_saved_results_say() {
    let path = format!("{HOME}/../docs/reliability.md");
    let saved = std::fs::read_to_string(format!("{HOME}/results/faults.json")).unwrap();
    let saved: Value = serde_json::from_str(&saved).unwrap();
    let wanted = page::write(saved["rows"].as_array().unwrap());
    if std::env::var_os("KURIER_GEN").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == wanted, "docs/reliability.md is stale: cargo xtask gen");
}

#[test]
fn a_broken_or_missing_fault_is_shown_as_such() {
    let row = |verdict: &str| {
        serde_json::json!({
            "id": "FT-99", "what": "w", "stage": "s", "effort": "quick", "faults": 3, "unit": "kills",
            "verdict": { "is": verdict, "why": "because" }, "notes": [],
        })
    };
    let page = page::write(&[row("broken"), row("not_run")]);
    assert!(page.contains("**broken**: because"), "{page}");
    assert!(page.contains("not run: because"), "{page}");
    assert!(!page.contains("| held |"), "{page}");
}

#[test]
fn without_a_failure_in_n_the_bound_is_three_over_n() {
    assert_eq!(page::bound(3_000), "0.1 %");
    assert_eq!(page::bound(10), "30 %");
    assert_eq!(page::bound(2), "–");
}
