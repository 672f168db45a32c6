//! From what a person types to what is fetched.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use url::Url;

use super::expand;
use crate::model::{LabSettings, MAX_DOWNLOADS, Source, typed_with_hidden_credentials as shown};

/// The most bytes of a list.
const MAX_LIST_BYTES: u64 = 16_000_000;

/// Why a text names nothing to fetch: one sentence that says what to change.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// It is no URL.
    #[error("this is no address ({why}); write one as in https://picsum.photos/600/400, not {text}")]
    NoUrl {
        /// What was written.
        text: String,
        /// What is wrong with it.
        why: url::ParseError,
    },
    /// The scheme is neither http nor https.
    #[error("only http and https can be fetched; write http:// or https:// before {0}")]
    Scheme(String),
    /// A set in it cannot be read.
    #[error("{why}; change {pattern}")]
    Pattern {
        /// What was written.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
    /// It names more than a run may fetch.
    #[error("more than {MAX_DOWNLOADS} addresses are named by {0}")]
    TooMany(String),
    /// The list cannot be read.
    #[error("the list cannot be read ({why}): {}", path.display())]
    List {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// The list names nothing.
    #[error("the list names no address; write one on each line of {}", .0.display())]
    EmptyList(PathBuf),
    /// A line of the list is no URL.
    #[error("line {line} of the list {}: {why}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        why: Box<AddressError>,
    },
}

/// What `text` names: nothing, the lab server with `count` pictures; `/id/[1-9]/200/300`, paths of
/// the lab server; `@FILE`, the URLs on the lines of that file; else a URL, with patterns as
/// [`expand`] reads them.
///
/// In a file, blank lines and those that start with `#` are passed over, and a line is taken as it
/// stands.
///
/// # Errors
///
/// As [`AddressError`] says.
pub fn source(text: &str, lab: &LabSettings, count: u32) -> Result<Source, AddressError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Source::lab(lab.clone(), count));
    }
    if let Some(path) = text.strip_prefix('@') {
        return list(Path::new(path)).map(Source::Urls);
    }
    // An address without its scheme is no path, and may hold a password.
    if text.starts_with("//") {
        return Err(AddressError::Scheme(shown(text.trim_start_matches('/'))));
    }
    let addresses = expand(text)?;
    if text.starts_with('/') {
        return Ok(Source::Lab { settings: lab.clone(), paths: addresses });
    }
    addresses.iter().map(|address| parse(address)).collect::<Result<_, _>>().map(Source::Urls)
}

fn parse(text: &str) -> Result<Url, AddressError> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => Err(AddressError::Scheme(shown(text))),
        Err(why) => Err(AddressError::NoUrl { text: shown(text), why }),
    }
}

fn list(path: &Path) -> Result<Vec<Url>, AddressError> {
    let failed = |why| AddressError::List { path: path.to_owned(), why };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_LIST_BYTES + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > MAX_LIST_BYTES {
        return Err(failed(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 16 MB")));
    }
    let text = String::from_utf8(bytes).map_err(|_| failed(io::Error::new(io::ErrorKind::InvalidData, "no text")))?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).enumerate();
    let mut urls = Vec::new();
    for (index, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let in_line = |why| AddressError::Line { path: path.to_owned(), line: index + 1, why: Box::new(why) };
        urls.push(parse(line).map_err(in_line)?);
        if urls.len() > MAX_DOWNLOADS as usize {
            return Err(AddressError::TooMany(path.display().to_string()));
        }
    }
    if urls.is_empty() { Err(AddressError::EmptyList(path.to_owned())) } else { Ok(urls) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Source, AddressError> {
        source(text, &LabSettings::default(), 3)
    }

    fn in_list(content: impl AsRef<[u8]>) -> Result<Source, AddressError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("list.txt");
        std::fs::write(&path, content).expect("written");
        read(&format!("@{}", path.display()))
    }

    #[test]
    fn nothing_is_the_lab_and_a_path_is_a_path_of_it() {
        assert_eq!(read("  ").expect("the lab"), Source::lab(LabSettings::default(), 3));
        let paths = ["/id/1/200/300", "/id/2/200/300"].map(str::to_owned).to_vec();
        let wanted = Source::Lab { settings: LabSettings::default(), paths };
        assert_eq!(read("/id/[1-2]/200/300").expect("paths"), wanted);
    }

    #[test]
    fn a_pattern_gives_urls() {
        let Ok(Source::Urls(urls)) = read(" https://host/{a,b}.png ") else { panic!("URLs were named") };
        assert_eq!(urls.iter().map(Url::as_str).collect::<Vec<_>>(), ["https://host/a.png", "https://host/b.png"]);
    }

    #[test]
    fn other_schemes_and_no_urls_are_refused() {
        for text in ["file:///etc/passwd", "localhost:80/a", "picsum.photos/200", "ftp://host/a"] {
            assert!(matches!(read(text), Err(AddressError::Scheme(_))), "{text}");
        }
        assert!(matches!(read("http://"), Err(AddressError::NoUrl { .. })));
    }

    #[test]
    fn a_list_has_a_url_a_line() {
        let Ok(Source::Urls(urls)) = in_list("\u{feff}# mine\r\nhttp://h/a[1].png\r\n\r\n  http://h/b \n") else {
            panic!("URLs were named")
        };
        assert_eq!(urls.iter().map(Url::as_str).collect::<Vec<_>>(), ["http://h/a[1].png", "http://h/b"]);
    }

    #[test]
    fn a_list_that_cannot_be_used_says_why() {
        assert!(matches!(in_list("# only this\n"), Err(AddressError::EmptyList(_))));
        assert!(matches!(in_list("http://h/a\n\nh/b\n"), Err(AddressError::Line { line: 3, .. })));
        assert!(matches!(in_list(b"\xff\xfe"), Err(AddressError::List { .. })));
        assert!(matches!(in_list("http://h/\n".repeat(10_001)), Err(AddressError::TooMany(_))));
        assert!(matches!(in_list("#".repeat(16_000_001)), Err(AddressError::List { .. })));
        assert!(matches!(read("@/no/such/list"), Err(AddressError::List { .. })));
    }
}
