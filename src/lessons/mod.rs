//! The course, one file a lesson.
//!
//! [`of`] says what a lesson is about and what can be changed in it; [`run`] runs it and speaks
//! [`LessonEvent`]s. The terminal calls it in its own process; a window starts [`serve`] as a
//! child and hears the same events through a pipe.
//!
//! | file | what |
//! | --- | --- |
//! | `description` | a lesson as it is read, and its knobs |
//! | `run`, `serve` | a lesson from what was asked to its end |
//! | `stage` | what a lesson has to hand while it runs: its numbers, its steps, its pools |
//! | `step` | a step under way: lines, who was alive or busy when, what came and what must |
//! | `compare` | lessons that are comparisons of the engine's |
//! | `memory` | what a process weighs |
//! | `words` | what several conclusions have in common |
//! | `python` | the Python beside a lesson; the programs are in `python/` |
//! | all others | a lesson each: what it says, what it runs, and what is concluded from what came out |

mod compare;
mod description;
mod memory;
mod python;
mod run;
mod serve;
mod stage;
mod step;
mod words;

mod download_race;
mod fifo;
mod four_processes;
mod io_or_cpu;
mod logging;
mod own_memory;
mod pool_map;
mod shared_array;
mod square_cube;
mod start_cost;

use std::sync::Arc;

pub use description::{Description, Knob, KnobError, KnobKind, Listing};
pub use run::{Leavings, run};
pub use serve::serve;

use crate::model::{Lesson, LessonEvent};

use stage::{Stage, Stop};

/// Where events go. Called from several threads.
pub type Tell = Arc<dyn Fn(LessonEvent) + Send + Sync>;

/// What a lesson says and asks.
pub fn of(lesson: Lesson) -> &'static Description {
    entry(lesson).description
}

/// A lesson, whole.
struct Entry {
    description: &'static Description,
    /// How many steps there are for these values of the knobs.
    steps: fn(&[f64]) -> u32,
    /// Does the steps and draws the conclusion: the first sentence is the answer, the others are details of it.
    run: fn(&mut Stage<'_>) -> Result<Vec<String>, Stop>,
    /// The lab server that its Python needs; the program gets its address as its argument.
    python_server: Option<python::Server>,
}

fn entry(lesson: Lesson) -> &'static Entry {
    match lesson {
        Lesson::DownloadRace => &download_race::ENTRY,
        Lesson::SquareCube => &square_cube::ENTRY,
        Lesson::PoolMap => &pool_map::ENTRY,
        Lesson::SharedArray => &shared_array::ENTRY,
        Lesson::FourProcesses => &four_processes::ENTRY,
        Lesson::Logging => &logging::ENTRY,
        Lesson::OwnMemory => &own_memory::ENTRY,
        Lesson::StartCost => &start_cost::ENTRY,
        Lesson::IoOrCpu => &io_or_cpu::ENTRY,
        Lesson::Fifo => &fifo::ENTRY,
    }
}
