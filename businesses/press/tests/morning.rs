//! A morning's editions to many readers in three time zones; `KURIER_PRESS_READERS` says how many.

use kurier_press::live::{PressConfig, measure, stand_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mornings_editions_go_out_in_three_zones_within_their_window() {
    let readers = std::env::var("KURIER_PRESS_READERS").ok().and_then(|it| it.parse().ok());
    let readers: usize = readers.unwrap_or(600);
    let folder = tempfile::tempdir().expect("a folder");
    let server = stand_in().await.expect("a server");
    let config =
        PressConfig::of_loopback(&format!("http://{server}"), &folder.path().join("press.db"));
    let measured = measure(&config, readers, &mut |line| println!("{line}")).await;
    let measured = measured.expect("measured");
    println!("{measured:?}");
    assert_eq!((measured.zones.len(), measured.missing), (3, 0));
    let slowest_ms = measured.zones.iter().map(|(_, _, plan_ms, send_ms)| plan_ms + send_ms).max();
    let window_ms = u128::from(measured.window_s.unsigned_abs()) * 1_000;
    assert!(slowest_ms.is_some_and(|ms| ms < window_ms));
}
