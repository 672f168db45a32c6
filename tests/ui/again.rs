//! A comparison done again: what was asked for then comes back into the fields.

use std::path::PathBuf;

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use manyhands::model::{
    ClientRecord, Connections, FaultKind, FaultRate, LabRecord, LabSettings, Mode, Report, Source, StopRules, Work,
};
use manyhands::store::{History, LabField, View};
use manyhands::ui::AppState;

use crate::fixture::Sketch;
use crate::play::{Opening, Window};

const AGAIN: &str = "Do it again…";

fn client() -> ClientRecord {
    ClientRecord {
        http2: true,
        timeout_secs: 2.5,
        max_bytes: 1_500_000,
        warm_up: false,
        rate_per_sec: Some(12.5),
        headers: Vec::new(),
        credentials: false,
    }
}

const STOP: StopRules = StopRules {
    until_width: Some(0.07),
    budget_requests: Some(5000),
    budget_bytes: Some(2_500_000),
    budget_secs: Some(90.0),
};

/// A comparison in which nothing is as usual.
fn unusual() -> Report {
    let contenders = &["process-per-task:6", "thread-pool:7", "async:8"];
    let mut report = Sketch { contenders, rounds: 9, count: 6, ..Sketch::default() }.report();
    report.seed = 77;
    let plan = &mut report.plan;
    plan.urls = (1..=6).map(|id| format!("http://127.0.0.1:4000/id/{id}/60/90").parse().expect("a URL")).collect();
    (plan.work, plan.connections) = (Work::Thumbnail, Connections::Reuse);
    plan.baseline = plan.contenders[2];
    let settings = LabSettings {
        latency_secs: 0.05,
        max_requests: Some(3),
        faults: vec![FaultRate { kind: FaultKind::Cut, rate: 0.1 }],
        ..LabSettings::default()
    };
    plan.lab = Some(LabRecord { settings, lateness: None });
    (plan.stop, plan.client) = (STOP, Some(client()));
    report
}

/// A window that was opened on the report of a file.
fn opened(report: &Report) -> Window {
    let file = Some(PathBuf::from("/reports/mine.json"));
    Window::open(Opening { report: Some(report.clone()), file, ..Opening::default() })
}

fn again(window: &mut Window) {
    window.click(AGAIN);
    window.until("the set-up was looked through", AppState::is_checked);
}

#[test]
fn everything_comes_back_and_is_run_as_it_was() {
    let report = unusual();
    let mut window = opened(&report);
    again(&mut window);
    assert_eq!(window.state().notices(), [""; 0], "nothing is missing");
    assert_eq!(window.state().report(), Some(&report), "what was shown stays");
    assert!(window.state().set_up().from_lab);
    window.press_run();
    let plan = window.engine.last_plan().expect("it was asked for");
    assert_eq!((plan.contenders(), plan.baseline()), (report.plan.contenders.as_slice(), report.plan.baseline));
    assert_eq!((plan.count().get(), plan.rounds().get()), (6, 9));
    let Source::Lab { settings, paths } = plan.source() else { panic!("the lab's") };
    assert_eq!((settings, paths[5].as_str()), (&report.plan.lab.as_ref().expect("the lab").settings, "/id/6/60/90"));
    let draft = plan.draft();
    assert_eq!((draft.work, draft.connections, draft.seed), (Work::Thumbnail, Connections::Reuse, 77));
    let told = ClientRecord {
        http2: draft.http2,
        timeout_secs: draft.timeout_secs,
        max_bytes: draft.max_bytes,
        warm_up: draft.warm_up,
        rate_per_sec: draft.rate_per_sec,
        ..client()
    };
    assert_eq!((told, draft.stop), (client(), STOP));
}

#[test]
fn the_baseline_comes_back_in_whatever_order_the_modes_were_named() {
    let mut report = Sketch { contenders: &["async:5", "thread-pool:5"], rounds: 1, ..Sketch::default() }.report();
    for baseline in [0, 1] {
        report.plan.baseline = report.plan.contenders[baseline];
        let mut window = opened(&report);
        again(&mut window);
        let plan = window.state().checked().plan.as_ref().expect("nothing is wrong with it");
        assert_eq!(plan.baseline(), report.plan.baseline);
    }
}

