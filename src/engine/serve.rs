//! The engine as a window's child: commands in, events out.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::model::{Command, Event};
use crate::worker::companion_ends;

use super::{Control, Programs, Tell, compare};

/// Does the one comparison that the parent asks for, and keeps its temporary files until the
/// parent says quit or is gone.
pub fn serve(programs: &Programs) -> io::Result<()> {
    let (sender, mut receiver) = companion_ends()?;
    let sender = Mutex::new(sender);
    // A parent that is gone ends this process by the guards; there is nobody left to tell.
    let tell: Tell = Arc::new(move |event: Event| {
        sender.lock().unwrap_or_else(PoisonError::into_inner).send(&event).ok();
    });
    let control = Control::new();
    let mut comparison = None;
    while let Some(command) = receiver.receive::<Command>()? {
        match command {
            Command::Compare(plan) if comparison.is_none() => {
                let (programs, control, tell) = (programs.clone(), control.clone(), Arc::clone(&tell));
                let work = move || compare(&plan, &programs, &control, &tell);
                comparison = Some(thread::Builder::new().name("comparison".to_owned()).spawn(work)?);
            }
            Command::Compare(_) => {
                tell(Event::Failed("This engine has a comparison already; start another one.".to_owned()));
            }
            Command::Ready { run } => control.ready(run),
            Command::Cancel => control.cancel(),
            Command::Quit => break,
        }
    }
    control.cancel();
    // What the comparison hands over is its temporary folder, which goes away here.
    if let Some(Err(panic)) = comparison.map(thread::JoinHandle::join) {
        std::panic::resume_unwind(panic);
    }
    Ok(())
}
