//! What travels through a pipe: a length of four bytes, little-endian, then that many bytes of postcard.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The longest frame; who announces a longer one is not to be trusted with memory.
pub(super) const MAX_FRAME_BYTES: usize = 1 << 20;

/// The bytes of a frame's length.
pub(super) const HEAD_BYTES: usize = 4;

/// What a reader asks the pipe for at a time: most frames are smaller, and then one call brings one frame.
const CHUNK_BYTES: usize = 8 << 10;

/// What can be wrong with a frame.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    #[error("the pipe failed: {0}")]
    Pipe(#[from] io::Error),
    #[error("a frame of {bytes} bytes is longer than the {MAX_FRAME_BYTES} allowed")]
    TooLong { bytes: usize },
    #[error("the pipe ended inside a frame")]
    Cut,
    #[error("a frame could not be read: {0}")]
    Malformed(postcard::Error),
    #[error("a value could not be written as a frame: {0}")]
    Unwritable(postcard::Error),
    #[error("{0}")]
    Unexpected(String),
}

/// Writes frames, each with one system call, or several with one.
pub(super) struct FrameWriter<W> {
    to: W,
    waiting: Vec<u8>,
}

impl<W: Write> FrameWriter<W> {
    pub(super) fn new(to: W) -> Self {
        Self { to, waiting: Vec::with_capacity(256) }
    }

    /// Adds a frame to those that wait for [`flush`](Self::flush). A value that makes no frame leaves no trace.
    pub(super) fn queue<T: Serialize>(&mut self, value: &T) -> Result<(), FrameError> {
        let start = self.waiting.len();
        let result = append_frame(&mut self.waiting, value);
        if result.is_err() {
            self.waiting.truncate(start);
        }
        result
    }

    /// Adds a frame of a lead and of as many of the items as find room in it, in their order; how many these were. Items
    /// that make no frame leave no trace.
    ///
    /// # Errors
    /// When not even the first finds room, or it cannot be written.
    pub(super) fn queue_list<L: Serialize, T: Serialize>(
        &mut self,
        lead: &L,
        items: impl Iterator<Item = T>,
    ) -> Result<usize, FrameError> {
        let start = self.waiting.len();
        let mut count = 0;
        let mut end = start;
        append_frame(&mut self.waiting, lead)?;
        for item in items {
            let written = postcard::to_io(&item, &mut self.waiting).map(|_| ()).map_err(FrameError::Unwritable);
            match written.and_then(|()| head(self.waiting.len() - start - HEAD_BYTES)) {
                Ok(head) => self.waiting[start..start + HEAD_BYTES].copy_from_slice(&head),
                Err(error) if count == 0 => {
                    self.waiting.truncate(start);
                    return Err(error);
                }
                // It is the first of the next frame, and what is wrong with it is told then.
                Err(_) => {
                    self.waiting.truncate(end);
                    break;
                }
            }
            count += 1;
            end = self.waiting.len();
        }
        Ok(count)
    }

    /// Adds a frame that [`frame`] made.
    pub(super) fn queue_made(&mut self, frame: &[u8]) {
        self.waiting.extend_from_slice(frame);
    }

    /// Writes what waits, with one system call as long as the pipe has room for it.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let result = self.to.write_all(&self.waiting);
        self.waiting.clear();
        result
    }

    /// Writes one frame, after those that wait.
    pub(super) fn send<T: Serialize>(&mut self, value: &T) -> Result<(), FrameError> {
        self.queue(value)?;
        Ok(self.flush()?)
    }
}

/// A frame, ready to be written any number of times.
pub(super) fn frame<T: Serialize>(value: &T) -> Result<Vec<u8>, FrameError> {
    let mut bytes = Vec::new();
    append_frame(&mut bytes, value)?;
    Ok(bytes)
}

fn append_frame<T: Serialize>(bytes: &mut Vec<u8>, value: &T) -> Result<(), FrameError> {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; HEAD_BYTES]);
    postcard::to_io(value, &mut *bytes).map_err(FrameError::Unwritable)?;
    let head = head(bytes.len() - start - HEAD_BYTES)?;
    bytes[start..start + HEAD_BYTES].copy_from_slice(&head);
    Ok(())
}

/// The length as it stands before a frame of that many bytes.
pub(super) fn head(bytes: usize) -> Result<[u8; HEAD_BYTES], FrameError> {
    match u32::try_from(bytes) {
        Ok(length) if bytes <= MAX_FRAME_BYTES => Ok(length.to_le_bytes()),
        _ => Err(FrameError::TooLong { bytes }),
    }
}

