//! The course in the window, with lessons that are played.
//!
//! ```text
//! course    the way through it: knobs, keys, what stays, the projector
//! running   a lesson while it runs, and how it ends before its end
//! results   what stands there of one that ran
//! ```

mod course;
mod results;
mod running;

use manyhands::model::{LessonCommand, LessonPlan};
use manyhands::ui::LessonEnding;

use crate::play::{Opening, Window};
use crate::states::lessons::in_lessons;

fn open() -> Window {
    in_lessons(Opening::default())
}

fn runs(window: &Window) -> Vec<LessonPlan> {
    let said = window.engine.lessons.said().into_iter();
    said.filter_map(|command| if let LessonCommand::Run(plan) = command { Some(plan) } else { None }).collect()
}

fn ending(window: &Window) -> Option<LessonEnding> {
    let lesson = window.state().lesson().lesson;
    window.state().lessons().run(lesson).and_then(|run| run.ending.clone())
}
