//! The pilot: who is admitted, with which features, until when; what people say of it.

use crate::stage::{Stage, code, text};
use kurier_engine::account::{CreatedBusiness, CreatedPerson, NewBusiness};
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::phone::PhoneNumber;
use kurier_policy::time::DAY_S;
use serde_json::{Value, json};
use testkit::{Answer, Caller, SECOND_OPERATOR_TOKEN};

const EMAIL: &str = "pilot@example.org";

async fn business(stage: &Stage, name: &str, n: u32) -> CreatedBusiness {
    let number = format!("493055503{n:03}");
    let new = NewBusiness {
        name: name.to_owned(),
        display_number: PhoneNumber::parse(&number).unwrap(),
        verified: true,
        credit: Micros(1_000_000_000),
    };
    stage.app.engine().create_business(new).await.unwrap()
}

pub(crate) async fn console(stage: &Stage, path: &str, body: Value) -> Answer {
    stage.operator.post(&format!("/console/v1{path}"), &body).await.unwrap()
}

/// Turns the pilot on and opens a cohort for thirty days that gives messages and nothing else.
pub(crate) async fn cohort(stage: &Stage, capacity: u32) -> String {
    console(stage, "/pilot", json!({ "on": true })).await.ok().unwrap();
    let closes = (stage.app.clock_seconds() + 30 * DAY_S) * 1_000_000;
    let new = json!({ "name": "First", "goal": "To learn <what> people want.",
        "capacity": capacity, "closes": closes, "features": [{ "feature": "messages" }] });
    let made = console(stage, "/pilot/cohorts", new).await.ok().unwrap();
    let id = made["id"].as_str().unwrap().to_owned();
    let open = json!({ "state": "open", "reason": "begins" });
    console(stage, &format!("/pilot/cohorts/{id}/state"), open).await.ok().unwrap();
    id
}

async fn invited(stage: &Stage, cohort: &str, why: &str) -> String {
    let body = json!({ "email": EMAIL, "why": why });
    let path = format!("/pilot/cohorts/{cohort}/invitations");
    let made = console(stage, &path, body).await.ok().unwrap();
    made["code"].as_str().unwrap().to_owned()
}

async fn accept(api: &Caller, code: &str) -> Answer {
    let body = json!({ "code": code, "email": EMAIL });
    api.post("/kurier/v1/pilot/accept", &body).await.unwrap()
}

async fn move_to(stage: &Stage, business: &CreatedBusiness, to: &str) -> Answer {
    let path = format!("/pilot/businesses/{}/stage", business.business.id);
    console(stage, &path, json!({ "stage": to, "reason": "goes well" })).await
}

/// Grants a feature for some days.
pub(crate) async fn grant(stage: &Stage, business: &CreatedBusiness, feature: &str, days: i64) {
    let until = (stage.app.clock_seconds() + days * DAY_S) * 1_000_000;
    let path = format!("/businesses/{}/features", business.business.id);
    let line = json!({ "feature": feature, "source": "grant", "until": until, "reason": "to try" });
    console(stage, &path, line).await.ok().unwrap();
}

/// A business in the full stage, with a caller of its own.
pub(crate) async fn admitted(
    stage: &Stage,
    cohort: &str,
    (name, n): (&str, u32),
    features: &[&str],
) -> (CreatedBusiness, Caller) {
    let made = business(stage, name, n).await;
    let api = Caller::new(&stage.app.base, &made.token).unwrap();
    let code = invited(stage, cohort, &format!("{name} writes what matters.")).await;
    accept(&api, &code).await.ok().unwrap();
    for to in ["limited", "full"] {
        move_to(stage, &made, to).await.ok().unwrap();
    }
    for feature in features {
        grant(stage, &made, feature, 20).await;
    }
    (made, api)
}

