//! What must come out of each lesson.

use std::thread;
use std::time::Duration;

use manyhands::model::LessonValue;
use rustix::process::Signal;

use super::{arguments, distinct, numbers, reals, report, run, steps};
use crate::common::program::{Process, Program};
use crate::common::wait::eventually;

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
