//! The Python beside a lesson: its program, and a run of it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::engine::LabLink;
use crate::model::{LabSettings, PythonOutput};
use crate::worker::{OutsideEnd, Terminator, outside};

use super::stage::{Stage, Stop};
use super::{Description, Entry, KnobKind};

/// What a Python is called, in the order in which it is looked for.
const NAMES: [&str; 2] = ["python3", "python"];

/// Prints its version, and ends with 0 if it is a Python 3.
const VERSION: &str = "import sys; print('Python %d.%d.%d' % sys.version_info[:3]); sys.exit(sys.version_info[0] != 3)";

/// How long a Python may take to say its version.
const SAYS_BY: Duration = Duration::from_secs(10);

/// How long a program may take: more than any setting of the knobs needs.
const DEADLINE: Duration = Duration::from_secs(300);

/// The lab server of a lesson's program: how it behaves, and which pictures it is to have painted beforehand.
pub(super) type Server = fn(&[f64]) -> (LabSettings, Vec<String>);

/// The whole program of a lesson: what the learner set, by the names of the knobs, and then the rest.
pub(super) fn program(lesson: &Description, values: &[f64], rest: &str) -> String {
    let mut program = String::new();
    for (knob, value) in lesson.knobs.iter().zip(values) {
        let name = knob.key().replace('-', "_").to_uppercase();
        let value = match knob.kind {
            KnobKind::Whole { .. } => format!("{value:.0}"),
            KnobKind::Secs { .. } => format!("{value:?}"),
            KnobKind::Choice(_) => format!("\"{}\"", knob.show(*value)),
        };
        writeln!(program, "{name} = {value}").expect("a string takes any text");
    }
    program.push('\n');
    program.push_str(rest);
    program
}

/// Runs the program of a lesson, made with the values of this one, by the Python that is there.
pub(super) fn run(lesson: &Entry, values: &[f64], stage: &mut Stage<'_>) -> Result<PythonOutput, Stop> {
    let terminator = Terminator::new();
    stage.control.set_terminator(Some(terminator.clone()));
    let output = match find(&terminator) {
        None => Ok(PythonOutput::Missing(
            "There is no Python 3 on this machine; install one to see what the same lesson does there.".to_owned(),
        )),
        Some(python) => run_by(&python, lesson, values, stage, &terminator),
    };
    stage.control.set_terminator(None);
    stage.go_on()?;
    output
}

/// A Python that is there.
struct Python {
    name: &'static str,
    version: String,
}

/// The first Python that says it is of version 3.
fn find(terminator: &Terminator) -> Option<Python> {
    NAMES.into_iter().find_map(|name| {
        let said = outside(name, ["-c", VERSION], SAYS_BY, terminator).ok()?;
        said.is_success().then(|| Python { name, version: said.stdout.trim().to_owned() })
    })
}

fn run_by(
    python: &Python,
    lesson: &Entry,
    values: &[f64],
    stage: &mut Stage<'_>,
    terminator: &Terminator,
) -> Result<PythonOutput, Stop> {
    let file = stage.folder()?.join("lesson.py");
    fs::write(&file, (lesson.description.program)(values)).map_err(Stop::Temporary)?;
    let lab = lesson.python_server.map(|server| serve(server(values), stage)).transpose()?;
    let address = lab.as_ref().map(|lab| format!("http://127.0.0.1:{}", lab.port()));
    // Whatever the system's language is, the output is read as UTF-8.
    let before = ["-X".as_ref(), "utf8".as_ref(), file.as_os_str()];
    let arguments = before.into_iter().chain(address.as_ref().map(std::ffi::OsStr::new));
    let ran = outside(python.name, arguments, DEADLINE, terminator);
    let ran =
        ran.map_err(|error| Stop::Other(format!("{} cannot be started: {error}; run without it", python.name)))?;
    let exit = match ran.end {
        OutsideEnd::ByItself => ran.exit,
        OutsideEnd::Deadline => format!("its time being up after {} s", DEADLINE.as_secs()),
        OutsideEnd::Terminated => return Err(Stop::Cancelled),
    };
    let said = without_folder(&ran.stderr, &file);
    Ok(PythonOutput::Ran { version: python.version.clone(), printed: ran.stdout, said, secs: ran.secs, exit })
}

/// What Python says of errors names the program's file, which is gone when that is read.
fn without_folder(said: &str, file: &Path) -> String {
    said.replace(&file.display().to_string(), "lesson.py")
}

/// A lab server with everything painted, until it is dropped.
fn serve((settings, paths): (LabSettings, Vec<String>), stage: &Stage<'_>) -> Result<LabLink, Stop> {
    let other = |error: &dyn std::fmt::Display| Stop::Other(error.to_string());
    let mut lab = LabLink::start(&stage.programs.lab, &settings, stage.control).map_err(|error| other(&error))?;
    lab.prepare(paths).map_err(|error| other(&error))?;
    Ok(lab)
}

#[cfg(test)]
mod tests {
    use super::super::of;
    use crate::model::Lesson;

    #[test]
    fn a_program_begins_with_what_was_set() {
        let text = (of(Lesson::FourProcesses).program)(&[3.0, 0.25]);
        assert!(text.starts_with("PROCESSES = 3\nEACH_WORKS = 0.25\n\nimport os\n"), "{text}");
        let text = (of(Lesson::IoOrCpu).program)(&[4.0, 8.0, 1.0, 1.0]);
        assert!(text.starts_with("WORKERS = 4\nPICTURES = 8\nEACH_WAITS = 1.0\nPIXELS = \"1000×1500\"\n"), "{text}");
    }

    #[test]
    fn every_number_that_can_be_set_is_used_or_is_of_no_use_to_python() {
        for lesson in Lesson::ALL {
            let said = of(lesson);
            let text = (said.program)(&said.first_values());
            let (head, rest) = text.split_once("\n\n").expect("a head and the rest");
            assert!(rest.contains("if __name__ == \"__main__\":"), "{lesson}: processes start the file again");
            for line in head.lines() {
                let name = line.split(' ').next().expect("a name");
                // The server waits, and it is ours; there are no pictures to shrink by the standard library.
                let is_used = rest.contains(name) || ["LATENCY", "EACH_WAITS", "PIXELS"].contains(&name);
                assert!(is_used, "{lesson}: {name}");
            }
        }
    }
}
