//! What stays between two starts, and where it lies on disk.
//!
//! ```text
//! place      the folder: MANYHANDS_HOME, or the system's place for settings
//! settings   the choices of the window, one versioned JSON file
//! ```

mod place;
mod settings;

pub use place::{HOME_VARIABLE, folder};
pub use settings::{MAX_RECENTS, ModeChoice, SETTINGS_VERSION, SetUp, Settings, Theme};
