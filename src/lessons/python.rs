//! The Python beside a lesson: its program.

use super::{Description, KnobKind};

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
        program.push_str(&format!("{name} = {value}\n"));
    }
    program.push('\n');
    program.push_str(rest);
    program
}
