//! How throughput grows with workers: Amdahl's law and the universal scalability law, fitted.
//!
//! X(N) = γN ÷ (1 + α(N−1) + βN(N−1)). γ is one worker's throughput; α what workers wait for each
//! other (contention), β what they pay to agree (coherency). With β = 0 it is Amdahl's law, which
//! never falls and comes near γ ÷ α; with β > 0 it is greatest at the knee, N* = √((1−α) ÷ β).
//!
//! Fitted is log X, since a throughput's noise is relative to it, by least squares with 0 ≤ α, β ≤ 1.
//! Bounds matter here: a β of exactly 0 is a usual answer ("there is no knee"), which a transformed
//! parameter reaches only at infinity. So the fit is MPFIT's, Levenberg–Marquardt with bounds.
//!
//! Sources: N. J. Gunther, "Guerrilla Capacity Planning", Springer (2007), chapters 4 to 6, and "A
//! General Theory of Computational Scalability Based on Rational Functions" (arXiv:0808.1431);
//! G. M. Amdahl, AFIPS Conference Proceedings 30 (1967), 483–485; C. B. Markwardt, "Non-linear Least
//! Squares Fitting in IDL with MPFIT" (arXiv:0902.2850).

use rmpfit::{MPConfig, MPFitter, MPMaxFev, MPPar, MPResult, MPSide};

use crate::model::{Amdahl, Usl};

/// The fewest worker counts to which the law, with its three parameters, can be held: with three it
/// fits anything.
pub const FEWEST_POINTS: usize = 4;

/// The throughput that the law tells for so many workers.
pub fn throughput(usl: &Usl, workers: f64) -> f64 {
    usl.gamma * workers / (1.0 + usl.alpha * (workers - 1.0) + usl.beta * workers * (workers - 1.0))
}

/// The worker count of the greatest throughput, at least 1; `None` where the law never falls.
pub fn knee(usl: &Usl) -> Option<f64> {
    (usl.beta > 0.0).then(|| ((1.0 - usl.alpha) / usl.beta).sqrt().max(1.0))
}

/// The law that is nearest to these points (workers, throughput); `None` of fewer than two, or of
/// what is not positive. Of two points, Amdahl's.
pub fn fit_usl(points: &[(f64, f64)]) -> Option<Usl> {
    let beta = f64::from(u8::from(points.len() > 2));
    // Two starts, since a step that runs into a bound can stay there.
    nearest(points, [(0.1, 0.01 * beta), (0.01, 0.0001 * beta)])
}

/// The same where it is known about where the law lies, as for the draws of one sweep.
pub fn fit_usl_near(points: &[(f64, f64)], about: &Usl) -> Option<Usl> {
    let beta = if points.len() > 2 { about.beta.max(1e-5) } else { 0.0 };
    nearest(points, [(about.alpha.max(1e-3), beta)])
}

/// Amdahl's law nearest to these points; `None` of fewer than two, or of what is not positive.
pub fn fit_amdahl(points: &[(f64, f64)]) -> Option<Amdahl> {
    nearest(points, [(0.1, 0.0)]).map(|Usl { gamma, alpha, .. }| Amdahl { gamma, alpha })
}

/// How far the points lie from the law: the root of the mean square of their logarithms' distances.
pub fn misfit(usl: &Usl, points: &[(f64, f64)]) -> Option<f64> {
    let squares: Vec<f64> = points.iter().map(|&(n, x)| (x / throughput(usl, n)).ln().powi(2)).collect();
    super::mean(&squares).map(f64::sqrt)
}

/// The nearest of the fits that start at these α and β, at the greatest throughput a worker; a β that
/// starts at 0 stays there.
fn nearest<const N: usize>(points: &[(f64, f64)], starts: [(f64, f64); N]) -> Option<Usl> {
    let are_positive = points.iter().all(|&(n, x)| n >= 1.0 && x > 0.0 && x.is_finite());
    if points.len() < 2 || !are_positive {
        return None;
    }
    let each = points.iter().map(|&(n, x)| x / n).fold(0.0, f64::max);
    let fits = starts.into_iter().filter_map(|(alpha, beta)| {
        let mut law = [each.ln(), alpha, beta];
        let status = Distances { points, bounds: bounds(beta > 0.0) }.mpfit(&mut law).ok()?;
        Some((status.best_norm, law))
    });
    let (_, [log_gamma, alpha, beta]) = fits.min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Usl { gamma: log_gamma.exp(), alpha, beta })
}

