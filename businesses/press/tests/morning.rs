//! A morning's editions to many readers in three time zones; `KURIER_PRESS_READERS` says how many.

use kurier_press::live::{PressConfig, SourceConfig, StandIn, measure};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mornings_editions_go_out_in_three_zones_within_their_window() {
    let readers = std::env::var("KURIER_PRESS_READERS").ok().and_then(|it| it.parse().ok());
    let readers: usize = readers.unwrap_or(600);
    let folder = tempfile::tempdir().expect("a folder");
    let place = StandIn::start(readers, |words| println!("{words}")).await.expect("a server");
    let base = format!("http://{}", place.addr);
    let nowhere = SourceConfig { url: format!("{base}/feed"), topic: "News".into() };
    let config = PressConfig {
        sources: vec![nowhere],
        ..PressConfig::of_loopback(&base, &folder.path().join("press.db"))
    };
    let measured = measure(config, place.addresses(), &place).await.expect("measured");
    println!("{measured:?}");
    assert_eq!((measured.lost, measured.doubled, measured.refused), (0, 0, 0));
    assert_eq!(measured.zones.len(), 3);
    assert!(measured.zones.iter().all(|zone| zone.in_window && zone.readers > 0), "{measured:?}");
}
