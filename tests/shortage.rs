//! What the system does not give: fewer workers than asked, and it says so; nothing fails.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use common::program::{Finished, Program, Running};
use common::report::{kinds, report};
use common::wait::{eventually, tell};
use manyhands::model::Mode;

const TASKS: usize = 200;
/// So many downloads by as many threads and slots, those of processes last: they ask for room themselves.
const MANY: [&str; 17] = [
    "run",
    "/id/[1-200]/20/30",
    "-n",
    "200",
    "-m",
    "thread-pool:200",
    "-m",
    "async:200",
    "-m",
    "process-pool:30",
    "--latency",
    "100",
    "--rounds",
    "1",
    "--json",
    "-",
    "-q",
];

/// Runs the program in a shell that has set its limits like this.
fn within(limits: &str, program: &Program, arguments: &[&str]) -> Finished {
    finish(limited(limits, Path::new(env!("CARGO_BIN_EXE_manyhands")), program, arguments))
}

fn finish(command: Command) -> Finished {
    Running::start(command).finish(Duration::from_secs(60))
}

fn limited(limits: &str, executable: &Path, program: &Program, arguments: &[&str]) -> Command {
    let inner = program.command(arguments);
    let mut outer = Command::new("/bin/bash");
    outer.args(["-c", &format!("{limits}; exec \"$0\" \"$@\"")]).arg(executable).args(inner.get_args());
    outer.env_clear().envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outer.current_dir(program.home());
    outer
}

#[test]
fn room_for_files_is_made_for_the_largest_contender_whoever_comes_first() {
    let finished = within("ulimit -Sn 128", &Program::new(), &MANY);
    assert_eq!(finished.code, Some(0), "{}", finished.stderr);
    let report = report(&finished);
    for run in &report.runs {
        assert_eq!(kinds(run), vec![None; TASKS], "{}", run.contender());
        let busiest = run.downloads.iter().map(|download| download.worker).max();
        assert_eq!(busiest, Some(u32::from(run.workers) - 1), "{}", run.contender());
    }
    let why = report.verdict.why.join("\n");
    assert!(!why.contains("Only"), "{why}");
}

#[test]
fn where_there_is_no_room_for_files_there_are_fewer_workers_in_every_mode() {
    let finished = within("ulimit -n 128", &Program::new(), &MANY);
    assert_eq!(finished.code, Some(0), "{}", finished.stderr);
    let report = report(&finished);
    let why = report.verdict.why.join("\n");
    for run in &report.runs {
        let who = run.contender();
        assert_eq!(kinds(run), vec![None; TASKS], "{who}");
        let workers = 1 + run.downloads.iter().map(|download| download.worker).max().expect("downloads");
        let noun = if run.mode == Mode::ProcessPool { "processes" } else { run.mode.worker_noun() };
        assert!(1 < workers && workers < u32::from(run.workers), "{who}: {workers}");
        assert!(why.contains(&format!("of {} {noun}", run.workers)), "{who}: {why}");
        assert!(why.contains("Too many open files"), "{why}");
    }
}

#[test]
fn where_no_more_processes_are_allowed_threads_are_fewer_too() {
    if !rustix::process::geteuid().is_root() {
        return tell("skipped: it takes root to be a user who has no other processes");
    }
    // The limit counts all that a user runs, and spares root.
    let somebody = 1_000_000_000 + std::process::id();
    let program = Program::new();
    for folder in [program.home().to_owned(), program.home().join("tmp")] {
        chown(&folder, Some(somebody), Some(somebody)).expect("root gives away what is its own");
    }
    // Where the program lies somebody else may not look.
    let (built, executable) = (env!("CARGO_BIN_EXE_manyhands"), program.home().join("manyhands"));
    fs::hard_link(built, &executable).or_else(|_| fs::copy(built, &executable).map(drop)).expect("a second name");
    // By a name: looking that up takes a thread too.
    let lab = program.start(&["lab", "--latency", "50"]);
    let port = eventually(Duration::from_secs(20), "the lab server listens", || {
        lab.stdout().trim().rsplit_once(':').map(|(_, port)| port.to_owned())
    });
    let url = format!("http://localhost:{port}/id/[1-200]/20/30");
    let arguments = ["run", &url, "-n", "200", "-m", "thread-pool:100", "-m", "process-pool:60", "-m", "async:100"];
    let fixed = ["--rounds", "1", "--json", "-", "-q"];
    let mut command = limited("ulimit -u 40", &executable, &program, &[&arguments as &[_], &fixed].concat());
    command.uid(somebody).gid(somebody);
    let finished = finish(command);
    assert_eq!(finished.code, Some(0), "{}", finished.stderr);
    let report = report(&finished);
    let why = report.verdict.why.join("\n");
    assert!(report.runs.iter().all(|run| kinds(run) == vec![None; TASKS]), "{why}");
    assert!(why.contains("of 100 threads") && why.contains("of 60 processes"), "{why}");
    assert!(!why.contains("slots"), "one thread is enough for these: {why}");
}
