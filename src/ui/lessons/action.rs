//! What a person does in the Lessons view.

use crate::model::Lesson;

/// What a person did.
#[derive(Clone, Debug, PartialEq)]
pub enum LessonAction {
    /// Go to a lesson; one that runs ends.
    Choose(Lesson),
    /// Type into the field of a knob, counted from 0.
    Knob(usize, String),
    /// Run the lesson, and where `python` its Python after it.
    Run {
        /// Whether its Python runs too.
        python: bool,
    },
    /// Stop the lesson that runs; asked again, end its process.
    Cancel,
    /// Show one lesson large, as for a projector, or as usual again.
    Project(bool),
    /// Show the figure of a step as a table, or as a figure again.
    Table(u32, bool),
    /// What came out has been brought into view.
    Seen,
    /// Show these records of a log.
    Filter(LogFilter),
}

/// Which records of a log are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Those of this process; `None`: of every one.
    pub pid: Option<u32>,
    /// Those of this level; `None`: of every one.
    pub level: Option<String>,
}

impl LogFilter {
    /// Whether a record is shown.
    pub fn takes(&self, pid: u32, level: &str) -> bool {
        self.pid.is_none_or(|chosen| chosen == pid) && self.level.as_ref().is_none_or(|chosen| chosen == level)
    }
}
