//! The thread that looks after all children of this program: it drains what they print and kills those of which
//! something was due that did not come. One for the whole program, for as long as it lives.

use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use super::Stamp;
use super::process::{Process, lock};

/// How often it looks while something is due.
const OFTEN: Duration = Duration::from_millis(100);

/// How often it looks while nothing is.
const SELDOM: Duration = Duration::from_secs(1);

/// Waking so much later than meant, this program itself was stopped (Ctrl+Z), or starved.
const PAUSE: Duration = Duration::from_millis(900);

struct Watch {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    processes: Vec<Weak<Process>>,
    /// Whether there is the thread.
    runs: bool,
    /// Whether it looks often already.
    often: bool,
}

static WATCH: Watch =
    Watch { state: Mutex::new(State { processes: Vec::new(), runs: false, often: false }), changed: Condvar::new() };

/// Starts the thread, unless it runs.
pub(super) fn start() -> io::Result<()> {
    let mut state = lock(&WATCH.state);
    if !state.runs {
        let thread = thread::Builder::new().name("child watch".to_owned()).stack_size(128 << 10);
        thread.spawn(|| WATCH.run())?;
        state.runs = true;
    }
    Ok(())
}

/// Has a process looked after, for as long as it is held by somebody.
pub(super) fn add(process: &Arc<Process>) {
    lock(&WATCH.state).processes.push(Arc::downgrade(process));
    attend();
}

/// Something became due.
pub(super) fn attend() {
    let mut state = lock(&WATCH.state);
    if !state.often {
        state.often = true;
        WATCH.changed.notify_one();
    }
}

impl Watch {
    fn run(&self) {
        let mut processes: Vec<Arc<Process>> = Vec::new();
        loop {
            let (meant, slept) = self.sleep();
            let pause = slept.checked_sub(meant).filter(|late| *late > PAUSE).unwrap_or_default();
            self.living(&mut processes);
            let now = Stamp::now();
            for process in &processes {
                process.look_after(now, pause);
            }
            if processes.drain(..).any(|process| process.has_something_due()) {
                lock(&self.state).often = true;
            }
        }
    }

    /// Sleeps for as long as nothing can be due; how long that was meant to be, and how long it was.
    fn sleep(&self) -> (Duration, Duration) {
        let state = lock(&self.state);
        let state =
            self.changed.wait_while(state, |state| state.processes.is_empty()).unwrap_or_else(PoisonError::into_inner);
        let before = Stamp::now();
        let meant = if state.often {
            drop(state);
            thread::sleep(OFTEN);
            OFTEN
        } else {
            let woken = self.changed.wait_timeout_while(state, SELDOM, |state| !state.often);
            drop(woken.unwrap_or_else(PoisonError::into_inner));
            SELDOM
        };
        (meant, Stamp::now().since(before))
    }

    /// Those that somebody still holds. What becomes due from here on is told by [`attend`].
    fn living(&self, into: &mut Vec<Arc<Process>>) {
        let mut state = lock(&self.state);
        state.often = false;
        state.processes.retain(|process| match process.upgrade() {
            Some(process) => {
                into.push(process);
                true
            }
            None => false,
        });
    }
}
