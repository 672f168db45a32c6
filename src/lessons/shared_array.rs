//! Processes that write into one memory.

use super::python;
use super::{Description, Knob, KnobKind, Listing};
use crate::model::Lesson;

/// What it says and asks.
pub(super) static DESCRIPTION: Description = Description {
    lesson: Lesson::SharedArray,
    title: "Can processes share an array?",
    line: "Processes that write into one memory, with and without a lock",
    text: "Each process has its own memory, unless it asks for a piece that is shared. Here every process \
           squares one place of an array that all of them see, and sends nothing back; the parent reads the \
           results from its own side. Where no two processes write the same place, plain writing is safe and \
           quick. Where they might, each write has to make sure that nobody came in between, and that costs \
           time: Python's Array takes a lock for it, ours compares and swaps.",
    listings: &[
        Listing {
            name: "One place each",
            python: "\
array = Array(\"q\", range(1, 11))

def square(place):
    array[place] = array[place] ** 2

ps = [Process(target=square, args=(n,)) for n in range(10)]
for p in ps: p.start()
for p in ps: p.join()
print(list(array))",
        },
        Listing {
            name: "A million values",
            python: "\
plain = RawArray(\"q\", range(1_000_000))
careful = Array(\"q\", range(1_000_000))  # locks",
        },
    ],
    program,
    see: "Ten processes, ten places, and no result on the way back; then the same million values, written in \
          two ways.",
    knobs: &[
        Knob {
            name: "processes",
            hint: "How many processes square one place each.",
            kind: KnobKind::Whole { least: 1, most: 64 },
            first: 10.0,
        },
        Knob {
            name: "values",
            hint: "How many values the larger array has.",
            kind: KnobKind::Whole { least: 1000, most: 5000000 },
            first: 1_000_000.0,
        },
        Knob {
            name: "writers",
            hint: "How many processes share the larger array between them.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/shared_array.py"))
}
