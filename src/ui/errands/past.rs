//! The history, and files of reports and pictures, on the errands' thread.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use eframe::egui::ColorImage;

use crate::export;
use crate::model::Report;
use crate::stats;
use crate::store::{Deleted, History, HistoryError, HistoryId};
use crate::ui::command::Message;
use crate::ui::engine_link::Inbox;
use crate::ui::past::{Content, Origin, PastErrand, PastNews, Removed};

/// The history, and what was deleted from it and may come back.
pub struct Archive {
    inbox: Inbox,
    folder: Option<PathBuf>,
    history: Option<History>,
    deleted: Option<(Removed, Deleted)>,
}

impl Archive {
    /// The history in this folder, which is looked at when it is needed first; `None`: there is none.
    pub const fn new(inbox: Inbox, folder: Option<PathBuf>) -> Self {
        Self { inbox, folder, history: None, deleted: None }
    }

    /// Does what was asked for and tells what came of it.
    pub fn perform(&mut self, errand: PastErrand) {
        match errand {
            PastErrand::Open(Origin::File(path)) => {
                let opened = export::open(&path).map_err(|error| error.to_string());
                self.tell(match opened {
                    Ok(report) => PastNews::Opened(Box::new(report), Origin::File(path)),
                    Err(why) => PastNews::FileFailed(capital(&why)),
                });
            }
            PastErrand::Write { content, path, replace } => {
                let news = write(&content, path, replace);
                self.tell(news);
            }
            of_history => {
                let asked = self.of_history(of_history);
                if let Err(error) = asked {
                    self.inbox.tell(Message::Notice(capital(&error.to_string())));
                    self.list().ok(); // the sentence was told
                }
            }
        }
    }

    fn of_history(&mut self, errand: PastErrand) -> Result<(), HistoryError> {
        let Some(history) = self.history() else { return Ok(()) };
        match errand {
            PastErrand::Open(Origin::History(id)) => {
                let report = Box::new(history.load(&id)?);
                self.tell(PastNews::Opened(report, Origin::History(id)));
                return Ok(());
            }
            PastErrand::Again(id) => {
                let report = Box::new(history.load(&id)?);
                self.tell(PastNews::Again(report));
                return Ok(());
            }
            PastErrand::Since { generation, kept, report } => {
                let since = since(history, kept.as_ref(), &report)?;
                self.tell(PastNews::Since { generation, since });
                return Ok(());
            }
            PastErrand::Keep { generation, report } => {
                let id = history.add(&judged(*report))?;
                self.tell(PastNews::Kept { generation, id });
            }
            PastErrand::Rename(id, name) => drop(history.rename(&id, &name)?),
            PastErrand::Pin(id, pinned) => history.set_pinned(&id, pinned)?,
            PastErrand::Baseline(id) => history.set_baseline(id.as_ref())?,
            PastErrand::Delete(id) => self.delete(id)?,
            PastErrand::DeletePictures => self.delete_pictures(),
            PastErrand::Undo => self.undo(),
            PastErrand::LetGo => self.let_go(),
            PastErrand::List | PastErrand::Open(Origin::File(_)) | PastErrand::Write { .. } => {}
        }
        self.list()
    }

    fn history(&mut self) -> Option<&History> {
        let folder = self.folder.as_deref()?;
        Some(self.history.get_or_insert_with(|| History::open(folder)))
    }

    fn list(&mut self) -> Result<(), HistoryError> {
        let Some(history) = self.history() else { return Ok(()) };
        let listing = history.list()?;
        self.tell(PastNews::Listed(listing));
        Ok(())
    }

    /// Deletes a comparison; the one before it no longer comes back.
    fn delete(&mut self, id: HistoryId) -> Result<(), HistoryError> {
        self.let_go();
        let Some(history) = self.history() else { return Ok(()) };
        let deleted = history.delete(&id)?;
        self.put_aside(Removed { id, pictures: deleted.pictures(), with_pictures: false }, deleted);
        Ok(())
    }

    /// Its pictures go with the one that was deleted last.
    fn delete_pictures(&mut self) {
        let Some((removed, mut deleted)) = self.deleted.take() else { return };
        let taken = deleted.take_pictures();
        self.put_aside(Removed { with_pictures: taken.is_ok(), ..removed }, deleted);
        if let Err(error) = taken {
            self.inbox.tell(Message::Notice(format!("Its pictures cannot be deleted too ({error}).")));
        }
    }

    fn put_aside(&mut self, removed: Removed, deleted: Deleted) {
        self.tell(PastNews::Removed(Some(removed.clone())));
        self.deleted = Some((removed, deleted));
    }

    fn undo(&mut self) {
        let Some((removed, mut deleted)) = self.deleted.take() else { return };
        match deleted.undo() {
            Ok(()) => self.tell(PastNews::Removed(None)),
            Err(error) => {
                self.inbox.tell(Message::Notice(format!("The comparison cannot be brought back ({error}).")));
                let with_pictures = removed.with_pictures && deleted.take_pictures().is_ok();
                self.put_aside(Removed { with_pictures, ..removed }, deleted);
            }
        }
    }

    fn let_go(&mut self) {
        if let Some((_, deleted)) = self.deleted.take() {
            deleted.finish();
            self.tell(PastNews::Removed(None));
        }
    }

    fn tell(&self, news: PastNews) {
        // Whether the window still listens is no matter: what was kept or written is there.
        self.inbox.tell(Message::Past(news));
    }
}

/// How a report stands to the baseline, unless it is the baseline itself.
fn since(history: &History, kept: Option<&HistoryId>, report: &Report) -> Result<Option<stats::Since>, HistoryError> {
    match history.baseline().filter(|baseline| Some(baseline) != kept) {
        Some(baseline) => Ok(Some(stats::compare_with(&history.load(&baseline)?, report))),
        None => Ok(None),
    }
}

/// What ended before its first verdict is judged by what there is.
fn judged(mut report: Report) -> Report {
    if report.verdict.sentence.is_empty() {
        let judgement = stats::judge(&report);
        (report.summary, report.ratios, report.verdict) = (judgement.summary, judgement.ratios, judgement.verdict);
    }
    report
}

fn write(content: &Content, path: PathBuf, replace: bool) -> PastNews {
    if path.as_os_str().is_empty() {
        return PastNews::FileFailed("Type a path.".to_owned());
    }
    if !replace && path.exists() {
        return PastNews::IsThere(path);
    }
    let written = match content {
        Content::Report(report, format) => export::save(report, *format, &path).map_err(|error| error.to_string()),
        Content::Picture(pixels) => save_picture(pixels, &path).map_err(|error| {
            format!("the picture cannot be saved ({error}); choose another place than {}", path.display())
        }),
    };
    match written {
        Ok(()) => PastNews::Written(path),
        Err(why) => PastNews::FileFailed(capital(&why)),
    }
}

/// A PNG, whole or not at all.
fn save_picture(pixels: &ColorImage, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let bytes: Vec<u8> = pixels.pixels.iter().flat_map(|pixel| pixel.to_opaque().to_array()).collect();
    let [width, height] = pixels.size.map(u32::try_from);
    let picture = image::RgbaImage::from_raw(width?, height?, bytes).ok_or("it has no such size")?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".picture-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut beside = builder.tempfile_in(folder)?;
    File::write_all(beside.as_file_mut(), png.get_ref())?;
    beside.as_file().sync_all()?;
    beside.persist(path)?;
    Ok(())
}

/// Why something failed, as it stands by itself; it ends with a path, so with no full stop.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
