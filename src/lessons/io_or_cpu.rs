//! Waiting or computing: which mode helps.

use super::python;
use super::{Description, Knob, KnobKind, Listing};
use crate::model::Lesson;

/// What it says and asks.
pub(super) static DESCRIPTION: Description = Description {
    lesson: Lesson::IoOrCpu,
    title: "Waiting or computing: which mode helps?",
    line: "The same modes on work that waits and on work that computes",
    text: "Work that waits needs no processor: many waits fit into the same time, and the lightest way to have \
           many at once is the best. Work that computes needs a processor each: no mode makes it faster than \
           the processors there are, and a single thread gets one of them. Here every mode fetches small \
           pictures from a server that waits, and then makes thumbnails of large ones from a server that does \
           not. In Python threads help with the first only, since its interpreter lets one thread compute at a \
           time.",
    listings: &[
        Listing {
            name: "Waiting",
            python: "\
with ThreadPool(4) as pool:  # or Pool(4)
    pool.map(fetch, urls)",
        },
        Listing {
            name: "Computing",
            python: "\
with Pool(4) as pool:  # threads would take turns
    pool.map(shrink, pictures)",
        },
    ],
    program,
    see: "Which modes are as good for computing as they are for waiting, and which are not.",
    knobs: &[
        Knob {
            name: "workers",
            hint: "How many processes, threads or slots each mode has.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
        Knob {
            name: "pictures",
            hint: "How many are fetched, and how many are shrunk.",
            kind: KnobKind::Whole { least: 1, most: 32 },
            first: 8.0,
        },
        Knob {
            name: "each waits",
            hint: "How long the server waits before it sends a picture, where waiting is the work.",
            kind: KnobKind::Secs { least: 0.01, most: 1.0 },
            first: 0.2,
        },
        Knob {
            name: "pixels",
            hint: "How large the pictures are that are shrunk.",
            kind: KnobKind::Choice(&["600×900", "1000×1500", "2000×3000"]),
            first: 2.0,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/io_or_cpu.py"))
}
