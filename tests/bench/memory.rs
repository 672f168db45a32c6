//! Memory of a worker process after a fetch: its proportional set size (PSS), in which pages that
//! processes share count for each one's part.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../common/mod.rs"]
mod common;

use std::fs;
use std::time::Duration;

use common::program::{Process, Program};
use common::wait::eventually;

const WORKERS: usize = 4;

fn main() {
    let program = Program::new();
    // Three downloads a worker, so that all have done one while the second waits for its answer.
    let arguments = [
        "run",
        "/id/[1-12]/2000/3000",
        "-m",
        "process-pool:4",
        "--rounds",
        "1",
        "--latency",
        "2000",
        "-q",
        "--json",
        "-",
    ];
    let running = program.start(&arguments);
    let workers = || {
        let processes = program.processes().into_iter().filter(|process| process.is("@worker")).collect::<Vec<_>>();
        (processes.len() == WORKERS).then_some(processes)
    };
    let pool = eventually(Duration::from_secs(60), "the pool is there", workers);
    std::thread::sleep(Duration::from_millis(3000));
    let mut sizes: Vec<f64> = pool.into_iter().map(pss_megabytes).collect();
    sizes.sort_by(f64::total_cmp);
    let finished = running.finish(Duration::from_secs(60));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    println!(
        "PSS of each of {WORKERS} workers after a fetch: {} MB (goal 3)",
        sizes.iter().map(|size| format!("{size:.2}")).collect::<Vec<_>>().join(", ")
    );
}

/// What `/proc` says of a process.
fn pss_megabytes(process: Process) -> f64 {
    let text = fs::read_to_string(format!("/proc/{}/smaps_rollup", process.pid)).expect("a live process");
    let line = text.lines().find(|line| line.starts_with("Pss:")).expect("its PSS");
    let kilobytes: f64 = line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).expect("a number");
    kilobytes * 1024.0 / 1e6
}
