//! What the plots draw, worked out when a run ends or is selected and not in each frame.

use egui_plot::PlotPoint;

use crate::model::{Contender, Mode, Ratio, Report, Run, units};
use crate::stats::{
    Breakdown, Conditions, bottleneck, breakdowns, conditions, limit_name, median, median_interval, unfair,
};

use super::advice::advice;
use super::command::Scale;
use super::follow::LiveRun;
use super::load::Load;
use super::timeline::Timeline;

/// Everything that plots draw.
#[derive(Clone, Debug, Default)]
pub struct Charts {
    /// Run times, a row a contender, in the plan's order.
    pub times: Times,
    /// Active processes.
    pub active: Active,
    /// What each of them used.
    pub load: Load,
    /// One run, a bar a download.
    pub timeline: Timeline,
    /// Where each contender's time went, and what would help it.
    pub parts: Vec<(Breakdown, String)>,
    /// Under which conditions each contender worked.
    pub conditions: Vec<Conditions>,
    /// What makes the comparison unfair.
    pub unfair: Vec<(Contender, String)>,
    /// What to do about the downloads that failed.
    pub advice: Option<&'static str>,
}

impl Charts {
    /// Works out all of them. `shown` is the run that was selected, or the latest.
    pub fn new(report: &Report, scale: Scale, shown: Option<&Run>, is_selected: bool) -> Self {
        let selected = shown.filter(|_| is_selected);
        Self {
            times: Times::new(report, scale),
            active: Active::new(report, selected, None),
            load: Load::new(report, selected),
            parts: parts(report),
            conditions: conditions(report),
            unfair: unfair(report),
            advice: advice(report),
            timeline: shown.map(Timeline::of_run).unwrap_or_default(),
        }
    }
}

fn parts(report: &Report) -> Vec<(Breakdown, String)> {
    let all = breakdowns(report);
    all.iter().map(|part| (*part, bottleneck(report, part, &all))).collect()
}

/// Run times in the units of a scale.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// How positions are to be read.
    pub scale: Scale,
    /// One for each contender.
    pub rows: Vec<Row>,
    /// The least and the greatest position that is drawn.
    pub range: (f64, f64),
    /// What the limit is called.
    pub limit_name: &'static str,
}

/// The runs of a contender.
#[derive(Clone, Debug)]
pub struct Row {
    /// Who.
    pub contender: Contender,
    /// A point a run: its time in the scale's units, and its place in the row.
    pub points: Vec<PlotPoint>,
    /// The id of each point's run.
    pub runs: Vec<u32>,
    /// The median's position, and how it is written.
    pub median: Option<(f64, String)>,
    /// Where the median lies, as sure as the verdict is; `None` while there are too few runs.
    pub interval: Option<(f64, f64)>,
    /// Where the limit lies.
    pub limit: Option<f64>,
    /// How many of its downloads failed.
    pub failed: u64,
}

impl Times {
    fn new(report: &Report, scale: Scale) -> Self {
        let count = report.plan.contenders.len();
        let rows: Vec<Row> = (0_u32..)
            .zip(&report.plan.contenders)
            .map(|(place, contender)| row(report, scale, *contender, f64::from(count as u32 - 1 - place)))
            .collect();
        let positions = rows.iter().flat_map(|row| {
            let points = row.points.iter().map(|point| point.x);
            points.chain(row.limit).chain(row.interval.iter().flat_map(|(low, high)| [*low, *high]))
        });
        let (least, most) = positions
            .filter(|x| x.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), x| (least.min(x), most.max(x)));
        let range = match scale {
            _ if least > most => (0.0, 1.0),
            Scale::Seconds | Scale::Times => (0.0, most),
            Scale::Log => (least, most),
        };
        Self { scale, rows, range, limit_name: limit_name(report) }
    }
}

