//! The workers behind the calls: many, and replaced after their tasks.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use manyhands::worker::Pool;

use super::{answer, doubles, evens, numbers, size, start};
use crate::chores::{Chore, config, wait_until};

pub const TESTS: &[(&str, fn())] = &[
    ("workers_are_replaced_after_their_tasks", workers_are_replaced_after_their_tasks),
    ("a_pool_closed_early_replaces_them_too", a_pool_closed_early_replaces_them_too),
    ("a_large_pool_works", a_large_pool_works),
];

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
