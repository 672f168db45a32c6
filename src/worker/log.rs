//! What workers have to say, on its way to their parent.

use std::fmt;
use std::io;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::Stamp;
use super::process::lock;
use super::protocol::Reply;
use super::serve::Output;

/// The longest text of a record, in bytes; a longer one is cut.
const MOST_BYTES: usize = 64 << 10;

/// Where this process's records go, if it is a worker.
static OUTPUT: OnceLock<Output> = OnceLock::new();

/// How much a record matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// For who looks for a fault.
    Debug,
    /// What happens in the ordinary course of things.
    Info,
    /// Something may go wrong.
    Warning,
    /// Something went wrong.
    Error,
}

impl Level {
    /// All levels, from the least to the most.
    pub const ALL: [Self; 4] = [Self::Debug, Self::Info, Self::Warning, Self::Error];
}

impl fmt::Display for Level {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// In a worker: tells the parent, whose pool passes it on as [`Happening::Logged`](super::Happening::Logged), with the
/// moment and this process's number. It is in the pipe when this returns, so a worker that is killed loses at most the
/// record it was writing; records of a process arrive in their order, and before the result of their task.
///
/// A text of more than 64 KiB is cut.
///
/// # Errors
/// When this process is no worker, or its parent is gone.
pub fn log(level: Level, text: &str) -> io::Result<()> {
    let no_parent =
        || io::Error::new(io::ErrorKind::NotConnected, "this process is no worker that could tell a parent");
    let mut output = lock(OUTPUT.get().ok_or_else(no_parent)?);
    let record = Reply::<()>::Log { at: Stamp::now(), level, text: cut(text) };
    output.send(&record).map_err(io::Error::other)
}

/// Has the records of this process go there.
pub(super) fn goes_to(output: &Output) {
    // A process is a worker once.
    OUTPUT.get_or_init(|| Output::clone(output));
}

fn cut(text: &str) -> String {
    if text.len() <= MOST_BYTES {
        return text.to_owned();
    }
    format!("{}…", &text[..text.floor_char_boundary(MOST_BYTES)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_no_worker_is_told_so() {
        let error = log(Level::Info, "to nobody").expect_err("this process is no worker");
        assert_eq!(error.kind(), io::ErrorKind::NotConnected);
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut("short"), "short");
        let long = "ä".repeat(MOST_BYTES);
        let text = cut(&format!("x{long}"));
        assert_eq!(text.len(), MOST_BYTES - 1 + '…'.len_utf8());
        assert!(text.ends_with("ä…"), "{}", &text[text.len() - 10..]);
    }

    #[test]
    fn levels_have_their_order_and_names() {
        assert!(Level::ALL.is_sorted());
        assert_eq!(Level::ALL.map(|level| level.to_string()).join(" "), "debug info warning error");
    }
}
