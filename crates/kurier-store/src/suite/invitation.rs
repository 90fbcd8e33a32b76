//! Cards of imported lists, and cards about what lapsed.

use super::StoreFactory;
use super::world::{World, call, id, person, refusal};
use crate::port::StoreError;
use crate::record::{Admitted, Card, CardKind, InvitationImport, NewInvitations};
use kurier_policy::id::{CardId, PersonId};
use kurier_policy::outbound::Recipient;
use kurier_policy::permission::Purpose;
use kurier_policy::phone::PhoneNumber;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::invitation::{CardAnswer, CardCounts, InvitationRule};
use kurier_policy::time::{DAY_S, HOUR_S, Timestamp};

const RULE: InvitationRule = InvitationRule::DEFAULT;
const MANY: u32 = 100;

fn number_of(n: i64) -> Recipient {
    Recipient::Phone(person(n).0.phone.unwrap())
}

/// An import of the world's business; cards get the ids from `first` on.
async fn import(world: &World, people: &[Recipient], first: i64) -> InvitationImport {
    import_for(world, people, first, Purpose::Marketing, None).await
}

async fn import_for(
    world: &World,
    people: &[Recipient],
    first: i64,
    purpose: Purpose,
    topic: Option<&str>,
) -> InvitationImport {
    let import = InvitationImport {
        business: world.business,
        number: 0,
        purpose,
        topic: topic.map(str::to_owned),
        evidence: "form in the shop, spring".to_owned(),
        lines: u32::try_from(people.len()).unwrap(),
        malformed: 0,
        accepted: 0,
        at: world.now(),
    };
    let people = people.iter().cloned().zip((first..).map(CardId)).collect();
    let new = NewInvitations { import, people, rule: RULE };
    world.store.import_invitations(new, world.now()).await.unwrap()
}

async fn cards(world: &World, of: PersonId) -> Vec<Card> {
    let found = world.store.cards(of, MANY).await.unwrap();
    found.into_iter().map(|(card, _)| card).collect()
}

async fn show(world: &World, of: PersonId, cards: Vec<Card>) -> Vec<CardId> {
    let (now, most) = (world.now(), u32::from(RULE.week));
    world.store.show_cards(of, cards, now.plus_s(-7 * DAY_S), most, now).await.unwrap()
}

/// Something of everything, for a day that is compared and moved.
pub async fn busy(world: &World) {
    let (someone, device) = person(790);
    world.store.create_person(someone.clone(), device).await.unwrap();
    import_for(world, &[number_of(790)], 501, Purpose::Marketing, Some("Shoes")).await;
    show(world, someone.id, cards(world, someone.id).await).await;
    let (card, now) = (CardId(501), world.now());
    world.store.answer_card(someone.id, card, CardAnswer::Accepted, now).await.unwrap();
    let old = renewal(world, 502, now.plus_s(-200 * DAY_S));
    assert_eq!(show(world, world.person, vec![old]).await, [CardId(502)]);
    world.store.turn_invitations_off(world.business, now.plus_s(DAY_S)).await.unwrap();
}

pub async fn an_import_makes_a_card_for_whoever_is_here_and_keeps_nothing_of_the_others(
    factory: &dyn StoreFactory,
) {
    let mut world = World::start(factory).await;
    let (someone, device) = person(700);
    let phone = number_of(700);
    world.store.create_person(someone.clone(), device).await.unwrap();
    let nobody = Recipient::Phone(PhoneNumber::parse("+4915100000001").unwrap());
    let made = import(&world, &[nobody, phone.clone(), phone], 1).await;
    assert_eq!((made.number, made.lines, made.accepted), (1, 3, 0));
    let all = cards(&world, someone.id).await;
    assert_eq!(all.len(), 1);
    let card = &all[0];
    assert_eq!((card.kind, card.import, card.shown_at), (CardKind::Invitation, 1, None));
    assert_eq!(
        (card.business, card.purpose, &card.topic),
        (world.business, Purpose::Marketing, &None)
    );
    assert_eq!(import(&world, &[], 9).await.number, 2);
    world = world.reopen(factory).await;
    assert_eq!(cards(&world, someone.id).await, all);
    let kept = world.store.invitation_imports(world.business, None, MANY).await.unwrap();
    assert_eq!(kept.iter().map(|one| one.number).collect::<Vec<_>>(), [2, 1]);
    let older = world.store.invitation_imports(world.business, Some(2), MANY).await.unwrap();
    assert_eq!(older, [made]);
    let (other, _) = world.second_business().await;
    assert_eq!(world.store.invitation_imports(other, None, MANY).await, Ok(vec![]));
}

