//! The pilot: seats, entitlements on the way of a message, surveys.

use super::StoreFactory;
use super::world::{PAID_IN, UTILITY, World, accepted, business, call, id, refusal, text};
use crate::port::StoreError;
use crate::record::{Admission, Admitted, Paper, PaperKind, PilotStep, SurveyAsk};
use kurier_policy::event::EventKind;
use kurier_policy::id::{BusinessId, CohortId, PersonId, SurveyId};
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pilot::{
    Access, Audience, Cohort, CohortState, Entitlement, Feature, FeatureSet, Invitation, PilotRule,
    Question, Said, Source, Stage, Survey,
};
use kurier_policy::pricing::Category;
use kurier_policy::rate::Limits;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::spending::Terms;
use kurier_policy::rules::wilson::Share;
use kurier_policy::standing::Standing;
use kurier_policy::time::{DAY_S, HOUR_S, Timestamp};
use std::sync::Arc;

const EMAIL: &str = "a@example.org";
/// Acceptances at once.
const MANY: i64 = 50;

fn cohort(world: &World, capacity: u32) -> Cohort {
    Cohort {
        id: CohortId(id(800)),
        name: "first".to_owned(),
        state: CohortState::Open,
        goal: "to learn".to_owned(),
        capacity,
        opens: world.now(),
        closes: world.now().plus_s(30 * DAY_S),
        features: vec![(Feature::Messages, None), (Feature::Utility, None)],
        created_at: world.now(),
        frozen_because: None,
    }
}

fn invitation(world: &World, n: i64) -> Invitation {
    Invitation {
        code_hash: format!("{n:064}"),
        cohort: CohortId(id(800)),
        email: EMAIL.to_owned(),
        why: "A farm that tells \"when\".".to_owned(),
        application: None,
        created_at: world.now(),
        created_by: "ada".to_owned(),
        used: None,
    }
}

/// The `n`-th step.
fn step(world: &World, n: i64) -> PilotStep {
    PilotStep {
        key: format!("{n:016}"),
        at: world.now(),
        actor: "ada".to_owned(),
        what: "test".to_owned(),
        business: Some(world.business),
        cohort: None,
        says: String::new(),
    }
}

/// A pilot with a cohort of so many seats and one invitation.
async fn begin(world: &World, capacity: u32) {
    let limits = Limits { pilot: Some(PilotRule::default()), ..Limits::default() };
    world.store.set_limits(limits).await.unwrap();
    world.store.file_paper(Paper::Cohort(cohort(world, capacity))).await.unwrap();
    world.store.file_paper(Paper::Invitation(invitation(world, 1))).await.unwrap();
}

/// The business takes a seat and stands in this stage.
async fn admitted(world: &World, stage: Stage) -> Access {
    begin(world, 1).await;
    let (code, email) = (invitation(world, 1).code_hash, EMAIL.to_owned());
    let business = world.business;
    let mut access = world.store.take_seat(business, code, email, step(world, 1)).await.unwrap();
    if stage != Stage::Sandbox {
        access.enrolment.as_mut().unwrap().stage = stage;
        access = access.next();
        world.store.set_access(business, access.clone(), step(world, 2)).await.unwrap();
    }
    assert_eq!(
        world.store.business(business).await.unwrap().access,
        Some(Box::new(access.clone()))
    );
    access
}

fn grant(world: &World, feature: Feature) -> Entitlement {
    Entitlement {
        feature,
        source: Source::Grant,
        value: None,
        starts: world.now(),
        expires: Some(world.now().plus_s(HOUR_S)),
        granted_by: "ada".to_owned(),
        reason: "to try".to_owned(),
    }
}

/// Something of everything, for exports.
pub async fn busy(world: &World) {
    world.store.file_paper(Paper::Cohort(cohort(world, 2))).await.unwrap();
    world.store.file_paper(Paper::Invitation(invitation(world, 1))).await.unwrap();
    let code = invitation(world, 1).code_hash;
    let business = world.business;
    let taken = world.store.take_seat(business, code, EMAIL.to_owned(), step(world, 1)).await;
    let mut access = taken.unwrap();
    access.entitlements.push(grant(world, Feature::Media));
    world.store.set_access(business, access.next(), step(world, 2)).await.unwrap();
    world.store.file_paper(Paper::Survey(survey(world, 1))).await.unwrap();
    assert!(ask(world, world.person, 1).await);
    let (person, said, now) = (world.person, Some(vec![Some(1), None, Some(9)]), world.now());
    world.store.settle_ask(person, SurveyId(id(801)), said, now).await.unwrap();
}