/// Reads frames, mostly each with one system call.
pub(super) struct FrameReader<R> {
    from: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl<R: Read> FrameReader<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, buffer: Vec::new(), start: 0, end: 0 }
    }

    /// Where the frames come from.
    pub(super) fn source(&self) -> &R {
        &self.from
    }

    /// Whether bytes have been read that no frame was made of yet.
    pub(super) fn has_unread(&self) -> bool {
        self.start < self.end
    }

    /// The next frame's bytes; `None` when the pipe ended where a frame could have begun.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, FrameError> {
        if !self.fill(HEAD_BYTES)? {
            return Ok(None);
        }
        let head = self.buffer[self.start..self.start + HEAD_BYTES].try_into().expect("four bytes were asked for");
        let bytes = u32::from_le_bytes(head) as usize;
        if bytes > MAX_FRAME_BYTES {
            return Err(FrameError::TooLong { bytes });
        }
        self.fill(HEAD_BYTES + bytes)?;
        let body = self.start + HEAD_BYTES..self.start + HEAD_BYTES + bytes;
        self.start = body.end;
        Ok(Some(&self.buffer[body]))
    }

    /// The next frame's value; `None` when the pipe ended.
    pub(super) fn receive<T: DeserializeOwned>(&mut self) -> Result<Option<T>, FrameError> {
        self.next()?.map(read_whole).transpose()
    }

    /// Reads until that many bytes are there; false when the pipe ended before the first of them.
    fn fill(&mut self, wanted: usize) -> Result<bool, FrameError> {
        while self.end - self.start < wanted {
            if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
                self.end -= self.start;
                self.start = 0;
            }
            if self.buffer.len() < wanted {
                self.buffer.resize(wanted.max(CHUNK_BYTES), 0);
            }
            match self.from.read(&mut self.buffer[self.end..]) {
                Ok(0) if self.end == 0 => return Ok(false),
                Ok(0) => return Err(FrameError::Cut),
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }
}

/// A lead and the items after it, as [`FrameWriter::queue_list`] wrote them. Each item has at least one byte.
pub(super) fn read_list<L: DeserializeOwned, T: DeserializeOwned>(bytes: &[u8]) -> Result<(L, Vec<T>), FrameError> {
    let (lead, mut rest) = postcard::take_from_bytes(bytes).map_err(FrameError::Malformed)?;
    let mut items = Vec::new();
    while !rest.is_empty() {
        let (item, after) = postcard::take_from_bytes(rest).map_err(FrameError::Malformed)?;
        if after.len() == rest.len() {
            return Err(FrameError::Malformed(postcard::Error::DeserializeBadEncoding));
        }
        items.push(item);
        rest = after;
    }
    Ok((lead, items))
}