/// A template of one line, approved.
pub(crate) async fn template(stage: &Stage, of: &CreatedBusiness, name: &str, category: &str) {
    let api = Caller::new(&stage.app.base, &of.token).unwrap();
    let body = json!({ "name": name, "language": "en_US", "category": category,
        "components": [{ "type": "BODY", "text": "Something happened." }] });
    let path = format!("/v23.0/{}/message_templates", of.business.id);
    let made = api.post(&path, &body).await.unwrap().ok().unwrap();
    let path = format!("/sandbox/v1/templates/{}/approve", made["id"].as_str().unwrap());
    stage.operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
}

/// A person who allowed it everything and wrote to it; its `wa_id` of her.
pub(crate) async fn friend(
    stage: &Stage,
    of: &CreatedBusiness,
    name: &str,
) -> (CreatedPerson, String) {
    let person = stage.app.person(name).await.unwrap();
    let all = [Purpose::Utility, Purpose::Authentication, Purpose::Marketing];
    let ids = stage.app.allow(person.person.id, of.business.id, &all).await.unwrap();
    say(stage, of, &person).await;
    (person, ids.wa_id)
}

async fn say(stage: &Stage, to: &CreatedBusiness, person: &CreatedPerson) {
    let path = format!("/sandbox/v1/people/{}/say", person.person.id);
    let body = json!({ "text": "Hello", "waba_id": to.business.id.to_string() });
    stage.operator.post(&path, &body).await.unwrap().ok().unwrap();
}

pub(crate) async fn send(api: &Caller, of: &CreatedBusiness, body: Value) -> Answer {
    api.post(&format!("/v23.0/{}/messages", of.sender.id), &body).await.unwrap()
}

pub(crate) fn call(to: &str, name: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "to": to, "type": "template",
        "template": { "name": name, "language": { "code": "en_US" } } })
}

fn buttons(to: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "to": to, "type": "interactive", "interactive": {
        "type": "button", "body": { "text": "Rebook?" }, "action": { "buttons": [
            { "type": "reply", "reply": { "id": "yes", "title": "Yes" } }] } } })
}

pub(crate) fn refused(answer: &Answer) -> (u16, u64, &str) {
    let (status, number, _) = code(answer);
    let feature = &answer.json["error"]["error_data"]["feature"];
    (status, number, feature.as_str().unwrap_or("-"))
}

#[tokio::test]
async fn a_farm_an_airline_and_a_newsroom_each_have_their_own_features_and_no_others() {
    let stage = Stage::start().await;
    let cohort = cohort(&stage, 3).await;
    let cast = [
        ("Farm", "templates.utility"),
        ("Airline", "buttons"),
        ("Newsroom", "templates.marketing"),
    ];
    for (n, (name, own)) in (1..).zip(cast) {
        let (of, api) = admitted(&stage, &cohort, (name, n), &[own]).await;
        template(&stage, &of, "notice", "UTILITY").await;
        template(&stage, &of, "news", "MARKETING").await;
        let (_, to) = friend(&stage, &of, &format!("Kim {n}")).await;
        let needs = [
            ("templates.utility", call(&to, "notice")),
            ("buttons", buttons(&to)),
            ("templates.marketing", call(&to, "news")),
        ];
        for (feature, body) in needs {
            let answer = send(&api, &of, body).await;
            if feature == own {
                answer.ok().unwrap();
            } else {
                assert_eq!(refused(&answer), (403, 10, feature), "{name}: {}", answer.text);
            }
        }
        send(&api, &of, text(&to, "Hi")).await.ok().unwrap();
        let shown = api.get("/kurier/v1/features").await.unwrap().ok().unwrap();
        let has = |feature: &str| {
            let all = shown["data"].as_array().unwrap();
            all.iter().find(|one| one["feature"] == feature).unwrap()["allowed"].clone()
        };
        assert_eq!([has(own), has("messages"), has("flows")], [true, true, false].map(Value::from));
    }
    // Whoever is not in the pilot has nothing at all.
    let kim = stage.friend("Kim").await;
    let outside = stage.send(text(&kim.wa_id, "Hi")).await;
    assert_eq!(refused(&outside), (403, 10, "messages"));
}

