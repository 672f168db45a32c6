//! What of the state is about the comparisons that were kept, about reports from elsewhere, and about
//! files that are written.

use std::path::PathBuf;

use crate::model::Report;
use crate::store::{HistoryId, SetUp, View};

use super::super::again;
use super::super::command::{Effect, UiCommand};
use super::super::dialogs::Ask;
use super::super::past::{
    Content, FileAction, Origin, Past, PastAction, PastChange, PastErrand, PastNews, Purpose, Shot, Shown, Typed,
    report_name, shot_name,
};
use super::super::sweep::Sweep;
use super::AppState;

impl AppState {
    /// The comparisons that were kept, and what is known besides of the report that is shown.
    pub const fn past(&self) -> &Past {
        &self.past
    }

    /// The state with another past than an empty one.
    pub fn with_past(mut self, past: Past) -> Self {
        self.past = past;
        self
    }

    /// The state with the file that its first report was read from.
    pub fn with_file(mut self, path: PathBuf) -> Self {
        self.past.files.note_folder(&path);
        let is_sweep = self.sweep.report.is_some();
        let origin = if is_sweep { &mut self.sweep.origin } else { &mut self.past.shown.origin };
        *origin = Some(Origin::File(path));
        self
    }

    /// Where the report came from that the shown view shows; `None`: it was measured just now.
    pub const fn origin(&self) -> Option<&Origin> {
        if self.is_sweep() { self.sweep.origin.as_ref() } else { self.past.shown.origin.as_ref() }
    }

    /// The comparison that ends now, if a run of it ended: as it is to be kept. Files in a temporary
    /// folder go with the engine, so it names none.
    pub fn to_be_kept(&self) -> Option<Report> {
        let report = if self.engine_sweeps {
            self.sweep.measured()
        } else {
            self.report.as_ref().filter(|_| self.follow.runs_done > 0 && self.incoming.is_none())
        };
        report.map(for_good)
    }

    pub(super) fn keep(&self) -> Vec<Effect> {
        let generation = self.generation;
        let report = self.to_be_kept().filter(|_| self.past.is_kept);
        let keep = |report| Effect::Past(PastErrand::Keep { generation, report: Box::new(report) });
        report.map(keep).into_iter().collect()
    }

    /// What is to be known of the shown report and what is kept.
    pub(super) fn look_back(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.past.is_kept {
            effects.push(Effect::Past(PastErrand::List));
            effects.extend(self.since());
        }
        effects
    }

    /// Holds the shown report against the baseline.
    fn since(&self) -> Option<Effect> {
        let report = self.report.as_ref().filter(|_| !self.follow.is_running())?;
        let (generation, kept) = (self.generation, self.past.shown.kept.clone());
        Some(Effect::Past(PastErrand::Since { generation, kept, report: Box::new(report.clone()) }))
    }

    pub(super) fn act_past(&mut self, action: PastAction) -> Vec<Effect> {
        let errand = match action {
            PastAction::Search(words) => {
                self.past.search = words;
                return Vec::new();
            }
            PastAction::Choose(id) => {
                self.past.renaming.take_if(|_| self.past.chosen.as_ref() != Some(&id));
                self.past.chosen = Some(id);
                return Vec::new();
            }
            PastAction::Rename(name) => {
                self.past.renaming = name;
                return Vec::new();
            }
            PastAction::Open(_) | PastAction::Again(_) if self.running().is_some() => return Vec::new(),
            PastAction::Open(id) => PastErrand::Open(Origin::History(id)),
            PastAction::Again(Some(id)) => PastErrand::Again(id),
            PastAction::Again(None) => {
                let shown = self.shown_report().map(again::set_up_of);
                return shown.map(|again| self.set_up_again(again)).unwrap_or_default();
            }
            PastAction::Named => match (self.past.chosen.clone(), self.past.renaming.take()) {
                (Some(id), Some(name)) => PastErrand::Rename(id, name),
                _ => return Vec::new(),
            },
            PastAction::Change(change) => return self.change(change),
            PastAction::File(action) => return self.act_file(action),
        };
        vec![Effect::Past(errand)]
    }

