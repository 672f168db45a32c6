//! The states of every view in which the window is looked at: what must hold in all of them is tested in
//! each, and `examples/looks.rs` takes pictures of them.

pub mod compare;
pub mod history;
pub mod lessons;
pub mod plots;
pub mod set_up;
pub mod sweep;

use std::path::Path;

use crate::fixture;
use crate::play::{Opening, Window};

/// States that belong together.
pub struct Part {
    /// What a picture's name begins with.
    pub name: &'static str,
    /// The states.
    pub states: &'static [&'static str],
    /// Brings a window into one of them; made-up pictures, and what else is wanted on disk, lie in the
    /// folder.
    pub window: fn(&str, Opening, &Path) -> Window,
}

/// Every state that there is.
pub const ALL: [Part; 6] = [
    Part { name: "compare", states: compare::STATES, window: compare::window },
    Part { name: "plots", states: plots::STATES, window: plots::window },
    Part { name: "set_up", states: set_up::STATES, window: set_up::window },
    Part { name: "sweep", states: sweep::STATES, window: sweep::window },
    Part { name: "lessons", states: lessons::STATES, window: lessons::window },
    Part { name: "history", states: history::STATES, window: history::window },
];

/// A folder with made-up pictures.
pub fn painted() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fixture::paint_pictures(folder.path());
    folder
}
