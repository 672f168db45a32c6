//! One file for the records of many processes.
//!
//! The crates that turn log files over were looked at: `file-rotate` divides by bytes in the middle of a line and brings
//! two large crates, `tracing-appender` knows time only. What is needed here is the little that follows.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

use super::Stamp;
use super::process::lock;

/// Writes records as lines, from any number of threads: `2026-11-21 14:03:22,123 process 3`, the local time to the
/// millisecond and then the text.
///
/// The parent alone writes, and each line at once and whole, so none is torn or mixed with another, and nothing waits in
/// a buffer. When a line would make the file larger than it may be, the file gives way to a new one: `manyhands.log`
/// becomes `manyhands.log.1`, what was that becomes `manyhands.log.2`, and so on; the oldest goes.
pub struct LogWriter {
    path: PathBuf,
    most_bytes: NonZeroU64,
    kept: u32,
    zone: TimeZone,
    current: Mutex<Current>,
}

/// The file that is written.
struct Current {
    /// `None` after something went wrong with it; then it is opened again.
    file: Option<File>,
    bytes: u64,
}

impl LogWriter {
    /// Goes on with the file if it is there. It grows to at most so many bytes (a single line may be longer), and
    /// `kept` earlier ones stay.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn open(path: impl Into<PathBuf>, most_bytes: NonZeroU64, kept: u32) -> io::Result<Self> {
        let path = path.into();
        let current = Mutex::new(Current::open(&path)?);
        Ok(Self { path, most_bytes, kept, zone: TimeZone::system(), current })
    }

    /// The file that is written now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a record of that moment. Line breaks in the text are written as `\n` and `\r`, so that a record is a line.
    ///
    /// # Errors
    /// When the system does not take it, such as for want of room. Then nothing of the line stays, or where that cannot
    /// be had, its beginning as a line.
    pub fn write(&self, at: Stamp, text: &str) -> io::Result<()> {
        self.append(&line(&wall_clock(at, &self.zone), text))
    }

    fn append(&self, line: &str) -> io::Result<()> {
        let mut current = lock(&self.current);
        if current.bytes > 0 && current.bytes + line.len() as u64 > self.most_bytes.get() {
            // Some systems do not let go of the name of an open file.
            current.file = None;
            self.turn_over()?;
            current.bytes = 0;
        }
        if current.file.is_none() {
            *current = Current::open(&self.path)?;
        }
        current.append(line)
    }

    /// Gives every file the next name.
    fn turn_over(&self) -> io::Result<()> {
        if self.kept == 0 {
            return unless_missing(fs::remove_file(&self.path));
        }
        for number in (1..self.kept).rev() {
            unless_missing(fs::rename(self.numbered(number), self.numbered(number + 1)))?;
        }
        unless_missing(fs::rename(&self.path, self.numbered(1)))
    }

    /// Where an earlier file lies, 1 being the latest.
    fn numbered(&self, number: u32) -> PathBuf {
        self.path.with_added_extension(number.to_string())
    }
}

impl Current {
    fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        let bytes = file.metadata()?.len();
        let mut current = Self { bytes, file: None };
        let mut last = [b'\n'];
        if bytes > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        current.file = Some(file);
        if last != [b'\n'] {
            // Whoever wrote here before was stopped in the middle of a line.
            current.append("\n")?;
        }
        Ok(current)
    }

    fn append(&mut self, line: &str) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Err(io::ErrorKind::NotFound.into()) };
        if let Err(error) = file.write_all(line.as_bytes()) {
            if file.set_len(self.bytes).is_err() {
                // What was written of the line is ended when the file is opened again.
                self.file = None;
            }
            return Err(error);
        }
        self.bytes += line.len() as u64;
        Ok(())
    }
}

/// A file that is not there needs no other name.
fn unless_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// What a clock on the wall shows at that moment, as far as it has not been set since.
fn wall_clock(at: Stamp, zone: &TimeZone) -> Zoned {
    let (now, age) = (Timestamp::now(), Stamp::now().since(at));
    let then = SignedDuration::try_from(age).ok().and_then(|age| now.checked_sub(age).ok());
    then.unwrap_or(now).to_zoned(zone.clone())
}

