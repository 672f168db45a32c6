//! What is deleted, with pictures that lie on disk: what goes, what stays, and what comes back.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::*;
use crate::model::ContentHash;

/// A comparison that was kept, and the pictures that it wrote: two runs of two, each run in a folder
/// of its own.
struct Made {
    folder: TempDir,
    history: History,
    id: HistoryId,
}

impl Made {
    fn new() -> Self {
        let folder = folder();
        let (chosen, history) = (folder.path().join("chosen"), History::open(&folder.path().join("history")));
        let mut with_pictures = report(1);
        with_pictures.plan.folder = Some(chosen.clone());
        let run = with_pictures.runs.remove(0);
        for name in ["one", "two"] {
            let made = chosen.join("comparison").join(name);
            fs::create_dir_all(&made).expect("made");
            let mut run = run.clone();
            let download = run.downloads.remove(0);
            for number in ["1.jpg", "2.jpg"] {
                let (path, text) = (made.join(number), format!("{name} {number}"));
                fs::write(&path, &text).expect("written");
                let (bytes, hash) = (text.len() as u64, Some(ContentHash(xxh3_64(text.as_bytes()))));
                run.downloads.push(Download { path: Some(path), bytes, hash, ..download.clone() });
            }
            with_pictures.runs.push(run);
        }
        let id = history.add(&with_pictures).expect("kept");
        Self { folder, history, id }
    }

    /// A place in the folder that was chosen for the comparison.
    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join("chosen").join(name)
    }

    fn delete_with_pictures(&self) -> Deleted {
        let mut deleted = self.history.delete(&self.id).expect("deleted");
        deleted.take_pictures().expect("noted");
        deleted
    }

    /// What a program leaves that is killed before the undo is over: its folder, and a lock that nobody
    /// holds.
    fn kill(&self, mut deleted: Deleted) {
        let history = self.folder.path().join("history");
        let is_theirs = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("del"));
        let mut folders = fs::read_dir(&history).expect("listed").flatten().map(|entry| entry.path());
        let (theirs, left) = (folders.find(is_theirs).expect("its folder"), history.join("deleted-by-the-killed"));
        fs::create_dir(&left).expect("made");
        fs::write(left.join(LOCK), "").expect("written"); // theirs is held, and on Windows cannot be read
        for entry in fs::read_dir(theirs).expect("listed").flatten().filter(|entry| entry.file_name() != LOCK) {
            fs::copy(entry.path(), left.join(entry.file_name())).expect("copied");
        }
        deleted.undo().expect("back");
        fs::remove_file(self.history.path(&self.id)).expect("not here any more");
    }

    /// Every file in the chosen folder with what stands in it, and every folder with nothing.
    fn files(&self) -> BTreeMap<String, Option<Vec<u8>>> {
        all_in(&self.at(""))
    }

    fn names(&self) -> Vec<String> {
        self.files().into_keys().collect()
    }
}

