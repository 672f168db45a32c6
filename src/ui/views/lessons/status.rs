//! The line at the bottom: how far the lesson is, how often it ran, what worked in it; at rest, its pictures.

use eframe::egui::{Align, Label, Layout, RichText, Ui};

use crate::model::{PythonOutput, units};
use crate::ui::command::UiCommand;
use crate::ui::lessons::{LessonEnding, LessonRun};
use crate::ui::state::AppState;
use crate::ui::theme::{self, Palette};
use crate::ui::views::export;

/// Draws the line.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let lesson = state.lesson().lesson;
    let run = state.lessons().run(lesson);
    let text = match run {
        None => "Not run yet".to_owned(),
        Some(run) => words(run, state.lessons().times(lesson)),
    };
    let text = RichText::new(text).font(theme::small()).color(Palette::of(ui).weak);
    ui.horizontal_centered(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if run.is_some_and(|run| run.ending.is_some()) {
                export::show(ui, state, commands);
            }
            // What is told has the rest of the line, and is cut where that is too short.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.add(Label::new(text).truncate()));
        });
    });
}

fn words(run: &LessonRun, times: u32) -> String {
    let ran = match times {
        1 => "Ran once.".to_owned(),
        2 => "Ran twice.".to_owned(),
        _ => format!("Ran {times} times."),
    };
    match &run.ending {
        None => under_way(run),
        Some(LessonEnding::Done) => format!("{ran} {}{}", sums(run), python(run)),
        Some(LessonEnding::Cancelled | LessonEnding::Left) => format!("Cancelled. {}", sums(run)),
        Some(LessonEnding::Failed(_)) => format!("Stopped. {}", sums(run)),
    }
}

/// " Python 3.11.7 took 68.8 ms."
fn python(run: &LessonRun) -> String {
    match &run.python {
        Some(PythonOutput::Ran { version, secs, .. }) => format!(" {version} took {}.", units::secs(*secs)),
        Some(PythonOutput::Missing(_)) | None => String::new(),
    }
}

fn under_way(run: &LessonRun) -> String {
    match run.steps.last() {
        None => "Starting the lesson".to_owned(),
        Some(step) if step.result.is_some() && run.steps.len() >= run.steps_total as usize => {
            if run.plan.python { "Running its Python" } else { "Looking at what came out" }.to_owned()
        }
        Some(step) => {
            let lines = units::count(step.lines.len() as u64, "line");
            format!("Step {} of {}, {}: {lines}", run.steps.len(), run.steps_total.max(1), step.name)
        }
    }
}

/// "8 processes worked in 2 steps, 1.04 s. All came out as expected."
fn sums(run: &LessonRun) -> String {
    let done = run.steps_done() as u64;
    if done == 0 {
        return "No step was finished.".to_owned();
    }
    let (steps, secs) = (units::count(done, "step"), units::secs(run.secs()));
    let who = match run.processes() {
        0 => format!("{steps} in {secs}."),
        1 => format!("1 process worked in {steps}, {secs}."),
        many => format!("{many} processes worked in {steps}, {secs}."),
    };
    match run.unexpected() {
        0 => format!("{who} All came out as expected."),
        unexpected => format!("{who} {} did not come out as expected.", units::count(unexpected as u64, "step")),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Lesson, LessonEvent, LessonPlan, LessonStep};

    use super::*;

    #[test]
    fn the_line_says_what_was_counted() {
        let plan = LessonPlan { lesson: Lesson::FourProcesses, values: Vec::new(), python: false };
        let mut run = LessonRun::starting(plan);
        assert_eq!(words(&run, 1), "Starting the lesson");
        run.take_in(LessonEvent::Started { steps: 1 });
        run.take_in(LessonEvent::StepStarted { step: 0, name: "Join inside the loop".to_owned() });
        assert_eq!(words(&run, 1), "Step 1 of 1, Join inside the loop: 0 lines");
        let (output, name) = (Vec::new(), String::new());
        let mut result = LessonStep { name, pids: vec![1, 2], output, expected: None, as_expected: true, secs: 0.5 };
        run.take_in(LessonEvent::StepFinished { step: 0, result: result.clone() });
        run.ending = Some(LessonEnding::Done);
        assert_eq!(words(&run, 2), "Ran twice. 2 processes worked in 1 step, 0.500 s. All came out as expected.");
        let (version, printed, said, exit) = ("Python 3.11.7".to_owned(), String::new(), String::new(), "0".to_owned());
        run.python = Some(PythonOutput::Ran { version, printed, said, secs: 0.0688, exit });
        let told =
            "Ran twice. 2 processes worked in 1 step, 0.500 s. All came out as expected. Python 3.11.7 took 68.8 ms.";
        assert_eq!(words(&run, 2), told);
        run.python = None;
        (result.as_expected, result.pids) = (false, Vec::new());
        run.take_in(LessonEvent::StepFinished { step: 0, result });
        assert_eq!(words(&run, 1), "Ran once. 1 step in 0.500 s. 1 step did not come out as expected.");
        let failed = LessonRun { steps: Vec::new(), ending: Some(LessonEnding::Failed(String::new())), ..run };
        assert_eq!(words(&failed, 1), "Stopped. No step was finished.");
    }
}
