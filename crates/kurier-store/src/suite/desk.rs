//! The operator's desk: reports, measures, appeals.

use super::StoreFactory;
use super::world::{World, call, id};
use crate::port::StoreError;
use crate::record::{
    Admitted, Appeal, AppealAnswer, Complaint, DeskNumbers, Handled, Measure, Report, ReportFilter,
    ShownMessage, Signed,
};
use kurier_policy::desk::{MeasureKind, MeasureState, Outcome};
use kurier_policy::id::{AppealId, MeasureId, PersonId, ReportId, TemplateId};
use kurier_policy::money::Micros;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::reason::Reason;
use kurier_policy::time::{DAY_S, Timestamp};

/// The `n`-th report, of this person.
/// Files it, with the complaint that it is.
async fn file(world: &World, report: Report) {
    let Report { business, person, at, reason, .. } = report;
    let complaint = report.template.map(|template| Complaint {
        business,
        template,
        person,
        at,
        sent_at: at,
        reported: true,
        reason: Some(reason),
        surcharge: Micros::ZERO,
    });
    world.store.file_report(report, complaint).await.unwrap();
}

fn report(world: &World, n: i64, person: i64, reason: Reason) -> Report {
    Report {
        id: ReportId(id(900 + n)),
        business: world.business,
        person: PersonId(id(person)),
        at: world.now(),
        reason,
        blocked: true,
        template: Some(TemplateId(id(1))),
        shown: vec![ShownMessage {
            at: world.now(),
            own: false,
            category: Some("marketing".to_owned()),
            text: "Half \"price\"".to_owned(),
        }],
        handled: None,
    }
}

fn handled(at: Timestamp) -> Handled {
    Handled { at, by: "ada".to_owned(), outcome: Outcome::Warned, note: "told".to_owned() }
}

fn measure(world: &World, n: i64, kind: MeasureKind) -> Measure {
    Measure {
        id: MeasureId(id(950 + n)),
        business: world.business,
        kind,
        reason: "many reports".to_owned(),
        at: world.now(),
        proposed_by: "ada".to_owned(),
        state: MeasureState::Proposed,
        settled: None,
        lifted: None,
    }
}

fn moved(world: &World, of: &Measure, state: MeasureState) -> Measure {
    let signed = Some(Signed { by: "ben".to_owned(), at: world.now() });
    let mut to = Measure { state, ..of.clone() };
    if state == MeasureState::Lifted {
        to.lifted = signed;
    } else {
        to.settled = signed;
    }
    to
}

fn appeal(world: &World, n: i64, of: &Measure) -> Appeal {
    Appeal {
        id: AppealId(id(970 + n)),
        business: of.business,
        measure: of.id,
        at: world.now(),
        text: "It was a mistake.".to_owned(),
        answer: None,
    }
}

/// Something of everything, for exports.
pub async fn busy(world: &World) {
    let first = report(world, 11, 1, Reason::Scam);
    file(world, first.clone()).await;
    world.store.handle_report(first.id, handled(world.now())).await.unwrap();
    file(world, report(world, 12, 1, Reason::TooOften)).await;
    let suspension = measure(world, 1, MeasureKind::Suspend);
    world.store.propose(suspension.clone()).await.unwrap();
    let in_force = moved(world, &suspension, MeasureState::InForce);
    world.store.move_measure(MeasureState::Proposed, in_force.clone()).await.unwrap();
    world.store.file_appeal(appeal(world, 1, &in_force)).await.unwrap();
    let lifted = moved(world, &in_force, MeasureState::Lifted);
    world.store.move_measure(MeasureState::InForce, lifted).await.unwrap();
}

async fn ids(world: &World, filter: ReportFilter) -> Vec<i64> {
    let until = world.now();
    let found = world.store.reports(ReportFilter { until, ..filter }, 9).await.unwrap();
    found.iter().map(|one| one.id.0 - id(900)).collect()
}

