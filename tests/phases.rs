//! Every mode tells where the time of its downloads and processes went, and all of it.
#![cfg(target_os = "linux")]

mod common;

use std::collections::HashSet;

use common::program::Program;
use common::report::report;
use manyhands::model::{Download, Mode, Process, Report, Run, hops_secs};

const LATENCY_SECS: f64 = 0.05;

/// Six pictures, each behind a redirect, by three workers of every mode.
fn compared(more: &[&str]) -> Report {
    let fixed = ["run", "/[81-86]/54", "--latency", "50", "-w", "3", "--rounds", "2", "--json", "-"];
    let finished = Program::new().run(&[&fixed, more].concat());
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let report = report(&finished);
    assert_eq!(report.runs.len(), 2 * Mode::ALL.len());
    report
}

fn downloads(report: &Report) -> impl Iterator<Item = (&Run, &Download)> {
    report.runs.iter().flat_map(|run| run.downloads.iter().map(move |download| (run, download)))
}

#[test]
fn phases_and_hops_together_are_the_download_in_every_mode() {
    for (work, more) in [("download", &[] as &[_]), ("thumbnail", &[]), ("download", &["--rate", "80"])] {
        for (run, download) in downloads(&compared(&[&["--work", work], more].concat())) {
            let phases = &download.phases;
            let whole_secs = download.end_secs - download.start_secs;
            let told_secs = phases.total_secs() + hops_secs(&download.hops);
            let who = run.contender();
            assert!((told_secs - whole_secs).abs() < 0.001, "{who}: {told_secs} of {whole_secs} s in {download:?}");
            assert!(0.0 <= download.start_secs && download.end_secs <= run.wall_secs, "{who}: {download:?}");
            assert_eq!(download.hops.len(), 1, "{who}: {download:?}");
            assert!(phases.wait_secs.is_some_and(|secs| secs >= LATENCY_SECS), "{who}: {download:?}");
            assert!(phases.connect_secs.is_some() && phases.receive_secs.is_some(), "{who}: {download:?}");
            assert!(phases.save_secs.is_some_and(|secs| secs > 0.0), "{who}: {download:?}");
            assert_eq!(phases.thumbnail_secs.is_some_and(|secs| secs > 0.0), work == "thumbnail", "{who}");
            assert!(phases.other_secs.is_some_and(|secs| secs >= 0.0), "{who}: {download:?}");
        }
    }
}

/// What a worker's downloads took one after another is no more than there was time.
#[test]
fn a_worker_s_downloads_follow_each_other() {
    for run in &compared(&[]).runs {
        let mut downloads: Vec<&Download> = run.downloads.iter().collect();
        downloads.sort_by(|a, b| (a.worker, a.pid).cmp(&(b.worker, b.pid)).then(a.end_secs.total_cmp(&b.end_secs)));
        for pair in downloads.windows(2).filter(|pair| (pair[0].worker, pair[0].pid) == (pair[1].worker, pair[1].pid)) {
            let (before, after) = (pair[0].end_secs, pair[1].taken_secs());
            assert!(before <= after + 0.001, "{}: {before} s, then {after} s", run.contender());
        }
    }
}

#[test]
fn a_process_is_told_from_its_start_to_its_end() {
    for run in &compared(&[]).runs {
        let who = run.contender();
        let started: HashSet<u32> = run.processes.iter().map(|process| process.pid).collect();
        let wanted = match run.mode {
            Mode::ProcessPerTask => 6,
            Mode::ProcessPool => 3,
            Mode::Sequential | Mode::ThreadPool | Mode::Async => 0,
        };
        assert_eq!(started.len(), wanted, "{who}: {:?}", run.processes);
        for process in &run.processes {
            let ready_secs = process.ready_secs.expect("it came up");
            assert!(process.started_secs <= ready_secs && ready_secs <= process.exited_secs, "{who}: {process:?}");
            assert!(process.exited_secs <= run.wall_secs + 0.001, "{who}: {process:?}");
            assert!(process.cpu_secs.is_some_and(|secs| secs > 0.0), "{who}: {process:?}");
            assert!(process.peak_memory_bytes.is_some_and(|bytes| bytes > 500_000), "{who}: {process:?}");
        }
        // A process's start is part of its first download, and of no other.
        let with_start = run.downloads.iter().filter(|download| download.phases.spawn_secs.is_some());
        let with_start: HashSet<u32> = with_start.map(|download| download.index).collect();
        let first_of = |process: &Process| {
            let own = run.downloads.iter().filter(|download| download.pid == process.pid);
            own.min_by(|one, other| one.taken_secs().total_cmp(&other.taken_secs())).map(|download| download.index)
        };
        let first: HashSet<u32> = run.processes.iter().filter_map(first_of).collect();
        assert_eq!(with_start, first, "{who}: {:?}", run.downloads);
        assert!(wanted == 0 || !first.is_empty(), "{who}");
        let fetched_by: HashSet<u32> = run.downloads.iter().map(|download| download.pid).collect();
        assert!(wanted == 0 || fetched_by.is_subset(&started), "{who}: {fetched_by:?} of {started:?}");
        assert_eq!(
            run.downloads.iter().any(|it| it.phases.queue_secs.is_some()),
            run.mode != Mode::Sequential,
            "{who}"
        );
        // What the engine took of the machine, which in modes without processes is the work itself.
        assert!(run.seen.engine_cpu_secs.is_some(), "{who}");
        assert!(run.seen.engine_peak_memory_bytes.is_some_and(|bytes| bytes > 1_000_000), "{who}");
    }
}
