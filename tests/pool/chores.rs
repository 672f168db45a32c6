//! What the workers of these tests do, and the roles of this executable.

use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use manyhands::worker::{Config, Finished, Happening, Level, PoolError, Program, SharedArray, Work, log, serve};
use serde::{Deserialize, Serialize};

/// How long a test waits for something that should take far less, so that a busy machine fails no test.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A role of this executable; the part after a colon is the role's own to read.
pub fn role(argument: &str) -> Option<fn()> {
    match argument.split(':').next()? {
        "worker" => Some(|| serve::<Chores>()),
        "companion" => Some(super::companions::echo),
        #[cfg(target_os = "linux")]
        "rogue-hello" => Some(super::faults::rogue_hello),
        #[cfg(target_os = "linux")]
        "rogue-frame" => Some(super::faults::rogue_frame),
        #[cfg(target_os = "linux")]
        "rogue-nonce" => Some(super::faults::rogue_nonce),
        #[cfg(target_os = "linux")]
        "rogue-version" => Some(super::faults::rogue_version),
        #[cfg(target_os = "linux")]
        "short" => Some(super::limits::short),
        #[cfg(target_os = "linux")]
        "alone" => Some(super::limits::alone),
        #[cfg(target_os = "linux")]
        "top" => Some(super::leftovers::top),
        #[cfg(target_os = "linux")]
        "middle" => Some(super::leftovers::middle),
        _ => None,
    }
}

/// What follows the colon of this process's role.
#[cfg(target_os = "linux")]
pub fn role_detail() -> String {
    let role = std::env::args().nth(1).expect("there is a role");
    role.split_once(':').expect("the role has a detail").1.to_owned()
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Chore {
    Double(u64),
    Nap {
        millis: u64,
    },
    /// Waits until so many of the party are there, each as a file in the folder.
    Meet {
        folder: PathBuf,
        party: usize,
    },
    /// Prints on standard output, as a library might.
    Print,
    /// A result of so many bytes.
    Big {
        bytes: usize,
    },
    /// Takes a text of any length.
    Take {
        text: String,
    },
    /// Says something on standard error and dies of SIGKILL, on the first so many attempts.
    Die {
        attempts: u32,
    },
    /// Stops itself, on the first so many attempts.
    Stop {
        attempts: u32,
    },
    /// Squares one number of a shared array, which the worker opens for that.
    Square {
        path: PathBuf,
        length: usize,
        place: usize,
    },
    /// Raises a number of a shared array by one, so many times, by compare-and-swap.
    Raise {
        path: PathBuf,
        length: usize,
        place: usize,
        times: u32,
    },
    /// Logs so many records, and counts each in a shared array of one place when it is written.
    Chat {
        records: u64,
        count: PathBuf,
    },
    Panic,
    /// Never ends, but the worker beats on.
    Hang,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub pid: u32,
    pub attempt: u32,
    pub number: u64,
    pub bytes: Vec<u8>,
}

pub struct Chores {
    /// From the setup, added to every double.
    plus: u64,
}

impl Work for Chores {
    type Setup = u64;
    type Task = Chore;
    type Output = Answer;

    fn prepare(plus: u64) -> Self {
        Self { plus }
    }

    fn perform(&mut self, chore: Chore, attempt: u32) -> Answer {
        let mut answer = Answer { pid: std::process::id(), attempt, number: 0, bytes: Vec::new() };
        match chore {
            Chore::Double(number) => answer.number = 2 * number + self.plus,
            Chore::Nap { millis } => std::thread::sleep(Duration::from_millis(millis)),
            Chore::Meet { folder, party } => answer.number = meet(&folder, party),
            Chore::Print => print(),
            Chore::Big { bytes } => answer.bytes = vec![7; bytes],
            Chore::Take { text } => answer.number = text.len() as u64,
            Chore::Die { attempts } if attempt <= attempts => die(attempt),
            Chore::Stop { attempts } if attempt <= attempts => stop(),
            Chore::Die { .. } | Chore::Stop { .. } => {}
            Chore::Square { path, length, place } => {
                let array = SharedArray::open(&path, length).expect("it is there");
                array.set(place, array.get(place).pow(2));
            }
            Chore::Raise { path, length, place, times } => {
                let array = SharedArray::open(&path, length).expect("it is there");
                (0..times).for_each(|_| {
                    array.update(place, |number| number + 1);
                });
            }
            Chore::Chat { records, count } => chat(records, &count),
            Chore::Panic => panic!("a chore that panics"),
            Chore::Hang => loop {
                std::thread::sleep(PATIENCE);
            },
        }
        answer
    }
}

fn chat(records: u64, count: &Path) {
    let array = SharedArray::open(count, 1).expect("it is there");
    for number in 0..records {
        let text = format!("process {} says {number}", std::process::id());
        log(Level::Warning, &text).expect("the parent is there");
        array.update(0, |count| count + 1);
    }
}

/// How many of the party were met.
fn meet(folder: &Path, party: usize) -> u64 {
    std::fs::write(folder.join(std::process::id().to_string()), "").expect("the folder is writable");
    let count = || std::fs::read_dir(folder).expect("the folder is readable").count();
    wait_until(|| count() == party);
    count() as u64
}

#[expect(clippy::print_stdout, reason = "the test is that this harms nothing")]
fn print() {
    println!("a stray line, longer than the head of a frame");
}

#[expect(clippy::print_stderr, reason = "the test is that this is told")]
fn die(attempt: u32) {
    eprintln!("last words of attempt {attempt}");
    #[cfg(unix)]
    signal(std::process::id(), rustix::process::Signal::KILL);
    std::process::abort();
}

fn stop() {
    #[cfg(unix)]
    signal(std::process::id(), rustix::process::Signal::STOP);
}

#[cfg(unix)]
pub fn signal(pid: u32, signal: rustix::process::Signal) {
    assert!(try_signal(pid, signal), "process {pid} is there and ours");
}

/// Whether the process was there.
#[cfg(unix)]
pub fn try_signal(pid: u32, signal: rustix::process::Signal) -> bool {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw).expect("a process number");
    rustix::process::kill_process(pid, signal).is_ok()
}

