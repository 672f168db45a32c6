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

/// Asks a person for a yes. Where none reads and types there is nobody to be asked, and what was
/// commanded is done.
pub fn is_agreed(question: &str) -> bool {
    if !io::stdin().is_terminal() || !notes_are_read_by_a_person() {
        return true;
    }
    let mut answer = String::new();
    let asked = write!(io::stderr().lock(), "{question} [y/N] ");
    asked.is_ok() && io::stdin().read_line(&mut answer).is_ok() && is_yes(&answer)
}

fn is_yes(answer: &str) -> bool {
    ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_one() {
        assert!(["y\n", " Yes\r\n"].into_iter().all(is_yes));
        assert!(!["", "\n", "n\n", "yesterday\n"].into_iter().any(is_yes));
    }
}
