//! How sure a median is: the exact interval between two order statistics.
//!
//! Whatever the distribution, each value lies below its median with probability ½. So the number of
//! values below it is binomial, and the interval from the k-th smallest to the k-th largest of n
//! values holds the median with probability 1 − 2·P(B(n, ½) < k). Nothing is assumed and nothing
//! resampled.
//!
//! Source: W. J. Conover, "Practical Nonparametric Statistics", 3rd edition (1999), section 3.2;
//! H. A. David and H. N. Nagaraja, "Order Statistics", 3rd edition (2003), section 7.1.

use super::summary::sorted;

/// How sure all intervals of a comparison together are.
pub const CONFIDENCE: f64 = 0.95;

/// The interval in which the median lies, at [`CONFIDENCE`] for `comparisons` such intervals
/// together; `None` while there are fewer values than [`rounds_needed`].
///
/// It is the narrowest symmetric pair of order statistics whose coverage is high enough.
pub fn median_interval(values: &[f64], comparisons: usize) -> Option<(f64, f64)> {
    Some(between(values, rank(values.len(), level(comparisons))?))
}

/// The same, but as sure as `wished` such intervals together take where there are values enough for that, and else as
/// wide as it can be.
pub(super) fn widened_interval(values: &[f64], comparisons: usize, wished: usize) -> Option<(f64, f64)> {
    rank(values.len(), level(comparisons))?;
    Some(between(values, rank(values.len(), level(wished)).unwrap_or(1)))
}

/// From the so manieth smallest to the so manieth largest.
fn between(values: &[f64], rank: usize) -> (f64, f64) {
    let sorted = sorted(values);
    (sorted[rank - 1], sorted[sorted.len() - rank])
}

/// How many rounds an interval needs: 6 for one comparison, 8 for four (five contenders).
pub fn rounds_needed(comparisons: usize) -> usize {
    let level = level(comparisons);
    (1..).find(|&rounds| rank(rounds, level).is_some()).expect("coverage comes as near to 1 as one likes")
}

/// Bonferroni: each of several intervals is made surer, so that all hold together.
#[expect(clippy::cast_precision_loss, reason = "counts of contenders are far below 2⁵²")]
pub(super) fn level(comparisons: usize) -> f64 {
    1.0 - (1.0 - CONFIDENCE) / comparisons.max(1) as f64
}

/// The greatest rank k, from 1, for which the interval from the k-th smallest to the k-th largest of
/// `n` values covers the median at this level.
fn rank(n: usize, level: f64) -> Option<usize> {
    (1..=n / 2).take_while(|&rank| coverage(n, rank) >= level).last()
}

/// 1 − 2·P(B(n, ½) < rank). Summed as C(n, i)·2⁻ⁿ, each term from the last, in logarithms, since 2⁻ⁿ
/// leaves the range of floats at n = 1075.
#[expect(clippy::cast_precision_loss, reason = "counts of rounds are far below 2⁵²")]
fn coverage(n: usize, rank: usize) -> f64 {
    let mut log_term = -(n as f64) * std::f64::consts::LN_2;
    let mut below = 0.0;
    for i in 0..rank {
        below += log_term.exp();
        log_term += ((n - i) as f64 / (i + 1) as f64).ln();
    }
    1.0 - 2.0 * below
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_rounds_are_needed_for_two_and_eight_for_five() {
        assert_eq!([1, 2, 4, 9].map(rounds_needed), [6, 7, 8, 9]);
        assert_eq!(rounds_needed(0), 6);
        assert_eq!(median_interval(&[1.0, 2.0, 3.0, 4.0, 5.0], 1), None);
        assert_eq!(median_interval(&[3.0, 1.0, 2.0, 6.0, 5.0, 4.0], 1), Some((1.0, 6.0)));
    }

    #[test]
    fn a_wish_widens_an_interval_as_far_as_there_are_values() {
        let values = |n: u32| (1..=n).map(f64::from).collect::<Vec<_>>();
        assert_eq!(widened_interval(&values(7), 4, 10), None, "too few for four");
        assert_eq!(widened_interval(&values(8), 4, 10), Some((1.0, 8.0)), "too few for ten");
        assert_eq!(median_interval(&values(20), 4), Some((5.0, 16.0)));
        assert_eq!(widened_interval(&values(20), 4, 10), Some((4.0, 17.0)));
    }

    #[test]
    fn ranks_are_those_of_the_tables() {
        // Published tables of the sign test's interval at 95 %: n, rank, coverage.
        for (n, wanted, covered) in
            [(6, 1, 0.9688), (8, 1, 0.9922), (9, 2, 0.9609), (10, 2, 0.9785), (15, 4, 0.9648), (20, 6, 0.9586)]
        {
            assert_eq!(rank(n, 0.95), Some(wanted), "n = {n}");
            assert!((coverage(n, wanted) - covered).abs() < 5e-5, "n = {n}: {}", coverage(n, wanted));
        }
    }

    #[test]
    fn coverage_stays_exact_far_out() {
        // Normal approximation: rank ≈ n/2 − 1.96·√n/2.
        let rank = rank(4000, 0.95).expect("enough values");
        assert!((1936..=1940).contains(&rank), "{rank}");
    }
}
