//! What annoying people costs: surcharges, reports, bonds. None of it is anybody's income.

use super::StoreFactory;
use super::world::{World, call, id, refusal};
use crate::record::{Booking, Complaint};
use kurier_policy::id::{PersonId, TemplateId};
use kurier_policy::ledger::{Account, Channel, Transfer, TransferKind, balances};
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::rate::Limits;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::in_force::RulesInForce;
use kurier_policy::rules::quality::Conduct;
use kurier_policy::standing::Standing;
use kurier_policy::template::quality::Quality;
use kurier_policy::time::DAY_S;

async fn world(factory: &dyn StoreFactory) -> World {
    let world = World::start(factory).await;
    let rules = Some(RulesInForce::DEFAULT);
    world.store.set_limits(Limits { rules, ..Limits::default() }).await.unwrap();
    world.allow(Purpose::Marketing).await;
    world.allow(Purpose::Utility).await;
    world
}

async fn stands(world: &World, standing: &Standing) {
    let was = world.store.usage(world.business, None).await.unwrap().standing;
    world.store.set_standing(world.business, was, *standing).await.unwrap();
}

async fn transfers(world: &World) -> Vec<Transfer> {
    world.store.transfers(world.business, 0, 100).await.unwrap()
}

async fn assert_sound(world: &World) {
    let report = world.store.verify_ledger().await.unwrap();
    assert_eq!((&report.findings, report.imbalance), (&vec![], Micros::ZERO));
}

fn falling() -> Standing {
    Standing { marketing: Quality::Yellow, falling: true, ..Standing::default() }
}

pub async fn a_surcharge_of_a_delivered_message_goes_to_the_commons(factory: &dyn StoreFactory) {
    let world = world(factory).await;
    stands(&world, &falling()).await;
    world.sent(call(Category::Marketing)).await;
    world.sent(call(Category::Marketing)).await;
    world.sent(call(Category::Utility)).await;
    world.delivered(100).await;
    stands(&world, &Standing { marketing: Quality::Green, ..Standing::default() }).await;
    world.sent(call(Category::Marketing)).await;
    world.delivered(200).await;
    let world = world.reopen(factory).await;
    let balances = balances(&transfers(&world).await).unwrap();
    assert_eq!(balances[&Account::Commons], Micros(2 * 25_000));
    let earned = Micros(2 * 50_000 + 45_000);
    assert_eq!(balances[&Account::Revenue(Category::Marketing)], earned);
    assert_eq!(balances[&Account::Revenue(Category::Utility)], Micros(10_000));
    assert_eq!(balances[&Account::Reserved(world.business)], Micros::ZERO);
    assert_sound(&world).await;
}

pub async fn what_reports_add_is_booked_once_and_never_below_zero(factory: &dyn StoreFactory) {
    let world = world(factory).await;
    let prepaid = world.store.balance(world.business).await.unwrap().prepaid;
    let complain = |person, surcharge| {
        let (business, template, at) = (world.business, TemplateId(id(1)), world.now());
        let (person, surcharge) = (PersonId(person), Micros(surcharge));
        let (reported, reason) = (surcharge > Micros::ZERO, None);
        world.store.complain(Complaint {
            business,
            template,
            person,
            at,
            sent_at: at,
            reported,
            reason,
            surcharge,
        })
    };
    assert_eq!(world.store.book_reports(world.business, world.now()).await, Ok(None));
    for (person, surcharge) in [(7, 50_000), (8, 45_000), (9, 0), (7, 50_000)] {
        complain(person, surcharge).await.unwrap();
    }
    let booked = world.store.book_reports(world.business, world.now()).await.unwrap().unwrap();
    assert_eq!((booked.kind, booked.amount), (TransferKind::Report, Micros(95_000)));
    assert_eq!((booked.credit, booked.messages), (Account::Commons, 0));
    assert_eq!(world.store.book_reports(world.business, world.now()).await, Ok(None));
    complain(7, 50_000).await.unwrap();
    assert_eq!(world.store.book_reports(world.business, world.now()).await, Ok(None), "once each");
    complain(6, i64::MAX / 4).await.unwrap();
    let rest = world.store.book_reports(world.business, world.now()).await.unwrap().unwrap();
    assert_eq!(rest.amount, Micros(prepaid.0 - 95_000), "what is there");
    let world = world.reopen(factory).await;
    assert_eq!(world.store.balance(world.business).await.unwrap().prepaid, Micros::ZERO);
    assert_sound(&world).await;
}

pub async fn a_bond_is_booked_once_and_forfeited_to_the_commons(factory: &dyn StoreFactory) {
    let world = world(factory).await;
    let prepaid = world.store.balance(world.business).await.unwrap().prepaid;
    let book = |kind, amount, reference: &str| {
        let (business, reference) = (world.business, reference.to_owned());
        let (category, channel, amount) = (None, Channel::Manual, Micros(amount));
        let booking = Booking { business, kind, category, channel, amount, reference };
        world.store.book(booking, world.now())
    };
    assert_eq!(book(TransferKind::Forfeit, 5, "early").await, Ok(None), "nothing is held");
    let bond = book(TransferKind::Bond, 300, "bond:1").await.unwrap().unwrap();
    assert_eq!(book(TransferKind::Bond, 300, "bond:1").await.unwrap().unwrap(), bond);
    let back = book(TransferKind::BondReturn, 100, "back").await.unwrap().unwrap();
    assert_eq!(back.debit, Account::Bond(world.business));
    let forfeit = book(TransferKind::Forfeit, 300, "forfeit:1").await.unwrap().unwrap();
    assert_eq!((forfeit.amount, forfeit.credit), (Micros(200), Account::Commons));
    assert_eq!(book(TransferKind::Forfeit, 300, "forfeit:2").await, Ok(None));
    let left = world.store.balance(world.business).await.unwrap().prepaid;
    assert_eq!(left, Micros(prepaid.0 - 200));
    assert_sound(&world).await;
}

pub async fn marketing_of_a_paused_business_is_refused_and_its_notices_go(
    factory: &dyn StoreFactory,
) {
    let world = world(factory).await;
    let until = world.now().plus_s(2 * DAY_S);
    stands(&world, &Standing { conduct: Conduct::default().paused(until), ..falling() }).await;
    let world = world.reopen(factory).await;
    let refused = world.send(call(Category::Marketing)).await;
    assert_eq!(refusal(&refused), Refusal::MarketingPaused);
    world.sent(call(Category::Utility)).await;
    let closed = Conduct::default().closed(world.now());
    stands(&world, &Standing { conduct: closed, ..falling() }).await;
    assert_eq!(refusal(&world.send(call(Category::Utility)).await), Refusal::BusinessSuspended);
    stands(&world, &Standing { conduct: closed.forgiven(world.now()), ..falling() }).await;
    world.sent(call(Category::Utility)).await;
    world.sent(call(Category::Marketing)).await;
}
