//! The real window on a display of its own, used by the keyboard.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::display::{Display, Window};
use common::files::files_in;
use common::program::{Program, Running};
use common::report::report;
use common::wait::{eventually, tell};
use manyhands::model::LabSettings;
use rustix::process::Signal;
use serde_json::json;

/// A software renderer on a busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(60);

/// How the title begins while nothing runs; else progress stands before it.
const AT_REST: &str = "Manyhands";

/// Opens the window with a set-up that takes about ten seconds, longer than ending it may: two rounds of
/// all five modes, with four pictures and two workers.
fn open(program: &Program, display: &Display) -> Running {
    open_with(program, display, &program.home().join("kept"))
}

/// As [`open`]; with an empty path pictures lie in a temporary folder.
fn open_with(program: &Program, display: &Display, folder: &Path) -> Running {
    let settings = program.home().join(".config/manyhands");
    let modes = ["sequential", "process-per-task", "process-pool", "thread-pool", "async"]
        .map(|mode| json!({ "mode": mode, "chosen": true, "workers": "2" }));
    let set_up = json!({
        "from_lab": true,
        "lab": LabSettings { latency_secs: 0.5, ..LabSettings::default() },
        "count": "4",
        "rounds": "2",
        "modes": modes,
        "folder": folder,
    });
    fs::create_dir_all(&settings).expect("a folder for settings");
    fs::create_dir_all(program.home().join("kept")).expect("a folder for pictures");
    let text = json!({ "version": 1, "set_up": set_up }).to_string();
    fs::write(settings.join("settings.json"), text).expect("settings");
    let mut command = program.command(&[]);
    command.env("DISPLAY", display.name()).env("LIBGL_ALWAYS_SOFTWARE", "1");
    Running::start(command)
}

/// Starts the comparison that stands in the window, and waits until it is under way.
fn start_comparison(window: &Window<'_>) {
    window.press("ctrl+Return");
    window.wait_for_title(PATIENCE, "the title shows progress", |title| title.contains('%'));
}

fn wait_for_end(window: &Window<'_>) {
    window.wait_for_title(PATIENCE, "the title shows the end", |title| title.starts_with(AT_REST));
}

#[test]
fn a_comparison_by_keyboard_and_a_second_one_cancelled() {
    let (program, display) = (Program::new(), Display::new());
    let running = open(&program, &display);
    let window = display.window(PATIENCE);
    assert_eq!(window.title(), AT_REST);
    let colours_before = display.colours();
    start_comparison(&window);
    wait_for_end(&window);
    assert_eq!(files_in(&program.home().join("kept")).len(), 20, "the last round's pictures stayed");
    eventually(PATIENCE, "pictures are shown", || (display.colours() > colours_before + 1000).then_some(()));

    start_comparison(&window);
    eventually(PATIENCE, "engine, lab server and workers run", || (program.processes().len() > 3).then_some(()));
    let asked = Instant::now();
    window.press("Escape");
    wait_for_end(&window);
    assert!(asked.elapsed() < Duration::from_secs(5), "it took {:?}", asked.elapsed());

    window.close();
    let finished = running.finish(Duration::from_secs(10));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    eventually(Duration::from_secs(5), "every process of ours is gone", || {
        program.processes().is_empty().then_some(())
    });
}

#[test]
fn a_window_that_is_told_to_end_keeps_what_was_measured_and_leaves_nothing() {
    for (signal, goes_to_all) in [(Signal::TERM, false), (Signal::INT, true), (Signal::TERM, true)] {
        let (program, display) = (Program::new(), Display::new());
        let running = open_with(&program, &display, Path::new(""));
        let window = display.window(PATIENCE);
        start_comparison(&window);
        // A tenth is a run, so at least two are finished and one is under way.
        window.wait_for_title(PATIENCE, "some runs are finished", |title| {
            let percent = title.split_once('%').and_then(|(percent, _)| percent.trim().parse().ok());
            percent.is_some_and(|percent: u32| percent > 30)
        });
        assert_ne!(temporary_folders(&program), 0, "{signal:?}: the pictures lie somewhere");
        let asked = Instant::now();
        if goes_to_all {
            running.signal_group(signal);
        } else {
            running.process().signal(signal);
        }
        let finished = running.finish(Duration::from_secs(10));
        tell(&format!("{signal:?} closed the window in {:.0} ms", asked.elapsed().as_secs_f64() * 1e3));
        assert_eq!(finished.code, Some(0), "{signal:?}: {finished:?}");
        eventually(Duration::from_secs(5), "every process of ours is gone", || {
            program.processes().is_empty().then_some(())
        });
        // An engine that is ended at the same time has no time for its folder, which the next one sweeps.
        if !(signal == Signal::TERM && goes_to_all) {
            assert_eq!(temporary_folders(&program), 0, "{signal:?}");
        }
        let kept = report(&program.run(&["history", "1", "--json", "-"]));
        assert!((2..10).contains(&kept.runs.len()), "{signal:?}: {} runs", kept.runs.len());
    }
}

/// How many folders of the program's lie in its temporary folder.
fn temporary_folders(program: &Program) -> usize {
    let entries = fs::read_dir(program.home().join("tmp")).expect("a temporary folder").flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().contains("manyhands")).count()
}

#[test]
fn a_killed_window_leaves_no_process() {
    let (program, display) = (Program::new(), Display::new());
    let running = open(&program, &display);
    start_comparison(&display.window(PATIENCE));
    eventually(PATIENCE, "engine, lab server and workers run", || (program.processes().len() > 3).then_some(()));
    program.assert_a_kill_leaves(running.process(), &[]);
}

#[test]
fn a_lesson_has_a_process_of_its_own_that_ends_when_it_is_left() {
    let (program, display) = (Program::new(), Display::new());
    let running = open(&program, &display);
    let window = display.window(PATIENCE);
    let start_lesson = || {
        window.press("ctrl+3");
        window.press("ctrl+Return");
        eventually(PATIENCE, "the lesson runs", || {
            program.processes().into_iter().find(|process| process.is("@lesson"))
        });
    };
    start_lesson();
    window.press("ctrl+1");
    eventually(PATIENCE, "the lesson is gone, and all that it started", || {
        (program.processes().len() == 1).then_some(())
    });
    start_lesson();
    program.assert_a_kill_leaves(running.process(), &[]);
}

#[test]
fn a_killed_engine_is_noticed_and_leaves_only_the_window() {
    let (program, display) = (Program::new(), Display::new());
    let running = open(&program, &display);
    let window = display.window(PATIENCE);
    start_comparison(&window);
    let engine = eventually(PATIENCE, "the engine runs", || {
        program.processes().into_iter().find(|process| process.is("@engine"))
    });
    eventually(PATIENCE, "lab server and workers run", || (program.processes().len() > 3).then_some(()));
    program.assert_a_kill_leaves(engine, &[running.process()]);
    wait_for_end(&window);
}
