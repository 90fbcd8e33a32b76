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

/// What the last of `uses` takes of each of `sources`, after the earlier ones took theirs, and what none covers. Both are
/// in the order of time. `None` on overflow.
pub fn cover(sources: &[Sum], uses: &[Sum]) -> Option<(Vec<Micros>, Micros)> {
    let mut left: Vec<i64> = sources.iter().map(|source| source.net.0.max(0)).collect();
    let mut parts = vec![Micros::ZERO; sources.len()];
    let mut rest = 0;
    for used in uses {
        rest = used.net.0.max(0);
        parts.fill(Micros::ZERO);
        for ((source, left), part) in sources.iter().zip(&mut left).zip(&mut parts) {
            if source.at > used.at {
                break;
            }
            let taken = rest.min(*left);
            *left = left.checked_sub(taken)?;
            rest = rest.checked_sub(taken)?;
            *part = Micros(taken);
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

    #[test]
    fn the_oldest_money_goes_first_and_none_before_it_came() {
        let sources = sums(&[(1, 10), (2, 20), (9, 30)]);
        let covered = |uses: &[(i64, i64)]| {
            let (parts, rest) = cover(&sources, &sums(uses)).unwrap();
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
            let (mut sources, mut months) = (sums(&sources), sums(&months));
            sources.sort_by_key(|one| one.at);
            months.sort_by_key(|one| one.at);
            let mut taken = vec![0; sources.len()];
            for count in 1..=months.len() {
                let (parts, rest) = cover(&sources, &months[..count]).unwrap();
                let sum: i64 = parts.iter().map(|part| part.0).sum();
                prop_assert_eq!(sum + rest.0, months[count - 1].net.0);
                for ((part, taken), source) in parts.iter().zip(&mut taken).zip(&sources) {
                    *taken += part.0;
                    prop_assert!(*taken <= source.net.0);
                    prop_assert!(part.0 == 0 || source.at <= months[count - 1].at);
                }
            }
        }
    }
}
