//! What flows through the window: commands from the views, messages from outside, and the effects
//! that the state asks the app for.

use std::ops::Range;
use std::path::PathBuf;

use crate::model::{Command, Event, LessonEvent, LessonPlan, Plan};
use crate::store::{SetUp, Theme, View};

use super::check::Checked;
use super::dialogs::Ask;
pub use super::edit::Edit;
use super::lessons::LessonAction;
use super::looking::Look;
use super::past::{PastAction, PastErrand, PastNews};

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
    /// Go to another view.
    View(View),
    /// Something in the Lessons view.
    Lesson(LessonAction),
    /// Something about what was kept, or about files.
    Past(PastAction),
    /// Everything is so many times as large as usual.
    Zoomed(f32),
    /// Fold what stands at the left away, or show it again.
    Fold(bool),
    /// Unfold a part of the set-up, or fold it away.
    Unfold(Section, bool),
    /// How run times are drawn.
    Scale(Scale),
    /// Show this run everywhere; `None`: the latest.
    Select(Option<u32>),
    /// Mark this worker count of the sweep; `None`: none.
    SelectCount(Option<u16>),
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
    /// Show a plot as a table, or as a plot again.
    Table(Figure, bool),
    /// What is drawn of the processes.
    ProcessPlot(ProcessPlot),
    /// What is drawn of the downloads.
    Closer(Closer),
    /// Show every reason below the verdict, or as many as two lines hold.
    Reasons(bool),
    /// The first field that is wrong has been looked for.
    Sought,
    /// Empty the results.
    Clear,
}

/// A part of the set-up that can be folded away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The lab server's settings.
    Lab,
    /// What goes wrong there.
    Faults,
    /// What each mode does.
    Hints,
    /// What may end a comparison before its last round.
    Stop,
    /// What is seldom changed.
    More,
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

/// What is drawn of worker processes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProcessPlot {
    /// How many are alive when.
    #[default]
    Count,
    /// What each of them used.
    Load,
}

impl ProcessPlot {
    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Load => "CPU and memory",
        }
    }
}

/// What stands below the plots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Closer {
    /// A bar a download.
    #[default]
    Timeline,
    /// Where each contender's time went.
    Parts,
    /// Under which conditions each worked.
    Conditions,
}

impl Closer {
    /// Each, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Timeline, Self::Parts, Self::Conditions];

    /// What is drawn, where it is no table only.
    pub const fn figure(self) -> Option<Figure> {
        match self {
            Self::Timeline => Some(Figure::Timeline),
            Self::Parts => Some(Figure::Parts),
            Self::Conditions => None,
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Timeline => "Timeline",
            Self::Parts => "Where time went",
            Self::Conditions => "Conditions",
        }
    }
}

/// What can be shown as a plot or as a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// The time of each run.
    RunTimes,
    /// Active processes, or what each of them used.
    Processes,
    /// A bar a download.
    Timeline,
    /// Where each contender's time went.
    Parts,
}

impl Figure {
    /// The name of the switch between plot and table.
    pub const fn switch(self) -> &'static str {
        match self {
            Self::RunTimes => "Run times as a table",
            Self::Processes => "Processes as a table",
            Self::Timeline => "Timeline as a table",
            Self::Parts => "Where time went as a table",
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
    /// A lesson told something.
    Lesson {
        /// Which run of a lesson, counted by the window; words of former ones are dropped.
        generation: u64,
        /// What it told.
        event: LessonEvent,
    },
    /// The process of a lesson is gone.
    LessonGone {
        /// Which run of a lesson.
        generation: u64,
        /// Why, in one sentence, where it is known.
        why: Option<String>,
    },
    /// The set-up was looked through.
    Checked(Box<Checked>),
    /// The folder dialog was closed: with a folder, without one, or it could not be opened.
    FolderChosen(Result<Option<PathBuf>, String>),
    /// Something about what was kept, or about files.
    Past(PastNews),
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
    /// Start a process for this lesson.
    StartLesson(LessonPlan),
    /// Ask the lesson that runs to stop.
    CancelLesson,
    /// End the lesson's process.
    EndLesson,
    /// Open the folder dialog there.
    ChooseFolder(Option<PathBuf>),
    /// Ask for the path of a file.
    AskPath(Ask),
    /// Something to be done on the disk.
    Past(PastErrand),
    /// Write the settings.
    Save,
    /// Close the window.
    Close,
    /// Show a folder in the system's file manager.
    OpenFolder(PathBuf),
    /// Quit the engine; its temporary files go with it.
    Quit,
}
