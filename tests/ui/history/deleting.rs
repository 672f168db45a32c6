//! Deleting a comparison, with pictures that lie on disk, and bringing it back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use egui_kittest::kittest::Queryable as _;
use manyhands::model::ContentHash;
use xxhash_rust::xxh3::xxh3_64;

use super::{Kept, choose, kept_runs};
use crate::fixture::{FIVE, Sketch};
use crate::play::Window;
use crate::states::history::fill;

/// A history with one comparison, whose pictures lie in a folder of its own.
struct WithPictures {
    kept: Kept,
    chosen: tempfile::TempDir,
}

impl WithPictures {
    fn new() -> Self {
        let (kept, chosen) = (Kept::new(), tempfile::tempdir().expect("a folder"));
        let mut report = Sketch { rounds: 1, count: 3, contenders: &FIVE[..2], ..Sketch::default() }.report();
        report.plan.folder = Some(chosen.path().to_owned());
        for run in &mut report.runs {
            let folder = chosen.path().join(format!("comparison/round 1 {}", run.mode));
            std::fs::create_dir_all(&folder).expect("made");
            for download in &mut run.downloads {
                let (path, text) =
                    (folder.join(format!("{}.jpg", download.index)), format!("picture {}", download.pid));
                std::fs::write(&path, &text).expect("written");
                download.hash = Some(ContentHash(xxh3_64(text.as_bytes())));
                (download.path, download.bytes) = (Some(path), text.len() as u64);
            }
        }
        kept.history().add(&report).expect("kept");
        Self { kept, chosen }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.chosen.path().join("comparison").join(name)
    }

    /// The files that are there, and what stands in them.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        files_in(self.chosen.path())
    }

    /// A window in which it was deleted.
    fn deleted(&self) -> Window {
        let mut window = self.kept.view();
        choose(&mut window, "3 pictures × 1 round");
        window.click("Delete");
        window.until("it is deleted", |state| state.past().removed.is_some());
        window.harness.get_by_label("Deleted.");
        window
    }

    fn deleted_with_pictures(&self) -> Window {
        let mut window = self.deleted();
        window.click("Delete its 6 pictures too");
        window.until("they go too", |state| state.past().removed.as_ref().is_some_and(|removed| removed.with_pictures));
        window.harness.get_by_label("Deleted. When this is closed, its 6 pictures will go too.");
        window
    }
}

fn files_in(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for path in std::fs::read_dir(folder).expect("listed").flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files_in(&path));
        } else {
            found.insert(path.clone(), std::fs::read(path).expect("read"));
        }
    }
    found
}

#[test]
fn what_is_deleted_goes_for_good_when_it_is_let_go_and_its_pictures_stay() {
    let made = WithPictures::new();
    let before = made.files();
    let mut window = made.deleted();
    window.click("Let it go");
    window.until("it is gone", |state| state.past().removed.is_none());
    window.harness.get_by_label("Nothing is kept yet");
    assert!(window.harness.query_by_label("Undo").is_none());
    drop(window); // what was asked for is done before its thread ends
    assert_eq!(made.files(), before, "nobody asked for them");
    assert_eq!(kept_runs(&made.kept), [0; 0]);
}

#[test]
fn its_pictures_go_when_it_is_let_go_but_nothing_of_a_persons_own() {
    let made = WithPictures::new();
    let (changed, own) = (made.at("round 1 sequential/1.jpg"), made.at("round 1 sequential/notes.txt"));
    std::fs::write(&changed, "PICTURE 20400").expect("as large, but another");
    std::fs::write(&own, "mine").expect("written");
    let before = made.files();
    let mut window = made.deleted_with_pictures();
    assert_eq!(made.files(), before, "not before");
    window.click("Let it go");
    window.until("it is gone", |state| state.past().removed.is_none());
    drop(window); // what was asked for is done before its thread ends
    assert_eq!(made.files().into_keys().collect::<Vec<_>>(), [changed, own]);
    assert!(!made.at("round 1 process-per-task").exists(), "an empty folder goes too");
}

#[test]
fn undo_brings_back_the_row_and_leaves_the_pictures() {
    let made = WithPictures::new();
    let listed = || made.kept.history().list().expect("listed");
    let before = (made.files(), listed());
    let mut window = made.deleted_with_pictures();
    window.click("Undo");
    window.until("it is back", |state| state.past().entries.as_ref().is_some_and(|entries| entries.len() == 1));
    assert_eq!(window.state().past().removed, None);
    drop(window);
    assert_eq!((made.files(), listed()), before);
    // What was asked for then does not count for the next time.
    drop(made.deleted());
    assert_eq!(made.files(), before.0);
}

#[test]
fn its_pictures_go_with_a_window_that_is_closed_or_when_another_is_deleted() {
    let made = WithPictures::new();
    drop(made.deleted_with_pictures());
    assert_eq!(made.files(), BTreeMap::new());
    assert!(made.chosen.path().is_dir() && !made.at("").exists(), "only the chosen folder stays");

    let made = WithPictures::new();
    fill(made.kept.folder.path());
    let mut window = made.deleted_with_pictures();
    choose(&mut window, "images.example");
    window.click("Delete");
    window.until("the next is deleted", |state| {
        state.past().removed.as_ref().is_some_and(|removed| !removed.with_pictures)
    });
    assert_eq!(made.files(), BTreeMap::new());
}

#[test]
fn a_damaged_comparison_is_deleted_and_comes_back() {
    let kept = Kept::new();
    let id = kept.history().add(&Sketch { rounds: 1, ..Sketch::default() }.report()).expect("kept");
    let path = kept.folder.path().join(format!("{id}.json"));
    let text = std::fs::read_to_string(&path).expect("read");
    std::fs::write(&path, &text[..text.len() - 100]).expect("written");
    let mut window = kept.view();
    choose(&mut window, "10 pictures × 1 round");
    window.click("Delete");
    window.until("it is deleted", |state| state.past().removed.is_some());
    window.click("Undo");
    window.until("it is back", |state| state.past().entry(&id).is_some());
    assert!(window.state().notices().is_empty() && path.exists(), "{:?}", window.state().notices());
}
