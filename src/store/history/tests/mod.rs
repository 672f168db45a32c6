//! The history in folders of the tests' own.

mod deleting;

use std::thread;

use tempfile::TempDir;

use super::*;
use crate::model::{Download, MAX_REPORT_BYTES, Report, ReportPlan, STOPPED_AFTER, Verdict, testing};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// A report that began in this second, of one run with one download.
fn report(second: i64) -> Report {
    let download = Download {
        url: "https://host.example/1.jpg".parse().expect("a URL"),
        start_secs: 0.1 + 0.2,
        bytes: 7,
        ..testing::download()
    };
    let report = testing::report(&["async:5"]);
    let contender = report.plan.baseline;
    Report {
        started_at: jiff::Timestamp::from_second(1_800_000_000 + second).expect("a time"),
        seed: u64::MAX,
        plan: ReportPlan { urls: vec![download.url.clone()], count: 1, ..report.plan },
        runs: vec![testing::run("async:5", 1, 1.0, vec![download])],
        verdict: Verdict { fastest: vec![contender], sentence: "Async, \"alone\"\n".into(), why: Vec::new() },
        ..report
    }
}

fn ids(history: &History) -> Vec<HistoryId> {
    let listing = history.list().expect("listed");
    assert_eq!(listing.notices, Vec::<String>::new());
    listing.entries.into_iter().map(|entry| entry.id).collect()
}

#[test]
fn what_was_kept_is_listed_and_comes_back_exactly() {
    let folder = folder();
    let history = History::open(&folder.path().join("not/there/yet"));
    assert_eq!(history.list().expect("listed"), Listing::default());
    let older = history.add(&report(1)).expect("kept");
    let newer = history.add(&report(2)).expect("kept");
    let same_time = history.add(&report(2)).expect("kept");
    assert_eq!(ids(&history), [same_time.clone(), newer.clone(), older.clone()]);
    let Entry { head, size_bytes, is_baseline, .. } = history.list().expect("listed").entries.swap_remove(2);
    assert_eq!((head.started_at, head.source().as_str()), (report(1).started_at, "host.example"));
    assert_eq!((head.verdict, head.runs, head.failed), (report(1).verdict.sentence, 1, 0));
    assert!(size_bytes > 500 && head.name.is_none() && !head.pinned && !is_baseline);
    for (id, second) in [(older, 1), (newer, 2), (same_time, 2)] {
        assert_eq!(history.load(&id).expect("opened"), report(second));
    }
}

