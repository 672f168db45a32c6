//! As the view looks.

use std::path::PathBuf;

use eframe::egui::Theme;
use manyhands::model::{Lesson, LessonEvent};

use super::{choose, in_lessons, play, tell_all};
use crate::course::{events, python};
use crate::looks::snapshot;
use crate::play::{Opening, Window};

#[test]
fn as_it_looks_when_it_is_done() {
    snapshot(&mut in_state("done", Opening::default()), "lesson_light");
}

#[test]
fn as_it_looks_in_the_dark() {
    snapshot(&mut in_state("done", Opening { theme: Theme::Dark, ..Opening::default() }), "lesson_dark");
}

/// The states in which the view is looked at.
const STATES: [&str; 11] =
    ["before", "done", "under_way", "failed", "python", "cost", "modes", "memory", "log", "queue", "projected"];

#[test]
#[ignore = "writes pictures to look at"]
fn every_look_of_a_lesson() {
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("looks");
    std::fs::create_dir_all(&place).expect("a folder for the pictures");
    let wanted = std::env::var("LOOKS").unwrap_or_default();
    let sizes = [("", [1280.0, 800.0], 1.0), ("small_", [900.0, 600.0], 1.0), ("large_", [1280.0, 720.0], 2.0)];
    for state in STATES {
        for theme in [Theme::Light, Theme::Dark] {
            for (prefix, size, scale) in sizes {
                let shade = if theme == Theme::Light { "light" } else { "dark" };
                let name = format!("{prefix}lesson_{state}_{shade}.png");
                if name.contains(&wanted) {
                    let opening = Opening { size, scale, theme, ..Opening::default() };
                    in_state(state, opening).picture(&place.join(&name));
                }
            }
        }
    }
}

fn in_state(state: &str, opening: Opening) -> Window {
    let mut window = in_lessons(opening);
    let lesson = match state {
        "cost" => Lesson::StartCost,
        "modes" => Lesson::IoOrCpu,
        "memory" => Lesson::OwnMemory,
        "log" => Lesson::Logging,
        "queue" => Lesson::Fifo,
        _ => Lesson::FourProcesses,
    };
    for earlier in [Lesson::DownloadRace, Lesson::SquareCube, Lesson::PoolMap, Lesson::SharedArray] {
        if state == "done" {
            play(&mut window, earlier);
        }
    }
    choose(&mut window, lesson);
    if state == "before" {
        return window;
    }
    window.press_run();
    let mut told = events(lesson);
    match state {
        "under_way" => told.truncate(4),
        "failed" => {
            told.truncate(4);
            told.push(LessonEvent::Failed("A process cannot be started (too many are open); close some.".to_owned()));
        }
        "python" => told.insert(told.len() - 1, python()),
        _ => {}
    }
    tell_all(&mut window, told);
    match state {
        "python" => window.scroll_down(),
        "projected" => {
            window.click("Large, as for a projector");
            window.settle();
        }
        _ => {}
    }
    window
}
