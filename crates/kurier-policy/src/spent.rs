//! What a business spends in a day and a month of UTC, and how many of its free messages it used: state beside the
//! log, moved by each message that is accepted and by each that fails before it is delivered.

use crate::money::Micros;
use crate::pricing::Category;
use crate::tally::Granularity;
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// The counters of one business: of the newest day and month in which it sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Days since 1970.
    day: i64,
    of_day: Micros,
    /// When the month began.
    month: Timestamp,
    of_month: Micros,
    free: [u32; 3],
}

/// The same at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpentNow {
    /// In the running day of UTC.
    pub day: Micros,
    /// In the running month of UTC.
    pub month: Micros,
    /// Free messages used in the month: utility, authentication, marketing.
    pub free: [u32; 3],
}

/// What one message takes from the counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spending {
    /// Its price.
    pub price: Micros,
    /// Its category, if it is one of the free ones of its month.
    pub free: Option<Category>,
}

impl Spending {
    /// Whether it moves nothing.
    pub fn is_nothing(&self) -> bool {
        self.price == Micros::ZERO && self.free.is_none()
    }
}

impl SpentNow {
    /// Free messages of a category that are used.
    pub fn free_of(&self, category: Category) -> u32 {
        place(category).and_then(|at| self.free.get(at)).copied().unwrap_or(0)
    }

    /// After one message more.
    #[must_use]
    pub fn plus(mut self, of: Spending) -> Self {
        self.day = Micros(self.day.0.saturating_add(of.price.0));
        self.month = Micros(self.month.0.saturating_add(of.price.0));
        count(&mut self.free, of.free, 1);
        self
    }
}

impl Spent {
    /// Adds a message that is accepted at `at`.
    pub fn add(&mut self, at: Timestamp, of: Spending) {
        self.advance(at);
        self.of_day = Micros(self.of_day.0.saturating_add(of.price.0));
        self.of_month = Micros(self.of_month.0.saturating_add(of.price.0));
        count(&mut self.free, of.free, 1);
    }

    /// Takes back one that was accepted at `was` and failed: a day or month that is over is not looked at again.
    pub fn take_back(&mut self, was: Timestamp, of: Spending) {
        if day(was) == self.day {
            self.of_day = Micros(self.of_day.0.saturating_sub(of.price.0).max(0));
        }
        if Granularity::Month.start_of(was) == self.month {
            self.of_month = Micros(self.of_month.0.saturating_sub(of.price.0).max(0));
            count(&mut self.free, of.free, -1);
        }
    }

    /// How it stands at `now`.
    pub fn at(&self, now: Timestamp) -> SpentNow {
        let mut ahead = *self;
        ahead.advance(now);
        SpentNow { day: ahead.of_day, month: ahead.of_month, free: ahead.free }
    }

    /// Begins a new day or month; a clock that goes back changes nothing.
    fn advance(&mut self, at: Timestamp) {
        let today = day(at);
        if today <= self.day {
            return;
        }
        (self.day, self.of_day) = (today, Micros::ZERO);
        let month = Granularity::Month.start_of(at);
        if month > self.month {
            (self.month, self.of_month, self.free) = (month, Micros::ZERO, [0; 3]);
        }
    }

    /// For a store.
    pub fn to_bytes(&self) -> [u8; 44] {
        let mut out = [0; 44];
        let numbers = [self.day, self.of_day.0, self.month.0, self.of_month.0];
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
        let bytes = bytes.chain(self.free.iter().flat_map(|count| count.to_le_bytes()));
        for (to, from) in out.iter_mut().zip(bytes) {
            *to = from;
        }
        out
    }

