//! What the farmer is told, and what his answers do.

use serde_json::Value;

use super::barn::{Story, cows, disturbance, heat, history, quiet};
use super::farm::{FARMER, SECOND, SOON, Stage, at};

const NOON: &str = "2026-11-03T12:00:00Z";
const NOW: &str = "2026-11-03T12:05:00Z";

async fn prepared(story: Story) -> Stage {
    let mut stage = Stage::set(at(NOW)).await;
    stage.config.cows = cows();
    stage.before = Some(history(at(NOON), story));
    stage
}

async fn started(mut stage: Stage) -> Stage {
    let config = stage.config.clone();
    stage.launch(config).await;
    stage
}

async fn farm(story: Story) -> Stage {
    started(prepared(story).await).await
}

fn of_template<'a>(messages: &'a [(String, Value)], prefix: &str) -> Vec<&'a (String, Value)> {
    let is = |message: &&(String, Value)| {
        message.1["template"]["name"].as_str().is_some_and(|name| name.starts_with(prefix))
    };
    messages.iter().filter(is).collect()
}

fn messages(stage: &Stage) -> Vec<(String, Value)> {
    let all = |seen: &mut testkit_services::fake_cloud::Seen| {
        seen.messages.iter().map(|(key, body)| (key.clone(), body.clone())).collect()
    };
    stage.fake.with(all)
}

