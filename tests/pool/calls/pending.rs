//! Calls that do not wait: results that are still to come, and callbacks.

use std::sync::mpsc::channel;
use std::time::Duration;

use manyhands::worker::Finished;

use super::{answer, doubles, size, start};
use crate::chores::{Answer, Chore, wait_until};

pub const TESTS: &[(&str, fn())] = &[
    ("a_pending_result_can_be_waited_for_in_parts", a_pending_result_can_be_waited_for_in_parts),
    ("callbacks_hear_results_and_errors", callbacks_hear_results_and_errors),
    ("calls_are_served_first_in_first_out", calls_are_served_first_in_first_out),
];

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
