//! What is counted in a run, and the figures that follow.

use serde::Serialize;
use std::collections::BTreeMap;

/// What is counted of some accounts apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Messages that reached people.
    pub delivered: u32,
    /// Of these, unwanted ones.
    pub unwanted: u32,
    /// Notices sent to people who had not shut them out.
    pub notices_asked: u32,
    /// Of these, those that arrived within 48 hours.
    pub notices_arrived: u32,
    /// The same of offers.
    pub offers_asked: u32,
    /// The same of offers.
    pub offers_arrived: u32,
}

/// What happened in one run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// People of the world.
    pub people: u32,
    /// Days on which it was counted.
    pub days: u32,
    /// Messages that reached people.
    pub delivered: u32,
    /// Of these, unwanted ones.
    pub unwanted: u32,
    /// Of these, those of spammers.
    pub spam: u32,
    /// Of these, those of businesses that send too much.
    pub aggressive_unwanted: u32,
    /// Of those, the ones that came as notices.
    pub disguised_unwanted: u32,
    /// Of the unwanted ones, those of honest businesses.
    pub honest_unwanted: u32,
    /// Of these, those of accounts while others had taken them over.
    pub hijack: u32,
    /// Unwanted messages of each person.
    #[serde(skip)]
    pub unwanted_of: Vec<u32>,
    /// Notices that honest businesses sent to people who had not shut them out.
    pub notices_asked: u32,
    /// Of these, those that arrived within 48 hours.
    pub notices_arrived: u32,
    /// The same of offers.
    pub offers_asked: u32,
    /// The same of offers.
    pub offers_arrived: u32,
    /// Why offers of honest businesses did not go at once, for each person of each campaign: the refusal, "waited" for room in a
    /// budget or for the end of quiet hours, or "never_tried" because the campaign stopped before.
    pub offers_not_sent: BTreeMap<&'static str, u64>,
    /// Why notices of honest businesses did not go, for each of them.
    pub notices_not_sent: BTreeMap<&'static str, u64>,
    /// Businesses that send too much, if they wrote anything.
    pub aggressive: u32,
    /// Of these, those whose account was closed at some time.
    pub aggressive_closed: u32,
    /// Honest businesses.
    pub honest: u32,
    /// Of these, those whose account was closed at some time, though nobody had taken it over.
    pub honest_closed: u32,
    /// Honest businesses that had a strike.
    pub honest_struck: u32,
    /// Honest businesses that a brigade attacked.
    pub brigaded: u32,
    /// Of these, those whose messages were paused.
    pub brigade_paused: u32,
    /// What the accounts that are taken over or attacked have part in these numbers. They are in every world, and count in the figures about all
    /// as much as their share in a world of [`crate::assume::PEOPLE`].
    pub chosen: Part,
    /// Answers to the question whether a message was wanted.
    pub answers: u32,
    /// Messages that reached somebody although she had allowed the business nothing, had stopped its offers, or had blocked it: a
    /// defect.
    pub without_ground: u32,
    /// Accounts that spammers used.
    pub spam_accounts: u32,
    /// A number that follows from all that reached people and the order in which it did: two runs that went the same way have the same.
    pub course: u32,
}

impl Counts {
    /// One more thing that happened, by its numbers.
    pub(crate) fn note_course(&mut self, numbers: [u32; 3]) {
        let mix =
            |course: u32, number: u32| (course.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9);
        self.course = numbers.into_iter().fold(self.course, mix);
    }

    /// How much an account that is in every world counts in figures about all.
    fn weight(&self) -> f64 {
        (f64::from(self.people) / f64::from(crate::assume::PEOPLE)).min(1.0)
    }
}

/// A figure: its name in JSON, its head in the table, how it is read from the figures of a run.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// Its name in JSON.
    pub name: &'static str,
    /// What it is, in the table.
    pub head: &'static str,
    /// Whether it is a share, shown in hundredths.
    pub is_share: bool,
    /// Where it stands.
    pub of: fn(&Figures) -> f64,
}

/// The figures of one run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    /// Unwanted messages of 10,000 that reached people.
    pub unwanted_per_10k: f64,
    /// Messages of spammers of 10,000 that reached people.
    pub spam_per_10k: f64,
    /// Unwanted messages a week of the person whom 99 of 100 people are no worse off than.
    pub p99_person_week: f64,
    /// Notices of honest businesses that did not arrive, of 10,000.
    pub honest_utility_blocked_per_10k: f64,
    /// Offers of honest businesses that did not arrive within 48 hours, as a share.
    pub honest_marketing_blocked: f64,
    /// Honest businesses that were closed.
    pub honest_closed: f64,
    /// Unwanted messages from accounts while others had taken them over.
    pub hijack_unwanted: f64,
    /// Attacked businesses whose messages were paused, as a share.
    pub brigade_paused: f64,
}