    fn change(&mut self, change: PastChange) -> Vec<Effect> {
        match &change {
            PastChange::Delete(id) => self.leave_row(id),
            PastChange::Undo if self.past.removed.is_none() => return Vec::new(),
            PastChange::LetGo if self.past.removed.take().is_none() => return Vec::new(),
            PastChange::Pin(..) | PastChange::Baseline(_) | PastChange::DeletePictures => {}
            PastChange::Undo | PastChange::LetGo => {}
        }
        let may_move_baseline = matches!(change, PastChange::Baseline(_) | PastChange::Delete(_) | PastChange::Undo);
        let mut effects = vec![Effect::Past(PastErrand::Change(change))];
        effects.extend(self.since().filter(|_| may_move_baseline));
        effects
    }

    /// A row that goes leaves the choice to the one below it.
    fn leave_row(&mut self, id: &HistoryId) {
        if self.past.chosen.as_ref() == Some(id) {
            let below = self.past.beside(1).filter(|below| below != id);
            self.past.chosen = below.or_else(|| self.past.beside(-1)).filter(|beside| beside != id);
            self.past.renaming = None;
        }
    }

    fn act_file(&mut self, action: FileAction) -> Vec<Effect> {
        let (is_running, is_busy) = (self.running().is_some(), self.is_busy());
        let files = &mut self.past.files;
        match action {
            FileAction::Choose | FileAction::Open(_) | FileAction::Export(_) if is_running || files.is_asking() => {}
            FileAction::Shoot(_) if is_busy || files.is_asking() => {}
            FileAction::Choose => {
                files.purpose = Some(Purpose::Open);
                return self.ask();
            }
            FileAction::Open(path) => return vec![Effect::Past(PastErrand::Open(Origin::File(path)))],
            FileAction::Export(format) => {
                let Some(report) = self.shown_report() else { return Vec::new() };
                let name = report_name(&self.past.file_stem(report.started_at), format);
                let content = Content::Report(Box::new(for_good(report)), format);
                self.past.files.purpose = Some(Purpose::Save { content, name });
                return self.ask();
            }
            FileAction::Shoot(shot) => {
                let Some(stem) = self.picture_stem() else { return Vec::new() };
                self.past.files.shot = Some((shot, shot_name(&stem, shot)));
            }
            FileAction::Type(path) => files.typed = Some(Typed { path, ..Typed::default() }),
            FileAction::Accept => {
                if let Some(path) = files.typed.as_ref().map(|typed| PathBuf::from(typed.path.trim())) {
                    return self.with_path(path);
                }
            }
            FileAction::Said => files.written = None,
            FileAction::Leave => (files.purpose, files.typed) = (None, None),
        }
        Vec::new()
    }

    /// How the names of pictures begin: with when the report was begun, or with the lesson.
    fn picture_stem(&self) -> Option<String> {
        if self.view() == View::Lessons {
            let lesson = self.lesson().lesson;
            return self.lessons().run(lesson).map(|_| format!("manyhands-{}", lesson.key()));
        }
        self.shown_report().map(|report| self.past.file_stem(report.started_at))
    }

    /// Opens the dialog for what a path is wanted for.
    fn ask(&mut self) -> Vec<Effect> {
        self.past.files.typed = None;
        let folder = self.past.files.folder().map(PathBuf::from);
        match &self.past.files.purpose {
            Some(Purpose::Open) => vec![Effect::AskPath(Ask::Report(folder))],
            Some(Purpose::Save { name, .. }) => vec![Effect::AskPath(Ask::Save(folder, name.clone()))],
            None => Vec::new(),
        }
    }

    /// A path is there: the file is read or written.
    fn with_path(&mut self, path: PathBuf) -> Vec<Effect> {
        let files = &mut self.past.files;
        // A dialog asked already whether another file may go.
        let replace = files.typed.as_ref().is_none_or(|typed| typed.replace);
        let errand = match &files.purpose {
            None => return Vec::new(),
            Some(Purpose::Open) => PastErrand::Open(Origin::File(path)),
            Some(Purpose::Save { content, .. }) => PastErrand::Write { content: content.clone(), path, replace },
        };
        if files.typed.is_none() {
            files.purpose = None;
        }
        vec![Effect::Past(errand)]
    }

