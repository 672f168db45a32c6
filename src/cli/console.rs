//! The one place that writes to the terminal.
//!
//! Standard output carries results, standard error everything else. A reader that has gone away
//! (`manyhands run | head -1`) is no failure: what it did not want to read is dropped.

use std::io::{self, ErrorKind, IsTerminal as _, Write};

/// Writes a result and a line end to standard output.
///
/// # Errors
///
/// When it cannot be written, a reader that has gone away excepted.
pub fn result(text: &str) -> io::Result<()> {
    unless_unread(write_line(&mut io::stdout().lock(), text))
}

/// Writes a line to standard error. Where that fails there is nobody left to tell.
pub fn note(text: &str) {
    write_line(&mut io::stderr().lock(), text).ok();
}

/// Whether a person reads standard output.
pub fn result_is_read_by_a_person() -> bool {
    io::stdout().is_terminal()
}

/// Whether a person reads standard error.
pub fn notes_are_read_by_a_person() -> bool {
    io::stderr().is_terminal()
}

fn write_line(to: &mut impl Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.write_all(b"\n")?;
    to.flush()
}

fn unless_unread(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
