//! What the window knows of the lessons: what each of them told when it ran last, and which runs.
//!
//! ```text
//! action   what a person does in the Lessons view
//! knobs    from the fields of a lesson's knobs to its values, or to what is wrong with one
//! run      what a lesson told: the fold of its events
//! ```

mod action;
mod knobs;
mod run;

pub use action::{LessonAction, LogFilter};
pub use knobs::{KnobError, first_texts, values};
pub use run::{LessonEnding, LessonRun, StepRun};

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Lesson, LessonPlan};

/// What came of the lessons since the window was opened.
#[derive(Debug, Default)]
pub struct Lessons {
    generation: u64,
    running: Option<Lesson>,
    /// A person asked the running one to stop.
    is_cancelling: bool,
    runs: BTreeMap<Lesson, LessonRun>,
    /// How often each was run.
    times: BTreeMap<Lesson, u32>,
    /// The steps whose figure is shown as a table.
    tables: BTreeSet<(Lesson, u32)>,
    filter: LogFilter,
}

impl Lessons {
    /// Which process is listened to, counted over all lessons that were run.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// The lesson that runs.
    pub const fn running(&self) -> Option<Lesson> {
        self.running
    }

    /// Whether the running one was asked to stop.
    pub const fn is_cancelling(&self) -> bool {
        self.is_cancelling
    }

    /// What came of a lesson's latest run.
    pub fn run(&self, lesson: Lesson) -> Option<&LessonRun> {
        self.runs.get(&lesson)
    }

    /// How often a lesson was run.
    pub fn times(&self, lesson: Lesson) -> u32 {
        self.times.get(&lesson).copied().unwrap_or(0)
    }

    /// Whether the figure of a step is shown as a table.
    pub fn is_table(&self, lesson: Lesson, step: u32) -> bool {
        self.tables.contains(&(lesson, step))
    }

    /// Which records of a log are shown.
    pub const fn filter(&self) -> &LogFilter {
        &self.filter
    }

    /// A lesson begins; what came of its run before goes.
    pub(super) fn start(&mut self, plan: LessonPlan) {
        self.generation += 1;
        self.running = Some(plan.lesson);
        self.is_cancelling = false;
        self.filter = LogFilter::default();
        *self.times.entry(plan.lesson).or_default() += 1;
        self.runs.insert(plan.lesson, LessonRun::starting(plan));
    }

    /// The run that is under way, if these words belong to it.
    pub(super) fn running_mut(&mut self, generation: u64) -> Option<&mut LessonRun> {
        self.running.filter(|_| generation == self.generation).and_then(|lesson| self.runs.get_mut(&lesson))
    }

    /// The running one is asked to stop: `false` when it was asked before.
    pub(super) const fn cancel(&mut self) -> bool {
        !std::mem::replace(&mut self.is_cancelling, true)
    }

    /// None runs any more; `ending` where the running one did not tell its end itself.
    pub(super) fn end(&mut self, ending: Option<LessonEnding>) {
        let run = self.running.take().and_then(|lesson| self.runs.get_mut(&lesson));
        if let (Some(run), Some(ending)) = (run, ending) {
            run.ending = Some(ending);
        }
        self.is_cancelling = false;
        // What the process still says is about a run that is over.
        self.generation += 1;
    }

    /// Shows a figure as a table, or as a figure again.
    pub(super) fn table(&mut self, lesson: Lesson, step: u32, as_table: bool) {
        if as_table {
            self.tables.insert((lesson, step));
        } else {
            self.tables.remove(&(lesson, step));
        }
    }

    /// What came out has been brought into view.
    pub(super) fn seen(&mut self, lesson: Lesson) {
        if let Some(run) = self.runs.get_mut(&lesson) {
            run.is_news = false;
        }
    }

    /// Chooses records of a log.
    pub(super) fn choose_records(&mut self, filter: LogFilter) {
        self.filter = filter;
    }
}
