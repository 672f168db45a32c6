//! Where the time of a contender's runs went, from the point of view of its workers.
//!
//! A run of W workers has W × its wall time to spend. What downloads did with it is known phase by phase; what is left
//! is time in which a worker had nothing to do. Divided by W, the parts together are the wall time.

use crate::model::{Contender, Report, Run, hops_secs};

use super::{counted, mean};

/// Seconds of a run's wall time, taken apart. The parts together are the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// Starting processes, from asked to ready.
    pub start_secs: f64,
    /// From a request to the host's answer that what was asked for lies elsewhere.
    pub redirect_secs: f64,
    /// Looking up names and connecting.
    pub connect_secs: f64,
    /// Waiting for the server, less its lateness.
    pub wait_secs: f64,
    /// Waiting because the lab server was late: its median lateness for each download.
    pub late_secs: f64,
    /// Reading bodies.
    pub receive_secs: f64,
    /// Writing files.
    pub save_secs: f64,
    /// Shrinking pictures.
    pub shrink_secs: f64,
    /// What lies between the phases.
    pub other_secs: f64,
    /// Nothing to do: a worker was not there yet, or no task was left for it.
    pub idle_secs: f64,
}

impl Parts {
    /// Each part with its name, in the order in which they are drawn.
    pub fn named(&self) -> [(&'static str, f64); 10] {
        [
            ("start", self.start_secs),
            ("redirect", self.redirect_secs),
            ("connect", self.connect_secs),
            ("wait", self.wait_secs),
            ("server late", self.late_secs),
            ("receive", self.receive_secs),
            ("save", self.save_secs),
            ("shrink", self.shrink_secs),
            ("other", self.other_secs),
            ("idle", self.idle_secs),
        ]
    }

    /// All parts together: the wall time.
    pub fn total_secs(&self) -> f64 {
        self.named().iter().map(|(_, secs)| secs).sum()
    }

    /// Waiting for the host, its answers to redirects and connecting included.
    pub(super) fn waiting_secs(&self) -> f64 {
        self.redirect_secs + self.connect_secs + self.wait_secs + self.late_secs
    }

    fn zip(self, other: Self, join: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            start_secs: join(self.start_secs, other.start_secs),
            redirect_secs: join(self.redirect_secs, other.redirect_secs),
            connect_secs: join(self.connect_secs, other.connect_secs),
            wait_secs: join(self.wait_secs, other.wait_secs),
            late_secs: join(self.late_secs, other.late_secs),
            receive_secs: join(self.receive_secs, other.receive_secs),
            save_secs: join(self.save_secs, other.save_secs),
            shrink_secs: join(self.shrink_secs, other.shrink_secs),
            other_secs: join(self.other_secs, other.other_secs),
            idle_secs: join(self.idle_secs, other.idle_secs),
        }
    }
}

/// Where a contender's time went, as the mean of its usable runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Breakdown {
    /// Whose.
    pub contender: Contender,
    /// How many workers there were: no more than there were tasks.
    pub workers: u32,
    /// The tasks of a run.
    pub tasks: u32,
    /// The requests of a run, on average: redirects are requests of their own.
    pub requests: f64,
    /// How many runs that is the mean of.
    pub runs: u32,
    /// The mean wall time, taken apart.
    pub parts: Parts,
    /// CPU time of its workers, or of the engine where it has none of its own; `None` where the system did not tell.
    pub cpu_secs: Option<f64>,
    /// How long a download waited for a worker that was ready, on average.
    pub queue_secs: f64,
}

