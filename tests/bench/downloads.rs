//! 100 files of 1 MB from nginx on loopback: each mode against `curl -Z --parallel-max 10`.
//!
//! curl and the modes take turns, so that both meet the same machine. A mode's figure is the wall
//! time of its run (processes started and joined, files in place); curl's is that of the whole
//! process, and the whole of `manyhands run` with the one mode is shown beside it.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../common/mod.rs"]
mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use manyhands::model::Report;

use common::program::Program;
use common::server::Server;

const FILES: usize = 100;
const FILE_BYTES: usize = 1_000_000;
const PAIRS: usize = 7;
const MODES: [&str; 4] = ["async:10", "thread-pool:10", "process-pool:10", "sequential"];

fn main() {
    let root = tempfile::tempdir().expect("a folder to serve");
    for number in 1..=FILES {
        // Not all alike, and beginning as a JPEG does.
        let body: Vec<u8> = (0..FILE_BYTES).map(|at| (at * number % 251) as u8).collect();
        fs::write(root.path().join(format!("{number}.jpg")), [b"\xff\xd8\xff\xe0".as_slice(), &body[4..]].concat())
            .expect("a file to serve");
    }
    let server = Server::nginx(root.path());
    let urls = server.url("/[1-100].jpg");
    let mut curl = Vec::new();
    let mut runs: Vec<Vec<f64>> = vec![Vec::new(); MODES.len()];
    let mut wholes: Vec<Vec<f64>> = vec![Vec::new(); MODES.len()];
    for pair in 0..=PAIRS {
        let mut times = Vec::new();
        for mode in MODES {
            let base = curl_secs(&urls);
            let (run, whole) = run_secs(mode, &urls);
            times.push((base, run, whole));
        }
        // The first time everything is cold.
        for (place, (base, run, whole)) in times.into_iter().enumerate().filter(|_| pair > 0) {
            curl.push(base);
            runs[place].push(run / base);
            wholes[place].push(whole / base);
        }
    }
    println!("100 × 1 MB from nginx, {PAIRS} pairs; curl -Z --parallel-max 10: {:.3} s", median(&mut curl));
    for (place, mode) in MODES.iter().enumerate() {
        println!(
            "{mode:16} {:.2} × curl (its run), {:.2} × curl (the whole program)",
            median(&mut runs[place]),
            median(&mut wholes[place])
        );
    }
}

fn curl_secs(urls: &str) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let start = Instant::now();
    let mut command = Command::new("curl");
    command
        .args(["-sS", "-Z", "--parallel-max", "10", "--remote-name-all", "--output-dir"])
        .arg(folder.path())
        .arg(urls);
    let status = command.stdin(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.expect("curl is not installed: apt-get install curl").success(), "curl failed");
    let secs = start.elapsed().as_secs_f64();
    assert_whole(folder.path());
    secs
}

/// The run's own wall time and that of the whole program.
fn run_secs(mode: &str, urls: &str) -> (f64, f64) {
    let program = Program::new();
    let folder = program.home().join("files");
    let arguments = ["run", urls, "-m", mode, "--rounds", "1", "--no-warm-up", "--json", "-", "--folder"];
    let start = Instant::now();
    let mut command = program.command(&arguments);
    command.arg(&folder);
    let finished = common::program::Running::start(command).finish(Duration::from_secs(60));
    let whole = start.elapsed().as_secs_f64();
    let report: Report = serde_json::from_str(&finished.stdout).unwrap_or_else(|_| panic!("{finished:?}"));
    assert_eq!(report.totals(), (FILES as u64, 0), "every file whole");
    (report.runs[0].wall_secs, whole)
}

fn assert_whole(folder: &Path) {
    let sizes =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").metadata().expect("its size").len());
    assert!(sizes.filter(|size| *size == FILE_BYTES as u64).count() == FILES, "curl got every file whole");
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
