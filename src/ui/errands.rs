//! Small things that touch the disk, done on one thread so that the window never waits for it:
//! looking through the set-up, writing the settings, showing a folder, the history, and files of
//! reports and pictures.

mod past;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

use crate::store::{SetUp, Settings};

use super::check::check;
use super::command::Message;
use super::engine_link::Inbox;
use super::past::PastErrand;
use past::Archive;

enum Errand {
    Check(u64, Box<SetUp>),
    Save(Box<Settings>),
    OpenFolder(PathBuf),
    Past(Box<PastErrand>),
}

/// The thread that runs errands; what was asked for is done before it ends.
pub struct Errands {
    sender: Option<Sender<Errand>>,
    thread: Option<JoinHandle<()>>,
}

impl Errands {
    /// Starts the thread. `folder` is where settings lie, and `history` where comparisons do; `None`:
    /// they are not kept.
    pub fn start(inbox: Inbox, folder: Option<PathBuf>, history: Option<PathBuf>) -> std::io::Result<Self> {
        let (sender, errands) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("errands".to_owned())
            .spawn(move || run_all(&errands, &inbox, folder.as_deref(), history))?;
        Ok(Self { sender: Some(sender), thread: Some(thread) })
    }

    /// Looks through a set-up; [`Message::Checked`] comes back, unless a later set-up was asked for.
    pub fn check(&self, serial: u64, set_up: Box<SetUp>) {
        self.send(Errand::Check(serial, set_up));
    }

    /// Writes the settings; only a failure is told.
    pub fn save(&self, settings: Settings) {
        self.send(Errand::Save(Box::new(settings)));
    }

    /// Shows a folder in the system's file manager; only a failure is told.
    pub fn open_folder(&self, folder: PathBuf) {
        self.send(Errand::OpenFolder(folder));
    }

    /// Does something with the history, or with a file; [`Message::Past`] tells what came of it.
    pub fn past(&self, errand: PastErrand) {
        self.send(Errand::Past(Box::new(errand)));
    }

    fn send(&self, errand: Errand) {
        let sent = self.sender.as_ref().map(|sender| sender.send(errand));
        debug_assert!(matches!(sent, Some(Ok(()))), "the thread lives as long as its owner");
    }
}

impl Drop for Errands {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join()); // a panic there was told by the thread itself
        }
    }
}

/// Does what was asked for; of several that wait only the latest of each kind, but all that is about
/// the history and about files, in its order.
fn run_all(errands: &Receiver<Errand>, inbox: &Inbox, folder: Option<&Path>, history: Option<PathBuf>) {
    let mut archive = Archive::new(inbox.clone(), history);
    while let Ok(first) = errands.recv() {
        let (mut set_up, mut settings, mut folder_to_open) = (None, None, None);
        for errand in std::iter::once(first).chain(errands.try_iter()) {
            match errand {
                Errand::Check(serial, latest) => set_up = Some((serial, latest)),
                Errand::Save(latest) => settings = Some(latest),
                Errand::OpenFolder(latest) => folder_to_open = Some(latest),
                Errand::Past(errand) => archive.perform(*errand),
            }
        }
        // Whether the window still listens is no matter here: the settings are written all the same.
        if let Some((serial, set_up)) = set_up {
            inbox.tell(Message::Checked(Box::new(check(serial, &set_up))));
        }
        if let Some(folder) = folder_to_open {
            open_folder(&folder, inbox);
        }
        if let (Some(settings), Some(folder)) = (settings, folder)
            && let Err(error) = settings.save(folder)
        {
            inbox.tell(Message::Notice(format!("The settings cannot be saved ({error}): {}", folder.display())));
        }
    }
}

fn open_folder(folder: &Path, inbox: &Inbox) {
    if !folder.is_dir() {
        inbox.tell(Message::Notice(format!("The folder is no longer there: {}", folder.display())));
    } else if let Err(error) = open::that_detached(folder) {
        inbox.tell(Message::Notice(format!("The folder cannot be opened ({error}): {}", folder.display())));
    }
}