fn words(body: &Value) -> String {
    body["template"]["components"].to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_heat_is_told_once_with_a_picture_and_the_answer_reaches_the_model() {
    let mut stage = farm(heat).await;
    stage.until(|totals| totals.sent > 0 && totals.pending == 0).await;
    let sent = messages(&stage);
    let heats = of_template(&sent, "herd_heat");
    assert_eq!(heats.len(), 1, "{sent:?} {:?}", stage.status().decisions().await.unwrap());
    let (key, body) = heats[0];
    assert_eq!(body["to"], FARMER);
    assert_eq!(body["template"]["name"], "herd_heat_picture");
    let picture = &body["template"]["components"][0]["parameters"][0]["image"]["id"];
    assert!(picture.is_string(), "{body}");
    for part in ["3 (barn)", "activity +", "likely in heat", "rumination"] {
        assert!(words(body).contains(part), "{part}: {}", words(body));
    }
    let silent = sent.iter().filter(|(_, body)| words(body).contains("collar silent")).count();
    assert_eq!(silent, 0, "a silent collar can wait");
    let alert = key.split('/').nth(2).unwrap();
    for _ in 0..2 {
        assert_eq!(stage.tap("wamid.1", FARMER, &format!("inseminate {alert}")).await, 200);
    }
    stage.until(|totals| totals.answered == 1).await;
    let answered = async {
        while messages(&stage).iter().filter(|(key, _)| key.starts_with("herd/answer/")).count() < 1
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, answered).await.expect("an answer in the window");
    // Everything again after a restart: nothing is said twice.
    let before = messages(&stage).len();
    stage.stop().await;
    let config = stage.config.clone();
    stage.launch(config).await;
    stage.intake().keep("test", history(at(NOON), heat)).await.unwrap();
    stage
        .until(|totals| {
            totals.pending == 0 && totals.broken.iter().any(|row| row.reason == "repeated")
        })
        .await;
    assert_eq!(messages(&stage).len(), before);
    stage.move_to(at("2026-11-03T15:31:00Z"));
    stage.until(|totals| totals.pending == 0 && totals.sent > 1).await;
    let sent = messages(&stage);
    let digests = of_template(&sent, "herd_digest");
    assert_eq!(digests.len(), 1);
    assert!(
        words(&digests[0].1).contains("9 (barn): collar silent since"),
        "{}",
        words(&digests[0].1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disturbed_herd_is_one_message_and_an_unanswered_one_calls_the_second_person() {
    let stage = farm(disturbance).await;
    stage.until(|totals| totals.sent > 0 && totals.pending == 0).await;
    let sent = messages(&stage);
    assert_eq!(of_template(&sent, "herd_group").len(), 1, "{sent:?}");
    assert_eq!(of_template(&sent, "herd_cow").len(), 0, "{sent:?}");
    assert!(sent.iter().all(|(_, body)| body["to"] == FARMER));
    stage.move_to(at("2026-11-03T12:40:00Z"));
    stage.until(|totals| totals.sent == 2).await;
    let sent = messages(&stage);
    let called = sent.iter().find(|(_, body)| body["to"] == SECOND).unwrap();
    assert_eq!(called.1["template"]["language"]["code"], "de");
    stage.move_to(at("2026-11-03T14:40:00Z"));
    stage.until(|totals| totals.pending == 0).await;
    assert_eq!(messages(&stage).len(), 2, "nobody is called twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answered_alarm_calls_nobody_else_and_strangers_answer_nothing() {
    let stage = farm(disturbance).await;
    stage.until(|totals| totals.sent == 1).await;
    let (key, _) = messages(&stage).remove(0);
    let alert = key.split('/').nth(2).unwrap();
    assert_eq!(stage.tap("wamid.1", "999000000000099", &format!("group_fine {alert}")).await, 200);
    stage.until(|totals| totals.inbound == 1).await;
    assert_eq!(stage.status().totals().await.unwrap().answered, 0);
    assert_eq!(stage.tap("wamid.2", FARMER, &format!("we_look {alert}")).await, 200);
    stage.until(|totals| totals.answered == 1).await;
    stage.move_to(at("2026-11-03T13:40:00Z"));
    stage.until(|totals| totals.pending == 0).await;
    assert!(messages(&stage).iter().all(|(_, body)| body["to"] != SECOND));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quiet_herd_brings_no_message() {
    let stage = farm(quiet).await;
    stage.until(|totals| totals.readings > 1000 && totals.pending == 0).await;
    stage.move_to(at("2026-11-03T15:31:00Z"));
    stage.until(|totals| totals.pending == 0).await;
    assert!(messages(&stage).is_empty(), "{:?}", stage.status().decisions().await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_at_any_moment_neither_doubles_nor_loses_a_letter() {
    let stage = prepared(heat).await;
    stage.fake.get_stuck_after(0);
    let mut stage = started(stage).await;
    for answers in [0, 1, 0] {
        tokio::time::timeout(SOON, stage.fake.stuck()).await.expect("a message is taken");
        stage.stop().await;
        stage.fake.get_stuck_after(answers);
        let config = stage.config.clone();
        stage.launch(config).await;
        stage.move_to(at("2026-11-03T15:31:00Z"));
    }
    stage.stop().await;
    stage.fake.recover();
    let config = stage.config.clone();
    stage.launch(config).await;
    stage.until(|totals| totals.sent >= 2 && totals.pending == 0).await;
    assert_eq!(stage.fake.with(|seen| seen.conflicts.clone()), Vec::<String>::new());
    let sent = messages(&stage);
    assert_eq!(of_template(&sent, "herd_heat").len(), 1);
    assert_eq!(of_template(&sent, "herd_digest").len(), 1);
    let pictures = stage.fake.with(|seen| seen.pictures.keys().cloned().collect::<Vec<_>>());
    assert!(pictures.iter().any(|key| key.ends_with("/picture")), "{pictures:?}");
}

/// A letter was refused because its template waits for the review, and the reason kept.
async fn held_back() -> Stage {
    let stage = prepared(disturbance).await;
    stage.fake.hold_templates(true);
    let stage = started(stage).await;
    stage.until(|totals| totals.pending == 1).await;
    let tried = async {
        while stage.status().letters().await.unwrap()[0].why.is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, tried).await.expect("a refusal that is kept");
    stage
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waited_a_day_for_its_template_is_told_no_more() {
    let stage = held_back().await;
    stage.move_to(at("2026-11-04T12:06:00Z"));
    stage.until(|totals| totals.refused >= 1).await;
    assert_eq!(of_template(&messages(&stage), "herd_group").len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_found_before_the_templates_are_reviewed_is_told_afterwards() {
    let stage = held_back().await;
    stage.fake.hold_templates(false);
    stage.move_to(at("2026-11-03T12:07:00Z"));
    stage.until(|totals| totals.sent == 1 && totals.refused == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_in_trouble_gets_each_letter_once_in_the_end() {
    let stage = prepared(disturbance).await;
    stage.fake.fail_next(2);
    let stage = started(stage).await;
    stage.until(|totals| totals.sent == 1 && totals.pending == 0).await;
    assert_eq!(messages(&stage).len(), 1);
    assert_eq!(stage.fake.with(|seen| seen.calls), 3, "two failed, one was taken");
}
