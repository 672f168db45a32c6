//! Two independent samples held against each other: by how many times one is the other.
//!
//! Every value of the one is divided by every value of the other; the median of these quotients is
//! Hodges' and Lehmann's estimate. Where both samples have one distribution but for a factor, the
//! number of quotients below that factor has the distribution of Mann's and Whitney's U, whatever the
//! times' own may be; so the interval from the k-th smallest quotient to the k-th largest holds the
//! factor with probability 1 − 2·P(U < k). It wants far fewer values than two intervals of medians,
//! laid across each other: with five contenders five rounds each instead of nine.
//!
//! Source: J. L. Hodges and E. L. Lehmann, "Estimates of location based on rank tests", Annals of
//! Mathematical Statistics 34 (1963); H. B. Mann and D. R. Whitney, "On a test of whether one of two
//! random variables is stochastically larger than the other", the same 18 (1947), for U and its
//! recurrence; both on logarithms, where a factor is a shift.

use super::interval::level;

/// More quotients than these have the normal distribution's ranks, which are less than 2 % farther out
/// where neither has fewer values than [`FEW`].
const MOST_EXACT: usize = 2500;
const FEW: usize = 10;

/// How many times `above` is `below`, and the interval of that at [`super::CONFIDENCE`] for
/// `comparisons` such questions together: `None` for it while there are too few values.
///
/// `None` where either has no value.
pub(super) fn ratio(above: &[f64], below: &[f64], comparisons: usize) -> Option<(f64, Option<(f64, f64)>)> {
    let mut quotients: Vec<f64> = above.iter().flat_map(|above| below.iter().map(move |below| above / below)).collect();
    quotients.sort_by(f64::total_cmp);
    let last = quotients.len().checked_sub(1)?;
    // Between two in the middle the factor from the one to it is that from it to the other.
    let middle = (quotients[last / 2] * quotients[last.div_ceil(2)]).sqrt();
    let interval = rank(above.len(), below.len(), level(comparisons))
        .map(|rank| (quotients[rank - 1], quotients[quotients.len() - rank]));
    Some((middle, interval))
}

/// The greatest rank k, from 1, for which the interval from the k-th smallest to the k-th largest of
/// the n·m quotients holds the factor at this level.
fn rank(n: usize, m: usize, level: f64) -> Option<usize> {
    let outside = (1.0 - level) / 2.0;
    if n * m > MOST_EXACT && n.min(m) >= FEW {
        return Some(normal_rank(n, m, outside));
    }
    let mut below = 0.0;
    let within = distribution(n, m).into_iter().take_while(|chance| {
        below += chance;
        below <= outside
    });
    match within.count() {
        0 => None,
        rank => Some(rank),
    }
}

/// P(U = 0), P(U = 1) … P(U = n·m) of n and m values: the largest of all n + m is one of the n, which
/// stands above all m others, or it is one of the m.
#[expect(clippy::cast_precision_loss, reason = "few values")]
fn distribution(n: usize, m: usize) -> Vec<f64> {
    // Row j holds the distribution for i and j values, while i grows.
    let mut rows = vec![vec![1.0]; m + 1];
    for i in 1..=n {
        for j in 1..=m {
            let (with, without) = (i as f64 / (i + j) as f64, j as f64 / (i + j) as f64);
            let mut chances = vec![0.0; i * j + 1];
            for (u, chance) in rows[j].iter().enumerate() {
                chances[u + j] += with * chance;
            }
            for (u, chance) in rows[j - 1].iter().enumerate() {
                chances[u] += without * chance;
            }
            rows[j] = chances;
        }
    }
    rows.swap_remove(m)
}

/// By the normal distribution with U's mean and variance, rounded to the safe side.
#[expect(clippy::cast_precision_loss, reason = "counts of rounds")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and n·m")]
fn normal_rank(n: usize, m: usize, outside: f64) -> usize {
    let (n, m) = (n as f64, m as f64);
    let deviation = (n * m * (n + m + 1.0) / 12.0).sqrt();
    (n * m / 2.0 - normal_quantile(outside) * deviation).floor() as usize
}

