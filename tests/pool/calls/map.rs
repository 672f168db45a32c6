//! `apply` and `map`: results in the order of the tasks, one at a time or in chunks.

use manyhands::worker::{Happening, TaskError};

use super::{answer, doubles, evens, numbers, size, start};
use crate::chores::{Chore, answers};

pub const TESTS: &[(&str, fn())] = &[
    ("apply_does_one_task", apply_does_one_task),
    ("chunks_of_any_size_give_the_same", chunks_of_any_size_give_the_same),
    ("a_chunk_goes_to_one_worker_in_its_order", a_chunk_goes_to_one_worker_in_its_order),
    ("chunks_larger_than_a_frame_are_divided", chunks_larger_than_a_frame_are_divided),
    ("no_tasks_have_no_results_in_any_call", no_tasks_have_no_results_in_any_call),
    ("what_cannot_be_sent_fails_alone_in_its_chunk", what_cannot_be_sent_fails_alone_in_its_chunk),
    ("results_that_cannot_be_sent_cost_no_worker", results_that_cannot_be_sent_cost_no_worker),
];

fn apply_does_one_task() {
    let (pool, _) = start(4);
    for number in 0..10 {
        let finished = pool.apply(Chore::Double(number)).expect("the pool works");
        assert_eq!((finished.task, finished.attempts), (0, 1));
        assert_eq!(answer(finished).number, 2 * number);
    }
    pool.join().expect("an orderly end");
}

fn chunks_of_any_size_give_the_same() {
    let (pool, _) = start(4);
    for chunk in [1, 2, 3, 7, 20, 33, 99, 100, 101, 1000, usize::MAX] {
        let finished = pool.map_chunked(doubles(100), size(chunk)).expect("the pool works");
        assert!(finished.iter().enumerate().all(|(place, finished)| finished.task == place));
        assert_eq!(numbers(finished), evens(100), "{chunk} at a time");
    }
    for (tasks, best) in [(0, 1), (1, 1), (16, 1), (17, 2), (100, 7), (1000, 63)] {
        assert_eq!(pool.best_chunk(tasks), size(best), "as Python's `Pool(4)` takes for {tasks}");
    }
    pool.join().expect("an orderly end");
}

fn a_chunk_goes_to_one_worker_in_its_order() {
    let (pool, log) = start(3);
    let finished = pool.map_chunked(vec![Chore::Nap { millis: 3 }; 25], size(10)).expect("the pool works");
    pool.join().expect("an orderly end");
    for chunk in finished.chunks(10) {
        assert!(chunk.iter().all(|one| one.pid == chunk[0].pid), "{chunk:?}");
        assert!(chunk.is_sorted_by_key(|one| one.taken), "{chunk:?}");
        assert!(chunk.windows(2).all(|pair| pair[0].done <= pair[1].taken), "one at a time: {chunk:?}");
    }
    let happenings = log.all();
    let count = |which: fn(&Happening) -> bool| happenings.iter().filter(|happening| which(happening)).count();
    assert_eq!(count(|happening| matches!(happening, Happening::Taken { attempt: 1, .. })), 25);
    assert_eq!(count(|happening| matches!(happening, Happening::Done { .. })), 25);
}

fn chunks_larger_than_a_frame_are_divided() {
    let (pool, log) = start(2);
    let tasks: Vec<Chore> = (0..40).map(|place| Chore::Take { text: "x".repeat(90_000 + place) }).collect();
    let finished = pool.map_chunked(tasks, size(40)).expect("the pool works");
    assert_eq!(numbers(finished), (90_000..90_040).collect::<Vec<u64>>());
    pool.join().expect("an orderly end");
    assert_eq!(log.exits(), ["0", "0"]);
}

fn no_tasks_have_no_results_in_any_call() {
    let (pool, _) = start(1);
    assert!(answers(pool.map(Vec::new())).is_empty());
    assert!(answers(pool.map_chunked(Vec::new(), size(1))).is_empty());
    assert!(pool.imap(Vec::new()).expect("it is open").next().is_none());
    assert!(pool.imap_unordered(Vec::new()).expect("it is open").next().is_none());
    pool.join().expect("an orderly end");
}

fn what_cannot_be_sent_fails_alone_in_its_chunk() {
    let (pool, log) = start(1);
    for place in [0, 3, 9] {
        let mut tasks = doubles(10);
        tasks[place] = Chore::Take { text: "x".repeat(2_000_000) };
        let finished = pool.map_chunked(tasks, size(10)).expect("the pool works");
        for (task, finished) in finished.iter().enumerate() {
            let is_unsendable = matches!(finished.result, Err(TaskError::Unsendable { .. }));
            assert_eq!((is_unsendable, finished.result.is_ok()), (task == place, task != place), "task {task}");
        }
    }
    pool.join().expect("an orderly end");
    assert_eq!(log.pids().len(), 1, "the worker lived on");
}

fn results_that_cannot_be_sent_cost_no_worker() {
    let (pool, log) = start(2);
    for _ in 0..20 {
        let finished = pool.apply(Chore::Big { bytes: 2_000_000 }).expect("the pool works");
        assert!(matches!(finished.result, Err(TaskError::Unsendable { .. })), "{finished:?}");
    }
    pool.join().expect("an orderly end");
    assert_eq!(log.exits(), ["0", "0"]);
}
