//! All calls of a pool. They answer what CPython's own tests ask of its `Pool` (`Lib/test/_test_multiprocessing.py`):
//!
//! | there | here |
//! | --- | --- |
//! | `test_apply` | `apply_does_one_task` |
//! | `test_map`, `test_starmap`, `test_starmap_async`, `test_map_async`, `test_map_chunksize` | `chunks_of_any_size_give_the_same` |
//! | `test_empty_iterable` | `no_tasks_have_no_results_in_any_call` |
//! | `test_map_unplicklable` | `what_cannot_be_sent_fails_alone_in_its_chunk`, `order::what_is_too_long_fails_alone` |
//! | `test_unpickleable_result` | `results_that_cannot_be_sent_cost_no_worker` |
//! | `test_map_handle_iterable_exception` | `imap` only: `map` is given a list, which cannot fail |
//! | `test_imap_handle_iterable_exception`, the same of `imap_unordered` | `an_iterator_that_panics_harms_only_its_caller`, `an_iterator_that_fails_ends_the_results_there` |
//! | `test_imap`, `test_imap_unordered` | `imap_gives_results_in_order_and_unordered_as_they_come` |
//! | `test_async`, `test_async_timeout` | `a_pending_result_can_be_waited_for_in_parts` |
//! | `test_map_async_callbacks`, `test_async_error_callback` | `callbacks_hear_results_and_errors` |
//! | `test_terminate` | `terminating_leaves_no_call_waiting` |
//! | terminating with an endless iterator (bpo-32759 and its kin) | `terminating_ends_an_endless_imap` |
//! | `test_context`, `test_enter`, `test_resource_warning` | `a_closed_pool_refuses_every_call`; dropping is in `limits::zombies` |
//! | `test_traceback`, `test_wrapped_exception` | `a_panic_is_told_with_its_place` |
//! | `test_map_no_failfast` | `an_error_does_not_cut_the_others_short` |
//! | `test_pool_worker_lifetime`, `…_early_close` | `workers_are_replaced_after_their_tasks`, `a_pool_closed_early_replaces_them_too` |
//! | `test_make_pool`, `test_pool_maxtasksperchild_invalid`, `test_release_task_refs` | nothing: the types do not allow it |
//! | `test_large_pool` | `a_large_pool_works` |
//! | `test_pool_in_process` | `leftovers::a_killed_parent_leaves_nobody`, whose child has a pool |
//! | `TestCloseFds`, `TestPoolNotLeakOnFailure` | `limits::files_do_not_pile_up` |

