//! What a lesson told: the fold of its events.

use crate::model::{LessonEvent, LessonFigure, LessonLine, LessonPlan, LessonStep, PythonOutput};

/// How a lesson ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LessonEnding {
    /// It came to its end.
    Done,
    /// It was cancelled.
    Cancelled,
    /// Something else was looked at.
    Left,
    /// It could not go on, and why.
    Failed(String),
}

/// What came of one run of a lesson.
#[derive(Clone, Debug)]
pub struct LessonRun {
    /// What it was asked.
    pub plan: LessonPlan,
    /// How many steps it has; 0 until it said so.
    pub steps_total: u32,
    /// The steps that were begun.
    pub steps: Vec<StepRun>,
    /// What is to be known besides.
    pub notices: Vec<String>,
    /// What its Python did.
    pub python: Option<PythonOutput>,
    /// What the measured data say: the conclusion, then its details.
    pub conclusion: Vec<String>,
    /// How it ended; `None` while it runs.
    pub ending: Option<LessonEnding>,
    /// It has just ended, and nobody has seen what came out.
    pub is_news: bool,
}

/// What came of a step.
#[derive(Clone, Debug, Default)]
pub struct StepRun {
    /// What is done in it.
    pub name: String,
    /// What was put out.
    pub lines: Vec<LessonLine>,
    /// The most letters that the name of one who spoke has.
    pub who_letters: usize,
    /// What is drawn beside.
    pub figure: Option<LessonFigure>,
    /// What came out, once it is over.
    pub result: Option<LessonStep>,
}

impl LessonRun {
    /// One that was asked for.
    pub const fn starting(plan: LessonPlan) -> Self {
        Self {
            plan,
            steps_total: 0,
            steps: Vec::new(),
            notices: Vec::new(),
            python: None,
            conclusion: Vec::new(),
            ending: None,
            is_news: false,
        }
    }

    /// Takes in what it told.
    pub fn take_in(&mut self, event: LessonEvent) {
        match event {
            LessonEvent::Started { steps } => self.steps_total = steps,
            LessonEvent::StepStarted { step, name } => {
                if let Some(begun) = self.step_mut(step) {
                    begun.name = name;
                }
            }
            LessonEvent::Line(line) => {
                if let Some(step) = self.step_mut(line.step) {
                    step.who_letters = step.who_letters.max(line.who.to_string().len());
                    step.lines.push(line);
                }
            }
            LessonEvent::Figure { step, figure } => {
                if let Some(step) = self.step_mut(step) {
                    step.figure = Some(figure);
                }
            }
            LessonEvent::StepFinished { step, result } => {
                if let Some(step) = self.step_mut(step) {
                    step.result = Some(result);
                }
            }
            LessonEvent::Notice(text) => self.notices.push(text),
            LessonEvent::Python(output) => self.python = Some(output),
            LessonEvent::Ended { report, conclusion, cancelled } => {
                for (step, result) in (0..).zip(report.steps) {
                    if let Some(step) = self.step_mut(step) {
                        step.result = Some(result);
                    }
                }
                self.conclusion = conclusion;
                self.ending = Some(if cancelled { LessonEnding::Cancelled } else { LessonEnding::Done });
                self.is_news = true;
            }
            LessonEvent::Failed(why) => self.ending = Some(LessonEnding::Failed(why)),
        }
    }

    /// A step; the one after the last is begun by whatever is told of it.
    fn step_mut(&mut self, step: u32) -> Option<&mut StepRun> {
        let place = step as usize;
        if place == self.steps.len() {
            self.steps.push(StepRun::default());
        }
        self.steps.get_mut(place)
    }

    /// How many steps are over.
    pub fn steps_done(&self) -> usize {
        self.steps.iter().filter(|step| step.result.is_some()).count()
    }

    /// How many processes worked in it.
    pub fn processes(&self) -> usize {
        self.results().map(|result| result.pids.len()).sum()
    }

    /// How long its steps took together.
    pub fn secs(&self) -> f64 {
        self.results().map(|result| result.secs).sum()
    }

    /// How many steps did not come out as they must.
    pub fn unexpected(&self) -> usize {
        self.results().filter(|result| !result.as_expected).count()
    }

    fn results(&self) -> impl Iterator<Item = &LessonStep> {
        self.steps.iter().filter_map(|step| step.result.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Lesson, LessonReport, LessonValue, Who};

    use super::*;

    fn step(name: &str, as_expected: bool) -> LessonStep {
        let output = vec![LessonValue::Whole(10)];
        LessonStep { name: name.to_owned(), pids: vec![7, 8], output, expected: None, as_expected, secs: 0.5 }
    }

    fn line(step: u32, worker: u32) -> LessonEvent {
        let who = Who::Process { worker, pid: 31_000 + worker };
        LessonEvent::Line(LessonLine { step, at_secs: 0.1, who, text: "10".to_owned() })
    }

    #[test]
    fn events_become_steps_and_sums() {
        let mut run =
            LessonRun::starting(LessonPlan { lesson: Lesson::FourProcesses, values: vec![4.0, 0.2], python: false });
        for event in [
            LessonEvent::Started { steps: 2 },
            LessonEvent::StepStarted { step: 0, name: "one".to_owned() },
            line(0, 0),
            line(0, 1),
            LessonEvent::StepFinished { step: 0, result: step("one", true) },
            LessonEvent::StepStarted { step: 1, name: "two".to_owned() },
            line(7, 0),
        ] {
            run.take_in(event);
        }
        assert_eq!((run.steps_total, run.steps.len(), run.steps_done()), (2, 2, 1));
        assert_eq!((run.steps[0].lines.len(), run.steps[0].who_letters, run.steps[1].lines.len()), (2, 13, 0));
        assert_eq!(run.ending, None);
        let report = LessonReport { lesson: Lesson::FourProcesses, steps: vec![step("one", true), step("two", false)] };
        run.take_in(LessonEvent::Ended { report, conclusion: vec!["So.".to_owned()], cancelled: false });
        assert_eq!((run.processes(), run.secs(), run.unexpected()), (4, 1.0, 1));
        assert_eq!((run.ending, run.conclusion), (Some(LessonEnding::Done), vec!["So.".to_owned()]));
    }
}
