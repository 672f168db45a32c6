//! How sure a figure is that is made from many runs at once: rounds drawn again and again.
//!
//! A round is drawn whole, since its runs share their noise. So few rounds make the plain percentile
//! interval too narrow; the expanded one takes the percentiles at which it is as wide as Student's t
//! would have it.
//!
//! Sources: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13;
//! T. C. Hesterberg, "What Teachers Should Know About the Bootstrap", The American Statistician 69
//! (2015), 371–386, for the expanded percentiles; M. Abramowitz and I. A. Stegun, "Handbook of
//! Mathematical Functions" (1964), 26.2.17 and 26.7.5, for the two distributions.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use super::summary::sorted;

/// How often rounds are drawn.
const DRAWS: usize = 1000;
/// The normal quantile of 97.5 %, for intervals at 95 %.
const Z: f64 = 1.959_963_985;

/// Draws as many rounds as there are, with repetition, [`DRAWS`] times, and gives what `figures` makes
/// of each draw. The same seed always draws the same rounds.
pub fn draws<T>(rounds: usize, seed: u64, mut figures: impl FnMut(&[usize]) -> Option<T>) -> Vec<T> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn = vec![0; rounds];
    let draw = |_| {
        for round in &mut drawn {
            let modulus = rounds as u64; // its bias is far below 2⁻⁵⁰
            *round = usize::try_from(random.next_u64() % modulus).expect("smaller than a slice's length");
        }
        figures(&drawn)
    };
    (0..DRAWS).filter_map(draw).collect()
}

/// The interval, at 95 %, of a figure that came out so in draws from this many rounds; `None` of no
/// draws, or of fewer than two rounds.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in a list"
)]
pub fn interval(drawn: &[f64], rounds: usize) -> Option<(f64, f64)> {
    if drawn.is_empty() || rounds < 2 {
        return None;
    }
    let sorted = sorted(drawn);
    let last = sorted.len() - 1;
    let place = (tail(rounds) * last as f64).floor() as usize;
    Some((sorted[place], sorted[last - place]))
}

/// The share of draws to leave out at each end.
#[expect(clippy::cast_precision_loss, reason = "counts of rounds are far below 2⁵²")]
fn tail(rounds: usize) -> f64 {
    let n = rounds as f64;
    upper_tail((n / (n - 1.0)).sqrt() * student(n - 1.0))
}

/// Student's quantile of 97.5 % (Abramowitz and Stegun 26.7.5); within 1 % from 5 degrees of freedom.
fn student(freedom: f64) -> f64 {
    let g1 = (Z.powi(3) + Z) / 4.0;
    let g2 = (5.0 * Z.powi(5) + 16.0 * Z.powi(3) + 3.0 * Z) / 96.0;
    let g3 = (3.0 * Z.powi(7) + 19.0 * Z.powi(5) + 17.0 * Z.powi(3) - 15.0 * Z) / 384.0;
    Z + g1 / freedom + g2 / freedom.powi(2) + g3 / freedom.powi(3)
}

/// The share of a normal distribution above `x` ≥ 0 (26.2.17), to 7.5 × 10⁻⁸.
fn upper_tail(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x);
    let series = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let sum = series.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt() * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distributions_are_those_of_the_tables() {
        for (x, share) in [(0.0, 0.5), (1.0, 0.158_655), (1.96, 0.024_998), (3.0, 0.001_350)] {
            assert!((upper_tail(x) - share).abs() < 1e-6, "{x}: {}", upper_tail(x));
        }
        for (freedom, t) in [(5.0, 2.5706), (7.0, 2.3646), (19.0, 2.0930), (39.0, 2.0227)] {
            assert!((student(freedom) / t - 1.0).abs() < 0.01, "{freedom}: {}", student(freedom));
        }
        assert!((tail(8) - 0.0057).abs() < 0.0003, "{}", tail(8));
        assert!((tail(1000) - 0.025).abs() < 0.0005, "{}", tail(1000));
    }

    #[test]
    fn the_same_seed_draws_the_same() {
        let sums = |seed| draws(8, seed, |rounds| Some(rounds.iter().sum::<usize>()));
        assert_eq!(sums(7), sums(7));
        assert_ne!(sums(7), sums(8));
        assert!(draws(8, 1, |rounds| Some(rounds.to_vec())).iter().flatten().all(|&round| round < 8));
    }

    #[test]
    fn the_interval_leaves_out_a_share_at_each_end() {
        let drawn: Vec<f64> = (0..=1000).map(f64::from).collect();
        let (low, high) = interval(&drawn, 1000).expect("draws");
        assert!((24.0..=25.0).contains(&low) && (975.0..=976.0).contains(&high), "{low} {high}");
        assert_eq!((interval(&[], 8), interval(&drawn, 1)), (None, None));
    }
}