pub async fn what_was_not_given_is_refused_and_what_was_given_goes(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    accepted(&world.send(call(Category::Marketing)).await);
    let access = admitted(&world, Stage::Full).await;
    accepted(&world.send(call(Category::Utility)).await);
    let refused = world.send(call(Category::Marketing)).await;
    assert_eq!(refusal(&refused), Refusal::FeatureNotEntitled);
    let Admitted::Refused { evidence, .. } = refused else { panic!("{refused:?}") };
    assert!(evidence.detail.unwrap().starts_with("templates.marketing: "));
    let mut more = access.next();
    more.entitlements.push(grant(&world, Feature::Marketing));
    world.store.set_access(world.business, more, step(&world, 3)).await.unwrap();
    accepted(&world.send(call(Category::Marketing)).await);
}

pub async fn it_ends_at_the_second_whatever_the_clock_does(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    admitted(&world, Stage::Full).await;
    world.advance_s(30 * DAY_S - 1);
    accepted(&world.send(call(Category::Utility)).await);
    world.advance_s(1);
    let refused = world.send(call(Category::Utility)).await;
    assert_eq!(refusal(&refused), Refusal::FeatureNotEntitled);
    // What she writes comes in all the same, and opens her window; nothing may answer it.
    world.say("Hello?", "1").await;
    assert_eq!(refusal(&world.send(text("Hi")).await), Refusal::FeatureNotEntitled);
    world.advance_s(-10);
    accepted(&world.send(call(Category::Utility)).await);
    world.advance_s(900 * DAY_S);
    assert_eq!(refusal(&world.send(text("Hi")).await), Refusal::FeatureNotEntitled);
}

pub async fn in_the_sandbox_only_who_tests_is_written_to(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let mut access = admitted(&world, Stage::Sandbox).await;
    assert_eq!(refusal(&world.send(call(Category::Utility)).await), Refusal::NotATestPerson);
    access.enrolment.as_mut().unwrap().test_people.push(world.person);
    world.store.set_access(world.business, access.next(), step(&world, 3)).await.unwrap();
    let sent = world.send(call(Category::Utility)).await;
    assert_eq!(accepted(&sent).evidence.price.0, 0);
    assert_eq!(world.store.verify_ledger().await.unwrap().findings, Vec::<String>::new());
}

pub async fn a_frozen_cohort_stops_marketing_at_once_and_thaws(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    let mut access = admitted(&world, Stage::Full).await.next();
    access.entitlements.push(grant(&world, Feature::Marketing));
    world.store.set_access(world.business, access, step(&world, 3)).await.unwrap();
    accepted(&world.send(call(Category::Marketing)).await);
    let open = cohort(&world, 1);
    let frozen = Cohort { state: CohortState::Frozen, ..open.clone() };
    world.store.move_cohort(open.clone(), frozen.clone(), step(&world, 4)).await.unwrap();
    let refused = world.send(call(Category::Marketing)).await;
    assert_eq!(refusal(&refused), Refusal::FeatureNotEntitled);
    accepted(&world.send(call(Category::Utility)).await);
    let again = world.store.move_cohort(open.clone(), frozen.clone(), step(&world, 5)).await;
    assert_eq!(again, Err(StoreError::Conflict("paper")));
    world.store.move_cohort(frozen, open, step(&world, 6)).await.unwrap();
    accepted(&world.send(call(Category::Marketing)).await);
}

pub async fn what_a_cohort_gives_anew_reaches_the_enrolled_at_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    admitted(&world, Stage::Full).await;
    accepted(&world.send(call(Category::Utility)).await);
    let was = cohort(&world, 1);
    let features = vec![(Feature::Messages, None)];
    let next = Cohort { features, ..was.clone() };
    world.store.move_cohort(was.clone(), next.clone(), step(&world, 7)).await.unwrap();
    assert_eq!(refusal(&world.send(call(Category::Utility)).await), Refusal::FeatureNotEntitled);
    let stale = world.store.move_cohort(was.clone(), next.clone(), step(&world, 8)).await;
    assert_eq!(stale, Err(StoreError::Conflict("paper")));
    world.store.move_cohort(next, was, step(&world, 9)).await.unwrap();
    accepted(&world.send(call(Category::Utility)).await);
    let world = world.reopen(factory).await;
    accepted(&world.send(call(Category::Utility)).await);
}

