//! The pilot programme: what the operator drives, what a business and a person see of it, what everybody may know.

use super::operation::{Api, Operation};
use super::shape::{
    any_of, at_most, between, filled, id, list, maybe, object, some, success, text, time, truth,
    whole, words,
};
use kurier_policy::pilot::{Feature, Stage};
use serde_json::{Value, json};

const STATES: [&str; 5] = ["draft", "open", "running", "frozen", "ended"];
const ANSWERS: [&str; 6] = ["submitted", "talk", "accepted", "waitlisted", "rejected", "withdrawn"];
const SOURCES: [&str; 4] = ["kill_switch", "deny", "grant", "plan"];
const AREA: &str = "Pilot";

pub(super) fn operations() -> Vec<Operation> {
    let console = [setting(), cohorts(), applications(), businesses(), surveys()].concat();
    let console = console.into_iter().map(|one| one.of(Api::Console, AREA));
    let whose = "Whose; only the operator gives it. A business's token says it already.";
    let own = own().into_iter();
    let own = own.map(|one| one.query("business", whose, id()).of(Api::Kurier, AREA));
    let people = people().into_iter().map(|one| one.of(Api::People, AREA));
    let everybody = public().into_iter().map(|one| one.of(Api::Open, AREA));
    console.chain(own).chain(people).chain(everybody).collect()
}

fn feature() -> Value {
    let keys: Vec<&str> = Feature::ALL.iter().map(|feature| feature.key()).collect();
    words(&keys)
}

fn stage() -> Value {
    words(&Stage::ALL.map(Stage::name))
}

fn number() -> Value {
    maybe(between(0, i64::from(u32::MAX)))
}

fn rule() -> Value {
    object(&[("on", truth()), ("plan", list(feature())), ("killed", list(feature()))])
}

fn setting() -> Vec<Operation> {
    let step = object(&[
        ("at", time()),
        ("actor", text()),
        ("what", text()),
        ("business", maybe(id())),
        ("cohort", maybe(id())),
        ("says", text()),
    ]);
    vec![
        Operation::get("/console/v1/pilot", "showPilotSetting", "Whether there is a pilot here.")
            .answers("It.", rule())
            .faults(&[401, 503]),
        Operation::post("/console/v1/pilot", "changePilotSetting", "Begins, changes or ends it.")
            .says("Without a pilot every business may do everything. With one, only what its plan, its cohort or an operator gave it.")
            .body(object(&[
                ("on", truth()),
                ("plan?", maybe(list(feature()))),
                ("killed?", maybe(list(feature()))),
            ]))
            .answers("As it is now.", rule())
            .faults(&[400, 401, 403, 422, 503]),
        Operation::get("/console/v1/pilot/log", "listPilotSteps", "What was done, newest first.")
            .query("limit", "Rows, at most 100.", between(0, 1_000))
            .answers("Them.", object(&[("data", list(step))]))
            .faults(&[400, 401, 503]),
    ]
}

fn cohort() -> Value {
    object(&[
        ("id", id()),
        ("name", text()),
        ("state", words(&STATES)),
        ("goal", text()),
        ("capacity", whole()),
        ("opens", time()),
        ("closes", time()),
        ("features", list(object(&[("feature", feature()), ("value", number())]))),
        ("frozen_because", maybe(text())),
    ])
}

fn report() -> Value {
    let criterion = object(&[
        ("name", words(&["unwanted", "reports", "utility_read", "opt_out"])),
        ("seen", maybe(text())),
        ("bound", text()),
        ("met", truth()),
    ]);
    object(&[
        ("cohort", cohort()),
        ("seats", whole()),
        ("answered", maybe(whole())),
        ("unwanted", maybe(whole())),
        ("delivered", whole()),
        ("reports", maybe(whole())),
        ("utility", whole()),
        ("utility_read", whole()),
        ("utility_read_within_an_hour", whole()),
        ("people", whole()),
        ("opt_outs", maybe(whole())),
        ("criteria", list(criterion)),
        ("good", truth()),
    ])
}