use std::collections::BTreeSet;
use std::num::{NonZeroU32, NonZeroUsize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use manyhands::worker::{Finished, Happening, Pool, PoolError, TaskError};

use super::chores::{Answer, Chore, Chores, Log, PATIENCE, answers, config, wait_until};

pub const TESTS: &[(&str, fn())] = &[
    ("apply_does_one_task", apply_does_one_task),
    ("chunks_of_any_size_give_the_same", chunks_of_any_size_give_the_same),
    ("a_chunk_goes_to_one_worker_in_its_order", a_chunk_goes_to_one_worker_in_its_order),
    ("chunks_larger_than_a_frame_are_divided", chunks_larger_than_a_frame_are_divided),
    ("no_tasks_have_no_results_in_any_call", no_tasks_have_no_results_in_any_call),
    ("what_cannot_be_sent_fails_alone_in_its_chunk", what_cannot_be_sent_fails_alone_in_its_chunk),
    ("results_that_cannot_be_sent_cost_no_worker", results_that_cannot_be_sent_cost_no_worker),
    ("imap_gives_results_in_order_and_unordered_as_they_come", imap_gives_results_in_order),
    ("an_endless_iterator_is_asked_only_for_what_is_needed", an_endless_iterator_is_asked_for_what_is_needed),
    ("an_iterator_that_panics_harms_only_its_caller", an_iterator_that_panics_harms_only_its_caller),
    ("an_iterator_that_fails_ends_the_results_there", an_iterator_that_fails_ends_the_results_there),
    ("a_pending_result_can_be_waited_for_in_parts", a_pending_result_can_be_waited_for_in_parts),
    ("callbacks_hear_results_and_errors", callbacks_hear_results_and_errors),
    ("calls_are_served_first_in_first_out", calls_are_served_first_in_first_out),
    ("a_closed_pool_refuses_every_call", a_closed_pool_refuses_every_call),
    ("an_imap_that_was_begun_goes_on_in_a_closed_pool", an_imap_that_was_begun_goes_on),
    ("terminating_leaves_no_call_waiting", terminating_leaves_no_call_waiting),
    ("terminating_ends_an_endless_imap", terminating_ends_an_endless_imap),
    ("a_panic_is_told_with_its_place", a_panic_is_told_with_its_place),
    ("an_error_does_not_cut_the_others_short", an_error_does_not_cut_the_others_short),
    ("workers_are_replaced_after_their_tasks", workers_are_replaced_after_their_tasks),
    ("a_pool_closed_early_replaces_them_too", a_pool_closed_early_replaces_them_too),
    ("a_large_pool_works", a_large_pool_works),
    ("a_task_that_kills_its_worker_is_right_in_every_call", a_kill_is_survived_in_every_call),
    ("a_kill_in_a_chunk_costs_one_attempt_of_one_task", a_kill_in_a_chunk_costs_one_attempt),
    ("a_deadline_in_a_chunk_costs_one_task", a_deadline_in_a_chunk_costs_one_task),
];

fn start(workers: u16) -> (Pool<Chores>, Log) {
    let (config, log) = config(workers);
    (Pool::start(config).expect("it starts"), log)
}

fn doubles(count: u64) -> Vec<Chore> {
    (0..count).map(Chore::Double).collect()
}

fn size(chunk: usize) -> NonZeroUsize {
    NonZeroUsize::new(chunk).expect("at least one")
}

fn answer(finished: Finished<Answer>) -> Answer {
    finished.result.expect("the task succeeds")
}

fn numbers(finished: impl IntoIterator<Item = Finished<Answer>>) -> Vec<u64> {
    finished.into_iter().map(|finished| answer(finished).number).collect()
}

fn evens(count: u64) -> Vec<u64> {
    (0..count).map(|number| 2 * number).collect()
}

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

fn imap_gives_results_in_order() {
    let (pool, _) = start(4);
    for count in [1, 10, 1000] {
        let finished = pool.imap((0..count).map(Chore::Double)).expect("it is open");
        assert_eq!(numbers(finished), evens(count));
        let mut finished: Vec<_> = pool.imap_unordered(doubles(count)).expect("it is open").collect();
        finished.sort_by_key(|finished| finished.task);
        assert_eq!(numbers(finished), evens(count), "each once");
    }
    // The first takes the longest: in order it is waited for, else the others are there before it.
    let naps = || [600, 0, 0, 0, 0, 0].map(|millis| Chore::Nap { millis });
    let in_order: Vec<usize> = pool.imap(naps()).expect("open").map(|finished| finished.task).collect();
    assert_eq!(in_order, [0, 1, 2, 3, 4, 5]);
    let as_they_come: Vec<usize> = pool.imap_unordered(naps()).expect("open").map(|finished| finished.task).collect();
    assert_eq!(as_they_come.last(), Some(&0), "{as_they_come:?}");
    pool.join().expect("an orderly end");
}

fn an_endless_iterator_is_asked_for_what_is_needed() {
    let (pool, _) = start(3);
    for is_ordered in [true, false] {
        let mut asked = 0;
        let endless = std::iter::repeat_with(|| {
            asked += 1;
            Chore::Double(7)
        });
        let taken = if is_ordered {
            numbers(pool.imap(endless).expect("it is open").take(50))
        } else {
            numbers(pool.imap_unordered(endless).expect("it is open").take(50))
        };
        assert_eq!(taken, vec![14; 50]);
        assert!((50..=50 + 2 * 3).contains(&asked), "two a worker ahead, not {asked}");
    }
    assert_eq!(answers(pool.map(doubles(1))).len(), 1, "what was begun for nobody is in nobody's way");
    pool.join().expect("an orderly end");
}

/// Gives so many tasks and then panics.
fn panics_after(count: u64) -> impl Iterator<Item = Chore> {
    (0..=count).map(move |number| {
        // Not `panic!`, whose message would look like a failed test's.
        if number == count {
            std::panic::resume_unwind(Box::new("enough"));
        }
        Chore::Double(number)
    })
}

fn an_iterator_that_panics_harms_only_its_caller() {
    let (pool, log) = start(2);
    for count in [0, 0, 3, 17] {
        for is_ordered in [true, false] {
            let mut heard = Vec::new();
            let panic = catch_unwind(AssertUnwindSafe(|| {
                if is_ordered {
                    heard.extend(pool.imap(panics_after(count)).expect("open").map(|finished| answer(finished).number));
                } else {
                    let results = pool.imap_unordered(panics_after(count)).expect("open");
                    results.for_each(|finished| heard.push(answer(finished).number));
                }
            }))
            .expect_err("it is told to who asks");
            assert_eq!(panic.downcast_ref(), Some(&"enough"));
            if !is_ordered {
                heard.sort_unstable();
                assert_eq!(heard, evens(count), "what came before it came back before it");
            }
        }
        let mut results = pool.imap(panics_after(count)).expect("it is open");
        for number in evens(count) {
            assert_eq!(results.next().map(|finished| answer(finished).number), Some(number));
        }
        catch_unwind(AssertUnwindSafe(|| results.next().is_none())).expect_err("and then it comes");
        assert!(results.next().is_none(), "once");
    }
    assert_eq!(numbers(pool.map(doubles(10)).expect("the pool works")), evens(10));
    pool.join().expect("an orderly end");
    assert_eq!(log.exits(), ["0", "0"]);
}

fn an_iterator_that_fails_ends_the_results_there() {
    let (pool, _) = start(2);
    for good in [0, 1, 7] {
        let mut error = None;
        let source = (0..20).map(|number| if number < good { Ok(Chore::Double(number)) } else { Err("no more") });
        let tasks = source.map_while(|task| task.map_err(|reason| error = Some(reason)).ok());
        assert_eq!(numbers(pool.imap(tasks).expect("it is open")), evens(good));
        assert_eq!(error, Some("no more"));
    }
    pool.join().expect("an orderly end");
}

fn a_pending_result_can_be_waited_for_in_parts() {
    let (pool, _) = start(3);
    let folder = tempfile::tempdir().expect("a folder");
    let task = Chore::Meet { folder: folder.path().to_owned(), party: 2 };
    let pending = pool.apply_async(task).expect("it is open");
    let pending = pending.wait_for(Duration::from_millis(50)).expect_err("it meets nobody yet");
    assert!(!pending.is_ready());
    std::fs::write(folder.path().join("the other"), "").expect("writable");
    assert!(wait_until(|| pending.is_ready()));
    let finished = pending.wait_for(Duration::ZERO).expect("it is ready");
    assert_eq!(answer(finished).number, 2);
    assert_eq!(answer(pool.apply_async(Chore::Double(3)).expect("open").wait()).number, 6);
    let _unheard = pool.apply_async(Chore::Hang).expect("open");
    pool.terminate();
    pool.join().expect("terminating is no error");
}

fn callbacks_hear_results_and_errors() {
    let (pool, _) = start(2);
    let (heard, hears) = channel();
    for task in [Chore::Double(4), Chore::Big { bytes: 2_000_000 }] {
        let heard = heard.clone();
        let tell = move |finished: &Finished<Answer>| {
            heard.send(finished.result.as_ref().map(|answer| answer.number).map_err(Clone::clone)).expect("heard");
        };
        let finished = pool.apply_async_with(task, tell).expect("it is open").wait();
        let told = hears.try_recv().expect("it was told before who waits");
        assert_eq!(told, finished.result.map(|answer| answer.number));
    }
    pool.join().expect("an orderly end");
}

fn calls_are_served_first_in_first_out() {
    let (pool, _) = start(1);
    let first = pool.apply_async(Chore::Nap { millis: 50 }).expect("open");
    let second = pool.imap(doubles(2)).expect("open");
    let third = pool.apply_async(Chore::Double(1)).expect("open");
    let fourth = pool.imap_unordered(doubles(2)).expect("open");
    let fifth = pool.map_chunked(doubles(3), size(2)).expect("open");
    let mut all = vec![first.wait()];
    all.extend(second);
    all.push(third.wait());
    all.extend(fourth);
    all.extend(fifth);
    assert_eq!(all.len(), 9);
    assert!(all.is_sorted_by_key(|finished| finished.taken), "{all:?}");
    pool.join().expect("an orderly end");
}

fn a_closed_pool_refuses_every_call() {
    let (pool, _) = start(2);
    assert_eq!(answers(pool.map(doubles(10))).len(), 10);
    pool.close();
    let closed = Some(PoolError::Closed);
    assert_eq!(pool.apply(Chore::Double(1)).err(), closed);
    assert_eq!(pool.apply_async(Chore::Double(1)).err(), closed);
    assert_eq!(pool.map(doubles(1)).err(), closed);
    assert_eq!(pool.map_chunked(doubles(1), size(1)).err(), closed);
    assert_eq!(pool.imap(doubles(1)).err(), closed);
    assert_eq!(pool.imap_unordered(doubles(1)).err(), closed);
    pool.join().expect("an orderly end");
}

fn an_imap_that_was_begun_goes_on() {
    let (pool, _) = start(2);
    let results = pool.imap(doubles(100)).expect("it is open");
    let pending = pool.apply_async(Chore::Double(4)).expect("it is open");
    pool.close();
    assert_eq!(numbers(results), evens(100));
    assert_eq!(answer(pending.wait()).number, 8);
    pool.join().expect("an orderly end");
}

fn terminating_leaves_no_call_waiting() {
    let (pool, log) = start(3);
    let is_under_way = |log: &Log| log.all().iter().any(|happening| matches!(happening, Happening::Taken { .. }));
    std::thread::scope(|scope| {
        let map = scope.spawn(|| pool.map(vec![Chore::Hang; 10_000]));
        assert!(wait_until(|| is_under_way(&log)));
        let chunks = scope.spawn(|| pool.map_chunked(vec![Chore::Hang; 1000], size(100)));
        let pending = pool.apply_async(Chore::Double(1)).expect("it is open");
        let results = pool.imap(doubles(100)).expect("it is open");
        let clock = Instant::now();
        pool.terminate();
        for finished in [map.join(), chunks.join()] {
            let finished = finished.expect("no panic").expect("terminating is no error");
            assert!(finished.iter().all(|one| one.result == Err(TaskError::Terminated)));
        }
        assert_eq!(pending.wait().result, Err(TaskError::Terminated));
        assert!(results.count() <= 6, "no more than was handed in");
        assert!(clock.elapsed() < PATIENCE);
    });
    pool.join().expect("terminating is no error");
    assert_eq!(log.pids().len(), log.exits().len());
}

fn terminating_ends_an_endless_imap() {
    for is_ordered in [true, false] {
        let (pool, log) = start(2);
        let endless = std::iter::repeat_with(|| Chore::Double(1));
        let count = |mut results: Box<dyn Iterator<Item = Finished<Answer>> + '_>| {
            for _ in 0..20 {
                assert_eq!(results.next().map(|finished| answer(finished).number), Some(2));
            }
            pool.terminate();
            results.count()
        };
        let left = if is_ordered {
            count(Box::new(pool.imap(endless).expect("open")))
        } else {
            count(Box::new(pool.imap_unordered(endless).expect("open")))
        };
        assert!(left <= 4, "{left} after the end");
        pool.join().expect("terminating is no error");
        assert_eq!(log.pids().len(), log.exits().len());
    }
}

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

