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

use std::path::Path;

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use manyhands::store::History;

use crate::fixture::Sketch;
use crate::play::{Opening, Window};

/// Comparisons of several hosts and months in a history: the names, dates and ends that there are.
pub fn fill(folder: &Path) {
    let history = History::open(folder);
    let report = |started_at: &str, sketch: &Sketch<'_>| {
        let mut report = sketch.report();
        report.started_at = started_at.parse().expect("a time");
        report
    };
    let usual = Sketch::default();
    history.add(&report("2025-12-30T21:40:00Z", &usual)).expect("kept");
    let mut early = report("2026-01-01T10:00:00Z", &usual);
    early.runs.truncate(12);
    let early = history.add(&early).expect("kept");
    history.rename(&early, "before the move").expect("named");
    let mut elsewhere = report("2026-01-02T03:04:05Z", &Sketch { failing: Some(5), ..Sketch::default() });
    elsewhere.plan.lab = None;
    elsewhere.plan.urls = vec!["https://images.example/1.jpg".parse().expect("a URL")];
    history.add(&elsewhere).expect("kept");
    let few = Sketch { contenders: &["sequential:1", "async:4"], rounds: 9, count: 6, ..Sketch::default() };
    let baseline = history.add(&report("2025-11-05T08:15:00Z", &few)).expect("kept");
    history.set_pinned(&baseline, true).expect("pinned");
    history.set_baseline(Some(&baseline)).expect("chosen");
}

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
        let mut window = Window::open(self.opening());
        window.click("History");
        window.until("they are listed", |state| state.past().entries.is_some());
        window
    }
}

/// The History view in one of its states.
pub fn in_state(state: &str, opening: Opening) -> Window {
    let mut window = Window::open(opening);
    window.click("History");
    window.until("they are listed", |state| state.past().entries.is_some());
    if state == "history_empty" {
        return window;
    }
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    match state {
        "history_naming" => press(&mut window, Modifiers::NONE, Key::F2),
        "history_deleted" => {
            press(&mut window, Modifiers::NONE, Key::Delete);
            window.until("it is deleted", |state| state.past().removed.is_some());
        }
        "from_history" => {
            press(&mut window, Modifiers::NONE, Key::Enter);
            window.until("it is held against the baseline", |state| state.past().shown.since.is_some());
        }
        _ => {}
    }
    window
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.harness.step();
    window.settle();
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
