//! A picture's bytes on their way to the client.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

use super::alarm;
use super::pace::Pace;
use super::wire::Line;

/// How a body ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// When all of it is sent.
    Whole,
    /// In the middle: the connection is closed.
    Cut,
    /// In the middle: nothing more comes, and the connection stays open.
    Stall,
}

/// Until a piece may leave.
type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A body of known bytes, sent at once or at a pace, without copying them.
pub struct PictureBody {
    rest: Bytes,
    /// Announced, and still to be sent if all were well.
    owed_bytes: usize,
    ending: Ending,
    paces: Vec<Arc<Pace>>,
    piece: Option<(usize, Wait)>,
    line: Arc<Line>,
}

impl PictureBody {
    /// All of these bytes, or half of them where they end badly; each piece waits for every pace.
    pub fn new(bytes: &Bytes, ending: Ending, paces: Vec<Arc<Pace>>, line: Arc<Line>) -> Self {
        line.body_begins();
        let now = Instant::now();
        for pace in &paces {
            pace.begin(now);
        }
        let sent = if ending == Ending::Whole { bytes.len() } else { bytes.len() / 2 };
        Self { rest: bytes.slice(..sent), owed_bytes: bytes.len(), ending, paces, piece: None, line }
    }

    /// Ready with the size of the piece that may leave now.
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<usize> {
        let Some(smallest) = self.paces.iter().map(|pace| pace.piece_bytes()).min() else {
            return Poll::Ready(self.rest.len());
        };
        let (bytes, wait) = self.piece.get_or_insert_with(|| {
            let (bytes, now) = (smallest.min(self.rest.len()), Instant::now());
            let at = self.paces.iter().map(|pace| pace.book(bytes, now)).max().unwrap_or(now);
            let last = bytes == self.rest.len();
            (bytes, if last { Box::pin(alarm::until(at)) } else { Box::pin(doze(at)) })
        });
        ready!(wait.as_mut().poll(cx));
        let bytes = *bytes;
        self.piece = None;
        Poll::Ready(bytes)
    }
}

/// Waits to the nearest millisecond, which is enough between pieces.
async fn doze(until: Instant) {
    let early = until.checked_sub(Duration::from_micros(500)).unwrap_or(until);
    tokio::time::sleep_until(early.into()).await;
}

impl HttpBody for PictureBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        if !this.rest.is_empty() {
            let bytes = ready!(this.poll_piece(cx));
            let piece = this.rest.split_to(bytes);
            this.owed_bytes -= piece.len();
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match this.ending {
            Ending::Whole => Poll::Ready(None),
            Ending::Stall => Poll::Pending,
            Ending::Cut => {
                // Failing at once would lose the half that is still on its way to the socket.
                ready!(this.line.poll_flushed(cx));
                Poll::Ready(Some(Err(io::Error::other("cut on purpose"))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.owed_bytes == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.owed_bytes as u64)
    }
}

impl Drop for PictureBody {
    fn drop(&mut self) {
        self.line.body_over();
    }
}