/// What a refusal that is told later says of the feature.
pub async fn a_refusal_that_is_told_later_names_its_feature(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let mut access = admitted(&world, Stage::Full).await;
    let most = Entitlement { value: Some(1), ..grant(&world, Feature::PeoplePerDay) };
    access.entitlements.push(most);
    world.store.set_access(world.business, access.next(), step(&world, 3)).await.unwrap();
    accepted(&world.send(call(Category::Utility)).await);
    let other = world.one_of_many(900).await;
    let outbound = world.outbound_to(world.business, world.sender, other, call(Category::Utility));
    let later = world.admit(outbound.await).await;
    assert_eq!(refusal(&later), Refusal::PortfolioLimitReached);
    let told = world.events().await.pop().unwrap();
    let EventKind::Status { refusal, feature, .. } = told.kind else { panic!("{told:?}") };
    assert_eq!(refusal, Some(Refusal::PortfolioLimitReached));
    assert_eq!(feature, Some(Feature::PeoplePerDay));
}

pub async fn money_is_bounded_by_what_the_pilot_gives(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let mut access = admitted(&world, Stage::Full).await;
    let was = world.store.business(world.business).await.unwrap().standing;
    let terms = Terms { credit_limit: Micros(5_000_000), ..was.terms };
    world.store.set_standing(world.business, was, Standing { terms, ..was }).await.unwrap();
    let mut give = async |feature, value| {
        access.entitlements.push(Entitlement { value, ..grant(&world, feature) });
        access = access.clone().next();
        let step = step(&world, 30 + i64::from(access.revision));
        world.store.set_access(world.business, access.clone(), step).await.unwrap();
    };
    let named = |admitted: &Admitted| {
        let Admitted::Refused { refusal, evidence } = admitted else { panic!("{admitted:?}") };
        (*refusal, evidence.feature())
    };
    // All that was paid in; the credit line of the operator does not count without the feature.
    let outbound = world.outbound(call(Category::Utility)).await;
    let one = Admission { outbound, idempotency: None, held: None };
    let batch = vec![one; usize::try_from(PAID_IN / UTILITY).unwrap()];
    for admitted in &world.store.admit_batch(batch, world.now()).await.unwrap() {
        accepted(admitted);
    }
    let poor = world.send(call(Category::Utility)).await;
    assert_eq!(named(&poor), (Refusal::BalanceExhausted, Some(Feature::Postpaid)));
    give(Feature::Postpaid, None).await;
    accepted(&world.send(call(Category::Utility)).await);
    let usage = world.store.usage(world.business, None).await.unwrap();
    assert_eq!(usage.terms_at(world.now()).credit_limit, Micros(5_000_000));
    give(Feature::SpendPerDay, Some(1)).await;
    let spent = world.send(call(Category::Utility)).await;
    assert_eq!(named(&spent), (Refusal::BalanceExhausted, Some(Feature::SpendPerDay)));
    world.assert_ledger().await;
}

pub async fn an_invitation_is_accepted_once_by_its_address_in_time(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    begin(&world, 3).await;
    world.store.file_paper(Paper::Invitation(invitation(&world, 2))).await.unwrap();
    let accept = async |who: BusinessId, n: i64, email: &str, at: i64| {
        let code = invitation(&world, n).code_hash;
        world.store.take_seat(who, code, email.to_owned(), step(&world, at)).await.map(drop)
    };
    let (first, second) = (world.business, world.second_business().await.0);
    assert_eq!(accept(first, 9, EMAIL, 1).await, Err(StoreError::NotFound("invitation")));
    assert_eq!(accept(first, 1, "b@example.org", 2).await, Err(StoreError::NotFound("invitation")));
    assert_eq!(accept(first, 1, "A@Example.org ", 3).await, Ok(()));
    assert_eq!(accept(second, 1, EMAIL, 4).await, Err(StoreError::Conflict("invitation used")));
    assert_eq!(accept(first, 2, EMAIL, 5).await, Err(StoreError::Conflict("enrolled")));
    world.advance_s(14 * DAY_S);
    assert_eq!(accept(second, 2, EMAIL, 6).await, Err(StoreError::Conflict("invitation old")));
    assert_eq!(world.store.seats(None, None, 9).await.unwrap().len(), 1);
}

