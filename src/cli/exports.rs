//! Where a report goes: `--json`, and the other forms.

use std::path::{Path, PathBuf};

use clap::Args;

use super::fail;
use super::report_file::ReportFile;
use crate::export::Format;
use crate::model::Report;

/// The files that a comparison writes at its end.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Files and reports")]
pub struct ExportOptions {
    /// Write the report as JSON to FILE; "-" prints it, and nothing else, on standard output
    #[arg(long, value_name = "FILE|-")]
    pub json: Option<PathBuf>,

    /// Write every download as a row of CSV
    #[arg(long, value_name = "FILE|-")]
    pub csv: Option<PathBuf>,

    /// Write the run times as hyperfine exports them: as CSV where FILE ends in .csv, else as JSON
    #[arg(long, value_name = "FILE|-")]
    pub hyperfine: Option<PathBuf>,

    /// Write every request as an HTTP Archive, for browsers' network views
    #[arg(long, value_name = "FILE|-")]
    pub har: Option<PathBuf>,

    /// Write the timeline as a Chrome trace, for ui.perfetto.dev and chrome://tracing
    #[arg(long, value_name = "FILE|-")]
    pub trace: Option<PathBuf>,

    /// Write verdict, table and conditions as Markdown
    #[arg(long, value_name = "FILE|-")]
    pub markdown: Option<PathBuf>,
}

impl ExportOptions {
    fn asked(&self) -> impl Iterator<Item = (Format, &Path)> {
        let is_table = |path: &Path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        let hyperfine = match &self.hyperfine {
            Some(path) if is_table(path) => Format::HyperfineCsv,
            _ => Format::Hyperfine,
        };
        let asked = [
            (Format::Json, &self.json),
            (Format::Csv, &self.csv),
            (hyperfine, &self.hyperfine),
            (Format::Har, &self.har),
            (Format::Trace, &self.trace),
            (Format::Markdown, &self.markdown),
        ];
        asked.into_iter().filter_map(|(format, path)| Some((format, path.as_deref()?)))
    }

    /// Whether none is asked for.
    pub fn is_empty(&self) -> bool {
        self.asked().next().is_none()
    }

    /// The files, each tried before anything is fetched.
    ///
    /// # Errors
    ///
    /// One sentence when one cannot be written, or two would be the same.
    pub fn files(&self) -> Result<ReportFiles, String> {
        let mut files: Vec<ReportFile> = Vec::new();
        for (format, path) in self.asked() {
            if self.asked().filter(|(_, other)| place(other) == place(path)).count() > 1 {
                return Err(format!(
                    "two reports cannot go to the same place; name another file than {}",
                    path.display()
                ));
            }
            files.push(ReportFile::new(path, format)?);
        }
        Ok(ReportFiles(files))
    }
}

/// Where a file lies, however its folder is written; `-` is a place of its own.
fn place(path: &Path) -> PathBuf {
    let folder = path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    match (folder.and_then(|folder| folder.canonicalize().ok()), path.file_name()) {
        (Some(folder), Some(name)) if path.as_os_str() != "-" => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Places for reports that were tried before anything was fetched.
#[derive(Debug, Default)]
pub struct ReportFiles(Vec<ReportFile>);

impl ReportFiles {
    /// Whether one of them takes standard output, which then gets nothing else.
    pub fn take_standard_output(&self) -> bool {
        self.0.iter().any(ReportFile::is_standard_output)
    }

    /// Writes all; where one cannot be written the others still are.
    ///
    /// # Errors
    ///
    /// The last sentence about one that could not be written; those before it are told at once.
    pub fn write(&self, report: &Report) -> Result<(), String> {
        let mut written = Ok(());
        for file in &self.0 {
            if let Err(sentence) = file.write(report)
                && let Err(before) = std::mem::replace(&mut written, Err(sentence))
            {
                fail(&before);
            }
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tables::samples;

    #[test]
    fn every_form_goes_to_its_file_even_where_one_fails() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| Some(folder.path().join(name));
        let options = ExportOptions {
            json: at("a.json"),
            csv: at("a.csv"),
            hyperfine: at("b.CSV"),
            har: at("a.har"),
            trace: at("a.trace.json"),
            markdown: at("a.md"),
        };
        let report = samples::report(&["sequential:1"], vec![samples::run("sequential:1", 1, 1.0, 2)]);
        let files = options.files().expect("they can be written");
        assert!(!files.take_standard_output());
        std::fs::create_dir(folder.path().join("a.csv")).expect("in the way");
        let sentence = files.write(&report).expect_err("one cannot be written any more");
        assert!(sentence.contains("a.csv"), "{sentence}");
        let written = |name: &str| std::fs::read(folder.path().join(name)).expect("written");
        for (name, format) in [
            ("a.json", Format::Json),
            ("b.CSV", Format::HyperfineCsv),
            ("a.har", Format::Har),
            ("a.trace.json", Format::Trace),
            ("a.md", Format::Markdown),
        ] {
            assert_eq!(written(name), format.write(&report).expect("bytes"), "{name}");
        }
    }

    #[test]
    fn two_reports_do_not_go_to_one_place_written_in_two_ways() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| Some(folder.path().join(path));
        std::fs::create_dir(folder.path().join("in")).expect("made");
        for other in ["./a", "in/../a"] {
            let options = ExportOptions { json: at("a"), csv: at(other), ..ExportOptions::default() };
            assert!(options.files().expect_err(other).contains("two reports cannot go to the same place"));
        }
        let options = ExportOptions { json: at("a"), csv: at("in/a"), ..ExportOptions::default() };
        assert!(options.files().is_ok());
    }

    #[test]
    fn two_reports_do_not_go_to_one_place() {
        for place in ["-", "report"] {
            let options =
                ExportOptions { json: Some(place.into()), hyperfine: Some(place.into()), ..ExportOptions::default() };
            let sentence = options.files().expect_err("the same place");
            assert!(sentence.ends_with(&format!("than {place}")), "{sentence}");
        }
        let options = ExportOptions { markdown: Some("-".into()), ..ExportOptions::default() };
        assert!(options.files().expect("one place").take_standard_output());
    }
}
