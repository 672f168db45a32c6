//! The thread that starts every child. One for the whole program, for as long as it lives: on Linux a child ends with
//! the thread that started it, not with the process.

use std::io;
use std::process::{ChildStdin, ChildStdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use super::process::{self, FILES_PER_CHILD, Process, lock};
use super::{Program, Stamp, room, sys, watch};

/// A child that was started, and its pipes.
pub(super) struct Started {
    pub(super) process: Arc<Process>,
    pub(super) stdin: ChildStdin,
    pub(super) stdout: ChildStdout,
}

/// A child that was asked for. One that nobody waits for any more is killed and collected.
pub(super) struct Pending {
    answer: Receiver<io::Result<Started>>,
}

struct Request {
    program: Program,
    asked: Stamp,
    cancelled: Arc<AtomicBool>,
    answer: SyncSender<io::Result<Started>>,
}

/// Asks for a child. Children are started in the order in which they were asked for; those that are still to be
/// started when `cancelled` is set are not.
pub(super) fn ask(program: &Program, cancelled: &Arc<AtomicBool>) -> Pending {
    let (answer, receiver) = sync_channel(1);
    let request = Request { program: program.clone(), asked: Stamp::now(), cancelled: Arc::clone(cancelled), answer };
    if let Some(spawner) = &*lock(&SPAWNER) {
        // If it were gone, its end of the answer is too, and waiting for that says so.
        if spawner.send(request).is_err() {}
    }
    Pending { answer: receiver }
}

impl Pending {
    /// Waits until it is started.
    pub(super) fn wait(self) -> io::Result<Started> {
        let no_spawner = || io::Error::new(io::ErrorKind::WouldBlock, "the thread that starts processes is not there");
        self.answer.recv().unwrap_or_else(|_gone| Err(no_spawner()))
    }
}

static SPAWNER: Mutex<Option<Sender<Request>>> = Mutex::new(None);

/// Starts the spawner and the watch, unless they run.
pub(super) fn start() -> io::Result<()> {
    watch::start()?;
    let mut spawner = lock(&SPAWNER);
    if spawner.is_none() {
        let (sender, receiver) = channel();
        let thread = thread::Builder::new().name("spawner".to_owned()).stack_size(256 << 10);
        thread.spawn(move || run(&receiver))?;
        *spawner = Some(sender);
    }
    Ok(())
}

fn run(requests: &Receiver<Request>) {
    sys::note_spawner();
    for request in requests {
        let answer = if request.cancelled.load(Ordering::Relaxed) {
            Err(io::ErrorKind::Interrupted.into())
        } else {
            spawn(&request)
        };
        // An answer that nobody waits for is dropped, and with it the child.
        if request.answer.send(answer).is_err() {}
    }
}

fn spawn(request: &Request) -> io::Result<Started> {
    room::has_room_for_files((process::alive() + 1) * FILES_PER_CHILD)?;
    let mut child = request.program.command().spawn()?;
    let started = Stamp::now();
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let process = Arc::new(Process::new(child, request.asked, started));
    watch::add(&process);
    let (Some(stdin), Some(stdout)) = (stdin, stdout) else { return Err(io::ErrorKind::BrokenPipe.into()) };
    Ok(Started { process, stdin, stdout })
}
