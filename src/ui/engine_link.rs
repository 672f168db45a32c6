//! The way to the engine: commands out, events in, and what wakes the window.
//!
//! The window sees two traits, so that tests can play an engine; `engine_process` has the real one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::{Duration, Instant};

use eframe::egui;

use crate::model::{Command, LessonCommand};

use super::command::Message;

/// At most so many messages wait to be drawn; then their senders wait.
const INBOX_CAPACITY: usize = 1024;

/// An engine that was started.
pub trait EngineLink: Send {
    /// Says something to the engine, without waiting. What an engine that is gone is told is lost;
    /// its end was or will be told by [`Message::EngineGone`].
    fn send(&self, command: Command);
}

/// A process for a lesson that was started.
pub trait LessonLink: Send {
    /// Says something to it, without waiting. What a process that is gone is told is lost; its end was
    /// or will be told by [`Message::LessonGone`].
    fn send(&self, command: LessonCommand);
}

/// Something that can start engines, and processes for lessons.
pub trait Engines: Send {
    /// Starts an engine whose events go to `inbox` under this generation. Does not wait: an engine
    /// that cannot be started is told by [`Message::EngineGone`]. Dropping the link ends the engine.
    fn start(&self, generation: u64, inbox: Inbox) -> Box<dyn EngineLink>;

    /// Starts a process for one lesson, as [`Engines::start`] does for a comparison; what becomes of it
    /// is told by [`Message::Lesson`] and [`Message::LessonGone`].
    fn start_lesson(&self, generation: u64, inbox: Inbox) -> Box<dyn LessonLink>;
}

/// Where messages for the window go, from any thread: publish, then wake.
#[derive(Clone)]
pub struct Inbox {
    sender: SyncSender<Message>,
    wake: Wake,
}

impl Inbox {
    /// An inbox, and the end that the window reads.
    pub fn new(ctx: egui::Context) -> (Self, Receiver<Message>) {
        let (sender, receiver) = mpsc::sync_channel(INBOX_CAPACITY);
        (Self { sender, wake: Wake::new(ctx) }, receiver)
    }

    /// Leaves a message and wakes the window; waits while the inbox is full. `false` when the
    /// window is gone.
    pub fn tell(&self, message: Message) -> bool {
        let told = self.sender.send(message).is_ok();
        self.wake.wake();
        told
    }

    /// Leaves a message from the window's own thread, which must not wait for room in its own inbox:
    /// where there is none, the message is lost.
    pub fn tell_later(&self, message: Message) {
        self.sender.try_send(message).ok();
        self.wake.wake();
    }

    /// What wakes the window.
    pub const fn wake(&self) -> &Wake {
        &self.wake
    }
}

/// Wakes the window: once, however many messages come before it looks, and not before its next
/// frame may be drawn.
#[derive(Clone)]
pub struct Wake {
    ctx: egui::Context,
    pending: Arc<AtomicBool>,
    not_before: Arc<std::sync::Mutex<Option<Instant>>>,
}

impl Wake {
    fn new(ctx: egui::Context) -> Self {
        Self { ctx, pending: Arc::default(), not_before: Arc::default() }
    }

    /// Asks for a frame, unless one was asked for already.
    pub fn wake(&self) {
        if self.pending.swap(true, Ordering::AcqRel) {
            return;
        }
        let not_before = self.not_before();
        let wait = not_before.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()));
        self.ctx.request_repaint_after(wait);
    }

    /// The window is about to look: the next message asks for a frame again, which is not drawn
    /// before `not_before`.
    pub fn looking(&self, not_before: Option<Instant>) {
        *self.not_before.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = not_before;
        self.pending.store(false, Ordering::Release);
    }

    fn not_before(&self) -> Option<Instant> {
        *self.not_before.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
