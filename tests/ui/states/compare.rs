//! The Compare view: before, while and after it is measured.

use std::path::Path;

use manyhands::model::Event;

use crate::fixture::{Sketch, events};
use crate::play::{Opening, Window};

/// From the first start on.
pub const STATES: &[&str] = &[
    "first",
    "done",
    "running",
    "first_round",
    "five_workers",
    "failures",
    "engine_gone",
    "thousand",
    "question",
    "large",
    "large_near",
    "large_gone",
    "timeline_near",
    "export",
    "path",
];

/// A window in one of them.
pub fn window(state: &str, opening: Opening, pictures: &Path) -> Window {
    let usual = Sketch { pictures: Some(pictures), ..Sketch::default() };
    let shown = |sketch: Sketch<'_>, opening: Opening| {
        let mut window = Window::open(Opening { report: Some(sketch.report()), ..opening });
        window.until_pictures();
        window
    };
    match state {
        "done" => shown(usual, opening),
        "running" => running(&usual, opening, 17),
        "first_round" => running(&usual, opening, 1),
        "five_workers" => {
            let contenders = &["sequential:1", "process-per-task:10", "process-pool:5", "thread-pool:5", "async:5"];
            shown(Sketch { contenders, ..usual }, opening)
        }
        "failures" => shown(Sketch { failing: Some(3), ..usual }, opening),
        "engine_gone" => {
            let mut window = running(&usual, opening, 12);
            window.engine.die("The engine was ended by signal 9.");
            window.settle();
            window
        }
        "thousand" => {
            let contenders = &["process-per-task:512", "process-pool:32", "thread-pool:64", "async:64"];
            shown(Sketch { contenders, count: 1000, rounds: 3, ..usual }, opening)
        }
        "large" | "large_near" | "large_gone" => {
            let kept = if state == "large_gone" { None } else { usual.pictures };
            let mut window = shown(Sketch { pictures: kept, ..usual }, opening);
            window.scroll_down();
            window.click("Picture 4");
            window.until_pictures();
            if state == "large_near" {
                window.harness.key_press(eframe::egui::Key::Num1);
                window.settle();
                window.until_pictures();
            }
            window
        }
        "timeline_near" => {
            let mut window = shown(usual, opening);
            window.zoom_timeline(4.0);
            window
        }
        "export" | "path" => {
            let mut window = shown(usual, opening);
            window.click("Export…");
            if state == "path" {
                window.click("Downloads as CSV");
                window.until("the path is asked for", |state| state.past().files.typed.is_some());
            }
            window
        }
        "question" => {
            let mut window = Window::open(opening);
            window.set_up("Another address", "https://images.example/[1-100].jpg");
            window.press_run();
            window
        }
        "first" => Window::open(opening),
        other => panic!("there is no state {other}"),
    }
}

/// A comparison whose run number `runs` is under way.
fn running(sketch: &Sketch<'_>, opening: Opening, runs: usize) -> Window {
    let report = sketch.report();
    let mut window = Window::open(opening);
    window.press_run();
    let mut started = 0;
    for event in events(&report) {
        started += usize::from(matches!(event, Event::RunStarted { .. }));
        let is_last = started == runs && matches!(event, Event::Progress { .. });
        let is_picture = matches!(event, Event::RunFinished(_));
        window.engine.tell(event);
        window.harness.step();
        if is_picture {
            window.until_pictures();
        }
        if is_last {
            break;
        }
    }
    window.settle();
    window
}