fn workers_are_replaced_after_their_tasks() {
    for chunk in [1, 4, 25] {
        let (mut config, log) = config(3);
        config.tasks_per_process = NonZeroU32::new(10);
        let pool = Pool::start(config).expect("it starts");
        let finished = pool.map_chunked(doubles(100), size(chunk)).expect("the pool works");
        assert!(finished.iter().all(|one| one.attempts == 1), "nothing died");
        for pid in log.pids() {
            let tasks = finished.iter().filter(|one| one.pid == pid).count();
            assert!(tasks <= 10, "{tasks} by one process");
        }
        assert_eq!(numbers(finished), evens(100));
        let fresh: BTreeSet<u32> = log.pids().into_iter().collect();
        assert!(wait_until(|| log.pids().len() >= 10), "also when nothing is to be done: {fresh:?}");
        pool.join().expect("an orderly end");
        assert!(log.exits().iter().all(|exit| exit == "0"), "{:?}", log.exits());
        assert_eq!(log.pids().len(), log.exits().len());
        assert!(log.pids().len() <= 13, "one for ten tasks, and those of the end: {}", log.pids().len());
    }
}

fn a_pool_closed_early_replaces_them_too() {
    let (mut config, log) = config(3);
    config.tasks_per_process = NonZeroU32::new(1);
    let pool = Pool::start(config).expect("it starts");
    let pending: Vec<_> = (0..6).map(|_| pool.apply_async(Chore::Nap { millis: 100 }).expect("open")).collect();
    pool.close();
    pool.join().expect("an orderly end");
    let pids: BTreeSet<u32> = pending.into_iter().map(|pending| answer(pending.wait()).pid).collect();
    assert_eq!(pids.len(), 6, "a process each");
    assert_eq!(log.pids().len(), log.exits().len());
}

fn a_large_pool_works() {
    let (pool, log) = start(80);
    assert_eq!(numbers(pool.map(doubles(1000)).expect("the pool works")), evens(1000));
    pool.join().expect("an orderly end");
    assert_eq!((log.pids().len(), log.exits()), (80, vec!["0".to_owned(); 80]));
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