pub async fn a_report_is_found_by_business_reason_and_state(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let first = report(&world, 3, 1, Reason::Scam);
    file(&world, first.clone()).await;
    world.advance_s(5);
    file(&world, report(&world, 1, 2, Reason::TooOften)).await;
    let (other, _) = world.second_business().await;
    let theirs = Report { business: other, ..report(&world, 2, 1, Reason::Scam) };
    file(&world, theirs).await;
    let world = world.reopen(factory).await;
    assert_eq!(world.store.report(first.id).await, Ok(first.clone()));
    let all = ReportFilter::default();
    assert_eq!(ids(&world, all.clone()).await, [3, 1, 2]);
    let after = Some((first.at, first.id));
    assert_eq!(ids(&world, ReportFilter { after, ..all.clone() }).await, [1, 2]);
    let business = Some(other);
    assert_eq!(ids(&world, ReportFilter { business, ..all.clone() }).await, [2]);
    let reason = Some(Reason::TooOften);
    assert_eq!(ids(&world, ReportFilter { reason, ..all.clone() }).await, [1]);
    world.store.handle_report(first.id, handled(world.now())).await.unwrap();
    assert_eq!(ids(&world, ReportFilter { handled: Some(true), ..all.clone() }).await, [3]);
    assert_eq!(ids(&world, ReportFilter { handled: Some(false), ..all }).await, [1, 2]);
    let before = ReportFilter { until: first.at, ..ReportFilter::default() };
    assert_eq!(world.store.reports(before, 9).await.unwrap().len(), 1);
    let (business, since, until) = (world.business, Timestamp(0), world.now());
    let counts = world.store.report_counts(business, since, until).await.unwrap();
    assert_eq!(counts, [(Reason::Scam, 1), (Reason::TooOften, 1)]);
}

pub async fn of_one_person_about_one_business_there_is_one_open_report(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    file(&world, report(&world, 1, 1, Reason::Scam)).await;
    file(&world, report(&world, 2, 1, Reason::TooOften)).await;
    assert_eq!(ids(&world, ReportFilter::default()).await, [2]);
    world.store.handle_report(ReportId(id(902)), handled(world.now())).await.unwrap();
    file(&world, report(&world, 3, 1, Reason::Other)).await;
    assert_eq!(ids(&world, ReportFilter::default()).await, [2, 3]);
    let since = Timestamp(0);
    assert_eq!(world.store.complaints(world.business, since, 9).await.unwrap().len(), 1);
}

pub async fn a_report_is_taken_back_by_its_person_and_soon_only(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let one = report(&world, 1, 1, Reason::Scam);
    file(&world, one.clone()).await;
    let (store, since) = (&world.store, one.at);
    let missing = Err(StoreError::NotFound("report"));
    assert_eq!(store.take_back_report(PersonId(id(2)), one.id, since).await, missing);
    let late = Err(StoreError::Conflict("too late"));
    assert_eq!(store.take_back_report(one.person, one.id, since.plus_s(1)).await, late);
    assert_eq!(store.take_back_report(one.person, one.id, since).await, Ok(one.clone()));
    assert_eq!(store.report(one.id).await, missing);
    assert_eq!(store.complaints(world.business, Timestamp(0), 9).await, Ok(vec![]));
    file(&world, one.clone()).await;
    world.store.handle_report(one.id, handled(since)).await.unwrap();
    assert_eq!(store.take_back_report(one.person, one.id, since).await, late);
}

pub async fn a_report_is_handled_once_and_what_was_shown_is_erased_later(
    factory: &dyn StoreFactory,
) {
    let world = World::start(factory).await;
    let (one, two) = (report(&world, 1, 1, Reason::Scam), report(&world, 2, 2, Reason::Scam));
    file(&world, one.clone()).await;
    file(&world, two.clone()).await;
    let done = world.store.handle_report(one.id, handled(world.now())).await.unwrap();
    assert_eq!(done, Report { handled: Some(handled(world.now())), ..one.clone() });
    let again = world.store.handle_report(one.id, handled(world.now())).await;
    assert_eq!(again, Err(StoreError::Conflict("handled")));
    let before = world.now().plus_s(1);
    assert_eq!(world.store.forget_shown(world.now(), 9).await, Ok(0));
    assert_eq!(world.store.forget_shown(before, 9).await, Ok(1));
    assert_eq!(world.store.forget_shown(before, 9).await, Ok(0));
    assert_eq!(world.store.report(one.id).await, Ok(Report { shown: vec![], ..done }));
    assert_eq!(world.store.report(two.id).await, Ok(two));
}