/// How many standard deviations from its mean a normal value lies at least, with this probability on
/// one side; within 5·10⁻⁴ (Abramowitz and Stegun 26.2.23).
fn normal_quantile(outside: f64) -> f64 {
    let t = (-2.0 * outside.ln()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    t - above / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Published tables of U's critical values for two sides at 5 % and 1 %: the greatest U that is
    /// still outside, so one less than the rank.
    #[test]
    fn ranks_are_those_of_the_tables() {
        for (n, m, at_5, at_1) in [
            (4, 4, Some(0), None),
            (5, 5, Some(2), Some(0)),
            (5, 10, Some(8), Some(4)),
            (8, 8, Some(13), Some(7)),
            (9, 12, Some(26), Some(18)),
            (10, 10, Some(23), Some(16)),
            (20, 20, Some(127), Some(105)),
        ] {
            assert_eq!(rank(n, m, 0.95), at_5.map(|u| u + 1), "{n} and {m}");
            assert_eq!(rank(m, n, 0.99), at_1.map(|u| u + 1), "{n} and {m}");
        }
        assert_eq!([rank(1, 9, 0.95), rank(3, 3, 0.95), rank(0, 9, 0.95)], [None; 3]);
    }

    #[test]
    fn many_values_have_the_normal_distribution_s_ranks() {
        for (n, m) in [(25, 30), (50, 50), (10, 200)] {
            for outside in [0.025_f64, 0.005] {
                let mut below = 0.0;
                let exact = distribution(n, m).into_iter().take_while(|chance| {
                    below += chance;
                    below <= outside
                });
                let (exact, normal) = (exact.count(), normal_rank(n, m, outside));
                assert!(normal <= exact && (exact - normal) * 50 <= exact, "{n} and {m}: {exact}, {normal}");
            }
        }
        assert!((normal_quantile(0.025) - 1.959_964).abs() < 5e-4);
    }

    /// Permeability of membranes (M. Hollander and D. A. Wolfe, "Nonparametric Statistical Methods",
    /// 1973, page 69; R's help of `wilcox.test` has it too), raised to powers of e: what is a quotient
    /// here is a difference there.
    #[test]
    fn the_estimate_is_that_of_the_book() {
        let term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46].map(f64::exp);
        let early = [1.15, 0.88, 0.90, 0.74, 1.21].map(f64::exp);
        let (middle, interval) = ratio(&term, &early, 1).expect("values");
        let (low, high) = interval.expect("enough of them");
        assert!((middle.ln() - 0.305).abs() < 1e-9, "{}", middle.ln());
        assert!((low.ln() + 0.15).abs() < 1e-9 && (high.ln() - 0.76).abs() < 1e-9, "{} {}", low.ln(), high.ln());
    }

    #[test]
    fn five_contenders_need_five_rounds() {
        let enough = |rounds| rank(rounds, rounds, level(5)).is_some();
        assert_eq!([4, 5, 8].map(enough), [false, true, true]);
    }

    proptest! {
        #[test]
        fn chances_are_whole_and_even(n in 1_usize..12, m in 1_usize..12) {
            let chances = distribution(n, m);
            prop_assert_eq!(chances.len(), n * m + 1);
            prop_assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for (one, other) in chances.iter().zip(chances.iter().rev()) {
                prop_assert!((one - other).abs() < 1e-12, "{chances:?}");
            }
        }

        #[test]
        fn the_other_way_round_it_is_the_inverse(
            above in prop::collection::vec(0.1_f64..10.0, 5..9), below in prop::collection::vec(0.1_f64..10.0, 5..9)
        ) {
            let (there, there_within) = ratio(&above, &below, 1).expect("values");
            let (back, back_within) = ratio(&below, &above, 1).expect("values");
            let ((low, high), (least, most)) = (there_within.expect("enough"), back_within.expect("enough"));
            prop_assert!(low <= there && there <= high);
            prop_assert!((low * most - 1.0).abs() < 1e-9 && (high * least - 1.0).abs() < 1e-9);
            prop_assert!((there * back - 1.0).abs() < 1e-9);
        }
    }
}
