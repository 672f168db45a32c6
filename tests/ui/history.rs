//! The comparisons that were kept, and what is written of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, ColorImage, Key, Modifiers, Theme, ViewportCommand};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use manyhands::export::Format;
use manyhands::model::{ContentHash, Event, Report};
use manyhands::store::{History, View};
use manyhands::ui::{Ask, Origin};
use xxhash_rust::xxh3::xxh3_64;

use crate::fixture::{FIVE, Sketch, events};
use crate::looks::snapshot;
use crate::play::{Opening, Window};

/// Comparisons of several hosts and months in a history: the names, dates and ends that there are.
pub fn fill(folder: &Path) {
    let history = History::open(folder);
    let report = |started_at: &str, sketch: &Sketch<'_>| {
        let mut report = sketch.report();
        report.started_at = started_at.parse().expect("a time");
        report
    };
    let usual = Sketch::default();
    history.add(&report("2025-12-30T21:40:00Z", &usual)).expect("kept");
    let mut early = report("2026-01-01T10:00:00Z", &usual);
    early.runs.truncate(12);
    let early = history.add(&early).expect("kept");
    history.rename(&early, "before the move").expect("named");
    let mut elsewhere = report("2026-01-02T03:04:05Z", &Sketch { failing: Some(5), ..Sketch::default() });
    elsewhere.plan.lab = None;
    elsewhere.plan.urls = vec!["https://images.example/1.jpg".parse().expect("a URL")];
    history.add(&elsewhere).expect("kept");
    let few = Sketch { contenders: &["sequential:1", "async:4"], rounds: 9, count: 6, ..Sketch::default() };
    let baseline = history.add(&report("2025-11-05T08:15:00Z", &few)).expect("kept");
    history.set_pinned(&baseline, true).expect("pinned");
    history.set_baseline(Some(&baseline)).expect("chosen");
}

/// A history of a test's own.
struct Kept {
    folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn filled() -> Self {
        let kept = Self::new();
        fill(kept.folder.path());
        kept
    }

    fn history(&self) -> History {
        History::open(self.folder.path())
    }

    fn opening(&self) -> Opening {
        Opening { history: Some(self.folder.path().to_owned()), ..Opening::default() }
    }

    /// A window that shows the list.
    fn view(&self) -> Window {
        let mut window = Window::open(self.opening());
        window.click("History");
        window.until("they are listed", |state| state.past().entries.is_some());
        window
    }
}

/// The History view in one of its states.
pub fn in_state(state: &str, opening: Opening) -> Window {
    let mut window = Window::open(opening);
    window.click("History");
    window.until("they are listed", |state| state.past().entries.is_some());
    if state == "history_empty" {
        return window;
    }
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    match state {
        "history_naming" => press(&mut window, Modifiers::NONE, Key::F2),
        "history_deleted" => {
            press(&mut window, Modifiers::NONE, Key::Delete);
            window.until("it is deleted", |state| state.past().removed.is_some());
        }
        "from_history" => {
            press(&mut window, Modifiers::NONE, Key::Enter);
            window.until("it is held against the baseline", |state| state.past().shown.since.is_some());
        }
        _ => {}
    }
    window
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.harness.step();
    window.settle();
}

/// Chooses the row whose name holds these words.
fn choose(window: &mut Window, words: &str) {
    window
        .harness
        .get_by(|node| node.role() == Role::ListItem && node.label().is_some_and(|name| name.contains(words)))
        .click();
    window.harness.step();
    window.settle();
}

fn rows(window: &Window) -> Vec<String> {
    let rows = window.harness.query_all_by_role(Role::ListItem);
    rows.filter_map(|node| node.accesskit_node().label()).collect()
}

/// The runs of each comparison that is kept, the latest first.
fn kept_runs(kept: &Kept) -> Vec<u32> {
    kept.history().list().expect("listed").entries.iter().map(|entry| entry.head.runs).collect()
}

