//! No password that was typed is left behind.

use crate::fixture::{Sketch, events};
use crate::play::{Opening, Window};

#[test]
fn no_password_reaches_the_disk() {
    for address in
        ["https://me:s3cret@images.example/[1-3].jpg", "https://{me,you}:s3cret@images.example/", "http://me:s3cret"]
    {
        let (folder, history) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let opening = || Opening {
            folder: Some(folder.path().to_owned()),
            history: Some(history.path().to_owned()),
            ..Opening::default()
        };
        let mut window = Window::open(opening());
        window.type_into("Rounds", "1");
        window.set_up("Another address", address);
        window.press_run();
        if window.engine.last_plan().is_some() {
            for event in events(&Sketch { rounds: 1, ..Sketch::default() }.report()) {
                window.engine.tell(event);
                window.harness.step();
            }
            window.until("it is kept", |state| state.past().shown.kept.is_some());
        }
        // Whatever saves the settings; as it happens when the window is closed.
        window.click("Light or dark");
        window.click("Dark");
        drop(window);
        let mut files = Vec::new();
        for place in [folder.path(), history.path()] {
            for file in walk(place) {
                let text = String::from_utf8_lossy(&std::fs::read(&file).expect("read")).into_owned();
                assert!(!text.contains("s3cret") && !text.contains("s3cr"), "{address} in {}", file.display());
                files.push(file);
            }
        }
        assert!(files.iter().any(|file| file.ends_with("settings.json")), "{files:?}");
        let window = Window::open(opening());
        assert!(!window.state().set_up().address.contains('@'), "{}", window.state().set_up().address);
    }
}

/// Every file below a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