fn row(report: &Report, scale: Scale, contender: Contender, y: f64) -> Row {
    let baseline_secs = |round: u32| {
        let found = report.runs.iter().find(|run| run.round == round && run.contender() == report.plan.baseline);
        found.filter(|run| run.usable).map(|run| run.wall_secs)
    };
    let (points, runs) = (Vec::new(), Vec::new());
    let mut row = Row { contender, points, runs, median: None, interval: None, limit: None, failed: 0 };
    let mut values = Vec::new();
    let mut limits = Vec::new();
    for run in report.runs.iter().filter(|run| run.contender() == contender) {
        row.failed += u64::from(run.failed);
        let limit_secs = report.limit_secs(run);
        let value = match scale {
            Scale::Seconds | Scale::Log => Some(run.wall_secs),
            Scale::Times => baseline_secs(run.round).map(|secs| secs / run.wall_secs),
        };
        let limit = match scale {
            Scale::Seconds | Scale::Log => limit_secs,
            Scale::Times => limit_secs.and_then(|limit| baseline_secs(run.round).map(|secs| secs / limit)),
        };
        limits.extend(limit);
        if let Some(value) = value.filter(|value| *value > 0.0) {
            row.points.push(PlotPoint::new(position(scale, value), y + spread(run.round)));
            row.runs.push(run.id);
            if run.usable {
                values.push(value);
            }
        }
    }
    row.limit = median(&limits).map(|limit| position(scale, limit));
    row.median = median(&values).map(|value| {
        let text = if scale == Scale::Times { units::times(value) } else { units::secs(value) };
        (position(scale, value), text)
    });
    let interval = match scale {
        // As the verdict tells it: of the ratios round by round, not of the times.
        Scale::Times => {
            let same = |ratio: &&Ratio| (ratio.mode, ratio.workers) == (contender.mode, contender.workers.get());
            report.ratios.iter().find(same).and_then(|ratio| ratio.low.zip(ratio.high))
        }
        Scale::Seconds | Scale::Log => median_interval(&values, report.plan.contenders.len()),
    };
    row.interval = interval.map(|(low, high)| (position(scale, low), position(scale, high)));
    row
}

fn position(scale: Scale, value: f64) -> f64 {
    if scale == Scale::Log { value.log10() } else { value }
}

/// A place within ±0.22 of a row's middle: multiples of the golden ratio spread evenly, however
/// many there are.
fn spread(round: u32) -> f64 {
    ((f64::from(round) * 0.618_033_988_75).fract() - 0.5) * 0.44
}

/// Active processes over time.
#[derive(Clone, Debug, Default)]
pub struct Active {
    /// One for each contender that starts processes.
    pub curves: Vec<Curve>,
    /// Where the plot ends: the end of the longest run.
    pub end_secs: f64,
    /// The most processes of all curves.
    pub peak: u32,
    /// The modes that start none, as a sentence; empty when there are none of them.
    pub quiet: String,
    /// Which runs are drawn, in a few words.
    pub which: String,
}

/// The processes of one run.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Whose run.
    pub contender: Contender,
    /// The run's id.
    pub run: u32,
    /// The corners of the steps.
    pub points: Vec<PlotPoint>,
    /// The most at a time.
    pub peak: u32,
    /// When there were that many for the last time.
    pub peak_until_secs: f64,
    /// What stands at the curve.
    pub label: String,
    /// Whether another run was selected, so that this one steps back.
    pub steps_back: bool,
}

impl Active {
    /// The latest run of each contender; instead of its latest that which was selected, or whose
    /// clock is running.
    pub fn new(report: &Report, selected: Option<&Run>, live: Option<&LiveRun>) -> Self {
        let latest = |contender: &Contender| report.runs.iter().rev().find(|run| run.contender() == *contender);
        let mut active = Self::default();
        for contender in &report.plan.contenders {
            let is_selected = |run: &&Run| run.contender() == *contender;
            let run = selected.filter(is_selected).or_else(|| latest(contender));
            let live = live.filter(|live| live.contender == *contender && selected.is_none());
            active.end_secs = active.end_secs.max(run.map_or(0.0, |run| run.wall_secs));
            if !contender.mode.starts_processes() {
                continue;
            }
            let mut curve = match (live, run) {
                (Some(live), _) if !live.active.is_empty() => curve(*contender, live.run, &live.active, live.at_secs),
                (_, Some(run)) => curve(*contender, run.id, &run.active, run.wall_secs),
                _ => continue,
            };
            active.end_secs = active.end_secs.max(curve.points.last().map_or(0.0, |point| point.x));
            active.peak = active.peak.max(curve.peak);
            curve.steps_back = selected.is_some_and(|run| run.mode.starts_processes() && run.contender() != *contender);
            active.curves.push(curve);
        }
        active.quiet = quiet(&report.plan.contenders);
        active.which = which(selected);
        active
    }
}

