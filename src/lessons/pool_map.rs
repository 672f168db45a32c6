//! What a pool's map promises, and what closing and joining do.

use super::python;
use super::{Description, Knob, KnobKind, Listing};
use crate::model::Lesson;

/// What it says and asks.
pub(super) static DESCRIPTION: Description = Description {
    lesson: Lesson::PoolMap,
    title: "What does a pool's map promise?",
    line: "One result for each input, in order; and what close and join do",
    text: "Map gives one result for each input, in the order of the inputs, however many workers there are. \
           Close says that no further tasks will come: what was handed in is still done, and anything new is \
           refused. Join waits until every task is done and every worker has ended; it comes after close, or it \
           would wait for ever.",
    listings: &[
        Listing {
            name: "Squares",
            python: "\
with Pool(10) as pool:
    print(pool.map(square, range(1, 11)))",
        },
        Listing {
            name: "Ten times",
            python: "\
pool = Pool(5)
results = [pool.apply_async(tenfold, (n,))
           for n in range(1, 11)]
pool.close()
pool.join()
print([result.get() for result in results])",
        },
    ],
    program,
    see: "Ten workers take one number each, five take two or more; the task that comes after close is refused, \
          and the others are done all the same.",
    knobs: &[
        Knob {
            name: "workers for squares",
            hint: "How many processes the first pool has.",
            kind: KnobKind::Whole { least: 1, most: 32 },
            first: 10.0,
        },
        Knob {
            name: "workers for tens",
            hint: "How many processes the other pools have.",
            kind: KnobKind::Whole { least: 1, most: 32 },
            first: 5.0,
        },
        Knob {
            name: "numbers",
            hint: "It goes from 1 up to this one.",
            kind: KnobKind::Whole { least: 1, most: 1000 },
            first: 10.0,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/pool_map.py"))
}
