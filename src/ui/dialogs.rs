//! The dialogs for folders and files: the one file that knows rfd.
//!
//! A dialog is asynchronous and is made on the main thread, as macOS demands; a thread of its own
//! waits for its answer, and the window goes on.

use std::path::PathBuf;
use std::pin::Pin;
use std::thread::JoinHandle;

use super::command::Message;
use super::engine_link::Inbox;
use super::past::PastNews;

/// What is asked for, and where the dialog begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The folder for pictures; [`Message::FolderChosen`] tells it.
    Folder(Option<PathBuf>),
    /// A report to be opened; [`PastNews::Chosen`] tells it.
    Report(Option<PathBuf>),
    /// Where a file is written, and how it is called at first; [`PastNews::Chosen`] tells it.
    Save(Option<PathBuf>, String),
}

/// What came of a dialog.
pub type Answer = Result<Option<PathBuf>, String>;

impl Ask {
    /// How an answer to it is told.
    pub const fn tell(&self) -> fn(Answer) -> Message {
        match self {
            Self::Folder(_) => Message::FolderChosen,
            Self::Report(_) | Self::Save(..) => |answer| Message::Past(PastNews::Chosen(answer)),
        }
    }
}

/// Something that can ask a person for a path.
pub trait Dialogs: Send {
    /// Opens a dialog; a message of [`Ask::tell`] says how it was closed. Nothing happens while one is
    /// open.
    ///
    /// # Errors
    ///
    /// One sentence where no dialog can be shown.
    fn open(&mut self, ask: Ask, inbox: Inbox) -> Result<(), String>;
}

/// The system's. The thread of the one that may be open ends when it is closed.
#[derive(Default)]
pub struct SystemDialogs {
    thread: Option<JoinHandle<()>>,
}

impl Dialogs for SystemDialogs {
    fn open(&mut self, ask: Ask, inbox: Inbox) -> Result<(), String> {
        if self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            // What the open one asks for is asked once.
            return match ask {
                Ask::Folder(_) => Ok(()),
                Ask::Report(_) | Ask::Save(..) => Err("Another dialog is open. Close it, or type the path.".to_owned()),
            };
        }
        let what = if matches!(ask, Ask::Folder(_)) { "folder" } else { "path" };
        if !is_possible() {
            return Err(format!("There is no dialog here (no desktop portal, no zenity). Type the {what}."));
        }
        let (tell, answer) = (ask.tell(), shown(ask));
        let cannot_open = move |error| format!("The dialog cannot be opened ({error}). Type the {what}.");
        let spawned = std::thread::Builder::new().name("dialog".to_owned()).spawn(move || {
            inbox.tell(tell(wait(answer).map_err(cannot_open)));
        });
        self.thread = Some(spawned.map_err(cannot_open)?);
        Ok(())
    }
}

type Shown = Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>>;

/// Shows the dialog.
fn shown(ask: Ask) -> Shown {
    let at = |title: &str, start: Option<PathBuf>| {
        let dialog = rfd::AsyncFileDialog::new().set_title(title);
        match start.filter(|start| start.is_dir()) {
            Some(start) => dialog.set_directory(start),
            None => dialog,
        }
    };
    match ask {
        Ask::Folder(start) => Box::pin(at("Save pictures to", start).pick_folder()),
        Ask::Report(start) => Box::pin(at("Open a report", start).add_filter("Reports", &["json"]).pick_file()),
        Ask::Save(start, name) => Box::pin(at("Save", start).set_file_name(name).save_file()),
    }
}

fn wait(answer: Shown) -> std::io::Result<Option<PathBuf>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(answer).map(|chosen| chosen.path().to_owned()))
}

/// Whether something is there to show a dialog. On Linux rfd asks the desktop portal over the
/// session bus, then zenity; without either it reports the same as a cancelled dialog, which would
/// leave a person without a word.
#[cfg(target_os = "linux")]
fn is_possible() -> bool {
    let named_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    let usual_bus =
        std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|folder| PathBuf::from(folder).join("bus").exists());
    let zenity = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join("zenity").is_file()));
    named_bus || usual_bus || zenity
}

#[cfg(not(target_os = "linux"))]
const fn is_possible() -> bool {
    true
}
