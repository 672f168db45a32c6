//! The Python of each lesson, run beside it.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::{LONGEST, arguments, report};
use crate::common::program::{Process, Program, Running};
use crate::common::wait::{eventually, tell};

/// Whether there is a Python to run beside the lessons; where there is none, the test says so.
fn has_python() -> bool {
    let is_there = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !is_there {
        tell("There is no python3 on this machine: what needs it is left out.");
    }
    is_there
}

#[test]
fn the_python_of_every_lesson_does_the_same() {
    if !has_python() {
        return;
    }
    let cases: [(&str, &[&str], &[&str]); 10] = [
        ("download-race", &["downloads=2", "latency=0.05"], &["fetched picture 2", "s with a process each."]),
        ("square-cube", &["each-takes=0"], &["The square of 3 is 9 and its cube is 27", "numbers by 4 workers"]),
        ("pool-map", &[], &["  100 ", "a task after close: Pool not running", "after join 10 of 10 are done"]),
        ("shared-array", &["values=10000"], &["[1, 4, 9, 16, 25, 36, 49, 64, 81, 100]", "ms, all right"]),
        ("four-processes", &["each-works=0.05"], &["gave a number: 40", "s with join after it."]),
        ("logging", &[], &["process 3 record 25 of 25", "100 of 100 records"]),
        ("own-memory", &[], &["together they made it 4000", "  sees 1000", "the parent sees 0"]),
        ("start-cost", &["starts=4"], &["a thread: ", "a process: "]),
        ("io-or-cpu", &["pictures=2", "each-waits=0.05", "pixels=600x900"], &["Waiting", "Computing", "threads: "]),
        ("fifo", &["each-takes=0.02"], &["took task 12 at", "reduce: 650"]),
    ];
    for (lesson, settings, words) in cases {
        let mut arguments = arguments(lesson, settings);
        arguments.push("--python");
        let program = Program::new();
        let finished = program.start(&arguments).finish(LONGEST);
        assert_eq!(finished.code, Some(0), "{lesson}: {finished:?}");
        report(&finished);
        let (_, python) = finished.stderr.split_once("\nPython 3.").unwrap_or_else(|| panic!("{lesson}: {finished:?}"));
        for words in words {
            assert!(python.contains(words), "{lesson}: {words}: {python}");
        }
        assert!(!python.contains("it ended with") && !python.contains("Traceback"), "{lesson}: {python}");
        assert_eq!(program.processes(), [], "{lesson}");
    }
}

#[test]
fn where_there_is_no_python_it_says_so_and_the_lesson_is_whole() {
    let program = Program::new();
    let empty = program.home().join("empty");
    fs::create_dir(&empty).expect("a folder");
    let mut command = program.command(&["lesson", "own-memory", "--python"]);
    command.env("PATH", &empty);
    let finished = Running::start(command).finish(LONGEST);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    assert!(finished.stdout.contains("There is no Python 3 on this machine"), "{}", finished.stdout);
    assert!(finished.stdout.contains("Four threads made one counter 4000"), "{}", finished.stdout);
}

#[test]
fn a_cancelled_python_ends_with_all_it_started() {
    if !has_python() {
        return;
    }
    let program = Program::new();
    let running =
        program.start(&["lesson", "four-processes", "--set", "each-works=2", "--set", "processes=4", "--python"]);
    eventually(Duration::from_secs(60), "its Python runs processes of its own", || {
        let is_python = |process: &Process| process.arguments().iter().any(|word| word.ends_with("lesson.py"));
        (program.processes().into_iter().filter(|process| is_python(process)).count() >= 2).then_some(())
    });
    let asked = Instant::now();
    running.signal_group(Signal::INT);
    let finished = running.finish(Duration::from_secs(20));
    assert_eq!(finished.code, Some(130), "{finished:?}");
    assert!(asked.elapsed() < Duration::from_secs(5), "it took {:?}", asked.elapsed());
    eventually(Duration::from_secs(5), "every process is gone", || program.processes().is_empty().then_some(()));
}
