//! A program that is none of ours, run to its end.

use std::ffi::OsStr;
use std::io;
use std::process::{ChildStdout, Command, Stdio};
use std::time::Duration;

use super::stderr_tail::StderrTail;
use super::{Stamp, Terminator, sys};

/// How often it is looked whether the program was to be ended, when it prints nothing.
const TICK: Duration = Duration::from_millis(50);

/// How much of its standard output is kept.
const KEPT_BYTES: usize = 1 << 20;

/// How many pieces of the standard output are taken at a time: who prints without end must not keep us from looking at
/// the clock.
const MOST_PIECES: usize = 32;

/// A line that is longer is told in pieces of that size.
const LINE_BYTES: usize = 64 << 10;

/// What came of a program.
#[derive(Clone, Debug, PartialEq)]
pub struct OutsideOutput {
    /// The first MiB of what it printed on its standard output.
    pub stdout: String,
    /// Whether it printed more than that.
    pub stdout_is_cut: bool,
    /// The last 16 KiB of what it printed on its standard error.
    pub stderr: String,
    /// How it ended: `0`, another exit code, or `signal 9`.
    pub exit: String,
    /// Who ended it.
    pub end: OutsideEnd,
    /// From its start to its end.
    pub secs: f64,
    /// User and system time, with that of its children as far as it waited for them (on Windows, without); `None` when
    /// the system does not say.
    pub cpu_secs: Option<f64>,
}

impl OutsideOutput {
    /// Whether it ended by itself and was content.
    pub fn is_success(&self) -> bool {
        self.end == OutsideEnd::ByItself && self.exit == "0"
    }
}

/// Who ended a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutsideEnd {
    /// The program.
    ByItself,
    /// We, since it took too long.
    Deadline,
    /// We, since the terminator said so.
    Terminated,
}

/// Runs a program, such as `python3`, and waits for its end. A name without a slash is looked for in `PATH`. It reads an
/// empty standard input.
///
/// When it ends, or its deadline passes, or the terminator is used, whatever it has started ends with it: on Unix its
/// process group, on Windows its job object. What leaves the group (`setsid`) is not found.
///
/// When this program itself is killed, Windows ends the other one with it. On Unix nobody does, since it knows none of
/// the guards that our own children have: it ends when it prints into the pipe that is gone, or by itself.
///
/// # Errors
/// `NotFound` when there is no such program; what the system says when it cannot be started.
pub fn outside(
    program: impl AsRef<OsStr>,
    args: impl IntoIterator<Item = impl AsRef<OsStr>>,
    deadline: Duration,
    terminator: &Terminator,
) -> io::Result<OutsideOutput> {
    outside_with(program, args, deadline, terminator, |_| {})
}

/// As [`outside`], and `heard` is told each line of the standard output as it comes, from this thread.
///
/// # Errors
/// As [`outside`].
pub fn outside_with(
    program: impl AsRef<OsStr>,
    args: impl IntoIterator<Item = impl AsRef<OsStr>>,
    deadline: Duration,
    terminator: &Terminator,
    mut heard: impl FnMut(&str),
) -> io::Result<OutsideOutput> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    sys::prepare_group(&mut command);
    let start = Stamp::now();
    let mut run = Run::of(command.spawn()?)?;
    let mut end = OutsideEnd::ByItself;
    while !run.group.has_ended() {
        run.drain(&mut heard);
        let left = deadline.saturating_sub(Stamp::now().since(start));
        if end == OutsideEnd::ByItself && (left.is_zero() || terminator.is_terminated()) {
            end = if left.is_zero() { OutsideEnd::Deadline } else { OutsideEnd::Terminated };
            run.group.kill();
        }
        let left = if left.is_zero() { TICK } else { left.min(TICK) };
        sys::wait_for_output(run.stdout.as_ref(), run.stderr.pipe(), left);
    }
    let secs = Stamp::now().secs_since(start);
    // What it started and did not wait for.
    run.group.kill();
    run.drain(&mut heard);
    run.lines.end(&mut heard);
    run.stderr.close();
    let collected = run.group.collect();
    Ok(OutsideOutput {
        stdout: String::from_utf8_lossy(&run.kept).into_owned(),
        stdout_is_cut: run.is_cut,
        stderr: run.stderr.text(),
        exit: collected.status.map_or_else(|| "unknown".to_owned(), sys::describe_exit),
        end,
        secs,
        cpu_secs: collected.cpu_secs,
    })
}

/// A program that runs. Its group ends at the latest when this is dropped, such as by a panic of who hears its lines.
struct Run {
    group: sys::Group,
    stdout: Option<ChildStdout>,
    stderr: StderrTail,
    kept: Vec<u8>,
    is_cut: bool,
    lines: Lines,
}

impl Run {
    fn of(mut child: std::process::Child) -> io::Result<Self> {
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let group = sys::adopt_group(child);
        if let Some(stdout) = &stdout {
            sys::never_wait_for(stdout)?;
        }
        Ok(Self {
            group,
            stdout,
            stderr: StderrTail::new(stderr),
            kept: Vec::new(),
            is_cut: false,
            lines: Lines::default(),
        })
    }

    /// Takes what is there, without waiting for more.
    fn drain(&mut self, heard: &mut impl FnMut(&str)) {
        self.stderr.drain();
        let mut chunk = [0; 8 << 10];
        for _ in 0..MOST_PIECES {
            let Some(stdout) = &mut self.stdout else { break };
            match sys::read_if_there(stdout, &mut chunk) {
                Ok(None) => break,
                Ok(Some(0)) | Err(_) => self.stdout = None,
                Ok(Some(count)) => {
                    let room = KEPT_BYTES - self.kept.len();
                    self.kept.extend_from_slice(&chunk[..count.min(room)]);
                    self.is_cut |= count > room;
                    self.lines.take(&chunk[..count], heard);
                }
            }
        }
    }
}

/// Makes lines of what comes in pieces.
#[derive(Default)]
struct Lines {
    /// The beginning of a line whose end has not come.
    begun: Vec<u8>,
}

impl Lines {
    fn take(&mut self, bytes: &[u8], heard: &mut impl FnMut(&str)) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.begun.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.begun.len() >= LINE_BYTES {
                self.end(heard);
            }
        }
    }

    /// Tells what has been begun.
    fn end(&mut self, heard: &mut impl FnMut(&str)) {
        if !self.begun.is_empty() {
            let line = String::from_utf8_lossy(&self.begun);
            heard(line.trim_end_matches(['\n', '\r']));
            self.begun.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_whatever_the_pieces() {
        for size in 1..8 {
            let (mut lines, mut heard) = (Lines::default(), Vec::new());
            let mut hear = |line: &str| heard.push(line.to_owned());
            "one\n\ndrü\r\nlast".as_bytes().chunks(size).for_each(|piece| lines.take(piece, &mut hear));
            lines.end(&mut hear);
            assert_eq!(heard, ["one", "", "drü", "last"], "{size} bytes at a time");
        }
    }

    #[test]
    fn a_line_without_end_is_told_in_pieces() {
        let (mut lines, mut heard) = (Lines::default(), 0);
        (0..100).for_each(|_| lines.take(&[b'x'; 4096], &mut |line| heard += line.len()));
        assert!(heard > 300_000 && lines.begun.len() < LINE_BYTES, "{heard}");
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let error =
            outside("no-such-program-anywhere", [""; 0], TICK, &Terminator::new()).expect_err("it is not there");
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
