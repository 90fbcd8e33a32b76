//! What money must look like from outside.

use super::super::world::{MARKETING, PAID_IN, UTILITY};
use kurier_policy::statement::Month;
use kurier_policy::tally::Granularity;
use kurier_policy::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// One accepted message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message {
    pub(super) business: usize,
    pub(super) place: u32,
    pub(super) hint: u64,
    pub(super) at: Timestamp,
    pub(super) marketing: bool,
    pub(super) price: i64,
    /// One of the free ones of its month.
    pub(super) is_free: bool,
}

/// The prices in force.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prices {
    pub(super) utility: i64,
    pub(super) marketing: i64,
    pub(super) free: u32,
}

#[derive(Debug, Default)]
pub(super) struct Business {
    /// What it has; below zero = it owes that.
    pub(super) net: i64,
    pub(super) reserved: i64,
    pub(super) credit_limit: i64,
    pub(super) per_day: Option<i64>,
    pub(super) per_month: Option<i64>,
    pub(super) stopped: bool,
    pub(super) bond: i64,
    /// What it put into the commons and did not get back.
    pub(super) commons: i64,
    /// Accepted messages that did not fail, by day and by month: price, and free ones by category.
    spent: BTreeMap<(i64, Timestamp), i64>,
    free: BTreeMap<Timestamp, [u32; 3]>,
    /// References that are used.
    pub(super) references: BTreeMap<String, i64>,
    /// Keys that are used, with their message's place.
    pub(super) keys: BTreeMap<String, u32>,
    /// Delivered and not in a closed month: whether marketing, and price → how many.
    pub(super) posted: BTreeMap<(bool, i64), u64>,
    /// The next month to close.
    pub(super) open: Option<Month>,
    /// Places of messages per person, newest last: place, hint.
    pub(super) sent: BTreeMap<usize, Vec<Message>>,
}

impl Business {
    pub(super) fn prepaid(&self) -> i64 {
        self.net.max(0)
    }
    pub(super) fn owed(&self) -> i64 {
        (-self.net).max(0)
    }

    fn periods(at: Timestamp) -> [(i64, Timestamp); 2] {
        [(1, Granularity::Day.start_of(at)), (30, Granularity::Month.start_of(at))]
    }

    pub(super) fn spend(&mut self, message: &Message, sign: i64) {
        for period in Self::periods(message.at) {
            *self.spent.entry(period).or_default() += sign * message.price;
        }
        if message.is_free {
            let used = self.free.entry(Granularity::Month.start_of(message.at)).or_default();
            let place = if message.marketing { 2 } else { 0 };
            used[place] = used[place].checked_add_signed(sign.try_into().unwrap()).unwrap();
        }
    }

    /// In the day (1) or month (30) of `now`.
    pub(super) fn spent_in(&self, now: Timestamp, days: i64) -> i64 {
        let [day, month] = Self::periods(now);
        let period = if days == 1 { day } else { month };
        self.spent.get(&period).copied().unwrap_or(0)
    }
    pub(super) fn free_used(&self, now: Timestamp) -> [u32; 3] {
        self.free.get(&Granularity::Month.start_of(now)).copied().unwrap_or_default()
    }
}

pub(super) struct Model {
    pub(super) businesses: Vec<Business>,
    /// Whose money moved since it was last compared.
    pub(super) touched: BTreeSet<usize>,
    /// Messages that wait, per person, oldest first.
    pub(super) waiting: Vec<VecDeque<Message>>,
    /// The newest place of each person that her devices hold.
    pub(super) delivered: Vec<u32>,
    pub(super) heads: Vec<u32>,
    /// How far she read each business's conversation.
    pub(super) read: BTreeMap<(usize, usize), u32>,
    /// Places that failed or were taken back, per person.
    pub(super) gone: BTreeSet<(usize, u32)>,
    pub(super) windows: BTreeMap<(usize, usize), Timestamp>,
    pub(super) prices: Prices,
    pub(super) version: u32,
    pub(super) said: u64,
}

impl Model {
    pub(super) fn new(businesses: usize, people: usize, now: Timestamp) -> Self {
        let business =
            || Business { net: PAID_IN, open: Some(Month::of(now)), ..Business::default() };
        // Each of the people has two receipts of each business in the inbox.
        let receipts = u32::try_from(2 * businesses).unwrap();
        Self {
            businesses: (0..businesses).map(|_| business()).collect(),
            touched: BTreeSet::new(),
            waiting: vec![VecDeque::new(); people],
            delivered: vec![0; people],
            heads: vec![receipts; people],
            read: BTreeMap::new(),
            gone: BTreeSet::new(),
            windows: BTreeMap::new(),
            prices: Prices { utility: UTILITY, marketing: MARKETING, free: 0 },
            version: 1,
            said: 0,
        }
    }

    /// What a message would cost, and whether it is a free one.
    pub(super) fn price(
        &self,
        business: usize,
        person: usize,
        marketing: bool,
        now: Timestamp,
    ) -> (i64, bool) {
        let is_open = self.windows.get(&(business, person)).is_some_and(|until| now < *until);
        if !marketing && is_open {
            return (0, false);
        }
        let price = if marketing { self.prices.marketing } else { self.prices.utility };
        let used = self.businesses[business].free_used(now)[if marketing { 2 } else { 0 }];
        if price > 0 && used < self.prices.free { (0, true) } else { (price, false) }
    }

    /// Whether a message that costs so much goes; `there` = what can be reserved.
    pub(super) fn goes(&self, business: usize, price: i64, there: i64, now: Timestamp) -> bool {
        let of = &self.businesses[business];
        let within = |limit: Option<i64>, days| {
            limit.is_none_or(|limit| of.spent_in(now, days) + price <= limit)
        };
        price == 0
            || (!of.stopped && within(of.per_day, 1) && within(of.per_month, 30) && price <= there)
    }

    pub(super) fn accept(&mut self, person: usize, message: Message) {
        self.touched.insert(message.business);
        let of = &mut self.businesses[message.business];
        of.net -= message.price;
        of.reserved += message.price;
        of.spend(&message, 1);
        of.sent.entry(person).or_default().push(message);
        self.waiting[person].push_back(message);
        self.heads[person] += 1;
        assert_eq!(self.heads[person], message.place, "the place of a message");
    }

    /// Her devices hold everything up to here; answers how many messages came.
    pub(super) fn deliver(&mut self, person: usize, up_to: u32) -> u64 {
        let up_to = up_to.min(self.heads[person]);
        let mut came = 0;
        while let Some(message) = self.waiting[person].front().copied()
            && message.place <= up_to
        {
            self.waiting[person].pop_front();
            self.touched.insert(message.business);
            let of = &mut self.businesses[message.business];
            of.reserved -= message.price;
            if message.price > 0 {
                *of.posted.entry((message.marketing, message.price)).or_default() += 1;
            }
            came += 1;
        }
        self.delivered[person] = self.delivered[person].max(up_to);
        came
    }

    /// Waiting messages of a person that fail, each with an entry that says so; answers how many.
    pub(super) fn fail(&mut self, person: usize, which: impl Fn(&Message) -> bool) -> u64 {
        let (failed, rest): (VecDeque<_>, VecDeque<_>) =
            self.waiting[person].iter().partition(|message| which(message));
        self.waiting[person] = rest;
        for message in &failed {
            self.touched.insert(message.business);
            let of = &mut self.businesses[message.business];
            of.reserved -= message.price;
            of.net += message.price;
            of.spend(message, -1);
            self.gone.insert((person, message.place));
            self.heads[person] += 1;
        }
        u64::try_from(failed.len()).unwrap()
    }
}