#[test]
fn which_files_stay_is_to_be_chosen_again() {
    let mut report = Sketch { rounds: 1, ..Sketch::default() }.report();
    report.plan.folder = Some("/home/me/pictures".into());
    let mut window = opened(&report);
    again(&mut window);
    assert_eq!(window.state().notices(), ["No report holds which files stay in the folder; choose it again."]);
}

#[test]
fn a_sweep_goes_back_to_its_own_fields() {
    let mut report = crate::states::sweep::swept().report();
    report.plan.stop.budget_secs = Some(600.0);
    let mut window = opened(&report);
    assert_eq!(window.state().view(), View::Sweep);
    window.harness.get_by_label_contains("From the file mine.json");
    again(&mut window);
    let form = window.state().set_up().sweep.clone().expect("it is a sweep");
    assert_eq!((form.mode, form.workers.as_str()), (Mode::ProcessPool, "1, 2, 4, 8, 16, 32"));
    let set_up = window.state().set_up();
    assert_eq!((set_up.count.as_str(), set_up.stop.secs.as_str()), ("160", "600"));
    assert_eq!((set_up.lab.text(LabField::Latency), set_up.lab.text(LabField::Width)), ("430", "2000"));
    assert!(window.state().checked().plan.is_some());
}

#[test]
fn a_row_of_the_history_is_done_again() {
    let folder = tempfile::tempdir().expect("a folder");
    History::open(folder.path()).add(&unusual()).expect("kept");
    let mut window = Window::open(Opening { history: Some(folder.path().to_owned()), ..Opening::default() });
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
    window.until("it is listed", |state| state.past().entries.as_ref().is_some_and(|entries| entries.len() == 1));
    window.harness.get_by_role(Role::ListItem).click();
    window.harness.step();
    window.settle();
    window.click(AGAIN);
    window.until("the fields are shown", |state| state.view() == View::Compare && state.is_checked());
    assert_eq!(window.state().checked().plan.as_ref().map(|plan| plan.draft().stop), Some(STOP));
    assert!(window.state().report().is_none(), "only the fields were wanted");
}

#[test]
fn other_addresses_come_back_as_a_pattern() {
    let address = |urls: &[&str]| {
        let mut report = Sketch { rounds: 1, ..Sketch::default() }.report();
        report.plan.lab = None;
        report.plan.urls = urls.iter().map(|url| url.parse().expect("a URL")).collect();
        let mut window = opened(&report);
        again(&mut window);
        let plan = window.state().checked().plan.clone().expect("a plan");
        let Source::Urls(fetched) = plan.source().clone() else { panic!("no lab") };
        assert_eq!(fetched, report.plan.urls);
        window.state().set_up().address.clone()
    };
    assert_eq!(address(&["https://images.example/a.jpg"]), "https://images.example/a.jpg");
    assert_eq!(
        address(&["https://images.example/8.jpg", "https://images.example/9.jpg", "https://images.example/10.jpg"]),
        "https://images.example/[8-10].jpg"
    );
    assert_eq!(address(&["https://one.example/", "https://two.example/"]), "https://{one,two}.example/");
}

#[test]
fn what_no_report_holds_is_said() {
    let mut report = unusual();
    let client = report.plan.client.as_mut().expect("known");
    (client.headers, client.credentials) = (vec!["Authorization".to_owned()], true);
    report.plan.contenders.push("async:16".parse().expect("a contender"));
    let mut window = opened(&report);
    again(&mut window);
    for words in ["Authorization", "user name and password", "async:16"] {
        let is_said = window.state().notices().iter().any(|notice| notice.contains(words));
        assert!(is_said, "{words}: {:?}", window.state().notices());
    }
}

#[test]
fn the_file_of_the_first_report_is_named_and_its_folder_is_where_dialogs_begin() {
    let window = opened(&Sketch { rounds: 1, ..Sketch::default() }.report());
    window.harness.get_by_label("From the file mine.json, 2 Jan 2026, 03:04");
    assert_eq!(window.state().past().files.folder(), Some(PathBuf::from("/reports").as_path()));
}
