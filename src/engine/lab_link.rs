//! The lab server of a comparison, or of a lesson's Python: a process that ends with the engine.

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::model::{LabReply, LabRequest, LabSettings, Lateness};
use crate::worker::{Companion, Leash, Program, Sender};

use super::Control;
use super::error::CompareError;

/// How soon a cancel is seen while the lab server paints.
const LOOK: Duration = Duration::from_millis(50);

/// A lab server under way.
pub struct LabLink {
    sender: Sender,
    replies: mpsc::Receiver<io::Result<LabReply>>,
    control: Control,
    port: u16,
    /// Holds the process, which ends with it.
    _leash: Leash,
}

impl LabLink {
    /// Starts the process and waits until it listens.
    ///
    /// # Errors
    /// When it does not start, or the control is cancelled meanwhile.
    pub fn start(program: &Program, settings: &LabSettings, control: &Control) -> Result<Self, CompareError> {
        let (sender, mut receiver, leash) = Companion::start(program).map_err(CompareError::Lab)?.split();
        let (replied, replies) = mpsc::channel();
        let read = move || {
            let gone = || io::Error::new(io::ErrorKind::UnexpectedEof, "it ended by itself");
            let mut is_there = true;
            while is_there {
                let reply = receiver.receive().and_then(|reply| reply.ok_or_else(gone));
                is_there = reply.is_ok();
                // Nobody asks any more: the process is about to end, and this with it.
                is_there &= replied.send(reply).is_ok();
            }
        };
        thread::Builder::new().name("lab replies".to_owned()).spawn(read).map_err(CompareError::Lab)?;
        let mut link = Self { sender, replies, control: control.clone(), port: 0, _leash: leash };
        match link.ask(&LabRequest::Serve(settings.clone()))? {
            LabReply::Listening(port) => link.port = port,
            other => return Err(unexpected(&other)),
        }
        Ok(link)
    }

    /// Where it listens, on 127.0.0.1.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Has the pictures painted, off the clock; their sizes in bytes, `None` where a path shows none.
    ///
    /// # Errors
    /// When it is gone, or the control is cancelled meanwhile.
    pub fn prepare(&mut self, paths: Vec<String>) -> Result<Vec<Option<u64>>, CompareError> {
        match self.ask(&LabRequest::Prepare(paths))? {
            LabReply::Prepared(sizes) => Ok(sizes),
            other => Err(unexpected(&other)),
        }
    }

    /// How late its answers were so far.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub fn lateness(&mut self) -> Result<Option<Lateness>, CompareError> {
        match self.ask(&LabRequest::Lateness)? {
            LabReply::Lateness(lateness) => Ok(lateness),
            other => Err(unexpected(&other)),
        }
    }

    fn ask(&mut self, request: &LabRequest) -> Result<LabReply, CompareError> {
        self.sender.send(request).map_err(CompareError::Lab)?;
        loop {
            match self.replies.recv_timeout(LOOK) {
                Ok(reply) => return reply.map_err(CompareError::Lab),
                Err(RecvTimeoutError::Timeout) if !self.control.is_cancelled() => {}
                Err(RecvTimeoutError::Timeout) => return Err(CompareError::Cancelled),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(CompareError::Lab(io::ErrorKind::UnexpectedEof.into()));
                }
            }
        }
    }
}

fn unexpected(reply: &LabReply) -> CompareError {
    CompareError::Lab(io::Error::other(match reply {
        LabReply::Failed(sentence) => sentence.clone(),
        other => format!("it answered something else than was asked: {other:?}"),
    }))
}
