//! A report opened again: exactly as it was, or a sentence that says what is wrong with the file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::json::cause;
use crate::model::{MAX_REPORT_BYTES, Report, SCHEMA};

/// Why a file is no report: one sentence that says what to do, the file last.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is nothing.
    #[error("there is no such file; check the name {}", .0.display())]
    Missing(PathBuf),
    /// It is there and cannot be read.
    #[error("the file cannot be read ({}); check its permissions: {}", cause(.source), .path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is a folder.
    #[error("this is a folder; choose a report in it: {}", .0.display())]
    Folder(PathBuf),
    /// More than [`MAX_REPORT_BYTES`].
    #[error("the file is too large for a report (more than 1 GiB); choose another file than {}", .0.display())]
    TooLarge(PathBuf),
    /// JSON, but nothing that Manyhands wrote.
    #[error("the file is no report of Manyhands; choose another file than {}", .0.display())]
    NotAReport(PathBuf),
    /// A report in a form that this version does not know.
    #[error("the report has schema {schema}, and this version knows schema {SCHEMA}; open it with the version that \
             wrote it: {}", .path.display())]
    UnknownSchema {
        /// Which file.
        path: PathBuf,
        /// What it calls its form.
        schema: String,
    },
    /// It was a report once, or is cut short.
    #[error("the report is damaged in line {line}, column {column} ({reason}); restore it from a copy: {}", .path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where, from 1.
        line: usize,
        /// Where in the line, from 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
}

/// Opens the report in this file.
///
/// # Errors
///
/// An [`OpenError`] when the file is missing, cannot be read, is too large, is no report, has an
/// unknown schema, or is damaged.
pub fn open(path: &Path) -> Result<Report, OpenError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => OpenError::Missing(path.to_owned()),
        _ => OpenError::Unreadable { path: path.to_owned(), source },
    };
    let file = File::open(path).map_err(unreadable)?;
    if path.is_dir() {
        return Err(OpenError::Folder(path.to_owned()));
    }
    if file.metadata().is_ok_and(|known| known.len() > MAX_REPORT_BYTES) {
        return Err(OpenError::TooLarge(path.to_owned()));
    }
    read(file, path)
}

/// Reads a report from somewhere; `path` is what errors call it.
///
/// # Errors
///
/// As [`open()`] has them.
pub fn read(reader: impl Read, path: &Path) -> Result<Report, OpenError> {
    read_at_most(reader, path, MAX_REPORT_BYTES)
}

fn read_at_most(reader: impl Read, path: &Path, most_bytes: u64) -> Result<Report, OpenError> {
    let mut bytes = Vec::new();
    let unreadable = |source| OpenError::Unreadable { path: path.to_owned(), source };
    reader.take(most_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > most_bytes {
        return Err(OpenError::TooLarge(path.to_owned()));
    }
    check_schema(&bytes, path)?;
    serde_json::from_slice(&bytes).map_err(|error| damaged(&error, path))
}

/// What every version of a report has.
#[derive(Deserialize)]
struct Head {
    schema: Option<serde_json::Value>,
}

/// An unknown schema is told by its name, not by the first field that this version misses.
fn check_schema(bytes: &[u8], path: &Path) -> Result<(), OpenError> {
    if !is_like_an_object(bytes) {
        return Err(OpenError::NotAReport(path.to_owned()));
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => OpenError::NotAReport(path.to_owned()),
        _ => damaged(&error, path),
    })?;
    match head.schema {
        None => Err(OpenError::NotAReport(path.to_owned())),
        Some(schema) if schema == SCHEMA => Ok(()),
        Some(schema) => {
            // A name is short; a whole document in its place is not to fill the sentence.
            let schema: String = schema.to_string().chars().take(40).collect();
            Err(OpenError::UnknownSchema { path: path.to_owned(), schema })
        }
    }
}

/// A file that does not start as an object does was never a report.
fn is_like_an_object(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

fn damaged(error: &serde_json::Error, path: &Path) -> OpenError {
    let text = error.to_string();
    // The place stands in the sentence already.
    let reason = text.split(" at line ").next().unwrap_or_default().to_owned();
    OpenError::Damaged { path: path.to_owned(), line: error.line(), column: error.column(), reason }
}

#[cfg(test)]
mod tests {
    use super::super::json;
    use super::super::testing::report;
    use super::*;

    fn written() -> String {
        let mut bytes = Vec::new();
        json(&report(2), &mut bytes).expect("written");
        String::from_utf8(bytes).expect("text")
    }

    /// What opening this text says.
    fn error(text: &str) -> String {
        read(text.as_bytes(), Path::new("report.json")).expect_err("not a report").to_string()
    }

    #[test]
    fn an_unknown_schema_is_refused_by_name() {
        let wanted = |schema: &str| {
            format!(
                "the report has schema {schema}, and this version knows schema 1; open it with the version that wrote \
                 it: report.json"
            )
        };
        let next = written().replacen("\"schema\": 1", "\"schema\": 7", 1);
        assert_eq!(error(&next), wanted("7"));
        // Nothing else of it needs to be as it is today.
        assert_eq!(error(r#"{"form": {}, "schema": 7}"#), wanted("7"));
        assert_eq!(error(r#"{"schema": "two"}"#), wanted("\"two\""));
    }

    #[test]
    fn what_was_never_a_report_is_told_from_a_damaged_one() {
        let foreign = "the file is no report of Manyhands; choose another file than report.json";
        for text in ["", "hello", "[]", "7", "{}", r#"{"results": []}"#, "\u{89}PNG"] {
            assert_eq!(error(text), foreign, "{text}");
        }
        let whole = written();
        let cut = &whole[..whole.len() / 2];
        assert!(error(cut).starts_with("the report is damaged in line "), "{}", error(cut));
        let spoiled = whole.replacen("\"usable\": true", "\"usable\": 3", 1);
        let text = error(&spoiled);
        assert!(text.contains("(invalid type: integer `3`, expected a boolean)"), "{text}");
        assert!(text.ends_with("; restore it from a copy: report.json"), "{text}");
    }

    #[test]
    fn nesting_without_end_is_damage_and_no_crash() {
        let deep = format!("{{\"schema\": 1, \"runs\": {}", "[".repeat(1_000_000));
        assert!(error(&deep).contains("damaged"));
    }

    #[test]
    fn a_file_without_end_is_too_large() {
        let endless = std::io::repeat(b' ');
        let error = read_at_most(endless, Path::new("report.json"), 1 << 20).expect_err("too large");
        assert!(matches!(error, OpenError::TooLarge(_)), "{error}");
    }

    #[test]
    fn a_missing_file_and_a_folder_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = open(&folder.path().join("none.json")).expect_err("missing");
        assert!(matches!(error, OpenError::Missing(_)), "{error}");
        let error = open(folder.path()).expect_err("a folder");
        assert!(matches!(error, OpenError::Folder(_)), "{error}");
    }
}
