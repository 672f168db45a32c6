//! The Sweep view.

use std::path::Path;

use manyhands::ui::AppState;

use crate::fixture::Sketch;
use crate::play::{Opening, Window};

/// Before, while and after it is measured.
pub const STATES: &[&str] = &["first", "running", "done"];

/// A window in one of them.
pub fn window(state: &str, opening: Opening, _: &Path) -> Window {
    if state == "done" {
        return Window::open(Opening { report: Some(swept().report()), ..opening });
    }
    let mut window = Window::open(opening);
    window.click("Sweep");
    window.until("the set-up was looked through", AppState::is_checked);
    if state == "running" {
        window.play(&swept().report(), 21);
    }
    window
}

/// A sweep of a host whose knee lies at 11 workers.
pub fn swept() -> Sketch<'static> {
    let contenders =
        &["process-pool:1", "process-pool:2", "process-pool:4", "process-pool:8", "process-pool:16", "process-pool:32"];
    Sketch { contenders, count: 160, law: (0.08, 0.0075), ..Sketch::default() }
}
