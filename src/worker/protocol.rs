//! What a parent and its worker say to each other.

use serde::{Deserialize, Serialize};

use super::{Level, Stamp};

/// Raised whenever [`Call`] or [`Reply`] change: a parent and a worker of different make do not talk.
pub(super) const PROTOCOL: u32 = 2;

/// A worker that cannot be had for want of threads or memory ends with this (`EX_TEMPFAIL`), before its hello.
pub(super) const EXIT_SHORTAGE: i32 = 75;

/// A worker that cannot go on ends with this (`EX_SOFTWARE`), having said why on its standard error.
pub(super) const EXIT_FAILURE: i32 = 70;

/// The first frame of every child: it is what its parent takes it for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) protocol: u32,
    pub(super) nonce: u64,
    /// When the child was ready.
    pub(super) at: Stamp,
}

impl Hello {
    pub(super) fn new(nonce: u64) -> Self {
        Self { protocol: PROTOCOL, nonce, at: Stamp::now() }
    }

    /// What is wrong with it, to a parent that gave this nonce.
    pub(super) fn flaw(&self, nonce: u64) -> Option<String> {
        if self.protocol != PROTOCOL {
            return Some(format!("it speaks version {} of the protocol, not {PROTOCOL}", self.protocol));
        }
        (self.nonce != nonce).then(|| "its nonce is not the one it was given".to_owned())
    }
}

/// From the parent to a worker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Call<S> {
    /// What holds for every task; the first call, sent once.
    Setup(S),
    /// Something to do: as many [`Errand`]s follow in the same frame as it holds. Each is answered on its own, in this
    /// order.
    Tasks,
    /// Nothing more is to come.
    Quit,
}

/// A task on its way to a worker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Errand<T> {
    /// From 1.
    pub(super) attempt: u32,
    pub(super) task: T,
}

/// From a worker to its parent, after its [`Hello`].
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply<O> {
    /// The worker is alive.
    Beat { peak_memory_bytes: Option<u64> },
    /// A task's result, and when the worker took the task and was done with it.
    Done { taken: Stamp, done: Stamp, output: O },
    /// The task is done, but its result does not fit into a frame.
    Unsendable { taken: Stamp, done: Stamp, reason: String },
    /// Something that the task, or whatever else runs in the worker, has to say.
    Log { at: Stamp, level: Level, text: String },
    /// The last frame.
    Bye { peak_memory_bytes: Option<u64> },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hello_is_held_against_what_was_given() {
        let hello = Hello::new(7);
        assert_eq!(hello.flaw(7), None);
        assert!(hello.flaw(8).is_some_and(|flaw| flaw.contains("nonce")));
        let other = Hello { protocol: 9, ..hello };
        assert_eq!(other.flaw(7).as_deref(), Some("it speaks version 9 of the protocol, not 2"));
    }
}
