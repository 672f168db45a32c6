//! What becomes of calls when their pool is closed or terminated.

use std::time::Instant;

use manyhands::worker::{Finished, Happening, PoolError, TaskError, Terminator, each};

use super::{answer, doubles, evens, numbers, size, start};
use crate::chores::{Answer, Chore, Log, Outcome, PATIENCE, answers, config, wait_until};

pub const TESTS: &[(&str, fn())] = &[
    ("a_closed_pool_refuses_every_call", a_closed_pool_refuses_every_call),
    ("an_imap_that_was_begun_goes_on_in_a_closed_pool", an_imap_that_was_begun_goes_on),
    ("terminating_leaves_no_call_waiting", terminating_leaves_no_call_waiting),
    ("terminating_ends_an_endless_imap", terminating_ends_an_endless_imap),
    ("winding_down_finishes_what_has_begun_and_nothing_else", winding_down_finishes_what_has_begun),
    ("each_winds_down_likewise", each_winds_down),
    ("winding_down_ends_an_endless_imap", winding_down_ends_an_endless_imap),
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

/// Two that are under way, one that was handed out and has not begun, and many that wait.
fn in_its_middle() -> Vec<Chore> {
    let nap = Chore::Nap { millis: 700 };
    [nap.clone(), nap, Chore::Hang].into_iter().chain(doubles(100)).collect()
}

fn are_under_way(log: &Log, count: usize) -> bool {
    log.all().iter().filter(|happening| matches!(happening, Happening::Taken { .. })).count() >= count
}

fn assert_wound_down(outcome: Outcome, log: &Log) {
    let finished = outcome.expect("winding down is no error");
    assert!(finished[..2].iter().all(|one| one.result.is_ok()), "{:?}", &finished[..2]);
    assert!(finished[2..].iter().all(|one| one.result == Err(TaskError::Terminated)));
    assert!(finished[3..].iter().all(|one| one.attempts == 0));
    assert_eq!(log.pids().len(), 3, "nobody took anything up");
    let mut exits = log.exits();
    exits.sort();
    let killed = if cfg!(unix) { "signal 9" } else { "1" };
    assert_eq!(exits, ["0", "0", killed]);
}

fn winding_down_finishes_what_has_begun() {
    let (pool, log) = start(3);
    let terminator = pool.terminator();
    let outcome = std::thread::scope(|scope| {
        let map = scope.spawn(|| pool.map(in_its_middle()));
        assert!(wait_until(|| are_under_way(&log, 3)));
        terminator.wind_down(|task| task < 2);
        map.join().expect("no panic")
    });
    assert_eq!(pool.map(doubles(1)).err(), Some(PoolError::Closed));
    pool.join().expect("winding down is no error");
    assert_wound_down(outcome, &log);
}

fn each_winds_down() {
    let (config, log) = config(3);
    let terminator = Terminator::new();
    let outcome = std::thread::scope(|scope| {
        let each = scope.spawn(|| each(config, in_its_middle(), &terminator));
        assert!(wait_until(|| are_under_way(&log, 3)));
        terminator.wind_down(|task| task < 2);
        each.join().expect("no panic")
    });
    assert_wound_down(outcome, &log);
}

fn winding_down_ends_an_endless_imap() {
    let (pool, log) = start(2);
    let mut results = pool.imap(std::iter::repeat_with(|| Chore::Double(1))).expect("open");
    assert_eq!(results.next().map(|finished| answer(finished).number), Some(2));
    pool.terminator().wind_down(|_| true);
    let left = results.count();
    assert!(left <= 4, "{left} after that");
    pool.join().expect("winding down is no error");
    assert!(log.exits().iter().all(|exit| exit == "0"), "{:?}", log.exits());
}
