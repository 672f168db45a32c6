//! A child that exchanges messages with its parent as the two of them please.

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::thread;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::frame::{FrameError, FrameReader, FrameWriter, HEAD_BYTES, MAX_FRAME_BYTES, head, read_whole};
use super::process::{Killed, Process, lock};
use super::protocol::Hello;
use super::role;
use super::spawner::{self, Started};
use super::{ProcessRecord, Program};

/// The longest message, in bytes of postcard; it travels in as many frames as it needs.
const MAX_MESSAGE_BYTES: usize = 256 << 20;

/// A frame of a message begins with one byte that says whether the message goes on in the next frame.
const TAG_BYTES: usize = 1;
const LAST: u8 = 0;
const MORE: u8 = 1;
/// A frame of this byte alone: the sender is leaving, and nothing more is to come.
const CLOSE: u8 = 2;

const PIECE_BYTES: usize = MAX_FRAME_BYTES - TAG_BYTES;

/// A child in another role, such as the engine of a window or the lab server of an engine.
///
/// Dropping it tells the child that nothing more is to come, gives it half a second to end by itself, kills it if it has
/// not, and waits for it.
pub struct Companion {
    sender: Sender,
    receiver: Receiver,
    leash: Leash,
}

/// Holds the child's process; what dropping a [`Companion`] does, dropping this does.
pub struct Leash {
    process: Arc<Process>,
    sender: Sender,
    has_ended: bool,
}

/// Sends messages; clones send to the same place.
#[derive(Clone)]
pub struct Sender {
    to: Arc<Mutex<Box<dyn Write + Send>>>,
}

/// Receives messages.
pub struct Receiver {
    from: FrameReader<Box<dyn Read + Send>>,
    /// The nonce that the other side still has to say back.
    hello_due: Option<u64>,
}

impl Companion {
    /// Starts the child and does not wait for its hello, which [`receive`](Self::receive) looks at.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(program: &Program) -> io::Result<Self> {
        spawner::start()?;
        let Started { process, stdin, stdout } = spawner::ask(program, &Arc::new(AtomicBool::new(false))).wait()?;
        let sender = Sender { to: Arc::new(Mutex::new(Box::new(stdin))) };
        let receiver = Receiver { from: FrameReader::new(Box::new(stdout)), hello_due: Some(program.nonce()) };
        let leash = Leash { process, sender: sender.clone(), has_ended: false };
        Ok(Self { sender, receiver, leash })
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.leash.pid()
    }

    /// Sends a message; waits while the child does not take it.
    ///
    /// # Errors
    /// When the child is gone, or the message is longer than 256 MiB.
    pub fn send<T: Serialize>(&self, message: &T) -> io::Result<()> {
        self.sender.send(message)
    }

    /// Waits for a message; `None` when the child is gone.
    ///
    /// # Errors
    /// When what it sends cannot be understood.
    pub fn receive<R: DeserializeOwned>(&mut self) -> io::Result<Option<R>> {
        self.receiver.receive()
    }

    /// Its two ends, to be used from two threads, and what holds its process.
    pub fn split(self) -> (Sender, Receiver, Leash) {
        (self.sender, self.receiver, self.leash)
    }

    /// What dropping it does; tells how the child ended.
    pub fn end(self) -> ProcessRecord {
        self.leash.end()
    }
}

impl Leash {
    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.process.pid
    }

    /// What dropping it does; tells how the child ended. (`ready` and `peak_memory_bytes` are not known.)
    pub fn end(mut self) -> ProcessRecord {
        self.finish()
    }

    fn finish(&mut self) -> ProcessRecord {
        self.has_ended = true;
        // A child that does not read could keep the farewell waiting, so that is another thread's to send. It ends
        // with the child at the latest.
        let sender = self.sender.clone();
        let farewell = thread::Builder::new().name("farewell".to_owned()).spawn(move || sender.close());
        if farewell.is_err() {
            self.process.kill(Killed::Unwanted);
        }
        let ending = self.process.end();
        if let Ok(farewell) = farewell {
            farewell.join().expect("writing to a pipe does not panic");
        }
        ProcessRecord {
            worker: 0,
            pid: self.process.pid,
            asked: self.process.asked,
            started: self.process.started,
            ready: None,
            exited: ending.exited,
            exit: ending.exit,
            cpu_secs: ending.cpu_secs,
            peak_memory_bytes: None,
            stderr: ending.stderr,
        }
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        if !self.has_ended {
            self.finish();
        }
    }
}

/// The ends of the child's side, to be asked for before anything else is done in `main`: takes the pipes out of the
/// reach of what is printed, lets Ctrl+C be the parent's to handle, and has this process end with its parent. When the
/// receiver says that nothing more is to come, half a second is left.
///
/// # Errors
/// When this process was not started by a [`Companion`], or the system has too little of something.
pub fn companion_ends() -> io::Result<(Sender, Receiver)> {
    let ends = role::enter()?;
    role::guard(&ends.input, ends.birth, None::<fn() -> io::Result<()>>)?;
    let mut writer = FrameWriter::new(&ends.output);
    writer.send(&Hello::new(ends.birth.nonce)).map_err(io::Error::other)?;
    let output: File = ends.output;
    let sender = Sender { to: Arc::new(Mutex::new(Box::new(output))) };
    let receiver = Receiver { from: FrameReader::new(Box::new(ends.input)), hello_due: None };
    Ok((sender, receiver))
}

