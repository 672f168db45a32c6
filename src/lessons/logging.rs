//! Processes that write one log.

use super::python;
use super::{Description, Knob, KnobKind, Listing};
use crate::model::Lesson;

/// What it says and asks.
pub(super) static DESCRIPTION: Description = Description {
    lesson: Lesson::Logging,
    title: "How do processes share a log?",
    line: "Many processes write, one file keeps every record whole",
    text: "When several processes write into one file, their lines can get mixed up, and a file that is full \
           has to be put aside by one of them while the others still write. The way out is that only one \
           writes: the processes send their records to it, through a queue in Python, through their pipes here. \
           Each record then is one whole line with its time, in the order in which it arrived. When the file \
           has reached its size, it is put aside and a new one is begun.",
    listings: &[
        Listing {
            name: "The processes",
            python: "\
logger.addHandler(QueueHandler(queue))
logger.info(\"process %d\", number)",
        },
        Listing {
            name: "The one that writes",
            python: "\
handler = RotatingFileHandler(\"python.log\", maxBytes=2000,
                              backupCount=100)
listener = QueueListener(queue, handler)
listener.start()",
        },
    ],
    program,
    see: "Records of all processes stand between one another, and not one of them is torn or missing, also \
          where one file ends and the next begins.",
    knobs: &[
        Knob {
            name: "processes",
            hint: "How many write at the same time.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
        Knob {
            name: "records each",
            hint: "How many records each of them writes.",
            kind: KnobKind::Whole { least: 1, most: 5000 },
            first: 25.0,
        },
        Knob {
            name: "kB a file",
            hint: "When a file has grown to this many thousand bytes, it is put aside and a new one is begun.",
            kind: KnobKind::Whole { least: 1, most: 1000 },
            first: 2.0,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/logging.py"))
}
