//! The role of a lesson's process: commands in, events out.

use std::io;

use crate::engine::{Control, Order, Programs, serve_one};
use crate::model::{LessonCommand, LessonEvent, LessonPlan};

use super::{Tell, run};

/// Runs the one lesson that the parent asks for, and keeps what it left on the disk until the parent is gone.
pub fn serve(programs: &Programs) -> io::Result<()> {
    let programs = programs.clone();
    let work = move |plan: LessonPlan, control: &Control, tell: &Tell| run(&plan, &programs, control, tell);
    serve_one("lesson", &Control::always_ready(), order, LessonEvent::Failed, work)
}

fn order(command: LessonCommand) -> Order<LessonPlan> {
    match command {
        LessonCommand::Run(plan) => Order::Begin(plan),
        LessonCommand::Cancel => Order::Cancel,
    }
}