#[test]
fn what_was_measured_is_kept_however_it_ends() {
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    type End = fn(&mut Window);
    let endings: [(&str, End); 4] = [
        ("cancelled", |window| window.engine.tell(Event::Ended { cancelled: true, early: None })),
        ("early", |window| window.engine.tell(Event::Ended { cancelled: false, early: Some("why".into()) })),
        ("failed", |window| window.engine.tell(Event::Failed("the lab server is gone".into()))),
        ("gone", |window| window.engine.die("The engine was ended by signal 9.")),
    ];
    for (name, end) in endings {
        let kept = Kept::new();
        let mut window = Window::open(kept.opening());
        window.play(&report, 3);
        end(&mut window);
        window.until("it is kept", |state| state.past().shown.kept.is_some());
        window.harness.get_by_label("Kept in History");
        assert_eq!(kept_runs(&kept), [3], "{name}");
        assert!(
            !kept.history().list().expect("listed").entries[0].head.verdict.is_empty(),
            "{name}: judged by what there is"
        );
    }
}

#[test]
fn a_whole_comparison_is_kept_once_and_nothing_where_no_run_ended() {
    let kept = Kept::new();
    let report = Sketch { rounds: 1, ..Sketch::default() }.report();
    let mut window = Window::open(kept.opening());
    window.press_run();
    events(&report).into_iter().take(4).for_each(|event| window.engine.tell(event));
    window.engine.tell(Event::Ended { cancelled: true, early: None });
    window.until("it is over", |state| !state.follow().is_running());
    window.press_run();
    for event in events(&report) {
        window.engine.tell(event);
        window.harness.step();
    }
    window.engine.die("It was told to quit.");
    window.until("it is kept", |state| state.past().shown.kept.is_some());
    assert_eq!(kept_runs(&kept), [5]);
    let id = window.state().past().shown.kept.clone().expect("kept");
    assert_eq!(kept.history().load(&id).expect("loaded"), report);
}

#[test]
fn a_window_that_is_closed_in_the_middle_keeps_what_was_measured() {
    let kept = Kept::new();
    let mut window = Window::open(kept.opening());
    window.play(&Sketch::default().report(), 8);
    let mut app = window.harness.state_mut().take().expect("the window is open");
    eframe::App::on_exit(&mut app, None);
    drop(app);
    assert_eq!(kept_runs(&kept), [8]);
}

#[test]
fn a_failure_to_keep_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("history");
    let mut window = Window::open(Opening { history: Some(place.clone()), ..Opening::default() });
    window.until("it was listed", |state| state.past().entries.is_some());
    window.play(&Sketch { rounds: 1, ..Sketch::default() }.report(), 2);
    std::fs::write(&place, "no folder").expect("written");
    window.engine.tell(Event::Ended { cancelled: true, early: None });
    window.until("it is said", |state| !state.notices().is_empty());
    assert!(window.state().notices()[0].starts_with("The history cannot be used"), "{:?}", window.state().notices());
    assert!(window.harness.query_by_label("Kept in History").is_none());
}

#[test]
fn the_list_tells_of_each_and_is_searched() {
    let kept = Kept::filled();
    let mut window = kept.view();
    let all = rows(&window);
    assert_eq!(all.len(), 4);
    assert!(all[0].contains("5 Nov 2025, 08:15 · lab server, 430 ms · 6 pictures × 9 rounds · 2 modes"), "{all:?}");
    assert!(all[0].ends_with("pinned · baseline"), "{all:?}");
    assert!(all[1].contains("images.example") && all[1].contains("failed"), "{all:?}");
    assert!(all[2].starts_with("before the move, ") && all[2].contains("ended early"), "{all:?}");
    for heading in ["Pinned", "January 2026", "December 2025"] {
        window.harness.get_by_label(heading);
    }
    window.harness.get_by_role_and_label(Role::TextInput, "Search").click();
    window.harness.step();
    window.harness.get_by_role_and_label(Role::TextInput, "Search").type_text("the MOVE");
    window.harness.step();
    window.settle();
    assert_eq!(rows(&window).len(), 1);
    window.harness.get_by_role_and_label(Role::TextInput, "Search").type_text(" nowhere");
    window.harness.step();
    window.settle();
    window.harness.get_by_label("None is found");
}