pub async fn many_acceptances_of_one_seat_give_one_enrolment(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    begin(&world, 1).await;
    for n in 0..MANY {
        let (one, sender) = business(400 + 3 * n);
        world.store.create_business(one, sender).await.unwrap();
        world.store.file_paper(Paper::Invitation(invitation(&world, 100 + n))).await.unwrap();
    }
    let mut tasks = Vec::new();
    for n in 0..MANY {
        let store = Arc::clone(&world.store);
        let (code, email) = (invitation(&world, 100 + n).code_hash, EMAIL.to_owned());
        let (who, step) = (business(400 + 3 * n).0.id, step(&world, n));
        tasks.push(tokio::spawn(async move { store.take_seat(who, code, email, step).await }));
    }
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => won += 1,
            Err(fault) => assert_eq!(fault, StoreError::Conflict("cohort full")),
        }
    }
    let seats = world.store.seats(Some(CohortId(id(800))), None, 99).await.unwrap();
    assert_eq!((won, seats.len()), (1, 1));
}

pub async fn many_acceptances_of_one_invitation_give_one_enrolment(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    begin(&world, 99).await;
    let mut tasks = Vec::new();
    for n in 0..MANY {
        let (one, sender) = business(400 + 3 * n);
        let who = one.id;
        world.store.create_business(one, sender).await.unwrap();
        let store = Arc::clone(&world.store);
        let (code, email) = (invitation(&world, 1).code_hash, EMAIL.to_owned());
        let step = step(&world, n);
        tasks.push(tokio::spawn(async move { store.take_seat(who, code, email, step).await }));
    }
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => won += 1,
            Err(fault) => assert_eq!(fault, StoreError::Conflict("invitation used")),
        }
    }
    assert_eq!((won, world.store.seats(None, None, 99).await.unwrap().len()), (1, 1));
}

pub async fn of_two_changes_of_what_a_business_may_do_neither_is_lost(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let access = admitted(&world, Stage::Full).await;
    let business = world.business;
    let mut one = access.clone().next();
    one.entitlements.push(grant(&world, Feature::Media));
    let other = access.next();
    world.store.set_access(business, one, step(&world, 3)).await.unwrap();
    let late = world.store.set_access(business, other, step(&world, 4)).await;
    assert_eq!(late, Err(StoreError::Conflict("access")));
    let steps = world.store.papers(PaperKind::Step, None, 9).await.unwrap();
    assert_eq!(steps.len(), 3, "a change that was not made leaves no step");
}

pub async fn a_seat_is_free_once_its_business_left_or_graduated(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let mut access = admitted(&world, Stage::Full).await;
    world.store.file_paper(Paper::Invitation(invitation(&world, 2))).await.unwrap();
    let second = world.second_business().await.0;
    let accept = async |n: i64| {
        let code = invitation(&world, 2).code_hash;
        world.store.take_seat(second, code, EMAIL.to_owned(), step(&world, n)).await.map(drop)
    };
    assert_eq!(accept(3).await, Err(StoreError::Conflict("cohort full")));
    access.enrolment.as_mut().unwrap().stage = Stage::Graduated;
    world.store.set_access(world.business, access.next(), step(&world, 4)).await.unwrap();
    assert_eq!(accept(5).await, Ok(()));
}

fn survey(world: &World, n: i64) -> Survey {
    Survey {
        id: SurveyId(id(800 + n)),
        name: format!("survey {n}"),
        audience: Audience::Everybody,
        questions: Question::core(),
        sampling: Share::ALL,
        opens: world.now().plus_s(n),
        closes: world.now().plus_s(90 * DAY_S),
    }
}

async fn ask(world: &World, person: PersonId, n: i64) -> bool {
    let (survey, asked_at) = (SurveyId(id(800 + n)), world.now());
    let ask = SurveyAsk { person, survey, asked_at, settled_at: None, said: None };
    world.store.ask_person(ask, asked_at.plus_s(-30 * DAY_S)).await.unwrap()
}

