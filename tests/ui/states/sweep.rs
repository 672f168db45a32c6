//! The Sweep view.

use std::path::Path;

use manyhands::model::Report;
use manyhands::ui::AppState;

use crate::fixture::Sketch;
use crate::play::{Opening, Window};

/// Before, while and after it is measured, and where nothing arrived.
pub const STATES: &[&str] = &["first", "running", "done", "failed", "misfit", "zoomed"];

/// A window in one of them.
pub fn window(state: &str, opening: Opening, _: &Path) -> Window {
    let done = match state {
        "done" | "zoomed" => Some(swept().report()),
        "misfit" => Some(capped()),
        _ => None,
    };
    if let Some(report) = done {
        let mut window = Window::open(Opening { report: Some(report), ..opening });
        if state == "zoomed" {
            window.zoom("Pictures a second by workers: ", 4.0);
        }
        return window;
    }
    let mut window = Window::open(opening);
    window.click("Sweep");
    window.until("the set-up was looked through", AppState::is_checked);
    if state == "running" {
        window.play(&swept().report(), 21);
    }
    if state == "failed" {
        window.play(&Sketch { failing: Some(1), ..swept() }.report(), usize::MAX);
    }
    window
}

/// A sweep of a host that takes no more than eight at a time: the law does not bend so sharply.
pub fn capped() -> Report {
    let mut report = Sketch { law: (0.0, 0.0), ..swept() }.report();
    for run in report.runs.iter_mut().filter(|run| run.workers > 8) {
        let times = f64::from(run.workers) / 8.0;
        run.wall_secs *= times;
        for download in &mut run.downloads {
            (download.start_secs, download.end_secs) = (download.start_secs * times, download.end_secs * times);
        }
    }
    let judgement = manyhands::stats::judge(&report);
    (report.summary, report.ratios, report.verdict) = (judgement.summary, judgement.ratios, judgement.verdict);
    report.scaling = judgement.scaling;
    report
}

/// A sweep of a host whose knee lies at 11 workers.
pub fn swept() -> Sketch<'static> {
    let contenders =
        &["process-pool:1", "process-pool:2", "process-pool:4", "process-pool:8", "process-pool:16", "process-pool:32"];
    Sketch { contenders, count: 160, law: (0.08, 0.0075), ..Sketch::default() }
}