/// Waits for something that another process or thread does; whether it came.
pub fn wait_until(mut condition: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if condition() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    condition()
}

/// What a pool told.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<Happening>>>);

impl Log {
    pub fn all(&self) -> Vec<Happening> {
        self.0.lock().expect("no test panics here").clone()
    }

    /// The processes that were started, in their order.
    pub fn pids(&self) -> Vec<u32> {
        let pid = |happening: &Happening| match happening {
            Happening::Started { pid, .. } => Some(*pid),
            _ => None,
        };
        self.all().iter().filter_map(pid).collect()
    }

    /// The processes that have ended.
    #[cfg(target_os = "linux")]
    pub fn exited(&self) -> Vec<u32> {
        let pid = |happening: &Happening| match happening {
            Happening::Exited(record) => Some(record.pid),
            _ => None,
        };
        self.all().iter().filter_map(pid).collect()
    }

    /// How the processes ended, in that order.
    pub fn exits(&self) -> Vec<String> {
        let exit = |happening: &Happening| match happening {
            Happening::Exited(record) => Some(record.exit.clone()),
            _ => None,
        };
        self.all().iter().filter_map(exit).collect()
    }
}

pub fn config_in(role: &str, workers: u16) -> (Config<Chores>, Log) {
    let log = Log::default();
    let told = Arc::clone(&log.0);
    let config = Config {
        program: Program::this(role).expect("the system knows its own programs"),
        workers: NonZeroU16::new(workers).expect("at least one"),
        setup: 0,
        task_deadline: None,
        tasks_per_process: None,
        observer: Arc::new(move |happening| told.lock().expect("no test panics here").push(happening)),
    };
    (config, log)
}

pub fn config(workers: u16) -> (Config<Chores>, Log) {
    config_in("worker", workers)
}

pub type Outcome = Result<Vec<Finished<Answer>>, PoolError>;

/// The answers, where every task has one.
pub fn answers(outcome: Outcome) -> Vec<Answer> {
    let finished = outcome.expect("the pool works");
    finished.into_iter().map(|finished| finished.result.expect("the task succeeds")).collect()
}