pub async fn a_measure_suspends_its_business_until_it_is_lifted(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let refused = async |world: &World| {
        let answer = world.send(call(Category::Utility)).await;
        matches!(answer, Admitted::Refused { refusal: Refusal::BusinessSuspended, .. })
    };
    let proposed = measure(&world, 1, MeasureKind::Suspend);
    world.store.propose(proposed.clone()).await.unwrap();
    assert!(!refused(&world).await, "nobody confirmed it");
    let in_force = moved(&world, &proposed, MeasureState::InForce);
    world.store.move_measure(MeasureState::Proposed, in_force.clone()).await.unwrap();
    assert!(refused(&world).await);
    let again = world.store.move_measure(MeasureState::Proposed, in_force.clone()).await;
    assert_eq!(again, Err(StoreError::Conflict("measure")));
    let world = world.reopen(factory).await;
    assert!(refused(&world).await);
    assert!(world.store.business(world.business).await.unwrap().suspended);
    let lifted = moved(&world, &in_force, MeasureState::Lifted);
    world.store.move_measure(MeasureState::InForce, lifted.clone()).await.unwrap();
    assert!(!refused(&world).await);
    assert_eq!(world.store.measures(Some(world.business), 9).await, Ok(vec![lifted]));
}

pub async fn a_measure_is_seen_at_once_by_whoever_asks_for_the_business(
    factory: &dyn StoreFactory,
) {
    let world = World::start(factory).await;
    // Asked before, so that it is known, and kept if anything keeps it.
    let is_suspended = async || world.store.business(world.business).await.unwrap().suspended;
    assert!(!is_suspended().await);
    let proposed = measure(&world, 1, MeasureKind::Suspend);
    world.store.propose(proposed.clone()).await.unwrap();
    assert!(!is_suspended().await);
    let in_force = moved(&world, &proposed, MeasureState::InForce);
    world.store.move_measure(MeasureState::Proposed, in_force.clone()).await.unwrap();
    assert!(is_suspended().await);
    let lifted = moved(&world, &in_force, MeasureState::Lifted);
    world.store.move_measure(MeasureState::InForce, lifted).await.unwrap();
    assert!(!is_suspended().await);
}

pub async fn one_measure_at_a_time_and_one_answer_to_an_appeal(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let one = measure(&world, 1, MeasureKind::Suspend);
    world.store.propose(one.clone()).await.unwrap();
    let second = measure(&world, 2, MeasureKind::Close);
    let taken = Err(StoreError::Conflict("measure"));
    assert_eq!(world.store.propose(second.clone()).await, taken);
    let dropped = moved(&world, &one, MeasureState::Dropped);
    world.store.move_measure(MeasureState::Proposed, dropped).await.unwrap();
    world.store.propose(second.clone()).await.unwrap();
    let nobody = Measure { business: kurier_policy::id::BusinessId(id(99)), ..second.clone() };
    assert_eq!(world.store.propose(nobody).await, Err(StoreError::NotFound("business")));
    let asked = appeal(&world, 1, &second);
    world.store.file_appeal(asked.clone()).await.unwrap();
    let twice = world.store.file_appeal(appeal(&world, 2, &second)).await;
    assert_eq!(twice, Err(StoreError::Conflict("appeal")));
    let answer = AppealAnswer {
        at: world.now(),
        by: "ben".to_owned(),
        granted: true,
        text: "Right.".to_owned(),
    };
    let answered = world.store.answer_appeal(asked.id, answer.clone()).await.unwrap();
    assert_eq!(answered.answer, Some(answer.clone()));
    let again = world.store.answer_appeal(asked.id, answer).await;
    assert_eq!(again, Err(StoreError::Conflict("answered")));
    assert_eq!(world.store.appeal(asked.id).await, Ok(answered.clone()));
    assert_eq!(world.store.appeals(Some(world.business), 9).await, Ok(vec![answered]));
    let (other, _) = world.second_business().await;
    assert_eq!(world.store.appeals(Some(other), 9).await, Ok(vec![]));
}

pub async fn the_numbers_of_a_month_are_those_of_its_days(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let from = world.now();
    for (n, after_s) in [(1, 60), (2, 120), (3, 600)] {
        let one = report(&world, n, n, Reason::Scam);
        file(&world, one.clone()).await;
        world.store.handle_report(one.id, handled(one.at.plus_s(after_s))).await.unwrap();
    }
    file(&world, report(&world, 4, 4, Reason::Other)).await;
    busy(&world).await;
    let to = from.plus_s(DAY_S);
    let numbers = world.store.desk_numbers(from, to).await.unwrap();
    let expected = DeskNumbers {
        reports: 6,
        handled: 4,
        median_handling_s: Some(60),
        suspensions: 1,
        closures: 0,
        appeals: 1,
        appeals_granted: 0,
    };
    assert_eq!(numbers, expected);
    let later = world.store.desk_numbers(to, to.plus_s(DAY_S)).await;
    assert_eq!(later, Ok(DeskNumbers::default()));
}
