//! What stays between two starts, and where it lies on disk.
//!
//! ```text
//! place      the folder: MANYHANDS_HOME, or the system's place for settings
//! settings   the choices of the window, one versioned JSON file
//! set_up     the part of them that stands in the set-up's fields
//! course     the part of them that is about the course
//! view       the views of the window
//! ```

mod course;
mod place;
mod set_up;
mod settings;
mod view;

pub use course::Course;
pub use place::{HOME_VARIABLE, folder};
pub use set_up::{LabField, LabForm, ModeChoice, SetUp};
pub use settings::{MAX_RECENTS, SETTINGS_VERSION, Settings, Theme, Unfolded};
pub use view::View;
