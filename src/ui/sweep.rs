//! The sweep that runs or ran last, beside the comparison of modes: neither takes the other's results away.

use crate::model::{Event, Plan, Report};

use super::follow::{Ending, Follow};
use super::past::Origin;
use super::sweep_chart::SweepChart;

/// One sweep as the window follows it.
#[derive(Clone, Debug, Default)]
pub struct Sweep {
    /// What its engine is doing.
    pub follow: Follow,
    /// The report that is shown.
    pub report: Option<Report>,
    /// What is drawn of it.
    pub chart: SweepChart,
    /// The worker count that is marked in plot and table.
    pub selected: Option<u16>,
    /// Where the report came from; `None`: it was measured just now.
    pub origin: Option<Origin>,
    /// Whether it was kept in the history when it ended.
    pub kept: bool,
    /// A sweep that has no run yet: the former one's results stay until it has.
    incoming: Option<Report>,
}

impl Sweep {
    /// A sweep that was done before.
    pub fn of(report: Report, origin: Option<Origin>) -> Self {
        Self { chart: SweepChart::new(&report), report: Some(report), origin, ..Self::default() }
    }

    /// Whether what is shown belongs to the sweep before the one that runs.
    pub const fn is_former(&self) -> bool {
        self.report.is_some() && self.follow.is_running() && self.follow.runs_done == 0
    }

    /// A new one was asked for, and how long it is expected to take.
    pub fn start(&mut self, plan: &Plan, expected_secs: Option<f64>) {
        self.follow = Follow::of(plan, expected_secs);
        (self.incoming, self.selected, self.kept) = (None, None, false);
    }

    /// Takes in what the engine told.
    pub fn take_in(&mut self, event: &Event) {
        self.follow.take_in(event);
        match event {
            Event::Started(report) => self.incoming = Some((**report).clone()),
            Event::RunFinished(_) | Event::Judged { .. } | Event::FilesRemoved { .. } => {
                if matches!(event, Event::RunFinished(_))
                    && let Some(report) = self.incoming.take()
                {
                    self.report = Some(report);
                    (self.origin, self.selected) = (None, None);
                }
                if let Some(report) = self.incoming.as_mut().or(self.report.as_mut()) {
                    report.apply(event);
                }
            }
            Event::WarmUp { .. }
            | Event::Progress { .. }
            | Event::Notice(_)
            | Event::RunStarted { .. }
            | Event::Ended { .. }
            | Event::Failed(_) => {}
        }
        if !self.follow.is_running() {
            self.incoming = None;
        }
        if matches!(event, Event::RunFinished(_) | Event::Judged { .. }) {
            self.chart = self.report.as_ref().map(SweepChart::new).unwrap_or_default();
        }
    }

    /// It ends before its engine said so.
    pub fn end(&mut self, ending: Ending) {
        self.follow.end(ending);
        self.incoming = None;
    }

    /// The report of the sweep that runs or ran last, once a run of it ended.
    pub fn measured(&self) -> Option<&Report> {
        self.report.as_ref().filter(|_| self.follow.runs_done > 0)
    }
}
