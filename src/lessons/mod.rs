//! The course, one file a lesson.

mod description;
mod python;

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

pub use description::{Description, Knob, KnobKind, Listing};

use crate::model::Lesson;

/// What a lesson says and asks.
pub fn of(lesson: Lesson) -> &'static Description {
    match lesson {
        Lesson::DownloadRace => &download_race::DESCRIPTION,
        Lesson::SquareCube => &square_cube::DESCRIPTION,
        Lesson::PoolMap => &pool_map::DESCRIPTION,
        Lesson::SharedArray => &shared_array::DESCRIPTION,
        Lesson::FourProcesses => &four_processes::DESCRIPTION,
        Lesson::Logging => &logging::DESCRIPTION,
        Lesson::OwnMemory => &own_memory::DESCRIPTION,
        Lesson::StartCost => &start_cost::DESCRIPTION,
        Lesson::IoOrCpu => &io_or_cpu::DESCRIPTION,
        Lesson::Fifo => &fifo::DESCRIPTION,
    }
}
