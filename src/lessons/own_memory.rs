//! What each process has for itself, and threads share.

use super::python;
use super::{Description, Knob, KnobKind, Listing};
use crate::model::Lesson;

/// What it says and asks.
pub(super) static DESCRIPTION: Description = Description {
    lesson: Lesson::OwnMemory,
    title: "Does every process have its own memory?",
    line: "A counter raised by threads, and by processes",
    text: "Threads live in one process and share everything it has; a process gets a memory of its own when it \
           is started. So a counter that four threads raise is one counter, and one that four processes raise \
           is four: each raises its own, and that of the parent stays as it was. What threads share they have \
           to change with care, since two may read the same value before either has written; here each step is \
           atomic, and in Python it takes a lock.",
    listings: &[
        Listing {
            name: "Threads",
            python: "\
ts = [Thread(target=raise_it) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(counter)",
        },
        Listing {
            name: "Processes",
            python: "\
ps = [Process(target=raise_it) for _ in range(4)]
for p in ps: p.start()
for p in ps: p.join()
print(counter)",
        },
    ],
    program,
    see: "The threads see the counter grow under their hands; each process sees only its own steps, and the \
          parent none.",
    knobs: &[
        Knob {
            name: "workers",
            hint: "How many threads, and then how many processes.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
        Knob {
            name: "times",
            hint: "How often each raises the counter by one.",
            kind: KnobKind::Whole { least: 1, most: 1000000 },
            first: 1000.0,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/own_memory.py"))
}
