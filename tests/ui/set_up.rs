//! The set-up: every control by its name, what is said beside it, what stays until the next start.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use manyhands::model::{Accept, Connections, Event, FaultKind, Keep, LabSettings, Plan, Source};
use manyhands::ui::AppState;

use crate::play::{Opening, Window};

/// The plan that Run would start now.
fn plan(window: &Window) -> Plan {
    window.state().checked().plan.clone().expect("the set-up is a plan")
}

fn lab(window: &Window) -> LabSettings {
    plan(window).lab().expect("the lab server takes part").clone()
}

/// A window in which all fields are in view.
fn tall() -> Window {
    Window::open(Opening { size: [1280.0, 1400.0], ..Opening::default() })
}

/// Clicks and waits until the set-up was looked through again.
fn choose(window: &mut Window, name: &str) {
    window.click(name);
    window.until("the set-up was looked through", AppState::is_checked);
}

fn is_there(window: &Window, name: &str) -> bool {
    window.harness.query_all_by_label(name).next().is_some()
}

#[test]
fn the_lab_server_is_set_in_place() {
    let mut window = tall();
    assert!(!is_there(&window, "Jitter"));
    window.click("Server settings");
    for (name, text) in [
        ("Latency", "50"),
        ("Jitter", "5"),
        ("Bandwidth", "20"),
        ("Bandwidth of a connection", "2.5"),
        ("Most requests at a time", "4"),
        ("Picture width", "600"),
        ("Picture height", "900"),
    ] {
        window.type_into(name, text);
    }
    window.click("Faults");
    window.type_into("Bodies cut short, per cent", "10");
    let settings = lab(&window);
    assert_eq!((settings.latency_secs, settings.jitter_secs, settings.max_requests), (0.050, 0.005, Some(4)));
    assert_eq!(settings.bandwidth_bytes_per_sec, Some(20_000_000));
    assert_eq!(settings.per_connection_bytes_per_sec, Some(2_500_000));
    assert_eq!((settings.faults[0].kind, settings.faults[0].rate), (FaultKind::Cut, 0.1));
    let Source::Lab { paths, .. } = plan(&window).source().clone() else { panic!("the lab's") };
    assert_eq!(paths[9], "/id/10/600/900");
    choose(&mut window, "Back to the course’s network");
    assert_eq!(lab(&window), LabSettings::default());
    assert!(!is_there(&window, "Back to the course’s network"));
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_is_never_folded_away() {
    let mut window = Window::usual();
    window.click("Server settings");
    window.type_into("Jitter", "500");
    assert!(is_there(&window, "Choose no more jitter than latency."));
    assert!(is_there(&window, "Change the jitter to run"));
    assert_eq!(window.state().checked().plan, None);
    window.click("Server settings");
    assert!(is_there(&window, "Choose no more jitter than latency."), "it stays in view");
    window.type_into("Jitter", "5");
    assert!(!is_there(&window, "Choose no more jitter than latency."));
}

#[test]
fn the_arrow_keys_raise_and_lower_a_figure() {
    let mut window = Window::usual();
    window.click("Server settings");
    window.harness.get_by_role_and_label(Role::TextInput, "Latency").click();
    window.harness.step();
    for key in [Key::ArrowUp, Key::ArrowUp, Key::ArrowDown] {
        window.harness.key_press(key);
        window.harness.step();
        window.harness.step();
    }
    window.until("the set-up was looked through", AppState::is_checked);
    assert_eq!(lab(&window).latency_secs, 0.440);
}

#[test]
fn what_is_seldom_changed_reaches_the_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = tall();
    window.type_into("Save to", &folder.path().display().to_string());
    window.click("More");
    for name in ["Connections: Kept", "Protocol: HTTP/2", "Accept: Anything", "Keep: All"] {
        choose(&mut window, name);
    }
    window.type_into("Timeout", "2.5");
    window.type_into("Seed", "7");
    let plan = plan(&window);
    let draft = plan.draft();
    assert_eq!((draft.connections, draft.http2), (Connections::Reuse, true));
    assert_eq!((draft.accept, draft.keep), (Accept::Any, Keep::All));
    assert_eq!((draft.timeout_secs, draft.seed), (2.5, 7));
}

#[test]
fn a_seed_that_was_typed_is_kept_and_another_one_is_made_without() {
    let mut window = tall();
    window.click("More");
    window.type_into("Seed", "7");
    window.press_run();
    assert_eq!(window.engine.last_plan().expect("a plan").draft().seed, 7);
    window.engine.tell(Event::Ended { cancelled: false, early: None });
    window.settle();
    window.type_into("Seed", " ");
    window.press_run();
    let seed = window.engine.last_plan().expect("a plan").draft().seed;
    assert!(![1, 7].contains(&seed), "{seed}");
}

#[test]
fn a_pattern_shows_its_first_and_last_address() {
    let mut window = Window::usual();
    window.set_up("Another address", "https://images.example/[1-100].jpg");
    for text in ["100 addresses, the first 10 are fetched", "/1.jpg", "to /10.jpg"] {
        assert!(is_there(&window, text), "{text}");
    }
    window.type_into("Address", "https://images.example/[1-100.jpg");
    assert!(!is_there(&window, "to /10.jpg"));
}

#[test]
fn what_each_mode_does_is_told_on_demand() {
    let mut window = Window::usual();
    assert!(!is_there(&window, "A fresh process for every picture"));
    window.click("What they do");
    assert!(is_there(&window, "A fresh process for every picture"));
    window.click("What they do");
    assert!(!is_there(&window, "A fresh process for every picture"));
}

