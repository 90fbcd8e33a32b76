//! Whatever businesses send and people do, in whatever order: no offer comes without a live permission, beyond a
//! budget, or in quiet hours.

use super::StoreFactory;
use super::world::{World, call};
use crate::record::{Admitted, NewScheduled, ScheduledPut};
use kurier_policy::entry::EntryKind;
use kurier_policy::id::{BusinessId, InboxSeq, SenderId};
use kurier_policy::permission::{Permission, Purpose, Withdrawal};
use kurier_policy::pricing::Category;
use kurier_policy::rate::Limits;
use kurier_policy::receipt::Decision;
use kurier_policy::rules::brake::BrakeRule;
use kurier_policy::rules::budget::{Budget, BudgetRule};
use kurier_policy::rules::quiet::{DayTime, QuietHours};
use kurier_policy::time::{DAY_S, HOUR_S, Timestamp};

/// Steps of a history.
const STEPS: u32 = 70;

/// A small generator whose sequence its seed alone decides.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// What holds by the person's own word, written down a second time.
#[derive(Default)]
struct Word {
    /// Until when each business may send her offers; `None` = it may not.
    allowed: [Option<Timestamp>; 2],
    blocked: [bool; 2],
    week: usize,
    each: usize,
    /// Hours of UTC from which and until which it is quiet.
    quiet: (i64, i64),
    /// Every offer that came: when, and of which business.
    came: Vec<(Timestamp, usize)>,
    looked_up_to: u32,
}

impl Word {
    fn is_quiet(&self, at: Timestamp) -> bool {
        let hour = at.seconds().rem_euclid(DAY_S) / HOUR_S;
        let (from, until) = self.quiet;
        if from < until { hour >= from && hour < until } else { hour >= from || hour < until }
    }

    /// An offer that comes now must be one that she takes.
    fn take(&mut self, of: usize, at: Timestamp) {
        assert!(self.allowed[of].is_some_and(|end| at < end), "without a live permission");
        assert!(!self.blocked[of], "of a blocked business");
        assert!(!self.is_quiet(at), "in quiet hours: {at:?} {:?}", self.quiet);
        self.came.push((at, of));
        let day = |at: Timestamp| at.seconds().div_euclid(DAY_S);
        let this_week = |came: &&(Timestamp, usize)| day(at) - day(came.0) < 7;
        let all = self.came.iter().filter(this_week).count();
        let of_this = self.came.iter().filter(this_week).filter(|came| came.1 == of).count();
        assert!(all <= self.week, "{all} of {} a week", self.week);
        assert!(of_this <= self.each, "{of_this} of {} of one business", self.each);
    }
}

struct History {
    world: World,
    businesses: [(BusinessId, SenderId); 2],
    word: Word,
    dice: Dice,
}

impl History {
    async fn begin(factory: &dyn StoreFactory, seed: u64) -> Self {
        let world = World::start(factory).await;
        let (budget, brake) = (Some(BudgetRule::DEFAULT), Some(BrakeRule::DEFAULT));
        world.store.set_limits(Limits { budget, brake, ..Limits::default() }).await.unwrap();
        let businesses = [(world.business, world.sender), world.second_business().await];
        Self {
            world,
            businesses,
            word: Word { week: 7, each: 2, quiet: (21, 8), ..Word::default() },
            dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
        }
    }

    async fn step(&mut self) {
        let of = usize::try_from(self.dice.below(2)).unwrap();
        match self.dice.below(16) {
            0..5 => self.send(of).await,
            5 => self.schedule(of).await,
            6..8 => self.allow(of).await,
            8 => self.withdraw(of).await,
            9 => self.block(of).await,
            10 => self.choose().await,
            11 => self.read().await,
            _ => {
                let ahead = [600, HOUR_S, 5 * HOUR_S, 13 * HOUR_S, 2 * DAY_S, 9 * DAY_S];
                let ahead = ahead[usize::try_from(self.dice.below(6)).unwrap()];
                self.world.advance_s(ahead);
            }
        }
        self.world.decide_due().await;
        self.look().await;
    }

