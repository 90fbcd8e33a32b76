//! `kill -9` under load: nothing acknowledged is lost, nothing is shown twice, no webhook is missing,
//! and `kurier ledger verify` finds every invariant in what is left.

use kurier_policy::ledger::Invariant;
use testkit::crash::{self, CrashOptions};

/// Kills in the ordinary run; `KURIER_KILLS` asks for more.
const KILLS: u32 = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_or_shown_twice_when_the_program_is_killed_at_random() {
    let kills = std::env::var("KURIER_KILLS").ok().and_then(|text| text.parse().ok());
    let dir = tempfile::tempdir().unwrap();
    let binary = env!("CARGO_BIN_EXE_kurier").into();
    let options = CrashOptions::new(binary, dir.path().to_owned(), kills.unwrap_or(KILLS));
    let report = crash::run(&options).await.unwrap();
    println!("{}", serde_json::to_string_pretty(&report).unwrap());
    assert!(report.tally.acknowledged > 100, "too little load to prove anything: {report:?}");
    assert!(report.tally.is_clean(), "{report:#?}");
    // After the last kill under load, and after one more when all was quiet.
    assert_eq!((report.audits, report.invariants), (2, Invariant::ALL.len()), "{report:#?}");
    assert!(report.transfers > 0, "{report:#?}");
}
