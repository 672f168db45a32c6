//! A worker's process as its parent holds it: gives it tasks and takes its results.

use std::process::{ChildStdin, ChildStdout};
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::crew::{Crew, JobOf, Next};
use super::frame::{FrameError, FrameReader, FrameWriter};
use super::job::Given;
use super::process::{Ending, Killed, Process};
use super::protocol::{Call, Hello, Reply};
use super::spawner::Started;
use super::{Happening, ProcessRecord, Stamp, TaskError, Work, sys};

/// A process of a worker, and the pipes to it.
pub(super) struct Hand<W: Work> {
    crew: Arc<Crew<W>>,
    worker: u32,
    process: Arc<Process>,
    writer: FrameWriter<ChildStdin>,
    reader: FrameReader<ChildStdout>,
    ready: Option<Stamp>,
    peak_memory_bytes: Option<u64>,
    /// How many tasks it may still be given; `None`: any number.
    tasks_left: Option<u32>,
    was_told_to_quit: bool,
}

impl<W: Work> Hand<W> {
    pub(super) fn new(crew: Arc<Crew<W>>, worker: u32, started: Started) -> Self {
        let Started { process, stdin, stdout } = started;
        process.expect_hello();
        crew.has_process(worker, &process);
        crew.tell(Happening::Started { worker, pid: process.pid, asked: process.asked, at: process.started });
        Self {
            tasks_left: crew.tasks_per_process,
            crew,
            worker,
            process,
            writer: FrameWriter::new(stdin),
            reader: FrameReader::new(stdout),
            ready: None,
            peak_memory_bytes: None,
            was_told_to_quit: false,
        }
    }

    /// Has tasks done, at first the one that is there, until the process has taken its leave as it was told to.
    ///
    /// # Errors
    /// What the process did instead; the task it had is still there then.
    pub(super) fn work(&mut self, job: &mut Option<JobOf<W>>) -> Result<(), String> {
        // What is known already is sent before the process could ask for it.
        self.writer.queue_made(&self.crew.setup);
        *job = job.take().and_then(|job| self.give(job));
        self.flush();
        let ready = self.hello()?;
        self.tell_taken(job.as_ref(), ready);
        while job.is_some() || !self.was_told_to_quit {
            if job.is_some() {
                self.take_result(job)?;
                continue;
            }
            match self.crew.next(self.worker) {
                Next::Task(next) => {
                    *job = self.give(next);
                    self.flush();
                    self.tell_taken(job.as_ref(), Stamp(0));
                }
                Next::Look => self.look()?,
                Next::Leave => {
                    self.tell_to_quit();
                    self.flush();
                }
            }
        }
        self.bye();
        Ok(())
    }

    /// Has a task written with the next flush, and the word to quit when it is the process's last. A task that makes no
    /// frame is done with.
    fn give(&mut self, mut job: JobOf<W>) -> Option<JobOf<W>> {
        let call = Call::<(), &W::Task>::Task { attempt: job.attempts() + 1, task: &job.task };
        let queued = self.writer.queue(&call);
        self.tasks_left = self.tasks_left.map(|left| left.saturating_sub(1));
        if self.tasks_left == Some(0) {
            self.tell_to_quit();
        }
        if let Err(error) = queued {
            job.failed(TaskError::Unsendable { reason: error.to_string() });
            return None;
        }
        let now = Stamp::now();
        job.give(Given { worker: self.worker, pid: self.process.pid, at: now });
        self.process.begin_task(now, self.crew.task_deadline);
        Some(job)
    }

    fn tell_to_quit(&mut self) {
        self.was_told_to_quit = true;
        self.writer.queue(&Call::<(), ()>::Quit).expect("one byte fits into a frame");
    }

    /// Writes what was queued. A process that does not take it is of no use, and its end is read soon.
    fn flush(&mut self) {
        if self.writer.flush().is_err() {
            self.process.kill(Killed::Unwanted);
        }
    }

    /// A task was taken when it was given, but not before the process was ready.
    fn tell_taken(&self, job: Option<&JobOf<W>>, ready: Stamp) {
        if let Some(job) = job
            && let Some(given) = job.given()
        {
            let (worker, pid) = (given.worker, given.pid);
            let (task, attempt, at) = (job.index(), job.attempts(), given.at.max(ready));
            self.crew.tell(Happening::Taken { task, worker, pid, attempt, at });
        }
    }