    async fn send(&mut self, of: usize) {
        let (business, sender) = self.businesses[of];
        let world = &self.world;
        let offer =
            world.outbound_to(business, sender, world.person, call(Category::Marketing)).await;
        let sent = world.send_or_keep(offer, None).await;
        assert!(!matches!(sent, Admitted::Held { .. }), "neither sent nor kept: {sent:?}");
    }

    async fn schedule(&mut self, of: usize) {
        let (business, sender) = self.businesses[of];
        let due_at = self.world.now().plus_s(i64::try_from(self.dice.below(40)).unwrap() * HOUR_S);
        let world = &self.world;
        let outbound =
            world.outbound_to(business, sender, world.person, call(Category::Marketing)).await;
        let new = NewScheduled { outbound, input: "her".to_owned(), due_at, held: None };
        let kept = world.store.schedule(new, None, 1_000, world.now()).await.unwrap();
        assert!(matches!(kept, ScheduledPut::Kept { .. }));
    }

    async fn allow(&mut self, of: usize) {
        let lifetime_s = [DAY_S, 5 * DAY_S, 100 * DAY_S];
        let lifetime_s = lifetime_s[usize::try_from(self.dice.below(3)).unwrap()];
        let world = &self.world;
        let end = world.now().plus_s(lifetime_s);
        let permission =
            Permission { expires_at: Some(end), ..world.permission(Purpose::Marketing, None) };
        let grant = Decision::Grant { permissions: vec![permission] };
        self.decide(of, grant).await;
        self.word.allowed[of] = Some(end);
    }

    async fn withdraw(&mut self, of: usize) {
        let withdrawal = Withdrawal { purpose: Some(Purpose::Marketing), topic: None };
        self.decide(of, Decision::Withdraw { withdrawal, taken: Vec::new() }).await;
        self.word.allowed[of] = None;
    }

    async fn decide(&self, of: usize, decision: Decision) {
        let world = &self.world;
        let receipt = world.receipt(world.person, self.businesses[of].0, decision).await;
        let now = world.now();
        world.store.record_receipt(world.person, receipt, None, now).await.unwrap();
    }

    async fn block(&mut self, of: usize) {
        let world = &self.world;
        let business = self.businesses[of].0;
        world.store.relate(business, world.person, world.now()).await.unwrap();
        let blocked = !self.word.blocked[of];
        world.store.set_blocked(world.person, business, blocked, world.now()).await.unwrap();
        self.word.blocked[of] = blocked;
    }

    async fn choose(&mut self) {
        let mut number = |end: u64| u32::try_from(self.dice.below(end)).unwrap();
        let (week, each) = (number(8), number(5));
        let (from, until) = (number(24), number(24));
        let hour = |hour: u32| DayTime::of(u16::try_from(hour).unwrap(), 0);
        let quiet = Some(QuietHours::daily(hour(from), hour(until)));
        let chosen = Budget { week: Some(week), each: Some(each), quiet, ..Budget::NOTHING };
        self.world.choose(chosen).await;
        (self.word.week, self.word.each) = (week as usize, each as usize);
        self.word.quiet = (i64::from(from), i64::from(until));
    }

    async fn read(&mut self) {
        self.world.read(self.word.looked_up_to).await;
    }

    /// Holds what came since the last look against her word.
    async fn look(&mut self) {
        let after = InboxSeq(self.word.looked_up_to);
        let page = self.world.store.follow_inbox(self.world.person, after, 1_000).await.unwrap();
        self.word.looked_up_to = page.head.0;
        for entry in page.entries {
            let EntryKind::FromBusiness { price, .. } = &entry.kind else { continue };
            assert_eq!(price.category, Category::Marketing);
            let of = self.businesses.iter().position(|one| one.0 == entry.business).unwrap();
            self.word.take(of, entry.at);
        }
    }
}

/// Runs the history that `seed` stands for; answers how many offers came.
pub async fn run(factory: &dyn StoreFactory, seed: u64) -> usize {
    let mut history = History::begin(factory, seed).await;
    for step in 0..STEPS {
        if step % 23 == 22 {
            history.world = history.world.reopen(factory).await;
        }
        history.step().await;
    }
    history.world.assert_ledger().await;
    history.word.came.len()
}