#[tokio::test]
async fn what_stands_beside_messages_is_refused_by_its_name_too() {
    let stage = Stage::start().await;
    let cohort = cohort(&stage, 1).await;
    let (of, api) = admitted(&stage, &cohort, ("Farm", 1), &[]).await;
    let form = json!({ "name": "table", "categories": ["OTHER"] });
    let flow = api.post(&format!("/v23.0/{}/flows", of.business.id), &form).await.unwrap();
    assert_eq!(refused(&flow), (403, 10, "flows"));
    let code = json!({ "prefilled_message": "Hello", "generate_qr_image": "SVG" });
    let path = format!("/v23.0/{}/message_qrdls", of.sender.id);
    assert_eq!(refused(&api.post(&path, &code).await.unwrap()), (403, 10, "invites"));
    let batch = json!({ "batch": [{ "method": "GET", "relative_url": "v23.0/me" }] });
    assert_eq!(refused(&api.post("/", &batch).await.unwrap()), (403, 10, "batch"));
    let plan = json!({ "file_name": "x.pdf", "file_type": "application/pdf", "file_length": 9 });
    let path = format!("/v23.0/{}/uploads", of.business.app);
    assert_eq!(refused(&api.post(&path, &plan).await.unwrap()), (403, 10, "media"));
    let linked = json!({ "link": "https://nowhere.example/cow.png" });
    let image = json!({ "messaging_product": "whatsapp", "to": "+4930901820", "type": "image", "image": linked });
    let sent = send(&api, &of, image).await;
    assert_eq!(refused(&sent), (403, 10, "media"), "before the link is followed");
    grant(&stage, &of, "flows", 1).await;
    api.post(&format!("/v23.0/{}/flows", of.business.id), &form).await.unwrap().ok().unwrap();
}

#[tokio::test]
async fn at_its_end_sends_stop_in_that_second_and_incoming_messages_and_webhooks_go_on() {
    let stage = Stage::start().await;
    let cohort = cohort(&stage, 1).await;
    let (of, api) = admitted(&stage, &cohort, ("Farm", 1), &[]).await;
    let (kim, to) = friend(&stage, &of, "Kim").await;
    stage.app.clock.advance_s(30 * DAY_S - 1);
    say(&stage, &of, &kim).await;
    send(&api, &of, text(&to, "Just in time")).await.ok().unwrap();
    stage.app.clock.advance_s(1);
    assert_eq!(refused(&send(&api, &of, text(&to, "Late")).await), (403, 10, "messages"));
    let events = async || {
        let engine = stage.app.engine();
        engine.store().event_head(of.business.id).await.unwrap().0
    };
    let before = events().await;
    say(&stage, &of, &kim).await;
    assert_eq!(events().await, before + 1, "what she wrote is told");
    // A jump of the clock by a year changes nothing of it.
    stage.app.clock.advance_s(365 * DAY_S);
    say(&stage, &of, &kim).await;
    assert_eq!(refused(&send(&api, &of, text(&to, "Late")).await), (403, 10, "messages"));
    grant(&stage, &of, "messages", 1).await;
    send(&api, &of, text(&to, "Again")).await.ok().unwrap();
}

#[tokio::test]
async fn the_end_is_told_fourteen_three_and_one_day_before_and_each_time_once() {
    let stage = Stage::start().await;
    let cohort = cohort(&stage, 1).await;
    let (of, _) = admitted(&stage, &cohort, ("Farm", 1), &[]).await;
    let engine = stage.app.engine();
    let events = async || engine.store().event_head(of.business.id).await.unwrap().0;
    let mut left = 30 * DAY_S;
    for days in [14, 3, 1] {
        stage.app.clock.advance_s(left - days * DAY_S - 1);
        let before = events().await;
        engine.look_after_pilot().await.unwrap();
        assert_eq!(events().await, before, "{days}");
        stage.app.clock.advance_s(1);
        left = days * DAY_S;
        engine.look_after_pilot().await.unwrap();
        // The node looks as well: if it was first, its event comes a moment later.
        let limit = std::time::Duration::from_secs(10);
        let is_told = async || Ok((events().await > before).then_some(()));
        testkit::scene::eventually("the warning", limit, is_told).await.unwrap();
        engine.look_after_pilot().await.unwrap();
        assert_eq!(events().await, before + 1, "{days}");
    }
}

