//! Worker processes against what else could be had: starting and ending one, and a task through a pool of four.
//!
//! Times differ between machines, ratios less so: what is compared is measured by turns, in one run of this program.
//! Starts alternate one by one; Python, which times itself, has a turn of its own between every few of them. Each figure
//! is a median.
//!
//! This executable is small. One with a window in it has more for the loader to do, at every start.

use std::fmt::Write as _;
use std::num::NonZeroU16;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Instant;

use manyhands::worker::{Config, Pool, Program, Terminator, Work, each, serve};

/// How often each process is started, and rounds of everything else.
const STARTS: usize = 495;
const ROUNDS: usize = 9;

const WORKERS: u16 = 4;
const TASKS: u32 = 100_000;

/// At most so many times as long as `/bin/true` by std's `Command`, and at most so long a task.
const MOST_TIMES_TRUE: f64 = 2.2;
const MOST_SECS_PER_TASK: f64 = 6e-6;

/// Raises a number by one.
struct Raise;

impl Work for Raise {
    type Setup = ();
    type Task = u32;
    type Output = u32;

    fn prepare((): ()) -> Self {
        Self
    }

    fn perform(&mut self, task: u32, _attempt: u32) -> u32 {
        task + 1
    }
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        serve::<Raise>();
    }
    let mut text = String::new();
    let met = [starting(&mut text), tasks(&mut text)];
    say(&text);
    if met.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

#[expect(clippy::print_stdout, reason = "a bench is there to print its figures")]
fn say(text: &str) {
    println!("{text}");
}

fn config(workers: u16) -> Config<Raise> {
    Config {
        program: Program::this("worker").expect("the system knows its own programs"),
        workers: NonZeroU16::new(workers).expect("at least one"),
        setup: (),
        task_deadline: None,
        tasks_per_process: None,
        observer: Arc::new(|_| {}),
    }
}

fn starting(text: &mut String) -> bool {
    let mut times: [Vec<f64>; 4] = Default::default();
    // By turns one by one: what else the machine does meanwhile then falls on all of them alike.
    for start in 0..STARTS {
        if start % (STARTS / ROUNDS) == 0 {
            times[3].extend(python(PYTHON_START).map(|secs| secs[0]));
        }
        times[0].push(secs(|| {
            let status = Command::new("/bin/true").stdin(Stdio::null()).status().expect("/bin/true is there");
            assert!(status.success());
        }));
        times[1].push(secs(|| Pool::start(config(1)).and_then(Pool::join).expect("it starts and ends")));
        times[2].push(secs(|| {
            let finished = each(config(1), vec![1], &Terminator::new()).expect("it starts and ends");
            assert_eq!(finished[0].result, Ok(2));
        }));
    }
    let [command, pool, task, python] = times.map(median);
    let line = |what: &str, secs: Option<f64>| match (secs, command) {
        (Some(secs), Some(command)) => {
            format!("{what:<44} {:>8.0} µs  {:>6.2} × /bin/true\n", secs * 1e6, secs / command)
        }
        _ => format!("{what:<44} skipped: python3 is not there\n"),
    };
    *text += "Starting and ending a process\n";
    *text += &line("  Command /bin/true", command);
    *text += &line("  a worker", pool);
    *text += &line("  a worker, with a task", task);
    *text += &line("  Python's Process, start and join", python);
    goal(text, pool.zip(command).map(|(pool, command)| pool / command), MOST_TIMES_TRUE, "× /bin/true")
}

fn tasks(text: &mut String) -> bool {
    let mut times: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        let pool = Pool::start(config(WORKERS)).expect("it starts");
        pool.map((0..1000).collect()).expect("all workers are ready after this");
        let clock = Instant::now();
        let finished = pool.map((0..TASKS).collect()).expect("no worker dies");
        times[0].push(clock.elapsed().as_secs_f64() / f64::from(TASKS));
        assert!(finished.iter().zip(1..).all(|(finished, expected)| finished.result == Ok(expected)));
        let chunk = pool.best_chunk(TASKS as usize);
        let clock = Instant::now();
        let finished = pool.map_chunked((0..TASKS).collect(), chunk).expect("no worker dies");
        times[3].push(clock.elapsed().as_secs_f64() / f64::from(TASKS));
        assert!(finished.iter().zip(1..).all(|(finished, expected)| finished.result == Ok(expected)));
        pool.join().expect("an orderly end");
        if let Some(secs) = python(PYTHON_MAP) {
            times[1].push(secs[0]);
            times[2].push(secs[1]);
        }
    }
    let [ours, one, many, ours_many] = times.map(median);
    let line = |what: &str, secs: Option<f64>| match (secs, ours) {
        (Some(secs), Some(ours)) => format!("{what:<44} {:>8.2} µs  {:>6.2} × ours\n", secs * 1e6, secs / ours),
        _ => format!("{what:<44} skipped: python3 is not there\n"),
    };
    *text += "\nA task through a pool of 4\n";
    *text += &line("  Pool::map, a task a frame", ours);
    *text += &line("  Pool::map_chunked, 16 chunks", ours_many);
    *text += &line("  Python's Pool.map, chunks of one task", one);
    *text += &line("  Python's Pool.map, 16 chunks", many);
    goal(text, ours.map(|secs| secs * 1e6), MOST_SECS_PER_TASK * 1e6, "µs")
}

fn goal(text: &mut String, figure: Option<f64>, most: f64, unit: &str) -> bool {
    let is_met = figure.is_some_and(|figure| figure <= most);
    let verdict = if is_met { "met" } else { "MISSED" };
    writeln!(text, "  goal: at most {most} {unit}: {verdict}").expect("a string takes anything");
    is_met
}

fn secs(once: impl FnOnce()) -> f64 {
    let clock = Instant::now();
    once();
    clock.elapsed().as_secs_f64()
}

fn median(mut secs: Vec<f64>) -> Option<f64> {
    secs.sort_by(f64::total_cmp);
    secs.get(secs.len() / 2).copied()
}

const PYTHON_START: &str = "
import multiprocessing, time
def nothing(): pass
multiprocessing.set_start_method('fork')
def once():
    clock = time.perf_counter()
    process = multiprocessing.Process(target=nothing)
    process.start()
    process.join()
    return time.perf_counter() - clock
print(sorted(once() for _ in range(41))[20])
";

const PYTHON_MAP: &str = "
import multiprocessing, time
def up(number): return number + 1
multiprocessing.set_start_method('fork')
with multiprocessing.Pool(4) as pool:
    pool.map(up, range(1000), 1)
    for chunk in (1, None):
        clock = time.perf_counter()
        pool.map(up, range(20000), chunk)
        print((time.perf_counter() - clock) / 20000)
";

/// The numbers that a script prints; `None` without Python.
fn python(script: &str) -> Option<Vec<f64>> {
    let output = Command::new("python3").arg("-c").arg(script).stderr(Stdio::null()).output().ok()?;
    let numbers: Vec<f64> =
        String::from_utf8_lossy(&output.stdout).lines().map_while(|line| line.parse().ok()).collect();
    (output.status.success() && !numbers.is_empty()).then_some(numbers)
}
