//! What is told of a set-up: its errors beside their fields, its plan and its cost.

use crate::model::{Accept, Connections, Keep, StopRules};

use super::*;

type Spoil = fn(&mut SetUp);

#[test]
fn the_default_is_a_plan_with_its_cost() {
    let checked = check(7, &SetUp::default());
    assert_eq!((checked.serial, checked.errors.len()), (7, 0));
    assert_eq!(checked.cost.expect("a cost").requests, 410);
}

#[test]
fn a_sweep_is_its_mode_once_for_each_count() {
    let plan = check(0, &SetUp::for_sweep()).plan.expect("a plan");
    let contenders: Vec<String> = plan.contenders().iter().map(ToString::to_string).collect();
    assert_eq!(contenders[..2], ["process-pool:1", "process-pool:2"]);
    assert_eq!((contenders.len(), plan.baseline().workers.get(), plan.count().get()), (6, 1, 160));
    for wrong in ["", "4", "0, 1", "1, x", "1, 513"] {
        let mut set_up = SetUp::for_sweep();
        set_up.sweep.as_mut().expect("a sweep").workers = wrong.to_owned();
        let checked = check(0, &set_up);
        let error = checked.error(Field::WorkerCounts).expect(wrong);
        assert!(error.ends_with('.') && checked.plan.is_none(), "{error}");
    }
}

#[test]
fn an_error_stands_beside_its_field() {
    let cases: [(Spoil, Field); 26] = [
        (|set_up| set_up.count = "0".into(), Field::Count),
        (|set_up| set_up.count = "ten".into(), Field::Count),
        (|set_up| set_up.rounds = "1001".into(), Field::Rounds),
        (|set_up| set_up.modes[2].workers = "513".into(), Field::Workers(Mode::ProcessPool)),
        (|set_up| set_up.modes.iter_mut().for_each(|choice| choice.chosen = false), Field::Modes),
        (|set_up| set_up.from_lab = false, Field::Address),
        (|set_up| (set_up.from_lab, set_up.address) = (false, "ftp://host/a".into()), Field::Address),
        (|set_up| set_up.lab.set(LabField::Latency, "-1".into()), Field::Lab(LabField::Latency)),
        (
            |set_up| {
                (set_up.from_lab, set_up.address) = (false, "/id/[1-9]/60/90".into());
                set_up.lab.set(LabField::Jitter, "x".into());
            },
            Field::Lab(LabField::Jitter),
        ),
        (|set_up| set_up.timeout_secs = "0".into(), Field::Timeout),
        (|set_up| set_up.seed = "-1".into(), Field::Seed),
        (|set_up| set_up.max_megabytes = "0".into(), Field::MaxMegabytes),
        (|set_up| set_up.rate_per_sec = "0".into(), Field::Rate),
        (|set_up| set_up.rate_per_sec = "fast".into(), Field::Rate),
        (|set_up| set_up.stop.until_percent = "0".into(), Field::UntilPercent),
        (|set_up| set_up.stop.until_percent = "101 %".into(), Field::UntilPercent),
        (|set_up| set_up.stop.requests = "1.5".into(), Field::BudgetRequests),
        (|set_up| set_up.stop.requests = "59".into(), Field::BudgetRequests),
        (|set_up| set_up.stop.megabytes = "0".into(), Field::BudgetMegabytes),
        (|set_up| set_up.stop.megabytes = "NaN".into(), Field::BudgetMegabytes),
        (|set_up| set_up.stop.secs = "-1".into(), Field::BudgetSecs),
        (|set_up| set_up.stop.secs = "inf".into(), Field::BudgetSecs),
        (|set_up| set_up.headers = "Accept: a\nno colon".into(), Field::Headers),
        (|set_up| set_up.headers = "a b: c".into(), Field::Headers),
        (|set_up| (set_up.baseline, set_up.modes[4].chosen) = (Some(Mode::Async), false), Field::Baseline),
        (|set_up| set_up.folder = file!().into(), Field::Folder),
    ];
    for (spoil, field) in cases {
        let mut set_up = SetUp::default();
        spoil(&mut set_up);
        let checked = check(0, &set_up);
        assert!(checked.error(field).is_some_and(|text| text.ends_with('.')), "{field:?}: {:?}", checked.errors);
        assert_eq!(checked.plan, None);
    }
}

