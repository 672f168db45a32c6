//! The real engine and the real lessons: processes of their own, each with one thread that starts it
//! and writes to it and another that reads, so that the window's thread never waits for them.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::{Command, Event, LessonCommand, LessonEvent};
use crate::worker::{Companion, ProcessRecord, Program};

use super::command::Message;
use super::engine_link::{EngineLink, Engines, Inbox, LessonLink};

/// Starts engines and lessons; those that still run end with it.
pub struct EngineProcesses {
    engine: Program,
    lesson: Program,
    /// A thread for each process that was started; each ends soon after its link was dropped.
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl EngineProcesses {
    /// Engines and lessons that are started as these programs.
    pub const fn new(engine: Program, lesson: Program) -> Self {
        Self { engine, lesson, threads: Mutex::new(Vec::new()) }
    }

    /// Starts a process that speaks so.
    fn start_as<L: Language>(&self, program: &Program, generation: u64, inbox: &Inbox) -> Link<L::Said> {
        let (to_writer, notes) = mpsc::channel();
        let (program, from_reader) = (program.clone(), to_writer.clone());
        let told = inbox.clone();
        let thread = std::thread::Builder::new().name(format!("{}-writer", L::NOUN)).spawn(move || {
            if let Some(why) = live::<L>(&program, generation, &told, from_reader, &notes) {
                told.tell(L::gone(generation, why));
            }
        });
        match thread {
            Ok(thread) => self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread),
            // Without its thread nobody listens to `to_writer`; the window's own thread must not
            // wait for room in its own inbox.
            Err(error) => inbox.tell_later(L::gone(generation, cannot_start::<L>(&error))),
        }
        Link { to_writer }
    }
}

impl Engines for EngineProcesses {
    fn start(&self, generation: u64, inbox: Inbox) -> Box<dyn EngineLink> {
        Box::new(self.start_as::<OfEngine>(&self.engine, generation, &inbox))
    }

    fn start_lesson(&self, generation: u64, inbox: Inbox) -> Box<dyn LessonLink> {
        Box::new(self.start_as::<OfLesson>(&self.lesson, generation, &inbox))
    }
}

impl Drop for EngineProcesses {
    fn drop(&mut self) {
        for thread in self.threads.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            drop(thread.join()); // a panic there was told by the thread itself
        }
    }
}

/// What is said to a process and heard from it.
trait Language: 'static {
    /// What the window says.
    type Said: Serialize + Send + 'static;
    /// What it hears.
    type Heard: DeserializeOwned;
    /// What people call such a process.
    const NOUN: &'static str;
    /// What was heard, for the window.
    fn heard(generation: u64, heard: Self::Heard) -> Message;
    /// Its end, for the window.
    fn gone(generation: u64, why: String) -> Message;
}

enum OfEngine {}

impl Language for OfEngine {
    type Said = Command;
    type Heard = Event;
    const NOUN: &'static str = "engine";

    fn heard(generation: u64, event: Event) -> Message {
        Message::Engine { generation, event }
    }

    fn gone(generation: u64, why: String) -> Message {
        Message::EngineGone { generation, why: Some(why) }
    }
}

enum OfLesson {}

impl Language for OfLesson {
    type Said = LessonCommand;
    type Heard = LessonEvent;
    const NOUN: &'static str = "lesson";

    fn heard(generation: u64, event: LessonEvent) -> Message {
        Message::Lesson { generation, event }
    }

    fn gone(generation: u64, why: String) -> Message {
        Message::LessonGone { generation, why: Some(why) }
    }
}

/// The window's end of a process.
struct Link<S> {
    to_writer: Sender<Note<S>>,
}

impl EngineLink for Link<Command> {
    fn send(&self, command: Command) {
        // An engine that is gone has told so.
        self.to_writer.send(Note::Say(Box::new(command))).ok();
    }
}

impl LessonLink for Link<LessonCommand> {
    fn send(&self, command: LessonCommand) {
        self.to_writer.send(Note::Say(Box::new(command))).ok();
    }
}

impl<S> Drop for Link<S> {
    fn drop(&mut self) {
        self.to_writer.send(Note::End).ok();
    }
}

/// What the writing thread waits for.
enum Note<S> {
    /// The window says something.
    Say(Box<S>),
    /// The window has done with this process.
    End,
    /// It says nothing more, and why where that is known.
    Silent(Option<String>),
}

/// Starts a process, lets it live and ends it. Why it ended, unless the window wanted it so.
fn live<L: Language>(
    program: &Program,
    generation: u64,
    inbox: &Inbox,
    to_writer: Sender<Note<L::Said>>,
    notes: &Receiver<Note<L::Said>>,
) -> Option<String> {
    let companion = match Companion::start(program) {
        Ok(companion) => companion,
        Err(error) => return Some(cannot_start::<L>(&error)),
    };
    let (sender, mut receiver, leash) = companion.split();
    let inbox = inbox.clone();
    let reader = std::thread::Builder::new().name(format!("{}-reader", L::NOUN)).spawn(move || {
        let silent = loop {
            match receiver.receive::<L::Heard>() {
                Ok(Some(heard)) => {
                    if !inbox.tell(L::heard(generation, heard)) {
                        break None;
                    }
                }
                Ok(None) => break None,
                Err(error) => break Some(error.to_string()),
            }
        };
        to_writer.send(Note::Silent(silent)).ok();
    });
    let reader = match reader {
        Ok(reader) => reader,
        Err(error) => return Some(cannot_start::<L>(&error)),
    };
    let mut silent = None;
    for note in notes {
        match note {
            // What cannot be said to a process is no loss: its reader is about to notice its end.
            Note::Say(command) => drop(sender.send(&*command)),
            Note::End => break,
            Note::Silent(why) => {
                silent = Some(why);
                break;
            }
        }
    }
    let record = leash.end();
    drop(reader.join()); // a panic there was told by the thread itself
    silent.map(|why| ending::<L>(&record, why))
}

/// Why a process that was not told to end did so, in one sentence.
fn ending<L: Language>(record: &ProcessRecord, why: Option<String>) -> String {
    let noun = L::NOUN;
    let last_words = record.stderr.lines().rev().map(str::trim).find(|line| !line.is_empty());
    match (why, last_words) {
        (Some(why), _) => format!("The {noun} spoke in riddles and was ended ({why})."),
        (None, Some(words)) => format!("The {noun} ended by itself ({}): {words}.", record.exit),
        (None, None) => format!("The {noun} ended by itself ({}).", record.exit),
    }
}

fn cannot_start<L: Language>(error: &std::io::Error) -> String {
    format!("The {} cannot be started ({error}).", L::NOUN)
}
