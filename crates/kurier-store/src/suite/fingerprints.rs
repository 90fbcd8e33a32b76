//! Fingerprints of templates across businesses.

use super::StoreFactory;
use super::domains::domain;
use super::world::{World, business, template};
use kurier_policy::id::BusinessId;
use kurier_policy::pricing::Category;
use kurier_policy::rules::fingerprint::{Neighbour, of_parts};
use kurier_policy::template::{Parts, Template};

const OFFER: &str = "Congratulations, you have been chosen for our winter prize. \
    Confirm your account today and the money is yours.";
const OTHER: &str = "Your parcel left our barn this morning, the driver rings twice at your door.";

fn saying(business: BusinessId, n: i64, body: &str) -> Template {
    let mut new = template(business, n, Category::Marketing);
    new.name = format!("offer_{n}");
    body.clone_into(&mut new.parts.body);
    new
}

fn print(body: &str) -> u64 {
    of_parts(&Parts { body: body.to_owned(), ..Parts::default() }).unwrap()
}

/// A business that was closed.
async fn closed(world: &World) -> BusinessId {
    let (mut gone, sender) = business(81);
    gone.suspended = true;
    world.store.create_business(gone.clone(), sender).await.unwrap();
    gone.id
}

pub async fn what_is_near_is_found_with_whose_it_is(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (other, _) = world.second_business().await;
    let gone = closed(&world).await;
    let theirs = saying(other, 701, &OFFER.replace("winter", "Winter"));
    for new in [
        saying(world.business, 700, OFFER),
        theirs.clone(),
        saying(gone, 702, OFFER),
        saying(other, 703, OTHER),
    ] {
        world.store.create_template(new).await.unwrap();
    }
    let found = world.store.neighbours(print(OFFER), world.business, 10).await.unwrap();
    let known = |one: &Neighbour| (one.business, one.closed, one.text == print(OFFER));
    let known: Vec<_> = found.iter().map(known).collect();
    assert_eq!(known, [(gone, true, true), (other, false, true)]);
    assert_eq!(found[1].template, theirs.id);
    assert_eq!(found[1].since, world.store.business(other).await.unwrap().created_at);
    let near = world.store.neighbours(print(OFFER) ^ 0b1_0000_0011, world.business, 1).await;
    assert_eq!(near.unwrap(), found[..1]);
    let far = world.store.neighbours(!print(OFFER), world.business, 10).await;
    assert_eq!(far, Ok(vec![]));
}

pub async fn a_fingerprint_follows_its_template(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (other, _) = world.second_business().await;
    let mut theirs = saying(other, 701, OFFER);
    world.store.create_template(theirs.clone()).await.unwrap();
    OTHER.clone_into(&mut theirs.parts.body);
    let changed = vec![theirs.clone()];
    world.store.change_templates(other, changed, vec![], world.now()).await.unwrap();
    let world = world.reopen(factory).await;
    let near = async |body: &str| {
        let found = world.store.neighbours(print(body), world.business, 10).await.unwrap();
        found.iter().map(|one| one.template).collect::<Vec<_>>()
    };
    assert_eq!(near(OFFER).await, []);
    assert_eq!(near(OTHER).await, [theirs.id]);
}

pub async fn a_domain_of_a_closed_business_is_known(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let gone = closed(&world).await;
    let name = |name: &str| vec!["elsewhere.example".to_owned(), name.to_owned()];
    for (owner, domain_name) in
        [(gone, "bad.example"), (gone, "never.example"), (world.business, "good.example")]
    {
        world.store.add_domain(domain(&world, owner, domain_name), 9).await.unwrap();
    }
    for (owner, domain_name) in [(gone, "bad.example"), (world.business, "good.example")] {
        let verified = world.store.verify_domain(owner, domain_name.to_owned(), world.now());
        verified.await.unwrap();
    }
    for (domain_name, is_known) in
        [("bad.example", true), ("never.example", false), ("good.example", false)]
    {
        let answer = world.store.is_domain_of_closed(name(domain_name)).await;
        assert_eq!(answer, Ok(is_known), "{domain_name}");
    }
}