fn line(time: &Zoned, text: &str) -> String {
    let text = text.replace('\n', "\\n").replace('\r', "\\r");
    format!("{} {text}\n", time.strftime("%Y-%m-%d %H:%M:%S,%3f"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer(folder: &Path, most_bytes: u64, kept: u32) -> LogWriter {
        let most_bytes = NonZeroU64::new(most_bytes).expect("at least one");
        LogWriter::open(folder.join("manyhands.log"), most_bytes, kept).expect("the folder is writable")
    }

    /// The files from the latest to the oldest, as their names and texts.
    fn files(folder: &Path) -> Vec<(String, String)> {
        let entries = fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path());
        let name = |path: &Path| path.file_name().expect("a file").to_string_lossy().into_owned();
        let mut files: Vec<_> =
            entries.map(|path| (name(&path), fs::read_to_string(&path).expect("it is text"))).collect();
        files.sort();
        files
    }

    #[test]
    fn a_line_is_the_time_and_the_text() {
        let time: Zoned = "2026-11-21T14:03:22.1239+01:00[Europe/Berlin]".parse().expect("a time");
        assert_eq!(line(&time, "process 3"), "2026-11-21 14:03:22,123 process 3\n");
        assert_eq!(line(&time, "two\r\nlines"), "2026-11-21 14:03:22,123 two\\r\\nlines\n");
    }

    #[test]
    fn the_time_is_when_it_happened() {
        let zone = TimeZone::UTC;
        let (now, before) = (Stamp::now(), Timestamp::now());
        let an_hour_ago = wall_clock(Stamp(now.0.saturating_sub(3_600_000_000_000)), &zone).timestamp();
        let expected = before.as_second() - now.0.min(3_600_000_000_000).cast_signed() / 1_000_000_000;
        assert!((an_hour_ago.as_second() - expected).abs() < 60, "{an_hour_ago} is not {expected}");
    }

    #[test]
    fn a_file_gives_way_when_a_line_would_be_too_much() {
        let folder = tempfile::tempdir().expect("a folder");
        let writer = writer(folder.path(), 10, 2);
        let texts = |expected: &[(&str, &str)]| {
            let expected: Vec<_> =
                expected.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
            assert_eq!(files(folder.path()), expected);
        };
        writer.append("1234\n").expect("written");
        writer.append("5678\n").expect("written");
        texts(&[("manyhands.log", "1234\n5678\n")]); // ten bytes are not too many
        writer.append("x\n").expect("written");
        texts(&[("manyhands.log", "x\n"), ("manyhands.log.1", "1234\n5678\n")]);
        writer.append("a line longer than a file\n").expect("written");
        writer.append("y\n").expect("written");
        texts(&[
            ("manyhands.log", "y\n"),
            ("manyhands.log.1", "a line longer than a file\n"),
            ("manyhands.log.2", "x\n"), // and the oldest is gone
        ]);
    }

    #[test]
    fn no_earlier_files_can_be_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let writer = writer(folder.path(), 4, 0);
        for line in ["abc\n", "def\n"] {
            writer.append(line).expect("written");
        }
        assert_eq!(files(folder.path()), [("manyhands.log".to_owned(), "def\n".to_owned())]);
    }

    #[test]
    fn a_file_that_is_there_is_gone_on_with() {
        let folder = tempfile::tempdir().expect("a folder");
        writer(folder.path(), 10, 1).append("1234\n").expect("written");
        writer(folder.path(), 10, 1).append("5678\n").expect("written");
        writer(folder.path(), 10, 1).append("9\n").expect("written");
        let expected = [("manyhands.log", "9\n"), ("manyhands.log.1", "1234\n5678\n")];
        assert_eq!(files(folder.path()), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn half_a_line_is_ended_first() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("manyhands.log"), "half a li").expect("writable");
        writer(folder.path(), 100, 1).append("whole\n").expect("written");
        assert_eq!(files(folder.path()), [("manyhands.log".to_owned(), "half a li\nwhole\n".to_owned())]);
    }

    #[test]
    fn many_threads_lose_and_tear_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let writer = writer(folder.path(), 500, 1000);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let writer = &writer;
                scope.spawn(move || {
                    for number in 0..500 {
                        writer.write(Stamp::now(), &format!("thread {thread} says {number}")).expect("written");
                    }
                });
            }
        });
        let files = files(folder.path());
        assert!(files.iter().all(|(_, text)| text.len() <= 500 && text.ends_with('\n')));
        let mut said: Vec<&str> = files.iter().flat_map(|(_, text)| text.lines()).map(|line| &line[24..]).collect();
        said.sort_unstable();
        let mut expected: Vec<String> =
            (0..2000).map(|count| format!("thread {} says {}", count / 500, count % 500)).collect();
        expected.sort_unstable();
        assert_eq!(said, expected);
    }
}