pub async fn a_card_lets_nothing_through(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.store.relate(world.business, world.person, world.now()).await.unwrap();
    let relation = world.relation().await;
    import(&world, &[Recipient::UserId(relation.ids.user_id)], 1).await;
    let all = cards(&world, world.person).await;
    assert_eq!(show(&world, world.person, all).await.len(), 1);
    assert_eq!(
        refusal(&world.send(call(Category::Marketing)).await),
        Refusal::RecipientUnavailable
    );
    let state = world.store.inbox_state(world.person).await.unwrap();
    assert_eq!(state.head.0, 0, "nothing lies in her inbox");
    assert_eq!(world.store.event_head(world.business).await.unwrap().0, 1, "the refusal alone");
}

pub async fn nobody_is_asked_who_allows_it_closed_it_or_took_it_back(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Marketing).await;
    let relation = world.relation().await;
    let her = [Recipient::WaId(relation.ids.wa_id.parse().unwrap())];
    import(&world, &her, 1).await;
    assert_eq!(cards(&world, world.person).await, []);
    world.withdraw(Some(Purpose::Marketing)).await;
    import(&world, &her, 2).await;
    assert_eq!(cards(&world, world.person).await, []);
    let (blocked, now) = (true, world.now());
    world.store.set_blocked(world.person, world.business, blocked, now).await.unwrap();
    import_for(&world, &her, 3, Purpose::Utility, None).await;
    assert_eq!(cards(&world, world.person).await, []);
    world.store.set_blocked(world.person, world.business, false, now).await.unwrap();
    import_for(&world, &her, 4, Purpose::Utility, Some("Orders")).await;
    assert_eq!(cards(&world, world.person).await.len(), 1);
}

pub async fn a_pair_has_one_invitation_a_year(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let her = [number_of_world(&world).await];
    import(&world, &her, 1).await;
    import(&world, &her, 2).await;
    let first = cards(&world, world.person).await;
    assert_eq!(first.iter().map(|card| card.id).collect::<Vec<_>>(), [CardId(1)]);
    show(&world, world.person, first).await;
    let answer = |id, said| world.store.answer_card(world.person, CardId(id), said, world.now());
    answer(1, CardAnswer::Declined).await.unwrap();
    world.advance_s(364 * DAY_S);
    import(&world, &her, 3).await;
    assert_eq!(cards(&world, world.person).await[0].id, CardId(1));
    world.advance_s(DAY_S);
    import(&world, &her, 4).await;
    let again = cards(&world, world.person).await;
    assert_eq!((again.len(), again[0].id, again[0].shown_at), (1, CardId(4), None));
}

async fn number_of_world(world: &World) -> Recipient {
    Recipient::Phone(world.store.person(world.person).await.unwrap().phone.unwrap())
}

/// A card about what lapsed.
fn renewal(world: &World, n: i64, used_at: Timestamp) -> Card {
    Card {
        id: CardId(n),
        person: world.person,
        business: world.business,
        kind: CardKind::Renewal,
        import: 0,
        used_at,
        purpose: Purpose::Marketing,
        topic: None,
        made_at: world.now(),
        shown_at: None,
        answered_at: None,
        answer: None,
    }
}

pub async fn so_many_cards_are_shown_in_a_week_and_the_others_wait(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let all: Vec<Card> = (1..=5).map(|n| renewal(&world, n, Timestamp(n * 1_000_000))).collect();
    let ids = |from: i64, to: i64| (from..=to).map(CardId).collect::<Vec<_>>();
    assert_eq!(show(&world, world.person, all.clone()).await, ids(1, 3));
    assert_eq!(show(&world, world.person, all.clone()).await, []);
    assert_eq!(cards(&world, world.person).await.len(), 3, "what waits is not kept");
    world.advance_s(7 * DAY_S + 1);
    // The same lapse under another id is the same question.
    let again = Card { id: CardId(77), ..all[0].clone() };
    let mut later = vec![again];
    later.extend(all[3..].to_vec());
    assert_eq!(show(&world, world.person, later).await, ids(4, 5));
    let counts = world.store.card_counts(world.business, Timestamp(0), world.now()).await;
    assert_eq!(counts, Ok(CardCounts::default()), "of renewals nothing is counted");
}

pub async fn of_devices_that_look_at_once_all_are_shown_the_same_few(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let looks = (0..4).map(|device: i64| {
        let all: Vec<Card> = (1..=3)
            .map(|n| renewal(&world, device * 10 + n, Timestamp((device * 10 + n) * 1_000_000)))
            .collect();
        show(&world, world.person, all)
    });
    let shown = futures_util::future::join_all(looks).await;
    assert_eq!(shown.iter().map(Vec::len).sum::<usize>(), usize::from(RULE.week));
    assert_eq!(cards(&world, world.person).await.len(), usize::from(RULE.week));
}

