//! What of the state is about the course: which lesson is shown, which runs, what was set in it.

use crate::lessons::{self, Description};
use crate::model::{Lesson, LessonEvent, LessonPlan};
use crate::store::{Course, View};

use super::super::command::Effect;
use super::super::lessons::{KnobError, LessonAction, LessonEnding, Lessons, first_texts, values};
use super::super::past::PastErrand;
use super::AppState;

/// How much everything can be made larger or smaller.
const ZOOMS: std::ops::RangeInclusive<f32> = 0.5..=4.0;

impl AppState {
    /// Which view is shown.
    pub const fn view(&self) -> View {
        self.settings.view
    }

    /// What stays of the course.
    pub const fn course(&self) -> &Course {
        &self.settings.course
    }

    /// What came of the lessons.
    pub const fn lessons(&self) -> &Lessons {
        &self.lessons
    }

    /// The lesson that is shown.
    pub fn lesson(&self) -> &'static Description {
        lessons::of(self.settings.course.lesson)
    }

    /// What stands in the fields of the shown lesson's knobs.
    pub fn knobs(&self) -> Vec<String> {
        let knobs = self.lesson().knobs;
        let mut texts = first_texts(knobs);
        let changed = self.settings.course.knobs.get(&self.settings.course.lesson);
        for (text, changed) in texts.iter_mut().zip(changed.into_iter().flatten()) {
            text.clone_from(changed);
        }
        texts
    }

    /// The values of the shown lesson's knobs, or what is wrong with one.
    pub fn knob_values(&self) -> Result<Vec<f64>, KnobError> {
        values(self.lesson().knobs, &self.knobs())
    }

    /// Whether the shown lesson is shown large, as for a projector.
    pub fn is_projected(&self) -> bool {
        self.view() == View::Lessons && self.settings.course.projected
    }

    /// How many times as large as usual everything is.
    pub fn zoom(&self) -> f32 {
        let course = &self.settings.course;
        let zoom = if self.is_projected() { course.projector_zoom } else { self.settings.zoom };
        if zoom.is_finite() { zoom.clamp(*ZOOMS.start(), *ZOOMS.end()) } else { 1.0 }
    }

    /// Whether something is being measured: frames are few then.
    pub const fn is_measuring(&self) -> bool {
        self.follow.clock_runs() || self.sweep.follow.clock_runs() || self.lessons.running().is_some()
    }

    pub(super) fn zoomed(&mut self, zoom: f32) -> Vec<Effect> {
        if self.is_projected() {
            self.settings.course.projector_zoom = zoom;
        } else {
            self.settings.zoom = zoom;
        }
        vec![Effect::Save]
    }

    /// Goes to a view; a lesson that is left ends.
    pub(super) fn go_to(&mut self, view: View) -> Vec<Effect> {
        if view == self.settings.view {
            return Vec::new();
        }
        self.settings.view = view;
        self.run_when_checked = false;
        let mut effects = self.leave_lesson();
        effects.push(Effect::Save);
        // The other set-up's fields may not have been looked through yet.
        effects.extend((!self.is_checked()).then(|| self.check()));
        if view == View::History && self.past.is_kept {
            // The terminal may have added some meanwhile.
            effects.push(Effect::Past(PastErrand::List));
        }
        effects
    }

    /// Folds what stands at the left away, or shows it again.
    pub(super) fn fold(&mut self, folded: bool) -> Vec<Effect> {
        match self.settings.view {
            View::Compare | View::Sweep => self.settings.folded = folded,
            View::Lessons => self.settings.course.folded = folded,
            View::History => return Vec::new(), // nothing stands at the left there
        }
        vec![Effect::Save]
    }

    pub(super) fn act(&mut self, action: LessonAction) -> Vec<Effect> {
        let course = &mut self.settings.course;
        match action {
            LessonAction::Choose(lesson) if lesson == course.lesson => return Vec::new(),
            LessonAction::Choose(lesson) => {
                course.lesson = lesson;
                let mut effects = self.leave_lesson();
                effects.push(Effect::Save);
                return effects;
            }
            LessonAction::Knob(place, text) => {
                let mut texts = self.knobs();
                if let Some(field) = texts.get_mut(place) {
                    *field = text;
                }
                self.settings.course.knobs.insert(self.settings.course.lesson, texts);
            }
            LessonAction::Run { python } => return self.run_lesson(python),
            LessonAction::Cancel if self.lessons.running().is_none() => {}
            LessonAction::Cancel if self.lessons.cancel() => return vec![Effect::CancelLesson],
            LessonAction::Cancel => {
                self.lessons.end(Some(LessonEnding::Cancelled));
                return vec![Effect::EndLesson];
            }
            LessonAction::Project(projected) => {
                course.projected = projected;
                return vec![Effect::Save];
            }
            LessonAction::Table(step, as_table) => self.lessons.table(course.lesson, step, as_table),
            LessonAction::Seen => self.lessons.seen(course.lesson),
            LessonAction::Filter(filter) => self.lessons.choose_records(filter),
        }
        Vec::new()
    }

    /// Why the shown lesson cannot be run now.
    pub fn lesson_waits(&self) -> Option<&'static str> {
        match self.running()? {
            View::Sweep => Some("A sweep is being measured; the lesson can run when that is over."),
            View::Compare | View::Lessons | View::History => {
                Some("A comparison is being measured; the lesson can run when that is over.")
            }
        }
    }

    fn run_lesson(&mut self, python: bool) -> Vec<Effect> {
        let Ok(values) = self.knob_values() else { return Vec::new() };
        if self.lessons.running().is_some() || self.lesson_waits().is_some() {
            return Vec::new();
        }
        let plan = LessonPlan { lesson: self.settings.course.lesson, values, python };
        self.lessons.start(plan.clone());
        vec![Effect::StartLesson(plan), Effect::Save]
    }

    fn leave_lesson(&mut self) -> Vec<Effect> {
        if self.lessons.running().is_none() {
            return Vec::new();
        }
        self.lessons.end(Some(LessonEnding::Left));
        vec![Effect::EndLesson]
    }

    pub(super) fn hear_lesson(&mut self, generation: u64, event: LessonEvent) -> Vec<Effect> {
        let Some(run) = self.lessons.running_mut(generation) else { return Vec::new() };
        run.take_in(event);
        let lesson: Lesson = run.plan.lesson;
        match &run.ending {
            None => return Vec::new(),
            Some(LessonEnding::Done) => {
                self.settings.course.done.insert(lesson);
            }
            Some(_) => {}
        }
        self.lessons.end(None);
        vec![Effect::EndLesson, Effect::Save]
    }

    pub(super) fn lesson_gone(&mut self, generation: u64, why: Option<String>) {
        if self.lessons.running_mut(generation).is_some() {
            let why = why.unwrap_or_else(|| "The lesson stopped by itself.".to_owned());
            let ending = if self.lessons.is_cancelling() {
                LessonEnding::Cancelled
            } else {
                LessonEnding::Failed(format!("{why} What came out stays; run it again."))
            };
            self.lessons.end(Some(ending));
        }
    }
}