#[test]
fn a_file_as_it_was_always_written_opens_and_is_written_so() {
    let first_line = concat!(
        r#"{"version":1,"name":null,"pinned":false,"started_at":"2027-01-15T08:00:01Z","hosts":["host.example"],"#,
        r#""lab_latency_secs":null,"contenders":["async:5"],"count":1,"rounds":1,"runs":1,"stopped":false,"failed":0,"#,
        r#""verdict":"Async, \"alone\"\n"}"#
    );
    let second_line = serde_json::to_string(&report(1)).expect("JSON");
    let (folder, other) = (folder(), folder());
    let id = History::open(folder.path()).add(&report(1)).expect("kept");
    let written = fs::read_to_string(folder.path().join(id.file_name())).expect("read");
    assert_eq!(written, format!("{first_line}\n{second_line}\n"));

    let from_before = first_line.replace(r#""lab_latency_secs":null,"#, "").replace(r#""stopped":false,"#, "");
    fs::write(other.path().join(id.file_name()), format!("{from_before}\n{second_line}\n")).expect("written");
    let history = History::open(other.path());
    assert_eq!(history.load(&id).expect("opened"), report(1));
    history.rename(&id, "older").expect("named");
    let entry = history.list().expect("listed").entries.swap_remove(0);
    let wanted = Head { name: Some("older".to_owned()), ..Head::of(&report(1)) };
    assert_eq!((entry.id, entry.head), (id, wanted));
}

#[test]
fn what_was_stopped_as_asked_is_told_from_what_ended_early() {
    let mut report = report(1);
    assert_eq!(Head::of(&report).ended(), None);
    report.plan.rounds = 40;
    assert_eq!(Head::of(&report).ended().as_deref(), Some("ended early"));
    report
        .verdict
        .why
        .push(format!("{STOPPED_AFTER}1 of 40 rounds: the budget of 10 requests does not pay for another."));
    assert_eq!(Head::of(&report).ended().as_deref(), Some("stopped after 1 round"));
}

#[test]
fn a_comparison_can_be_named_pinned_and_chosen() {
    let folder = folder();
    let history = History::open(folder.path());
    let id = history.add(&report(1)).expect("kept");
    let name = history.rename(&id, "  before\nthe change ").expect("named");
    assert_eq!(name.as_deref(), Some("before the change"));
    history.set_pinned(&id, true).expect("pinned");
    history.set_baseline(Some(&id)).expect("chosen");
    let entry = history.list().expect("listed").entries.swap_remove(0);
    assert_eq!(
        (entry.head.name.as_deref(), entry.head.pinned, entry.is_baseline),
        (Some("before the change"), true, true)
    );
    assert_eq!(History::open(folder.path()).baseline(), Some(id.clone()));
    assert_eq!(history.load(&id).expect("opened"), report(1));
    history.rename(&id, " ").expect("named");
    history.set_pinned(&id, false).expect("let go");
    history.set_baseline(None).expect("none");
    history.set_baseline(None).expect("still none");
    let entry = history.list().expect("listed").entries.swap_remove(0);
    assert_eq!((entry.head.name, entry.head.pinned, entry.is_baseline), (None, false, false));
    let gone: HistoryId = "1".parse().expect("a name");
    assert!(matches!(history.set_baseline(Some(&gone)), Err(HistoryError::Gone(_))));
    assert!(matches!(history.rename(&gone, "x"), Err(HistoryError::Gone(_))));
    assert!(matches!(history.load(&gone), Err(HistoryError::Gone(_))));
}

#[test]
fn the_oldest_go_when_there_are_too_many_but_for_those_that_are_held() {
    let folder = folder();
    let mut history = History::open(folder.path());
    let kept: Vec<HistoryId> = (0..4).map(|second| history.add(&report(second)).expect("kept")).collect();
    history.set_pinned(&kept[0], true).expect("pinned");
    history.set_baseline(Some(&kept[1])).expect("chosen");
    history.most.0 = 2;
    let fifth = history.add(&report(4)).expect("kept");
    assert_eq!(ids(&history), [fifth.clone(), kept[3].clone(), kept[1].clone(), kept[0].clone()]);
    history.most = (100, 1);
    let sixth = history.add(&report(5)).expect("kept");
    assert_eq!(ids(&history), [sixth, kept[1].clone(), kept[0].clone()], "the new one stays, however large");
}

#[test]
fn one_that_is_large_takes_no_others_with_it() {
    let folder = folder();
    let mut history = History::open(folder.path());
    let small: Vec<HistoryId> = (0..3).map(|second| history.add(&report(second)).expect("kept")).collect();
    let bytes: u64 = history.list().expect("listed").entries.iter().map(|entry| entry.size_bytes).sum();
    history.most.1 = bytes + 10;
    let mut large = report(3);
    large.verdict.why = vec!["because ".repeat(1000)];
    let large = history.add(&large).expect("kept");
    assert_eq!(ids(&history), [large.clone(), small[2].clone(), small[1].clone(), small[0].clone()]);
    // Once there is a newer one it goes, and the others stay, as far as there is room for them.
    let last = history.add(&report(4)).expect("kept");
    assert_eq!(ids(&history), [last, small[2].clone(), small[1].clone(), small[0].clone()]);
    history.most.1 = bytes - 1;
    history.add(&report(5)).expect("kept");
    assert_eq!(ids(&history).len(), 3, "the newest, and of the others those for which there is room");
}

#[test]
fn what_cannot_be_used_is_named_and_set_aside_and_the_rest_goes_on() {
    let folder = folder();
    let history = History::open(folder.path());
    let good = history.add(&report(1)).expect("kept");
    let text = fs::read_to_string(folder.path().join(good.file_name())).expect("read");
    let cases = [
        ("20270101-1.json", String::new(), "is damaged"),
        ("20270101-2.json", "hello\n".to_owned(), "is damaged"),
        ("20270101-3.json", text[..100].to_owned(), "is damaged"),
        ("20270101-4.json", "{\"version\":2,\"all\":\"new\"}\n".to_owned(), "newer version of Manyhands (form 2)"),
        ("20270101-5.json", "[".repeat(3 << 20), "is damaged"),
    ];
    for (name, text, _) in &cases {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let huge = File::create(folder.path().join("20270101-6.json")).expect("made");
    huge.set_len(MAX_REPORT_BYTES + (2 << 20)).expect("a file with a hole");
    let mut notices = history.list().expect("listed").notices;
    notices.sort();
    assert_eq!(notices.len(), 6);
    for (why, name) in cases.iter().map(|(name, _, why)| (*why, *name)).chain([("too large", "20270101-6.json")]) {
        let aside = folder.path().join(SET_ASIDE).join(name);
        assert!(aside.exists(), "{name} is not deleted");
        let is_told = |notice: &&String| notice.contains(why) && notice.contains(&*aside.to_string_lossy());
        assert_eq!(notices.iter().filter(is_told).count(), 1, "{name}: {notices:#?}");
    }
    assert_eq!(ids(&history), std::slice::from_ref(&good));
    assert_eq!(history.load(&good).expect("opened"), report(1));
    // What has the name of one set aside before takes no other's place.
    fs::write(folder.path().join("20270101-1.json"), "again").expect("written");
    assert_eq!(history.list().expect("listed").notices.len(), 1);
    assert_eq!(fs::read_dir(folder.path().join(SET_ASIDE)).expect("listed").count(), 7);
}

#[test]
fn a_folder_is_a_persons_own_whatever_its_name() {
    let folder = folder();
    fs::create_dir(folder.path().join("20270101-1.json")).expect("made");
    assert_eq!(History::open(folder.path()).list().expect("listed"), Listing::default());
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_and_stays_where_it_is() {
    use std::os::unix::fs::symlink;

    let folder = folder();
    let (history, id) = (History::open(folder.path()), "20270101-1".parse().expect("a name"));
    let path = folder.path().join("20270101-1.json");
    // A link to itself can be read by nobody, root included.
    symlink(&path, &path).expect("linked");
    for _ in 0..2 {
        let notices = history.list().expect("listed").notices;
        assert!(matches!(&*notices, [one] if one.contains("cannot be read")), "{notices:?}");
    }
    for error in [history.load(&id).map(drop), history.rename(&id, "x").map(drop), history.set_pinned(&id, true)] {
        assert!(matches!(error, Err(HistoryError::Unread { .. })), "{error:?}");
    }
    assert!(path.is_symlink());
}

#[test]
fn damage_in_the_report_is_found_when_it_is_opened() {
    let folder = folder();
    let history = History::open(folder.path());
    let id = history.add(&report(1)).expect("kept");
    let path = folder.path().join(id.file_name());
    let text = fs::read_to_string(&path).expect("read");
    fs::write(&path, &text[..text.len() - 100]).expect("written");
    assert_eq!(ids(&history), std::slice::from_ref(&id), "the list needs the first line only");
    let error = history.load(&id).expect_err("damaged");
    let HistoryError::Unusable { aside, .. } = &error else { panic!("{error}") };
    assert!(aside.exists() && error.to_string().contains("is damaged"), "{error}");
    assert_eq!(ids(&history), []);
}

#[test]
fn several_programs_at_once_lose_nothing() {
    let folder = folder();
    let kept = History::open(folder.path()).add(&report(0)).expect("kept");
    thread::scope(|scope| {
        for number in 0..4 {
            let (folder, kept) = (folder.path(), &kept);
            scope.spawn(move || {
                // As another program has it: nothing is shared but the folder.
                let history = History::open(folder);
                for turn in 0..8 {
                    let id = history.add(&report(1 + turn)).expect("kept");
                    history.rename(kept, &format!("{number} {turn}")).expect("named");
                    let listed = history.list().expect("listed");
                    assert_eq!(listed.notices, Vec::<String>::new());
                    assert!(listed.entries.iter().any(|entry| entry.id == id));
                    assert_eq!(history.load(kept).expect("opened"), report(0));
                    let mut deleted = history.delete(&id).expect("deleted");
                    if turn % 2 == 0 {
                        deleted.undo().expect("back");
                    }
                }
            });
        }
    });
    assert_eq!(ids(&History::open(folder.path())).len(), 1 + 4 * 4);
}