    fn hello(&mut self) -> Result<Stamp, String> {
        let hello = self.receive::<Hello>()?;
        if let Some(flaw) = hello.flaw(self.crew.program.nonce()) {
            self.process.kill(Killed::Unwanted);
            return Err(format!("sent a wrong hello ({flaw}) and was killed"));
        }
        self.ready = Some(hello.at);
        self.crew.has_started(self.worker);
        self.crew.tell(Happening::Ready { worker: self.worker, pid: self.process.pid, at: hello.at });
        Ok(hello.at)
    }

    /// Waits for a frame, which may be the result.
    fn take_result(&mut self, job: &mut Option<JobOf<W>>) -> Result<(), String> {
        let (taken, done, result) = match self.receive::<Reply<W::Output>>()? {
            Reply::Beat { peak_memory_bytes } => {
                self.peak_memory_bytes = peak_memory_bytes.or(self.peak_memory_bytes);
                return Ok(());
            }
            Reply::Done { taken, done, output } => (taken, done, Ok(output)),
            Reply::Unsendable { taken, done, reason } => (taken, done, Err(TaskError::Unsendable { reason })),
            Reply::Bye { .. } => return Err(self.confused("a farewell in the middle of a task")),
        };
        self.process.end_task();
        if let Some(job) = job.take() {
            let (task, worker, pid) = (job.index(), self.worker, self.process.pid);
            self.crew.tell(Happening::Done { task, worker, pid, at: done });
            job.done(taken, done, result);
        }
        Ok(())
    }

    /// Takes what an idle process has sent meanwhile, be it its end.
    fn look(&mut self) -> Result<(), String> {
        while self.reader.has_unread() || sys::is_readable(self.reader.source()) {
            match self.receive::<Reply<W::Output>>()? {
                Reply::Beat { peak_memory_bytes } => {
                    self.peak_memory_bytes = peak_memory_bytes.or(self.peak_memory_bytes);
                }
                _ => return Err(self.confused("a result of no task")),
            }
        }
        Ok(())
    }

    /// Reads to the end of a process that was told to quit.
    fn bye(&mut self) {
        self.process.expect_end();
        loop {
            match self.receive::<Reply<W::Output>>() {
                Ok(Reply::Beat { peak_memory_bytes } | Reply::Bye { peak_memory_bytes }) => {
                    self.peak_memory_bytes = peak_memory_bytes.or(self.peak_memory_bytes);
                }
                Ok(Reply::Done { .. } | Reply::Unsendable { .. }) => self.process.kill(Killed::Unwanted),
                Err(_ended) => return,
            }
        }
    }

    fn receive<T: DeserializeOwned>(&mut self) -> Result<T, String> {
        match self.reader.receive() {
            Ok(Some(value)) => {
                self.process.heard(Stamp::now());
                Ok(value)
            }
            Ok(None) | Err(FrameError::Cut | FrameError::Pipe(_)) => Err("ended".to_owned()),
            Err(error) => Err(self.confused(&error.to_string())),
        }
    }

    fn confused(&self, what: &str) -> String {
        self.process.kill(Killed::Unwanted);
        format!("sent what cannot be understood ({what}) and was killed")
    }

    /// Waits until the process has ended. How it did, why it was killed if it was, and whether it ever said hello.
    pub(super) fn end(self) -> (Ending, Killed, bool) {
        let ending = self.process.end();
        self.crew.lost_process(self.worker);
        self.crew.tell(Happening::Exited(ProcessRecord {
            worker: self.worker,
            pid: self.process.pid,
            asked: self.process.asked,
            // The thread that starts children may go on later than the child.
            started: self.ready.map_or(self.process.started, |ready| ready.min(self.process.started)),
            ready: self.ready,
            exited: ending.exited,
            exit: ending.exit.clone(),
            cpu_secs: ending.cpu_secs,
            peak_memory_bytes: self.peak_memory_bytes,
            stderr: ending.stderr.clone(),
        }));
        (ending, self.process.killed(), self.ready.is_some())
    }
}
