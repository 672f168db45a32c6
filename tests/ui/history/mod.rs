//! The comparisons that were kept, and what is written of them.
//!
//! ```text
//! keeping    what is kept of a comparison, however it ends
//! list       rows, names, pins, the baseline
//! deleting   with and without pictures, and the way back
//! files      reports and pictures that are written, and reports that are opened
//! ```

mod deleting;
mod files;
mod keeping;
mod list;

use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use manyhands::store::History;

use crate::play::{Opening, Window};
use crate::states::history::{fill, listed};

/// A history of a test's own.
struct Kept {
    folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn filled() -> Self {
        let kept = Self::new();
        fill(kept.folder.path());
        kept
    }

    fn history(&self) -> History {
        History::open(self.folder.path())
    }

    fn opening(&self) -> Opening {
        Opening { history: Some(self.folder.path().to_owned()), ..Opening::default() }
    }

    /// A window that shows the list.
    fn view(&self) -> Window {
        listed(self.opening())
    }
}

/// Chooses the row whose name holds these words.
fn choose(window: &mut Window, words: &str) {
    window
        .harness
        .get_by(|node| node.role() == Role::ListItem && node.label().is_some_and(|name| name.contains(words)))
        .click();
    window.harness.step();
    window.settle();
}

fn rows(window: &Window) -> Vec<String> {
    let rows = window.harness.query_all_by_role(Role::ListItem);
    rows.filter_map(|node| node.accesskit_node().label()).collect()
}

/// The runs of each comparison that is kept, the latest first.
fn kept_runs(kept: &Kept) -> Vec<u32> {
    kept.history().list().expect("listed").entries.iter().map(|entry| entry.head.runs).collect()
}
