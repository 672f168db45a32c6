//! The course as a terminal runs it: what must come out of each lesson, and how one ends.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use common::files::files_in;
use common::program::{Finished, Process, Program, Running};
use common::wait::{eventually, tell};
use manyhands::lessons;
use manyhands::model::{Lesson, LessonCommand, LessonEvent, LessonPlan, LessonReport, LessonStep, LessonValue};
use manyhands::worker::{self, Companion};
use rustix::process::Signal;

const LONGEST: Duration = Duration::from_secs(120);

/// Runs a lesson with these settings; what it printed on standard output is its report and nothing else.
fn run(lesson: &str, settings: &[&str]) -> (LessonReport, Finished) {
    let program = Program::new();
    let finished = program.start(&arguments(lesson, settings)).finish(LONGEST);
    assert_eq!(program.processes(), [], "{lesson}: processes stayed");
    assert_eq!(files_in(&program.home().join("tmp")), Vec::<PathBuf>::new(), "{lesson}: temporary files stayed");
    (report(&finished), finished)
}

fn arguments<'a>(lesson: &'a str, settings: &[&'a str]) -> Vec<&'a str> {
    let settings = settings.iter().flat_map(|setting| ["--set", setting]);
    ["lesson", lesson, "--json", "-"].into_iter().chain(settings).collect()
}

fn report(finished: &Finished) -> LessonReport {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/lesson.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(schema).expect("the schema lies in assets")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let json = serde_json::from_str(&finished.stdout).unwrap_or_else(|error| panic!("no JSON ({error}): {finished:?}"));
    let errors: Vec<_> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    serde_json::from_value(json).expect("a report")
}

/// Runs a lesson that must end well.
fn steps(lesson: &str, settings: &[&str]) -> Vec<LessonStep> {
    let (report, finished) = run(lesson, settings);
    assert_eq!(finished.code, Some(0), "{lesson}: {finished:?}");
    assert_eq!(report.lesson.key(), lesson);
    assert!(report.steps.iter().all(|step| step.as_expected), "{lesson}: {report:?}");
    report.steps
}

fn numbers(step: &LessonStep) -> Vec<i64> {
    let number = |value: &LessonValue| match value {
        LessonValue::Whole(number) => *number,
        other => panic!("{other:?} is no whole number"),
    };
    step.output.iter().map(number).collect()
}

fn reals(step: &LessonStep) -> Vec<f64> {
    let number = |value: &LessonValue| match value {
        LessonValue::Real(number) => *number,
        other => panic!("{other:?} is no measured number"),
    };
    step.output.iter().map(number).collect()
}

fn distinct(pids: &[u32]) -> usize {
    let mut pids = pids.to_vec();
    pids.sort_unstable();
    pids.dedup();
    pids.len()
}

#[test]
fn square_cube_gives_the_values_in_the_order_of_the_input() {
    let (report, finished) = run("square-cube", &[]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let [step] = report.steps.as_slice() else { panic!("{report:?}") };
    assert_eq!(numbers(step), [1, 1, 4, 8, 9, 27, 16, 64, 25, 125]);
    assert_eq!(distinct(&step.pids), 4);
    assert!(step.secs >= 0.4, "five numbers of 0.2 s by four workers are two waves: {} s", step.secs);
    assert!(finished.stderr.contains("The square of 3 is 9 and its cube is 27"), "{}", finished.stderr);
}

#[test]
fn a_worker_killed_inside_square_cube_costs_nothing_but_time() {
    let program = Program::new();
    let running = program.start(&arguments("square-cube", &["each-takes=2"]));
    let workers = eventually(Duration::from_secs(30), "all four workers are there", || {
        let workers: Vec<Process> = program.processes().into_iter().filter(|process| process.is("@worker")).collect();
        (workers.len() == 4).then_some(workers)
    });
    // By then each is in the middle of its number.
    thread::sleep(Duration::from_millis(500));
    workers[1].signal(Signal::KILL);
    let finished = running.finish(Duration::from_secs(30));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let report = report(&finished);
    assert_eq!(numbers(&report.steps[0]), [1, 1, 4, 8, 9, 27, 16, 64, 25, 125]);
    assert_eq!(distinct(&report.steps[0].pids), 5, "another process took its place");
    assert!(finished.stderr.contains("Tried once more"), "{}", finished.stderr);
    assert_eq!(program.processes(), []);
}

#[test]
fn pool_map_keeps_the_order_and_a_closed_pool_refuses() {
    let steps = steps("pool-map", &[]);
    let [squares, tens, closing] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(numbers(squares), [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]);
    assert_eq!(numbers(tens), [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    assert_eq!((distinct(&squares.pids), distinct(&tens.pids)), (10, 5));
    let mut expected: Vec<LessonValue> = tens.output.clone();
    expected.extend([LessonValue::Whole(10), LessonValue::Text("the pool is closed".to_owned())]);
    assert_eq!(closing.output, expected);
}

#[test]
fn shared_array_is_seen_by_all_and_nothing_is_sent_back() {
    let steps = steps("shared-array", &["values=100000"]);
    let [places, plain, careful] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(numbers(places), [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]);
    assert_eq!(distinct(&places.pids), 10);
    for step in [plain, careful] {
        assert_eq!(numbers(step), [100_000], "so many are right: {}", step.name);
        assert!(distinct(&step.pids) == 4 && step.secs > 0.0, "{step:?}");
    }
}

#[test]
fn four_processes_are_alive_one_at_a_time_or_all_at_once() {
    let steps = steps("four-processes", &[]);
    let [inside, after] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(numbers(inside), [10, 20, 30, 40]);
    let mut any_order = numbers(after);
    any_order.sort_unstable();
    assert_eq!(any_order, [10, 20, 30, 40]);
    assert_eq!((distinct(&inside.pids), distinct(&after.pids)), (4, 4));
    assert!(inside.secs >= 0.8 && after.secs >= 0.2, "{} {}", inside.secs, after.secs);
    assert!(inside.secs > after.secs, "{} {}", inside.secs, after.secs);
}

#[test]
fn logging_loses_and_tears_nothing_over_several_files() {
    let (report, finished) = run("logging", &["processes=5", "records-each=40", "kB-a-file=1"]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let [step] = report.steps.as_slice() else { panic!("{report:?}") };
    assert_eq!(numbers(step), [40; 5]);
    assert_eq!(distinct(&step.pids), 5);
    assert!(finished.stderr.contains("200 of 200 records of five processes stand whole in"), "{}", finished.stderr);
    // Two hundred lines of about 45 bytes need nine files of a thousand.
    assert!(!finished.stderr.contains("one file") && finished.stderr.contains("none torn and none missing"));
}

#[test]
fn own_memory_is_one_counter_for_threads_and_one_for_each_process() {
    let steps = steps("own-memory", &[]);
    let [threads, processes] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(numbers(threads), [4000]);
    assert_eq!(numbers(processes), [1000, 1000, 1000, 1000, 0]);
    assert_eq!((threads.pids.len(), distinct(&processes.pids)), (1, 4));
    assert!(!processes.pids.contains(&threads.pids[0]));
}

#[test]
fn start_cost_measures_every_start() {
    let steps = steps("start-cost", &["starts=6"]);
    let [threads, processes, many] = steps.as_slice() else { panic!("{steps:?}") };
    assert!(reals(threads)[0] > 0.0 && reals(processes)[0] > 0.0, "{steps:?}");
    assert_eq!((distinct(&processes.pids), distinct(&many.pids)), (6, 6));
    let [_, process_kb] = reals(many)[..] else { panic!("{many:?}") };
    assert!((100.0..1_000_000.0).contains(&process_kb), "a process of {process_kb} kB");
}

#[test]
fn download_race_waits_once_for_all_or_once_for_each() {
    let steps = steps("download-race", &["downloads=4", "latency=0.3"]);
    let [in_a_loop, each] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!((numbers(in_a_loop), numbers(each)), (vec![4], vec![4]));
    assert_eq!((in_a_loop.pids.len(), distinct(&each.pids)), (1, 4));
    assert!(in_a_loop.secs >= 1.2 && each.secs >= 0.3 && each.secs < in_a_loop.secs, "{steps:?}");
}

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
fn io_or_cpu_measures_every_mode_on_both_kinds_of_work() {
    let settings = ["workers=2", "pictures=4", "each-waits=0.1", "pixels=600x900"];
    let steps = steps("io-or-cpu", &settings);
    let [waiting, computing] = steps.as_slice() else { panic!("{steps:?}") };
    let waited = reals(waiting);
    assert!(waited.len() == 5 && waited[0] >= 0.4 && waited[1..].iter().all(|secs| *secs >= 0.1), "{waited:?}");
    assert!(reals(computing).len() == 5 && reals(computing).iter().all(|secs| *secs > 0.0), "{computing:?}");
}

#[test]
fn fifo_starts_tasks_in_their_order_and_reduces_what_was_mapped() {
    let steps = steps("fifo", &[]);
    let [order, reduced] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(numbers(order), (1..=12).collect::<Vec<_>>());
    let squares = (1..=12).map(|number: i64| number.pow(2));
    assert_eq!(numbers(reduced), squares.chain([650]).collect::<Vec<_>>());
    assert_eq!((distinct(&order.pids), distinct(&reduced.pids)), (3, 3));
}

#[test]
fn knobs_change_what_is_run() {
    let steps = steps("square-cube", &["workers=2", "numbers=3", "each-takes=0"]);
    assert_eq!((numbers(&steps[0]), distinct(&steps[0].pids)), (vec![1, 1, 4, 8, 9, 27], 2));
    let steps = self::steps("four-processes", &["processes=6", "each-works=0"]);
    assert_eq!(numbers(&steps[0]), [10, 20, 30, 40, 50, 60]);
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
    for (lesson, setting) in
        [("four-processes", "each-works=2"), ("square-cube", "each-takes=5"), ("start-cost", "starts=300")]
    {
        let program = Program::new();
        let running = program.start(&arguments(lesson, &[setting]));
        wait_for_a_step(&running, &program);
        let asked = Instant::now();
        running.signal_group(Signal::INT);
        let finished = running.finish(Duration::from_secs(20));
        let took = asked.elapsed();
        assert_eq!(finished.code, Some(130), "{lesson}: {finished:?}");
        assert!(took < Duration::from_secs(1), "{lesson}: it took {took:?}");
        report(&finished);
        assert_eq!(program.processes(), [], "{lesson}");
        assert_eq!(files_in(&program.home().join("tmp")), Vec::<PathBuf>::new(), "{lesson}");
    }
}

/// A process in the role that a window starts, and what it tells up to the event that `is_enough`.
fn events(companion: &mut Companion, is_enough: impl Fn(&LessonEvent) -> bool) -> Vec<LessonEvent> {
    let mut events = Vec::new();
    while let Some(event) = companion.receive::<LessonEvent>().expect("it can be understood") {
        let is_last = is_enough(&event);
        events.push(event);
        if is_last {
            return events;
        }
    }
    panic!("it ended before: {events:?}");
}

fn companion() -> Companion {
    let program = worker::Program::at(env!("CARGO_BIN_EXE_manyhands"), "@lesson");
    Companion::start(&program).expect("it starts")
}

fn plan(lesson: Lesson, values: &[f64]) -> LessonPlan {
    LessonPlan { lesson, values: values.to_vec(), python: false }
}

fn is_end(event: &LessonEvent) -> bool {
    matches!(event, LessonEvent::Ended { .. } | LessonEvent::Failed(_))
}

#[test]
fn a_window_s_lesson_tells_its_events_in_order() {
    for lesson in [Lesson::FourProcesses, Lesson::Logging, Lesson::StartCost, Lesson::OwnMemory, Lesson::Fifo] {
        let values = lessons::of(lesson).first_values();
        let mut companion = companion();
        companion.send(&LessonCommand::Run(plan(lesson, &values))).expect("it listens");
        let events = events(&mut companion, is_end);
        assert_in_order(lesson, &events);
    }
}

/// Every line, figure and result stands between the beginning and the end of its step.
fn assert_in_order(lesson: Lesson, events: &[LessonEvent]) {
    let (mut under_way, mut next, mut lines, mut figures) = (None, 0, 0, 0);
    let [LessonEvent::Started { steps }, rest @ .., LessonEvent::Ended { report, conclusion, cancelled: false }] =
        events
    else {
        panic!("{lesson}: {events:?}");
    };
    for event in rest {
        match event {
            LessonEvent::StepStarted { step, .. } => {
                assert_eq!((under_way, *step), (None, next), "{lesson}");
                (under_way, next) = (Some(*step), next + 1);
            }
            LessonEvent::Line(line) => {
                assert_eq!(Some(line.step), under_way, "{lesson}: {line:?}");
                lines += 1;
            }
            LessonEvent::Figure { step, .. } => {
                assert_eq!(Some(*step), under_way, "{lesson}");
                figures += 1;
            }
            LessonEvent::StepFinished { step, result } => {
                assert_eq!(Some(*step), under_way.take(), "{lesson}");
                assert_eq!(report.steps[*step as usize], *result, "{lesson}");
            }
            other => panic!("{lesson}: {other:?}"),
        }
    }
    assert_eq!((under_way, next, report.steps.len()), (None, *steps, *steps as usize), "{lesson}");
    assert!(lines > 0 && figures >= *steps && !conclusion.is_empty(), "{lesson}: {lines} {figures} {conclusion:?}");
}

#[test]
fn a_window_s_lesson_is_cancelled_in_its_middle() {
    let mut companion = companion();
    companion.send(&LessonCommand::Run(plan(Lesson::SquareCube, &[2.0, 20.0, 5.0]))).expect("it listens");
    events(&mut companion, |event| matches!(event, LessonEvent::StepStarted { .. }));
    thread::sleep(Duration::from_millis(300));
    let asked = Instant::now();
    companion.send(&LessonCommand::Cancel).expect("it listens");
    let events = events(&mut companion, is_end);
    assert!(asked.elapsed() < Duration::from_secs(1), "it took {:?}", asked.elapsed());
    let Some(LessonEvent::Ended { report, conclusion, cancelled: true }) = events.last() else { panic!("{events:?}") };
    assert!(report.steps.is_empty() && conclusion.is_empty(), "{report:?} {conclusion:?}");
    assert_eq!(companion.end().exit, "0");
}

#[test]
fn a_window_s_lesson_refuses_what_no_knob_can_be() {
    let mut companion = companion();
    companion.send(&LessonCommand::Run(plan(Lesson::Fifo, &[3.0, 99.0, 0.1]))).expect("it listens");
    let events = events(&mut companion, is_end);
    let [LessonEvent::Failed(sentence)] = events.as_slice() else { panic!("{events:?}") };
    assert!(sentence.contains("tasks") && sentence.contains("from 1 to 64") && sentence.ends_with('.'), "{sentence}");
}

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
        program.start(&["lesson", "four-processes", "--set", "each-works=1.5", "--set", "processes=2", "--python"]);
    eventually(Duration::from_secs(60), "its Python runs processes of its own", || {
        let is_python = |process: &Process| process.arguments().iter().any(|word| word.ends_with("lesson.py"));
        (program.processes().into_iter().filter(|process| is_python(process)).count() >= 2).then_some(())
    });
    let asked = Instant::now();
    running.signal_group(Signal::INT);
    let finished = running.finish(Duration::from_secs(20));
    assert_eq!(finished.code, Some(130), "{finished:?}");
    assert!(asked.elapsed() < Duration::from_secs(1), "it took {:?}", asked.elapsed());
    eventually(Duration::from_secs(5), "every process is gone", || program.processes().is_empty().then_some(()));
}
