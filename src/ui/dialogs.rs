//! The folder dialog: the one file that knows rfd.
//!
//! The dialog is asynchronous and is made on the main thread, as macOS demands; a thread of its own
//! waits for its answer, and the window goes on.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use super::command::Message;
use super::engine_link::Inbox;

/// A dialog that may be open. Its thread ends when it is closed.
#[derive(Default)]
pub struct FolderDialog {
    thread: Option<JoinHandle<()>>,
}

impl FolderDialog {
    /// Opens the dialog at `start`; [`Message::FolderChosen`] tells how it was closed. Nothing
    /// happens while one is open. Fails with one sentence where no dialog can be shown.
    pub fn open(&mut self, start: Option<&Path>, inbox: Inbox) -> Result<(), String> {
        if self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return Ok(());
        }
        if !is_possible() {
            return Err("There is no folder dialog here (no desktop portal, no zenity). Type the folder.".to_owned());
        }
        let mut dialog = rfd::AsyncFileDialog::new().set_title("Save pictures to");
        if let Some(start) = start.filter(|start| start.is_dir()) {
            dialog = dialog.set_directory(start);
        }
        let answer = dialog.pick_folder();
        let spawned = std::thread::Builder::new().name("folder-dialog".to_owned()).spawn(move || {
            inbox.tell(Message::FolderChosen(wait(answer)));
        });
        self.thread = Some(spawned.map_err(cannot_open)?);
        Ok(())
    }
}

fn wait(answer: impl Future<Output = Option<rfd::FileHandle>>) -> Result<Option<PathBuf>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot_open)?;
    Ok(runtime.block_on(answer).map(|folder| folder.path().to_owned()))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn cannot_open(error: std::io::Error) -> String {
    format!("The folder dialog cannot be opened ({error}). Type the folder.")
}

/// Whether something is there to show a dialog. On Linux rfd asks the desktop portal over the
/// session bus, then zenity; without either it reports the same as a cancelled dialog, which would
/// leave a person without a word.
#[cfg(target_os = "linux")]
fn is_possible() -> bool {
    let named_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    let usual_bus = std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists());
    let zenity = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join("zenity").is_file()));
    named_bus || usual_bus || zenity
}

#[cfg(not(target_os = "linux"))]
const fn is_possible() -> bool {
    true
}
