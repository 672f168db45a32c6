//! The course, one file a lesson.

mod description;

pub use description::{Description, Knob, KnobKind, Listing};

use crate::model::Lesson;

/// What a lesson says and asks.
pub fn of(lesson: Lesson) -> &'static Description {
    static DESCRIPTION: Description = Description {
        lesson: Lesson::FourProcesses,
        title: "Four processes: one at a time, or all at once?",
        line: "Where join stands decides whether processes work side by side",
        text: "A process is started with start and waited for with join. Where join stands decides everything.",
        listings: &[
            Listing {
                name: "Join inside the loop",
                python: "for n in range(1, 5):\n    p = Process(target=show, args=(n,))\n    p.start()\n    p.join()",
            },
            Listing {
                name: "Start all, then join",
                python: "ps = [Process(target=show, args=(n,)) for n in range(1, 5)]\nfor p in ps: p.start()\nfor p in ps: p.join()",
            },
        ],
        program: |_| String::new(),
        see: "In the first version never more than one is alive.",
        knobs: &[
            Knob { name: "processes", hint: "How many.", kind: KnobKind::Whole { least: 1, most: 16 }, first: 4.0 },
            Knob {
                name: "each works",
                hint: "How long each of them works.",
                kind: KnobKind::Secs { least: 0.05, most: 2.0 },
                first: 0.2,
            },
        ],
    };
    let _ = lesson;
    &DESCRIPTION
}