fn all_in(folder: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("listed").flatten() {
        let name = entry.file_name().into_string().expect("text");
        if entry.file_type().expect("known").is_dir() {
            found.extend(all_in(&entry.path()).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
            found.insert(name, None);
        } else {
            found.insert(name, Some(fs::read(entry.path()).expect("read")));
        }
    }
    found
}

#[test]
fn a_deleted_comparison_comes_back_until_the_undo_is_over() {
    let folder = folder();
    let history = History::open(folder.path());
    let id = history.add(&report(1)).expect("kept");
    history.rename(&id, "mine").expect("named");
    history.set_baseline(Some(&id)).expect("chosen");
    let before = history.list().expect("listed");
    let mut deleted = history.delete(&id).expect("deleted");
    assert_eq!((ids(&history), history.baseline()), (Vec::new(), None));
    assert!(matches!(history.delete(&id), Err(HistoryError::Gone(_))));
    // Another program that starts meanwhile leaves it where it is.
    assert_eq!(ids(&History::open(folder.path())), []);
    deleted.undo().expect("back");
    drop(deleted);
    assert_eq!(history.list().expect("listed"), before);
    assert_eq!(history.load(&id).expect("opened"), report(1));

    drop(history.delete(&id).expect("deleted"));
    assert_eq!(ids(&history), []);
    history.set_baseline(None).expect("none");
    drop(history);
    let names: Vec<String> = all_in(folder.path()).into_keys().collect();
    assert_eq!(names, [LOCK], "nothing is left of it");
}

#[test]
fn what_cannot_come_back_may_be_tried_again() {
    let made = Made::new();
    let place = made.history.path(&made.id);
    let before = fs::read(&place).expect("read");
    let mut deleted = made.history.delete(&made.id).expect("deleted");
    fs::create_dir(&place).expect("something is in its place");
    deleted.undo().expect_err("it takes no other's place");
    fs::remove_dir(&place).expect("removed");
    deleted.undo().expect("back");
    drop(deleted);
    assert_eq!(fs::read(&place).expect("read"), before);
}

#[test]
fn a_damaged_comparison_is_deleted_and_comes_back_as_it_was() {
    let made = Made::new();
    let place = made.history.path(&made.id);
    let text = fs::read_to_string(&place).expect("read");
    fs::write(&place, &text[..text.len() - 100]).expect("written");
    let mut deleted = made.delete_with_pictures();
    assert_eq!(deleted.pictures(), 0, "none is known");
    deleted.undo().expect("back");
    assert_eq!(fs::read_to_string(&place).expect("read"), text[..text.len() - 100]);
    assert_eq!(made.delete_with_pictures().finish(), 0);
    assert!(!place.exists() && made.at("comparison/one/1.jpg").exists());
}

#[test]
fn pictures_go_when_the_undo_is_over_and_empty_folders_with_them() {
    let made = Made::new();
    let before = made.files();
    let deleted = made.delete_with_pictures();
    assert_eq!(deleted.pictures(), 4);
    assert_eq!(made.files(), before, "not before");
    assert_eq!(deleted.finish(), 4);
    assert_eq!(made.names(), [""; 0], "only the chosen folder stays");
    // A program that ends drops what it holds.
    let made = Made::new();
    drop(made.delete_with_pictures());
    assert_eq!(made.names(), [""; 0]);
}

#[test]
fn pictures_stay_where_nobody_asked_for_them_and_when_the_comparison_came_back() {
    let made = Made::new();
    let before = (made.files(), made.history.list().expect("listed"));
    made.delete_with_pictures().undo().expect("back");
    assert_eq!((made.files(), made.history.list().expect("listed")), before);
    // What was asked for once does not count for the next time.
    drop(made.history.delete(&made.id).expect("deleted"));
    assert_eq!(made.files(), before.0);
}

#[test]
fn only_pictures_that_are_still_the_same_go() {
    let made = Made::new();
    let mut with_others = made.history.load(&made.id).expect("opened");
    let (outside, notes) = (made.folder.path().join("outside.jpg"), made.at("comparison/one/notes.txt"));
    let upwards = made.at("comparison/one").join("../../../outside.jpg");
    let original = with_others.runs[0].downloads[0].clone();
    for path in [outside.clone(), upwards, made.at("comparison/one/missing.jpg")] {
        with_others.runs[0].downloads.push(Download { path: Some(path), ..original.clone() });
    }
    fs::copy(made.at("comparison/one/1.jpg"), &outside).expect("the same picture");
    fs::write(made.at("comparison/one/2.jpg"), "oNe 2.jpg").expect("as large, but another");
    fs::write(&notes, "mine").expect("written");
    fs::write(made.at("comparison/two/1.jpg"), "longer than it was").expect("written");
    made.history.delete(&made.id).expect("deleted").finish();
    let id = made.history.add(&with_others).expect("kept");
    let mut deleted = made.history.delete(&id).expect("deleted");
    deleted.take_pictures().expect("noted");
    assert_eq!(deleted.pictures(), 3, "as far as sizes tell");
    assert_eq!(deleted.finish(), 2);
    assert!(outside.exists());
    let left = ["", "/one", "/one/2.jpg", "/one/notes.txt", "/two", "/two/1.jpg"];
    assert_eq!(made.names(), left.map(|name| format!("comparison{name}")));
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_stays() {
    use std::os::unix::fs::symlink;

    let made = Made::new();
    let (one, elsewhere) = (made.at("comparison/one"), made.folder.path().join("elsewhere"));
    fs::rename(&one, &elsewhere).expect("moved");
    symlink(&elsewhere, &one).expect("linked");
    let picture = made.at("comparison/two/1.jpg");
    fs::rename(&picture, made.folder.path().join("1.jpg")).expect("moved");
    symlink(made.folder.path().join("1.jpg"), &picture).expect("linked");
    assert_eq!(made.delete_with_pictures().finish(), 1);
    assert!(elsewhere.join("1.jpg").exists() && elsewhere.join("2.jpg").exists() && picture.exists());
}

#[test]
fn what_a_killed_program_had_deleted_goes_with_the_next() {
    let made = Made::new();
    let place = made.folder.path().join("history");
    let kept = made.history.add(&report(2)).expect("kept");
    fs::write(place.join(".history-abc.part"), "half").expect("written");
    made.kill(made.history.delete(&made.id).expect("deleted"));
    let next = History::open(&place);
    assert_eq!(ids(&next), std::slice::from_ref(&kept));
    assert!(!place.join("deleted-by-the-killed").exists());
    assert_eq!(made.names().len(), 7, "its pictures stay: nobody asked for them");
    next.add(&report(3)).expect("kept");
    assert!(!place.join(".history-abc.part").exists(), "swept by whoever writes next");
}

#[test]
fn what_was_to_go_with_its_pictures_goes_so_after_a_kill_too() {
    let made = Made::new();
    fs::write(made.at("comparison/two/mine.txt"), "mine").expect("written");
    made.kill(made.delete_with_pictures());
    assert_eq!(made.names().len(), 8);
    assert_eq!(ids(&History::open(&made.folder.path().join("history"))), []);
    assert_eq!(made.names(), ["comparison", "comparison/two", "comparison/two/mine.txt"]);
}
