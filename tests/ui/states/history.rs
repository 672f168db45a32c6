//! The History view.

use std::path::Path;

use eframe::egui::{Key, Modifiers};
use manyhands::stats::{Reason, Stop};
use manyhands::store::History;

use crate::fixture::Sketch;
use crate::play::{Opening, Window};

/// The view's own, and a comparison that was opened from it.
pub const STATES: &[&str] = &["full", "empty", "naming", "deleted", "opened"];

/// A window in one of them.
pub fn window(state: &str, opening: Opening, place: &Path) -> Window {
    let folder = place.join(format!("kept for {state}"));
    // What was deleted in it in another look is there again.
    std::fs::remove_dir_all(&folder).ok();
    if state != "empty" {
        fill(&folder);
    }
    let mut window = listed(Opening { history: Some(folder), ..opening });
    if state == "empty" {
        return window;
    }
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::ArrowDown);
    match state {
        "naming" => window.press(Modifiers::NONE, Key::F2),
        "deleted" => {
            window.press(Modifiers::NONE, Key::Delete);
            window.until("it is deleted", |state| state.past().removed.is_some());
        }
        "opened" => {
            window.press(Modifiers::NONE, Key::Enter);
            window.until("it is held against the baseline", |state| state.past().shown.since.is_some());
        }
        _ => {}
    }
    window
}

/// A window that shows the list.
pub fn listed(opening: Opening) -> Window {
    let mut window = Window::open(opening);
    window.click("History");
    window.until("they are listed", |state| state.past().entries.is_some());
    window
}

/// Comparisons of several hosts and months in a history: the names, dates and ends that there are.
pub fn fill(folder: &Path) {
    let history = History::open(folder);
    let report = |started_at: &str, sketch: &Sketch<'_>| {
        let mut report = sketch.report();
        report.started_at = started_at.parse().expect("a time");
        report
    };
    let usual = Sketch::default();
    let mut stopped = report("2025-12-30T21:40:00Z", &usual);
    let reason = Reason::Requests(400);
    let stop = Stop { round: stopped.plan.rounds, rounds: 40, reason };
    stopped.plan.rounds = stop.rounds;
    stopped.verdict.why.push(stop.to_string());
    history.add(&stopped).expect("kept");
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
