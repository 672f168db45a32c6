//! A report's summary, ratios and verdict, from the runs done so far.

use crate::model::{Contender, Ratio, Report, Run, Scaling, Summary, Verdict};

use super::observed::Observed;
use super::ratio::{ByRound, compare};
use super::scaling::scaling;
use super::sentence::{Finding, sentence};
use super::standing::{Entry, Standing};
use super::stop::looks_paid;
use super::why::Case;
use super::words::Names;
use super::{CONFIDENCE, mean, median, stddev, unfair};

/// What the runs of a report come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// In the plan's order; contenders without a counted run are left out.
    pub summary: Vec<Summary>,
    /// In the plan's order; the baseline itself is left out, and so is who shares no round with it.
    pub ratios: Vec<Ratio>,
    /// Who is fastest, how sure that is, and why.
    pub verdict: Verdict,
    /// How throughput grows with workers; `None` where worker counts of one mode were not compared.
    pub scaling: Option<Scaling>,
}

/// Judges a report by its plan and the runs in it; what it says of summary, ratios, verdict and
/// scaling so far is not looked at. It may be asked after any run.
pub fn judge(report: &Report) -> Judgement {
    let entries: Vec<Entry> = report.plan.contenders.iter().map(|&contender| entry(report, contender)).collect();
    let looks = looks_paid(report);
    let standing = Standing::of(&entries, report.plan.baseline, looks);
    let observed = Observed::of(report);
    let summary: Vec<Summary> = entries.iter().filter_map(|entry| summary(report, entry, observed.as_ref())).collect();
    let finding = Finding::of(report, standing.as_ref());
    let names = Names::new(&report.plan.contenders);
    let so_far = standing.as_ref().is_some_and(|standing| !standing.sure);
    let ratios = ratios(report, &entries, looks);
    let case = Case {
        report,
        names: &names,
        entries: &entries,
        standing: standing.as_ref(),
        summary: &summary,
        ratios: &ratios,
        finding: &finding,
    };
    let verdict = Verdict {
        fastest: standing
            .iter()
            .flat_map(|standing| std::iter::once(standing.fastest).chain(standing.tied()))
            .collect(),
        sentence: sentence(&finding, &names, so_far),
        why: case.why().into_iter().chain(unfair(report).into_iter().map(|(_, sentence)| sentence)).collect(),
    };
    Judgement { ratios, summary, verdict, scaling: scaling(report, looks) }
}

/// How sure all intervals of one look together are, so that those of all looks hold at
/// [`CONFIDENCE`].
#[expect(clippy::cast_precision_loss, reason = "counts of looks are far below 2⁵²")]
pub(super) fn confidence(looks: usize) -> f64 {
    if looks > 1 { 1.0 - (1.0 - CONFIDENCE) / looks as f64 } else { CONFIDENCE }
}

/// Whether a run counts: the engine says so, and at least one download succeeded (a mode in which
/// everything fails is quick at it).
pub(super) fn counts(run: &Run) -> bool {
    run.usable && run.ok > 0 && run.wall_secs.is_finite() && run.wall_secs > 0.0
}

/// The runs of a contender that count in its summary and ratios, in the order in which they were done.
pub fn counted(report: &Report, contender: Contender) -> impl Iterator<Item = &Run> {
    report.runs.iter().filter(move |run| counts(run) && run.contender() == contender)
}

fn entry(report: &Report, contender: Contender) -> Entry {
    Entry { contender, times: times_of(report, contender) }
}

/// The times of a contender's runs that count.
pub(super) fn times_of(report: &Report, contender: Contender) -> ByRound {
    counted(report, contender).map(|run| (run.round, run.wall_secs)).collect()
}

fn summary(report: &Report, entry: &Entry, observed: Option<&Observed>) -> Option<Summary> {
    let times: Vec<f64> = entry.times.values().copied().collect();
    let limits: Vec<f64> = counted(report, entry.contender).filter_map(|run| run.limit_secs).collect();
    let median_secs = median(&times)?;
    let min_secs = times.iter().copied().reduce(f64::min)?;
    let estimated_limit_secs = observed.map(|observed| observed.limit_secs(entry.contender, min_secs));
    let limit_secs = median(&limits).or(estimated_limit_secs).filter(|limit_secs| *limit_secs > 0.0);
    Some(Summary {
        mode: entry.contender.mode,
        workers: entry.contender.workers.get(),
        runs: u32::try_from(times.len()).unwrap_or(u32::MAX),
        median_secs,
        mean_secs: mean(&times)?,
        stddev_secs: stddev(&times),
        min_secs,
        max_secs: times.iter().copied().reduce(f64::max)?,
        over_limit: limit_secs.map(|limit_secs| median_secs / limit_secs),
        estimated_limit_secs: estimated_limit_secs.filter(|limit_secs| *limit_secs > 0.0),
        times,
    })
}

fn ratios(report: &Report, entries: &[Entry], looks: usize) -> Vec<Ratio> {
    let baseline = report.plan.baseline;
    let comparisons = entries.len().saturating_sub(1) * looks;
    let Some(base) = entries.iter().find(|entry| entry.contender == baseline) else { return Vec::new() };
    let others = entries.iter().filter(|entry| entry.contender != baseline);
    others
        .filter_map(|entry| {
            let compared = compare(&base.times, &entry.times, comparisons)?;
            Some(Ratio {
                mode: entry.contender.mode,
                workers: entry.contender.workers.get(),
                baseline,
                ratio: compared.ratio,
                low: compared.interval.map(|(low, _)| low),
                high: compared.interval.map(|(_, high)| high),
                confidence: confidence(looks),
                rounds: u32::try_from(compared.rounds).unwrap_or(u32::MAX),
            })
        })
        .collect()
}
