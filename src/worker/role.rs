//! The head of every child's life, whatever its role.

use std::ffi::CString;
use std::fs::File;
use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::program::{Birth, NAME};
use super::sys::{self, Lifeline, Parent};

/// How often a worker says that it is alive.
const BEAT: Duration = Duration::from_secs(1);

/// The pipes to the parent.
pub(super) struct Ends {
    pub(super) input: Arc<File>,
    pub(super) output: File,
    pub(super) birth: Birth,
}

/// Takes hold of the pipes before anything can be printed into them, lets Ctrl+C be the parent's to handle, and has the
/// kernel end this process with its parent.
pub(super) fn enter() -> io::Result<Ends> {
    let no_parent = || io::Error::other("this role is for a child of the program, not to be started by hand");
    let birth = Birth::of_this_process().ok_or_else(no_parent)?;
    let (input, output) = sys::move_pipes_aside()?;
    sys::ignore_interrupt();
    sys::set_name(&CString::new(NAME)?);
    sys::arm_kernel_guard(birth.parent)?;
    Ok(Ends { input, output, birth })
}

/// Starts the thread that ends this process, at once and whatever else it does, when its parent's end of the pipe is
/// gone, and that calls `beat` every second. A beat that cannot be delivered has the same meaning.
pub(super) fn guard(
    input: &Arc<File>,
    birth: Birth,
    beat: Option<impl Fn() -> io::Result<()> + Send + 'static>,
) -> io::Result<()> {
    let lifeline = Lifeline::new(input, birth.parent)?;
    let watch = move || loop {
        if lifeline.wait(beat.as_ref().map(|_| BEAT)) == Parent::Gone {
            sys::exit_now(0);
        }
        if beat.as_ref().is_some_and(|beat| beat().is_err()) {
            sys::exit_now(0);
        }
    };
    thread::Builder::new().name("orphan guard".to_owned()).stack_size(64 << 10).spawn(watch).map(|_forever| ())
}