/// log γ is free, α and β are shares.
fn bounds(beta_is_free: bool) -> [MPPar; 3] {
    let free = MPPar { side: MPSide::User, ..MPPar::new() };
    let share = |fixed| MPPar {
        fixed,
        limited_low: true,
        limited_up: true,
        limit_low: 0.0,
        limit_up: 1.0,
        side: MPSide::User,
        ..MPPar::new()
    };
    [free, share(false), share(!beta_is_free)]
}

/// The distances between the points' logarithms and the law's.
struct Distances<'a> {
    points: &'a [(f64, f64)],
    bounds: [MPPar; 3],
}

impl MPFitter for Distances<'_> {
    fn eval(&mut self, parameters: &[f64], distances: &mut [f64]) -> MPResult<()> {
        let (log_gamma, alpha, beta) = (parameters[0], parameters[1], parameters[2]);
        for (distance, &(n, x)) in distances.iter_mut().zip(self.points) {
            let divisor = 1.0 + alpha * (n - 1.0) + beta * n * (n - 1.0);
            *distance = (x / n).ln() - log_gamma + divisor.ln();
        }
        Ok(())
    }

    fn jacobian(&mut self, parameters: &[f64], distances: &mut [f64], slopes: &mut [Option<Vec<f64>>]) -> MPResult<()> {
        let (alpha, beta) = (parameters[1], parameters[2]);
        for (place, &(n, _)) in self.points.iter().enumerate() {
            let divisor = 1.0 + alpha * (n - 1.0) + beta * n * (n - 1.0);
            let by = [-1.0, (n - 1.0) / divisor, n * (n - 1.0) / divisor];
            for (slope, by) in slopes.iter_mut().zip(by) {
                if let Some(slope) = slope {
                    slope[place] = by;
                }
            }
        }
        self.eval(parameters, distances)
    }

    fn number_of_points(&self) -> usize {
        self.points.len()
    }

    fn parameters(&self) -> &[MPPar] {
        &self.bounds
    }

    fn config(&self) -> &MPConfig {
        const { &MPConfig { max_fev: MPMaxFev::Limited(500), ..MPConfig::new() } }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COUNTS: [f64; 6] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];

    fn points(usl: &Usl, counts: &[f64]) -> Vec<(f64, f64)> {
        counts.iter().map(|&n| (n, throughput(usl, n))).collect()
    }

    fn sum_of_squares(usl: &Usl, points: &[(f64, f64)]) -> f64 {
        points.iter().map(|&(n, x)| (x / throughput(usl, n)).ln().powi(2)).sum()
    }

    #[test]
    fn the_knee_is_where_the_law_is_greatest() {
        let usl = Usl { gamma: 2.3, alpha: 0.05, beta: 0.002 };
        let knee = knee(&usl).expect("it falls");
        assert!((knee - 21.794).abs() < 1e-3, "{knee}");
        assert!([0.99, 1.01].iter().all(|by| throughput(&usl, knee * by) < throughput(&usl, knee)));
        assert_eq!(super::knee(&Usl { beta: 0.0, ..usl }), None);
    }

    #[test]
    fn a_law_without_a_knee_has_none() {
        let amdahl = Usl { gamma: 2.3, alpha: 0.05, beta: 0.0 };
        let fitted = fit_usl(&points(&amdahl, &COUNTS)).expect("points");
        assert!(fitted.beta < 1e-8, "{fitted:?}");
        let line = fit_usl(&points(&Usl { alpha: 0.0, ..amdahl }, &COUNTS)).expect("points");
        assert!(line.alpha < 1e-6 && line.beta < 1e-6, "{line:?}");
    }

    /// More than N times as much from N workers: the nearest that is allowed is the bound.
    #[test]
    fn what_no_law_allows_ends_at_the_bounds() {
        let superlinear = [(1.0, 1.0), (2.0, 2.5), (4.0, 6.0), (8.0, 14.0)];
        let fitted = fit_usl(&superlinear).expect("points");
        assert!(fitted.alpha.abs() < 1e-9 && fitted.beta.abs() < 1e-9, "{fitted:?}");
        let collapse = fit_usl(&[(1.0, 1.0), (2.0, 0.1), (4.0, 0.01), (8.0, 0.001)]).expect("points");
        assert!(collapse.alpha <= 1.0 && collapse.beta <= 1.0, "{collapse:?}");
    }

    #[test]
    fn two_points_are_amdahl_s_and_fewer_are_nothing() {
        let two = [(1.0, 2.0), (4.0, 4.0)];
        let (usl, amdahl) = (fit_usl(&two).expect("two"), fit_amdahl(&two).expect("two"));
        assert!((usl.gamma - 2.0).abs() < 1e-9 && (usl.alpha - 1.0 / 3.0).abs() < 1e-9, "{usl:?}");
        assert_eq!((usl.beta, amdahl), (0.0, Amdahl { gamma: usl.gamma, alpha: usl.alpha }));
        for nothing in [&two[..1], &[(1.0, 0.0), (2.0, 1.0)], &[(1.0, f64::NAN), (2.0, 1.0)], &[]] {
            assert_eq!(fit_usl(nothing), None);
        }
    }

    #[test]
    fn a_cap_does_not_look_like_the_law() {
        let capped: Vec<(f64, f64)> = COUNTS.iter().map(|&n| (n, n.min(8.0))).collect();
        let usl = fit_usl(&capped).expect("points");
        let misfit = misfit(&usl, &capped).expect("points");
        assert!(misfit > 0.06, "{misfit}");
    }

    proptest! {
        #[test]
        fn exact_points_give_their_law_back(
            gamma in 0.01..1000.0_f64, alpha in 0.0..0.9_f64, beta in 0.0..0.1_f64,
        ) {
            let usl = Usl { gamma, alpha, beta };
            let fitted = fit_usl(&points(&usl, &COUNTS)).expect("points");
            prop_assert!((fitted.gamma / gamma - 1.0).abs() < 1e-4, "{fitted:?}");
            prop_assert!((fitted.alpha - alpha).abs() < 1e-4, "{fitted:?}");
            prop_assert!((fitted.beta - beta).abs() < 1e-5, "{fitted:?}");
            let near = fit_usl_near(&points(&usl, &COUNTS), &Usl { alpha: 0.5 * alpha, beta: 0.0, ..usl });
            prop_assert!((near.expect("points").beta - beta).abs() < 1e-5, "{near:?}");
        }

        /// No law of a fine grid within the bounds lies nearer.
        #[test]
        fn nothing_allowed_lies_nearer(heights in prop::collection::vec(0.1..10.0_f64, 6)) {
            let points: Vec<(f64, f64)> = COUNTS.into_iter().zip(heights).collect();
            let fitted = fit_usl(&points).expect("points");
            let least = sum_of_squares(&fitted, &points);
            for (i, j) in (0..=20).flat_map(|i| (0..=20).map(move |j| (i, j))) {
                let (alpha, beta) = ((f64::from(i) / 20.0).powi(2), (f64::from(j) / 20.0).powi(4));
                let unit = Usl { gamma: 1.0, alpha, beta };
                let logs: Vec<f64> = points.iter().map(|&(n, x)| (x / throughput(&unit, n)).ln()).collect();
                let gamma = super::super::mean(&logs).expect("points").exp();
                let there = sum_of_squares(&Usl { gamma, ..unit }, &points);
                prop_assert!(least <= there + 1e-6, "{fitted:?} {least} against {alpha} {beta} {there}");
            }
        }
    }
}