impl Sender {
    /// Sends a message; waits while the other side does not take it.
    ///
    /// # Errors
    /// When the other side is gone, or the message is longer than 256 MiB.
    pub fn send<T: Serialize>(&self, message: &T) -> io::Result<()> {
        const LEAD: usize = HEAD_BYTES + TAG_BYTES;
        let mut bytes = vec![0; LEAD];
        postcard::to_io(message, &mut bytes).map_err(io::Error::other)?;
        let mut left = bytes.len() - LEAD;
        if left > MAX_MESSAGE_BYTES {
            let reason = format!("a message of {left} bytes is longer than the {MAX_MESSAGE_BYTES} allowed");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        // Each piece's head is written over the end of the piece before it, which was sent already.
        let mut start = 0;
        let mut to = lock(&self.to);
        loop {
            let piece = left.min(PIECE_BYTES);
            left -= piece;
            let head = head(TAG_BYTES + piece).map_err(io::Error::other)?;
            bytes[start..start + HEAD_BYTES].copy_from_slice(&head);
            bytes[start + HEAD_BYTES] = if left > 0 { MORE } else { LAST };
            to.write_all(&bytes[start..start + LEAD + piece])?;
            if left == 0 {
                return Ok(());
            }
            start += piece;
        }
    }

    /// Tells that nothing more is to come; of no use when the other side is gone.
    fn close(&self) {
        let mut frame = [0; HEAD_BYTES + TAG_BYTES];
        frame[0] = 1;
        frame[HEAD_BYTES] = CLOSE;
        match lock(&self.to).write_all(&frame) {
            Ok(()) | Err(_) => {}
        }
    }
}

impl Receiver {
    /// Waits for a message; `None` when the other side is gone, or leaving.
    ///
    /// # Errors
    /// When what it sends cannot be understood: it is not to be used any more.
    pub fn receive<R: DeserializeOwned>(&mut self) -> io::Result<Option<R>> {
        match self.message() {
            Ok(message) => Ok(message),
            Err(FrameError::Cut | FrameError::Pipe(_)) => Ok(None),
            Err(error) => Err(invalid(error.to_string())),
        }
    }

    fn message<R: DeserializeOwned>(&mut self) -> Result<Option<R>, FrameError> {
        if let Some(nonce) = self.hello_due {
            let Some(hello) = self.from.receive::<Hello>()? else { return Ok(None) };
            if let Some(flaw) = hello.flaw(nonce) {
                return Err(FrameError::Unexpected(format!("a wrong hello ({flaw})")));
            }
            self.hello_due = None;
        }
        let mut message = Vec::new();
        loop {
            match self.from.next()? {
                None | Some([CLOSE]) => return Ok(None),
                Some([LAST, piece @ ..]) if message.is_empty() => return read_whole(piece).map(Some),
                Some([LAST, piece @ ..]) => {
                    message.extend_from_slice(piece);
                    return read_whole(&message).map(Some);
                }
                Some([MORE, piece @ ..]) if message.len() + piece.len() <= MAX_MESSAGE_BYTES => {
                    message.extend_from_slice(piece);
                }
                Some(_) => return Err(FrameError::Unexpected("a piece that belongs to no message".to_owned())),
            }
        }
    }
}

fn invalid(reason: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written into it can be read from another clone.
    #[derive(Clone, Default)]
    struct Tube(Arc<Mutex<Vec<u8>>>);

    impl Write for Tube {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            lock(&self.0).extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Read for Tube {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let mut bytes = lock(&self.0);
            let count = bytes.len().min(into.len());
            into[..count].copy_from_slice(&bytes[..count]);
            bytes.drain(..count);
            Ok(count)
        }
    }

    fn ends() -> (Sender, Receiver) {
        let tube = Tube::default();
        let sender = Sender { to: Arc::new(Mutex::new(Box::new(tube.clone()))) };
        (sender, Receiver { from: FrameReader::new(Box::new(tube)), hello_due: None })
    }

    #[test]
    fn messages_of_any_length_come_back() {
        let (sender, mut receiver) = ends();
        let length_bytes = 3; // of the length that postcard writes before a string of this size
        for bytes in [0, 1, PIECE_BYTES - length_bytes, PIECE_BYTES - length_bytes + 1, 3 * PIECE_BYTES, 5_000_000] {
            let message: String = ('a'..='z').cycle().take(bytes).collect();
            sender.send(&message).expect("sent");
            assert!(receiver.receive::<String>().expect("understood").is_some_and(|back| back == message), "{bytes}");
        }
        sender.close();
        assert_eq!(receiver.receive::<String>().expect("an orderly end"), None);
    }

    #[test]
    fn a_piece_of_nothing_known_is_refused() {
        let (_, mut receiver) = ends();
        receiver.from = FrameReader::new(Box::new([1, 0, 0, 0, 9].as_slice()));
        let error = receiver.receive::<String>().expect_err("no such tag");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn another_program_is_not_taken_for_the_companion() {
        let (_, mut receiver) = ends();
        let hello = super::super::frame::frame(&Hello::new(1)).expect("short");
        receiver.from = FrameReader::new(Box::new(io::Cursor::new(hello)));
        receiver.hello_due = Some(2);
        let error = receiver.receive::<String>().expect_err("another nonce");
        assert!(error.to_string().contains("nonce"), "{error}");
    }
}
