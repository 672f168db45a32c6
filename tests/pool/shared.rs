//! Memory that a parent and its workers share.

use std::collections::BTreeSet;

use manyhands::worker::{Pool, SharedArray, TaskError, Terminator, each};

use super::chores::{Chore, answers, config};

pub const TESTS: &[(&str, fn())] = &[
    ("ten_processes_square_a_place_each", ten_processes_square_a_place_each),
    ("no_update_of_many_processes_is_lost", no_update_of_many_processes_is_lost),
    ("an_array_that_is_gone_cannot_be_opened", an_array_that_is_gone_cannot_be_opened),
];

fn ten_processes_square_a_place_each() {
    let array = SharedArray::create(10).expect("some memory is left");
    (0..10).for_each(|place| array.set(place, place as u64 + 1));
    let square = |place| Chore::Square { path: array.path().to_owned(), length: 10, place };
    let (config, _) = config(10);
    let answers = answers(each(config, (0..10).map(square).collect(), &Terminator::new()));
    assert_eq!(answers.iter().map(|answer| answer.pid).collect::<BTreeSet<_>>().len(), 10);
    assert_eq!(array.to_vec(), [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]);
}

fn no_update_of_many_processes_is_lost() {
    const TIMES: u32 = 20_000;
    let array = SharedArray::create(2).expect("some memory is left");
    let raise = Chore::Raise { path: array.path().to_owned(), length: 2, place: 1, times: TIMES };
    let (config, _) = config(4);
    let pool = Pool::start(config).expect("it starts");
    answers(pool.map(vec![raise; 8]));
    pool.join().expect("an orderly end");
    assert_eq!(array.to_vec(), [0, u64::from(8 * TIMES)]);
}

fn an_array_that_is_gone_cannot_be_opened() {
    let array = SharedArray::create(2).expect("some memory is left");
    let path = array.path().to_owned();
    drop(array);
    let (config, _) = config(1);
    let pool = Pool::start(config).expect("it starts");
    let finished = pool.apply(Chore::Square { path, length: 2, place: 0 }).expect("two deaths are not too many");
    assert!(matches!(finished.result, Err(TaskError::Died { .. })), "{finished:?}");
    pool.join().expect("an orderly end");
}
