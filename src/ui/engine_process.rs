//! The real engine: a process of its own, with one thread that starts it and writes to it and
//! another that reads, so that the window's thread never waits for it.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::model::{Command, Event};
use crate::worker::{Companion, ProcessRecord, Program};

use super::command::Message;
use super::engine_link::{EngineLink, Engines, Inbox};

/// Starts engines; those that still run end with it.
pub struct EngineProcesses {
    program: Program,
    /// A thread for each engine that was started; each ends soon after its link was dropped.
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl EngineProcesses {
    /// Engines that are started as this program.
    pub const fn new(program: Program) -> Self {
        Self { program, threads: Mutex::new(Vec::new()) }
    }
}

impl Engines for EngineProcesses {
    fn start(&self, generation: u64, inbox: Inbox) -> Box<dyn EngineLink> {
        let (to_writer, notes) = mpsc::channel();
        let (program, from_reader) = (self.program.clone(), to_writer.clone());
        let told = inbox.clone();
        let thread = std::thread::Builder::new().name("engine-writer".to_owned()).spawn(move || {
            if let Some(why) = live(&program, generation, &told, from_reader, &notes) {
                told.tell(Message::EngineGone { generation, why: Some(why) });
            }
        });
        match thread {
            Ok(thread) => self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread),
            // Without its thread nobody listens to `to_writer`; the window's own thread must not
            // wait for room in its own inbox.
            Err(error) => inbox.tell_later(Message::EngineGone { generation, why: Some(cannot_start(&error)) }),
        }
        Box::new(EngineProcess { to_writer })
    }
}

impl Drop for EngineProcesses {
    fn drop(&mut self) {
        for thread in self.threads.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            drop(thread.join()); // a panic there was told by the thread itself
        }
    }
}

struct EngineProcess {
    to_writer: Sender<Note>,
}

impl EngineLink for EngineProcess {
    fn send(&self, command: Command) {
        // An engine that is gone has told so.
        self.to_writer.send(Note::Say(Box::new(command))).ok();
    }
}

impl Drop for EngineProcess {
    fn drop(&mut self) {
        self.to_writer.send(Note::End).ok();
    }
}

/// What the writing thread waits for.
enum Note {
    /// The window says something.
    Say(Box<Command>),
    /// The window has done with this engine.
    End,
    /// The engine says nothing more, and why where that is known.
    Silent(Option<String>),
}

/// Starts an engine, lets it live and ends it. Why it ended, unless the window wanted it so.
fn live(
    program: &Program,
    generation: u64,
    inbox: &Inbox,
    to_writer: Sender<Note>,
    notes: &Receiver<Note>,
) -> Option<String> {
    let companion = match Companion::start(program) {
        Ok(companion) => companion,
        Err(error) => return Some(cannot_start(&error)),
    };
    let (sender, mut receiver, leash) = companion.split();
    let inbox = inbox.clone();
    let reader = std::thread::Builder::new().name("engine-reader".to_owned()).spawn(move || {
        let silent = loop {
            match receiver.receive::<Event>() {
                Ok(Some(event)) => {
                    if !inbox.tell(Message::Engine { generation, event }) {
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
        Err(error) => return Some(cannot_start(&error)),
    };
    let mut silent = None;
    for note in notes {
        match note {
            // What cannot be said to an engine is no loss: its reader is about to notice its end.
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
    silent.map(|why| ending(&record, why))
}

/// Why an engine that was not told to end did so, in one sentence.
fn ending(record: &ProcessRecord, why: Option<String>) -> String {
    let last_words = record.stderr.lines().rev().map(str::trim).find(|line| !line.is_empty());
    match (why, last_words) {
        (Some(why), _) => format!("The engine spoke in riddles and was ended ({why})."),
        (None, Some(words)) => format!("The engine ended by itself ({}): {words}.", record.exit),
        (None, None) => format!("The engine ended by itself ({}).", record.exit),
    }
}

fn cannot_start(error: &std::io::Error) -> String {
    format!("The engine cannot be started ({error}).")
}
