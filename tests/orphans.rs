//! Nothing is left behind: whoever is killed, however hard.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use common::files::files_in;
use common::program::{Process, Program, Running};
use common::report::{kinds, report};
use common::wait::{eventually, tell};
use rustix::process::Signal;

/// A comparison whose downloads take so long that it is in its middle for as long as a test needs.
const LONG: [&str; 7] = ["run", "/id/[1-4]/60/90", "--latency", "20000", "--rounds", "1", "--no-warm-up"];

/// The worker processes that have a connection open: they are in the middle of a download.
fn busy_workers(program: &Program) -> Vec<Process> {
    let is_busy = |process: &Process| {
        let open = fs::read_dir(format!("/proc/{}/fd", process.pid)).into_iter().flatten().flatten();
        let targets = open.filter_map(|entry| fs::read_link(entry.path()).ok());
        targets.into_iter().any(|target| target.to_string_lossy().starts_with("socket:"))
    };
    program.processes().into_iter().filter(|process| process.is("@worker") && is_busy(process)).collect()
}

fn wait_for_busy_workers(program: &Program, count: usize) -> Vec<Process> {
    eventually(Duration::from_secs(30), "every worker is in the middle of a download", || {
        Some(busy_workers(program)).filter(|workers| workers.len() == count)
    })
}

#[test]
fn a_killed_run_leaves_no_process() {
    for mode in ["process-pool:4", "process-per-task"] {
        let program = Program::new();
        let running = program.start(&[&LONG as &[_], &["-m", mode]].concat());
        let workers = wait_for_busy_workers(&program, 4);
        // One that is stopped cannot end itself: the system has to.
        workers[0].signal(Signal::STOP);
        assert!(program.processes().len() > workers.len() + 1, "the lab server is a process of its own");
        program.assert_a_kill_leaves(running.process(), &[]);
    }
}

#[test]
fn a_killed_worker_s_task_is_tried_again_and_the_run_ends_whole() {
    for mode in ["process-pool:2", "process-per-task"] {
        let program = Program::new();
        let arguments = ["run", "/id/[1-4]/60/90", "--latency", "700", "--rounds", "1", "--no-warm-up", "-m", mode];
        let running = program.start(&[&arguments as &[_], &["--json", "-"]].concat());
        let workers = if mode == "process-per-task" { 4 } else { 2 };
        let victim = wait_for_busy_workers(&program, workers)[0];
        victim.signal(Signal::KILL);
        let finished = running.finish(Duration::from_secs(30));
        assert_eq!(finished.code, Some(0), "{mode}: {finished:?}");
        let report = report(&finished);
        let run = &report.runs[0];
        assert_eq!(kinds(run), [None; 4], "{mode}");
        let mut attempts: Vec<_> = run.downloads.iter().map(|download| download.attempts).collect();
        attempts.sort_unstable();
        assert_eq!(attempts, [1, 1, 1, 2], "{mode}: one task was tried twice");
        assert!(run.downloads.iter().all(|download| download.pid != victim.pid), "{mode}");
        let exits: Vec<_> = run.processes.iter().filter(|process| process.pid == victim.pid).collect();
        assert!(matches!(exits.as_slice(), [process] if process.exit == "signal 9"), "{mode}: {exits:?}");
        assert!(run.processes.iter().all(|process| process.pid == victim.pid || process.exit == "0"), "{mode}");
        assert_eq!(program.processes(), [], "{mode}");
    }
}

/// The part files below a folder.
fn parts(folder: &Path) -> Vec<PathBuf> {
    files_in(folder).into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "part")).collect()
}

#[test]
fn a_killed_worker_s_part_file_goes_with_it() {
    for mode in ["process-pool:2", "process-per-task"] {
        let program = Program::new();
        let folder = program.home().join("kept");
        let slow = ["run", "/id/[1-4]/2000/3000", "--latency", "0", "--per-connection", "500kB/s", "--rounds", "1"];
        let place = folder.display().to_string();
        let more = ["--no-warm-up", "--json", "-", "-m", mode, "--folder", &place];
        let running = program.start(&[&slow as &[_], &more].concat());
        let part = eventually(Duration::from_secs(30), "a part file grows", || parts(&folder).pop());
        let workers = program.processes().into_iter().filter(|process| process.is("@worker"));
        let is_writer = |process: &Process| {
            let name = part.file_name().expect("a name").to_string_lossy();
            name.contains(&format!(".manyhands-{}-", process.pid))
        };
        let victim = workers.into_iter().find(is_writer).expect("the part bears its process");
        victim.signal(Signal::KILL);
        eventually(Duration::from_secs(10), "the part is gone", || (!part.exists()).then_some(()));
        assert!(!program.processes().is_empty(), "{mode}: the run goes on meanwhile");
        let finished = running.finish(Duration::from_secs(60));
        assert_eq!(finished.code, Some(0), "{mode}: {finished:?}");
        assert!(report(&finished).runs[0].downloads.iter().any(|download| download.attempts == 2), "{mode}");
        assert_eq!((files_in(&folder).len(), parts(&folder)), (4, Vec::new()), "{mode}: {:?}", files_in(&folder));
    }
}

