//! From an export, or a report to be opened, to its path.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::ColorImage;

use crate::export::Format;
use crate::model::Report;
use crate::ui::command::Figure;

/// What a picture is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shot {
    /// All that is seen.
    Window,
    /// One plot or table.
    Figure(Figure),
    /// The plot of a sweep.
    Sweep,
    /// The figure of a lesson's step, counted from 0.
    Lesson(u32),
}

impl Shot {
    /// What people read.
    pub fn label(self) -> String {
        format!("Picture of {}", self.subject())
    }

    /// The name of the button that stands beside it.
    pub fn button(self) -> String {
        format!("Save {} as picture…", self.subject())
    }

    fn subject(self) -> Cow<'static, str> {
        match self {
            Self::Window => "the window".into(),
            Self::Figure(Figure::RunTimes) => "run times".into(),
            Self::Figure(Figure::Processes) => "processes".into(),
            Self::Figure(Figure::Timeline) => "the timeline".into(),
            Self::Figure(Figure::Parts) => "where time went".into(),
            Self::Sweep => "the sweep".into(),
            Self::Lesson(step) => format!("the figure of step {}", step + 1).into(),
        }
    }

    /// What stands in a file's name.
    fn word(self) -> Cow<'static, str> {
        match self {
            Self::Window => "window".into(),
            Self::Figure(Figure::RunTimes) => "run-times".into(),
            Self::Figure(Figure::Processes) => "processes".into(),
            Self::Figure(Figure::Timeline) => "timeline".into(),
            Self::Figure(Figure::Parts) => "parts".into(),
            Self::Sweep => "sweep".into(),
            Self::Lesson(step) => format!("step-{}", step + 1).into(),
        }
    }
}

/// What stands in a file that is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A report in a form.
    Report(Box<Report>, Format),
    /// What is seen in the window, or a part of it.
    Picture(Arc<ColorImage>),
}

/// What a path is wanted for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// To read a report.
    Open,
    /// To write a file.
    Save {
        /// What stands in it.
        content: Content,
        /// How it is called at first.
        name: String,
    },
}

/// A path that is typed, where no dialog can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// As far as it was typed.
    pub path: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// There is such a file, and it was said that it may go.
    pub replace: bool,
}

/// What a person does about files.
#[derive(Clone, Debug, PartialEq)]
pub enum FileAction {
    /// Choose a report to be opened.
    Choose,
    /// Open this report.
    Open(PathBuf),
    /// Write the shown report in a form.
    Export(Format),
    /// Take a picture.
    Shoot(Shot),
    /// The path as far as it was typed.
    Type(String),
    /// Take what was typed.
    Accept,
    /// Leave it.
    Leave,
    /// That a file was written has been said long enough.
    Said,
}

/// Exports, and reports to be opened, on their way.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// What a path is asked for.
    pub purpose: Option<Purpose>,
    /// The path that is typed; `None`: a dialog asks, or nobody.
    pub typed: Option<Typed>,
    /// What a picture is being taken of, and how its file is called.
    pub shot: Option<(Shot, String)>,
    /// The file that was written last, as long as that is said, and how many were before it.
    pub written: Option<(u32, PathBuf)>,
    /// How many files were written.
    files_written: u32,
    /// Where the last file lay.
    folder: Option<PathBuf>,
}

impl Files {
    /// None yet; the first goes into `folder`.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, ..Self::default() }
    }

    /// A file was written: what was said of the one before goes.
    pub fn note_written(&mut self, path: PathBuf) {
        self.note_folder(&path);
        self.written = Some((self.files_written, path));
        self.files_written += 1;
    }

    /// Whether a dialog is open, or a picture is being taken for one.
    pub const fn is_asking(&self) -> bool {
        self.shot.is_some() || (self.purpose.is_some() && self.typed.is_none())
    }

    /// Where a dialog begins.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The next one begins where this one lies.
    pub(in crate::ui) fn note_folder(&mut self, path: &Path) {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            self.folder = Some(folder.to_owned());
        }
    }

    /// What stands in the field at first.
    pub(in crate::ui) fn first_path(&self) -> String {
        let name = match &self.purpose {
            Some(Purpose::Save { name, .. }) => name.as_str(),
            Some(Purpose::Open) | None => "",
        };
        let folder = self.folder.clone().unwrap_or_default();
        folder.join(name).to_string_lossy().into_owned()
    }
}

/// The name of a report's file.
pub fn report_name(stem: &str, format: Format) -> String {
    format!("{stem}.{}", format.ending())
}

/// The name of a picture's file.
pub fn shot_name(stem: &str, shot: Shot) -> String {
    format!("{stem}-{}.png", shot.word())
}
