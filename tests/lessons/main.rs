//! The course as a terminal runs it: what must come out of each lesson, and how one ends.
#![cfg(target_os = "linux")]

#[path = "../common/mod.rs"]
mod common;
mod python;
mod results;
mod terminal;
mod window;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use common::files::files_in;
use common::program::{Finished, Program};
use manyhands::model::{LessonReport, LessonStep, LessonValue};

const LONGEST: Duration = Duration::from_secs(120);

/// Runs a lesson with these settings; what it printed on standard output is its report and nothing else.
fn run(lesson: &str, settings: &[&str]) -> (LessonReport, Finished) {
    let program = Program::new();
    let finished = program.start(&arguments(lesson, settings)).finish(LONGEST);
    assert_eq!(program.processes(), [], "{lesson}: processes stayed");
    assert_eq!(files_in(&program.home().join("tmp")), Vec::<PathBuf>::new(), "{lesson}: temporary files stayed");
    (report(&finished), finished)
}

fn arguments<'a>(lesson: &'a str, settings: &[&'a str]) -> Vec<&'a str> {
    let settings = settings.iter().flat_map(|setting| ["--set", setting]);
    ["lesson", lesson, "--json", "-"].into_iter().chain(settings).collect()
}

fn report(finished: &Finished) -> LessonReport {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/lesson.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(schema).expect("the schema lies in assets")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let json = serde_json::from_str(&finished.stdout).unwrap_or_else(|error| panic!("no JSON ({error}): {finished:?}"));
    let errors: Vec<_> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    serde_json::from_value(json).expect("a report")
}

/// Runs a lesson that must end well.
fn steps(lesson: &str, settings: &[&str]) -> Vec<LessonStep> {
    let (report, finished) = run(lesson, settings);
    assert_eq!(finished.code, Some(0), "{lesson}: {finished:?}");
    assert_eq!(report.lesson.key(), lesson);
    assert!(report.steps.iter().all(|step| step.as_expected), "{lesson}: {report:?}");
    report.steps
}

fn numbers(step: &LessonStep) -> Vec<i64> {
    let number = |value: &LessonValue| match value {
        LessonValue::Whole(number) => *number,
        other => panic!("{other:?} is no whole number"),
    };
    step.output.iter().map(number).collect()
}

fn reals(step: &LessonStep) -> Vec<f64> {
    let number = |value: &LessonValue| match value {
        LessonValue::Real(number) => *number,
        other => panic!("{other:?} is no measured number"),
    };
    step.output.iter().map(number).collect()
}

fn distinct(pids: &[u32]) -> usize {
    let mut pids = pids.to_vec();
    pids.sort_unstable();
    pids.dedup();
    pids.len()
}
