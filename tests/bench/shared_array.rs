//! A million numbers squared by four processes in memory that they share, plain and by compare-and-swap, beside
//! Python's `RawArray` and `Array`.
//!
//! Both sides are measured by turns. Ours is timed twice: with workers that are there already, and with their start and
//! end; Python's four processes are started by `fork` and joined within the time, which is a small part of it.

use std::fmt::Write as _;
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::time::Instant;

use manyhands::worker::{Config, Happening, Pool, Program, SharedArray, Work, serve};
use serde::{Deserialize, Serialize};

const NUMBERS: usize = 1_000_000;
const WORKERS: u16 = 4;
const ROUNDS: usize = 15;
const PYTHON_ROUNDS: usize = 3;

/// At most so long, with plain stores and workers that are there.
const MOST_SECS: f64 = 8e-3;

/// Squares a quarter of the numbers.
struct Square {
    array: SharedArray,
}

#[derive(Clone, Serialize, Deserialize)]
struct Quarter {
    start: usize,
    by_swap: bool,
}

impl Work for Square {
    type Setup = PathBuf;
    type Task = Quarter;
    type Output = ();

    fn prepare(path: PathBuf) -> Self {
        Self { array: SharedArray::open(&path, NUMBERS).expect("the parent has it") }
    }

    fn perform(&mut self, Quarter { start, by_swap }: Quarter, _attempt: u32) {
        for cell in &self.array.cells()[start..start + NUMBERS / usize::from(WORKERS)] {
            if by_swap {
                cell.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |number| Some(number.wrapping_mul(number)))
                    .expect("a change always comes to something");
            } else {
                let number = cell.load(Ordering::Relaxed);
                cell.store(number.wrapping_mul(number), Ordering::Relaxed);
            }
        }
    }
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        serve::<Square>();
    }
    let mut ours: [Vec<f64>; 4] = Default::default();
    let mut python: [Vec<f64>; 2] = Default::default();
    for round in 0..ROUNDS {
        for by_swap in [false, true] {
            let (ready_secs, whole_secs) = square(by_swap);
            ours[usize::from(by_swap)].push(ready_secs);
            ours[2 + usize::from(by_swap)].push(whole_secs);
        }
        if round % (ROUNDS / PYTHON_ROUNDS) == 0 {
            for (times, kind) in python.iter_mut().zip(["RawArray", "Array"]) {
                times.extend(python_secs(kind));
            }
        }
    }
    let (text, is_met) = report(ours.map(median), python.map(median));
    say(&text);
    if is_met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "a bench is there to print its figures")]
fn say(text: &str) {
    println!("{text}");
}

/// Seconds with workers that are there, and with their start and end.
fn square(by_swap: bool) -> (f64, f64) {
    let array = SharedArray::create(NUMBERS).expect("some memory is left");
    for (cell, number) in array.cells().iter().zip(0..) {
        cell.store(number, Ordering::Relaxed);
    }
    let (ready, readies) = channel();
    let whole = Instant::now();
    let config = Config {
        program: Program::this("worker").expect("the system knows its own programs"),
        workers: NonZeroU16::new(WORKERS).expect("at least one"),
        setup: array.path().to_owned(),
        task_deadline: None,
        tasks_per_process: None,
        observer: Arc::new(move |happening| {
            if matches!(happening, Happening::Ready { .. }) {
                ready.send(()).expect("it is waited for");
            }
        }),
    };
    let pool = Pool::<Square>::start(config).expect("it starts");
    assert_eq!(readies.iter().take(usize::from(WORKERS)).count(), usize::from(WORKERS));
    let clock = Instant::now();
    let part = NUMBERS / usize::from(WORKERS);
    let quarters = (0..NUMBERS).step_by(part).map(|start| Quarter { start, by_swap }).collect();
    let finished = pool.map(quarters).expect("no worker dies");
    let ready_secs = clock.elapsed().as_secs_f64();
    pool.join().expect("an orderly end");
    let whole_secs = whole.elapsed().as_secs_f64();
    assert!(finished.iter().all(|one| one.result == Ok(())));
    assert!(array.cells().iter().zip(0_u64..).all(|(cell, number)| cell.load(Ordering::Relaxed) == number * number));
    (ready_secs, whole_secs)
}

fn report(ours: [Option<f64>; 4], python: [Option<f64>; 2]) -> (String, bool) {
    let plain = ours[0].expect("it was measured");
    let mut text = "A million numbers squared in shared memory by 4 processes (medians)\n".to_owned();
    let rows = [
        ("plain stores", ours[0]),
        ("compare-and-swap", ours[1]),
        ("plain stores, with start and end", ours[2]),
        ("compare-and-swap, with start and end", ours[3]),
        ("Python's RawArray, with start and end", python[0]),
        ("Python's Array, with start and end", python[1]),
    ];
    for (what, secs) in rows {
        match secs {
            Some(secs) => writeln!(text, "  {what:<40} {:>9.2} ms  {:>7.1} × plain", secs * 1e3, secs / plain),
            None => writeln!(text, "  {what:<40} skipped: python3 is not there"),
        }
        .expect("a string takes anything");
    }
    let is_met = plain <= MOST_SECS;
    let verdict = if is_met { "met" } else { "MISSED" };
    writeln!(text, "  goal: at most {} ms: {verdict}", MOST_SECS * 1e3).expect("a string takes anything");
    (text, is_met)
}

fn median(mut secs: Vec<f64>) -> Option<f64> {
    secs.sort_by(f64::total_cmp);
    secs.get(secs.len() / 2).copied()
}

/// Each process squares its quarter. An `Array` takes its lock at each reading and each writing.
const PYTHON: &str = "
import multiprocessing, sys, time
multiprocessing.set_start_method('fork')
NUMBERS, WORKERS = 1000000, 4
array = getattr(multiprocessing, sys.argv[1])('Q', NUMBERS)
array[:] = range(NUMBERS)
def square(start):
    for place in range(start, start + NUMBERS // WORKERS):
        array[place] = array[place] ** 2
clock = time.perf_counter()
part = NUMBERS // WORKERS
workers = [multiprocessing.Process(target=square, args=(start,)) for start in range(0, NUMBERS, part)]
for worker in workers: worker.start()
for worker in workers: worker.join()
secs = time.perf_counter() - clock
assert all(value == number * number for number, value in enumerate(array[:]))
print(secs)
";

/// The seconds that Python measures; `None` without Python.
fn python_secs(kind: &str) -> Option<f64> {
    let output = Command::new("python3").args(["-c", PYTHON, kind]).stderr(Stdio::null()).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
