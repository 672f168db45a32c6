//! `manyhands lesson`: lists the course, or runs a lesson and tells of it as it goes on.

use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::thread;

use super::lesson_options::LessonOptions;
use super::report_file::ReportFile;
use super::run::cancel_when_interrupted;
use super::{console, exit, fail};
use crate::engine::{Control, Programs};
use crate::export::Format;
use crate::lessons::{self, Description, Knob};
use crate::model::{Lesson, LessonEvent, LessonPlan, LessonReport, LessonStep, PythonOutput, units};

/// Lists the lessons, or runs the one that is named.
///
/// Exits with 0 when everything came out as it must, 1 when something did not, 2 when the lesson cannot be run and 130
/// when it was interrupted.
pub fn lesson(options: &LessonOptions, programs: &Programs) -> ExitCode {
    let done = match &options.name {
        None => list().map(|()| 0),
        Some(name) => run(name, options, programs),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(sentence) => fail(&sentence),
    }
}

fn list() -> Result<(), String> {
    let line = |lesson: Lesson| format!("{lesson:<16}{}", lessons::of(lesson).line);
    let lines: Vec<String> = Lesson::ALL.into_iter().map(line).collect();
    console::result(&lines.join("\n")).map_err(|error| unwritable(&error))
}

fn unwritable(error: &std::io::Error) -> String {
    format!("the lesson could not be written: {error}")
}

fn run(name: &str, options: &LessonOptions, programs: &Programs) -> Result<u8, String> {
    let lesson: Lesson = name.parse().map_err(|error: crate::model::LessonError| error.to_string())?;
    let said = lessons::of(lesson);
    let mut values = said.first_values();
    for setting in &options.set {
        said.set(&mut values, setting).map_err(|error| error.to_string())?;
    }
    let file = options.json.as_deref().map(|path| ReportFile::new(path, Format::Json)).transpose()?;
    let is_taken = file.as_ref().is_some_and(ReportFile::is_standard_output);
    let mut teller = Teller { is_result: !is_taken, report: None, end: End::Lost, unwritten: None };
    teller.tell(&opening(said, &values));
    let control = Control::always_ready();
    cancel_when_interrupted(control.clone())?;
    let plan = LessonPlan { lesson, values, python: options.python };
    follow(&plan, programs, &control, &mut teller)?;
    if let Some(error) = teller.unwritten {
        return Err(unwritable(&error));
    }
    if let (Some(file), Some(report)) = (&file, &teller.report) {
        file.write_lesson(report)?;
    }
    teller.end.code(teller.report.as_ref())
}

/// The question, and what can be changed.
fn opening(said: &Description, values: &[f64]) -> String {
    let set = |(knob, value): (&Knob, &f64)| format!("--set {}={}", knob.key(), knob.show(*value).replace(" s", ""));
    let settings: Vec<String> = said.knobs.iter().zip(values).map(set).collect();
    format!("{}\n{}", said.title, settings.join(" "))
}

/// Runs the lesson on a thread of its own and hears of it here, so that a slow terminal never holds up a clock.
fn follow(plan: &LessonPlan, programs: &Programs, control: &Control, teller: &mut Teller) -> Result<(), String> {
    let (tell, events) = mpsc::channel();
    let tell: lessons::Tell = Arc::new(move |event| {
        // After the end nobody listens any more, and nobody needs to.
        tell.send(event).ok();
    });
    thread::scope(|scope| {
        let runner = thread::Builder::new().name("lesson".to_owned());
        let work = move || drop(lessons::run(plan, programs, control, &tell));
        let runner = runner
            .spawn_scoped(scope, work)
            .map_err(|error| format!("the system gives no thread ({error}); close other programs"))?;
        for event in events {
            teller.hear(event);
        }
        // A panic has told of itself on standard error, and the end stays lost.
        runner.join().ok();
        Ok(())
    })
}

/// How a lesson ended.
#[derive(Debug, PartialEq)]
enum End {
    /// Nothing was heard of an end.
    Lost,
    Whole,
    Cancelled,
    /// It cannot be run, and why.
    Failed(String),
}