/// Every figure, in the order of the table.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "unwanted_per_10k",
        head: "unwanted/10k",
        is_share: false,
        of: |it| it.unwanted_per_10k,
    },
    Figure { name: "spam_per_10k", head: "spam/10k", is_share: false, of: |it| it.spam_per_10k },
    Figure {
        name: "p99_person_week",
        head: "p99/week",
        is_share: false,
        of: |it| it.p99_person_week,
    },
    Figure {
        name: "honest_utility_blocked_per_10k",
        head: "notices lost/10k",
        is_share: false,
        of: |it| it.honest_utility_blocked_per_10k,
    },
    Figure {
        name: "honest_marketing_blocked",
        head: "offers lost",
        is_share: true,
        of: |it| it.honest_marketing_blocked,
    },
    Figure { name: "honest_closed", head: "closed", is_share: false, of: |it| it.honest_closed },
    Figure {
        name: "hijack_unwanted",
        head: "hijack",
        is_share: false,
        of: |it| it.hijack_unwanted,
    },
    Figure { name: "brigade_paused", head: "brigade", is_share: true, of: |it| it.brigade_paused },
];

impl Figures {
    /// The figures of what was counted.
    pub fn of(counts: &Counts) -> Self {
        let beyond = 1.0 - counts.weight();
        let of = |all: u32, chosen: u32| f64::from(all) - beyond * f64::from(chosen);
        let per_10k = |part: f64, whole: f64| share(part, whole) * 10_000.0;
        let lost = |asked: f64, arrived: f64| (asked - arrived).max(0.0);
        let chosen = counts.chosen;
        let delivered = of(counts.delivered, chosen.delivered);
        let notices = of(counts.notices_asked, chosen.notices_asked);
        let offers = of(counts.offers_asked, chosen.offers_asked);
        let notices_arrived = of(counts.notices_arrived, chosen.notices_arrived);
        let offers_arrived = of(counts.offers_arrived, chosen.offers_arrived);
        Self {
            unwanted_per_10k: per_10k(of(counts.unwanted, chosen.unwanted), delivered),
            spam_per_10k: per_10k(counts.spam.into(), delivered),
            p99_person_week: f64::from(p99(&counts.unwanted_of)) * 7.0
                / f64::from(counts.days.max(1)),
            honest_utility_blocked_per_10k: per_10k(lost(notices, notices_arrived), notices),
            honest_marketing_blocked: share(lost(offers, offers_arrived), offers),
            honest_closed: f64::from(counts.honest_closed),
            hijack_unwanted: f64::from(counts.hijack),
            brigade_paused: share(counts.brigade_paused.into(), counts.brigaded.into()),
        }
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The smallest number that 99 of 100 do not exceed.
fn p99(of: &[u32]) -> u32 {
    let mut sorted = of.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * 99).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "exact by construction")]
    fn figures_follow_from_counts_made_by_hand() {
        let counts = Counts {
            days: 70,
            people: 20_000,
            delivered: 20_000,
            unwanted: 500,
            spam: 40,
            hijack: 3,
            unwanted_of: (0..200).map(|person| if person < 198 { 5 } else { 90 }).collect(),
            notices_asked: 40_000,
            notices_arrived: 39_999,
            offers_asked: 1_000,
            offers_arrived: 970,
            honest: 30,
            honest_closed: 1,
            brigaded: 4,
            brigade_paused: 1,
            ..Counts::default()
        };
        let figures = Figures::of(&counts);
        assert_eq!((figures.unwanted_per_10k, figures.spam_per_10k), (250.0, 20.0));
        assert_eq!(figures.p99_person_week, 0.5);
        assert_eq!(figures.honest_utility_blocked_per_10k, 0.25);
        assert_eq!(figures.honest_marketing_blocked, 0.03);
        assert_eq!((figures.honest_closed, figures.hijack_unwanted), (1.0, 3.0));
        assert_eq!(figures.brigade_paused, 0.25);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "exact by construction")]
    fn accounts_that_are_in_every_world_count_by_their_share_in_a_large_one() {
        let chosen = Part {
            delivered: 2_000,
            unwanted: 400,
            notices_asked: 1_000,
            notices_arrived: 0,
            offers_asked: 1_000,
            offers_arrived: 1_000,
        };
        let counts = Counts {
            people: 10_000,
            delivered: 11_000,
            unwanted: 300,
            notices_asked: 2_000,
            notices_arrived: 1_000,
            offers_asked: 1_000,
            offers_arrived: 1_000,
            chosen,
            ..Counts::default()
        };
        let figures = Figures::of(&counts);
        assert_eq!(figures.unwanted_per_10k, 100.0, "100 of 10,000");
        assert!((figures.honest_utility_blocked_per_10k - 500.0 / 1_500.0 * 10_000.0).abs() < 1e-6);
        assert_eq!(figures.honest_marketing_blocked, 0.0);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "exact by construction")]
    fn nothing_counted_gives_zeros_and_the_99th_of_100_is_the_second_worst() {
        assert_eq!(Figures::of(&Counts::default()).unwanted_per_10k, 0.0);
        assert_eq!(p99(&(1..=100).collect::<Vec<u32>>()), 99);
        assert_eq!(p99(&[7]), 7);
    }

    #[test]
    fn every_figure_stands_in_json_under_its_name() {
        let json = serde_json::to_value(Figures::of(&Counts::default())).unwrap();
        assert_eq!(json.as_object().unwrap().len(), FIGURES.len());
        for figure in FIGURES {
            assert!(json.get(figure.name).is_some(), "{}", figure.name);
        }
    }
}