    /// What [`Spent::to_bytes`] wrote; nothing at all stands for empty counters.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::default());
        }
        let (day, rest) = bytes.split_first_chunk()?;
        let (of_day, rest) = rest.split_first_chunk()?;
        let (month, rest) = rest.split_first_chunk()?;
        let (of_month, rest) = rest.split_first_chunk()?;
        let (utility, rest) = rest.split_first_chunk()?;
        let (authentication, rest) = rest.split_first_chunk()?;
        let marketing: [u8; 4] = rest.try_into().ok()?;
        let free = [*utility, *authentication, marketing].map(u32::from_le_bytes);
        Some(Self {
            day: i64::from_le_bytes(*day),
            of_day: Micros(i64::from_le_bytes(*of_day)),
            month: Timestamp(i64::from_le_bytes(*month)),
            of_month: Micros(i64::from_le_bytes(*of_month)),
            free,
        })
    }
}

fn day(at: Timestamp) -> i64 {
    at.seconds().div_euclid(DAY_S)
}

fn place(category: Category) -> Option<usize> {
    match category {
        Category::Service => None,
        Category::Utility => Some(0),
        Category::Authentication => Some(1),
        Category::Marketing => Some(2),
    }
}

fn count(free: &mut [u32; 3], of: Option<Category>, by: i32) {
    if let Some(count) = of.and_then(place).and_then(|at| free.get_mut(at)) {
        *count = count.saturating_add_signed(by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAID: Spending = Spending { price: Micros(7), free: None };
    const FREE: Spending = Spending { price: Micros::ZERO, free: Some(Category::Marketing) };

    fn at_day(day: i64) -> Timestamp {
        Timestamp::from_seconds(day * DAY_S + 60)
    }

    #[test]
    fn a_day_and_a_month_begin_anew() {
        let mut spent = Spent::default();
        // 30 and 31 January, 1 February 1970.
        spent.add(at_day(29), PAID);
        spent.add(at_day(29), FREE);
        spent.add(at_day(30), PAID);
        let now = spent.at(at_day(30));
        assert_eq!(
            (now.day, now.month, now.free_of(Category::Marketing)),
            (Micros(7), Micros(14), 1)
        );
        assert_eq!(spent.at(at_day(31)), SpentNow::default());
    }

    #[test]
    fn what_failed_is_taken_back_in_its_own_day_and_month() {
        let mut spent = Spent::default();
        for day in [28, 30] {
            spent.add(at_day(day), PAID);
            spent.add(at_day(day), FREE);
        }
        spent.take_back(at_day(28), PAID);
        spent.take_back(at_day(28), FREE);
        let now = spent.at(at_day(30));
        assert_eq!((now.day, now.month, now.free), (Micros(7), Micros(7), [0, 0, 1]));
        spent.add(at_day(31), PAID);
        spent.take_back(at_day(30), PAID);
        assert_eq!(spent.at(at_day(31)).month, Micros(7), "January is over");
    }

    proptest! {
        #[test]
        fn bytes_are_read_back(days in proptest::collection::vec(0..90_i64, 0..40)) {
            let mut spent = Spent::default();
            for day in days {
                spent.add(at_day(day), if day % 3 == 0 { FREE } else { PAID });
            }
            let bytes = spent.to_bytes();
            prop_assert_eq!(Spent::from_bytes(&bytes), Some(spent));
            prop_assert_eq!(Spent::from_bytes(&bytes[..43]), None);
        }

        #[test]
        fn counters_agree_with_a_list_of_messages(days in proptest::collection::vec((0..3_i64, any::<bool>()), 1..80)) {
            let (mut spent, mut day, mut live) = (Spent::default(), 20, Vec::new());
            for (gap, fails) in days {
                day += gap;
                spent.add(at_day(day), PAID);
                live.push(day);
                if fails {
                    spent.take_back(at_day(live.remove(live.len() / 2)), PAID);
                }
            }
            let now = spent.at(at_day(day));
            let today = live.iter().filter(|it| **it == day).count();
            let month = |day: i64| Granularity::Month.start_of(at_day(day));
            let this = live.iter().filter(|it| month(**it) == month(day)).count();
            prop_assert_eq!((now.day.0, now.month.0), (7 * i64::try_from(today).unwrap(), 7 * i64::try_from(this).unwrap()));
        }
    }
}
