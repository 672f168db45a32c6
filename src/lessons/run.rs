//! A lesson from what was asked to its end.

use tempfile::TempDir;

use crate::engine::{Control, Programs};
use crate::model::words::sentence;
use crate::model::{LessonEvent, LessonPlan, LessonReport, PythonOutput};

use super::stage::{Stage, Stop};
use super::{Tell, entry, python};

/// What a lesson left on the disk for its reader, such as its log; it goes away with this.
#[derive(Debug, Default)]
pub struct Leavings {
    /// Each goes away when it is dropped.
    _folders: Vec<TempDir>,
}

/// Runs a lesson and tells of it until it is over, cancelled or failed. Called once at a time in a process, since the
/// threads of one lesson would share their memory with those of another.
pub fn run(plan: &LessonPlan, programs: &Programs, control: &Control, tell: &Tell) -> Leavings {
    let lesson = entry(plan.lesson);
    let values = match lesson.description.checked_values(&plan.values) {
        Ok(values) => values,
        Err(sentence) => {
            tell(LessonEvent::Failed(sentence));
            return Leavings::default();
        }
    };
    tell(LessonEvent::Started { steps: (lesson.steps)(&values) });
    let mut stage = Stage::new(values.clone(), programs, control, tell);
    let mut end = (lesson.run)(&mut stage);
    if plan.python && end.is_ok() {
        // A lesson that came to its end keeps what came out, whatever becomes of its Python.
        let ran = python::run(lesson, &values, &mut stage);
        tell(LessonEvent::Python(ran.unwrap_or_else(|stop| PythonOutput::Missing(sentence(&stop.to_string())))));
    }
    // A cancel in the middle makes pools and servers fail; that is no news.
    if control.is_cancelled() {
        end = Err(Stop::Cancelled);
    }
    let (steps, folders) = stage.into_parts();
    let report = LessonReport { lesson: plan.lesson, steps };
    match end {
        Ok(conclusion) => tell(LessonEvent::Ended { report, conclusion, cancelled: false }),
        Err(Stop::Cancelled) => tell(LessonEvent::Ended { report, conclusion: Vec::new(), cancelled: true }),
        Err(stop) => tell(LessonEvent::Failed(sentence(&stop.to_string()))),
    }
    Leavings { _folders: folders }
}
