//! Who gets the next task.

use super::python;
use super::{Description, Knob, KnobKind, Listing};
use crate::model::Lesson;

/// What it says and asks.
pub(super) static DESCRIPTION: Description = Description {
    lesson: Lesson::Fifo,
    title: "Who gets the next task?",
    line: "First in, first out; then a map and a reduce",
    text: "The tasks of a pool wait in one line, and whoever is free takes the first of it. So tasks start in \
           the order in which they were handed in, and end in any: a long one holds up its own worker and \
           nobody else. On top of that stand map and reduce: map does the same to every input, and reduce makes \
           one result of many, here by adding up parts in the workers and the sums of the parts at the end.",
    listings: &[
        Listing {
            name: "More tasks than workers",
            python: "\
with Pool(3) as pool:
    pool.map(work, range(1, 13), chunksize=1)",
        },
        Listing {
            name: "Map and reduce",
            python: "\
squares = pool.map(square, range(1, 13))
parts = [squares[n::3] for n in range(3)]
print(add(pool.map(add, parts)))",
        },
    ],
    program,
    see: "Each bar begins where another of the same worker ends, and the numbers on them rise from left to \
          right, whichever row they are in.",
    knobs: &[
        Knob {
            name: "workers",
            hint: "How many processes the pool has.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 3.0,
        },
        Knob {
            name: "tasks",
            hint: "How many tasks are handed in at once.",
            kind: KnobKind::Whole { least: 1, most: 64 },
            first: 12.0,
        },
        Knob {
            name: "each takes",
            hint: "How long a short task takes; every second one takes twice as long.",
            kind: KnobKind::Secs { least: 0.02, most: 1.0 },
            first: 0.1,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/fifo.py"))
}