impl End {
    /// The exit code, or why it could not be run.
    fn code(self, report: Option<&LessonReport>) -> Result<u8, String> {
        match self {
            Self::Whole if report.is_some_and(LessonReport::is_as_expected) => Ok(0),
            Self::Whole => Ok(exit::SOME_FAILED),
            Self::Cancelled => {
                console::note("Interrupted.");
                Ok(exit::INTERRUPTED)
            }
            Self::Failed(sentence) => Err(sentence),
            Self::Lost => Err("the lesson broke off; please report this".to_owned()),
        }
    }
}

/// Tells what is heard of a lesson.
struct Teller {
    /// Whether that is what standard output is for.
    is_result: bool,
    report: Option<LessonReport>,
    end: End,
    unwritten: Option<std::io::Error>,
}

impl Teller {
    fn hear(&mut self, event: LessonEvent) {
        match event {
            LessonEvent::Started { .. } | LessonEvent::Figure { .. } => {}
            LessonEvent::StepStarted { name, .. } => self.tell(&format!("\n{name}")),
            LessonEvent::Line(line) => {
                let (who, secs) = (line.who.to_string(), units::secs(line.at_secs));
                self.tell(&format!("  {who:<16} {:<48} {secs:>9}", line.text));
            }
            LessonEvent::StepFinished { result, .. } => self.tell(&closing(&result)),
            LessonEvent::Notice(notice) => console::note(&notice),
            LessonEvent::Python(python) => self.tell(&python_text(&python)),
            LessonEvent::Ended { report, conclusion, cancelled } => {
                if !conclusion.is_empty() {
                    self.tell(&format!("\n{}", conclusion.join("\n")));
                }
                self.report = Some(report);
                self.end = if cancelled { End::Cancelled } else { End::Whole };
            }
            LessonEvent::Failed(sentence) => self.end = End::Failed(sentence),
        }
    }

    fn tell(&mut self, text: &str) {
        if !self.is_result {
            console::note(text);
        } else if self.unwritten.is_none() {
            self.unwritten = console::result(text).err();
        }
    }
}

/// What a step came to.
fn closing(step: &LessonStep) -> String {
    let values = |values: &[crate::model::LessonValue]| {
        let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
        texts.join(", ")
    };
    let secs = units::secs(step.secs);
    match &step.expected {
        _ if step.as_expected => format!("  {secs}; everything came out as it must"),
        Some(expected) => {
            format!("  {secs}; not as it must: {} came, and {} is right", values(&step.output), values(expected))
        }
        None => format!("  {secs}; not as it must: {} came", values(&step.output)),
    }
}

fn python_text(python: &PythonOutput) -> String {
    match python {
        PythonOutput::Missing(sentence) => format!("\n{sentence}"),
        PythonOutput::Ran { version, printed, said, secs, exit } => {
            let mut text = format!("\n{version}");
            for line in printed.lines().chain(said.lines()) {
                text.push_str("\n  ");
                text.push_str(line);
            }
            let end = if exit == "0" { String::new() } else { format!("; it ended with {exit}") };
            format!("{text}\n  {}{end}", units::secs(*secs))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LessonValue;

    fn step(as_expected: bool) -> LessonStep {
        let (output, expected) = (vec![LessonValue::Whole(3)], Some(vec![LessonValue::Whole(4)]));
        LessonStep { name: "Count".to_owned(), pids: vec![7], output, expected, as_expected, secs: 0.5 }
    }

    #[test]
    fn the_exit_code_tells_how_it_ended() {
        let report = |as_expected| LessonReport { lesson: Lesson::Fifo, steps: vec![step(true), step(as_expected)] };
        assert_eq!(End::Whole.code(Some(&report(true))), Ok(0));
        assert_eq!(End::Whole.code(Some(&report(false))), Ok(1));
        assert_eq!(End::Cancelled.code(Some(&report(true))), Ok(130));
        assert_eq!(End::Failed("No.".to_owned()).code(None), Err("No.".to_owned()));
        assert!(End::Lost.code(None).is_err());
    }

    #[test]
    fn a_step_says_what_came_instead() {
        assert_eq!(closing(&step(true)), "  0.500 s; everything came out as it must");
        assert_eq!(closing(&step(false)), "  0.500 s; not as it must: 3 came, and 4 is right");
    }

    #[test]
    fn what_can_be_changed_is_told_as_it_is_typed() {
        let said = lessons::of(Lesson::FourProcesses);
        let told = opening(said, &said.first_values());
        assert!(told.ends_with("\n--set processes=4 --set each-works=0.2"), "{told}");
    }
}