pub async fn a_card_is_answered_once_and_by_its_person(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let her = [number_of_world(&world).await];
    let made = import(&world, &her, 1).await;
    let answer = |who, id, said| world.store.answer_card(who, CardId(id), said, world.now());
    let missing = Err(StoreError::NotFound("card"));
    assert_eq!(answer(world.person, 1, CardAnswer::Accepted).await, missing, "not shown yet");
    show(&world, world.person, cards(&world, world.person).await).await;
    assert_eq!(answer(PersonId(id(999)), 1, CardAnswer::Accepted).await, missing);
    assert_eq!(answer(world.person, 2, CardAnswer::Accepted).await, missing);
    let said = answer(world.person, 1, CardAnswer::Accepted).await.unwrap();
    assert_eq!((said.answer, said.answered_at), (Some(CardAnswer::Accepted), Some(world.now())));
    let twice = answer(world.person, 1, CardAnswer::Declined).await;
    assert_eq!(twice, Err(StoreError::Conflict("card answered")));
    let kept = world.store.invitation_imports(world.business, None, MANY).await.unwrap();
    assert_eq!(kept, [InvitationImport { accepted: 1, ..made }]);
}

pub async fn shown_cards_count_when_they_are_answered_or_settled(factory: &dyn StoreFactory) {
    let mut world = World::start(factory).await;
    let mut people = Vec::new();
    for n in [700, 710, 720] {
        let (someone, device) = person(n);
        world.store.create_person(someone.clone(), device).await.unwrap();
        people.push((someone.id, number_of(n)));
    }
    let numbers: Vec<Recipient> = people.iter().map(|(_, number)| number.clone()).collect();
    import(&world, &numbers, 1).await;
    for (someone, _) in &people {
        show(&world, *someone, cards(&world, *someone).await).await;
    }
    let (began, business) = (world.now(), world.business);
    let first = people[0].0;
    let card = cards(&world, first).await[0].id;
    world.store.answer_card(first, card, CardAnswer::Accepted, began).await.unwrap();
    let count = async |world: &World, since: Timestamp| {
        let settled = RULE.settled_before(world.now());
        let counts = world.store.card_counts(business, since, settled).await.unwrap();
        (counts.shown, counts.accepted)
    };
    assert_eq!(count(&world, began).await, (1, 1));
    world.advance_s(DAY_S + HOUR_S);
    assert_eq!(count(&world, began).await, (3, 1));
    assert_eq!(count(&world, began.plus_s(2 * HOUR_S)).await, (0, 0));
    assert_eq!(world.store.invitations_off(business).await, Ok(None));
    let until = RULE.off_until(world.now());
    world.store.turn_invitations_off(business, until).await.unwrap();
    world.store.turn_invitations_off(business, until.plus_s(1)).await.unwrap();
    world = world.reopen(factory).await;
    assert_eq!(world.store.invitations_off(business).await, Ok(Some(until.plus_s(1))));
    let shown = world.store.cards(first, MANY).await.unwrap();
    assert_eq!(shown[0].1, Some(until.plus_s(1)));
    assert_eq!(count(&world, began).await, (3, 1));
}

/// Whatever lists are imported, whatever is shown and declined: a message comes only after a yes with its receipt.
pub async fn no_sequence_of_imports_brings_a_message_without_a_yes(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let her = [number_of_world(&world).await];
    world.store.relate(world.business, world.person, world.now()).await.unwrap();
    let (mut dice, mut said_yes, mut came) = (29_u64, false, 0);
    for step in 0..200 {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        match (dice >> 33) % 8 {
            0 | 1 => drop(import(&world, &her, 1_000 + step).await),
            2 => drop(show(&world, world.person, cards(&world, world.person).await).await),
            3 => {
                for card in cards(&world, world.person).await {
                    let (who, no) = (world.person, CardAnswer::Declined);
                    drop(world.store.answer_card(who, card.id, no, world.now()).await);
                }
            }
            4 if step > 120 => {
                world.allow(Purpose::Marketing).await;
                said_yes = true;
            }
            5 => world.advance_s(40 * DAY_S),
            _ => {
                let sent = world.send(call(Category::Marketing)).await;
                let has_come = matches!(sent, Admitted::Accepted(_));
                // Her account runs dry in the end, which is nothing of this.
                assert!(said_yes || !has_come, "step {step}: {sent:?}");
                came += u32::from(has_come);
            }
        }
    }
    assert!(came > 0, "the end of the history must show that messages can come at all");
}
