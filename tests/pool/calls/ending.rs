//! What becomes of calls when their pool is closed or terminated.

use std::time::Instant;

use manyhands::worker::{Finished, Happening, PoolError, TaskError};

use super::{answer, doubles, evens, numbers, size, start};
use crate::chores::{Answer, Chore, Log, PATIENCE, answers, wait_until};

pub const TESTS: &[(&str, fn())] = &[
    ("a_closed_pool_refuses_every_call", a_closed_pool_refuses_every_call),
    ("an_imap_that_was_begun_goes_on_in_a_closed_pool", an_imap_that_was_begun_goes_on),
    ("terminating_leaves_no_call_waiting", terminating_leaves_no_call_waiting),
    ("terminating_ends_an_endless_imap", terminating_ends_an_endless_imap),
];

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
