//! What is drawn of a sweep, worked out when a run ends and not in each frame.
//!
//! Throughput stands over the logarithm of the workers, since worker counts are usually doubled.

use egui_plot::PlotPoint;

use crate::model::{Contender, ErrorKind, Mode, Outcome, Report, Run, Scaling};
use crate::stats::usl::throughput;
use crate::stats::{LAW_FITS, breakdowns, limit_is_estimated, median, sweep_points};

/// A curve is drawn as so many straight parts.
const PARTS: u32 = 96;

/// Everything that is drawn of a sweep. Positions are log₂ of the workers, and pictures a second.
#[derive(Clone, Debug, Default)]
pub struct SweepChart {
    /// What is swept; `None` where there is nothing to draw.
    pub mode: Option<Mode>,
    /// Every worker count, rising.
    pub counts: Vec<u16>,
    /// A dot a run.
    pub dots: Vec<PlotPoint>,
    /// What the dots are: workers and round.
    pub runs: Vec<(u16, u32)>,
    /// The middle of each worker count's runs, with its interval where there is one.
    pub middles: Vec<(PlotPoint, Option<(f64, f64)>)>,
    /// The universal scalability law as fitted.
    pub law: Vec<PlotPoint>,
    /// How sure it is: positions, lower and upper ends.
    pub band: Option<[Vec<f64>; 3]>,
    /// What as many workers would do if each helped as much as the first.
    pub ideal: Vec<PlotPoint>,
    /// Where the law puts the greatest throughput, in workers.
    pub knee: Option<f64>,
    /// Whether the law fits the points.
    pub fits: bool,
    /// Whether it is known that it does not.
    pub misfits: bool,
    /// Whether there are rounds enough to say how sure the law is.
    pub is_sure: bool,
    /// The worker count to take.
    pub recommended: Option<u32>,
    /// The greatest throughput that is drawn.
    pub top: f64,
    /// Whether the rows' limit is an estimate.
    pub limit_is_estimated: bool,
    /// A row for each worker count.
    pub rows: Vec<SweepRow>,
    /// Where there is nothing to draw: what went wrong and how often, the most frequent first, with the
    /// message of the first of its kind.
    pub failed: Vec<(ErrorKind, u64, String)>,
}

/// What is known of a worker count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SweepRow {
    /// Workers.
    pub workers: u16,
    /// Pictures a second.
    pub rate: f64,
    /// How many times as many as the fewest workers.
    pub times: f64,
    /// The median time of a run.
    pub secs: Option<f64>,
    /// How many times the limit that is.
    pub over_limit: Option<f64>,
    /// Which share of its workers' time went into waiting for the server.
    pub waiting: Option<f64>,
    /// CPU time as a share of the run's time: 1 is one core, all the time.
    pub cpu: Option<f64>,
    /// The most memory that one process held.
    pub memory_bytes: Option<u64>,
}

impl SweepChart {
    /// Works it out; nothing as long as fewer than two worker counts have a run.
    pub fn new(report: &Report) -> Self {
        let points = sweep_points(report).unwrap_or_default();
        let Some(first) = points.first() else { return Self { failed: failed(report), ..Self::default() } };
        let mut counts: Vec<u16> = report.plan.contenders.iter().map(|contender| contender.workers.get()).collect();
        counts.sort_unstable();
        let dots = points.iter().flat_map(|point| {
            let workers = point.workers();
            point.rates.iter().map(move |(round, rate)| (PlotPoint::new(place(workers), *rate), (workers, *round)))
        });
        let (dots, runs): (Vec<PlotPoint>, Vec<_>) = dots.unzip();
        let scaling = report.scaling.as_ref();
        let middles: Vec<_> = points
            .iter()
            .map(|point| (PlotPoint::new(place(point.workers()), point.rate()), interval(scaling, point.workers())))
            .collect();
        let top = dots.iter().map(|dot| dot.y).chain(middles.iter().filter_map(|(_, ends)| Some(ends.as_ref()?.1)));
        let top = top.fold(0.0, f64::max);
        let ends = (place(counts[0]), place(counts[counts.len() - 1]));
        let each = first.rate() / f64::from(first.workers());
        let along = |curve: &dyn Fn(f64) -> f64| along(ends, curve);
        let law = scaling.map(|scaling| along(&|workers| throughput(&scaling.usl, workers))).unwrap_or_default();
        Self {
            mode: Some(first.contender.mode),
            band: scaling.and_then(|scaling| band(scaling, &law)),
            law,
            ideal: along(&|workers| each * workers),
            knee: scaling.and_then(|scaling| scaling.knee),
            fits: scaling.is_some_and(|scaling| scaling.misfit.is_some_and(|misfit| misfit <= LAW_FITS)),
            misfits: scaling.is_some_and(|scaling| scaling.misfit.is_some_and(|misfit| misfit > LAW_FITS)),
            is_sure: scaling.is_some_and(|scaling| scaling.intervals.is_some()),
            recommended: scaling.and_then(|scaling| scaling.recommended),
            rows: rows(report, &points.iter().map(|point| (point.contender, point.rate())).collect::<Vec<_>>()),
            counts,
            dots,
            runs,
            middles,
            top,
            limit_is_estimated: limit_is_estimated(report),
            failed: Vec::new(),
        }
    }