#[test]
fn a_folder_shows_its_free_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = Window::usual();
    assert!(window.harness.query_by_label_contains(" free").is_none(), "nobody chose the temporary one");
    window.type_into("Save to", &folder.path().display().to_string());
    // Some systems do not tell.
    let is_told = window.state().checked().room.is_some();
    assert_eq!(window.harness.query_by_label_contains(" free").is_some(), is_told);
}

#[test]
fn everything_stays_until_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let size = [1280.0, 1400.0];
    let opening = || Opening { size, folder: Some(folder.path().to_owned()), ..Opening::default() };
    let mut window = Window::open(opening());
    window.click("Server settings");
    window.type_into("Latency", "50");
    window.click("More");
    choose(&mut window, "Accept: Anything");
    window.press_run();
    drop(window);
    let window = Window::open(opening());
    assert_eq!(lab(&window).latency_secs, 0.050);
    assert_eq!(plan(&window).draft().accept, Accept::Any);
    assert!(is_there(&window, "Jitter") && is_there(&window, "Seed"), "what was unfolded is");
}

#[test]
fn many_requests_to_a_foreign_host_are_asked_about_once_a_host() {
    let folder = tempfile::tempdir().expect("a folder");
    let opening = || Opening { folder: Some(folder.path().to_owned()), ..Opening::default() };
    let mut window = Window::open(opening());
    let ended = || Event::Ended { cancelled: false, early: None };
    window.set_up("Another address", "https://images.example/[1-100].jpg");
    window.press_run();
    assert!(window.state().question().is_some() && window.engine.heard().is_empty());
    window.click("Back");
    assert!(window.state().question().is_none() && window.engine.heard().is_empty());
    window.press_run();
    assert!(window.state().question().is_some(), "who went back did not agree");
    // The panel's own Run has the same name as the question's.
    window.harness.get_by_label("Send them").click();
    window.harness.step();
    window.settle();
    assert_eq!(window.engine.heard(), ["compare"]);
    window.engine.tell(ended());
    window.settle();
    window.press_run();
    assert_eq!(window.engine.heard().last().map(String::as_str), Some("compare"), "agreed for this host");
    assert!(window.state().question().is_none());
    drop(window);

    let mut window = Window::open(opening());
    window.press_run();
    assert_eq!(window.engine.heard(), ["compare"], "agreed at the former start");
    window.engine.tell(ended());
    window.settle();
    window.type_into("Address", "https://{images,other}.example/[1-100].jpg");
    window.press_run();
    assert_eq!(window.state().question().expect("another host").hosts, ["other.example"]);
}

#[test]
fn few_requests_and_those_to_this_machine_are_not_asked_about() {
    for (address, rounds) in [("https://images.example/a.jpg", "1"), ("http://localhost/[1-100].jpg", "8")] {
        let mut window = Window::usual();
        window.set_up("Another address", address);
        window.type_into("Rounds", rounds);
        window.press_run();
        assert!(window.state().question().is_none(), "{address}");
        assert_eq!(window.engine.heard(), ["compare"], "{address}");
    }
}

#[test]
fn in_a_short_window_the_keyboard_s_field_is_scrolled_to_and_run_stays() {
    let mut window = Window::open(Opening { size: [900.0, 600.0], ..Opening::default() });
    window.click("Server settings");
    let bottom = |window: &Window, name: &str| {
        let node = window.harness.get_by_label(name);
        node.rect().bottom()
    };
    let run = bottom(&window, "Run");
    assert!(run < 600.0 - 32.0 && bottom(&window, "More") > run, "more than fits");
    window.harness.get_by_role_and_label(Role::TextInput, "Latency").focus();
    window.harness.step();
    for _ in 0..30 {
        if window.harness.get_by_label("More").is_focused() {
            break;
        }
        window.harness.key_press(Key::Tab);
        window.harness.step();
    }
    window.settle();
    assert!(window.harness.get_by_label("More").is_focused(), "reached by the keyboard");
    assert!(bottom(&window, "More") < run - 40.0, "scrolled to");
    assert_eq!(bottom(&window, "Run"), run);
    window.harness.key_press_modifiers(Modifiers::NONE, Key::Space);
    window.settle();
    assert!(is_there(&window, "Seed"), "unfolded by the keyboard");
}

#[test]
fn while_it_runs_the_fields_rest() {
    let mut window = Window::usual();
    window.click("More");
    window.press_run();
    let seed = window.harness.get_by_role_and_label(Role::TextInput, "Seed");
    assert!(seed.accesskit_node().is_disabled());
}

#[test]
fn where_a_field_is_wrong_run_leads_to_the_first_of_them() {
    let mut window = tall();
    window.click("More");
    window.type_into("Timeout", "x");
    window.type_into("Rounds", "0");
    window.press_run();
    window.settle();
    assert!(window.harness.get_by_role_and_label(Role::TextInput, "Rounds").is_focused());
    assert!(is_there(&window, "Change the rounds and 1 more to run"));
    window.type_into("Rounds", "2");
    window.press_run();
    window.settle();
    assert!(window.harness.get_by_role_and_label(Role::TextInput, "Timeout").is_focused());
    assert!(is_there(&window, "Change the timeout to run"));
    assert!(window.engine.heard().is_empty());
}
