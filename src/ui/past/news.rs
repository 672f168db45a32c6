//! What the errands' thread is asked about the history and about files, and what it tells.

use std::path::PathBuf;

use crate::model::Report;
use crate::stats::Since;
use crate::store::{HistoryId, Listing};

use super::{Content, Origin, PastChange, Removed};

/// Something to be done on the disk. What lists, changes or keeps comparisons is answered with
/// [`PastNews::Listed`] too.
#[derive(Clone, Debug, PartialEq)]
pub enum PastErrand {
    /// List the comparisons.
    List,
    /// Keep a comparison.
    Keep {
        /// Which report of the window's it is.
        generation: u64,
        /// The comparison.
        report: Box<Report>,
    },
    /// Hold the shown report against the baseline.
    Since {
        /// Which report of the window's it is.
        generation: u64,
        /// Its name in the history: nothing is held against itself.
        kept: Option<HistoryId>,
        /// The report.
        report: Box<Report>,
    },
    /// Read a report.
    Open(Origin),
    /// Read a comparison whose set-up is wanted.
    Again(HistoryId),
    /// Give a comparison a name, or take it away.
    Rename(HistoryId, String),
    /// Change what is kept.
    Change(PastChange),
    /// Write a file.
    Write {
        /// What stands in it.
        content: Content,
        /// Where it lies.
        path: PathBuf,
        /// Whether another file of that name may go.
        replace: bool,
    },
}

/// What came of it.
#[derive(Debug)]
pub enum PastNews {
    /// The comparisons that are kept.
    Listed(Listing),
    /// A comparison was kept.
    Kept {
        /// Which report of the window's it is.
        generation: u64,
        /// Under which name.
        id: HistoryId,
    },
    /// How the shown report stands to the baseline; `None`: there is none.
    Since {
        /// Which report of the window's it is.
        generation: u64,
        /// How it stands.
        since: Option<Since>,
    },
    /// A report was read.
    Opened(Box<Report>, Origin),
    /// A report was read whose set-up is wanted.
    Again(Box<Report>),
    /// A comparison was deleted; `None`: it came back, or is gone for good.
    Removed(Option<Removed>),
    /// A dialog was closed: with a path, without one, or it could not be opened.
    Chosen(Result<Option<PathBuf>, String>),
    /// What is seen in the window.
    Shot(std::sync::Arc<eframe::egui::ColorImage>),
    /// A file was written.
    Written(PathBuf),
    /// There is such a file already.
    IsThere(PathBuf),
    /// A file could not be read or written, and why.
    FileFailed(String),
}