#[test]
fn one_is_opened_exactly_and_a_new_comparison_takes_its_place() {
    let kept = Kept::filled();
    let mut window = kept.view();
    choose(&mut window, "before the move");
    window.click("Open");
    window.until("it is shown", |state| state.report().is_some());
    assert_eq!(window.state().view(), View::Compare);
    let Some(Origin::History(id)) = window.state().past().shown.origin.clone() else { panic!("from the history") };
    assert_eq!(window.state().report(), Some(&kept.history().load(&id).expect("loaded")));
    window.harness.get_by_label("From History, 1 Jan 2026, 10:00, “before the move”");
    assert!(window.harness.query_by_label("Kept in History").is_none(), "it was there before");
    window.play(&Sketch::default().report(), 2);
    assert_eq!(window.state().past().shown.origin, None);
    assert!(window.harness.query_by_label_contains("From History").is_none());
    window.click("History");
    choose(&mut window, "images.example");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.state().follow().is_running() && window.state().view() == View::History, "not while it is measured");
}

#[test]
fn the_list_by_keyboard() {
    let kept = Kept::filled();
    let mut window = kept.view();
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    let chosen = window.state().past().chosen.clone().expect("chosen");
    press(&mut window, Modifiers::NONE, Key::F2);
    window.harness.get_by_role_and_label(Role::TextInput, "Name").type_text("a new name");
    window.harness.step();
    press(&mut window, Modifiers::NONE, Key::Enter);
    let name = |state: &manyhands::ui::AppState| state.past().entry(&chosen).and_then(|entry| entry.head.name.clone());
    window.until("it has its name", |state| name(state).as_deref() == Some("a new name"));
    press(&mut window, Modifiers::NONE, Key::F2);
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!((name(window.state()).as_deref(), window.state().past().renaming.as_ref()), (Some("a new name"), None));

    press(&mut window, Modifiers::NONE, Key::Delete);
    window.until("it is deleted", |state| state.past().entry(&chosen).is_none());
    assert!(window.state().past().chosen.as_ref().is_some_and(|beside| *beside != chosen));
    press(&mut window, Modifiers::COMMAND, Key::Z);
    window.until("it is back", |state| state.past().entry(&chosen).is_some() && state.past().removed.is_none());
    window.state().past().entry(&chosen).expect("it is back");
    press(&mut window, Modifiers::NONE, Key::End);
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.until("it is shown", |state| state.report().is_some());
    window.harness.get_by_label_contains("From History, 30 Dec 2025");
}

#[test]
fn pins_and_the_baseline_are_chosen_and_taken_back() {
    let kept = Kept::filled();
    let mut window = kept.view();
    choose(&mut window, "before the move");
    let id = window.state().past().chosen.clone().expect("chosen");
    let entry = |kept: &Kept| {
        let entries = kept.history().list().expect("listed").entries;
        entries.into_iter().find(|entry| entry.id == id).expect("it is there")
    };
    window.click("Pin");
    window.until("it is pinned", |state| state.past().entry(&id).is_some_and(|entry| entry.head.pinned));
    window.click("Use as baseline");
    window.until("it is the baseline", |state| state.past().entry(&id).is_some_and(|entry| entry.is_baseline));
    assert!(entry(&kept).head.pinned && entry(&kept).is_baseline);
    window.click("Unpin");
    window.until("it is not pinned", |state| state.past().entry(&id).is_some_and(|entry| !entry.head.pinned));
    window.click("No longer the baseline");
    window.until("there is none", |state| state.past().entry(&id).is_some_and(|entry| !entry.is_baseline));
    assert_eq!(kept.history().baseline(), None);
}

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

#[test]
fn a_comparison_is_held_against_the_baseline() {
    let kept = Kept::new();
    let mut before = Sketch::default().report();
    before.plan.lab.as_mut().expect("the lab").settings.latency_secs = 0.9;
    before.environment.cores = 2;
    let id = kept.history().add(&before).expect("kept");
    kept.history().set_baseline(Some(&id)).expect("chosen");
    let mut window = Window::open(kept.opening());
    window.press_run();
    let mut report = Sketch { rounds: 1, ..Sketch::default() }.report();
    report.started_at = "2026-02-02T00:00:00Z".parse().expect("a time");
    for event in events(&report) {
        window.engine.tell(event);
        window.harness.step();
    }
    window.until("it is held against it", |state| state.past().shown.since.is_some());
    window.harness.get_by_label_contains("difference to the baseline is shown; but the conditions differ");
    window.harness.get_by_label("Also different: cores 2, now 8.");
    // The baseline itself is held against nothing.
    window.click("History");
    choose(&mut window, "baseline");
    window.click("Open");
    window.until("it is shown", |state| state.past().shown.origin.is_some());
    assert_eq!(window.state().past().shown.since, None);
}

