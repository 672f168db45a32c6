//! A worker's process as its parent holds it: gives it tasks and takes its results.

use std::num::NonZeroU32;
use std::process::{ChildStdin, ChildStdout};
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::crew::{Crew, JobOf, Load, Next};
use super::frame::{FrameError, FrameReader, FrameWriter};
use super::job::Given;
use super::process::{Ending, Killed, Process};
use super::protocol::{Call, Errand, Hello, Reply};
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
            tasks_left: crew.tasks_per_process.map(NonZeroU32::get),
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

    /// Has tasks done, at first those that are there, until the process has taken its leave as it was told to.
    ///
    /// # Errors
    /// What the process did instead. The first task of the load, if there is one, is the one that it had under way.
    pub(super) fn work(&mut self, load: &mut Load<W>) -> Result<(), String> {
        // What is known already is sent before the process could ask for it.
        self.writer.queue_made(&self.crew.setup);
        self.give(load);
        self.flush();
        let ready = self.hello()?;
        self.tell_taken(load.front(), ready);
        while !load.is_empty() || !self.was_told_to_quit {
            if !load.is_empty() {
                self.take_result(load)?;
                continue;
            }
            let most = self.tasks_left.map_or(usize::MAX, |left| left as usize);
            match self.crew.next(self.worker, most, load) {
                Next::Perform => {
                    self.give(load);
                    self.flush();
                    self.tell_taken(load.front(), Stamp(0));
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

    /// Has as many tasks of the load as go into a frame written with the next flush, and the word to quit when they are
    /// the process's last; the others return to the queue. A task that makes no frame is done with.
    fn give(&mut self, load: &mut Load<W>) {
        self.has_now(load.front());
        // Only then: whoever winds the crew down meanwhile sees the task, or this sees that.
        if self.crew.begins_no_more() {
            self.crew.give_back(load, 0);
            self.has_now(None);
        }
        while !load.is_empty() {
            let errands = load.iter().map(|job| Errand { attempt: job.attempts() + 1, task: &job.task });
            match self.writer.queue_list(&Call::<()>::Tasks, errands) {
                Ok(count) => {
                    self.crew.give_back(load, count);
                    let count = u32::try_from(count).unwrap_or(u32::MAX);
                    self.tasks_left = self.tasks_left.map(|left| left.saturating_sub(count));
                    self.begin(load, Stamp::now());
                    break;
                }
                Err(error) => {
                    if let Some(job) = load.pop_front() {
                        job.failed(TaskError::Unsendable { reason: error.to_string() });
                    }
                    self.has_now(load.front());
                }
            }
        }
        if self.tasks_left == Some(0) {
            self.tell_to_quit();
        }
    }

    /// The first task of the load is under way since then.
    fn begin(&self, load: &mut Load<W>, at: Stamp) {
        if let Some(job) = load.front_mut() {
            job.give(Given { worker: self.worker, pid: self.process.pid, at });
            self.process.begin_task(Stamp::now(), self.crew.task_deadline);
        }
    }

    fn has_now(&self, job: Option<&JobOf<W>>) {
        self.process.has_now(job.map(JobOf::<W>::index));
    }

    fn tell_to_quit(&mut self) {
        self.was_told_to_quit = true;
        self.writer.queue(&Call::<()>::Quit).expect("one byte fits into a frame");
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
            let (task, order, attempt, at) = (job.index(), job.order, job.attempts(), given.at.max(ready));
            self.crew.tell(Happening::Taken { task, order, worker, pid, attempt, at });
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

    /// Waits for a frame, which may be the result of the first task of the load.
    fn take_result(&mut self, load: &mut Load<W>) -> Result<(), String> {
        let (taken, done, result) = match self.receive::<Reply<W::Output>>()? {
            aside @ (Reply::Beat { .. } | Reply::Log { .. }) => {
                self.take_aside(aside);
                return Ok(());
            }
            Reply::Done { taken, done, output } => (taken, done, Ok(output)),
            Reply::Unsendable { taken, done, reason } => (taken, done, Err(TaskError::Unsendable { reason })),
            Reply::Bye { .. } => return Err(self.confused("a farewell in the middle of a task")),
        };
        self.process.end_task();
        if let Some(job) = load.pop_front() {
            // The process went on with the next at once, so its time runs while this one is told.
            self.begin(load, done);
            self.has_now(load.front());
            let (task, worker, pid) = (job.index(), self.worker, self.process.pid);
            self.crew.tell(Happening::Done { task, worker, pid, at: done });
            self.tell_taken(load.front(), Stamp(0));
            job.done(taken, done, result);
        }
        Ok(())
    }

    /// Takes what is said besides results.
    fn take_aside(&mut self, reply: Reply<W::Output>) {
        match reply {
            Reply::Beat { peak_memory_bytes } | Reply::Bye { peak_memory_bytes } => {
                self.peak_memory_bytes = peak_memory_bytes.or(self.peak_memory_bytes);
            }
            Reply::Log { at, level, text } => {
                let (worker, pid) = (self.worker, self.process.pid);
                self.crew.tell(Happening::Logged { worker, pid, at, level, text });
            }
            Reply::Done { .. } | Reply::Unsendable { .. } => {}
        }
    }

    /// Takes what an idle process has sent meanwhile, be it its end.
    fn look(&mut self) -> Result<(), String> {
        while self.reader.has_unread() || sys::is_readable(self.reader.source()) {
            match self.receive::<Reply<W::Output>>()? {
                aside @ (Reply::Beat { .. } | Reply::Log { .. }) => self.take_aside(aside),
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
                Ok(Reply::Done { .. } | Reply::Unsendable { .. }) => self.process.kill(Killed::Unwanted),
                Ok(aside) => self.take_aside(aside),
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
