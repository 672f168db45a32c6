//! Two contenders held against each other, round by round.
//!
//! Both met the same machine and the same network in a round, so what they share cancels in their
//! ratio. Simulated (20 rounds, shared noise, heavy tails), the median of such ratios with its exact
//! interval is less than half as wide as a bootstrap that takes the times as independent.

use std::collections::BTreeMap;

use super::interval::widened_interval;
use super::{median, median_interval};

/// The seconds of one contender's counted runs, by round.
pub type ByRound = BTreeMap<u32, f64>;

/// What the ratios of the rounds that two contenders share come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// The median of the ratios.
    pub ratio: f64,
    /// Its interval; `None` while there are too few rounds.
    pub interval: Option<(f64, f64)>,
    /// How many rounds both did.
    pub rounds: usize,
}

impl Compared {
    /// Whether the interval holds 1: no difference is shown.
    pub fn holds_one(&self) -> bool {
        self.interval.is_some_and(|(low, high)| low <= 1.0 && 1.0 <= high)
    }
}

/// `times` ÷ `by`, for each round that both did; `comparisons` such questions are asked at once (see
/// [`median_interval`]). `None` when they share no round.
pub fn compare(times: &ByRound, by: &ByRound, comparisons: usize) -> Option<Compared> {
    compared(times, by, |ratios| median_interval(ratios, comparisons))
}

/// The same where `by` was chosen by these very times, as the fastest of all: whoever is lucky is chosen, so it is as
/// if each of `pairs` had been asked about. Where there are too few rounds for intervals that sure they are as wide as
/// they can be.
pub fn compare_to_chosen(times: &ByRound, by: &ByRound, comparisons: usize, pairs: usize) -> Option<Compared> {
    compared(times, by, |ratios| widened_interval(ratios, comparisons, pairs))
}

fn compared(times: &ByRound, by: &ByRound, interval: impl FnOnce(&[f64]) -> Option<(f64, f64)>) -> Option<Compared> {
    let ratios: Vec<f64> = times.iter().filter_map(|(round, secs)| Some(secs / by.get(round)?)).collect();
    Some(Compared { ratio: median(&ratios)?, interval: interval(&ratios), rounds: ratios.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounds(times: &[f64]) -> ByRound {
        (1..).zip(times.iter().copied()).collect()
    }

    #[test]
    fn only_rounds_of_both_count() {
        let slow = ByRound::from([(1, 4.0), (2, 6.0), (4, 90.0)]);
        let fast = ByRound::from([(1, 2.0), (2, 2.0), (3, 0.01)]);
        assert_eq!(compare(&slow, &fast, 1), Some(Compared { ratio: 2.5, interval: None, rounds: 2 }));
        assert_eq!(compare(&slow, &ByRound::new(), 1), None);
    }

    #[test]
    fn what_a_round_shares_cancels() {
        let noise = [1.0, 3.0, 0.5, 8.0, 2.0, 1.5];
        let compared = compare(&rounds(&noise.map(|noise| 4.0 * noise)), &rounds(&noise), 1).expect("six rounds");
        assert_eq!(compared, Compared { ratio: 4.0, interval: Some((4.0, 4.0)), rounds: 6 });
        assert!(!compared.holds_one());
    }

    /// The examples of statpsych's `ci.ratio.median.ps` (versions 1.6 and 2.0): the same question, a
    /// ratio of paired samples, by another estimator (the ratio of the medians, on the assumption
    /// that its logarithm is near normal). Its estimate must lie in our interval, and its interval
    /// must overlap ours and be about as wide.
    #[test]
    fn it_agrees_with_statpsych_s_examples() {
        type Example<'a> = (&'a [f64], &'a [f64], f64, (f64, f64));
        let examples: [Example<'_>; 2] = [
            (
                &[21.0, 4.0, 9.0, 12.0, 35.0, 18.0, 10.0, 22.0, 24.0, 1.0, 6.0, 8.0, 13.0, 16.0, 19.0],
                &[67.0, 28.0, 30.0, 28.0, 52.0, 40.0, 25.0, 37.0, 44.0, 10.0, 14.0, 20.0, 28.0, 40.0, 51.0],
                0.433_333_3,
                (0.309_483_8, 0.606_745_1),
            ),
            (
                &[76.41, 66.91, 81.06, 74.78, 83.76, 89.31, 78.78, 87.06, 82.61, 76.74, 88.33, 86.18],
                &[59.85, 60.64, 84.86, 68.16, 71.53, 86.18, 67.30, 65.46, 83.50, 66.76, 88.37, 65.02],
                1.208_253,
                (1.069_251, 1.365_326),
            ),
        ];
        for (first, second, estimate, (theirs_low, theirs_high)) in examples {
            let of_medians = median(first).expect("values") / median(second).expect("values");
            assert!((of_medians - estimate).abs() < 1e-6, "{of_medians}");
            let compared = compare(&rounds(first), &rounds(second), 1).expect("pairs");
            let (low, high) = compared.interval.expect("enough pairs");
            assert!(low <= estimate && estimate <= high, "{low} to {high}");
            assert!(low < theirs_high && theirs_low < high, "{low} to {high}");
            let widths = (high / low).ln() / (theirs_high / theirs_low).ln();
            assert!((0.5..=1.5).contains(&widths), "{widths}");
        }
    }

    #[test]
    fn the_first_example_by_hand() {
        // Fifteen ratios at 95 %: from the 4th smallest, 21 ÷ 67, to the 4th largest, 13 ÷ 28.
        let first = [21.0, 4.0, 9.0, 12.0, 35.0, 18.0, 10.0, 22.0, 24.0, 1.0, 6.0, 8.0, 13.0, 16.0, 19.0];
        let second = [67.0, 28.0, 30.0, 28.0, 52.0, 40.0, 25.0, 37.0, 44.0, 10.0, 14.0, 20.0, 28.0, 40.0, 51.0];
        let compared = compare(&rounds(&first), &rounds(&second), 1).expect("pairs");
        assert_eq!(compared, Compared { ratio: 0.4, interval: Some((21.0 / 67.0, 13.0 / 28.0)), rounds: 15 });
    }
}
