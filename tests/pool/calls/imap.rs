//! `imap` and `imap_unordered`: tasks from an iterator, which may have no end or fail.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{answer, doubles, evens, numbers, start};
use crate::chores::{Chore, answers};

pub const TESTS: &[(&str, fn())] = &[
    ("imap_gives_results_in_order_and_unordered_as_they_come", imap_gives_results_in_order),
    ("an_endless_iterator_is_asked_only_for_what_is_needed", an_endless_iterator_is_asked_for_what_is_needed),
    ("an_iterator_that_panics_harms_only_its_caller", an_iterator_that_panics_harms_only_its_caller),
    ("an_iterator_that_fails_ends_the_results_there", an_iterator_that_fails_ends_the_results_there),
];

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
