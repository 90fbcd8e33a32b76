//! What was used of which money paid in: the oldest first, and none before it came.

use kurier_policy::money::Micros;
use kurier_policy::time::Timestamp;

/// Money that came, or that was used, at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// When.
    pub at: Timestamp,
    /// How much, net.
    pub net: Micros,
}

/// Money that was used, or that went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// When, and how much.
    pub sum: Sum,
    /// Which of the sources it takes first: what went back of a payment is that payment's, as far as it is there.
    pub first: Option<usize>,
    /// Which of them was made when it came again: what no source covers was never there, and did not come again either.
    pub again: Option<usize>,
}

/// What the last of `uses` takes of each of `sources`, after the earlier ones took theirs, and what none covers. Both are
/// in the order of time. `None` on overflow.
pub fn cover(sources: &[Sum], uses: &[Use]) -> Option<(Vec<Micros>, Micros)> {
    let mut left: Vec<i64> = sources.iter().map(|source| source.net.0.max(0)).collect();
    let mut parts = vec![Micros::ZERO; sources.len()];
    let mut rest = 0;
    for used in uses {
        rest = used.sum.net.0.max(0);
        parts.fill(Micros::ZERO);
        for place in used.first.into_iter().chain(0..sources.len()) {
            let (source, left) = (sources.get(place)?, left.get_mut(place)?);
            if source.at > used.sum.at {
                continue;
            }
            let taken = rest.min(*left);
            *left = left.checked_sub(taken)?;
            rest = rest.checked_sub(taken)?;
            let part = parts.get_mut(place)?;
            *part = part.checked_add(Micros(taken))?;
        }
        if let Some(left) = used.again.and_then(|again| left.get_mut(again)) {
            let taken = rest.min(*left);
            *left = left.checked_sub(taken)?;
            rest = rest.checked_sub(taken)?;
        }
    }
    Some((parts, Micros(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sums(all: &[(i64, i64)]) -> Vec<Sum> {
        all.iter().map(|(at, net)| Sum { at: Timestamp(*at), net: Micros(*net) }).collect()
    }

    fn uses(all: &[(i64, i64)]) -> Vec<Use> {
        sums(all).into_iter().map(|sum| Use { sum, first: None, again: None }).collect()
    }

    #[test]
    fn what_went_back_is_taken_from_its_own_payment_first() {
        let sources = sums(&[(1, 10), (2, 20)]);
        let month = uses(&[(9, 15)])[0];
        let back = |net, first| Use { sum: sums(&[(5, net)])[0], first: Some(first), again: None };
        let covered = |uses: &[Use]| {
            let (parts, rest) = cover(&sources, uses).unwrap();
            (parts.iter().map(|part| part.0).collect::<Vec<_>>(), rest.0)
        };
        assert_eq!(covered(&[back(20, 1), month]), (vec![10, 0], 5));
        assert_eq!(covered(&[back(4, 1), month]), (vec![10, 5], 0));
        // What the month before used of it goes off another.
        let before = uses(&[(3, 25)])[0];
        assert_eq!(covered(&[before, back(10, 0), month]), (vec![0, 0], 15));
        assert_eq!(cover(&sources, &[back(1, 2)]), None, "there is no third");
    }

    #[test]
    fn what_was_used_before_it_went_back_and_came_again_covers_nothing_twice() {
        // Paid 10, used by a month, disputed, won: the month after has nothing.
        let sources = sums(&[(1, 10), (7, 10)]);
        let back = Use { sum: sums(&[(5, 10)])[0], first: Some(0), again: Some(1) };
        let months = uses(&[(3, 10), (9, 4)]);
        let (parts, rest) = cover(&sources, &[months[0], back, months[1]]).unwrap();
        assert_eq!((parts, rest), (vec![Micros::ZERO, Micros::ZERO], Micros(4)));
        // Had the month before used only 3, seven came again.
        let months = uses(&[(3, 3), (9, 4)]);
        let (parts, rest) = cover(&sources, &[months[0], back, months[1]]).unwrap();
        assert_eq!((parts, rest), (vec![Micros::ZERO, Micros(4)], Micros::ZERO));
    }

    #[test]
    fn the_oldest_money_goes_first_and_none_before_it_came() {
        let sources = sums(&[(1, 10), (2, 20), (9, 30)]);
        let covered = |months: &[(i64, i64)]| {
            let (parts, rest) = cover(&sources, &uses(months)).unwrap();
            (parts.iter().map(|part| part.0).collect::<Vec<_>>(), rest.0)
        };
        assert_eq!(covered(&[(5, 5)]), (vec![5, 0, 0], 0));
        assert_eq!(covered(&[(5, 5), (6, 20)]), (vec![5, 15, 0], 0));
        assert_eq!(covered(&[(5, 50)]), (vec![10, 20, 0], 20));
        // What nothing covered in the first month is not taken of what came later.
        assert_eq!(covered(&[(5, 50), (10, 7)]), (vec![0, 0, 7], 0));
        assert_eq!(covered(&[]), (vec![0, 0, 0], 0));
    }

    proptest! {
        #[test]
        fn months_use_each_source_up_and_no_more(
            sources in proptest::collection::vec((0..9_i64, 0..1_000_i64), 0..6),
            months in proptest::collection::vec((0..9_i64, 0..900_i64), 0..6)
        ) {
            let (mut sources, mut months) = (sums(&sources), uses(&months));
            sources.sort_by_key(|one| one.at);
            months.sort_by_key(|one| one.sum.at);
            let mut taken = vec![0; sources.len()];
            for count in 1..=months.len() {
                let (parts, rest) = cover(&sources, &months[..count]).unwrap();
                let sum: i64 = parts.iter().map(|part| part.0).sum();
                prop_assert_eq!(sum + rest.0, months[count - 1].sum.net.0);
                for ((part, taken), source) in parts.iter().zip(&mut taken).zip(&sources) {
                    *taken += part.0;
                    prop_assert!(*taken <= source.net.0);
                    prop_assert!(part.0 == 0 || source.at <= months[count - 1].sum.at);
                }
            }
        }
    }
}