#[test]
fn files_that_cannot_be_used_are_named_and_the_others_are_there() {
    let kept = Kept::filled();
    std::fs::write(kept.folder.path().join("20260101-000000-000.json"), "no comparison\n").expect("written");
    let mut window = kept.view();
    window.harness.get_by_label_contains("A comparison of the history");
    assert_eq!(rows(&window).len(), 4);
    window.click("Compare");
    window.click("History");
    window.harness.get_by_label_contains("It was set aside as");
}

#[test]
fn without_a_folder_nothing_is_kept_and_that_is_said() {
    let mut window = Window::usual();
    window.click("History");
    window.harness.get_by_label("Nothing can be kept here");
    window.click("Compare");
    window.play(&Sketch { rounds: 1, ..Sketch::default() }.report(), 3);
    window.engine.tell(Event::Ended { cancelled: true, early: None });
    window.until("it is over", |state| !state.follow().is_running());
    assert!(window.state().notices().is_empty() && window.harness.query_by_label("Kept in History").is_none());
}

fn with_report() -> (Window, Report) {
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    (Window::open(Opening { report: Some(report.clone()), ..Opening::default() }), report)
}

#[test]
fn every_form_is_written_where_the_dialog_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut window, report) = with_report();
    for format in Format::ALL {
        let path = folder.path().join(format!("report.{}", format.ending()));
        window.engine.dialogs.answer(&path);
        window.click("Export…");
        window.click(format.label());
        let said = format!("Written: {}", path.display());
        window.until("it is written", |state| state.notices().contains(&said));
        let Some(Ask::Save(_, name)) = window.engine.dialogs.asked().pop() else { panic!("asked for a path") };
        assert_eq!(name, format!("manyhands-20260102-030405.{}", format.ending()));
        assert_eq!(std::fs::read(&path).expect("read"), format.write(&report).expect("written"), "{format}");
        window.click("Dismiss");
    }
    let Some(Ask::Save(begin, _)) = window.engine.dialogs.asked().pop() else { panic!("asked for a path") };
    assert_eq!(begin.as_deref(), Some(folder.path()), "the next one begins where the last one lay");
}

fn type_path(window: &mut Window, path: &Path) {
    let field = |window: &Window| window.harness.get_by_role_and_label(Role::TextInput, "Path of the file").click();
    field(window);
    window.harness.step();
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.harness.step();
    let text = path.to_str().expect("text");
    window.harness.get_by_role_and_label(Role::TextInput, "Path of the file").type_text(text);
    window.harness.step();
    window.settle();
}

#[test]
fn without_a_dialog_the_path_is_typed_and_no_file_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("there.csv");
    std::fs::write(&path, "mine").expect("written");
    let (mut window, report) = with_report();
    window.click("Export…");
    window.click(Format::Csv.label());
    window.until("the path is asked for", |state| state.past().files.typed.is_some());
    window.harness.get_by_label("There is no dialog here. Type the path.");
    type_path(&mut window, &folder.path().join("missing").join("a.csv"));
    window.click("Save the file");
    let error =
        |state: &manyhands::ui::AppState| state.past().files.typed.as_ref().and_then(|typed| typed.error.clone());
    window.until("it cannot be saved", |state| error(state).is_some_and(|why| why.contains("there is no such folder")));
    type_path(&mut window, &path);
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.until("it is asked whether it may go", |state| error(state).is_some_and(|why| why.contains("already")));
    assert_eq!(std::fs::read_to_string(&path).expect("read"), "mine");
    window.click("Replace the file");
    window.until("it is written", |state| state.past().files.typed.is_none());
    assert_eq!(std::fs::read(&path).expect("read"), Format::Csv.write(&report).expect("written"));
    window.click("Export…");
    window.click(Format::Har.label());
    window.until("the path is asked for", |state| state.past().files.typed.is_some());
    window.click("Cancel");
    assert_eq!(window.state().past().files.purpose, None);
}

