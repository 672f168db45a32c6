//! The window.
//!
//! ```text
//! app          logic (receive, then apply) and ui (draw); owns what runs beside the window
//! state        AppState: what the views read; apply and hear are its only writers
//! command      commands of the views, messages from outside, effects of the state
//! check        from the set-up's fields to a plan, or to what is wrong with which field
//! follow       the phase, the running clock and the progress of a comparison
//! charts       what the plots draw, worked out when results change
//! timeline     the bars of a run
//! engine_link  the way to the engine, a process of its own; inbox and wake-ups
//! errands      a thread for what touches the disk
//! thumbnails   a thread that decodes pictures between runs; textures under a budget
//! dialogs      the folder dialog
//! theme        all colours, sizes and fonts
//! widgets      fields, switches and icons that several views share
//! views        one file a view
//! ```
//!
//! Views get `&AppState` and push [`UiCommand`]s. While a clock runs the window is drawn at most
//! ten times a second, and at rest not at all.

mod app;
mod charts;
mod check;
mod command;
mod dialogs;
mod engine_link;
mod errands;
mod follow;
mod state;
mod theme;
mod thumbnails;
mod timeline;
mod views;
mod widgets;

pub use app::App;
pub use check::{Checked, Field};
pub use command::{Edit, Effect, Message, Scale, UiCommand};
pub use engine_link::{EngineLink, Engines, Inbox, Wake};
pub use follow::{Ending, Follow, LiveBar, LiveRun, Phase};
pub use state::{AppState, Question};
