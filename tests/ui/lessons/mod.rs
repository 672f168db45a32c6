//! The course in the window, with lessons that are played.
//!
//! ```text
//! course    the way through it: knobs, keys, what stays, the projector
//! running   a lesson while it runs, and how it ends before its end
//! results   what stands there of one that ran
//! looks     as the view looks
//! ```

mod course;
mod looks;
mod results;
mod running;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use manyhands::lessons;
use manyhands::model::{Lesson, LessonCommand, LessonEvent, LessonPlan};
use manyhands::ui::LessonEnding;

use crate::course::events;
use crate::play::{Opening, Window};

fn open() -> Window {
    in_lessons(Opening::default())
}

fn in_lessons(opening: Opening) -> Window {
    let mut window = Window::open(opening);
    window.click("Lessons");
    window
}

/// The name of a lesson's row in the list.
fn row(lesson: Lesson) -> String {
    let place = Lesson::ALL.iter().position(|known| *known == lesson).expect("it is one of them");
    format!("{}. {}", place + 1, lessons::of(lesson).title)
}

fn choose(window: &mut Window, lesson: Lesson) {
    let name = row(lesson);
    window.harness.get_by_label_contains(&name).click();
    window.harness.step();
    window.settle();
}

fn tell_all(window: &mut Window, events: impl IntoIterator<Item = LessonEvent>) {
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
fn play(window: &mut Window, lesson: Lesson) {
    choose(window, lesson);
    window.press_run();
    tell_all(window, events(lesson));
}

fn runs(window: &Window) -> Vec<LessonPlan> {
    let said = window.engine.lessons.said().into_iter();
    said.filter_map(|command| if let LessonCommand::Run(plan) = command { Some(plan) } else { None }).collect()
}

fn ending(window: &Window) -> Option<LessonEnding> {
    let lesson = window.state().lesson().lesson;
    window.state().lessons().run(lesson).and_then(|run| run.ending.clone())
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.harness.step();
    window.settle();
}
