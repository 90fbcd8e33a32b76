//! Permissions that nobody uses.

use super::StoreFactory;
use super::world::{World, call, refusal};
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::rate::Limits;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::lapse::LapseRule;
use kurier_policy::time::DAY_S;

pub async fn a_permission_that_nobody_uses_lapses(factory: &dyn StoreFactory) {
    let mut world = World::start(factory).await;
    let limits = Limits { lapse: Some(LapseRule::DEFAULT), ..Limits::default() };
    world.store.set_limits(limits).await.unwrap();
    world.allow(Purpose::Marketing).await;
    world.sent(call(Category::Marketing)).await;
    world.advance_s(100 * DAY_S);
    world.read(2).await;
    let read_at = world.now();
    assert_eq!(world.relation().await.answered_at, Some(read_at));
    world.advance_s(179 * DAY_S);
    world = world.reopen(factory).await;
    world.sent(call(Category::Marketing)).await;
    world.advance_s(DAY_S);
    assert_eq!(refusal(&world.send(call(Category::Marketing)).await), Refusal::PermissionExpired);
    world.say("Still here", "reply").await;
    let relation = world.relation().await;
    assert_eq!(relation.answered_at, Some(world.now()));
    assert_eq!(relation.last_sent[2], Some(read_at.plus_s(179 * DAY_S)));
    world.advance_s(2 * DAY_S);
    world.sent(call(Category::Marketing)).await;
}
