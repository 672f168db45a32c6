//! Every control, found by its name.

use eframe::egui::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use manyhands::model::{Mode, Work};
use manyhands::store::Theme;
use manyhands::ui::{AppState, Field, Scale};

use crate::fixture::Sketch;
use crate::play::{Opening, Window};

fn with_results() -> Window {
    Window::open(Opening { report: Some(Sketch::default().report()), ..Opening::default() })
}

#[test]
fn every_field_takes_what_is_typed() {
    let mut window = Window::usual();
    window.type_into("Pictures", "25");
    window.type_into("Rounds", "3");
    window.type_into("Threads workers", "12");
    let folder = tempfile::tempdir().expect("a folder");
    window.type_into("Save to", folder.path().to_str().expect("text"));
    let plan = window.state().checked().plan.as_ref().expect("a plan");
    assert_eq!((plan.count().get(), plan.rounds().get()), (25, 3));
    assert!(plan.contenders().iter().any(|contender| contender.to_string() == "thread-pool:12"));
    assert_eq!(plan.draft().folder.as_deref(), Some(folder.path()));
}

#[test]
fn each_mode_has_a_box_and_its_workers() {
    let mut window = Window::usual();
    for mode in Mode::ALL {
        let workers = format!("{} workers", mode.label());
        let count = |window: &Window| {
            window
                .harness
                .query_all_by_label(&workers)
                .filter(|node| node.accesskit_node().role() == Role::TextInput)
                .count()
        };
        assert_eq!(count(&window), usize::from(mode.takes_workers()), "{mode}");
        window.click(mode.label());
        assert_eq!(count(&window), 0, "{mode}");
    }
    window.until("it is looked through", AppState::is_checked);
    assert_eq!(window.state().error(Field::Modes), Some("Choose at least one mode."));
    window.harness.get_by_label("Choose at least one mode.");
}

#[test]
fn the_source_and_the_work_are_chosen_from_menus() {
    let mut window = Window::usual();
    window.open_choice("Pictures from");
    window.click("picsum.photos");
    assert!(window.state().set_up().address.starts_with("https://picsum.photos/id/"));
    window.open_choice("Pictures from");
    window.click("Lab server, 430 ms away");
    assert!(window.state().set_up().from_lab);
    window.open_choice("Work");
    window.click("Download and shrink");
    assert_eq!(window.state().set_up().work, Work::Thumbnail);
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_run_rests() {
    let mut window = Window::usual();
    window.type_into("Pictures", "0");
    window.harness.get_by_label("Choose from 1 to 10,000 pictures.");
    window.type_into("Pictures", "10");
    window.type_into("Process pool workers", "513");
    window.harness.get_by_label("Choose from 1 to 512 workers.");
    assert!(window.harness.get_by_role_and_label(Role::Button, "Run").accesskit_node().is_disabled());
    window.press_run();
    assert!(window.engine.heard().is_empty());
    window.type_into("Process pool workers", "5");
    window.set_up("Another address", "ftp://host/picture");
    assert!(window.state().error(Field::Address).expect("an error").contains("http"));
}

#[test]
fn the_cost_stands_above_run() {
    let window = Window::usual();
    let costs: Vec<_> = window.harness.query_all_by_label_contains("410 downloads, about").collect();
    assert_eq!(costs.len(), 1);
}

#[test]
fn the_set_up_folds_away_and_comes_back() {
    let mut window = Window::usual();
    window.click("Fold the set-up away");
    assert!(window.harness.query_by_role_and_label(Role::Button, "Run").is_none());
    window.click("Show the set-up");
    window.harness.get_by_role_and_label(Role::Button, "Run");
}

#[test]
fn light_and_dark_are_chosen_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let opening = || Opening { folder: Some(folder.path().to_owned()), ..Opening::default() };
    let mut window = Window::open(opening());
    window.click("Light or dark");
    window.click("Dark");
    assert!(window.harness.ctx.global_style().visuals.dark_mode);
    drop(window);
    let window = Window::open(opening());
    assert_eq!(window.state().settings().theme, Theme::Dark);
    assert!(window.harness.ctx.global_style().visuals.dark_mode);
}

#[test]
fn run_times_change_their_scale() {
    let mut window = with_results();
    for scale in [Scale::Times, Scale::Log, Scale::Seconds] {
        window.click(scale.label());
        assert_eq!(window.state().scale(), scale);
        assert_eq!(window.state().charts().times.scale, scale);
    }
}

#[test]
fn plots_and_pictures_say_what_they_show() {
    let window = with_results();
    for words in ["Time of each run, medians: Sequential", "Active processes. A process each: 10 at once", "Timeline, "]
    {
        assert_eq!(window.harness.query_all_by_label_contains(words).count(), 1, "{words}");
    }
    window.harness.get_by_role_and_label(Role::Button, "Picture 10");
}

#[test]
fn a_picture_and_its_bar_are_pointed_at_together() {
    let mut window = with_results();
    window.harness.get_by_role_and_label(Role::Button, "Picture 4").hover();
    window.harness.run_steps(3);
    assert_eq!(window.state().pointed(), Some(3));
    window.harness.get_by_label_contains("Timeline, ").hover();
    window.harness.run_steps(3);
    assert!(window.state().pointed().is_some_and(|index| index != 3));
}

#[test]
fn a_notice_stays_until_it_is_dismissed() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("settings.json"), "{ damaged").expect("written");
    let mut window = Window::open(Opening { folder: Some(folder.path().to_owned()), ..Opening::default() });
    assert_eq!(window.harness.query_all_by_label_contains("was set aside").count(), 1);
    window.click("Dismiss");
    assert!(window.state().notices().is_empty());
    assert!(folder.path().join("settings.json.set-aside").exists());
}