    pub(super) fn hear_past(&mut self, news: PastNews) -> Vec<Effect> {
        match news {
            PastNews::Listed(listing) => {
                self.past.damaged.extend(listing.notices); // told once: the files were set aside
                self.past.entries = Some(listing.entries);
            }
            PastNews::Kept { generation, id } if generation == self.generation && !self.engine_sweeps => {
                self.past.shown.kept = Some(id);
                return self.since().into_iter().collect();
            }
            PastNews::Kept { generation, .. } if generation == self.generation => self.sweep.kept = true,
            PastNews::Since { generation, since } if generation == self.generation => self.past.shown.since = since,
            PastNews::Kept { .. } | PastNews::Since { .. } => {}
            PastNews::Opened(report, origin) => return self.opened(*report, origin),
            PastNews::Again(report) => return self.set_up_again(again::set_up_of(&report)),
            PastNews::Removed(removed) => self.past.removed = removed,
            PastNews::Chosen(Ok(Some(path))) => return self.with_path(path),
            PastNews::Chosen(Ok(None)) => self.past.files.purpose = None,
            PastNews::Chosen(Err(why)) => {
                let path = self.past.files.first_path();
                self.past.files.typed = Some(Typed { path, error: Some(why), replace: false });
            }
            PastNews::Shot(pixels) => {
                let Some((_, name)) = self.past.files.shot.take() else { return Vec::new() };
                self.past.files.purpose = Some(Purpose::Save { content: Content::Picture(pixels), name });
                return self.ask();
            }
            PastNews::Written(path) => {
                self.leave_typed();
                self.past.files.note_written(path);
            }
            PastNews::IsThere(path) => {
                let error = Some("There is such a file already. Save once more to replace it.".to_owned());
                let path = path.to_string_lossy().into_owned();
                self.past.files.typed = Some(Typed { path, error, replace: true });
            }
            PastNews::FileFailed(why) => match &mut self.past.files.typed {
                Some(typed) => typed.error = Some(why),
                None => self.notice(why),
            },
        }
        Vec::new()
    }

    fn leave_typed(&mut self) {
        if self.past.files.typed.take().is_some() {
            self.past.files.purpose = None;
        }
    }

    /// Puts a set-up of before into the fields, and says what is missing in it.
    fn set_up_again(&mut self, (set_up, missing): (SetUp, Vec<String>)) -> Vec<Effect> {
        if self.running().is_some() {
            return Vec::new();
        }
        let view = if set_up.sweep.is_some() { View::Sweep } else { View::Compare };
        let mut effects = self.go_to(view);
        *self.set_up_mut() = set_up;
        self.folder_error = None;
        self.settings.folded = false;
        self.forms.changed(self.is_sweep());
        missing.into_iter().for_each(|sentence| self.notice(sentence));
        effects.extend([self.check(), Effect::Save]);
        effects
    }

    /// Shows a report in place of what was shown; the former engine's files go with it.
    fn opened(&mut self, report: Report, origin: Origin) -> Vec<Effect> {
        if self.running().is_some() {
            return Vec::new();
        }
        if let Origin::File(path) = &origin {
            self.past.files.note_folder(path);
        }
        self.leave_typed();
        if report.plan.swept().is_some() {
            let mut effects = self.clear_view(View::Sweep);
            self.sweep = Sweep::of(report, Some(origin));
            effects.extend(self.apply(UiCommand::View(View::Sweep)));
            return effects;
        }
        let mut effects = self.clear_view(View::Compare);
        let kept = match &origin {
            Origin::History(id) => Some(id.clone()),
            Origin::File(_) => None,
        };
        self.past.shown = Shown { origin: Some(origin), kept, since: None };
        self.report = Some(report);
        self.in_view = super::FIRST_PICTURES;
        self.redraw();
        effects.extend(self.since().filter(|_| self.past.is_kept));
        effects.extend(self.apply(UiCommand::View(View::Compare)));
        effects
    }

    /// What a picture is being taken of: toasts keep out of it.
    pub fn shot(&self) -> Option<Shot> {
        self.past.files.shot.as_ref().map(|(shot, _)| *shot)
    }

    /// Whether a picture is being taken of a plot: its controls are left out. The window's holds all of it.
    pub fn is_pictured(&self) -> bool {
        self.shot().is_some_and(|shot| shot != Shot::Window)
    }
}

/// A report as it outlives the window: what lies in a temporary folder is gone then.
fn for_good(report: &Report) -> Report {
    let mut report = report.clone();
    if report.plan.folder.is_none() {
        let downloads = report.runs.iter_mut().flat_map(|run| &mut run.downloads);
        downloads.for_each(|download| download.path = None);
    }
    report
}
