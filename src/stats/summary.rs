//! Median, mean, spread and outliers of one contender's times.

/// How far from the median, in median absolute deviations, a time counts as an outlier: ten standard
/// deviations of a normal distribution, as hyperfine has it.
///
/// Source: B. Iglewicz and D. C. Hoaglin, "How to Detect and Handle Outliers", ASQC Quality Press
/// (1993), for the modified z-score; 1.4826 × 10 for the threshold.
const OUTLIER: f64 = 14.826;

/// With fewer times the deviation itself is too uncertain to call anything an outlier.
const FEWEST_FOR_OUTLIERS: usize = 5;

/// The middle value, or the mean of the two middle ones; `None` of nothing.
pub fn median(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    Some(if sorted.len().is_multiple_of(2) { f64::midpoint(sorted[middle - 1], upper) } else { upper })
}

/// The arithmetic mean; `None` of nothing.
#[expect(clippy::cast_precision_loss, reason = "counts of runs are far below 2⁵²")]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The sample standard deviation (divisor n − 1); `None` of fewer than two values.
#[expect(clippy::cast_precision_loss, reason = "counts of runs are far below 2⁵²")]
pub fn stddev(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

/// The places of the outliers: |x − median| ÷ MAD > 14.826, where MAD is the median absolute
/// deviation. Outliers are to be warned of, and kept. None among fewer than five values.
pub fn outliers(values: &[f64]) -> Vec<usize> {
    let Some(middle) = median(values).filter(|_| values.len() >= FEWEST_FOR_OUTLIERS) else { return Vec::new() };
    let deviations: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    let Some(mad) = median(&deviations) else { return Vec::new() };
    // Where more than half are equal the MAD is 0: 0 ÷ 0 is not greater than anything, and whatever
    // differs is an outlier.
    (0..values.len()).filter(|&place| deviations[place] / mad > OUTLIER).collect()
}

/// The values in rising order.
pub(super) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn of_nothing_nothing_is_known() {
        assert_eq!((median(&[]), mean(&[]), stddev(&[]), stddev(&[1.0])), (None, None, None, None));
        assert!(outliers(&[]).is_empty());
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    #[test]
    fn the_spread_is_that_of_a_sample() {
        // The textbook's eight values: sum of squares 32, so √(32 ÷ 7).
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(mean(&values), Some(5.0));
        assert!((stddev(&values).expect("of eight") - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn an_outlier_is_far_from_the_rest() {
        // Median 1.00, MAD 0.01: the threshold lies at 1.14826.
        let mut times = [0.98, 0.99, 1.00, 1.00, 1.01, 1.02, 1.148];
        assert!(outliers(&times).is_empty());
        times[6] = 1.149;
        assert_eq!(outliers(&times), [6]);
        assert_eq!(outliers(&[1.0, 1.0, 1.0, 1.0, 1.5]), [4]);
        assert!(outliers(&[1.0; 6]).is_empty());
        assert!(outliers(&[1.0, 1.0, 1.0, 9.0]).is_empty(), "four are too few");
    }

    proptest! {
        #[test]
        fn the_middle_lies_between_the_ends(values in prop::collection::vec(0.001_f64..1e6, 1..40)) {
            let sorted = sorted(&values);
            let (min, max) = (sorted[0], sorted[sorted.len() - 1]);
            let middle = median(&values).expect("not empty");
            let average = mean(&values).expect("not empty");
            prop_assert!(min <= middle && middle <= max);
            prop_assert!(min * (1.0 - 1e-12) <= average && average <= max * (1.0 + 1e-12));
        }
    }
}
