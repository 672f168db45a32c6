//! A worker's own side: its loop.

use std::fs::File;
use std::io;
use std::process::exit;
use std::sync::{Arc, Mutex};

use serde::Serialize;

use super::frame::{FrameError, FrameReader, FrameWriter, read_list};
use super::process::lock;
use super::protocol::{Call, EXIT_FAILURE, EXIT_SHORTAGE, Errand, Hello, Reply};
use super::role::{self, Ends};
use super::{Stamp, Work, log, sys};

/// The way to the parent, a frame at a time.
pub(super) type Output = Arc<Mutex<FrameWriter<File>>>;

/// Why a worker cannot go on.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{0}")]
    Start(io::Error),
    #[error("its parent cannot be understood: {0}")]
    Frame(#[from] FrameError),
    #[error("its parent sent something else than was due")]
    OutOfOrder,
}

/// The role of a worker, to be taken before anything else is done in `main`: does one task after another, as its
/// parent sends them, until it is told to quit. It never returns, and leaves nothing behind: the process ends with its
/// parent, whatever becomes of that.
///
/// What tasks print on standard output appears on standard error. A panic in a task ends the process, which costs the
/// task one attempt.
pub fn serve<W: Work>() -> ! {
    let code = match run::<W>() {
        Ok(()) => 0,
        Err(trouble) => {
            say(&format!("This worker ends, since {trouble}."));
            match trouble {
                Trouble::Start(error) if sys::is_shortage(&error) => EXIT_SHORTAGE,
                _ => EXIT_FAILURE,
            }
        }
    };
    exit(code)
}

#[expect(clippy::print_stderr, reason = "standard error is where a parent looks for what its worker died of")]
fn say(sentence: &str) {
    eprintln!("{sentence}");
}

fn run<W: Work>() -> Result<(), Trouble> {
    let ends = role::enter().map_err(Trouble::Start)?;
    let mut reader = FrameReader::new(Arc::clone(&ends.input));
    let output = greet(ends)?;
    let setup = match receive::<W>(&mut reader)? {
        (Call::Setup(setup), _) => setup,
        (Call::Quit, _) => return Ok(()),
        (Call::Tasks, _) => return Err(Trouble::OutOfOrder),
    };
    let mut work = W::prepare(setup);
    loop {
        match receive::<W>(&mut reader)? {
            (Call::Tasks, errands) => {
                for Errand { attempt, task } in errands {
                    let taken = Stamp::now();
                    let result = work.perform(task, attempt);
                    answer(&output, taken, result)?;
                }
            }
            (Call::Quit, _) => break,
            (Call::Setup(_), _) => return Err(Trouble::OutOfOrder),
        }
    }
    drop(work);
    lock(&output).send(&Reply::<()>::Bye { peak_memory_bytes: sys::peak_memory_bytes() })?;
    Ok(())
}

/// Arms the guard and says hello, before the guard's first beat.
fn greet(ends: Ends) -> Result<Output, Trouble> {
    let output: Output = Arc::new(Mutex::new(FrameWriter::new(ends.output)));
    log::goes_to(&output);
    let mut writer = lock(&output);
    let beats = Arc::clone(&output);
    let beat = move || {
        let beat = Reply::<()>::Beat { peak_memory_bytes: sys::peak_memory_bytes() };
        lock(&beats).send(&beat).map_err(io::Error::other)
    };
    role::guard(&ends.input, ends.birth, Some(beat)).map_err(Trouble::Start)?;
    writer.send(&Hello::new(ends.birth.nonce))?;
    drop(writer);
    Ok(output)
}

/// What a frame holds: a call, and the errands that it may bring.
type Received<W> = (Call<<W as Work>::Setup>, Vec<Errand<<W as Work>::Task>>);

fn receive<W: Work>(reader: &mut FrameReader<Arc<File>>) -> Result<Received<W>, Trouble> {
    match reader.next() {
        Ok(Some(bytes)) => Ok(read_list(bytes)?),
        // The parent is gone, and so is everything this could be good for.
        Ok(None) | Err(FrameError::Cut | FrameError::Pipe(_)) => sys::exit_now(0),
        Err(error) => Err(error.into()),
    }
}

fn answer<O: Serialize>(output: &Output, taken: Stamp, result: O) -> Result<(), Trouble> {
    let done = Stamp::now();
    let mut writer = lock(output);
    match writer.send(&Reply::Done { taken, done, output: result }) {
        Err(error @ (FrameError::TooLong { .. } | FrameError::Unwritable(_))) => {
            Ok(writer.send(&Reply::<()>::Unsendable { taken, done, reason: error.to_string() })?)
        }
        other => Ok(other?),
    }
}