/// One for each contender that has runs that count, in the plan's order.
pub fn breakdowns(report: &Report) -> Vec<Breakdown> {
    let late_secs = report.plan.lab.as_ref().and_then(|lab| lab.lateness).map_or(0.0, |late| late.median_secs);
    let of = |contender: &Contender| {
        let runs: Vec<&Run> = counted(report, *contender).filter(|run| !run.downloads.is_empty()).collect();
        let count = u32::try_from(runs.len()).unwrap_or(u32::MAX);
        let first = runs.first()?;
        let sum = |sum: Parts, run: &&Run| sum.zip(parts(run, late_secs), |sum, secs| sum + secs);
        let sum = runs.iter().fold(Parts::default(), sum);
        let cpu: Option<Vec<f64>> = runs.iter().map(|run| cpu_secs(run)).collect();
        let requests: Vec<f64> = runs.iter().map(|run| requests(run)).collect();
        let queued: Vec<f64> = runs.iter().flat_map(|run| &run.downloads).map(queued_secs).collect();
        Some(Breakdown {
            contender: *contender,
            workers: workers(first),
            tasks: tasks(first),
            requests: mean(&requests).unwrap_or_default(),
            runs: count,
            parts: sum.zip(sum, |secs, _| secs / f64::from(count)),
            cpu_secs: cpu.and_then(|secs| mean(&secs)),
            queue_secs: mean(&queued).unwrap_or_default(),
        })
    };
    report.plan.contenders.iter().filter_map(of).collect()
}

fn queued_secs(download: &crate::model::Download) -> f64 {
    download.phases.queue_secs.unwrap_or_default()
}

/// How many workers a run had something to do for.
fn workers(run: &Run) -> u32 {
    u32::from(run.contender().at_a_time().get()).min(tasks(run))
}

/// At least one.
fn tasks(run: &Run) -> u32 {
    u32::try_from(run.downloads.len()).unwrap_or(u32::MAX).max(1)
}

fn requests(run: &Run) -> f64 {
    run.downloads.iter().map(|download| f64::from(download.requests())).sum()
}

fn parts(run: &Run, late_secs: f64) -> Parts {
    let mut busy = Parts::default();
    for download in run.downloads.iter().filter(|download| download.attempts > 0) {
        let phases = &download.phases;
        let known = |secs: Option<f64>| secs.unwrap_or_default();
        // What a server was late no download waited longer than it waited.
        let late = late_secs.min(known(phases.wait_secs));
        busy.start_secs += known(phases.spawn_secs);
        busy.redirect_secs += hops_secs(&download.hops);
        busy.connect_secs += known(phases.dns_secs) + known(phases.connect_secs);
        busy.wait_secs += known(phases.wait_secs) - late;
        busy.late_secs += late;
        busy.receive_secs += known(phases.receive_secs);
        busy.save_secs += known(phases.save_secs);
        busy.shrink_secs += known(phases.thumbnail_secs);
        busy.other_secs += known(phases.other_secs);
    }
    let workers = f64::from(workers(run));
    let mut parts = busy.zip(busy, |secs, _| secs / workers);
    parts.idle_secs = (run.wall_secs - parts.total_secs()).max(0.0);
    parts
}

/// CPU time of a run's workers. Where they are threads or slots of the engine it is the engine's own.
fn cpu_secs(run: &Run) -> Option<f64> {
    if run.mode.starts_processes() {
        return run.processes.iter().map(|process| process.cpu_secs).sum();
    }
    run.seen.engine_cpu_secs
}

#[cfg(test)]
mod tests {
    use crate::stats::testing::{only, report, waiting};

    use super::*;

    #[test]
    fn the_parts_together_are_the_wall_time() {
        let found = only("thread-pool:5", waiting("thread-pool:5", 0.9, 0.43, 0.2));
        assert!((found.parts.total_secs() - 0.9).abs() < 1e-12, "{found:?}");
        assert!((found.parts.wait_secs - 0.86).abs() < 1e-12 && (found.parts.receive_secs - 0.02).abs() < 1e-12);
        assert!((found.parts.idle_secs - 0.02).abs() < 1e-12);
        assert_eq!((found.workers, found.cpu_secs), (5, Some(0.02)));
        assert!((found.queue_secs - 0.2).abs() < 1e-12);
    }

    #[test]
    fn no_more_workers_count_than_there_are_tasks() {
        let found = only("async:50", waiting("async:50", 0.5, 0.43, 0.0));
        assert_eq!(found.workers, 10);
        assert!((found.parts.total_secs() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn runs_that_do_not_count_are_left_out() {
        let mut report = report(&["async:5", "thread-pool:5"], 1);
        let failed = Run { ok: 0, failed: 10, ..waiting("thread-pool:5", 0.1, 0.1, 0.0) };
        report.runs = vec![Run { usable: false, ..waiting("async:5", 9.0, 0.1, 0.0) }, failed];
        assert_eq!(breakdowns(&report), []);
    }
}
