//! What flows through the window: commands from the views, messages from outside, and the effects
//! that the state asks the app for.

use std::ops::Range;
use std::path::PathBuf;

use crate::model::{Command, Event, Mode, Plan, Work};
use crate::store::{SetUp, Theme};

use super::check::Checked;
use super::looking::Look;

/// What a person did, pushed by a view; [`AppState::apply`](super::AppState::apply) answers it.
#[derive(Clone, Debug, PartialEq)]
pub enum UiCommand {
    /// A field of the set-up changed.
    Edit(Edit),
    /// Start the comparison that the set-up describes.
    Run,
    /// Stop the one that runs; finished runs stay.
    Cancel,
    /// The answer to the question whether a foreign host may be asked that often.
    Agree(bool),
    /// Open the folder dialog.
    ChooseFolder,
    /// Light, dark or as the system is.
    Theme(Theme),
    /// Fold the set-up away, or show it again.
    Fold(bool),
    /// How run times are drawn.
    Scale(Scale),
    /// Show this run everywhere; `None`: the latest.
    Select(Option<u32>),
    /// Point at a download (its place in the plan's order), or at none.
    PointAt(Option<u32>),
    /// Which pictures are in view, as places in the plan's order.
    InView(Range<usize>),
    /// Take a notice away.
    Dismiss(usize),
    /// The window has a new inner size, in points.
    Resized([f32; 2]),
    /// Close the window.
    Close,
    /// Look at something more closely, or no more.
    Look(Look),
    /// Show a folder in the system's file manager.
    OpenFolder(PathBuf),
}

/// A field of the set-up and what stands in it now.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Pictures come from the lab server.
    FromLab,
    /// Pictures come from this URL, pattern or `@FILE`.
    Address(String),
    /// Pictures a run.
    Count(String),
    /// Rounds.
    Rounds(String),
    /// What each task does.
    Work(Work),
    /// Whether a mode takes part.
    Chosen(Mode, bool),
    /// How many workers a mode has.
    Workers(Mode, String),
    /// Where files are kept.
    Folder(String),
}

/// How run times are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Seconds from zero.
    #[default]
    Seconds,
    /// How many times as fast as the baseline in the same round.
    Times,
    /// Seconds, each grid line ten times the former.
    Log,
}

impl Scale {
    /// Every scale, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Seconds, Self::Times, Self::Log];

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Seconds => "Seconds",
            Self::Times => "Times as fast",
            Self::Log => "Log",
        }
    }
}

/// What reaches the window from outside, through one bounded channel.
#[derive(Debug)]
pub enum Message {
    /// The engine told something.
    Engine {
        /// Which engine, counted by the window; those of former ones are dropped.
        generation: u64,
        /// What it told.
        event: Event,
    },
    /// The engine is gone.
    EngineGone {
        /// Which engine.
        generation: u64,
        /// Why, in one sentence, where it is known.
        why: Option<String>,
    },
    /// The set-up was looked through.
    Checked(Box<Checked>),
    /// The folder dialog was closed: with a folder, without one, or it could not be opened.
    FolderChosen(Result<Option<PathBuf>, String>),
    /// Something to be known.
    Notice(String),
}

/// What the state asks the app to do: everything that reaches beyond the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Look through the set-up, off the window's thread.
    Check(u64, Box<SetUp>),
    /// Quit the former engine and start one with this plan.
    Start(Box<Plan>),
    /// Tell the engine.
    Tell(Command),
    /// Open the folder dialog there.
    ChooseFolder(Option<PathBuf>),
    /// Write the settings.
    Save,
    /// Close the window.
    Close,
    /// Show a folder in the system's file manager.
    OpenFolder(PathBuf),
}
