//! The Lessons view, and how a lesson is played in it.

use std::path::Path;

use egui_kittest::kittest::Queryable as _;
use manyhands::lessons;
use manyhands::model::{Lesson, LessonEvent};

use crate::course::{events, python};
use crate::play::{Opening, Window};

/// A lesson in its states, and each kind of figure.
pub const STATES: &[&str] =
    &["before", "done", "under_way", "failed", "python", "cost", "modes", "memory", "log", "queue", "projected"];

/// A window in one of them.
pub fn window(state: &str, opening: Opening, _: &Path) -> Window {
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

/// A window that shows the course.
pub fn in_lessons(opening: Opening) -> Window {
    let mut window = Window::open(opening);
    window.click("Lessons");
    window
}

/// The name of a lesson's row in the list.
pub fn row(lesson: Lesson) -> String {
    let place = Lesson::ALL.iter().position(|known| *known == lesson).expect("it is one of them");
    format!("{}. {}", place + 1, lessons::of(lesson).title)
}

/// Chooses a lesson in the list.
pub fn choose(window: &mut Window, lesson: Lesson) {
    let name = row(lesson);
    window.harness.get_by_label_contains(&name).click();
    window.harness.step();
    window.settle();
}

/// Tells the window what the lesson's process tells.
pub fn tell_all(window: &mut Window, events: impl IntoIterator<Item = LessonEvent>) {
    for (place, event) in events.into_iter().enumerate() {
        window.engine.lessons.tell(event);
        if place % 400 == 0 {
            window.harness.step(); // the inbox holds so many and no more
        }
    }
    window.harness.step();
    window.settle();
}

/// Chooses a lesson and plays it from its start to its end.
pub fn play(window: &mut Window, lesson: Lesson) {
    choose(window, lesson);
    window.press_run();
    tell_all(window, events(lesson));
}
