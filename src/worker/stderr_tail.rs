//! What a child prints on its standard error, as far as it is worth keeping.

use std::process::ChildStderr;

use super::sys;

/// The end is kept, since that is where a program says what it died of.
const KEPT_BYTES: usize = 16 << 10;

/// How many pieces are taken at a time: a child that prints without end must not keep us from everything else.
const MOST_PIECES: usize = 64;

/// The read end of a child's standard error, and the last of what came out of it.
pub(super) struct StderrTail {
    pipe: Option<ChildStderr>,
    bytes: Vec<u8>,
    cut: bool,
}

impl StderrTail {
    /// Takes over the pipe, which is never waited for from here on.
    pub(super) fn new(pipe: Option<ChildStderr>) -> Self {
        let pipe = pipe.filter(|pipe| sys::never_wait_for(pipe).is_ok());
        Self { pipe, bytes: Vec::new(), cut: false }
    }

    /// Out of which more may come.
    pub(super) fn pipe(&self) -> Option<&ChildStderr> {
        self.pipe.as_ref()
    }

    /// Takes what is there, as far as it is not too much at a time, without waiting for more.
    pub(super) fn drain(&mut self) {
        let mut chunk = [0; 4096];
        for _ in 0..MOST_PIECES {
            let Some(pipe) = &mut self.pipe else { break };
            match sys::read_if_there(pipe, &mut chunk) {
                Ok(Some(0)) => self.pipe = None,
                Ok(Some(count)) => self.keep(&chunk[..count]),
                Ok(None) => break,
                Err(_) => self.pipe = None,
            }
        }
    }

    /// Takes the rest and lets the pipe go.
    pub(super) fn close(&mut self) {
        self.drain();
        self.pipe = None;
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() > 2 * KEPT_BYTES {
            self.bytes.drain(..self.bytes.len() - KEPT_BYTES);
            self.cut = true;
        }
    }

    /// The end of what was printed; an ellipsis stands for what is not kept.
    pub(super) fn text(&self) -> String {
        let start = self.bytes.len().saturating_sub(KEPT_BYTES);
        let text = String::from_utf8_lossy(&self.bytes[start..]);
        let ellipsis = if self.cut || start > 0 { "…" } else { "" };
        format!("{ellipsis}{}", text.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_kept() {
        let mut tail = StderrTail::new(None);
        tail.keep(b"short\n");
        assert_eq!(tail.text(), "short");
        for line in 0..10_000 {
            tail.keep(format!("line {line}\n").as_bytes());
            assert!(tail.bytes.len() <= 2 * KEPT_BYTES + 16);
        }
        let text = tail.text();
        assert!(text.starts_with('…') && text.ends_with("line 9999"), "{text}");
        assert!(text.len() <= KEPT_BYTES + '…'.len_utf8());
    }
}
