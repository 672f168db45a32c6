//! The role of a lesson's process: commands in, events out.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::engine::{Control, Programs};
use crate::model::{LessonCommand, LessonEvent};
use crate::worker::companion_ends;

use super::{Tell, run};

/// Runs the one lesson that the parent asks for, and keeps what it left on the disk until the parent is gone.
pub fn serve(programs: &Programs) -> io::Result<()> {
    let (sender, mut receiver) = companion_ends()?;
    let sender = Mutex::new(sender);
    // A parent that is gone ends this process by the guards; there is nobody left to tell.
    let tell: Tell = Arc::new(move |event: LessonEvent| {
        sender.lock().unwrap_or_else(PoisonError::into_inner).send(&event).ok();
    });
    let control = Control::always_ready();
    let mut lesson = None;
    while let Some(command) = receiver.receive::<LessonCommand>()? {
        match command {
            LessonCommand::Run(plan) if lesson.is_none() => {
                let (programs, control, tell) = (programs.clone(), control.clone(), Arc::clone(&tell));
                let work = move || run(&plan, &programs, &control, &tell);
                lesson = Some(thread::Builder::new().name("lesson".to_owned()).spawn(work)?);
            }
            LessonCommand::Run(_) => {
                tell(LessonEvent::Failed("This process has a lesson already; start another one.".to_owned()));
            }
            LessonCommand::Cancel => control.cancel(),
        }
    }
    control.cancel();
    // What the lesson hands over goes away here.
    if let Some(Err(panic)) = lesson.map(thread::JoinHandle::join) {
        std::panic::resume_unwind(panic);
    }
    Ok(())
}
