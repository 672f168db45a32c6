//! Where the time of a contender's runs went, from the point of view of its workers.
//!
//! A run of W workers has W × its wall time to spend. What downloads did with it is known phase by phase; what is left
//! is time in which a worker had nothing to do. Divided by W, the parts together are the wall time.

use crate::model::{Contender, Mode, Report, Run, hops_secs};

use super::mean;

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
    fn waiting_secs(&self) -> f64 {
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
    /// The mean wall time, taken apart.
    pub parts: Parts,
    /// CPU time of its workers, or of the engine where it has none of its own; `None` where the system did not tell.
    pub cpu_secs: Option<f64>,
    /// How long a download waited for a worker that was ready, on average.
    pub queue_secs: f64,
}

/// One for each contender that has a usable run with downloads, in the plan's order.
pub fn breakdowns(report: &Report) -> Vec<Breakdown> {
    let late_secs = report.plan.lab.as_ref().and_then(|lab| lab.lateness).map_or(0.0, |late| late.median_secs);
    let of = |contender: &Contender| {
        let usable = |run: &&Run| run.contender() == *contender && run.usable && !run.downloads.is_empty();
        let runs: Vec<&Run> = report.runs.iter().filter(usable).collect();
        let count = f64::from(u32::try_from(runs.len()).unwrap_or(u32::MAX));
        let first = runs.first()?;
        let sum = |sum: Parts, run: &&Run| sum.zip(parts(run, late_secs), |sum, secs| sum + secs);
        let sum = runs.iter().fold(Parts::default(), sum);
        let cpu: Option<Vec<f64>> = runs.iter().map(|run| cpu_secs(run)).collect();
        let queued: Vec<f64> = runs.iter().flat_map(|run| &run.downloads).map(queued_secs).collect();
        Some(Breakdown {
            contender: *contender,
            workers: workers(first),
            parts: sum.zip(sum, |secs, _| secs / count),
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
    let tasks = u32::try_from(run.downloads.len()).unwrap_or(u32::MAX).max(1);
    u32::from(run.contender().at_a_time().get()).min(tasks)
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

/// What the contenders with more workers tell of whether more of them help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MoreWorkers {
    Helped,
    DidNot,
    NotTried,
}

/// So many times as many workers are more, and a run that is done in this share of the time is quicker.
const MORE: f64 = 1.5;
const QUICKER: f64 = 0.85;

impl MoreWorkers {
    fn of(breakdown: &Breakdown, all: &[Breakdown]) -> Self {
        let has_more = |other: &&Breakdown| f64::from(other.workers) >= MORE * f64::from(breakdown.workers);
        // What starting processes or computing slowed down tells nothing of the host.
        let met_the_host =
            |other: &Breakdown| other.parts.waiting_secs() + other.parts.receive_secs > 0.5 * other.parts.total_secs();
        let is_quicker = |other: &Breakdown| other.parts.total_secs() < QUICKER * breakdown.parts.total_secs();
        let more = || all.iter().filter(has_more);
        if more().any(is_quicker) {
            Self::Helped
        } else if more().any(met_the_host) {
            Self::DidNot
        } else {
            Self::NotTried
        }
    }
}

/// What held a contender back most, and what would help, in one sentence from the data. What others of the comparison,
/// `all`, did with more workers is part of the data; `cores` are the machine's.
pub fn bottleneck(breakdown: &Breakdown, all: &[Breakdown], cores: u32) -> String {
    let Breakdown { contender, workers, parts, cpu_secs, queue_secs } = breakdown;
    let (who, whole) = (contender.label(), parts.total_secs().max(f64::MIN_POSITIVE));
    let percent = |secs: f64| format!("{:.0} %", 100.0 * secs / whole);
    let more = MoreWorkers::of(breakdown, all);
    // As much as its workers, or the machine, could compute in that time.
    let could_compute = whole * f64::from(cores.min(*workers).max(1));
    // Systems tell CPU time in steps, of short-lived processes too much or too little.
    let computing = cpu_secs.map_or(0.0, |secs| (secs / could_compute).min(1.0));
    if computing > 0.6 {
        let share = percent(computing * whole);
        return if *workers < cores {
            format!("{who} computed {share} of the time: more workers would help, up to the {cores} cores.")
        } else {
            format!("{who} kept the cores busy {share} of the time: more cores would help, more workers would not.")
        };
    }
    let waiting = parts.waiting_secs();
    let storing = parts.save_secs + parts.shrink_secs;
    let most =
        [waiting, parts.receive_secs, parts.start_secs, parts.idle_secs, storing].into_iter().fold(0.0, f64::max);
    if most == waiting {
        let is_queued = *contender == sequential() || *queue_secs > 0.05 * whole;
        let advice = match more {
            _ if !is_queued => "with a worker for every picture: only a quicker server would help",
            MoreWorkers::DidNot => "more workers did not help, so the server answers no more at a time",
            MoreWorkers::Helped | MoreWorkers::NotTried => "more workers would help, more cores would not",
        };
        let join = if is_queued { ": " } else { ", " };
        return format!("{who} waited {} of the time{join}{advice}.", percent(waiting));
    }
    if most == parts.receive_secs {
        let advice = match more {
            MoreWorkers::Helped => "more workers would help, since each connection has a limit of its own",
            MoreWorkers::DidNot => "a faster connection would help, more workers did not",
            MoreWorkers::NotTried => {
                "a faster connection would help, more workers only where each connection has a limit of its own"
            }
        };
        return format!("{who} received {} of the time: {advice}.", percent(parts.receive_secs));
    }
    let rest = if most == parts.start_secs {
        "starting processes: fewer that live longer would help"
    } else if most == parts.idle_secs {
        "with workers that had nothing to do: fewer would do as well"
    } else {
        "on saving and shrinking: a faster disk or more cores would help"
    };
    format!("{who} spent {} of the time {rest}.", percent(most))
}

fn sequential() -> Contender {
    Contender { mode: Mode::Sequential, workers: std::num::NonZeroU16::MIN }
}

#[cfg(test)]
mod tests {
    use crate::model::{Download, Phases, Seen};
    use crate::stats::testing::{contender, download, report, run};

    use super::*;

    /// A run of which each download waited `wait_secs` and was read in 10 ms.
    fn waiting(text: &str, wall_secs: f64, wait_secs: f64, queue_secs: f64) -> Run {
        let phases = Phases {
            queue_secs: Some(queue_secs),
            wait_secs: Some(wait_secs),
            receive_secs: Some(0.01),
            ..Phases::default()
        };
        let downloads = vec![Download { phases, ..download(None) }; 10];
        let seen = Seen { engine_cpu_secs: Some(0.02), ..Seen::default() };
        Run { downloads, seen, ..run(text, 1, wall_secs) }
    }

    fn only(text: &str, run: Run) -> Breakdown {
        let mut report = report(&[text], 1);
        report.runs = vec![run];
        breakdowns(&report)[0]
    }

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
        report.runs = vec![Run { usable: false, ..waiting("async:5", 9.0, 0.1, 0.0) }];
        assert_eq!(breakdowns(&report), []);
    }

    #[test]
    fn the_sentence_says_what_would_help() {
        let say = |text: &str, run: Run| bottleneck(&only(text, run), &[], 2);
        assert_eq!(
            say("process-pool:5", waiting("process-pool:5", 0.88, 0.43, 0.4)),
            "Process pool of 5 waited 98 % of the time: more workers would help, more cores would not."
        );
        assert_eq!(
            say("async:10", waiting("async:10", 0.45, 0.43, 0.0)),
            "Async, 10 waited 96 % of the time, with a worker for every picture: only a quicker server would help."
        );
        let mut computing = waiting("thread-pool:5", 1.0, 0.05, 0.3);
        computing.seen.engine_cpu_secs = Some(1.9);
        assert_eq!(
            say("thread-pool:5", computing),
            "Threads, 5 kept the cores busy 95 % of the time: more cores would help, more workers would not."
        );
        let idle = waiting("thread-pool:10", 2.0, 0.2, 0.0);
        assert!(say("thread-pool:10", idle).contains("spent 90 % of the time with workers that had nothing to do"));
    }

    #[test]
    fn what_others_did_with_more_workers_is_heeded() {
        let few = only("thread-pool:2", waiting("thread-pool:2", 2.2, 0.43, 0.9));
        let same = only("async:10", waiting("async:10", 2.1, 2.0, 0.0));
        let quick = only("async:10", waiting("async:10", 0.5, 0.43, 0.0));
        assert!(bottleneck(&few, &[few, quick], 2).contains("more workers would help"));
        assert!(bottleneck(&few, &[few, same], 2).contains("the server answers no more at a time"));
        // Time for starting ten processes tells nothing of the server.
        let mut starting = waiting("process-per-task:10", 2.1, 0.43, 0.0);
        starting.downloads.iter_mut().for_each(|download| download.phases.spawn_secs = Some(1.6));
        let starting = only("process-per-task:10", starting);
        assert!(bottleneck(&few, &[few, starting], 2).contains("more workers would help"));
        let mut slow = few;
        (slow.parts.wait_secs, slow.parts.receive_secs) = (0.1, 2.0);
        assert!(bottleneck(&slow, &[slow], 2).contains("more workers only where each connection"));
        assert!(bottleneck(&slow, &[slow, quick], 2).contains("each connection has a limit of its own"));
        assert!(bottleneck(&slow, &[slow, same], 2).ends_with("a faster connection would help, more workers did not."));
    }

    #[test]
    fn a_contender_is_told_by_its_name() {
        assert_eq!(sequential(), contender("sequential:1"));
    }
}
