//! Worker processes, generic over what they do: this room knows no task.
//!
//! A parent starts the same executable (or another) in a role, a [`Program`], and speaks with it in frames through two
//! pipes. There are two kinds of children: *workers*, which do tasks that a [`Pool`] or [`each`] hands out, and a
//! [`Companion`], with which a parent exchanges messages as the two of them please. Programs that are none of ours are run
//! by [`outside`](fn@outside).
//!
//! ```text
//! parent                                                            child
//!
//! pool ── crew (queue) ── place ── hand ══ stdin: Setup, Tasks… ══▶ serve ── Work::perform
//!   one thread a place ──┘  │        ▲════ stdout: Hello, Log, Done… ╝  └── guard: beats, ends with its parent
//!                           │        ╰──── stderr: its end is kept
//!   spawner: starts every child         watch: drains stderr, kills what is silent or late
//! ```
//!
//! | file | what |
//! | --- | --- |
//! | `census` | what the system says of this process and its children |
//! | `clock` | [`Stamp`]: one clock for all processes |
//! | `program` | [`Program`]: what is started, and in which role |
//! | `frame`, `protocol` | frames on a pipe, and what is in them |
//! | `record` | what is told: [`Happening`], [`ProcessRecord`], [`Finished`], errors |
//! | `pool` | [`Pool`], [`each`]: what a caller sees |
//! | `pending`, `imap` | results that come later: [`Pending`], and one by one |
//! | `crew`, `job` | what the workers of a pool share: the queue, deaths, the end; a task on its way |
//! | `place`, `hand` | a worker: its place, which outlives a process; its process, which does not |
//! | `terminator` | [`Terminator`]: the end from elsewhere |
//! | `process`, `stderr_tail` | a child as its parent holds it: killed at most once, waited for always |
//! | `spawner`, `watch` | the two threads that live as long as the program |
//! | `room` | how many files may be open: [`make_room_for_files`], [`has_room_for_files`] |
//! | `role`, `serve` | the child's side: guards against outliving the parent; [`serve`], its loop |
//! | `companion` | [`Companion`], [`companion_ends`] |
//! | `log`, `log_writer` | [`log`](fn@log): what workers say on their way; [`LogWriter`]: the one file for it |
//! | `outside` | [`outside`](fn@outside): a program that is none of ours, with a deadline |
//! | `shared_array` | [`SharedArray`]: numbers that processes share |
//! | `sys` | what differs between systems, and all unsafe code |
//!
//! One pipe pair a worker and one thread that waits on it: a worker that dies takes one task with it and nothing else
//! (those that travelled in the same frame return to the queue), and nothing is shared that a dead process could hold locked. Threads that read and write by turns were measured
//! against one thread that polls all pipes: with 4 workers on 2 cores they took two thirds of its time a task.

use serde::Serialize;
use serde::de::DeserializeOwned;

mod census;
mod clock;
mod companion;
mod crew;
mod frame;
mod hand;
mod imap;
mod interrupt;
mod job;
mod log;
mod log_writer;
mod outside;
mod pending;
mod place;
mod pool;
mod process;
mod program;
mod protocol;
mod record;
mod role;
mod room;
mod serve;
mod shared_array;
mod spawner;
mod stderr_tail;
mod sys;
mod terminator;
mod watch;

pub use census::{forget_peak_memory, listed_children, peak_memory_bytes};
pub use clock::Stamp;
pub use companion::{Companion, Leash, Receiver, Sender, companion_ends};
pub use interrupt::when_told_to_end;
pub use log::{Level, log};
pub use log_writer::LogWriter;
pub use outside::{OutsideEnd, OutsideOutput, outside, outside_with};
pub use pending::Pending;
pub use pool::{AsFar, Config, Pool, each, each_as_far_as_it_goes, each_with};
pub use program::Program;
pub use record::{Death, Finished, Happening, Observer, PoolError, ProcessRecord, TaskError};
pub use room::{has_room_for_files, make_room_for_files};
pub use serve::serve;
pub use shared_array::SharedArray;
pub use terminator::Terminator;

/// What a worker does. The parent names it to have it done, the child to do it.
pub trait Work: Sized + 'static {
    /// What holds for every task; a worker is told once.
    type Setup: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// One unit of work, at most 1 MiB when written with postcard.
    type Task: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// What comes of a task, at most 1 MiB likewise. A failure that is to be told to the caller is part of it.
    type Output: Serialize + DeserializeOwned + Send + 'static;

    /// Gets ready, in the child, before the first task.
    fn prepare(setup: Self::Setup) -> Self;

    /// Does a task, in the child. What it has to say meanwhile goes to [`log`](fn@log). `attempt` counts from 1; it is 2 when the process that tried before died.
    fn perform(&mut self, task: Self::Task, attempt: u32) -> Self::Output;
}
