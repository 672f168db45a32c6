//! What a terminal prints of a lesson, how it exits, and how Ctrl+C ends it.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use manyhands::model::{Lesson, LessonReport, LessonValue};
use rustix::process::Signal;

use super::{LONGEST, arguments, numbers, report};
use crate::common::files::files_in;
use crate::common::program::{Process, Program, Running};
use crate::common::wait::eventually;

/// The worker processes that have a connection open: they are in the middle of a download.
fn busy_workers(program: &Program) -> Vec<Process> {
    let is_busy = |process: &Process| {
        let open = fs::read_dir(format!("/proc/{}/fd", process.pid)).into_iter().flatten().flatten();
        let mut targets = open.filter_map(|entry| fs::read_link(entry.path()).ok());
        targets.any(|target| target.to_string_lossy().starts_with("socket:"))
    };
    program.processes().into_iter().filter(|process| process.is("@worker") && is_busy(process)).collect()
}

#[test]
fn what_did_not_come_out_as_it_must_is_told_and_exits_with_1() {
    let program = Program::new();
    let running = program.start(&arguments("download-race", &["downloads=2", "latency=2"]));
    // A task is tried twice, so its worker has to be killed twice.
    let mut killed: Vec<Process> = Vec::new();
    for _ in 0..2 {
        let victim = eventually(LONGEST, "a worker is in the middle of its download", || {
            let busy = busy_workers(&program);
            let is_next =
                |process: &&Process| if killed.is_empty() { busy.len() == 2 } else { process.pid > killed[0].pid };
            busy.iter()
                .filter(|process| !killed.contains(process))
                .filter(is_next)
                .max_by_key(|process| process.pid)
                .copied()
        });
        victim.signal(Signal::KILL);
        killed.push(victim);
    }
    let finished = running.finish(LONGEST);
    assert_eq!(finished.code, Some(1), "{finished:?}");
    let report = report(&finished);
    let [in_a_loop, each] = report.steps.as_slice() else { panic!("{report:?}") };
    assert!(in_a_loop.as_expected && !each.as_expected, "{report:?}");
    assert_eq!((numbers(each), each.expected.as_deref()), (vec![1], Some([LessonValue::Whole(2)].as_slice())));
    assert!(finished.stderr.contains("not as it must: 1 came, and 2 is right"), "{}", finished.stderr);
}

#[test]
fn without_json_the_lines_and_the_conclusion_stand_on_standard_output() {
    let program = Program::new();
    let finished = program.run(&["lesson", "own-memory", "--json", "report.json"]);
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
    let said = &finished.stdout;
    for words in ["Does every process have its own memory?", "sees 1000", "Four threads made one counter 4000"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let json = fs::read_to_string(program.home().join("report.json")).expect("the report is written");
    let report: LessonReport = serde_json::from_str(&json).expect("a report");
    for pid in &report.steps[1].pids {
        assert!(said.contains(&format!("process {pid} ")), "{pid}: {said}");
    }
}

#[test]
fn the_lessons_are_listed_a_line_each() {
    let finished = Program::new().run(&["lesson"]);
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
    let names: Vec<_> = finished.stdout.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, Lesson::ALL.map(Lesson::key));
}

#[test]
fn what_cannot_be_done_exits_with_2_and_says_what_to_change() {
    let program = Program::new();
    let cases: [(&[&str], &str); 7] = [
        (&["lesson", "four"], "there is no lesson called “four”; `manyhands lesson` lists them"),
        (&["lesson", "fifo", "--set", "hands=3"], "it has workers, tasks, each-takes"),
        (&["lesson", "fifo", "--set", "workers"], "NAME=VALUE"),
        (&["lesson", "fifo", "--set", "workers=99"], "a whole number from 1 to 16"),
        (&["lesson", "fifo", "--set", "each-takes=-1"], "from 0.02 to 1 seconds"),
        (&["lesson", "fifo", "--json", "missing/report.json"], "name another file"),
        (&["lesson", "--set", "workers=2"], "NAME"),
    ];
    for (arguments, words) in cases {
        let finished = program.run(arguments);
        assert_eq!((finished.code, finished.stdout.as_str()), (Some(2), ""), "{arguments:?}: {finished:?}");
        assert!(finished.stderr.contains(words), "{arguments:?}: {}", finished.stderr);
    }
}

/// Waits until a lesson is in the middle of its first step.
fn wait_for_a_step(running: &Running, program: &Program) {
    eventually(Duration::from_secs(30), "the first step is under way", || {
        let is_worker = |process: &Process| process.is("@worker");
        (running.stderr().contains("\n\n") && program.processes().iter().any(is_worker)).then_some(())
    });
}

#[test]
fn an_interrupted_lesson_ends_at_once_and_leaves_nothing() {
    let lessons: [(&str, &[&str]); 3] = [
        ("four-processes", &["processes=8", "each-works=2"]),
        ("square-cube", &["numbers=100", "each-takes=5"]),
        ("start-cost", &["starts=300"]),
    ];
    for (lesson, settings) in lessons {
        let program = Program::new();
        let running = program.start(&arguments(lesson, settings));
        wait_for_a_step(&running, &program);
        let asked = Instant::now();
        running.signal_group(Signal::INT);
        let finished = running.finish(Duration::from_secs(20));
        let took = asked.elapsed();
        assert_eq!(finished.code, Some(130), "{lesson}: {finished:?}");
        assert!(took < Duration::from_secs(5), "{lesson}: it took {took:?}");
        // Starting so many takes no five seconds, but what was left out is seen here too.
        let steps = report(&finished).steps.len();
        assert!(steps < 2, "{lesson}: {steps} steps are whole");
        assert_eq!(program.processes(), [], "{lesson}");
        assert_eq!(files_in(&program.home().join("tmp")), Vec::<PathBuf>::new(), "{lesson}");
    }
}
