//! The history, and files of reports and pictures, on the errands' thread.

use std::io;
use std::path::{Path, PathBuf};

use eframe::egui::ColorImage;

use crate::export;
use crate::model::Report;
use crate::model::words::capital;
use crate::stats;
use crate::store::{Deleted, History, HistoryError, HistoryId};
use crate::ui::command::Message;
use crate::ui::engine_link::Inbox;
use crate::ui::past::{Content, Origin, PastChange, PastErrand, PastNews, Removed};

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
            PastErrand::Change(change) => match change {
                PastChange::Pin(id, pinned) => history.set_pinned(&id, pinned)?,
                PastChange::Baseline(id) => history.set_baseline(id.as_ref())?,
                PastChange::Delete(id) => self.delete(id)?,
                PastChange::DeletePictures => self.delete_pictures(),
                PastChange::Undo => self.undo(),
                PastChange::LetGo => self.let_go(),
            },
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
            let why = export::cause(&error);
            format!("the picture cannot be saved ({why}); choose another place than {}", path.display())
        }),
    };
    match written {
        Ok(()) => PastNews::Written(path),
        Err(why) => PastNews::FileFailed(capital(&why)),
    }
}

/// A PNG, whole or not at all.
fn save_picture(pixels: &ColorImage, path: &Path) -> io::Result<()> {
    let bytes: Vec<u8> = pixels.pixels.iter().flat_map(|pixel| pixel.to_opaque().to_array()).collect();
    let side = |length: usize| u32::try_from(length).map_err(io::Error::other);
    let [width, height] = pixels.size;
    let picture = image::RgbaImage::from_raw(side(width)?, side(height)?, bytes);
    let picture = picture.ok_or_else(|| io::Error::other("it has no such size"))?;
    let mut png = io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).map_err(io::Error::other)?;
    export::put(path, |file| file.write_all(png.get_ref()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use eframe::egui::Color32;

    use super::*;

    fn pixels() -> ColorImage {
        ColorImage::filled([3, 2], Color32::from_rgb(200, 100, 0))
    }

    #[test]
    fn a_picture_is_saved_as_it_was_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plot.png");
        save_picture(&pixels(), &path).expect("saved");
        let saved = image::open(&path).expect("a picture").into_rgba8();
        assert_eq!(saved.dimensions(), (3, 2));
        assert!(saved.pixels().all(|pixel| pixel.0 == [200, 100, 0, 255]));
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_picture_does_not_go_round_a_protection() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plot.png");
        fs::write(&path, "kept").expect("written");
        let mut permissions = fs::metadata(&path).expect("known").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("set");
        let content = Content::Picture(std::sync::Arc::new(pixels()));
        let PastNews::FileFailed(why) = write(&content, path.clone(), true) else { panic!("it is write-protected") };
        let wanted = "The picture cannot be saved (it is not allowed); choose another place than ";
        assert_eq!(why, format!("{wanted}{}", path.display()));
        assert_eq!(fs::read_to_string(&path).expect("read"), "kept");
    }

    #[cfg(unix)]
    #[test]
    fn behind_a_link_its_target_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("file.png"), folder.path().join("link.png"));
        fs::write(&file, "old").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        save_picture(&pixels(), &link).expect("saved");
        assert!(fs::symlink_metadata(&link).expect("known").is_symlink());
        assert!(image::open(&file).is_ok());
    }
}
