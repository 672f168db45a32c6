//! A window's child that does one thing: commands in, events out.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::{Command, Event, Plan};
use crate::worker::companion_ends;

use super::{Control, Programs, Tell, compare};

/// Does the one comparison that the parent asks for, and keeps its temporary files until the
/// parent says quit or is gone.
pub fn serve(programs: &Programs) -> io::Result<()> {
    let programs = programs.clone();
    let work = move |plan: Box<Plan>, control: &Control, tell: &Tell| compare(&plan, &programs, control, tell);
    serve_one("comparison", &Control::new(), order, Event::Failed, work)
}

fn order(command: Command) -> Order<Box<Plan>> {
    match command {
        Command::Compare(plan) => Order::Begin(plan),
        Command::Ready { run } => Order::Ready(run),
        Command::Cancel => Order::Cancel,
        Command::Quit => Order::Quit,
    }
}

/// What a parent's command means to a child that does one thing.
#[derive(Clone, Debug, PartialEq)]
pub enum Order<P> {
    /// Do it so; once a process.
    Begin(P),
    /// The parent has taken in this run.
    Ready(u32),
    /// Stop; what there is stays.
    Cancel,
    /// Stop, let go of everything, and end.
    Quit,
}

/// Where a child's events go.
pub type TellParent<E> = Arc<dyn Fn(E) + Send + Sync>;

/// The role of a child that does one thing, which people call `noun`: hears commands `C`, tells events `E`, and holds
/// what came of the work until the parent says quit or is gone. What cannot be done is told by `failed`, which ends it.
///
/// # Errors
/// When this process was not started as a companion, its parent cannot be understood, or there is no thread.
pub fn serve_one<C, E, P, L>(
    noun: &'static str,
    control: &Control,
    order: fn(C) -> Order<P>,
    failed: fn(String) -> E,
    work: impl FnOnce(P, &Control, &TellParent<E>) -> L + Send + 'static,
) -> io::Result<()>
where
    C: DeserializeOwned,
    E: Serialize + 'static,
    P: Send + 'static,
    L: Send + 'static,
{
    let (sender, mut receiver) = companion_ends()?;
    let sender = Mutex::new(sender);
    // A parent that is gone ends this process by the guards; there is nobody left to tell.
    let tell: TellParent<E> = Arc::new(move |event: E| {
        sender.lock().unwrap_or_else(PoisonError::into_inner).send(&event).ok();
    });
    follow(|| Ok(receiver.receive::<C>()?.map(order)), noun, control, &tell, failed, work)
}

/// Follows orders until there are no more.
fn follow<E, P, L>(
    mut next: impl FnMut() -> io::Result<Option<Order<P>>>,
    noun: &'static str,
    control: &Control,
    tell: &TellParent<E>,
    failed: fn(String) -> E,
    work: impl FnOnce(P, &Control, &TellParent<E>) -> L + Send + 'static,
) -> io::Result<()>
where
    E: 'static,
    P: Send + 'static,
    L: Send + 'static,
{
    let (mut work, mut under_way) = (Some(work), None);
    while let Some(order) = next()? {
        match order {
            Order::Begin(asked) => match work.take() {
                Some(work) => {
                    let (control, tell) = (control.clone(), Arc::clone(tell));
                    let work = move || or_tell(noun, &tell, failed, || work(asked, &control, &tell));
                    under_way = Some(thread::Builder::new().name(noun.to_owned()).spawn(work)?);
                }
                None => tell(failed(format!("This process has a {noun} already; start another one."))),
            },
            Order::Ready(run) => control.ready(run),
            Order::Cancel => control.cancel(),
            Order::Quit => break,
        }
    }
    control.cancel();
    // What it hands over, such as a temporary folder, goes away here.
    if let Some(Err(panic)) = under_way.map(JoinHandle::join) {
        resume_unwind(panic);
    }
    Ok(())
}

/// Does it, and tells when it panics: the parent would wait for news without end.
fn or_tell<E, L>(noun: &str, tell: &TellParent<E>, failed: fn(String) -> E, work: impl FnOnce() -> L) -> L {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        tell(failed(format!("The {noun} broke off; please report this.")));
        resume_unwind(panic)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    /// Follows orders on a thread of its own; the way to give them, and to hear what is told.
    fn following(
        work: impl FnOnce(u32, &Control, &TellParent<String>) + Send + 'static,
    ) -> (mpsc::Sender<Order<u32>>, mpsc::Receiver<String>, JoinHandle<()>) {
        let (give, orders) = mpsc::channel();
        let (sender, told) = mpsc::channel();
        let tell: TellParent<String> = Arc::new(move |text| drop(sender.send(text)));
        let next = move || Ok(orders.recv().ok());
        let thread = thread::spawn(move || {
            follow(next, "thing", &Control::new(), &tell, |why| why, work).expect("there are threads");
        });
        (give, told, thread)
    }

    #[test]
    fn one_thing_is_done_and_stopped_by_what_is_said() {
        let (give, told, thread) = following(|number, control, tell| {
            tell(format!("begun {number}"));
            while !control.is_cancelled() {
                thread::sleep(Duration::from_millis(1));
            }
            tell("stopped".to_owned());
        });
        let hear = || told.recv_timeout(PATIENCE).expect("something is told");
        give.send(Order::Begin(7)).expect("it listens");
        assert_eq!(hear(), "begun 7");
        give.send(Order::Begin(8)).expect("it listens");
        assert_eq!(hear(), "This process has a thing already; start another one.");
        give.send(Order::Cancel).expect("it listens");
        assert_eq!(hear(), "stopped");
        give.send(Order::Quit).expect("it listens");
        thread.join().expect("it ends");
    }

    #[test]
    fn a_panic_is_told_while_the_parent_waits() {
        let (give, told, thread) = following(|_, _, _| panic!("as a bug would"));
        give.send(Order::Begin(1)).expect("it listens");
        let said = told.recv_timeout(PATIENCE).expect("the parent does not wait without end");
        assert_eq!(said, "The thing broke off; please report this.");
        drop(give);
        assert!(thread.join().is_err(), "the process ends by it");
    }
}
