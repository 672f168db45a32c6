//! The plots of a comparison: their tables, scales and the run that is selected.

use std::path::Path;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use manyhands::model::Event;
use manyhands::ui::Figure;

use crate::fixture::{Sketch, events, progress};
use crate::play::{Opening, Window};

/// Beside those of the whole view.
pub const STATES: &[&str] = &[
    "selected",
    "tables",
    "load",
    "load_table",
    "times",
    "log",
    "eight",
    "all_failed",
    "reasons",
    "live_selected",
    "zoomed",
    "parts",
];

/// A window in one of them.
pub fn window(state: &str, opening: Opening, pictures: &Path) -> Window {
    let mut sketch = Sketch { pictures: Some(pictures), ..Sketch::default() };
    match state {
        "eight" => {
            sketch.contenders = &[
                "process-pool:1",
                "process-pool:2",
                "process-pool:4",
                "process-pool:6",
                "process-pool:8",
                "process-pool:10",
                "process-per-task:10",
                "async:10",
            ];
        }
        "all_failed" => sketch.failing = Some(1),
        "reasons" => sketch.failing = Some(3),
        _ => {}
    }
    let mut report = sketch.report();
    if state == "load" {
        report.runs.iter_mut().flat_map(|run| run.processes.iter_mut().skip(7)).for_each(|process| {
            (process.cpu_secs, process.peak_memory_bytes) = (None, None);
        });
    }
    if state == "live_selected" {
        let mut window = Window::open(opening);
        window.press_run();
        let so_far = report.runs[..17].iter().map(|run| Event::RunFinished(Box::new(run.clone())));
        let first = events(&report).swap_remove(0);
        for event in std::iter::once(first).chain(so_far) {
            window.engine.tell(event);
            window.harness.step();
        }
        let next = &report.runs[17];
        let (total_runs, contender) = (40, next.contender());
        let (run, round, position) = (next.id, next.round, next.position);
        window.engine.tell(Event::RunStarted { run, total_runs, round, position, contender });
        window.engine.tell(progress(next, 0.6));
        window.settle();
        select_a_run(&mut window);
        return window;
    }
    let mut window = Window::open(Opening { report: Some(report), ..opening });
    window.until_pictures();
    match state {
        "selected" => select_a_run(&mut window),
        "tables" => [Figure::RunTimes, Figure::Processes, Figure::Timeline]
            .into_iter()
            .for_each(|figure| window.click(figure.switch())),
        "load" => window.click("CPU and memory"),
        "load_table" => ["CPU and memory", "Processes as a table"].into_iter().for_each(|name| window.click(name)),
        "zoomed" => {
            window.zoom("Time of each run, medians", 8.0);
            window.zoom("Active processes. ", 8.0);
        }
        "parts" => window.click("Where time went"),
        "times" => window.click("Times as fast"),
        "log" => window.click("Log"),
        "reasons" if window.harness.query_by_label("All reasons").is_some() => window.click("All reasons"),
        _ => {}
    }
    window
}

/// By keyboard: the process pool's last run but two.
pub fn select_a_run(window: &mut Window) {
    window.harness.get_by_label_contains("Time of each run, medians").focus();
    window.settle();
    for key in [Key::ArrowRight, Key::ArrowDown, Key::ArrowDown, Key::ArrowLeft, Key::ArrowLeft] {
        window.press(Modifiers::NONE, key);
    }
}
