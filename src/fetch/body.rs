//! From the body of an answer to a file in its place.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use reqwest::Response;
use xxhash_rust::xxh3::Xxh3Default;

use super::PartFile;
use super::failure::{During, Trouble, client_trouble, cut_short, storage_trouble};
use super::record::{Record, Saved};
use super::speed::{LeastSpeed, Pace};
use crate::model::{Accept, ContentHash, ErrorKind, FetchRules, Format, units};

/// Reads the body into a part file beside `destination` and moves it there when it is whole.
///
/// Reading and writing take turns: what is written goes to the system's page cache, and every mode
/// pays for it in the same place.
pub(super) async fn save(
    mut response: Response,
    destination: &Path,
    rules: &FetchRules,
    least_speed: LeastSpeed,
    record: &mut Record,
) -> Result<Saved, Trouble> {
    let mut file = Growing::new(destination, rules, response.content_length());
    if file.expected.is_some_and(|expected| expected > rules.max_bytes) {
        return Err(too_large(rules.max_bytes));
    }
    let mut pace = Pace::new(least_speed, Instant::now());
    loop {
        let started = Instant::now();
        record.receive.start(started);
        let chunk = tokio::time::timeout_at(pace.deadline().into(), response.chunk()).await;
        let arrived = Instant::now();
        record.receive.stop(arrived);
        let chunk = chunk.map_err(|_| too_slow(least_speed))?;
        let Some(chunk) = chunk.map_err(|error| client_trouble(&error, During::Receiving))? else { break };
        record.bytes += chunk.len() as u64;
        if record.bytes > rules.max_bytes {
            return Err(too_large(rules.max_bytes));
        }
        pace.arrived(chunk.len() as u64, arrived);
        file.take(&chunk, record)?;
    }
    if file.expected.is_some_and(|expected| record.bytes < expected) {
        return Err(cut_short());
    }
    file.finish(record)
}

fn too_large(max_bytes: u64) -> Trouble {
    let what = format!("the body is larger than the {} that a download may have", units::bytes(max_bytes));
    Trouble::new(ErrorKind::TooLarge, what)
}

fn too_slow(least: LeastSpeed) -> Trouble {
    let (bytes, within) = (units::bytes(least.bytes), units::secs(least.within.as_secs_f64()));
    Trouble::new(ErrorKind::TooSlow, format!("less than {bytes} came within {within}"))
}

/// A file that grows: at first in memory, until its signature is known and it is worth a file.
struct Growing<'a> {
    destination: &'a Path,
    accept: Accept,
    /// How many bytes the head of the answer promised.
    expected: Option<u64>,
    start: Vec<u8>,
    format: Option<Format>,
    part: Option<PartFile>,
    written: u64,
    hash: Xxh3Default,
}

impl<'a> Growing<'a> {
    fn new(destination: &'a Path, rules: &FetchRules, expected: Option<u64>) -> Self {
        Self {
            destination,
            accept: rules.accept,
            expected,
            start: Vec::new(),
            format: None,
            part: None,
            written: 0,
            hash: Xxh3Default::new(),
        }
    }

    fn take(&mut self, chunk: &[u8], record: &mut Record) -> Result<(), Trouble> {
        self.hash.update(chunk);
        if self.part.is_some() {
            return self.write(chunk, record);
        }
        self.start.extend_from_slice(chunk);
        if self.start.len() < Format::SIGNATURE_BYTES { Ok(()) } else { self.open(record) }
    }

    /// Looks at the signature and opens the part file.
    fn open(&mut self, record: &mut Record) -> Result<(), Trouble> {
        self.format = Format::of(&self.start);
        if self.accept == Accept::Picture && self.format.is_none() {
            return Err(Trouble::new(ErrorKind::NotAPicture, "the answer is no JPEG, PNG, WebP or GIF"));
        }
        record.save.start(Instant::now());
        let part = PartFile::create(self.destination);
        record.save.stop(Instant::now());
        self.part = Some(part.map_err(|error| self.trouble(&error))?);
        let start = std::mem::take(&mut self.start);
        self.write(&start, record)
    }

    fn write(&mut self, bytes: &[u8], record: &mut Record) -> Result<(), Trouble> {
        record.save.start(Instant::now());
        let result = self.part.as_mut().map_or(Ok(()), |part| part.write_all(bytes));
        record.save.stop(Instant::now());
        result.map_err(|error| self.trouble(&error))?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    fn finish(mut self, record: &mut Record) -> Result<Saved, Trouble> {
        if self.part.is_none() {
            self.open(record)?;
        }
        record.save.start(Instant::now());
        let place = place(self.destination, self.format);
        let part = self.part.take().expect("it was opened above");
        let placed = part.place(&place);
        record.save.stop(Instant::now());
        let path = placed.map_err(|error| self.trouble(&error))?;
        Ok(Saved { path, hash: ContentHash(self.hash.digest()) })
    }

    fn trouble(&self, error: &io::Error) -> Trouble {
        storage_trouble(error, self.expected.map(|expected| expected.saturating_sub(self.written)))
    }
}

/// The destination, with the content's usual ending where it has none of a picture.
fn place(destination: &Path, format: Option<Format>) -> PathBuf {
    let is_picture = destination.extension().and_then(|ending| ending.to_str()).is_some_and(Format::is_extension);
    match format {
        Some(format) if !is_picture => {
            let mut name = destination.as_os_str().to_owned();
            name.push(".");
            name.push(format.extension());
            name.into()
        }
        _ => destination.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_is_added_where_a_picture_has_none() {
        let of = |name: &str, format| place(Path::new(name), format).display().to_string();
        assert_eq!(of("f/1-id-1", Some(Format::Jpeg)), "f/1-id-1.jpg");
        assert_eq!(of("f/1-a.php", Some(Format::WebP)), "f/1-a.php.webp");
        assert_eq!(of("f/1-a.JPEG", Some(Format::Png)), "f/1-a.JPEG");
        assert_eq!(of("f/1-a.html", None), "f/1-a.html");
    }
}
