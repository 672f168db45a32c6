//! Which drafts become plans, and what is said of the others.

use super::*;

#[test]
fn the_default_is_the_course_s_comparison() {
    let plan = Plan::new(PlanDraft::default()).expect("the default is a plan");
    assert_eq!(
        plan.contenders().iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["sequential:1", "process-per-task:10", "process-pool:5", "thread-pool:5", "async:5"]
    );
    assert_eq!(plan.baseline().to_string(), "sequential:1");
    assert_eq!(plan.requests(), 410);
    assert!(plan.foreign_hosts().is_empty());
}

#[test]
fn the_first_contender_is_the_baseline_without_sequential() {
    let draft = PlanDraft { contenders: vec![(Mode::Async, 4), (Mode::ThreadPool, 4)], ..PlanDraft::default() };
    assert_eq!(Plan::new(draft).expect("a plan").baseline().to_string(), "async:4");
}

#[test]
fn what_cannot_be_done_says_what_to_change() {
    type Spoil = fn(&mut PlanDraft);
    let wrong: [(Spoil, &str); 16] = [
        (|draft| draft.stop.until_width = Some(0.0), "0.05 for 5 %"),
        (|draft| draft.stop.budget_requests = Some(59), "takes 60 with the warm-up"),
        (|draft| draft.stop.budget_bytes = Some(0), "0 bytes"),
        (|draft| draft.stop.budget_secs = Some(f64::NAN), "0 s"),
        (|draft| draft.count = 0, "0 downloads"),
        (|draft| draft.count = 10_001, "10001 downloads"),
        (|draft| draft.rounds = 0, "0 rounds"),
        (
            |draft| (draft.count, draft.rounds) = (10_000, 11),
            "11 rounds of 10000 downloads each are too many with 5 to compare: 550,000 downloads; choose fewer, at most \
             500,000 together",
        ),
        (|draft| draft.contenders.clear(), "no mode"),
        (|draft| draft.contenders[2].1 = 0, "cannot have 0 workers"),
        (|draft| draft.contenders.push((Mode::Async, 5)), "named twice"),
        (|draft| draft.timeout_secs = f64::NAN, "timeout"),
        (|draft| draft.rate_per_sec = Some(0.0), "0 requests a second cannot be kept to"),
        (|draft| draft.rate_per_sec = Some(f64::NAN), "choose from 0.01"),
        (|draft| draft.baseline = Some((Mode::Async, Some(7))), "async:7 takes no part"),
        (|draft| draft.source = Source::Urls(vec!["ftp://host/a".parse().expect("url")]), "http and https"),
    ];
    for (spoil, words) in wrong {
        let mut draft = PlanDraft::default();
        spoil(&mut draft);
        let error = Plan::new(draft).expect_err(words).to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn a_budget_of_requests_pays_for_whole_rounds() {
    let plan = |budget| {
        let stop = StopRules { budget_requests: budget, ..StopRules::default() };
        Plan::new(PlanDraft { stop, ..PlanDraft::default() }).expect("a plan")
    };
    let paid = |budget| (plan(budget).rounds_within_requests(), plan(budget).requests());
    assert_eq!(paid(None), (8, 410));
    assert_eq!(paid(Some(60)), (1, 60));
    assert_eq!(paid(Some(109)), (1, 60));
    assert_eq!(paid(Some(110)), (2, 110));
    assert_eq!(paid(Some(u64::MAX)), (8, 410));

    let stop = StopRules { budget_requests: Some(500_000), ..StopRules::default() };
    let draft = PlanDraft { stop, rounds: 1000, count: 10_000, warm_up: false, ..PlanDraft::default() };
    assert_eq!(Plan::new(draft).expect("as many as a comparison may have").requests(), 500_000);
}

#[test]
fn hosts_outside_this_machine_are_named_once() {
    let urls =
        ["http://a.example/1", "http://a.example/2", "http://127.0.0.1/3", "http://localhost./4", "https://b.example/"];
    let source = Source::Urls(urls.map(|url| url.parse().expect("url")).to_vec());
    let plan = Plan::new(PlanDraft { source, ..PlanDraft::default() }).expect("a plan");
    assert_eq!(plan.foreign_hosts(), ["a.example", "b.example"]);
}

#[test]
fn a_plan_travels_in_a_frame_and_a_spoiled_one_does_not_arrive() {
    let plan = Plan::new(PlanDraft::default()).expect("a plan");
    let bytes = postcard::to_stdvec(&plan).expect("bytes");
    assert_eq!(postcard::from_bytes::<Plan>(&bytes).expect("read"), plan);
    let spoiled = postcard::to_stdvec(&PlanDraft { count: 0, ..PlanDraft::default() }).expect("bytes");
    assert!(postcard::from_bytes::<Plan>(&spoiled).is_err());
}
