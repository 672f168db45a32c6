//! Why a comparison cannot be done, in one sentence that says what to change.

use std::io;
use std::path::PathBuf;

use crate::fetch::FolderError;
use crate::worker::PoolError;

use super::modes::RunError;

/// Why a comparison cannot be done, or not go on.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The chosen folder cannot be used.
    #[error(transparent)]
    Chosen(#[from] FolderError),
    /// A folder inside it could not be made.
    #[error("the folder {} could not be made: {source}; choose another folder", path.display())]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no temporary folder.
    #[error("no temporary folder could be made: {0}; choose a folder")]
    Temporary(#[source] io::Error),
    /// The lab server did not start, or ended.
    #[error("the lab server cannot be used: {0}; run again, or give a URL")]
    Lab(#[source] io::Error),
    /// It was cancelled; nobody reads this sentence.
    #[error("the comparison was cancelled")]
    Cancelled,
    /// Worker processes cannot be started.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// A run could not be done.
    #[error(transparent)]
    Run(#[from] RunError),
    /// No runtime is to be had.
    #[error("the system gives no event queue: {0}; close other programs and run again")]
    Runtime(#[source] io::Error),
    /// The turns of requests have no place.
    #[error("the system gives no memory that processes share: {0}; free some space, or leave out the rate")]
    Pace(#[source] io::Error),
    /// An address of the lab server's is none.
    #[error("“{0}” is no path of the lab server; write one as in /id/1/2000/3000")]
    LabPath(String),
}