/// Which runs are drawn, in a few words: what comes first may be left out where there is no room.
pub(super) fn which(selected: Option<&Run>) -> String {
    match selected.filter(|run| run.mode.starts_processes()) {
        None => "latest run of each".to_owned(),
        Some(run) => format!("{}, round {}", run.mode.label(), run.round),
    }
}

/// The steps as they were: a line that slopes would invent processes.
fn curve(contender: Contender, run: u32, active: &[(f64, u32)], end_secs: f64) -> Curve {
    let mut points = Vec::with_capacity(2 * active.len() + 2);
    points.push(PlotPoint::new(0.0, 0.0));
    let mut now = 0;
    let mut peak = (0, 0.0, 0.0); // how many, from, until
    for &(secs, count) in active {
        points.push(PlotPoint::new(secs, f64::from(now)));
        points.push(PlotPoint::new(secs, f64::from(count)));
        if count > peak.0 {
            peak = (count, secs, end_secs);
        } else if now == peak.0 && count < now {
            peak.2 = secs;
        }
        now = count;
    }
    points.push(PlotPoint::new(end_secs.max(points.last().map_or(0.0, |point| point.x)), f64::from(now)));
    let (peak, from, until) = peak;
    let label = match contender.mode {
        Mode::ProcessPool => format!("{}: {peak}, kept for all tasks", contender.mode.label()),
        _ => format!("{}: {peak} at once for {}", contender.mode.label(), units::secs(until - from)),
    };
    Curve { contender, run, points, peak, peak_until_secs: until, label, steps_back: false }
}

/// "Sequential, threads and async start none".
fn quiet(contenders: &[Contender]) -> String {
    let mut names: Vec<String> = Vec::new();
    for contender in contenders.iter().filter(|contender| !contender.mode.starts_processes()) {
        let label = contender.mode.label();
        let name = if names.is_empty() { label.to_owned() } else { label.to_lowercase() };
        if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => String::new(),
        [one] if one == Mode::ThreadPool.label() => format!("{one} start none"),
        [one] => format!("{one} starts none"),
        [most @ .., last] => format!("{} and {last} start none", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_drawn_in_steps_and_never_sloped() {
        let contender = "process-per-task:2".parse().expect("a contender");
        let curve = curve(contender, 1, &[(0.1, 1), (0.2, 2), (0.9, 1), (1.0, 0)], 1.1);
        for pair in curve.points.windows(2) {
            assert!(pair[0].x == pair[1].x || pair[0].y == pair[1].y, "{pair:?}");
        }
        assert_eq!((curve.peak, curve.peak_until_secs), (2, 0.9));
        assert_eq!(curve.label, "A process each: 2 at once for 0.700 s");
        assert_eq!(curve.points.last().map(|point| (point.x, point.y)), Some((1.1, 0.0)));
    }

    #[test]
    fn those_without_processes_are_named_in_one_sentence() {
        let contenders = |texts: &[&str]| -> Vec<Contender> {
            texts.iter().map(|text| text.parse().expect("a contender")).collect()
        };
        let all = contenders(&["sequential:1", "process-pool:5", "thread-pool:5", "async:5"]);
        assert_eq!(quiet(&all), "Sequential, threads and async start none");
        assert_eq!(quiet(&contenders(&["async:5"])), "Async starts none");
        assert_eq!(quiet(&contenders(&["process-pool:5"])), "");
    }

    #[test]
    fn dots_of_a_row_stay_in_their_row() {
        for round in 1..=1000 {
            assert!(spread(round).abs() <= 0.22);
        }
    }
}
