//! What the lessons have done: small computations whose result is known, so that it can be checked.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::worker::{self, Level, SharedArray};

/// How often a chore looks whether its door is open.
const LOOK: Duration = Duration::from_millis(1);

/// How long a process does nothing before each record, so that those of several processes meet.
const BETWEEN_RECORDS: Duration = Duration::from_millis(1);

/// Something small to do, perhaps not at once and not in no time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chore {
    /// It waits for as long as this file is there.
    door: Option<PathBuf>,
    /// It sleeps for so long first.
    takes_secs: f64,
    what: Computation,
}

/// What is computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Computation {
    /// The number itself.
    Give(i64),
    /// Its square.
    Square(i64),
    /// Its square and its cube.
    SquareAndCube(i64),
    /// Ten times it.
    Tenfold(i64),
    /// What they add up to.
    Sum(Vec<i64>),
    /// This process's counter, after it was raised by one so many times.
    Raise(u32),
    /// Nothing is given back: the numbers in these places of a shared array become their squares.
    SquarePlaces {
        /// The array's.
        path: PathBuf,
        /// How many numbers it holds.
        length: usize,
        /// The first place.
        from: usize,
        /// The place after the last.
        to: usize,
        /// How each number is written.
        write: Write,
    },
    /// Nothing is given back: the process of this number logs so many records, in a worker process.
    Log {
        /// What the process calls itself.
        process: u32,
        /// How many.
        records: u32,
    },
}

/// How a number of a shared array is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Write {
    /// Whatever anybody else wrote meanwhile.
    Plain,
    /// So that nobody else can have written in between.
    CompareAndSwap,
}

impl Chore {
    /// To be done at once.
    pub const fn new(what: Computation) -> Self {
        Self { door: None, takes_secs: 0.0, what }
    }

    /// The same, but it takes at least so long.
    #[must_use]
    pub fn taking(self, secs: f64) -> Self {
        Self { takes_secs: secs, ..self }
    }

    /// The same, but it is not begun before that file is gone.
    #[must_use]
    pub fn behind(self, door: PathBuf) -> Self {
        Self { door: Some(door), ..self }
    }

    /// Does it, in whatever process this is.
    pub fn perform(self) -> Vec<i64> {
        while self.door.as_ref().is_some_and(|door| door.exists()) {
            thread::sleep(LOOK);
        }
        if self.takes_secs > 0.0 {
            thread::sleep(Duration::from_secs_f64(self.takes_secs));
        }
        match self.what {
            Computation::Give(number) => vec![number],
            Computation::Square(number) => vec![number.pow(2)],
            Computation::SquareAndCube(number) => vec![number.pow(2), number.pow(3)],
            Computation::Tenfold(number) => vec![number * 10],
            Computation::Sum(numbers) => vec![numbers.iter().sum()],
            Computation::Raise(times) => vec![i64::from(raise(times))],
            Computation::SquarePlaces { path, length, from, to, write } => {
                let array = SharedArray::open(&path, length).expect("who hands out its places holds it");
                square_places(&array, from..to, write);
                Vec::new()
            }
            Computation::Log { process, records } => {
                for record in 1..=records {
                    thread::sleep(BETWEEN_RECORDS);
                    worker::log(level(record), &record_text(process, record, records)).expect("there is a parent");
                }
                Vec::new()
            }
        }
    }
}

fn square_places(array: &SharedArray, places: Range<usize>, write: Write) {
    for place in places {
        match write {
            Write::Plain => array.set(place, array.get(place).pow(2)),
            Write::CompareAndSwap => {
                array.update(place, |number| number.pow(2));
            }
        }
    }
}

/// The text of a record of [`Computation::Log`].
pub fn record_text(process: u32, record: u32, records: u32) -> String {
    format!("process {process} record {record} of {records}")
}

/// Some matter more than others.
fn level(record: u32) -> Level {
    match record {
        1 => Level::Debug,
        _ if record.is_multiple_of(10) => Level::Warning,
        _ => Level::Info,
    }
}

/// What [`Computation::Raise`] raises: there is one in every process, and all its threads share it.
static COUNTER: AtomicU32 = AtomicU32::new(0);

fn raise(times: u32) -> u32 {
    for _ in 0..times {
        COUNTER.fetch_add(1, Ordering::Relaxed);
    }
    counter()
}

/// This process's counter.
pub fn counter() -> u32 {
    COUNTER.load(Ordering::Relaxed)
}

/// Sets this process's counter back to 0.
pub fn reset_counter() {
    COUNTER.store(0, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn computations_are_right() {
        let done = |what| Chore::new(what).perform();
        assert_eq!(done(Computation::Give(-7)), [-7]);
        assert_eq!(done(Computation::Square(12)), [144]);
        assert_eq!(done(Computation::SquareAndCube(3)), [9, 27]);
        assert_eq!(done(Computation::Tenfold(4)), [40]);
        assert_eq!(done(Computation::Sum(vec![1, 2, -5])), [-2]);
        assert_eq!(done(Computation::Sum(vec![])), [0]);
    }

    #[test]
    fn the_counter_is_one_for_all_threads_of_a_process() {
        reset_counter();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| Chore::new(Computation::Raise(1000)).perform());
            }
        });
        assert_eq!(counter(), 4000);
    }

    #[test]
    fn places_become_their_squares_either_way() {
        let array = SharedArray::create(6).expect("some memory is left");
        (0..6).for_each(|place| array.set(place, place as u64));
        for (from, to, write) in [(1, 4, Write::Plain), (4, 5, Write::CompareAndSwap)] {
            let (path, length) = (array.path().to_owned(), 6);
            let chore = Chore::new(Computation::SquarePlaces { path, length, from, to, write });
            assert_eq!(chore.perform(), [] as [i64; 0]);
        }
        assert_eq!(array.to_vec(), [0, 1, 4, 9, 16, 5]);
    }

    #[test]
    fn a_chore_waits_for_its_door_and_takes_its_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let door = folder.path().join("door");
        std::fs::write(&door, "").expect("a door");
        let chore = Chore::new(Computation::Give(1)).taking(0.02).behind(door.clone());
        let waiting = thread::spawn(move || {
            let values = chore.perform();
            (values, Instant::now())
        });
        thread::sleep(Duration::from_millis(20));
        assert!(!waiting.is_finished());
        let opened = Instant::now();
        std::fs::remove_file(&door).expect("the door opens");
        let (values, done) = waiting.join().expect("it ends");
        assert_eq!(values, [1]);
        assert!(done.duration_since(opened) >= Duration::from_millis(20), "it takes its time after that");
    }
}