    /// Where the middle of the recommended count stands.
    pub fn recommended_point(&self) -> Option<PlotPoint> {
        let row = self.rows.iter().position(|row| Some(u32::from(row.workers)) == self.recommended)?;
        self.middles.get(row).map(|(point, _)| *point)
    }
}

/// Failed downloads by kind. What was cancelled did not go wrong.
fn failed(report: &Report) -> Vec<(ErrorKind, u64, String)> {
    let mut kinds: Vec<(ErrorKind, u64, String)> = Vec::new();
    for download in report.runs.iter().filter(|run| run.failed > 0).flat_map(|run| &run.downloads) {
        let Outcome::Failed(failure) = &download.outcome else { continue };
        match kinds.iter_mut().find(|(kind, ..)| *kind == failure.kind) {
            _ if failure.kind == ErrorKind::Cancelled => {}
            Some((_, count, _)) => *count += 1,
            None => kinds.push((failure.kind, 1, failure.message.clone())),
        }
    }
    kinds.sort_by_key(|&(_, count, _)| std::cmp::Reverse(count));
    kinds
}

/// The position of a worker count.
fn place(workers: u16) -> f64 {
    f64::from(workers).log2()
}

/// A curve over workers, from end to end.
fn along((from, to): (f64, f64), curve: impl Fn(f64) -> f64) -> Vec<PlotPoint> {
    let at = |part: u32| from + (to - from) * f64::from(part) / f64::from(PARTS);
    (0..=PARTS).map(at).map(|x| PlotPoint::new(x, curve(x.exp2()))).collect()
}

fn interval(scaling: Option<&Scaling>, workers: u16) -> Option<(f64, f64)> {
    let scaling = scaling?;
    let point = scaling.points.iter().position(|(count, _)| *count == u32::from(workers))?;
    scaling.intervals.as_ref()?.points.get(point).copied().flatten()
}

/// The report knows how sure the law is at the worker counts that were run; between them the share of the
/// law by which it may be off changes evenly.
fn band(scaling: &Scaling, law: &[PlotPoint]) -> Option<[Vec<f64>; 3]> {
    let known = scaling.intervals.as_ref()?.law.as_ref()?;
    let shares: Vec<(f64, f64, f64)> = scaling
        .points
        .iter()
        .zip(known)
        .map(|(&(workers, _), &(low, high))| {
            let workers = f64::from(workers);
            let law = throughput(&scaling.usl, workers);
            (workers.log2(), low / law, high / law)
        })
        .collect();
    let at = |x: f64| {
        let after = shares.iter().position(|share| share.0 >= x).unwrap_or(shares.len().saturating_sub(1));
        let (from, to) = (shares.get(after.saturating_sub(1))?, shares.get(after)?);
        let way = if to.0 > from.0 { ((x - from.0) / (to.0 - from.0)).clamp(0.0, 1.0) } else { 0.0 };
        Some((from.1 + way * (to.1 - from.1), from.2 + way * (to.2 - from.2)))
    };
    let mut band = [Vec::new(), Vec::new(), Vec::new()];
    for point in law {
        let (low, high) = at(point.x)?;
        band[0].push(point.x);
        band[1].push(point.y * low);
        band[2].push(point.y * high);
    }
    Some(band)
}

fn rows(report: &Report, points: &[(Contender, f64)]) -> Vec<SweepRow> {
    let parts = breakdowns(report);
    let fewest = points.first().map_or(1.0, |(_, rate)| *rate);
    let row = |&(contender, rate): &(Contender, f64)| {
        let is_it = |mode: Mode, workers: u16| (mode, workers) == (contender.mode, contender.workers.get());
        let summary = report.summary.iter().find(|summary| is_it(summary.mode, summary.workers));
        let part = parts.iter().find(|part| part.contender == contender);
        let share = |secs: f64| part.map(|part| secs / part.parts.total_secs()).filter(|share| share.is_finite());
        SweepRow {
            workers: contender.workers.get(),
            rate,
            times: rate / fewest,
            secs: summary.map(|summary| summary.median_secs),
            over_limit: summary.and_then(|summary| summary.over_limit),
            waiting: part.and_then(|part| share(part.parts.wait_secs + part.parts.late_secs)),
            cpu: part.and_then(|part| share(part.cpu_secs?)),
            memory_bytes: memory(report, contender),
        }
    };
    points.iter().map(row).collect()
}

/// The most that one process held, as the middle of the runs. What processes share counts in each, so a sum would
/// tell too much.
fn memory(report: &Report, contender: Contender) -> Option<u64> {
    let of_run = |run: &Run| match run.processes.as_slice() {
        [] => run.seen.engine_peak_memory_bytes,
        processes => processes.iter().filter_map(|process| process.peak_memory_bytes).max(),
    };
    let runs = report.runs.iter().filter(|run| run.usable && run.contender() == contender);
    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    let held: Vec<f64> = runs.filter_map(of_run).map(|bytes| bytes as f64).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of bytes")]
    median(&held).map(|bytes| bytes as u64)
}
