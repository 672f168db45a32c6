//! The bars of a timeline: one for each download of a run, a row for each worker.

use crate::model::{Contender, Download, Mode, Outcome, Run, hops_secs};

use super::follow::LiveRun;
use super::span::Span;
use super::theme::Phase;

/// One run as bars.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// What is shown: "Process pool of 5, round 6".
    pub title: String,
    /// Who is shown; `None` when there is nothing.
    pub contender: Option<Contender>,
    /// Which round.
    pub round: u32,
    /// Its clock is still running: how long each phase took is not known yet.
    pub is_live: bool,
    /// A row for each worker: its name, and which bars stand in it.
    pub rows: Vec<BarRow>,
    /// How many rows there will be at least, where its clock is still running.
    pub rows_to_come: usize,
    /// The bars, row after row, in each from left to right.
    pub bars: Vec<Bar>,
    /// Where time ends.
    pub end_secs: f64,
    /// The phases that can be seen, for the legend.
    pub phases: Vec<Phase>,
    parts: Vec<Part>,
}

/// A worker's row.
#[derive(Clone, Debug)]
pub struct BarRow {
    /// "process 20418", "thread 3", "slot 7".
    pub name: String,
    /// Its bars, as places in [`Timeline::bars`].
    pub bars: std::ops::Range<usize>,
}

impl Bar {
    /// How long it is.
    pub fn length_secs(&self) -> f64 {
        self.end_secs - self.start_secs
    }
}

/// A download.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Its place in the plan's order.
    pub index: u32,
    /// Where it begins, the start of its process included.
    pub start_secs: f64,
    /// Where it ends.
    pub end_secs: f64,
    /// Whether it failed.
    pub failed: bool,
    parts: std::ops::Range<usize>,
}

/// A phase of a download.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Which.
    pub phase: Phase,
    /// From.
    pub start_secs: f64,
    /// To.
    pub end_secs: f64,
}

impl Part {
    /// How long it is.
    pub fn length_secs(&self) -> f64 {
        self.end_secs - self.start_secs
    }
}

/// A phase has to take this share of all bars to stand in the legend.
const LEGEND_SHARE: f64 = 0.002;

/// Where a download's bar begins.
fn begin(download: &Download) -> f64 {
    if download.phases.spawn_secs.is_some() { download.start_secs } else { download.taken_secs() }
}

impl Timeline {
    /// The parts of a bar, from left to right.
    pub fn parts(&self, bar: &Bar) -> &[Part] {
        &self.parts[bar.parts.clone()]
    }

    /// The bars of a row of which something lies in a part of the time.
    pub fn bars_within(&self, row: &BarRow, span: Span) -> &[Bar] {
        let bars = &self.bars[row.bars.clone()];
        // A worker does one after another: ends rise as beginnings do.
        let first = bars.partition_point(|bar| bar.end_secs < span.from_secs);
        let rest = &bars[first..];
        &rest[..rest.partition_point(|bar| bar.start_secs <= span.to_secs)]
    }

    /// The bars of a run that ended.
    pub fn of_run(run: &Run) -> Self {
        let mut timeline = Self {
            title: format!("{}, round {}", run.contender().label(), run.round),
            contender: Some(run.contender()),
            round: run.round,
            end_secs: run.wall_secs,
            ..Self::default()
        };
        let mut order: Vec<&Download> = run.downloads.iter().filter(|download| download.end_secs > 0.0).collect();
        order.sort_by(|a, b| (a.worker, a.pid).cmp(&(b.worker, b.pid)).then(begin(a).total_cmp(&begin(b))));
        let mut last = None;
        for download in order {
            let worker = (download.worker, download.pid);
            if last != Some(worker) {
                timeline.open_row(run.mode, download.worker, download.pid);
                last = Some(worker);
            }
            timeline.push_download(download);
        }
        timeline.phases = timeline.visible_phases();
        timeline
    }