fn invitation() -> Value {
    object(&[("code", text()), ("email", text()), ("cohort", id()), ("expires", time())])
}

fn cohorts() -> Vec<Operation> {
    let line = object(&[("feature", feature()), ("value?", number())]);
    vec![
        Operation::get("/console/v1/pilot/cohorts", "listCohorts", "Cohorts, newest first.")
            .answers("Them.", object(&[("data", list(cohort()))]))
            .faults(&[401, 503]),
        Operation::post("/console/v1/pilot/cohorts", "createCohort", "Writes a cohort down.")
            .body(object(&[
                ("name", filled(2_000)),
                ("goal", filled(2_000)),
                ("capacity", between(1, 50)),
                ("closes", time()),
                ("features", some(line.clone(), 1, 100)),
            ]))
            .answers("It, a draft.", cohort())
            .faults(&[400, 401, 403, 422, 503]),
        Operation::get(
            "/console/v1/pilot/cohorts/{cohort}",
            "showCohort",
            "A cohort with its numbers of 28 days.",
        )
        .answers("It; no number of people below twenty.", report())
        .faults(&[401, 404, 503]),
        Operation::post(
            "/console/v1/pilot/cohorts/{cohort}/state",
            "moveCohort",
            "Opens, closes, freezes, thaws or ends a cohort (`state`), or gives other `features`, also to those who are in it; one of the two.",
        )
        .body(object(&[
            ("state?", words(&STATES)),
            ("features?", some(line, 1, 100)),
            ("reason?", at_most(2_000)),
        ]))
        .answers("As it is now.", cohort())
        .faults(&[400, 401, 403, 404, 409, 422, 503]),
        Operation::post(
            "/console/v1/pilot/cohorts/{cohort}/invitations",
            "inviteToCohort",
            "Invites the holder of a mail address; the code is shown once.",
        )
        .body(object(&[("email", filled(2_000)), ("why", filled(2_000))]))
        .answers("The invitation.", invitation())
        .faults(&[400, 401, 403, 404, 422, 503]),
    ]
}

fn asked() -> Value {
    object(&[
        ("business", filled(200)),
        ("country", text()),
        ("kind", filled(200)),
        ("use_case", filled(1_024)),
        ("features", list(feature())),
        ("people_per_week", between(0, i64::from(u32::MAX))),
        ("consent", filled(1_024)),
        ("samples", some(filled(1_024), 1, 3)),
        ("email", filled(200)),
    ])
}

fn application() -> Value {
    let score = object(&[
        ("by", text()),
        ("at", time()),
        ("points", some(between(0, 4), 5, 5)),
        ("sum", whole()),
    ]);
    object(&[
        ("id", id()),
        ("at", time()),
        ("state", words(&ANSWERS)),
        ("reason", text()),
        ("cohort", maybe(id())),
        ("verdict", words(&["waits", "good", "weak"])),
        ("scores", list(score)),
        ("asked", asked()),
    ])
}

fn applications() -> Vec<Operation> {
    vec![
        Operation::get(
            "/console/v1/pilot/applications",
            "listApplications",
            "Applications, newest first.",
        )
        .answers("Them.", object(&[("data", list(application()))]))
        .faults(&[401, 503]),
        Operation::post("/console/v1/pilot/applications/{application}/score", "scoreApplication", "An operator's sheet.")
            .says("Five questions of 0 to 4 points. Two operators score; 12 points and none with 0 are needed.")
            .body(object(&[("points", some(between(0, 4), 5, 5))]))
            .answers("It.", application())
            .faults(&[400, 401, 403, 404, 409, 422, 503]),
        Operation::post("/console/v1/pilot/applications/{application}/decide", "decideApplication", "Answers it.")
            .body(object(&[
                ("state", words(&ANSWERS)),
                ("reason", filled(2_000)),
                ("cohort?", maybe(id())),
            ]))
            .answers("It.", application())
            .faults(&[400, 401, 403, 404, 409, 422, 503]),
        Operation::post("/console/v1/pilot/applications/{application}/invite", "inviteApplicant", "Invites who was accepted.")
            .body(object(&[("why", filled(2_000))]))
            .answers("The invitation.", invitation())
            .faults(&[400, 401, 403, 404, 409, 422, 503]),
    ]
}

