//! What happened when in a run: told live, and kept for the report.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use url::Url;

use crate::model::{ErrorKind, Event, Fetched, Live, Outcome, Process, Seen};
use crate::worker::{Happening, ProcessRecord, Stamp};

use super::Tell;
use super::growth::Growth;
use super::witness::Witness;

/// How often a reader hears of a run under way.
const INTERVAL: Duration = Duration::from_millis(100);

/// Why no further download of a run is started.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Halt {
    /// A host answered 429, or 503 with Retry-After: which one, and how long it asks to be left alone.
    HostAsksToWait { host: Option<String>, secs: Option<f64> },
    /// The disk is full; the download's own sentence.
    StorageFull(String),
    /// The workers failed in the middle, and why.
    BrokenOff(String),
}

impl Halt {
    /// Where a download failed by what stands in the way of all others too.
    pub fn after(fetched: &Fetched) -> Option<Self> {
        let Outcome::Failed(failure) = &fetched.outcome else { return None };
        match failure.kind {
            ErrorKind::RateLimited => {
                let host = fetched.final_url.as_ref().and_then(host);
                Some(Self::HostAsksToWait { host, secs: fetched.retry_after_secs })
            }
            ErrorKind::StorageFull => Some(Self::StorageFull(failure.message.clone())),
            _ => None,
        }
    }
}

/// Whom an address is of, with the port where it is not the usual one.
fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Takes down what happens, from whichever thread sees it.
#[derive(Debug)]
pub(super) struct Recorder {
    run: u32,
    start: Stamp,
    is_halted: AtomicBool,
    log: Mutex<Log>,
    over: Condvar,
}

#[derive(Debug, Default)]
struct Log {
    is_over: bool,
    live: Vec<Live>,
    growth: Growth,
    witness: Option<Witness>,
    alive: BTreeSet<u32>,
    spawned: HashMap<u32, Spawned>,
    processes: Vec<Process>,
    notices: Vec<String>,
    halt: Option<Halt>,
}

/// When a process was asked for, and when it was ready.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spawned {
    pub asked: Stamp,
    pub ready: Option<Stamp>,
}

/// What a recorder holds when its run is over.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub processes: Vec<Process>,
    pub spawned: HashMap<u32, Spawned>,
    pub notices: Vec<String>,
    pub halt: Option<Halt>,
    pub seen: Seen,
}

/// Says that a run is over when it is dropped.
struct Over<'a>(&'a Recorder);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.log().is_over = true;
        self.0.over.notify_all();
    }
}

impl Recorder {
    /// For the run whose clock started at `start`.
    pub fn new(run: u32, start: Stamp, growth: Growth, witness: Witness) -> Arc<Self> {
        let log = Log { growth, witness: Some(witness), ..Log::default() };
        let (log, over) = (Mutex::new(log), Condvar::new());
        Arc::new(Self { run, start, is_halted: AtomicBool::new(false), log, over })
    }

    /// Does `work` while a thread beside it tells what happens, at most ten times a second.
    pub fn tell_during<T>(&self, tell: &Tell, work: impl FnOnce() -> T) -> T {
        thread::scope(|scope| {
            let teller = thread::Builder::new().name("progress".to_owned());
            let teller = teller.spawn_scoped(scope, || self.tell_until_over(tell));
            // Without a thread for it, the run is silent and still whole.
            let is_told = teller.is_ok();
            // Also when the work panics: the scope does not end before the teller.
            let over = Over(self);
            let result = work();
            drop(over);
            if !is_told {
                self.tell_until_over(tell);
            }
            result
        })
    }

    fn tell_until_over(&self, tell: &Tell) {
        loop {
            let mut log = self.log();
            if !log.is_over {
                log = self.over.wait_timeout(log, INTERVAL).unwrap_or_else(PoisonError::into_inner).0;
            }
            let (is_over, mut live) = (log.is_over, std::mem::take(&mut log.live));
            let (mut growth, mut witness) = (std::mem::take(&mut log.growth), log.witness.take());
            drop(log);
            // Files are looked at without the lock: whoever has something to tell does not wait for them.
            growth.hear(&live);
            if !is_over {
                let now_secs = self.secs(Stamp::now());
                live.extend(growth.look(now_secs));
                if let Some(witness) = &mut witness {
                    witness.check(now_secs, || self.log().alive.clone());
                }
            }
            let mut log = self.log();
            (log.growth, log.witness) = (growth, witness);
            drop(log);
            if !live.is_empty() || !is_over {
                tell(Event::Progress { run: self.run, at_secs: self.secs(Stamp::now()), live });
            }
            if is_over {
                return;
            }
        }
    }

