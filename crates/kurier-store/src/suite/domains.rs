//! Domains of businesses, and what the decision sees of them.

use super::StoreFactory;
use super::world::{World, accepted, refusal, template};
use crate::port::StoreError;
use crate::record::Domain;
use kurier_policy::id::BusinessId;
use kurier_policy::outbound::Draft;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::rate::Limits;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::links::LinkRule;
use kurier_policy::template::{Argument, TemplateCall};

/// A domain of a business that nobody verified yet.
pub fn domain(world: &World, business: BusinessId, name: &str) -> Domain {
    Domain {
        business,
        domain: name.to_owned(),
        code: format!("code of {name}"),
        created_at: world.now(),
        verified_at: None,
    }
}

pub async fn a_domain_is_kept_and_verified_once(factory: &dyn StoreFactory) {
    let mut world = World::start(factory).await;
    let business = world.business;
    let made = domain(&world, business, "shop.example");
    assert_eq!(world.store.add_domain(made.clone(), 9).await, Ok(made.clone()));
    let again = Domain { code: "another".to_owned(), ..made.clone() };
    assert_eq!(world.store.add_domain(again, 1).await, Ok(made.clone()));
    let first = world.now();
    let verify = |at| world.store.verify_domain(business, made.domain.clone(), at);
    let verified = Domain { verified_at: Some(first), ..made.clone() };
    assert_eq!(verify(first).await, Ok(verified.clone()));
    assert_eq!(verify(first.plus_s(60)).await, Ok(verified.clone()));
    world = world.reopen(factory).await;
    assert_eq!(world.store.domains(business).await, Ok(vec![verified]));
    world.store.remove_domain(business, made.domain.clone()).await.unwrap();
    assert_eq!(world.store.domains(business).await, Ok(vec![]));
    let missing = Err(StoreError::NotFound("domain"));
    assert_eq!(world.store.remove_domain(business, made.domain.clone()).await, missing);
    let missing = Err(StoreError::NotFound("domain"));
    assert_eq!(world.store.verify_domain(business, made.domain, world.now()).await, missing);
}

pub async fn domains_of_two_businesses_are_apart_and_bounded(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (other, _) = world.second_business().await;
    for (business, name) in
        [(world.business, "b.example"), (world.business, "a.example"), (other, "a.example")]
    {
        world.store.add_domain(domain(&world, business, name), 2).await.unwrap();
    }
    let third = world.store.add_domain(domain(&world, world.business, "c.example"), 2).await;
    assert_eq!(third, Err(StoreError::Conflict("too many domains")));
    world.store.remove_domain(other, "a.example".to_owned()).await.unwrap();
    let kept = world.store.domains(world.business).await.unwrap();
    let names: Vec<&str> = kept.iter().map(|one| one.domain.as_str()).collect();
    assert_eq!(names, ["a.example", "b.example"]);
    let theirs = world.store.verify_domain(other, "b.example".to_owned(), world.now()).await;
    assert_eq!(theirs, Err(StoreError::NotFound("domain")));
}

pub async fn marketing_leads_where_its_business_has_proven_at_that_moment(
    factory: &dyn StoreFactory,
) {
    let world = World::start(factory).await;
    world.allow(Purpose::Marketing).await;
    let limits = Limits { links: Some(LinkRule::DEFAULT), ..Limits::default() };
    world.store.set_limits(limits).await.unwrap();
    let mut linked = template(world.business, 881, Category::Marketing);
    "linked".clone_into(&mut linked.name);
    "See {{1}} now.".clone_into(&mut linked.parts.body);
    world.store.create_template(linked).await.unwrap();
    let call = || {
        let text = "https://www.shop.example/sale".to_owned();
        Draft::Template(TemplateCall {
            name: "linked".to_owned(),
            language: "en_US".to_owned(),
            body: vec![Argument { name: None, text }],
            ..TemplateCall::default()
        })
    };
    let name = "shop.example".to_owned();
    let named = domain(&world, world.business, &name);
    world.store.add_domain(named, 9).await.unwrap();
    assert_eq!(refusal(&world.send(call()).await), Refusal::LinkNotAllowed);
    world.store.verify_domain(world.business, name.clone(), world.now()).await.unwrap();
    accepted(&world.send(call()).await);
    world.store.remove_domain(world.business, name).await.unwrap();
    assert_eq!(refusal(&world.send(call()).await), Refusal::LinkNotAllowed);
}