#[test]
fn pictures_are_taken_of_a_plot_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut window, _) = with_report();
    let mut sizes = Vec::new();
    for shot in ["Picture of run times", "Picture of the timeline", "Picture of the window"] {
        let path = folder.path().join(format!("{shot}.png"));
        window.engine.dialogs.answer(&path);
        window.harness.get_by_label("Export…").click();
        window.harness.step();
        window.harness.step();
        window.harness.get_by_label(shot).click();
        take_picture(&mut window);
        let said = format!("Written: {}", path.display());
        window.until("it is written", |state| state.notices().contains(&said));
        let picture = image::open(&path).expect("a picture");
        sizes.push((picture.width(), picture.height()));
        window.click("Dismiss");
    }
    let whole = sizes[2];
    assert_eq!(whole, (1280, 800));
    assert!(sizes[..2].iter().all(|(_, height)| (100..400).contains(height)), "{sizes:?}");
    assert!((300..700).contains(&sizes[0].0) && sizes[1].0 > 900, "{sizes:?}");
}

#[test]
fn a_plot_out_of_view_is_scrolled_to_for_its_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("timeline.png");
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    let mut window = Window::open(Opening { size: [900.0, 600.0], report: Some(report), ..Opening::default() });
    window.engine.dialogs.answer(&path);
    window.click("Export…");
    window.harness.get_by_label("Picture of the timeline").click();
    take_picture(&mut window);
    let timeline = window.harness.get_by_label_contains("Timeline, ").rect();
    window.until("it is written", |state| !state.notices().is_empty());
    let picture = image::open(&path).expect("a picture").into_rgb8();
    let height = f64::from(picture.height());
    assert!(timeline.top() > 44.0 && timeline.bottom() < 568.0, "between the bars: {timeline:?}");
    let least = f64::from(timeline.height());
    assert!((least..least + 150.0).contains(&height), "{height} for {timeline:?}");
}

/// Draws frames until a picture of the window is asked for, and brings one.
fn take_picture(window: &mut Window) {
    for _ in 0..20 {
        window.harness.step();
        let commands = window.harness.output().viewport_output.values().flat_map(|output| output.commands.clone());
        let asked = commands.into_iter().find_map(|command| match command {
            ViewportCommand::Screenshot(callback) => Some(callback),
            _ => None,
        });
        if let Some(callback) = asked {
            let size = window.harness.ctx.content_rect().size();
            let [width, height] = [size.x as usize, size.y as usize];
            callback.complete(Arc::new(ColorImage::filled([width, height], Color32::WHITE)));
            return;
        }
    }
    panic!("no picture was asked for");
}

#[test]
fn a_report_is_opened_from_a_file_and_what_is_none_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.json");
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    manyhands::export::save_json(&report, &path).expect("saved");
    let mut window = Window::usual();
    window.engine.dialogs.answer(&path);
    press(&mut window, Modifiers::COMMAND, Key::O);
    window.until("it is shown", |state| state.report() == Some(&report));
    window.harness.get_by_label("From the file mine.json, 2 Jan 2026, 03:04");
    std::fs::write(&path, "[]").expect("written");
    window.engine.dialogs.answer(&path);
    press(&mut window, Modifiers::COMMAND, Key::O);
    window.until("it is said", |state| !state.notices().is_empty());
    assert!(window.state().notices()[0].contains("no report of Manyhands"), "{:?}", window.state().notices());
    assert_eq!(window.state().report(), Some(&report), "what was shown stays");
}

/// A file as the system hands it over when it is dropped.
#[derive(Debug)]
struct Dropped(PathBuf);

impl eframe::egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the path is enough".to_owned())
    }
}

#[test]
fn a_report_is_dropped_on_the_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.json");
    let report = Sketch { rounds: 1, ..Sketch::default() }.report();
    manyhands::export::save_json(&report, &path).expect("saved");
    let mut window = Window::usual();
    window.click("History");
    window.harness.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    window.until("it is shown", |state| state.report() == Some(&report));
    assert_eq!(window.state().view(), View::Compare);
}

#[test]
fn with_several() {
    let kept = Kept::filled();
    let mut window = kept.view();
    choose(&mut window, "before the move");
    snapshot(&mut window, "history_light");
}

#[test]
fn in_a_small_dark_window_before_the_first() {
    let kept = Kept::new();
    let mut window = Window::open(Opening { size: [900.0, 600.0], theme: Theme::Dark, ..kept.opening() });
    window.click("History");
    window.until("they are listed", |state| state.past().entries.is_some());
    window.harness.get_by_label("Nothing is kept yet");
}
