//! Pictures of the window in its states: a few are held against those in `tests/snapshots`, and
//! `cargo test --test ui -- --ignored every_look` writes all of them into `target/tmp/looks`.

use std::path::PathBuf;

use eframe::egui::Theme;
use manyhands::model::Event;

use crate::fixture::{self, FIVE, Sketch, events};
use crate::play::{Opening, Window};
use crate::sweep;

/// A software renderer's pixels differ a little from another's.
pub fn snapshot(window: &mut Window, name: &str) {
    let options = egui_kittest::SnapshotOptions::new().threshold(1.5).max_failed_pixels(500);
    window.harness.snapshot_options(name, &options);
}

#[test]
fn at_the_first_start() {
    snapshot(&mut Window::usual(), "first_start_light");
}

#[test]
fn when_it_is_done() {
    done(Theme::Light, "done_light");
}

#[test]
fn when_it_is_done_in_the_dark() {
    done(Theme::Dark, "done_dark");
}

fn done(theme: Theme, name: &str) {
    let folder = painted();
    let report = Sketch { pictures: Some(folder.path()), ..Sketch::default() }.report();
    let mut window = Window::open(Opening { theme, report: Some(report), ..Opening::default() });
    window.until_pictures();
    snapshot(&mut window, name);
}

#[test]
fn in_a_small_window() {
    let folder = painted();
    let report = Sketch { pictures: Some(folder.path()), failing: Some(3), ..Sketch::default() }.report();
    let opening = Opening { size: [900.0, 600.0], report: Some(report), ..Opening::default() };
    let mut window = Window::open(opening);
    window.until_pictures();
    snapshot(&mut window, "small_light");
}

#[test]
fn while_it_runs() {
    further("running", Theme::Light);
}

#[test]
fn with_failures() {
    further("failures", Theme::Dark);
}

#[test]
fn with_a_picture_large() {
    further("large", Theme::Light);
}

#[test]
fn a_sweep() {
    further_named("sweep_done", Theme::Light, "sweep_light");
}

#[test]
fn a_sweep_in_the_dark() {
    further_named("sweep_done", Theme::Dark, "sweep_dark");
}

fn further_named(state: &str, theme: Theme, name: &str) {
    let folder = painted();
    snapshot(&mut in_state(state, Opening { theme, ..Opening::default() }, folder.path()), name);
}

fn further(state: &str, theme: Theme) {
    further_named(state, theme, state);
}

pub fn painted() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fixture::paint_pictures(folder.path());
    folder
}

/// The states in which the window is looked at.
pub const STATES: [&str; 23] = [
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
    "sweep_first",
    "sweep_done",
    "sweep_running",
    "history",
    "history_empty",
    "history_naming",
    "history_deleted",
    "from_history",
    "export",
    "path",
];

#[test]
#[ignore = "writes pictures to look at"]
fn every_look() {
    let folder = painted();
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("looks");
    std::fs::create_dir_all(&place).expect("a folder for the pictures");
    let wanted = std::env::var("LOOKS").unwrap_or_default();
    let sizes = [("", [1280.0, 800.0], 1.0), ("small_", [900.0, 600.0], 1.0), ("large_", [1280.0, 720.0], 2.0)];
    for state in STATES {
        for theme in [Theme::Light, Theme::Dark] {
            for (prefix, size, scale) in sizes {
                let shade = if theme == Theme::Light { "light" } else { "dark" };
                let name = format!("{prefix}{state}_{shade}.png");
                if !name.contains(&wanted) {
                    continue;
                }
                let mut window = in_state(state, Opening { size, scale, theme, ..Opening::default() }, folder.path());
                window.picture(&place.join(&name));
            }
        }
    }
}

pub fn in_state(state: &str, opening: Opening, pictures: &std::path::Path) -> Window {
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
        "sweep_first" => {
            let mut window = Window::open(opening);
            window.click("Sweep");
            window.until("the set-up was looked through", manyhands::ui::AppState::is_checked);
            window
        }
        "sweep_done" => shown(sweep::swept(), opening),
        "sweep_running" => {
            let mut window = in_state("sweep_first", opening, pictures);
            window.play(&sweep::swept().report(), 21);
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
        "history" | "history_empty" | "history_naming" | "history_deleted" | "from_history" => {
            let folder = pictures.join(format!("kept for {state}"));
            // What was deleted in it in another look is there again.
            std::fs::remove_dir_all(&folder).ok();
            if state != "history_empty" {
                crate::history::fill(&folder);
            }
            crate::history::in_state(state, Opening { history: Some(folder), ..opening })
        }
        "question" => {
            let mut window = Window::open(opening);
            window.set_up("Another address", "https://images.example/[1-100].jpg");
            window.press_run();
            window
        }
        _ => Window::open(opening),
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

#[test]
fn five_modes_are_drawn_in_five_rows() {
    let window = Window::open(Opening { report: Some(Sketch::default().report()), ..Opening::default() });
    assert_eq!(window.state().report().expect("a report").plan.contenders.len(), FIVE.len());
}
