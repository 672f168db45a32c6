//! What a person does with the comparisons that were kept.

use crate::store::HistoryId;

use super::FileAction;

/// Something done in the History view, or with what was kept.
#[derive(Clone, Debug, PartialEq)]
pub enum PastAction {
    /// Look for these words.
    Search(String),
    /// Choose a row.
    Choose(HistoryId),
    /// Show a comparison in the Compare view.
    Open(HistoryId),
    /// Put what was asked for then into the fields; `None`: of the report that is shown.
    Again(Option<HistoryId>),
    /// A name is being typed for the chosen one; `None`: no more.
    Rename(Option<String>),
    /// Give the chosen one the name that was typed.
    Named,
    /// Change what is kept.
    Change(PastChange),
    /// Something about a file.
    File(FileAction),
}

/// A change of what is kept, as a person asks for it and the errands' thread does it.
#[derive(Clone, Debug, PartialEq)]
pub enum PastChange {
    /// Whether a comparison stays whatever is added.
    Pin(HistoryId, bool),
    /// Hold others against this one, or against none.
    Baseline(Option<HistoryId>),
    /// Delete a comparison; its files stay.
    Delete(HistoryId),
    /// The files of the one that was deleted last go too.
    DeletePictures,
    /// Bring back the one that was deleted last.
    Undo,
    /// The one that was deleted last need not come back.
    LetGo,
}
