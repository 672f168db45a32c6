//! A connection's socket, with what HTTP alone cannot say: when a head was read, when the first byte of an
//! answer was sent, and faults that no well-behaved server would commit.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Instant;

use axum::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;

use super::lateness::Recorder;

/// The first write of an answer, in bytes: the head and a little more, so that where many are due at the
/// same moment none waits for the whole pictures of the others.
const FIRST_WRITE_BYTES: usize = 16 * 1024;

/// What one connection writes before the others have their turn.
const TURN_BYTES: usize = 256 * 1024;

/// `HTTP/1.1 200 OK` and the end of its line.
const STATUS_LINE: &[u8] = b"HTTP/1.1 200 OK\r\n";

/// What a request's handler and its body know and say of the connection they answer on.
#[derive(Default)]
pub struct Line(Mutex<State>);

#[derive(Default)]
struct State {
    read_at: Option<Instant>,
    starts: bool,
    due: Option<(Instant, Arc<Recorder>)>,
    slot: Option<OwnedSemaphorePermit>,
    body_over: bool,
    flush: Flush,
    insert: Option<Bytes>,
    reset: bool,
}

/// Whether everything handed over so far has reached the socket.
#[derive(Default)]
enum Flush {
    #[default]
    NotAsked,
    Awaited(Waker),
    Done,
}

impl Line {
    /// When bytes were last read: to a handler that was just called, when its request's head was complete.
    pub fn read_at(&self) -> Option<Instant> {
        self.state().read_at
    }

    /// An answer is about to be sent that keeps a slot until it is out, and may have been due at a time.
    /// A body that comes piece by piece says so by [`Self::body_begins`].
    pub fn answer(&self, due: Option<(Instant, Arc<Recorder>)>, slot: Option<OwnedSemaphorePermit>) {
        let mut state = self.state();
        (state.due, state.slot) = (due, slot);
        (state.starts, state.body_over, state.flush) = (true, true, Flush::NotAsked);
    }

    /// The answer's body will say when it is over.
    pub fn body_begins(&self) {
        self.state().body_over = false;
    }

    /// The answer's body has handed over its last byte, or was given up.
    pub fn body_over(&self) {
        self.state().body_over = true;
    }

    /// Ready when all that the body has handed over has reached the socket.
    pub fn poll_flushed(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state();
        if matches!(state.flush, Flush::Done) {
            return Poll::Ready(());
        }
        state.flush = Flush::Awaited(cx.waker().clone());
        Poll::Pending
    }

    /// Puts a line of this text under the next answer's status line, which is that of a 200.
    pub fn insert_header(&self, line: &str) {
        self.state().insert = Some([STATUS_LINE, line.as_bytes(), b"\r\n"].concat().into());
    }

    /// Resets the connection instead of answering.
    pub fn reset(&self) {
        self.state().reset = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The socket, and the line that handlers see of it.
pub struct Wire {
    stream: TcpStream,
    line: Arc<Line>,
    /// Bytes that this connection may still write before the others have their turn.
    turn: usize,
}

impl Wire {
    pub fn new(stream: TcpStream, line: Arc<Line>) -> Self {
        Self { stream, line, turn: TURN_BYTES }
    }

    /// Writes what was inserted in place of the status line; `Ready` when it is out.
    fn poll_insert(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut state = self.line.state();
        while let Some(insert) = state.insert.as_mut().filter(|insert| !insert.is_empty()) {
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, insert))?;
            let rest = insert.slice(written..);
            *insert = rest;
        }
        state.insert = None;
        Poll::Ready(Ok(STATUS_LINE.len()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            this.line.state().read_at = Some(Instant::now());
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let (starts, inserts, reset) = {
            let state = this.line.state();
            (state.starts, state.insert.is_some(), state.reset)
        };
        if reset {
            this.stream.set_zero_linger()?;
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        if this.turn == 0 {
            this.turn = TURN_BYTES;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if inserts {
            return this.poll_insert(cx);
        }
        let most = if starts { FIRST_WRITE_BYTES } else { this.turn };
        let Poll::Ready(written) = Pin::new(&mut this.stream).poll_write_vectored(cx, &at_most(most, slices)) else {
            this.turn = TURN_BYTES;
            return Poll::Pending;
        };
        let written = written?;
        this.turn = if starts { 0 } else { this.turn.saturating_sub(written) };
        if starts {
            let mut state = this.line.state();
            state.starts = false;
            if let Some((due, recorder)) = state.due.take() {
                recorder.record(Instant::now().saturating_duration_since(due));
            }
        }
        Poll::Ready(Ok(written))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Called when everything handed over is written; a TCP stream keeps nothing back.
        let mut state = self.line.state();
        if state.body_over {
            state.slot = None;
        }
        if let Flush::Awaited(waker) = std::mem::replace(&mut state.flush, Flush::Done) {
            waker.wake();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

/// The first `most` bytes of these slices, or of the first few of them.
fn at_most<'a>(most: usize, slices: &'a [IoSlice<'a>]) -> [IoSlice<'a>; 4] {
    let mut left = most;
    std::array::from_fn(|place| {
        let slice: &[u8] = slices.get(place).map_or(&[], |slice| slice);
        let part = &slice[..slice.len().min(left)];
        left -= part.len();
        IoSlice::new(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_cuts_where_the_bytes_run_out() {
        let slices = [IoSlice::new(b"abc"), IoSlice::new(b""), IoSlice::new(b"defg")];
        let cut = |most| at_most(most, &slices).map(|slice| String::from_utf8_lossy(&slice).into_owned());
        assert_eq!(cut(2), ["ab", "", "", ""]);
        assert_eq!(cut(5), ["abc", "", "de", ""]);
        assert_eq!(cut(99), ["abc", "", "defg", ""]);
    }
}