#[tokio::test]
async fn fifty_acceptances_of_one_seat_at_once_give_one_enrolment() {
    let stage = Stage::start().await;
    let cohort = cohort(&stage, 1).await;
    let mut calls = Vec::new();
    for n in 0..50 {
        let made = business(&stage, &format!("Farm {n}"), n + 100).await;
        let api = Caller::new(&stage.app.base, &made.token).unwrap();
        let code = invited(&stage, &cohort, "A farm.").await;
        calls.push(async move { accept(&api, &code).await.status });
    }
    let answers = futures_util::future::join_all(calls).await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    let path = format!("/console/v1/pilot/cohorts/{cohort}");
    assert_eq!(stage.operator.get(&path).await.unwrap().ok().unwrap()["seats"], 1);
}

#[tokio::test]
async fn in_the_sandbox_five_people_who_said_so_are_written_to_and_nobody_else() {
    let stage = Stage::start().await;
    let cohort = cohort(&stage, 1).await;
    let of = business(&stage, "Farm", 1).await;
    let api = Caller::new(&stage.app.base, &of.token).unwrap();
    let no_seat = api.post("/kurier/v1/pilot/test_code", &json!({})).await.unwrap();
    assert_eq!(no_seat.status, 400);
    let invitation = invited(&stage, &cohort, "A farm.").await;
    accept(&api, &invitation).await.ok().unwrap();
    assert_ne!(accept(&api, &invitation).await.status, 200, "an invitation is used once");
    let made = api.post("/kurier/v1/pilot/test_code", &json!({})).await.unwrap().ok().unwrap();
    let test_code = made["code"].as_str().unwrap();
    let join = async |person: &CreatedPerson, code: &str| {
        let people = api.with_token(&person.session);
        people.post("/people/v1/pilot/test", &json!({ "code": code })).await.unwrap()
    };
    let mut all = Vec::new();
    for n in 0..6 {
        all.push(friend(&stage, &of, &format!("Kim {n}")).await);
    }
    let wrong = join(&all[0].0, "123456789012345-ABC").await;
    assert_eq!((wrong.status, wrong.code()), (404, "test_code"));
    for (person, _) in &all[..5] {
        join(person, test_code).await.ok().unwrap();
    }
    join(&all[0].0, test_code).await.ok().unwrap();
    let sixth = join(&all[5].0, test_code).await;
    assert_eq!((sixth.status, sixth.code()), (409, "test_people"));
    for (_, to) in &all[..5] {
        send(&api, &of, text(to, "A test")).await.ok().unwrap();
    }
    let other = send(&api, &of, text(&all[5].1, "A test")).await;
    assert_eq!(code(&other), (403, 10, 0));
    assert!(other.text.contains("test_code"), "{}", other.text);
    // Whom it does not know is no test person either: the answer is the same.
    let unknown = send(&api, &of, text("999000000000001", "A test")).await;
    assert_eq!(unknown.json["error"]["message"], other.json["error"]["message"]);
    move_to(&stage, &of, "limited").await.ok().unwrap();
    send(&api, &of, text(&all[5].1, "For real")).await.ok().unwrap();
}