pub async fn nobody_is_asked_twice_in_thirty_days(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let person = world.person;
    assert!(ask(&world, person, 1).await);
    assert!(!ask(&world, person, 2).await);
    assert!(ask(&world, person, 1).await, "the same question goes on");
    world.store.settle_ask(person, SurveyId(id(801)), None, world.now()).await.unwrap();
    assert!(!ask(&world, person, 1).await);
    let again = world.store.settle_ask(person, SurveyId(id(801)), None, world.now()).await;
    assert_eq!(again, Err(StoreError::Conflict("answered")));
    let other = world.store.settle_ask(person, SurveyId(id(802)), None, world.now()).await;
    assert_eq!(other, Err(StoreError::NotFound("ask")));
    world.advance_s(30 * DAY_S - 1);
    assert!(!ask(&world, person, 2).await);
    world.advance_s(1);
    assert!(ask(&world, person, 2).await);
    let mut tasks = Vec::new();
    world.advance_s(31 * DAY_S);
    for n in 3..19 {
        let (store, now) = (Arc::clone(&world.store), world.now());
        let survey = SurveyId(id(800 + n));
        let ask = SurveyAsk { person, survey, asked_at: now, settled_at: None, said: None };
        let rested = now.plus_s(-30 * DAY_S);
        tasks.push(tokio::spawn(async move { store.ask_person(ask, rested).await.unwrap() }));
    }
    let mut asked = 0;
    for task in tasks {
        asked += usize::from(task.await.unwrap());
    }
    assert_eq!(asked, 1);
}

pub async fn what_people_say_is_counted_by_what_they_say(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let said: [Option<Said>; 4] =
        [Some(vec![Some(1), None]), Some(vec![Some(0), Some(9)]), None, Some(vec![Some(1), None])];
    for (n, said) in (500..).step_by(2).zip(said) {
        let person = world.another_person(n).await;
        assert!(ask(&world, person, 1).await);
        let now = world.now();
        world.store.settle_ask(person, SurveyId(id(801)), said, now).await.unwrap();
    }
    ask(&world, world.person, 1).await;
    let counts = world.store.survey_counts(SurveyId(id(801)), Timestamp(0)).await.unwrap();
    let both = [(Some(vec![Some(0), Some(9)]), 1), (Some(vec![Some(1), None]), 2)];
    assert_eq!(counts, (5, [vec![(None, 1)], both.to_vec()].concat()));
    let later = world.now().plus_s(1);
    assert_eq!(world.store.survey_counts(SurveyId(id(801)), later).await.unwrap(), (5, vec![]));
}

pub async fn records_come_newest_first_in_pages(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    for n in [2, 1, 3] {
        world.store.file_paper(Paper::Survey(survey(&world, n))).await.unwrap();
    }
    let taken = world.store.file_paper(Paper::Survey(survey(&world, 2))).await;
    assert_eq!(taken, Err(StoreError::Conflict("paper")));
    let page = async |before| {
        let found = world.store.papers(PaperKind::Survey, before, 2).await.unwrap();
        found.iter().map(Paper::key).collect::<Vec<_>>()
    };
    let first = page(None).await;
    assert_eq!(first, [id(803).to_string(), id(802).to_string()]);
    let last = survey(&world, 2);
    assert_eq!(page(Some((last.opens, last.id.to_string()))).await, [id(801).to_string()]);
    let missing = world.store.paper(PaperKind::Cohort, id(801).to_string()).await;
    assert_eq!(missing, Err(StoreError::NotFound("paper")));
}

pub async fn the_plan_gives_everybody_what_it_has(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let plan = |plan| Limits {
        pilot: Some(PilotRule { plan, ..PilotRule::default() }),
        ..Limits::default()
    };
    world.store.set_limits(plan(FeatureSet::NONE)).await.unwrap();
    assert_eq!(refusal(&world.send(call(Category::Utility)).await), Refusal::FeatureNotEntitled);
    world.store.set_limits(plan(FeatureSet::everything())).await.unwrap();
    accepted(&world.send(call(Category::Utility)).await);
    let killed = FeatureSet::NONE.with(Feature::Utility);
    let rule = PilotRule { plan: FeatureSet::everything(), killed };
    world.store.set_limits(Limits { pilot: Some(rule), ..Limits::default() }).await.unwrap();
    assert_eq!(refusal(&world.send(call(Category::Utility)).await), Refusal::FeatureNotEntitled);
}