fn enrolment() -> Value {
    object(&[
        ("cohort", id()),
        ("stage", stage()),
        ("since", time()),
        ("accepted_at", time()),
        ("why", text()),
        ("frozen", truth()),
        ("test_people", between(0, 5)),
    ])
}

fn line() -> Value {
    let by = object(&[
        ("source", words(&["kill_switch", "deny", "grant", "cohort", "plan"])),
        ("starts", time()),
        ("expires", maybe(time())),
        ("granted_by", text()),
        ("reason", text()),
    ]);
    object(&[
        ("feature", feature()),
        ("says", text()),
        ("allowed", truth()),
        ("why", text()),
        ("value", number()),
        ("by", maybe(by)),
    ])
}

fn businesses() -> Vec<Operation> {
    const FEATURES: &str = "/console/v1/businesses/{business}/features";
    let shown = || {
        object(&[("on", truth()), ("enrolment", maybe(enrolment())), ("features", list(line()))])
    };
    vec![
        Operation::get(FEATURES, "showFeatures", "What a business may do, until when and why.")
            .answers("Every feature.", shown())
            .faults(&[401, 404, 503]),
        Operation::post(FEATURES, "giveFeature", "Gives a business a feature, or denies it.")
            .says("Everything but a kill switch has an end.")
            .body(object(&[
                ("feature", feature()),
                ("source", words(&SOURCES)),
                ("value?", number()),
                ("until?", maybe(time())),
                ("reason", filled(2_000)),
            ]))
            .answers("Every feature.", shown())
            .faults(&[400, 401, 403, 404, 409, 422, 503]),
        Operation::post(
            "/console/v1/businesses/{business}/features/revoke",
            "revokeFeature",
            "Takes back what operators said about a feature.",
        )
        .body(object(&[("feature", feature()), ("reason", filled(2_000))]))
        .answers("Every feature.", shown())
        .faults(&[400, 401, 403, 404, 409, 422, 503]),
        Operation::post(
            "/console/v1/pilot/businesses/{business}/stage",
            "moveStage",
            "Moves an enrolled business to another stage.",
        )
        .body(object(&[("stage", stage()), ("reason", filled(2_000))]))
        .answers("Where it stands.", enrolment())
        .faults(&[400, 401, 403, 404, 409, 422, 503]),
    ]
}

fn question() -> Value {
    object(&[
        ("key", text()),
        ("kind", words(&["how_often", "unwanted", "score"])),
        ("en", text()),
        ("de", text()),
    ])
}

fn survey() -> Value {
    object(&[
        ("id", id()),
        ("name", text()),
        ("cohort", maybe(id())),
        ("sampling_ppm", whole()),
        ("opens", time()),
        ("closes", time()),
        ("questions", list(question())),
    ])
}

fn surveys() -> Vec<Operation> {
    let results = object(&[
        ("survey", survey()),
        ("asked", whole()),
        ("answered", maybe(whole())),
        ("counts", list(list(whole()))),
        ("none_below", whole()),
    ]);
    vec![
        Operation::get("/console/v1/pilot/surveys", "listSurveys", "Surveys of people.")
            .answers("Them.", object(&[("data", list(survey()))]))
            .faults(&[401, 503]),
        Operation::post("/console/v1/pilot/surveys", "createSurvey", "Begins a survey.")
            .says(
                "Without questions: the three of the programme. Nobody is asked twice in 30 days.",
            )
            .body(object(&[
                ("name", filled(2_000)),
                ("cohort?", maybe(id())),
                ("questions?", maybe(some(question(), 1, 3))),
                ("sampling_ppm", between(0, 1_000_000)),
                ("closes", time()),
            ]))
            .answers("It.", survey())
            .faults(&[400, 401, 403, 404, 422, 503]),
        Operation::get(
            "/console/v1/pilot/surveys/{survey}",
            "showSurvey",
            "What people said; nothing of fewer than twenty.",
        )
        .answers("The numbers.", results)
        .faults(&[401, 404, 503]),
    ]
}