#[tokio::test]
async fn a_survey_of_a_hundred_people_is_shown_from_twenty_on_and_freezes_the_cohort() {
    let stage = Stage::start().await;
    let cohort = cohort(&stage, 1).await;
    let (of, api) = admitted(&stage, &cohort, ("Farm", 1), &["templates.marketing"]).await;
    grant(&stage, &of, "templates.utility", 20).await;
    template(&stage, &of, "notice", "UTILITY").await;
    template(&stage, &of, "news", "MARKETING").await;
    let closes = (stage.app.clock_seconds() + 20 * DAY_S) * 1_000_000;
    let new =
        json!({ "name": "core", "cohort": cohort, "sampling_ppm": 1_000_000, "closes": closes });
    let made = console(&stage, "/pilot/surveys", new).await.ok().unwrap();
    let results = format!("/console/v1/pilot/surveys/{}", made["id"].as_str().unwrap());
    let report = format!("/console/v1/pilot/cohorts/{cohort}");
    let mut to = String::new();
    let mut unwanted = 0;
    let mut frozen_at = None;
    for n in 0..100_u32 {
        let (person, wa_id) = friend(&stage, &of, &format!("Kim {n}")).await;
        to = wa_id;
        let people = api.with_token(&person.session);
        let asked = people.get("/people/v1/survey").await.unwrap().ok().unwrap();
        assert_eq!(asked["survey"]["questions"].as_array().unwrap().len(), 3, "{asked}");
        let path = format!("/people/v1/survey/{}", asked["survey"]["id"].as_str().unwrap());
        // Of the first fifty nobody minds; of the others every second person does.
        let minds = n >= 50 && n % 2 == 0;
        unwanted += u32::from(minds);
        let answers = json!({ "answers": [1, u8::from(minds), 7] });
        people.post(&path, &answers).await.unwrap().ok().unwrap();
        assert_eq!(people.post(&path, &answers).await.unwrap().code(), "conflict");
        let again = people.get("/people/v1/survey").await.unwrap().ok().unwrap();
        assert_eq!(again["survey"], Value::Null);
        if n == 18 {
            let few = stage.operator.get(&results).await.unwrap().ok().unwrap();
            assert_eq!((&few["asked"], &few["answered"]), (&json!(19), &Value::Null));
            assert_eq!(few["counts"], json!([]));
            let card = stage.operator.get(&report).await.unwrap().ok().unwrap();
            assert_eq!(card["unwanted"], Value::Null);
            send(&api, &of, call(&to, "news")).await.ok().unwrap();
        }
        let card = stage.operator.get(&report).await.unwrap().ok().unwrap();
        if card["cohort"]["state"] == "frozen" && frozen_at.is_none() {
            frozen_at = Some((n + 1, unwanted));
        }
    }
    let (answered, minded) = frozen_at.expect("25 of 100 are surely more than a tenth");
    let rule = kurier_policy::pilot::FreezeRule::DEFAULT;
    assert!(rule.wilson.exceeds(minded.into(), answered.into(), rule.unwanted));
    assert!(!rule.wilson.exceeds((minded - 1).into(), (answered - 1).into(), rule.unwanted));
    let all = stage.operator.get(&results).await.unwrap().ok().unwrap();
    assert_eq!((&all["answered"], &all["counts"][1]), (&json!(100), &json!([75, 25, 0, 0])));
    assert_eq!(refused(&send(&api, &of, call(&to, "news")).await).2, "templates.marketing");
    send(&api, &of, call(&to, "notice")).await.ok().unwrap();
    let graduates = move_to(&stage, &of, "graduated").await;
    assert_eq!((graduates.status, graduates.code()), (409, "criteria"));
    let public = stage.app.engine().public_pilot().await.unwrap();
    assert!(public.cohorts[0].cohort.frozen_because.is_some());
}

