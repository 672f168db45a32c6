//! What a thread and a process cost to start.

use super::python;
use super::{Description, Knob, KnobKind, Listing};
use crate::model::Lesson;

/// What it says and asks.
pub(super) static DESCRIPTION: Description = Description {
    lesson: Lesson::StartCost,
    title: "What does a process cost to start?",
    line: "Threads and processes started many times, and what they weigh",
    text: "A thread is a second hand of a process that is there already; a process has to be made, with a \
           memory of its own and its program loaded into it. How much longer that takes is measured here, many \
           times over, since a single start says little: from asking to the first instruction. Then as many of \
           each are kept alive at the same time, to see what they weigh.",
    listings: &[Listing {
        name: "One of each",
        python: "\
for kind in Thread, Process:
    asked = time.time()
    worker = kind(target=say_when, args=(queue,))
    worker.start()
    print(queue.get() - asked)
    worker.join()",
    }],
    program,
    see: "How far apart the two rows of dots lie, and how widely each is spread.",
    knobs: &[Knob {
        name: "starts",
        hint: "How many threads and how many processes are started.",
        kind: KnobKind::Whole { least: 3, most: 300 },
        first: 30.0,
    }],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/start_cost.py"))
}
