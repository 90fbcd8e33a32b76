//! Sign-up links and the invitations that people see of them.

use super::StoreFactory;
use super::world::{World, id};
use crate::port::StoreError;
use kurier_policy::event::EventKind;
use kurier_policy::id::SignupId;
use kurier_policy::permission::Purpose;
use kurier_policy::receipt::Decision;
use kurier_policy::signup::{Signup, SignupChange, SignupFault};

/// The `n`-th link of the business.
pub fn signup(world: &World, n: i64) -> Signup {
    Signup {
        id: SignupId(id(800 + n)),
        business: world.business,
        sender: world.sender,
        code: format!("0000000000000000000000{n:04}"),
        message: "Offers once a \"week\"?".to_owned(),
        confirmation: "Thanks! {{promo_code}}".to_owned(),
        privacy_policy_url: "https://shop.example/privacy".to_owned(),
        website_url: None,
        promo_code: Some("SAVE10".to_owned()),
        display_name: None,
        active: true,
        created_at: world.now(),
        disabled_at: None,
    }
}

pub async fn a_link_has_an_invitation_that_changes_with_it(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let made = signup(&world, 1);
    world.store.create_signup(made.clone(), 9).await.unwrap();
    let invite = world.store.invite(made.code.clone()).await.unwrap();
    assert_eq!((invite.asks, invite.welcome.as_str()), (made.asks(), "Thanks! SAVE10"));
    let change = SignupChange {
        message: Some("Offers?".to_owned()),
        active: Some(false),
        ..SignupChange::default()
    };
    let change = world.store.change_signup(world.business, made.id, change, world.now());
    let changed = change.await.unwrap().unwrap();
    assert_eq!(changed.message, "Offers?");
    let world = world.reopen(factory).await;
    assert_eq!(world.store.signup(made.id).await, Ok(changed.clone()));
    let of_invite = world.store.signup_of_invite(made.code.clone()).await;
    assert_eq!(of_invite, Ok(Some(changed.clone())));
    let invite = world.store.invite(made.code).await.unwrap();
    assert_eq!((invite.asks, invite.expires_at), (changed.asks(), Some(world.now())));
}

pub async fn a_link_is_changed_by_its_business_only_and_not_wrongly(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (other, _) = world.second_business().await;
    let made = signup(&world, 1);
    world.store.create_signup(made.clone(), 9).await.unwrap();
    let none = SignupChange::default();
    let theirs = world.store.change_signup(other, made.id, none.clone(), world.now()).await;
    assert_eq!(theirs, Err(StoreError::NotFound("signup")));
    let wrong = SignupChange { website_url: Some("http://x.example".to_owned()), ..none };
    let refused = world.store.change_signup(world.business, made.id, wrong, world.now()).await;
    assert_eq!(refused, Ok(Err(SignupFault::Scheme)));
    assert_eq!(world.store.signup(made.id).await, Ok(made));
    let missing = world.store.signup(SignupId(id(899))).await;
    assert_eq!(missing, Err(StoreError::NotFound("signup")));
}

pub async fn links_are_paged_and_bounded(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    for n in [2, 1, 3] {
        world.store.create_signup(signup(&world, n), 3).await.unwrap();
    }
    let full = world.store.create_signup(signup(&world, 4), 3).await;
    assert_eq!(full, Err(StoreError::Conflict("too many links")));
    let page = world.store.signups(world.business, SignupId(0), 2).await.unwrap();
    assert_eq!(page, [signup(&world, 1), signup(&world, 2)]);
    let rest = world.store.signups(world.business, page[1].id, 2).await;
    assert_eq!(rest, Ok(vec![signup(&world, 3)]));
    let (other, _) = world.second_business().await;
    assert_eq!(world.store.signups(other, SignupId(0), 2).await, Ok(vec![]));
}

pub async fn a_yes_on_a_link_is_told_with_the_link(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let made = signup(&world, 1);
    world.store.create_signup(made.clone(), 9).await.unwrap();
    let permissions = vec![world.permission(Purpose::Marketing, None)];
    let decision = Decision::Grant { permissions };
    let mut receipt = world.receipt(world.person, world.business, decision).await;
    receipt.receipt.source = format!("signup:{}", made.id);
    let now = world.now();
    world.store.record_receipt(world.person, receipt, Some(made.code), now).await.unwrap();
    let events = world.events().await;
    let last = &events.last().unwrap().kind;
    assert!(matches!(last, EventKind::Preference { signup: Some(link), .. } if *link == made.id));
}
