//! Reports for the tests of this room.

use crate::model::{
    Download, ErrorKind, LabRecord, LabSettings, Outcome, Phases, Report, ReportPlan, Run, Seen, testing,
};

pub use crate::model::testing::contender;

use super::{Breakdown, Server, breakdowns, fifo_secs};

/// A report without runs, of these contenders; the first is the baseline, and the lab serves.
pub fn report(contenders: &[&str], rounds: u32) -> Report {
    let report = testing::report(contenders);
    let plan = ReportPlan {
        urls: vec![testing::download().url],
        rounds,
        lab: Some(LabRecord { settings: LabSettings::default(), lateness: None }),
        ..report.plan
    };
    Report { plan, ..report }
}

/// A report with these times: a row a round, a figure a contender (none where it did not run).
pub fn report_of(contenders: &[&str], times: &[&[f64]]) -> Report {
    let mut report = report(contenders, u32::try_from(times.len()).expect("few rounds"));
    for (round, row) in (1..).zip(times) {
        report.runs.extend(contenders.iter().zip(*row).map(|(text, &secs)| run(text, round, secs)));
    }
    report
}

/// A run in which ten downloads succeeded.
pub fn run(text: &str, round: u32, wall_secs: f64) -> Run {
    let processes_peak = u32::from(contender(text).workers.get());
    Run { processes_peak, ..testing::run(text, round, wall_secs, vec![testing::download(); 10]) }
}

/// A run of equal downloads on busy workers, one after another without a pause.
pub fn in_waves(text: &str, round: u32, count: u32, secs: f64) -> Run {
    let workers = u32::from(contender(text).workers.get());
    let one = |index: u32| {
        let queue_secs = secs * f64::from(index / workers);
        Download {
            index,
            worker: index % workers,
            end_secs: queue_secs + secs,
            phases: Phases { queue_secs: Some(queue_secs), wait_secs: Some(secs), ..Phases::default() },
            ..download(None)
        }
    };
    let wall_secs = secs * f64::from(waves(count, contender(text).workers.get()));
    Run { ok: count, downloads: (0..count).map(one).collect(), ..run(text, round, wall_secs) }
}

/// A run of which each of ten downloads waited `wait_secs` and was read in 10 ms.
pub fn waiting(text: &str, wall_secs: f64, wait_secs: f64, queue_secs: f64) -> Run {
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

/// Where the time of a comparison's only run went.
pub fn only(text: &str, run: Run) -> Breakdown {
    let mut report = report(&[text], 1);
    report.runs = vec![run];
    breakdowns(&report)[0]
}

/// How many waves so many downloads make.
pub fn waves(count: u32, workers: u16) -> u32 {
    count.div_ceil(u32::from(workers))
}

/// The same with these failures.
pub fn failing(mut run: Run, kinds: &[ErrorKind]) -> Run {
    for (download, &kind) in run.downloads.iter_mut().zip(kinds) {
        download.outcome = Outcome::failed(kind, "as told");
    }
    run.failed = u32::try_from(kinds.len()).expect("few");
    run.ok = 10 - run.failed;
    run
}

/// A download that succeeded, or failed so.
pub fn download(error: Option<ErrorKind>) -> Download {
    Download { outcome: error.map_or(Outcome::Ok, |kind| Outcome::failed(kind, "as told")), ..testing::download() }
}

/// How long downloads of these sizes take in so many slots, as fast as they may begin.
pub fn fifo(server: &Server, sizes_bytes: &[u64], slots: usize) -> f64 {
    fifo_secs(server, sizes_bytes, slots, None)
}
