//! A child process as its parent holds it.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::clock::nanos;
use super::stderr_tail::StderrTail;
use super::{Stamp, sys, watch};

/// How long a child may take to end after it was told to.
pub(super) const GRACE: Duration = Duration::from_millis(500);

/// How long a worker may be silent; it beats once a second.
pub(super) const MOST_SILENCE: Duration = Duration::from_secs(4);

/// How long a worker may take from its start to its hello: the program may have to come from a slow disk.
pub(super) const MOST_START: Duration = Duration::from_secs(10);

/// Files that a parent keeps open for a child: its three pipes.
pub(super) const FILES_PER_CHILD: u64 = 3;

/// How many children there are that were not collected.
static ALIVE: AtomicU64 = AtomicU64::new(0);

/// How many children this program has, in all its pools.
pub(super) fn alive() -> u64 {
    ALIVE.load(Ordering::Relaxed)
}

/// Why a child was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Killed {
    /// It was not.
    No,
    /// It did not answer.
    Silent,
    /// Its task took longer than it may.
    Deadline,
    /// It did not end when it was told to, or its frames made no sense, or everything is to end.
    Unwanted,
}

/// A started child. It is killed and collected at the latest when this is dropped.
pub(super) struct Process {
    child: sys::Child,
    pub(super) pid: u32,
    pub(super) asked: Stamp,
    pub(super) started: Stamp,
    collected: Mutex<bool>,
    stderr: Mutex<StderrTail>,
    killed: AtomicU8,
    /// The task that it was given last, by its place in its list; [`NEVER`] when it has none.
    task: AtomicU64,
    /// By when the next sign of life has to come; [`NEVER`] when none is due.
    silent_until: AtomicU64,
    /// By when the task has to be done; likewise.
    task_until: AtomicU64,
    /// By when the process has to be gone; likewise.
    gone_until: AtomicU64,
}

const NEVER: u64 = u64::MAX;

/// How a process ended.
pub(super) struct Ending {
    pub(super) exited: Stamp,
    /// `0`, another exit code, or `signal 9`.
    pub(super) exit: String,
    /// The code, when it ended by itself.
    pub(super) code: Option<i32>,
    pub(super) cpu_secs: Option<f64>,
    pub(super) stderr: String,
}

impl Process {
    /// Takes over a child whose other pipes were taken.
    pub(super) fn new(mut child: std::process::Child, asked: Stamp, started: Stamp) -> Self {
        let stderr = StderrTail::new(child.stderr.take());
        let child = sys::adopt(child);
        ALIVE.fetch_add(1, Ordering::Relaxed);
        Self {
            pid: child.id(),
            child,
            asked,
            started,
            collected: Mutex::new(false),
            stderr: Mutex::new(stderr),
            killed: AtomicU8::new(Killed::No as u8),
            task: AtomicU64::new(NEVER),
            silent_until: AtomicU64::new(NEVER),
            task_until: AtomicU64::new(NEVER),
            gone_until: AtomicU64::new(NEVER),
        }
    }

    /// From here on a sign of life is due, at first the hello.
    pub(super) fn expect_hello(&self) {
        self.silent_until.store(self.started.plus(MOST_START).0, Ordering::Relaxed);
    }

    /// A sign of life came.
    pub(super) fn heard(&self, now: Stamp) {
        self.silent_until.store(now.plus(MOST_SILENCE).0, Ordering::Relaxed);
    }

    /// It has this task from here on, by its place in its list; `None`: none.
    pub(super) fn has_now(&self, task: Option<usize>) {
        let task = task.and_then(|task| u64::try_from(task).ok()).unwrap_or(NEVER);
        self.task.store(task, Ordering::SeqCst);
    }

    /// The task that it has.
    pub(super) fn task(&self) -> Option<usize> {
        let task = self.task.load(Ordering::SeqCst);
        usize::try_from(task).ok().filter(|_| task != NEVER)
    }

    /// A task was given, which may take so long.
    pub(super) fn begin_task(&self, now: Stamp, deadline: Option<Duration>) {
        let until = deadline.map_or(NEVER, |deadline| now.plus(deadline).0);
        self.task_until.store(until, Ordering::Relaxed);
    }

    /// The task is done.
    pub(super) fn end_task(&self) {
        self.task_until.store(NEVER, Ordering::Relaxed);
    }

    /// Kills it, unless it has been collected. The first reason is the one that counts.
    pub(super) fn kill(&self, why: Killed) {
        let collected = lock(&self.collected);
        if !*collected {
            match self.killed.compare_exchange(Killed::No as u8, why as u8, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) | Err(_) => self.child.kill(),
            }
        }
    }

    /// Why it was killed.
    pub(super) fn killed(&self) -> Killed {
        match self.killed.load(Ordering::Relaxed) {
            0 => Killed::No,
            1 => Killed::Silent,
            2 => Killed::Deadline,
            _ => Killed::Unwanted,
        }
    }

    /// From here on it is to end by itself, and is killed when it has not after [`GRACE`].
    pub(super) fn expect_end(&self) {
        let until = Stamp::now().plus(GRACE).0;
        if self.gone_until.compare_exchange(NEVER, until, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            watch::attend();
        }
    }

    /// Waits until it has ended, which it has to within [`GRACE`], and collects it. Once only.
    pub(super) fn end(&self) -> Ending {
        self.expect_end();
        self.child.wait();
        let mut is_collected = lock(&self.collected);
        let collected = self.child.collect();
        *is_collected = true;
        drop(is_collected);
        ALIVE.fetch_sub(1, Ordering::Relaxed);
        for until in [&self.silent_until, &self.task_until, &self.gone_until] {
            until.store(NEVER, Ordering::Relaxed);
        }
        let exited = Stamp::now();
        let mut stderr = lock(&self.stderr);
        stderr.close();
        Ending {
            exited,
            exit: collected.status.map_or_else(|| "unknown".to_owned(), sys::describe_exit),
            code: collected.status.and_then(|status| status.code()),
            cpu_secs: collected.cpu_secs,
            stderr: stderr.text(),
        }
    }

    /// Drains what it printed, and kills it when something that was due did not come. `pause` is how long this
    /// program itself stood still, which is nothing to blame a child for.
    pub(super) fn look_after(&self, now: Stamp, pause: Duration) {
        lock(&self.stderr).drain();
        for (until, why) in [
            (&self.silent_until, Killed::Silent),
            (&self.task_until, Killed::Deadline),
            (&self.gone_until, Killed::Unwanted),
        ] {
            let mut due = until.load(Ordering::Relaxed);
            if due != NEVER && !pause.is_zero() {
                // If it changes meanwhile, it was set after the pause and needs nothing.
                let later = due.saturating_add(nanos(pause));
                match until.compare_exchange(due, later, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => due = later,
                    Err(newer) => due = newer,
                }
            }
            if due <= now.0 && due != NEVER {
                self.kill(why);
            }
        }
    }

    /// Whether something is due, so that it has to be looked after often.
    pub(super) fn has_something_due(&self) -> bool {
        [&self.silent_until, &self.task_until, &self.gone_until]
            .iter()
            .any(|until| until.load(Ordering::Relaxed) != NEVER)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let collected = self.collected.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !*collected {
            self.child.kill();
            self.child.collect();
            ALIVE.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Locks, also after a thread panicked while it held the lock: what is guarded here is whole at every moment.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
