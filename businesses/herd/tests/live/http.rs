//! The HTTP sources, the page, and events for herd programs.

use kurier_herd::source::Parcel;
use serde_json::Value;

use super::barn::{cows, heat, history};
use super::farm::{Stage, at};

const TOKEN: Option<&str> = Some("source token");

async fn farm(before: Option<Parcel>) -> Stage {
    let mut stage = Stage::set(at("2026-11-03T12:05:00Z")).await;
    stage.config.cows = cows();
    stage.before = before;
    let config = stage.config.clone();
    stage.launch(config).await;
    stage
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readings_are_taken_from_those_who_know_the_token() {
    let stage = farm(None).await;
    let good = r#"{"device":"c1","t":"2026-11-03T11:00:00Z","m":{"activity":40}}"#;
    assert_eq!(stage.post("/source/native", None, good).await.status.as_u16(), 401);
    assert_eq!(stage.post("/source/native", Some("guess"), good).await.status.as_u16(), 401);
    assert_eq!(stage.post("/source/fax", TOKEN, good).await.status.as_u16(), 404);
    let answer = stage.post("/source/native", TOKEN, good).await;
    assert_eq!((answer.status.as_u16(), json(&answer.body)["taken"].clone()), (200, 1.into()));
    let again = stage.post("/source/native", TOKEN, good).await;
    assert_eq!((again.status.as_u16(), json(&again.body)["taken"].clone()), (200, 0.into()));
    let broken = stage.post("/source/native", TOKEN, "{\"t\":<script>").await;
    assert_eq!(broken.status.as_u16(), 422);
    assert_eq!(json(&broken.body)["broken"][0]["reason"], "not_json");
    let huge = stage.post("/source/csv", TOKEN, &"x".repeat(5 * 1024 * 1024)).await;
    assert_eq!(json(&huge.body)["broken"][0]["reason"], "too_large");
    let stranger = r#"{"device":"x","t":"2026-11-03T11:00:00Z","m":{"activity":40}}"#;
    stage.post("/source/native", TOKEN, stranger).await;
    stage.until(|totals| totals.broken.len() == 4).await;
    let page = stage.get(&format!("{}/", stage.page), None).await;
    let page = String::from_utf8(page.body.to_vec()).unwrap();
    for part in [
        "http native",
        "no JSON, or cut off",
        "no cow of the farm wears this collar",
        "seen already",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script>"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_change_cows_and_events_go_out_to_herd_programs() {
    let stage = farm(Some(history(at("2026-11-03T12:00:00Z"), heat))).await;
    let record = r#"{"resourceType":"icarReproParturitionEventResource","animal":{"id":"cow-3","scheme":"farm"},"eventDateTime":"2026-10-03T03:00:00Z"}"#;
    let answer = stage.post("/source/icar", TOKEN, record).await;
    assert_eq!(json(&answer.body)["taken"], 1, "{answer:?}");
    let stranger = record.replace("cow-3", "cow-77");
    assert_eq!(stage.post("/source/icar", TOKEN, &stranger).await.status.as_u16(), 422);
    stage.until(|totals| totals.sent > 0).await;
    let url = format!("{}/icar/heats", stage.front);
    assert_eq!(stage.get(&url, None).await.status.as_u16(), 401);
    let events = json(&stage.get(&url, TOKEN).await.body);
    assert_eq!(events["member"].as_array().map(Vec::len), Some(1), "{events}");
    let event = &events["member"][0];
    assert_eq!(event["resourceType"], "icarReproHeatEventResource");
    assert_eq!(
        (event["animal"]["id"].clone(), event["certainty"].clone()),
        ("cow-3".into(), "Suspect".into())
    );
    let rest = json(&stage.get(&format!("{url}?after={}", events["next"]), TOKEN).await.body);
    assert_eq!(rest["member"].as_array().map(Vec::len), Some(0));
    let page = stage.get(&format!("{}/", stage.page), None).await;
    let page = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(page.contains("<svg"));
}
