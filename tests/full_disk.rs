//! A disk that fills up: what was whole stays, nothing else does, and it is said how much room there should be.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::process::Command;
use std::time::Duration;

use common::program::{Finished, Program, Running};
use common::report::{kinds, report};
use common::wait::tell;
use manyhands::model::ErrorKind;

/// Room for three of these pictures, and eight are asked for.
const PICTURES: [&str; 8] = ["run", "/id/1/2000/3000", "-n", "8", "--rounds", "1", "--latency", "0"];

/// Runs the program where `disk` in its home is a disk of 3 MB that nobody else sees, and writes beside it what lies there
/// in the end: sizes and names, a line each. `None`: the system does not allow disks of one's own.
fn on_a_small_disk(program: &Program, arguments: &[&str]) -> Option<Finished> {
    let own = |script: &str| {
        let inner = program.command(arguments);
        let script = format!("mount -t tmpfs -o size=3m tmpfs disk && {{ {script}; }}");
        let mut outer = Command::new("unshare");
        outer.args(["--map-root-user", "--mount", "/bin/sh", "-c", &script]).arg(inner.get_program());
        outer.args(inner.get_args()).env_clear().envs(inner.get_envs().filter_map(|(key, value)| Some((key, value?))));
        outer.current_dir(program.home());
        outer
    };
    fs::create_dir(program.home().join("disk")).expect("a place for it");
    let is_allowed = own("true").output().is_ok_and(|output| output.status.success());
    let script = "\"$0\" \"$@\"; code=$?; find disk -type f -printf '%s %p\\n' > left; exit $code";
    is_allowed.then(|| Running::start(own(script)).finish(Duration::from_secs(60)))
}

#[test]
fn in_every_mode_whole_files_stay_and_nothing_further_is_started() {
    let pace = ["--rate", "10"];
    // With one or two at a time, two are whole before there can be too little room for the next.
    for (mode, least_kept, more) in [
        ("sequential", 2, &[] as &[_]),
        ("thread-pool:2", 2, &[]),
        ("async:2", 2, &[]),
        ("process-pool:2", 2, &[]),
        ("process-per-task", 1, &[]),
        ("process-per-task", 1, &pace),
        ("process-pool:8", 1, &pace),
    ] {
        let program = Program::new();
        let fixed = ["--no-warm-up", "--folder", "disk", "--json", "report.json", "-m", mode];
        let Some(finished) = on_a_small_disk(&program, &[&PICTURES as &[_], &fixed, more].concat()) else {
            return tell("skipped: this system does not allow a disk of one's own (unshare, mount)");
        };
        assert_eq!(finished.code, Some(1), "{mode}: {finished:?}");
        let stdout = fs::read_to_string(program.home().join("report.json")).expect("a report");
        let report = report(&Finished { stdout, ..finished });
        let [run] = report.runs.as_slice() else { panic!("{mode}: one run") };
        assert!(!run.usable, "{mode}");
        let kinds = kinds(run);
        let count = |kind: Option<ErrorKind>| kinds.iter().filter(|known| **known == kind).count();
        let (kept, full, cut_off) =
            (count(None), count(Some(ErrorKind::StorageFull)), count(Some(ErrorKind::Cancelled)));
        assert!(kept >= least_kept && full > 0 && kept + full + cut_off == 8, "{mode}: {kinds:?}");
        // What was under way was finished, one way or the other.
        let begun = run.downloads.iter().filter(|download| download.attempts > 0).count();
        assert_eq!(begun, kept + full, "{mode}: {:?}", run.downloads);
        let is_whole = run.processes.iter().all(|process| process.exit == "0");
        assert!(is_whole || !more.is_empty(), "{mode}: only who waits for its time is killed: {:?}", run.processes);
        let left = fs::read_to_string(program.home().join("left")).expect("a list");
        let mut left: Vec<&str> = left.lines().map(|line| line.split_once(' ').expect("a size").0).collect();
        let of_downloads = run.downloads.iter().filter(|download| download.path.is_some());
        let mut whole: Vec<String> = of_downloads.map(|download| download.bytes.to_string()).collect();
        left.sort_unstable();
        whole.sort_unstable();
        assert_eq!((left.len(), left), (kept, whole.iter().map(String::as_str).collect()), "{mode}");
    }
}

#[test]
fn the_sentences_say_how_much_room_there_should_be() {
    let program = Program::new();
    let more = ["--no-warm-up", "--folder", "disk", "-m", "process-per-task"];
    let Some(finished) = on_a_small_disk(&program, &[&PICTURES as &[_], &more].concat()) else {
        return tell("skipped: this system does not allow a disk of one's own (unshare, mount)");
    };
    let all = format!("{}{}", finished.stdout, finished.stderr);
    let first = all.lines().find(|line| line.contains("the first:")).unwrap_or_else(|| panic!("{all}"));
    assert!(first.contains("make room for"), "{first}");
}
