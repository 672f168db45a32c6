//! Tasks that fail, and workers that die or take too long: what that costs the other tasks of a call.

use std::time::{Duration, Instant};

use manyhands::worker::{Finished, Pool, TaskError};

use super::{answer, doubles, size, start};
use crate::chores::{Answer, Chore, config};

pub const TESTS: &[(&str, fn())] = &[
    ("a_panic_is_told_with_its_place", a_panic_is_told_with_its_place),
    ("an_error_does_not_cut_the_others_short", an_error_does_not_cut_the_others_short),
    ("a_task_that_kills_its_worker_is_right_in_every_call", a_kill_is_survived_in_every_call),
    ("a_kill_in_a_chunk_costs_one_attempt_of_one_task", a_kill_in_a_chunk_costs_one_attempt),
    ("a_deadline_in_a_chunk_costs_one_task", a_deadline_in_a_chunk_costs_one_task),
];

fn a_panic_is_told_with_its_place() {
    let (pool, _) = start(1);
    let error = pool.apply(Chore::Panic).expect("the pool works").result.expect_err("it panicked").to_string();
    assert!(error.contains("a chore that panics") && error.contains("chores.rs:"), "{error}");
    assert_eq!(answer(pool.apply(Chore::Double(1)).expect("the pool works")).number, 2);
    pool.join().expect("an orderly end");
}

fn an_error_does_not_cut_the_others_short() {
    let (pool, _) = start(2);
    let mut tasks = vec![Chore::Big { bytes: 2_000_000 }; 2];
    tasks.push(Chore::Nap { millis: 200 });
    let clock = Instant::now();
    let finished = pool.map_chunked(tasks, size(2)).expect("the pool works");
    assert!(clock.elapsed() >= Duration::from_millis(200), "all were waited for");
    assert_eq!(finished.iter().map(|one| one.result.is_ok()).collect::<Vec<_>>(), [false, false, true]);
    pool.join().expect("an orderly end");
}

fn a_kill_is_survived_in_every_call() {
    let deadly = |place: usize| {
        let mut tasks = doubles(20);
        tasks[place] = Chore::Die { attempts: 1 };
        tasks
    };
    let check = |call: &str, finished: Vec<Finished<Answer>>, place: usize| {
        assert_eq!(finished.len(), 20, "{call}");
        for one in finished {
            let is_dead = one.task == place;
            assert_eq!(one.attempts, if is_dead { 2 } else { 1 }, "{call}, task {}", one.task);
            let expected = if is_dead { 0 } else { 2 * one.task as u64 };
            assert_eq!(answer(one).number, expected, "{call}");
        }
    };
    let (pool, _) = start(3);
    check("map", pool.map(deadly(4)).expect("works"), 4);
    check("map_chunked", pool.map_chunked(deadly(5), size(6)).expect("works"), 5);
    check("imap", pool.imap(deadly(0)).expect("open").collect(), 0);
    pool.join().expect("an orderly end");
    let (pool, log) = start(3);
    check("imap_unordered", pool.imap_unordered(deadly(19)).expect("open").collect(), 19);
    assert_eq!(pool.apply(Chore::Die { attempts: 1 }).expect("works").attempts, 2);
    let finished = pool.apply_async(Chore::Die { attempts: 1 }).expect("open").wait();
    assert_eq!((finished.attempts, finished.result.is_ok()), (2, true));
    pool.join().expect("an orderly end");
    assert_eq!(log.exits().iter().filter(|exit| *exit == "0").count(), 3, "all were replaced");
}

fn a_kill_in_a_chunk_costs_one_attempt() {
    for place in [0, 4, 9] {
        let (pool, log) = start(1);
        let mut tasks = doubles(10);
        tasks[place] = Chore::Die { attempts: 9 };
        let finished = pool.map_chunked(tasks, size(10)).expect("two deaths are not too many");
        pool.join().expect("an orderly end");
        for one in finished {
            if one.task == place {
                assert!(matches!(one.result, Err(TaskError::Died { attempts: 2, .. })), "{one:?}");
            } else {
                let (task, attempts) = (one.task, one.attempts);
                assert_eq!(
                    (attempts, one.pid == log.pids()[0]),
                    (1, task < place),
                    "task {task}: what was done is kept"
                );
                assert_eq!(answer(one).number, 2 * task as u64);
            }
        }
        assert_eq!(log.exits().iter().filter(|exit| *exit != "0").count(), 2, "and nobody else's process");
    }
}

fn a_deadline_in_a_chunk_costs_one_task() {
    let (mut config, _) = config(1);
    let limit = Duration::from_millis(1500);
    config.task_deadline = Some(limit);
    let pool = Pool::start(config).expect("it starts");
    // Together they take longer than one may.
    let mut tasks = vec![Chore::Nap { millis: 300 }; 8];
    tasks[6] = Chore::Hang;
    let finished = pool.map_chunked(tasks, size(8)).expect("the pool works");
    pool.join().expect("an orderly end");
    for one in finished {
        assert_eq!(one.attempts, 1);
        match one.task {
            6 => assert_eq!(one.result, Err(TaskError::DeadlinePassed { limit })),
            _ => assert!(one.result.is_ok(), "{one:?}"),
        }
    }
}
