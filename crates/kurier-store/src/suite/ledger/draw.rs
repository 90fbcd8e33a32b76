//! Random steps from a seed, the same on every machine.

use super::Size;
use std::fmt;

/// SplitMix64.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }
    fn place(&mut self, end: usize) -> usize {
        usize::try_from(self.below(end as u64)).unwrap()
    }
    fn micros(&mut self, end: u64) -> i64 {
        i64::try_from(self.below(end)).unwrap()
    }
    fn small(&mut self, end: u8) -> u8 {
        u8::try_from(self.below(end.into())).unwrap()
    }
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// So many messages in one batch, of marketing or utility, perhaps with a key that may have been used.
    Send { business: usize, person: usize, marketing: bool, count: u8, key: Option<u8> },
    /// Her devices hold the n-th message that waits, and all before it.
    Deliver { person: usize, n: u8 },
    /// She read the conversation so far.
    Read { business: usize, person: usize },
    /// An acknowledgement comes again.
    DeliverAgain { person: usize },
    /// The business takes back its n-th last message to her.
    Recall { business: usize, person: usize, n: u8 },
    /// What is older than so many minutes fails.
    Expire { minutes: u8 },
    /// She blocks the business and thinks better of it.
    Block { business: usize, person: usize },
    /// She writes: the window opens.
    Say { business: usize, person: usize },
    /// Money comes in; a reference may come again.
    TopUp { business: usize, amount: i64, reference: u64 },
    /// The same over a provider, with its tax, and the bank's settlement.
    Pay { business: usize, amount: i64, reference: u64 },
    /// A payment is taken back.
    ChargeBack { business: usize, amount: i64, reference: u64 },
    /// Something is given, taken for reports, given back, left as a bond, returned or forfeited.
    Book { business: usize, what: u8, amount: i64, reference: u64 },
    /// Another rate card.
    Prices { utility: i64, marketing: i64, free: u8, tier: u8 },
    /// Other terms of a business.
    Terms { business: usize, credit: i64, day: u8, month: u8, stopped: bool },
    /// Time passes; what lies for 30 days fails.
    Advance { minutes: i64 },
    /// The next month of a business is closed, twice.
    Close { business: usize },
    /// Something is given back with a note.
    Credit { business: usize, amount: i64, reference: u64 },
    /// The store is dropped and opened again.
    Crash,
}

/// Where a history stands, for what is told of a difference. Written only if there is one.
pub(super) struct When<'a> {
    pub(super) seed: u64,
    /// Steps before these.
    pub(super) before: u64,
    pub(super) ops: &'a [Op],
}

impl fmt::Display for When<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}, step {}, {:?}", self.seed, self.before + 1, self.ops)
    }
}

impl Op {
    /// What goes into one commit: one step, or some sends or acknowledgements together, as the writer gathers
    /// them. At most `most`.
    pub(super) fn commit(dice: &mut Dice, size: Size, most: u64) -> Vec<Self> {
        let first = Self::draw(dice, size);
        let mut ops = vec![first];
        let more: fn(&mut Dice, Size) -> Self = match first {
            Self::Send { .. } => Self::send,
            Self::Deliver { .. } | Self::DeliverAgain { .. } | Self::Read { .. } => {
                Self::acknowledge
            }
            _ => return ops,
        };
        for _ in 0..dice.below(size.together).min(most - 1) {
            ops.push(more(dice, size));
        }
        ops
    }

    fn send(dice: &mut Dice, size: Size) -> Self {
        Self::Send {
            business: dice.place(size.businesses),
            person: dice.place(size.people),
            marketing: dice.below(3) == 0,
            count: if dice.below(3) == 0 { 1 + dice.small(4) } else { 1 },
            key: (dice.below(8) == 0).then(|| dice.small(6)),
        }
    }

    fn acknowledge(dice: &mut Dice, size: Size) -> Self {
        let (business, person) = (dice.place(size.businesses), dice.place(size.people));
        match dice.below(29) {
            0..=19 => Self::Deliver { person, n: dice.small(12) },
            // Of many conversations each person reads few: a first look at one reads her inbox from its beginning.
            20..=25 if size.businesses > 8 => {
                let business = (business / 8 * 8 + person % 8) % size.businesses;
                Self::Read { business, person }
            }
            20..=25 => Self::Read { business, person },
            _ => Self::DeliverAgain { person },
        }
    }

    fn draw(dice: &mut Dice, size: Size) -> Self {
        let (business, person) = (dice.place(size.businesses), dice.place(size.people));
        let (amount, reference) = (1 + dice.micros(400_000), dice.below(size.references));
        // Money for what goes out together.
        let income = amount * i64::try_from(size.together).unwrap();
        match dice.below(1_000) {
            0..=359 => Self::send(dice, size),
            360..=649 => Self::acknowledge(dice, size),
            650..=699 => Self::Recall { business, person, n: dice.small(3) },
            700..=719 => Self::Expire { minutes: dice.small(200) },
            720..=739 => Self::Block { business, person },
            740..=749 => Self::Say { business, person },
            750..=799 => Self::TopUp { business, amount: income, reference },
            800..=819 => Self::Pay { business, amount: income, reference },
            820..=829 => Self::ChargeBack { business, amount, reference },
            830..=869 => {
                Self::Book { business, what: dice.small(8), amount: amount / 8, reference }
            }
            870..=879 => Self::Prices {
                utility: dice.micros(20_000),
                marketing: dice.micros(90_000),
                free: dice.small(20),
                tier: dice.small(40),
            },
            880..=904 => Self::Terms {
                business,
                credit: if dice.below(2) == 0 { 0 } else { amount },
                day: dice.small(4),
                month: dice.small(4),
                stopped: dice.below(6) == 0,
            },
            905..=969 => Self::Advance {
                minutes: if dice.below(20) == 0 { dice.micros(20_000) } else { dice.micros(90) },
            },
            970..=984 => Self::Close { business },
            985..=992 => Self::Credit { business, amount: amount / 8, reference },
            _ if dice.below(size.crash_odds) == 0 => Self::Crash,
            _ => Self::Advance { minutes: dice.micros(2_000) },
        }
    }

    /// Whose money it moves; `None` = of anybody.
    pub(super) fn business(self) -> Option<usize> {
        match self {
            Self::Send { business, .. }
            | Self::Recall { business, .. }
            | Self::Block { business, .. }
            | Self::Say { business, .. }
            | Self::TopUp { business, .. }
            | Self::Pay { business, .. }
            | Self::ChargeBack { business, .. }
            | Self::Book { business, .. }
            | Self::Terms { business, .. }
            | Self::Close { business }
            | Self::Credit { business, .. } => Some(business),
            Self::Deliver { .. }
            | Self::Read { .. }
            | Self::DeliverAgain { .. }
            | Self::Expire { .. }
            | Self::Prices { .. }
            | Self::Advance { .. }
            | Self::Crash => None,
        }
    }
}