#[tokio::test]
async fn an_application_is_scored_by_two_operators_before_it_comes_in() {
    let stage = Stage::start().await;
    let cohort = cohort(&stage, 3).await;
    let asked = json!({ "business": "Farm", "country": "DE", "kind": "farm",
        "use_case": "Tells a farmer that a cow is calving.", "features": ["templates.utility"],
        "people_per_week": 20, "consent": "https://farm.example/opt-in",
        "samples": ["Cow 7 is calving."], "email": "Farm@Example.org" });
    let nobody = stage.api.with_token("");
    let made = nobody.post("/pilot/v1/applications", &asked).await.unwrap().ok().unwrap();
    let again = nobody.post("/pilot/v1/applications", &asked).await.unwrap();
    assert_eq!((again.status, again.code()), (409, "conflict"));
    let mut bad = asked.clone();
    bad["samples"] = json!([]);
    assert_eq!(nobody.post("/pilot/v1/applications", &bad).await.unwrap().status, 400);
    let of = |what: &str| format!("/pilot/applications/{}/{what}", made["id"].as_str().unwrap());
    let accept = json!({ "state": "accepted", "reason": "People want it.", "cohort": cohort });
    let sheet = json!({ "points": [4, 3, 3, 2, 2] });
    console(&stage, &of("score"), sheet.clone()).await.ok().unwrap();
    let early = console(&stage, &of("decide"), accept.clone()).await;
    assert_eq!((early.status, early.code()), (409, "score"));
    let second = stage.operator.with_token(SECOND_OPERATOR_TOKEN);
    let path = format!("/console/v1{}", of("score"));
    let zero = json!({ "points": [4, 4, 4, 4, 0] });
    let weak = second.post(&path, &zero).await.unwrap().ok().unwrap();
    assert_eq!(weak["verdict"], "weak");
    assert_eq!(console(&stage, &of("decide"), accept.clone()).await.code(), "score");
    assert_eq!(second.post(&path, &sheet).await.unwrap().ok().unwrap()["verdict"], "good");
    let accepted = console(&stage, &of("decide"), accept).await.ok().unwrap();
    assert_eq!(accepted["state"], "accepted");
    let why = json!({ "why": "It tells farmers what their cows do." });
    let invitation = console(&stage, &of("invite"), why).await.ok().unwrap();
    assert_eq!(invitation["email"], "farm@example.org");
    let farm = business(&stage, "Farm", 1).await;
    let api = Caller::new(&stage.app.base, &farm.token).unwrap();
    let code = invitation["code"].as_str().unwrap();
    let body = json!({ "code": code, "email": "farm@example.org" });
    let taken = api.post("/kurier/v1/pilot/accept", &body).await.unwrap().ok().unwrap();
    assert_eq!(taken["enrolment"]["stage"], "sandbox");
    let page = stage.api.get("/pilot.json").await.unwrap().ok().unwrap();
    let shown = &page["cohorts"][0]["businesses"][0];
    assert_eq!(
        (&shown["name"], &shown["why"]),
        (&json!("Farm"), &json!("It tells farmers what their cows do."))
    );
    assert!(!page.to_string().contains("example.org"), "no mail address is public");
    let page = stage.raw("GET", "/pilot", b"").await;
    assert!(page.body.contains("To learn &lt;what&gt; people want."), "{}", page.body);
    let log = stage.operator.get("/console/v1/pilot/log").await.unwrap().ok().unwrap();
    let what: Vec<&str> =
        log["data"].as_array().unwrap().iter().filter_map(|step| step["what"].as_str()).collect();
    for step in ["accept", "invite", "accepted", "score", "open", "cohort", "setting"] {
        assert!(what.contains(&step), "{step}: {what:?}");
    }
}

#[tokio::test]
async fn operators_say_until_when_and_why() {
    let stage = Stage::start().await;
    console(&stage, "/pilot", json!({ "on": true, "plan": ["messages"] })).await.ok().unwrap();
    let kim = stage.friend("Kim").await;
    stage.text(&kim, "The plan has messages").await;
    let path = format!("/businesses/{}/features", stage.shop.business.id);
    let endless = json!({ "feature": "media", "source": "grant", "reason": "to try" });
    let answer = console(&stage, &path, endless).await;
    assert_eq!((answer.status, answer.code()), (422, "entitlement"));
    let switch = json!({ "feature": "messages", "source": "kill_switch", "reason": "a fire" });
    console(&stage, &path, switch).await.ok().unwrap();
    let off = stage.send(text(&kim.wa_id, "Hi")).await;
    assert_eq!(refused(&off), (403, 10, "messages"));
    let back = json!({ "feature": "messages", "reason": "it is out" });
    console(&stage, &format!("{path}/revoke"), back).await.ok().unwrap();
    stage.text(&kim, "On again").await;
    console(&stage, "/pilot", json!({ "on": false })).await.ok().unwrap();
    assert_eq!(stage.api.get("/pilot.json").await.unwrap().ok().unwrap()["on"], false);
}
