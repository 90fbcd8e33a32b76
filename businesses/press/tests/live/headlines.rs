//! Two headlines for a story.

use std::collections::BTreeMap;

use kurier_press::live::TrialStatus;
use kurier_press::model::Judgement;
use serde_json::{Value, json};

use super::OLD;
use super::stage::{Stage, rss};

const READERS: u32 = 130;
/// Who lets reading be seen; the others read as well, and nothing is seen of it.
const OPEN: u32 = 110;
const EDITOR: &str = "editor:editor's own";

fn reader(number: u32) -> String {
    format!("999{number:012}")
}

async fn tell(stage: &Stage, statuses: impl Iterator<Item = Value>) {
    let statuses: Vec<Value> = statuses.collect();
    stage
        .webhook(json!({ "field": "messages", "value": { "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "1", "phone_number_id": "55" }, "statuses": statuses } }))
        .await;
}

fn status(number: u32, day: &str, what: &str) -> Value {
    json!({ "id": format!("wamid.press/{}/{day}", reader(number)), "status": what,
        "timestamp": "1", "recipient_id": reader(number) })
}

async fn enrol(stage: &Stage) {
    let all: Vec<String> = (0..READERS).map(reader).collect();
    stage.allow_all(&all).await;
    stage.until(|now| now.readers == i64::from(READERS)).await;
}

/// The headlines that the editions of a day begin with, by reader.
fn heads(stage: &Stage, day: &str) -> BTreeMap<u32, String> {
    let head = |number| {
        let key = format!("press/{}/{day}", reader(number));
        let message = stage.fake.with(|seen| seen.messages.get(&key).cloned())?;
        let first = &message["template"]["components"][0]["parameters"];
        let h1 = first.as_array()?.iter().find(|value| value["parameter_name"] == "h1")?;
        Some((number, h1["text"].as_str()?.to_owned()))
    };
    (0..READERS).filter_map(head).collect()
}

async fn one_trial(stage: &Stage, is_so: impl Fn(&TrialStatus) -> bool) -> TrialStatus {
    let now = stage.until(|now| now.trials.first().is_some_and(&is_so)).await;
    now.trials.first().cloned().expect("a trial")
}

/// A day on which everybody gets an edition, and those who let it be seen read it.
async fn a_first_day(stage: &Stage) {
    enrol(stage).await;
    stage.publish(400, &rss(&[("3", "Bridge closed until May"), OLD[0], OLD[1]])).await;
    stage.forward(1_000);
    stage.until(|now| now.sent == i64::from(READERS)).await;
    let day = "2026-11-26";
    tell(stage, (0..READERS).map(|it| status(it, day, "delivered"))).await;
    tell(stage, (0..OPEN).map(|it| status(it, day, "read"))).await;
    let page = stage.until(|now| now.delivered.is_some()).await;
    assert_eq!(page.read, None, "nobody had shown a tick before the first edition");
}

/// The next morning's story, some hours before.
async fn publish_next(stage: &Stage) {
    let news = [("4", "School opens on Monday"), ("3", "Bridge closed until May"), OLD[0], OLD[1]];
    stage.publish(80_000, &rss(&news)).await;
    stage.until(|now| now.stories == 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_headlines_are_judged_once_and_only_by_readers_who_let_reading_be_seen() {
    let stage = Stage::set(&rss(&OLD)).await;
    a_first_day(&stage).await;
    publish_next(&stage).await;
    let wish = "story=4&other=Back+to+school&share=100&wait=60";
    assert_eq!(stage.post("/desk/headlines", "editor:wrong", wish).await, 401);
    assert_eq!(stage.post("/desk/headlines", EDITOR, "story=4&other=&share=100").await, 400);
    assert_eq!(stage.post("/desk/headlines", EDITOR, "story=99&other=x&share=100").await, 400);
    assert_eq!(stage.post("/desk/headlines", EDITOR, wish).await, 303);
    assert_eq!(stage.post("/desk/headlines", EDITOR, wish).await, 400, "one at a time");
    let trial = one_trial(&stage, |_| true).await;
    assert_eq!((trial.editions, trial.says.as_str()), (0, "no edition went with it yet"));
    stage.forward(7_000);
    stage.until(|now| now.sent == i64::from(2 * READERS)).await;
    let (day, heads) = ("2026-11-27", heads(&stage, "2026-11-27"));
    let second: Vec<u32> =
        heads.iter().filter(|(_, head)| *head == "Back to school").map(|(it, _)| *it).collect();
    assert_eq!(heads.len(), READERS as usize);
    assert!((40..90).contains(&second.len()), "{}", second.len());
    tell(&stage, (0..READERS).map(|it| status(it, day, "delivered"))).await;
    // Of those who let it be seen, everybody reads the second headline, and one in three the first.
    let reads = |it: &u32| second.contains(it) || it.is_multiple_of(3);
    tell(&stage, (0..OPEN).filter(reads).map(|it| status(it, day, "read"))).await;
    assert_eq!(one_trial(&stage, |_| true).await.verdict, None, "before its time it says nothing");
    stage.forward(3_700);
    let trial = one_trial(&stage, |trial| trial.verdict.is_some()).await;
    let verdict = trial.verdict.expect("a verdict");
    let open: Vec<&u32> = second.iter().filter(|it| **it < OPEN).collect();
    assert_eq!(verdict.judgement, Judgement::SecondBetter);
    let share = verdict.second.expect("enough readers");
    assert_eq!((share.part, share.of), (open.len() as u64, open.len() as u64));
    assert_eq!(verdict.first.expect("enough readers").of, u64::from(OPEN) - open.len() as u64);
    // A tick that comes later changes nothing: what was said stays said.
    tell(&stage, (0..OPEN).map(|it| status(it, day, "read"))).await;
    assert_eq!(one_trial(&stage, |_| true).await.verdict, Some(verdict));
    let page = String::from_utf8_lossy(&stage.get("/").await.body).into_owned();
    assert!(page.contains("the second is read more: by"), "{page}");
    let read = stage.until(|now| now.read.is_some()).await.read.expect("enough readers");
    assert_eq!(read.of, u64::from(OPEN), "who shows nothing does not count as unread");
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rest_waits_for_the_winner_and_gets_it_within_its_hour() {
    let stage = Stage::set(&rss(&OLD)).await;
    a_first_day(&stage).await;
    publish_next(&stage).await;
    let wish = "story=4&other=Back+to+school&share=60&wait=30";
    assert_eq!(stage.post("/desk/headlines", EDITOR, wish).await, 303);
    stage.forward(7_000);
    let taking_part = one_trial(&stage, |trial| trial.editions > 0).await;
    assert!(taking_part.judge_s.is_some());
    let day = "2026-11-27";
    // Everybody was thought of once nothing more is planned.
    let now = stage.until(|now| now.sent > i64::from(READERS) && now.pending == 0).await;
    let first = heads(&stage, day);
    assert_eq!(now.sent, i64::from(READERS) + i64::try_from(first.len()).expect("few"));
    assert!((50..110).contains(&first.len()), "{}", first.len());
    tell(&stage, first.keys().map(|it| status(*it, day, "delivered"))).await;
    let reads = |(it, head): &(&u32, &String)| **it < OPEN && *head == "Back to school";
    tell(&stage, first.iter().filter(reads).map(|(it, _)| status(*it, day, "read"))).await;
    stage.forward(1_900);
    stage.until(|now| now.sent == i64::from(2 * READERS)).await;
    let verdict = one_trial(&stage, |trial| trial.verdict.is_some()).await.verdict;
    assert_eq!(verdict.expect("a verdict").judgement, Judgement::SecondBetter);
    let all = heads(&stage, day);
    assert_eq!(all.len(), READERS as usize, "nobody lost her edition");
    let rest = all.iter().filter(|(it, _)| !first.contains_key(it));
    assert!(rest.clone().count() > 0 && rest.clone().all(|(_, head)| head == "Back to school"));
    stage.task.abort();
}