fn own() -> Vec<Operation> {
    vec![
        Operation::get(
            "/kurier/v1/features",
            "listOwnFeatures",
            "What the business may do, until when and why.",
        )
        .query("needs", "Features that must be there, parted by commas; the call is refused for the first that is not.", at_most(500))
        .answers("Every feature.", object(&[("data", list(line()))])),
        Operation::get(
            "/kurier/v1/pilot",
            "showOwnPilot",
            "How far the business is in the pilot, and the numbers of its cohort.",
        )
        .answers(
            "Null where it has no seat.",
            object(&[
                ("on", truth()),
                ("enrolment", maybe(enrolment())),
                ("scorecard", maybe(report())),
            ]),
        ),
        Operation::post("/kurier/v1/pilot/accept", "acceptSeat", "Takes a seat of a cohort.")
            .body(object(&[("code", text()), ("email", text())]))
            .answers("Where it stands.", object(&[("enrolment", enrolment())])),
        Operation::post(
            "/kurier/v1/pilot/test_code",
            "makeTestCode",
            "A code for people who test; one of before ends.",
        )
        .answers("Shown once.", object(&[("code", text()), ("people", whole())])),
    ]
}

fn people() -> Vec<Operation> {
    let shown = object(&[("id", id()), ("questions", list(question()))]);
    let answer = any_of(&[between(0, 10), json!({ "type": "null" })]);
    vec![
        Operation::get("/people/v1/survey", "showSurveyOfPerson", "What she is asked, if anything.")
            .answers("Null = nothing.", object(&[("survey", maybe(shown))]))
            .faults(&[401, 503]),
        Operation::post("/people/v1/survey/{survey}", "answerSurvey", "She answers, or skips.")
            .says("One answer per question, null where she leaves it out; without answers she skips, and is not asked again.")
            .body(object(&[("answers?", maybe(some(answer, 1, 3)))]))
            .answers("Done.", success())
            .faults(&[400, 401, 403, 404, 409, 422, 503]),
        Operation::post(
            "/people/v1/pilot/test",
            "testForBusiness",
            "She tests what a business in the sandbox of the pilot sends.",
        )
        .body(object(&[("code", filled(200))]))
        .answers("For whom.", object(&[("business", id())]))
        .faults(&[400, 401, 403, 404, 409, 422, 503]),
    ]
}

fn public() -> Vec<Operation> {
    let business = object(&[
        ("name", text()),
        ("stage", stage()),
        ("since", time()),
        ("why", text()),
        ("features", list(feature())),
    ]);
    let cohort = object(&[
        ("name", text()),
        ("state", words(&STATES)),
        ("goal", text()),
        ("capacity", whole()),
        ("closes", time()),
        ("frozen_because", maybe(text())),
        ("businesses", list(business)),
    ]);
    let made =
        object(&[("id", id()), ("state", words(&ANSWERS)), ("answered_within_days", whole())]);
    vec![
        Operation::get("/pilot.json", "readPilot", "Who is in the pilot, and why.")
            .answers("Them.", object(&[("on", truth()), ("cohorts", list(cohort))]))
            .faults(&[503]),
        Operation::get("/pilot", "showPilot", "The same as a page.")
            .answers("The page.", json!({ "type": "string", "contentMediaType": "text/html" }))
            .faults(&[503]),
        Operation::post(
            "/pilot/v1/applications",
            "applyToPilot",
            "A business asks to be admitted.",
        )
        .says("At most 32 KiB, and 200 that wait for an answer.")
        .body(asked())
        .answers("Answered within ten days.", made)
        .faults(&[400, 409, 422, 503]),
    ]
}
