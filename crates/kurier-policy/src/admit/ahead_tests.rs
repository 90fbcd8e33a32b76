use super::admit;
use super::fixture::{NOW, World, call};
use crate::campaign::Ahead;
use crate::money::Micros;
use crate::pricing::Category;
use crate::rate::Limits;
use crate::refusal::Refusal;
use proptest::prelude::*;

/// A marketing message of the standard card.
const PRICE: i64 = 50_000;

proptest! {
    #[test]
    fn a_rehearsal_of_many_uses_up_money_and_places_as_sending_them_would(
        balance in 0..600_000_i64, most in 0..12_u32, people in 1..12_u32
    ) {
        let mut world = World::new(Category::Marketing);
        world.balance = Micros(balance);
        world.portfolio.most = Some(most);
        let mut ahead = Ahead::default();
        let mut goes = 0;
        for _ in 0..people {
            let facts = ahead.before(world.facts());
            let verdict = admit(&facts, &call(), NOW);
            ahead.add(&facts, &verdict, NOW);
            match verdict.outcome {
                Ok(_) => goes += 1,
                Err(refusal) => prop_assert!(
                    matches!(refusal, Refusal::BalanceExhausted | Refusal::PortfolioLimitReached)
                ),
            }
        }
        prop_assert_eq!(goes, i64::from(people.min(most)).min(balance / PRICE));
        prop_assert_eq!((ahead.reserved, i64::from(ahead.reached)), (Micros(goes * PRICE), goes));
    }
}

#[test]
fn who_is_reached_already_takes_no_further_place() {
    let mut world = World::new(Category::Marketing);
    world.pair().counted_at = Some(NOW.plus_s(-60));
    let facts = world.facts();
    let mut ahead = Ahead::default();
    ahead.add(&facts, &admit(&facts, &call(), NOW), NOW);
    assert_eq!(ahead.reached, 0);
    assert_eq!(ahead.before(facts).limits, Limits { throughput: None, ..facts.limits });
}
