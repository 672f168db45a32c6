//! The real window on a display of its own, used by the keyboard.
#![cfg(target_os = "linux")]

mod common;

use std::time::{Duration, Instant};

use common::display::{Display, Window};
use common::program::{Program, Running};
use common::wait::eventually;

/// A software renderer on a busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(60);

fn open(program: &Program, display: &Display) -> Running {
    let mut command = program.command(&[]);
    command.env("DISPLAY", display.name()).env("LIBGL_ALWAYS_SOFTWARE", "1");
    Running::start(command)
}

/// Starts the comparison that stands in the window, and waits until it is under way.
fn start_comparison(window: &Window<'_>) {
    window.press("ctrl+Return");
    window.wait_for_title(PATIENCE, "the title shows progress", |title| title.contains('%'));
}

fn wait_for_silence(program: &Program) {
    eventually(Duration::from_secs(5), "every process of ours is gone", || {
        program.processes().is_empty().then_some(())
    });
}

#[test]
fn a_comparison_by_keyboard_and_a_second_one_cancelled() {
    let (program, display) = (Program::new(), Display::new());
    let running = open(&program, &display);
    let window = display.window(PATIENCE);
    assert_eq!(window.title(), "Manyhands");
    start_comparison(&window);
    window.wait_for_title(Duration::from_secs(180), "the title shows the end", |title| title.contains("done"));

    start_comparison(&window);
    let asked = Instant::now();
    window.press("Escape");
    window.wait_for_title(PATIENCE, "the comparison is cancelled", |title| !title.contains('%'));
    assert!(asked.elapsed() < Duration::from_secs(1), "it took {:?}", asked.elapsed());

    window.press("ctrl+q");
    let finished = running.finish(Duration::from_secs(10));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    wait_for_silence(&program);
}

#[test]
fn a_killed_window_leaves_no_process() {
    let (program, display) = (Program::new(), Display::new());
    let running = open(&program, &display);
    let window = display.window(PATIENCE);
    start_comparison(&window);
    eventually(PATIENCE, "engine, lab server and workers run", || (program.processes().len() > 3).then_some(()));
    program.assert_a_kill_leaves(running.process(), &[]);
}

#[test]
fn a_killed_engine_is_told_of_and_leaves_no_process_but_the_window() {
    let (program, display) = (Program::new(), Display::new());
    let running = open(&program, &display);
    let window = display.window(PATIENCE);
    start_comparison(&window);
    let is_engine = |process: &common::program::Process| process.is("@engine");
    let engine = eventually(PATIENCE, "the engine runs", || program.processes().into_iter().find(is_engine));
    eventually(PATIENCE, "workers run", || (program.processes().len() > 3).then_some(()));
    program.assert_a_kill_leaves(engine, &[running.process()]);
    window.wait_for_title(PATIENCE, "the window notices", |title| !title.contains('%'));
}
