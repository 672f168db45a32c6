//! Four processes, joined inside the loop or after it.

use super::python;
use super::{Description, Knob, KnobKind, Listing};
use crate::model::Lesson;

/// What it says and asks.
pub(super) static DESCRIPTION: Description = Description {
    lesson: Lesson::FourProcesses,
    title: "Four processes: one at a time, or all at once?",
    line: "Where join stands decides whether processes work side by side",
    text: "A process is started with start and waited for with join. Where join stands decides everything: \
           inside the loop, each process is over before the next begins, and four processes are no faster than \
           none. After the loop, all four are alive together. There each waits until all have started, so that \
           the order in which they are done is anybody's.",
    listings: &[
        Listing {
            name: "Join inside the loop",
            python: "\
for n in range(1, 5):
    p = Process(target=show, args=(n,))
    p.start()
    p.join()",
        },
        Listing {
            name: "Start all, then join",
            python: "\
ps = [Process(target=show, args=(n,)) for n in range(1, 5)]
for p in ps: p.start()
for p in ps: p.join()",
        },
    ],
    program,
    see: "In the first version never more than one is alive, and the numbers come in order; in the second all \
          are alive at once, and they come in any order.",
    knobs: &[
        Knob {
            name: "processes",
            hint: "How many are started, one for each number.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
        Knob {
            name: "each works",
            hint: "How long each of them works before it gives its number.",
            kind: KnobKind::Secs { least: 0.0, most: 2.0 },
            first: 0.2,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/four_processes.py"))
}
