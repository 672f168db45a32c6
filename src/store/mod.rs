//! What stays between two starts, and where it lies on disk.
//!
//! ```text
//! place      the folder: MANYHANDS_HOME, or the system's place for settings
//! history    the comparisons that were made, each a versioned file
//! settings   the choices of the window, one versioned JSON file
//! set_up     the part of them that stands in the set-up's fields
//! course     the part of them that is about the course
//! view       the views of the window
//! ```

mod course;
mod history;
mod place;
mod set_up;
mod settings;
mod view;

pub use course::Course;
pub use history::{
    Deleted, Entry, HISTORY_VERSION, Head, History, HistoryError, HistoryId, Listing, MAX_KEPT, MAX_KEPT_BYTES,
};
pub use place::{HOME_VARIABLE, documents_folder, folder, history_folder};
pub use set_up::{LabField, LabForm, ModeChoice, SetUp, StopForm, SweepForm};
pub use settings::{MAX_RECENTS, SETTINGS_VERSION, Settings, Theme, Unfolded};
pub use view::View;