/// Somebody in a container has numbers for processes of its own: none of them is known here, and all are alive.
#[test]
fn what_a_container_writes_into_a_shared_folder_is_left_alone() {
    let program = Program::new();
    let (folder, temporary) = (program.home().join("kept"), program.home().join("tmp"));
    let place = folder.display().to_string();
    let apart = |script: &str, arguments: &[&str]| {
        let inner = program.command(arguments);
        let mut outer = Command::new("unshare");
        outer.args(["--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-c", script]);
        outer.arg(inner.get_program()).args(inner.get_args());
        outer.env_clear().envs(inner.get_envs().filter_map(|(key, value)| Some((key, value?))));
        outer
    };
    if !apart("true", &[]).output().is_ok_and(|output| output.status.success()) {
        return tell("skipped: this system does not allow process numbers of one's own (unshare)");
    }
    let slow = ["run", "/id/1/2000/3000", "--per-connection", "50kB/s", "--rounds", "1", "--no-warm-up", "-m"];
    let start = |more: &[&str]| Running::start(apart("exec \"$0\" \"$@\"", &[&slow as &[_], more].concat()));
    let kept = start(&["process-pool:1", "--folder", &place]);
    let passing = start(&["async:1"]);
    let mut there = Vec::new();
    for folder in [&folder, &temporary] {
        there.push(eventually(Duration::from_secs(30), "a part file grows", || parts(folder).pop()));
    }
    let quick = ["run", "/54", "-n", "1", "--latency", "0", "--rounds", "1", "-m", "sequential"];
    for more in [&["--folder", &place] as &[_], &[]] {
        let finished = program.run(&[&quick as &[_], more].concat());
        assert_eq!(finished.code, Some(0), "{finished:?}");
        assert!(there.iter().all(|part| part.exists()), "{there:?}");
    }
    drop((kept, passing));
}

#[test]
fn what_was_fetched_counts_though_the_workers_keep_dying() {
    for mode in ["process-pool:4", "process-per-task"] {
        let program = Program::new();
        // One after another, so that some are done while others have yet to begin.
        let pace = ["run", "/id/1/60/90", "-n", "40", "--rate", "10", "--latency", "20", "--rounds", "1"];
        let rest = ["--no-warm-up", "--keep", "none", "--folder", "kept", "-m", mode, "--json", "-"];
        let mut running = program.start(&[&pace as &[_], &rest].concat());
        let kept = program.home().join("kept");
        eventually(Duration::from_secs(30), "some pictures are there", || (files_in(&kept).len() >= 8).then_some(()));
        let start = Instant::now();
        while !running.has_ended() && start.elapsed() < Duration::from_secs(30) {
            let workers = program.processes().into_iter().filter(|process| process.is("@worker"));
            workers.take(4).for_each(|worker| worker.signal(Signal::KILL));
            std::thread::sleep(Duration::from_millis(50));
        }
        let finished = running.finish(Duration::from_secs(10));
        assert_eq!(finished.code, Some(1), "{mode}: {finished:?}");
        assert!(finished.stderr.contains("Ended early.") && finished.stderr.contains("died"), "{mode}: {finished:?}");
        let report = report(&finished);
        let [run] = report.runs.as_slice() else { panic!("{mode}: one run, though it broke off: {finished:?}") };
        assert!(!run.usable && run.ok >= 4 && run.ok + run.failed == 40, "{mode}: {} of 40", run.ok);
        let fetched = run.downloads.iter().filter(|download| download.outcome.is_ok());
        assert!(fetched.clone().all(|download| download.bytes > 0), "{mode}: what was measured is told");
        assert_eq!(files_in(&kept), Vec::<PathBuf>::new(), "{mode}: nothing is to be kept");
        assert_eq!(program.processes(), [], "{mode}");
    }
}

#[test]
fn a_stopped_worker_counts_as_dead_after_its_silence() {
    let program = Program::new();
    let arguments = ["run", "/id/[1-2]/60/90", "--latency", "1500", "--rounds", "1", "--no-warm-up"];
    let running = program.start(&[&arguments as &[_], &["-m", "process-pool:2", "--json", "-"]].concat());
    let victim = wait_for_busy_workers(&program, 2)[0];
    victim.signal(Signal::STOP);
    let finished = running.finish(Duration::from_secs(30));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let report = report(&finished);
    let run = &report.runs[0];
    assert_eq!(kinds(run), [None; 2]);
    assert!(run.downloads.iter().any(|download| download.attempts == 2), "{:?}", run.downloads);
    assert!(run.wall_secs > 4.0, "it took {} s: silence is waited for", run.wall_secs);
    assert_eq!(program.processes(), []);
}

#[test]
fn a_second_interrupt_ends_it_at_once() {
    let program = Program::new();
    let running = program.start(&[&LONG as &[_], &["-m", "process-pool:4"]].concat());
    wait_for_busy_workers(&program, 4);
    running.signal_group(Signal::INT);
    running.signal_group(Signal::INT);
    let start = Instant::now();
    assert_eq!(running.finish(Duration::from_secs(10)).code, Some(130));
    eventually(Duration::from_secs(10), "every process of ours is gone", || {
        program.processes().is_empty().then_some(())
    });
    assert!(start.elapsed() < Duration::from_secs(2), "it took {:?}", start.elapsed());
}
