//! What the farm's records change, and what is forgotten.

use kurier_herd::source::{AnimalId, Fact, Parcel, What};

use super::barn::{cows, heat, history, illness};
use super::farm::{FARMER, Stage, at};

const NOON: &str = "2026-11-03T12:00:00Z";
const NOW: &str = "2026-11-03T12:05:00Z";
const YEARS_LATER: &str = "2029-01-03T12:05:00Z";
const AN_HOUR_AFTER: &str = "2029-01-03T13:06:00Z";
const TOKEN: Option<&str> = Some("source token");
const CALVED: &str = r#"{"resourceType":"icarReproParturitionEventResource","animal":{"id":"cow-3","scheme":"farm"},"eventDateTime":"2026-09-03T03:00:00Z"}"#;

fn diagnosed(day: &str) -> Fact {
    let animal = AnimalId::of_scheme("cow-5", "farm").unwrap();
    Fact { animal, at: at(day), what: What::Diagnosis("mastitis".into()) }
}

async fn ill(facts: Vec<Fact>) -> [String; 4] {
    let mut stage = Stage::set(at(NOW)).await;
    stage.config.cows = cows();
    stage.before = Some(Parcel { facts, ..history(at(NOON), illness) });
    let config = stage.config.clone();
    stage.launch(config).await;
    stage.until(|totals| totals.alerts > 0).await;
    let decisions = stage.status().decisions().await.unwrap();
    decisions.into_iter().find(|row| row[1].contains("cow-5")).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_known_to_be_ill_can_wait_for_the_digest() {
    let [kind, .., why] = ill(vec![diagnosed("2026-10-20T08:00:00Z")]).await;
    assert_eq!(kind, "illness");
    assert!(!why.contains("mastitis"), "two weeks ago explain nothing: {why}");
    let [kind, _, state, why] = ill(vec![diagnosed("2026-11-02T08:00:00Z")]).await;
    assert_eq!((kind.as_str(), state.as_str()), ("illness", "listed"));
    assert!(why.contains("mastitis"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_forgotten_comes_back_as_no_news() {
    let mut stage = Stage::set(at(NOW)).await;
    stage.config.cows = cows();
    stage.before = Some(history(at(NOON), heat));
    let config = stage.config.clone();
    stage.launch(config.clone()).await;
    assert_eq!(stage.post("/source/icar", TOKEN, CALVED).await.status.as_u16(), 200);
    let first = stage.until(|totals| totals.sent > 0 && totals.pending == 0).await;
    let payload = stage.fake.with(|seen| {
        let key = seen.messages.keys().find(|key| key.starts_with("herd/alert/")).unwrap();
        format!("inseminate {}", key.split('/').nth(2).unwrap())
    });
    assert_eq!(stage.tap_of(NOW, "wamid.1", FARMER, &payload).await, 200);
    let before = stage.until(|totals| totals.answered == 1).await;
    assert!(first.readings > 5_000 && before.inbound == 1, "{before:?}");
    stage.move_to(at(YEARS_LATER));
    stage.until(|totals| totals.readings == 0 && totals.pending == 0).await;
    // What was done with only now is forgotten at the next look. What is left is of the later day: nothing comes from the
    // collars any more.
    stage.move_to(at(AN_HOUR_AFTER));
    let gone = stage
        .until(|totals| {
            let old = totals.readings + i64::from(totals.answered + totals.inbound);
            old == 0 && totals.pending == 0
        })
        .await;
    let said = stage.fake.with(|seen| seen.messages.len());
    stage.stop().await;
    stage.launch(config).await;
    // All of it once more.
    assert_eq!(stage.tap_of(NOW, "wamid.1", FARMER, &payload).await, 200);
    assert_eq!(stage.post("/source/icar", TOKEN, CALVED).await.status.as_u16(), 422);
    stage.intake().keep("test", history(at(NOON), heat)).await.unwrap();
    let after = stage.until(|totals| totals.broken.iter().any(|row| row.reason == "late")).await;
    assert_eq!((after.inbound, after.answered, after.pending), (0, 0, 0), "{after:?}");
    for [kind, ..] in stage.status().decisions().await.unwrap() {
        assert!(kind.ends_with("silent"), "{kind}");
    }
    assert!(after.broken.iter().any(|row| row.reason == "old"), "{after:?}");
    assert_eq!((after.cows, said), (gone.cows, stage.fake.with(|seen| seen.messages.len())));
}
