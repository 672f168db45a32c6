//! Ten downloads in a loop, and with a process each.

use super::python;
use super::{Description, Knob, KnobKind, Listing};
use crate::model::Lesson;

/// What it says and asks.
pub(super) static DESCRIPTION: Description = Description {
    lesson: Lesson::DownloadRace,
    title: "Ten processes: how much faster?",
    line: "The same ten downloads in a loop, and with a process each",
    text: "A download mostly waits: the server takes its time, and the processor has nothing to do meanwhile. \
           In a loop those waits stand one behind the other. With a process for each download they all wait at \
           the same time, and the whole takes little longer than one of them. The pictures come from the lab \
           server on this machine, which answers each after the same latency.",
    listings: &[
        Listing {
            name: "In a loop",
            python: "\
for url in urls:
    fetch(url)",
        },
        Listing {
            name: "A process each",
            python: "\
ps = [Process(target=fetch, args=(url,)) for url in urls]
for p in ps: p.start()
for p in ps: p.join()",
        },
    ],
    program,
    see: "In the loop each bar begins where the one before it ends; with a process each they all lie side by side.",
    knobs: &[
        Knob {
            name: "downloads",
            hint: "How many pictures are fetched, and how many processes there are in the second step.",
            kind: KnobKind::Whole { least: 1, most: 50 },
            first: 10.0,
        },
        Knob {
            name: "rounds",
            hint: "How often both are done.",
            kind: KnobKind::Whole { least: 1, most: 8 },
            first: 1.0,
        },
        Knob {
            name: "latency",
            hint: "How long the server waits before it sends a picture.",
            kind: KnobKind::Secs { least: 0.02, most: 2.0 },
            first: 0.43,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/download_race.py"))
}
