//! Ctrl+C, and the system's wish that this program ends.

use std::io;

use super::sys;

/// What shells give a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Has `end` called when this program is told to end, by Ctrl+C, SIGTERM or a terminal that is closed. Told so once more
/// it ends at once, with exit code 130. `end` runs on a thread of its own and must not wait for what may never come, or
/// nobody hears the second time.
///
/// # Errors
/// When it was asked for before, or the system has too little of something.
pub fn when_told_to_end(end: impl Fn() + Send + 'static) -> io::Result<()> {
    let mut is_second = false;
    let handler = move || {
        if std::mem::replace(&mut is_second, true) {
            sys::exit_now(INTERRUPTED);
        }
        end();
    };
    ctrlc::set_handler(handler).map_err(io::Error::other)
}