    /// What worker processes do.
    pub fn happened(&self, happening: Happening) {
        match happening {
            Happening::Started { worker, pid, asked, at } => {
                let mut log = self.log();
                log.spawned.insert(pid, Spawned { asked, ready: None });
                log.alive.insert(pid);
                log.live.push(Live::ProcessStarted { worker, pid, at_secs: self.secs(at) });
            }
            Happening::Ready { pid, at, .. } => {
                if let Some(spawned) = self.log().spawned.get_mut(&pid) {
                    spawned.ready = Some(at);
                }
            }
            Happening::Taken { task, worker, pid, at, .. } => {
                self.taken(u32::try_from(task).unwrap_or(u32::MAX), worker, pid, at);
            }
            // The result itself is recorded, with what came of it.
            Happening::Done { .. } | Happening::Logged { .. } => {}
            Happening::Exited(record) => self.exited(&record),
            Happening::Fewer { asked, got, reason } => self.fewer("processes", asked.into(), got.into(), &reason),
        }
    }

    fn exited(&self, record: &ProcessRecord) {
        let process = Process {
            pid: record.pid,
            worker: record.worker,
            started_secs: self.secs(record.started),
            ready_secs: record.ready.map(|ready| self.secs(ready)),
            exited_secs: self.secs(record.exited),
            exit: record.exit.clone(),
            cpu_secs: record.cpu_secs,
            peak_memory_bytes: record.peak_memory_bytes,
        };
        let (worker, pid, at_secs) = (process.worker, process.pid, process.exited_secs);
        let mut log = self.log();
        log.alive.remove(&pid);
        log.processes.push(process);
        log.live.push(Live::ProcessExited { worker, pid, at_secs });
    }

    /// A task was taken.
    pub fn taken(&self, index: u32, worker: u32, pid: u32, at: Stamp) {
        self.log().live.push(Live::Taken { index, worker, pid, at_secs: self.secs(at) });
    }

    /// A task ended. A full disk, or a host that asks to be left alone, halts the run.
    pub fn done(&self, index: u32, worker: u32, fetched: &Fetched, at: Stamp) {
        let error = match &fetched.outcome {
            Outcome::Ok => None,
            Outcome::Failed(failure) => Some(failure.kind),
        };
        let mut log = self.log();
        log.live.push(Live::Done { index, worker, bytes: fetched.bytes, error, at_secs: self.secs(at) });
        if let Some(halt) = Halt::after(fetched) {
            self.halt(&mut log, halt);
        }
    }

    /// The run ends before its time, and why.
    pub fn broke_off(&self, why: String) {
        self.halt(&mut self.log(), Halt::BrokenOff(why));
    }

    /// The first reason counts.
    fn halt(&self, log: &mut Log, halt: Halt) {
        log.halt.get_or_insert(halt);
        self.is_halted.store(true, Ordering::Release);
    }

    /// Fewer workers than asked were to be had.
    pub fn fewer(&self, noun: &str, asked: usize, got: usize, reason: &str) {
        self.log().notices.push(format!("Only {got} of {asked} {noun} could be started: {reason}."));
    }

    /// Whether no further download may start.
    pub fn is_halted(&self) -> bool {
        self.is_halted.load(Ordering::Acquire)
    }

    /// What was taken down. The live part is told already.
    pub fn into_record(self: Arc<Self>) -> Record {
        let mut log = self.log();
        let mut processes = std::mem::take(&mut log.processes);
        processes.sort_by(|one, other| one.started_secs.total_cmp(&other.started_secs));
        Record {
            processes,
            spawned: std::mem::take(&mut log.spawned),
            notices: std::mem::take(&mut log.notices),
            halt: log.halt.take(),
            seen: log.witness.take().map(Witness::finish).unwrap_or_default(),
        }
    }

    fn secs(&self, at: Stamp) -> f64 {
        at.secs_since(self.start)
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        // Nothing that holds this lock can leave the log half-written.
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_panic_in_a_run_ends_it() {
        let recorder = Recorder::new(1, Stamp::now(), Growth::default(), Witness::new());
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let ignore: Tell = Arc::new(|_| {});
            let work = || recorder.tell_during(&ignore, || panic!("as a bug would"));
            tell.send(catch_unwind(AssertUnwindSafe(work)).is_err()).expect("the test waits");
        });
        let has_panicked = told.recv_timeout(Duration::from_secs(20)).expect("nobody is waited for without end");
        assert!(has_panicked, "it goes on to whoever asked for the run");
    }
}
