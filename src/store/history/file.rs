//! A kept comparison on disk: two lines of JSON, what is known of it and its report.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use super::entry::{Entry, Head, HistoryId};
use crate::model::{MAX_REPORT_BYTES, Report, SCHEMA};

/// The version of the files' form.
pub const HISTORY_VERSION: u32 = 1;

/// A first line is about 1 kB; what is longer was not written by this program.
const MAX_HEAD_BYTES: u64 = 1 << 20;
const MAX_FILE_BYTES: u64 = MAX_HEAD_BYTES + MAX_REPORT_BYTES;

const PART: (&str, &str) = (".history-", ".part");

/// Why a file is no comparison.
#[derive(Debug)]
pub(super) enum Unusable {
    /// There is none.
    Gone,
    /// It cannot be read now, which is no fault of its own.
    Unread(io::Error),
    /// What follows "the comparison".
    Because(String),
}

impl Unusable {
    fn because(why: impl Into<String>) -> Self {
        Self::Because(why.into())
    }

    fn read(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound { Self::Gone } else { Self::Unread(error) }
    }
}

/// Whether a file of this name is one that was being written.
pub(super) fn is_part(name: &str) -> bool {
    name.starts_with(PART.0) && name.ends_with(PART.1)
}

/// What the first line tells; which one is the baseline it does not.
pub(super) fn read_entry(id: &HistoryId, path: &Path) -> Result<Entry, Unusable> {
    let file = open(path)?;
    let size_bytes = file.metadata().map_err(Unusable::read)?.len();
    let head = read_head(&mut BufReader::new(file))?;
    Ok(Entry { id: id.clone(), is_baseline: false, size_bytes, head })
}

/// The report on the second line.
pub(super) fn read_report(path: &Path) -> Result<Report, Unusable> {
    let mut reader = BufReader::new(open(path)?);
    read_head(&mut reader)?;
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(Unusable::read)?;
    let report: Report =
        serde_json::from_slice(&bytes).map_err(|error| Unusable::because(format!("is damaged ({error})")))?;
    match report.schema {
        SCHEMA => Ok(report),
        newer => Err(Unusable::because(format!("has a report of schema {newer}, which this version does not know"))),
    }
}

/// Writes a comparison under a name that none bears yet.
pub(super) fn write_new(folder: &Path, report: &Report) -> io::Result<HistoryId> {
    let mut file = part(folder)?;
    let mut writer = BufWriter::new(file.as_file_mut());
    write_head(&mut writer, &Head::of(report))?;
    write_line(&mut writer, report)?;
    writer.flush()?;
    drop(writer);
    file.as_file().sync_all()?;
    for number in 1..10_000 {
        let id = HistoryId::new(report.started_at, number);
        match file.persist_noclobber(folder.join(id.file_name())) {
            Ok(_) => return Ok(id),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
            Err(error) => return Err(error.error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Writes a comparison anew with its head changed; the report is copied as it stands. Where that cannot
/// be done the file is as it was.
pub(super) fn rewrite(path: &Path, change: impl FnOnce(&mut Head)) -> io::Result<Result<(), Unusable>> {
    let read = || {
        let mut reader = BufReader::new(open(path)?);
        Ok((read_head(&mut reader)?, reader))
    };
    let (mut head, mut reader) = match read() {
        Ok(read) => read,
        Err(unusable) => return Ok(Err(unusable)),
    };
    change(&mut head);
    let written = put(path, |writer| {
        write_head(&mut *writer, &head)?;
        io::copy(&mut reader, writer).map(drop)
    });
    written.map(Ok)
}

/// Writes a file beside its place and moves it there.
pub(super) fn put(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = part(path.parent().unwrap_or(Path::new(".")))?;
    let mut writer = BufWriter::new(file.as_file_mut());
    write(&mut writer)?;
    writer.flush()?;
    drop(writer);
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn part(folder: &Path) -> io::Result<NamedTempFile> {
    Builder::new().prefix(PART.0).suffix(PART.1).tempfile_in(folder)
}

fn write_head(writer: impl Write, head: &Head) -> io::Result<()> {
    #[derive(serde::Serialize)]
    struct FirstLine<'a> {
        version: u32,
        #[serde(flatten)]
        head: &'a Head,
    }
    write_line(writer, &FirstLine { version: HISTORY_VERSION, head })
}

fn write_line(mut writer: impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut writer, value)?;
    writer.write_all(b"\n")
}

fn open(path: &Path) -> Result<File, Unusable> {
    // Looked at first: opening a pipe can wait for its other end.
    let known = path.metadata().map_err(Unusable::read)?;
    if !known.is_file() {
        return Err(Unusable::because("is no file"));
    }
    if known.len() > MAX_FILE_BYTES {
        return Err(Unusable::because("is too large (more than 1 GiB)"));
    }
    File::open(path).map_err(Unusable::read)
}

fn read_head(reader: &mut BufReader<File>) -> Result<Head, Unusable> {
    /// Only this is read of a file whose form is not known.
    #[derive(serde::Deserialize)]
    struct Versioned {
        version: u32,
    }
    let mut line = Vec::new();
    reader.take(MAX_HEAD_BYTES).read_until(b'\n', &mut line).map_err(Unusable::read)?;
    let damaged = |_| Unusable::because("is damaged");
    let Versioned { version } = serde_json::from_slice(&line).map_err(damaged)?;
    if version > HISTORY_VERSION {
        return Err(Unusable::because(format!("is from a newer version of Manyhands (form {version})")));
    }
    serde_json::from_slice(&line).map_err(damaged)
}
