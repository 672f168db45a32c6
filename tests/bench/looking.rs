//! What looking costs: the same comparison in the window and in the terminal, by turns.
//!
//! Both are measured alike, from outside: a run lasts from the making of its folder, which is the
//! last thing before its clock starts, until its last file is in place.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../common/mod.rs"]
mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use manyhands::model::Mode;
use serde_json::json;

use common::display::{Display, Window};
use common::files::files_in;
use common::program::{Program, Running};

const PAIRS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let (program, display) = (Program::new(), Display::new());
    let running = open(&program, &display);
    let window = display.window(PATIENCE);
    let mut ratios: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for pair in 0..=PAIRS {
        let seen = in_window(&program, &window);
        let unseen = in_terminal();
        // The first time everything is cold.
        for (run, secs) in seen.into_iter().filter(|_| pair > 0) {
            ratios.entry(run.clone()).or_default().push(secs / unseen[&run]);
        }
    }
    window.close();
    assert_eq!(running.finish(PATIENCE).code, Some(0));
    for (run, ratios) in &mut ratios {
        ratios.sort_by(f64::total_cmp);
        let [least, median, most] = [0, ratios.len() / 2, ratios.len() - 1].map(|place| ratios[place]);
        println!(
            "{run}: with the window {median:.3} × the terminal, {least:.3} to {most:.3} in {PAIRS} pairs (goal 1.02)"
        );
    }
}

fn open(program: &Program, display: &Display) -> Running {
    let settings = program.home().join(".config/manyhands");
    let modes = Mode::ALL.map(|mode| {
        let is_chosen = matches!(mode, Mode::ThreadPool | Mode::ProcessPool | Mode::Sequential);
        json!({ "mode": mode, "chosen": is_chosen, "workers": "10" })
    });
    let set_up = json!({ "count": "10", "rounds": "1", "modes": modes, "folder": program.home().join("kept") });
    fs::create_dir_all(&settings).expect("a folder for settings");
    fs::write(settings.join("settings.json"), json!({ "version": 1, "set_up": set_up }).to_string()).expect("settings");
    let mut command = program.command(&[]);
    command.env("DISPLAY", display.name());
    Running::start(command)
}

/// Each run's seconds, by the name of its folder.
fn in_window(program: &Program, window: &Window<'_>) -> BTreeMap<String, f64> {
    let kept = program.home().join("kept");
    fs::remove_dir_all(&kept).ok();
    fs::create_dir(&kept).expect("a folder for pictures");
    window.press("ctrl+Return");
    window.wait_for_title(PATIENCE, "the title shows progress", |title| title.contains('%'));
    window.wait_for_title(PATIENCE, "the title shows the end", |title| title.ends_with("done"));
    runs(&kept)
}

/// The same without a window.
fn in_terminal() -> BTreeMap<String, f64> {
    let program = Program::new();
    let modes = ["-m", "thread-pool:10", "-m", "process-pool:10", "-m", "sequential"];
    let finished = program.run(&[&["run", "--rounds", "1", "--folder", "kept", "-q"] as &[_], &modes].concat());
    assert_eq!(finished.code, Some(0), "{finished:?}");
    runs(&program.home().join("kept"))
}

fn runs(kept: &Path) -> BTreeMap<String, f64> {
    let mut runs = BTreeMap::new();
    for file in files_in(kept) {
        let folder = file.parent().expect("a run's folder");
        let name = folder.file_name().and_then(|name| name.to_str()).expect("a plain name").to_owned();
        let start = folder.metadata().and_then(|known| known.created()).expect("when it was made");
        let end = file.metadata().and_then(|known| known.modified()).expect("when it was written");
        let secs = end.duration_since(start).expect("later").as_secs_f64();
        let latest = runs.entry(name).or_insert(secs);
        *latest = latest.max(secs);
    }
    runs
}
