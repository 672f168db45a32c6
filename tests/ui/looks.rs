//! Pictures of the window in its states, held against those in `tests/snapshots`.

use std::path::Path;

use eframe::egui::Theme;

use crate::fixture::{FIVE, Sketch};
use crate::play::{Opening, Window};
use crate::states::{compare, lessons, painted, sweep};

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
    looks_as(compare::window, "running", Theme::Light, "running");
}

#[test]
fn with_failures() {
    looks_as(compare::window, "failures", Theme::Dark, "failures");
}

#[test]
fn with_a_picture_large() {
    looks_as(compare::window, "large", Theme::Light, "large");
}

#[test]
fn a_sweep() {
    looks_as(sweep::window, "done", Theme::Light, "sweep_light");
}

#[test]
fn a_sweep_in_the_dark() {
    looks_as(sweep::window, "done", Theme::Dark, "sweep_dark");
}

#[test]
fn a_lesson() {
    looks_as(lessons::window, "done", Theme::Light, "lesson_light");
}

#[test]
fn a_lesson_in_the_dark() {
    looks_as(lessons::window, "done", Theme::Dark, "lesson_dark");
}

fn looks_as(window: fn(&str, Opening, &Path) -> Window, state: &str, theme: Theme, name: &str) {
    let folder = painted();
    snapshot(&mut window(state, Opening { theme, ..Opening::default() }, folder.path()), name);
}

#[test]
fn five_modes_are_drawn_in_five_rows() {
    let window = Window::open(Opening { report: Some(Sketch::default().report()), ..Opening::default() });
    assert_eq!(window.state().report().expect("a report").plan.contenders.len(), FIVE.len());
}