#[test]
fn the_seldom_changed_fields_reach_the_plan() {
    let mut set_up = SetUp { http2: true, keep: Keep::All, seed: " 7 ".into(), ..SetUp::default() };
    (set_up.accept, set_up.connections) = (Accept::Any, Connections::Reuse);
    set_up.timeout_secs = "2.5".into();
    (set_up.max_megabytes, set_up.headers) = ("0.5".into(), " Accept: a \n\nX-Y:z".into());
    (set_up.warm_up, set_up.baseline) = (false, Some(Mode::Async));
    let plan = check(0, &set_up).plan.expect("a plan");
    let draft = plan.draft();
    assert_eq!((draft.http2, draft.keep, draft.seed, draft.timeout_secs), (true, Keep::All, 7, 2.5));
    assert_eq!((draft.accept, draft.connections), (Accept::Any, Connections::Reuse));
    assert_eq!((draft.max_bytes, draft.warm_up, plan.baseline().mode), (500_000, false, Mode::Async));
    assert_eq!((draft.rate_per_sec, draft.stop), (None, StopRules::default()), "empty fields ask for nothing");
    let headers = draft.headers.iter().map(|header| (header.name.as_str(), header.value.as_str()));
    assert_eq!(headers.collect::<Vec<_>>(), [("Accept", "a"), ("X-Y", "z")]);
}

#[test]
fn rate_and_stop_rules_reach_the_plan_and_make_it_cheaper() {
    let mut set_up = SetUp { rate_per_sec: " 2.5 ".into(), rounds: "40".into(), ..SetUp::default() };
    let stop = &mut set_up.stop;
    (stop.until_percent, stop.requests) = ("5 %".into(), "1,000".into());
    (stop.megabytes, stop.secs) = ("200.5".into(), "90".into());
    let checked = check(0, &set_up);
    let plan = checked.plan.expect("a plan");
    let wanted = StopRules {
        until_width: Some(0.05),
        budget_requests: Some(1000),
        budget_bytes: Some(200_500_000),
        budget_secs: Some(90.0),
    };
    assert_eq!((plan.draft().rate_per_sec, plan.draft().stop), (Some(2.5), wanted));
    let cost = checked.cost.expect("a cost");
    assert!(cost.bytes.is_some_and(|bytes| bytes <= 200_500_000) && cost.requests < 1000, "{cost:?}");
    set_up.sweep = Some(SweepForm::default());
    assert_eq!(check(0, &set_up).plan.expect("a sweep").draft().stop, wanted);
}

#[test]
fn settings_of_a_lab_that_takes_no_part_may_be_anything() {
    let mut set_up = SetUp { from_lab: false, address: "http://127.0.0.1/a".into(), ..SetUp::default() };
    set_up.lab.set(LabField::Latency, "x".into());
    assert!(check(0, &set_up).plan.is_some());
}

#[test]
fn a_pattern_is_previewed() {
    let preview = |address: &str, count: &str| {
        let set_up = SetUp { from_lab: false, address: address.into(), count: count.into(), ..SetUp::default() };
        check(0, &set_up).preview.map(|preview| [preview.summary, preview.first, preview.last])
    };
    let words = |words: [&str; 3]| Some(words.map(str::to_owned));
    let pattern = "https://host/a/[1-2000]?x=1";
    assert_eq!(preview(pattern, "10"), words(["2,000 addresses, the first 10 are fetched", "/a/1?x=1", "/a/10?x=1"]));
    assert_eq!(preview(pattern, "x"), words(["2,000 addresses", "/a/1?x=1", "/a/2000?x=1"]));
    assert_eq!(
        preview("http://{one,two}/", "3"),
        words(["2 addresses, repeated to make 3", "http://one/", "http://two/"])
    );
    assert_eq!(preview("/id/[1-9]/60/90", "9"), words(["9 addresses", "/id/1/60/90", "/id/9/60/90"]));
    assert_eq!(preview("http://host/a", "9"), None);
}

#[test]
fn a_mode_that_takes_no_part_may_have_anything_in_its_field() {
    let mut set_up = SetUp::default();
    set_up.modes[3].workers = "x".into();
    set_up.modes[3].chosen = false;
    assert_eq!(check(0, &set_up).plan.expect("a plan").contenders().len(), 4);
}

#[test]
fn the_tilde_is_the_home() {
    assert_eq!(folder("  "), None);
    assert_eq!(folder("~x/y"), Some(PathBuf::from("~x/y")));
    if let Some(dirs) = directories::UserDirs::new() {
        assert_eq!(folder("~/a"), Some(dirs.home_dir().join("a")));
    }
}

#[test]
fn what_is_wrong_is_told_in_the_order_of_the_panel() {
    let mut set_up = SetUp { count: "x".into(), rounds: "0".into(), timeout_secs: "-".into(), ..SetUp::default() };
    set_up.lab.set(LabField::MaxRequests, "x".into());
    set_up.lab.set(LabField::Latency, "x".into());
    set_up.stop.requests = "few".into();
    let fields: Vec<Field> = check(0, &set_up).errors.into_iter().map(|(field, _)| field).collect();
    let in_order = [Field::Lab(LabField::Latency), Field::Lab(LabField::MaxRequests), Field::Count, Field::Rounds];
    assert_eq!(fields[..4], in_order);
    assert_eq!(fields[4..], [Field::BudgetRequests, Field::Timeout]);
}
