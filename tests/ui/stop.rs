//! What may end a comparison early: its fields, what they cost, and what is said when it did.

use eframe::egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use manyhands::model::{Event, Plan, Report, StopRules};
use manyhands::stats;
use manyhands::ui::{AppState, Field};

use crate::fixture::{Sketch, events};
use crate::play::{Opening, Window};

fn tall() -> Window {
    let mut window = Window::open(Opening { size: [1280.0, 1400.0], ..Opening::default() });
    window.click("When to stop");
    window
}

fn plan(window: &Window) -> Plan {
    window.state().checked().plan.clone().expect("the set-up is a plan")
}

fn tells(window: &Window, words: &str) -> bool {
    window.harness.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn stop_rules_and_rate_are_typed_and_reach_the_engine() {
    let mut window = tall();
    assert!(tells(&window, "after all rounds") || plan(&window).draft().stop == StopRules::default());
    window.type_into("Intervals below", "5");
    assert_eq!(window.state().set_up().rounds, "40", "there are more rounds to stop in");
    assert!(tells(&window, "Looked at after 10, 15, 23, 35 and 40"));
    assert!(tells(&window, "≤ 2,010 downloads, "), "as short as it has to be for one line");
    window.type_into("Most requests", "1000");
    assert!(tells(&window, "960 downloads, "));
    window.type_into("Most data", "300");
    window.type_into("Most time", "90");
    window.click("More");
    window.type_into("Rate", "25");
    window.press_run();
    let plan = window.engine.last_plan().expect("it was asked for");
    let wanted = StopRules {
        until_width: Some(0.05),
        budget_requests: Some(1000),
        budget_bytes: Some(300_000_000),
        budget_secs: Some(90.0),
    };
    assert_eq!((plan.draft().stop, plan.draft().rate_per_sec), (wanted, Some(25.0)));
    assert_eq!(plan.rounds().get(), 40);
}

#[test]
fn a_sweep_has_them_too() {
    let mut window = tall();
    window.harness.key_press_modifiers(eframe::egui::Modifiers::COMMAND, Key::Num2);
    window.harness.step();
    window.until("the set-up was looked through", AppState::is_checked);
    window.type_into("Most requests", "4000");
    assert_eq!(plan(&window).draft().stop.budget_requests, Some(4000));
    assert!(tells(&window, "4,000 downloads, "));
}

#[test]
fn what_is_wrong_stands_below_its_field() {
    let mut window = tall();
    for (name, text, field, sentence) in [
        ("Intervals below", "0", Field::UntilPercent, "Choose from 0.1 to 100 %, or leave it empty for all rounds."),
        (
            "Most requests",
            "few",
            Field::BudgetRequests,
            "Choose a whole number of requests, or leave it empty for no limit.",
        ),
        ("Most data", "-1", Field::BudgetMegabytes, "Choose from 0.000001 MB on, or leave it empty for no limit."),
        ("Most time", "0", Field::BudgetSecs, "Choose from 0.001 seconds on, or leave it empty for no limit."),
    ] {
        window.type_into(name, text);
        assert_eq!(window.state().error(field), Some(sentence));
        let (below, of) = (
            window.harness.get_by_label(sentence).rect(),
            window.harness.get_by_role_and_label(Role::TextInput, name).rect(),
        );
        assert!(below.top() >= of.bottom() - 1.0 && below.top() < of.bottom() + 60.0, "{below:?} below {of:?}");
        window.type_into(name, " ");
        assert_eq!(window.state().error(field), None);
    }
    window.type_into("Most requests", "59");
    assert!(tells(&window, "does not pay for one round, which takes 60"));
    assert!(tells(&window, "Change the limit of requests to run"));
    window.click("When to stop");
    assert!(tells(&window, "does not pay for one round"), "it stays in view");
}

#[test]
fn they_stay_until_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let opening = || Opening { size: [1280.0, 1400.0], folder: Some(folder.path().to_owned()), ..Opening::default() };
    let mut window = Window::open(opening());
    window.click("When to stop");
    window.type_into("Intervals below", "2.5");
    window.type_into("Most time", "600");
    window.press_run();
    drop(window);
    let window = Window::open(opening());
    assert_eq!(
        (plan(&window).draft().stop.until_width, plan(&window).draft().stop.budget_secs),
        (Some(0.025), Some(600.0))
    );
    assert!(tells(&window, "Most time"), "what was unfolded is");
}

/// A comparison that would have had 40 rounds and was stopped after two, and why.
fn stopped(contenders: &[&str]) -> (Report, String) {
    let mut report = Sketch { contenders, rounds: 2, ..Sketch::default() }.report();
    report.plan.rounds = 40;
    report.plan.stop.budget_requests = Some(contenders.len() as u64 * 20 + 10);
    let stop = stats::stop(&report, &stats::Spent::default()).expect("the budget is spent");
    report.verdict.why.push(stop.to_string());
    (report, stop.to_string())
}

#[test]
fn progress_and_verdict_say_that_it_stopped_and_why() {
    let (report, sentence) = stopped(&crate::fixture::FIVE);
    assert_eq!(sentence, "Stopped after 2 of 40 rounds: the budget of 110 requests does not pay for another.");
    let mut window = tall();
    window.type_into("Rounds", "40");
    window.type_into("Most requests", "110");
    window.press_run();
    for event in events(&report) {
        let event = match event {
            Event::Judged { summary, ratios, scaling, lateness, .. } => {
                Event::Judged { summary, ratios, scaling, lateness, verdict: report.verdict.clone() }
            }
            other => other,
        };
        let runs = matches!(event, Event::Progress { .. });
        window.engine.tell(event);
        window.harness.step();
        if runs {
            window.harness.step();
            assert!(tells(&window, "of at most "), "how many runs it will be is not known");
        }
    }
    window.settle();
    assert!(tells(&window, &sentence), "the verdict's reasons");
    assert!(tells(&window, "Stopped after 2 of 40 rounds. 10 runs, 100 pictures"), "the status line");
}

#[test]
fn an_opened_sweep_says_first_why_it_stopped() {
    let (report, sentence) = stopped(&["async:1", "async:2", "async:4"]);
    let window = Window::open(Opening { report: Some(report), ..Opening::default() });
    let told = window.harness.get_by_label_contains(&sentence).accesskit_node().value().expect("a text");
    assert!(told.starts_with(&sentence), "{told}");
}
