//! Every form that a report can be given.

use std::fmt;

use super::json::ExportError;
use super::{csv, har, hyperfine, json, markdown, trace};
use crate::model::Report;

/// A form that a report can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// The report itself, which opens again.
    Json,
    /// A row a download.
    Csv,
    /// A result a contender, as hyperfine's `--export-json` has it.
    Hyperfine,
    /// The same as hyperfine's `--export-csv` has it.
    HyperfineCsv,
    /// An entry a request: HTTP Archive 1.2.
    Har,
    /// A track a worker: Chrome's trace events.
    Trace,
    /// Verdict, table and conditions.
    Markdown,
}

impl Format {
    /// Every form, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Json, Self::Csv, Self::Hyperfine, Self::HyperfineCsv, Self::Har, Self::Trace, Self::Markdown];

    /// What people read: "Downloads as CSV".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Json => "Report as JSON",
            Self::Csv => "Downloads as CSV",
            Self::Hyperfine => "Run times as hyperfine JSON",
            Self::HyperfineCsv => "Run times as hyperfine CSV",
            Self::Har => "Requests as HTTP Archive (HAR)",
            Self::Trace => "Timeline as Chrome trace",
            Self::Markdown => "Result as Markdown",
        }
    }

    /// The ending of such a file's name, without the first dot.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Hyperfine => "hyperfine.json",
            Self::HyperfineCsv => "hyperfine.csv",
            Self::Har => "har",
            Self::Trace => "trace.json",
            Self::Markdown => "md",
        }
    }

    /// The report in this form, with a line break at its end.
    ///
    /// # Errors
    ///
    /// [`ExportError::Write`] when a figure cannot be written, which no report gives cause for.
    pub fn write(self, report: &Report) -> Result<Vec<u8>, ExportError> {
        let mut bytes = Vec::new();
        match self {
            Self::Json => json::json(report, &mut bytes)?,
            Self::Csv => csv::write(report, &mut bytes).map_err(ExportError::Write)?,
            Self::Hyperfine => hyperfine::json(report, &mut bytes).map_err(ExportError::Write)?,
            Self::HyperfineCsv => hyperfine::csv(report, &mut bytes).map_err(ExportError::Write)?,
            Self::Har => har::write(report, &mut bytes).map_err(ExportError::Write)?,
            Self::Trace => trace::write(report, &mut bytes).map_err(ExportError::Write)?,
            Self::Markdown => bytes = markdown::text(report).into_bytes(),
        }
        Ok(bytes)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::report;
    use super::*;

    #[test]
    fn every_form_is_text_that_ends_with_a_line() {
        let report = report(3);
        for format in Format::ALL {
            let bytes = format.write(&report).expect("written");
            let text = String::from_utf8(bytes).expect("text");
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{format}: {text}");
        }
    }

    #[test]
    fn no_two_forms_have_the_same_name_or_ending() {
        for (place, one) in Format::ALL.into_iter().enumerate() {
            for other in &Format::ALL[place + 1..] {
                assert_ne!((one.label(), one.ending()), (other.label(), other.ending()));
                assert_ne!(one.ending(), other.ending());
            }
        }
    }

    #[test]
    fn credentials_of_an_address_are_in_no_form_but_the_report_s_own() {
        // A report of this program has none; one that was made elsewhere may.
        let mut report = report(2);
        let secret: url::Url = "http://me:canary@host.example/1.jpg?a=b".parse().expect("url");
        report.plan.urls = vec![secret.clone()];
        for download in &mut report.runs[0].downloads {
            (download.url, download.final_url) = (secret.clone(), Some(secret.clone()));
            download.hops = vec![crate::model::Hop { url: secret.clone(), status: 302, secs: 0.1 }];
        }
        for format in Format::ALL.into_iter().filter(|format| *format != Format::Json) {
            let text = String::from_utf8(format.write(&report).expect("written")).expect("text");
            assert!(!text.contains("canary"), "{format}: {text}");
        }
    }
}