/// A value that fills its frame to the last byte: anything left over means that the two sides disagree.
pub(super) fn read_whole<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FrameError> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        Ok(_) => Err(FrameError::Malformed(postcard::Error::DeserializeBadEncoding)),
        Err(error) => Err(FrameError::Malformed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives at most so many bytes a call, as a pipe may.
    struct Drips(Vec<u8>, usize);

    impl Read for Drips {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(into.len()).min(self.0.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            Ok(count)
        }
    }

    /// Counts calls.
    #[derive(Default)]
    struct Calls(Vec<Vec<u8>>);

    impl Write for Calls {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn frames(values: &[String]) -> Vec<u8> {
        values.iter().flat_map(|value| frame(value).expect("it is short")).collect()
    }

    #[test]
    fn frames_come_back_whatever_the_pipe_makes_of_them() {
        let values: Vec<String> = [0, 1, 130, 9_000, 70_000, 3].map(|bytes| "x".repeat(bytes)).to_vec();
        for drip in [1, 3, 4, 5, 4096, 1 << 20] {
            let mut reader = FrameReader::new(Drips(frames(&values), drip));
            for value in &values {
                assert_eq!(reader.receive::<String>().expect("a frame").as_ref(), Some(value), "{drip} at a time");
            }
            assert!(reader.receive::<String>().expect("the end").is_none());
        }
    }

    #[test]
    fn a_frame_is_one_write() {
        let mut writer = FrameWriter::new(Calls::default());
        writer.send(&"one").expect("sent");
        writer.queue(&"two").expect("queued");
        writer.queue(&"three").expect("queued");
        writer.flush().expect("sent");
        let bytes: Vec<usize> = writer.to.0.iter().map(Vec::len).collect();
        assert_eq!(bytes, [4 + 1 + 3, 4 + 1 + 3 + 4 + 1 + 5]);
    }

    #[test]
    fn a_frame_is_its_length_and_then_postcard() {
        assert_eq!(frame(&(1_u8, "ab")).expect("short"), [4, 0, 0, 0, 1, 2, b'a', b'b']);
    }

    #[test]
    fn the_longest_frame_passes_and_a_longer_one_does_not() {
        let body = |bytes: usize| "x".repeat(bytes - 3); // three bytes say how long the string is
        let longest = frame(&body(MAX_FRAME_BYTES)).expect("the longest allowed");
        let mut reader = FrameReader::new(longest.as_slice());
        assert_eq!(reader.receive::<String>().expect("whole").map(|text| text.len()), Some(MAX_FRAME_BYTES - 3));

        let mut writer = FrameWriter::new(Vec::new());
        writer.queue(&1_u8).expect("short");
        let error = writer.queue(&body(MAX_FRAME_BYTES + 1)).expect_err("too long");
        assert_eq!(error.to_string(), "a frame of 1048577 bytes is longer than the 1048576 allowed");
        writer.send(&2_u8).expect("short");
        assert_eq!(writer.to, [1, 0, 0, 0, 1, 1, 0, 0, 0, 2], "the frame that was refused left nothing behind");
    }

    #[test]
    fn a_list_takes_what_finds_room() {
        let items = |sizes: &[usize]| -> Vec<String> { sizes.iter().map(|bytes| "x".repeat(*bytes)).collect() };
        let queued = |items: &[String]| {
            let mut writer = FrameWriter::new(Vec::new());
            let count = writer.queue_list(&7_u8, items.iter())?;
            writer.send(&9_u8)?;
            let mut reader = FrameReader::new(writer.to.as_slice());
            let bytes = reader.next()?.expect("a frame");
            let (lead, back) = read_list::<u8, String>(bytes)?;
            assert_eq!(lead, 7);
            assert_eq!(back, items[..count]);
            assert_eq!(reader.receive::<u8>()?, Some(9), "the next frame is whole");
            Ok::<_, FrameError>(count)
        };
        assert_eq!(queued(&items(&[])).expect("nothing fits"), 0);
        assert_eq!(queued(&items(&[3, 0, 5])).expect("all fit"), 3);
        assert_eq!(queued(&items(&[500_000, 500_000, 500_000])).expect("two fit"), 2);
        assert_eq!(queued(&items(&[10, 2_000_000, 10])).expect("the first fits"), 1);
        // The lead has one byte, and the length of the string three.
        assert_eq!(queued(&items(&[MAX_FRAME_BYTES - 4])).expect("it just fits"), 1);
        assert!(matches!(queued(&items(&[MAX_FRAME_BYTES - 3])), Err(FrameError::TooLong { .. })));
    }

    #[test]
    fn a_list_that_makes_no_frame_leaves_no_trace() {
        let mut writer = FrameWriter::new(Vec::new());
        writer.queue(&1_u8).expect("short");
        let long = "x".repeat(MAX_FRAME_BYTES);
        writer.queue_list(&7_u8, [&long].into_iter()).expect_err("too long");
        writer.send(&2_u8).expect("short");
        assert_eq!(writer.to, [1, 0, 0, 0, 1, 1, 0, 0, 0, 2]);
    }

    #[test]
    fn a_list_with_half_an_item_is_refused() {
        assert!(matches!(read_list::<u8, String>(&[7, 1, b'a', 2, b'b']), Err(FrameError::Malformed(_))));
        assert!(matches!(read_list::<u8, ()>(&[7, 1]), Err(FrameError::Malformed(_))), "items of no bytes have no end");
    }

    #[test]
    fn an_announced_length_is_not_believed() {
        let mut reader = FrameReader::new([0xff, 0xff, 0xff, 0xff, 0].as_slice());
        assert!(matches!(reader.next(), Err(FrameError::TooLong { bytes: 0xffff_ffff })));
        assert!(reader.buffer.len() <= CHUNK_BYTES);
    }

    #[test]
    fn a_frame_that_is_cut_is_no_orderly_end() {
        for cut in 1..9 {
            let mut reader = FrameReader::new(&[5, 0, 0, 0, 4, b'a', b'b', b'c', b'd'][..cut]);
            assert!(matches!(reader.receive::<String>(), Err(FrameError::Cut)), "after {cut} bytes");
        }
    }

    #[test]
    fn a_frame_with_something_left_over_is_refused() {
        let mut reader = FrameReader::new([2, 0, 0, 0, 7, 7].as_slice());
        assert!(matches!(reader.receive::<u8>(), Err(FrameError::Malformed(_))));
    }
}
