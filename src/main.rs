//! The role of this process: worker, engine, lesson, lab server, terminal or window. The role is looked at
//! before anything else, so that no window code, argument parser or logger runs in a worker.

use std::path::PathBuf;
use std::process::ExitCode;

use manyhands::cli::{self, Asked};
use manyhands::engine::{self, ProcessHands, Programs};
use manyhands::model::Report;
use manyhands::worker::{self, Program};
use manyhands::{lab, lessons, ui};

/// A worker process of a run.
const WORKER: &str = "@worker";
/// The engine of a window.
const ENGINE: &str = "@engine";
/// A lesson of a window.
const LESSON: &str = "@lesson";
/// The lab server of an engine.
const LAB: &str = "@lab";

fn main() -> ExitCode {
    match std::env::args_os().nth(1).as_deref().and_then(std::ffi::OsStr::to_str) {
        Some(WORKER) => worker::serve::<ProcessHands>(),
        Some(ENGINE) => role(programs().and_then(|programs| engine::serve(&programs))),
        Some(LESSON) => role(programs().and_then(|programs| lessons::serve(&programs))),
        Some(LAB) => role(serve_lab()),
        _ => match programs() {
            Ok(programs) => person(&programs),
            Err(error) => cli::fail(&format!("this program cannot find itself: {error}; start it by its full path")),
        },
    }
}

/// What a person asked for: the window, or a command of the terminal.
fn person(programs: &Programs) -> ExitCode {
    match cli::parse() {
        Asked::Run(options) => cli::run(&options, programs),
        Asked::Sweep(options) => cli::sweep(&options, programs),
        Asked::Lab(options) => cli::lab(&options),
        Asked::Lesson(options) => cli::lesson(&options, programs),
        Asked::History(options) => cli::history(&options),
        Asked::Open(path) => match cli::read(&path) {
            Ok(report) if ui::has_display() => window(Some((report, path))),
            Ok(report) => cli::show(&report),
            Err(code) => code,
        },
        Asked::Window if !ui::has_display() => cli::run_without_display(programs),
        Asked::Window => window(None),
    }
}

/// The window, on the report of a file where there is one. Closed by whatever, it exits with 0; only told to end a
/// second time it exits with 130, before anything could be kept.
fn window(report: Option<(Report, PathBuf)>) -> ExitCode {
    match open_window(report) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::fail(&format!("the window cannot be opened: {error}; use `manyhands run` instead")),
    }
}

fn open_window(report: Option<(Report, PathBuf)>) -> Result<(), String> {
    let program = |role| Program::this(role).map_err(|error| error.to_string());
    ui::open(program(ENGINE)?, program(LESSON)?, report).map_err(|error| error.to_string())
}

fn programs() -> std::io::Result<Programs> {
    Ok(Programs { worker: Program::this(WORKER)?, lab: Program::this(LAB)? })
}

/// A child that fails says why on standard error, which its parent reads.
fn role(result: std::io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::fail(&error.to_string()),
    }
}

/// The lab server that an engine started: requests in, replies out.
fn serve_lab() -> std::io::Result<()> {
    let (sender, mut receiver) = worker::companion_ends()?;
    lab::companion(
        move || receiver.receive().ok().flatten(),
        // An engine that is gone ends this process by the guards.
        move |reply| {
            sender.send(&reply).ok();
        },
    );
    Ok(())
}
