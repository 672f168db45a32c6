//! How a child is started.

use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::sys;

/// What a child calls itself in the system's list of processes: started as `/proc/self/exe`, it would be `exe`.
pub(super) const NAME: &str = env!("CARGO_PKG_NAME");

/// An executable, and the role in which it is started: `argv[1]`.
///
/// The executable looks at its role before anything else and then calls [`serve`](super::serve) or
/// [`companion_ends`](super::companion_ends). Two further arguments are theirs: a nonce, which the child says back in
/// its hello, and the number of its parent's process.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
    role: String,
    nonce: u64,
}

impl Program {
    /// The executable that is running, even when its file has been replaced or deleted since (on Linux).
    ///
    /// # Errors
    /// When the system does not say which file it is.
    pub fn this(role: &str) -> io::Result<Self> {
        Ok(Self::at(sys::this_executable()?, role))
    }

    /// The executable of that path. A name without a slash is looked for in `PATH`.
    pub fn at(path: impl Into<PathBuf>, role: &str) -> Self {
        Self { path: path.into(), role: role.to_owned(), nonce: RandomState::new().hash_one(std::process::id()) }
    }

    /// Where the executable is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the child has to say back in its hello, so that nothing else that happens to answer is taken for it.
    /// In hexadecimal it is `argv[2]`, by which the children of this program can be told from all others.
    pub fn nonce(&self) -> u64 {
        self.nonce
    }

    /// The command that starts it, with three pipes. Nothing is set here that would cost the quick way of starting a
    /// process (`posix_spawn`), such as a closure before `exec`, another user or another folder.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command
            .arg(&self.role)
            .arg(format!("{:016x}", self.nonce))
            .arg(std::process::id().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        sys::prepare(&mut command, NAME);
        command
    }
}

/// What a parent told its child by the arguments after its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Birth {
    pub(super) nonce: u64,
    pub(super) parent: u32,
}

impl Birth {
    /// Of this process; `None` when it was not started by a [`Program`].
    pub(super) fn of_this_process() -> Option<Self> {
        let mut arguments = std::env::args_os().skip(2);
        let nonce = u64::from_str_radix(arguments.next()?.to_str()?, 16).ok()?;
        let parent = arguments.next()?.to_str()?.parse().ok()?;
        Some(Self { nonce, parent })
    }
}
