//! The comparison's own lab server: a process that ends with the engine.

use std::io;

use crate::model::{LabReply, LabRequest, LabSettings, Lateness};
use crate::worker::{Companion, Program};

use super::comparison::CompareError;

/// A lab server under way.
pub struct LabLink {
    companion: Companion,
    port: u16,
}

impl LabLink {
    /// Starts the process and waits until it listens.
    pub fn start(program: &Program, settings: &LabSettings) -> Result<Self, CompareError> {
        let companion = Companion::start(program).map_err(CompareError::Lab)?;
        let mut link = Self { companion, port: 0 };
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
    pub fn prepare(&mut self, paths: Vec<String>) -> Result<Vec<Option<u64>>, CompareError> {
        match self.ask(&LabRequest::Prepare(paths))? {
            LabReply::Prepared(sizes) => Ok(sizes),
            other => Err(unexpected(&other)),
        }
    }

    /// How late its answers were so far.
    pub fn lateness(&mut self) -> Result<Option<Lateness>, CompareError> {
        match self.ask(&LabRequest::Lateness)? {
            LabReply::Lateness(lateness) => Ok(lateness),
            other => Err(unexpected(&other)),
        }
    }

    fn ask(&mut self, request: &LabRequest) -> Result<LabReply, CompareError> {
        self.companion.send(request).map_err(CompareError::Lab)?;
        let gone = || io::Error::new(io::ErrorKind::UnexpectedEof, "it ended by itself");
        self.companion.receive().and_then(|reply| reply.ok_or_else(gone)).map_err(CompareError::Lab)
    }
}

fn unexpected(reply: &LabReply) -> CompareError {
    CompareError::Lab(io::Error::other(match reply {
        LabReply::Failed(sentence) => sentence.clone(),
        other => format!("it answered something else than was asked: {other:?}"),
    }))
}