    /// The bars of a run whose clock is running, as far as they are known; time reaches at least to
    /// `end_secs`, so that bars grow and the axis stays.
    pub fn of_live(live: &LiveRun, end_secs: f64, count: u32) -> Self {
        let mode = live.contender.mode;
        let workers = u32::from(live.contender.at_a_time().get()).min(count);
        let mut timeline = Self {
            title: format!("{}, round {}, under way", live.contender.label(), live.round),
            contender: Some(live.contender),
            round: live.round,
            is_live: true,
            rows_to_come: workers as usize,
            end_secs: live.at_secs.max(end_secs),
            ..Self::default()
        };
        let mut order: Vec<_> = live.bars.iter().collect();
        order.sort_by(|a, b| (a.worker, a.pid).cmp(&(b.worker, b.pid)).then(a.start_secs.total_cmp(&b.start_secs)));
        let mut last = None;
        for bar in order {
            let worker = (bar.worker, bar.pid);
            if last != Some(worker) {
                timeline.open_row(mode, bar.worker, bar.pid);
                last = Some(worker);
            }
            let part = Part {
                phase: if bar.end_secs.is_some() { Phase::Receive } else { Phase::Wait },
                start_secs: bar.start_secs,
                end_secs: bar.end_secs.unwrap_or(live.at_secs),
            };
            timeline.parts.push(part);
            timeline.close_bar(bar.index, 1, bar.error.is_some());
        }
        timeline
    }

    fn open_row(&mut self, mode: Mode, worker: u32, pid: u32) {
        let name = match mode {
            Mode::Sequential | Mode::ProcessPerTask | Mode::ProcessPool => format!("{} {pid}", mode.worker_noun()),
            Mode::ThreadPool | Mode::Async => format!("{} {}", mode.worker_noun(), worker + 1),
        };
        self.rows.push(BarRow { name, bars: self.bars.len()..self.bars.len() });
    }

    /// Lays the phases of a download out from where its worker took it. Waiting for a worker is a gap
    /// and no part of a bar: the worker's row shows what it did meanwhile.
    fn push_download(&mut self, download: &Download) {
        let phases = &download.phases;
        let sum = |secs: [Option<f64>; 2]| secs.into_iter().flatten().sum::<f64>();
        let working = [
            (Phase::Redirect, hops_secs(&download.hops)),
            (Phase::Connect, sum([phases.dns_secs, phases.connect_secs])),
            (Phase::Other, sum([phases.other_secs, None])),
            (Phase::Wait, sum([phases.wait_secs, None])),
            (Phase::Receive, sum([phases.receive_secs, None])),
            (Phase::Save, sum([phases.save_secs, None])),
            (Phase::Shrink, sum([phases.thumbnail_secs, None])),
        ];
        let before = self.parts.len();
        if let Some(spawn) = phases.spawn_secs {
            let (start_secs, end_secs) = (download.start_secs, download.start_secs + spawn);
            self.parts.push(Part { phase: Phase::Start, start_secs, end_secs });
        }
        let mut at = download.taken_secs();
        for (phase, secs) in working {
            if secs > 0.0 {
                self.parts.push(Part { phase, start_secs: at, end_secs: at + secs });
                at += secs;
            }
            // As a gap too: until a rate allowed it, no redirect was followed.
            if phase == Phase::Redirect {
                at += phases.turn_secs.unwrap_or_default();
            }
        }
        let failed = matches!(download.outcome, Outcome::Failed(_));
        if self.parts.len() == before {
            let start_secs = download.taken_secs().min(download.end_secs);
            self.parts.push(Part { phase: Phase::Other, start_secs, end_secs: download.end_secs });
        }
        self.close_bar(download.index, self.parts.len() - before, failed);
    }

    fn close_bar(&mut self, index: u32, parts: usize, failed: bool) {
        let parts = self.parts.len() - parts..self.parts.len();
        let (start_secs, end_secs) = (self.parts[parts.start].start_secs, self.parts[parts.end - 1].end_secs);
        self.bars.push(Bar { index, start_secs, end_secs, failed, parts });
        if let Some(row) = self.rows.last_mut() {
            row.bars.end = self.bars.len();
        }
    }

    fn visible_phases(&self) -> Vec<Phase> {
        let length = |phase: Option<Phase>| -> f64 {
            let parts = self.parts.iter().filter(|part| phase.is_none_or(|phase| part.phase == phase));
            parts.map(Part::length_secs).sum()
        };
        let all = length(None);
        Phase::ALL.into_iter().filter(|phase| length(Some(*phase)) > LEGEND_SHARE * all).collect()
    }
}
