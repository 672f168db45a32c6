//! A function of one number, computed by a pool.

use super::python;
use super::{Description, Knob, KnobKind, Listing};
use crate::model::Lesson;

/// What it says and asks.
pub(super) static DESCRIPTION: Description = Description {
    lesson: Lesson::SquareCube,
    title: "Five numbers, four workers: who does what?",
    line: "A pool computes, and the results keep the order of the input",
    text: "A pool is a number of processes that stay and take one task after another. Its map hands each number \
           to whichever worker is free, and gives the results back in the order of the numbers, whoever \
           computed them and whenever they were done. With more numbers than workers, somebody takes a second \
           one. If a worker is killed in the middle, its number is computed by another: try it, with kill and \
           one of the process numbers.",
    listings: &[Listing {
        name: "A pool of four",
        python: "\
def both(n):
    return f\"The square of {n} is {n ** 2} and its cube is {n ** 3}\"

with Pool(4) as pool:
    for sentence in pool.map(both, range(1, 6)):
        print(sentence)",
    }],
    program,
    see: "The lines come as the workers finish, with the number of the process that did each; the results \
          stand in the order of the input.",
    knobs: &[
        Knob {
            name: "workers",
            hint: "How many processes the pool has.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
        Knob {
            name: "numbers",
            hint: "It squares and cubes 1, 2, 3 and so on, up to this one.",
            kind: KnobKind::Whole { least: 1, most: 100 },
            first: 5.0,
        },
        Knob {
            name: "each takes",
            hint: "How long a worker thinks about a number, so that there is something to see.",
            kind: KnobKind::Secs { least: 0.0, most: 5.0 },
            first: 0.2,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/square_cube.py"))
}
