//! What a sweep over worker counts found: throughput by workers, the laws, and what to do.
//!
//! The recommendation comes from the points themselves and needs no law: the fewest workers after which
//! more gain little (see `advice`). A server that answers eight requests at a time, or has only
//! so much bandwidth, bends sharply where the laws bend slowly; so the sentence names a law's knee
//! only where the law fits.

use crate::model::{Amdahl, Contender, Report, Run, Scaling, ScalingIntervals, Usl};

use super::advice::advice;
use super::judge::counts;
use super::ratio::ByRound;
use super::resample;
use super::steady::Throughput;
use super::usl::{FEWEST_POINTS, fit_amdahl, fit_usl, fit_usl_near, knee, misfit, throughput};
use super::{CONFIDENCE, median, median_interval, rounds_needed};

/// The law is leaned on up to this misfit: 5 %. A cap at 8 of 32 workers has 8 %, exact points none.
pub const LAW_FITS: f64 = 0.05;

/// One worker count of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Who ran.
    pub contender: Contender,
    /// Downloads a second, in the steady part where every run has one.
    pub rates: ByRound,
    /// Whether they are those of the steady part.
    pub is_steady: bool,
    /// Downloads that failed.
    pub failed: u64,
}

impl Point {
    /// Workers.
    pub const fn workers(&self) -> u16 {
        self.contender.workers.get()
    }

    /// Downloads a second: the middle of its runs.
    pub fn rate(&self) -> f64 {
        median(&self.values()).unwrap_or_default()
    }

    fn values(&self) -> Vec<f64> {
        self.rates.values().copied().collect()
    }
}

/// What the runs of a sweep come to; `None` where worker counts of one mode were not compared, or
/// fewer than two of them have a run that counts. `looks`: see [`super::looks`].
pub fn scaling(report: &Report, looks: usize) -> Option<Scaling> {
    let points = points(report)?;
    let medians: Vec<(f64, f64)> = points.iter().map(|point| (f64::from(point.workers()), point.rate())).collect();
    let (usl, amdahl) = (fit_usl(&medians)?, fit_amdahl(&medians)?);
    let misfit = misfit(&usl, &medians)?;
    let mut intervals = intervals(&points, &usl, report.seed, looks);
    let most = medians.last()?.0;
    let fits = points.len() >= FEWEST_POINTS && misfit <= LAW_FITS;
    let is_within = |intervals: &ScalingIntervals| intervals.knee.is_some_and(|(_, high)| high <= most);
    let knee = knee(&usl).filter(|&knee| fits && knee <= most && intervals.as_ref().is_some_and(is_within));
    if let Some(intervals) = intervals.as_mut().filter(|_| knee.is_none()) {
        intervals.knee = None;
    }
    let is_sure = points.iter().all(|point| point.rates.len() >= rounds_needed(points.len() * looks));
    let (recommended, recommendation) =
        advice(&points, fits.then_some(knee), report.plan.count, allowed_per_sec(report), is_sure);
    Some(Scaling {
        mode: points[0].contender.mode,
        points: points.iter().map(|point| (u32::from(point.workers()), point.rate())).collect(),
        usl,
        amdahl,
        knee,
        recommendation,
        recommended: Some(u32::from(recommended)),
        intervals,
        misfit: Some(misfit),
    })
}

/// How many downloads a second the rate allows that was asked for: redirects are requests too.
fn allowed_per_sec(report: &Report) -> Option<f64> {
    let rate_per_sec = report.plan.client.as_ref()?.rate_per_sec?;
    let of_run = |run: &Run| {
        let requests: f64 = run.downloads.iter().map(|download| f64::from(download.requests())).sum();
        f64::from(run.ok + run.failed) / requests
    };
    let shares: Vec<f64> = report.runs.iter().filter(|run| counts(run)).map(of_run).collect();
    Some(rate_per_sec * median(&shares)?)
}

/// The worker counts with a run that counts, by rising count; `None` where this is no sweep.
pub fn points(report: &Report) -> Option<Vec<Point>> {
    report.plan.swept()?;
    let mut points: Vec<Point> =
        report.plan.contenders.iter().filter_map(|&contender| point(report, contender)).collect();
    points.sort_by_key(Point::workers);
    (points.len() > 1).then_some(points)
}

fn point(report: &Report, contender: Contender) -> Option<Point> {
    let runs = || report.runs.iter().filter(|run| counts(run) && run.contender() == contender);
    let throughputs: Vec<(u32, Throughput)> = runs().map(|run| (run.round, Throughput::of(run))).collect();
    let is_steady = throughputs.iter().all(|(_, throughput)| throughput.steady.is_some());
    let rate = |throughput: &Throughput| throughput.steady.filter(|_| is_steady).unwrap_or(throughput.whole);
    let rates: ByRound = throughputs.iter().map(|(round, throughput)| (*round, rate(throughput))).collect();
    let failed = runs().map(|run| u64::from(run.failed)).sum();
    (!rates.is_empty()).then_some(Point { contender, rates, is_steady, failed })
}

/// How sure all of it is; `None` while there are fewer rounds than an interval needs.
fn intervals(points: &[Point], about: &Usl, seed: u64, looks: usize) -> Option<ScalingIntervals> {
    let is_whole = |round: &&u32| points.iter().all(|point| point.rates.contains_key(round));
    let rounds: Vec<u32> = points[0].rates.keys().filter(is_whole).copied().collect();
    if rounds.len() < rounds_needed(1) {
        return None;
    }
    let laws = resample::draws(rounds.len(), seed, |drawn| {
        let middle = |point: &Point| {
            let rates: Vec<f64> = drawn.iter().map(|&place| point.rates[&rounds[place]]).collect();
            Some((f64::from(point.workers()), median(&rates)?))
        };
        let medians: Vec<(f64, f64)> = points.iter().map(middle).collect::<Option<_>>()?;
        Some((fit_usl_near(&medians, about)?, fit_amdahl(&medians)?))
    });
    let interval = |figure: &dyn Fn(&(Usl, Amdahl)) -> f64| {
        resample::interval(&laws.iter().map(figure).collect::<Vec<_>>(), rounds.len())
    };
    Some(ScalingIntervals {
        confidence: CONFIDENCE,
        points: points.iter().map(|point| median_interval(&point.values(), points.len() * looks)).collect(),
        gamma: interval(&|(usl, _)| usl.gamma)?,
        alpha: interval(&|(usl, _)| usl.alpha)?,
        beta: interval(&|(usl, _)| usl.beta)?,
        amdahl_alpha: interval(&|(_, amdahl)| amdahl.alpha)?,
        knee: interval(&|(usl, _)| knee(usl).unwrap_or(f64::INFINITY)).filter(|(_, high)| high.is_finite()),
        law: points.iter().map(|point| interval(&|(usl, _)| throughput(usl, f64::from(point.workers())))).collect(),
    })
}
