//! The history as a terminal uses it: what is kept, listed, changed and removed, and what happens to it
//! when something is wrong with the disk.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use common::files::files_in;
use common::program::{Finished, Program, Running};
use common::wait::eventually;
use manyhands::export;
use rustix::process::Signal;

/// Two small pictures from a quick lab server, in two modes.
const SMALL: [&str; 10] =
    ["run", "/id/[1-2]/60/90", "--latency", "10", "--rounds", "1", "-m", "sequential", "-m", "process-pool:2"];

fn compare(program: &Program, more: &[&str]) {
    let arguments: Vec<&str> = SMALL.iter().chain(more).copied().collect();
    done(&program.run(&arguments));
}

#[track_caller]
fn done(finished: &Finished) {
    assert_eq!(finished.code, Some(0), "{finished:?}");
}

/// It cannot be done, and one line says why.
#[track_caller]
fn refused(finished: &Finished, words: &str) {
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(2), ""), "{finished:?}");
    assert!(finished.stderr.contains(words) && finished.stderr.trim().lines().count() == 1, "{finished:?}");
}

/// What `manyhands history` prints, and that it has nothing to complain of.
#[track_caller]
fn listed(program: &Program) -> String {
    let finished = program.run(&["history"]);
    done(&finished);
    assert_eq!(finished.stderr, "");
    finished.stdout
}

/// The lines of the list that are comparisons.
fn rows(listed: &str) -> usize {
    listed.lines().filter(|line| line.contains("lab server")).count()
}

fn kept(program: &Program) -> Vec<PathBuf> {
    let folder = program.home().join(".local/share/manyhands/history");
    let is_comparison = |path: &PathBuf| path.parent() == Some(&folder) && path.extension().is_some();
    files_in(&folder).into_iter().filter(is_comparison).collect()
}

#[test]
fn comparisons_are_kept_listed_written_and_removed() {
    let program = Program::new();
    assert_eq!(listed(&program).trim(), "No comparison was kept yet.");
    compare(&program, &["--no-history"]);
    assert_eq!(listed(&program).trim(), "No comparison was kept yet.");
    compare(&program, &["--json", "a.json"]);
    assert_eq!(rows(&listed(&program)), 1);
    done(&program.run(&["history", "1", "--json", "b.json", "--name", "mine", "--as-baseline"]));
    let open = |name: &str| export::open(&program.home().join(name)).expect("it opens");
    assert_eq!(open("b.json"), open("a.json"), "exactly as it was");
    assert!(listed(&program).contains("mine (baseline)"));
    // Who compares again is told what changed since.
    let now = program.run(&["run", "/id/1/60/90", "--latency", "5", "--rounds", "1", "--no-history"]);
    assert!(
        now.code == Some(0) && now.stdout.contains("the conditions differ (latency 10.0 ms, now 5.0 ms"),
        "{now:?}"
    );

    // What is interrupted is kept as far as it came.
    let running = program.start(&["run", "/id/1/60/90", "--latency", "100", "--rounds", "1000"]);
    eventually(Duration::from_secs(30), "a run ends", || running.stderr().contains("round ").then_some(()));
    running.signal_group(Signal::INT);
    assert_eq!(running.finish(Duration::from_secs(30)).code, Some(130));
    assert!(listed(&program).contains("(ended early)"));
    assert!(program.run(&["history", "1"]).stdout.contains("the conditions differ"));
    done(&program.run(&["history", "1", "--delete"]));
    let listed = listed(&program);
    assert!(!listed.contains("(ended early)") && listed.contains("mine"), "{listed}");
    refused(&program.run(&["history", "2"]), "there is no comparison “2”");
}

#[test]
fn each_change_is_said_in_one_sentence_and_can_be_taken_back() {
    let program = Program::new();
    compare(&program, &[]);
    for (options, said, marks) in [
        (&["--name", " before  it ", "--pin"] as &[_], " is called “before it”, is pinned.", "before it (pinned)"),
        (&["--as-baseline"], " is the baseline.", "before it (pinned, baseline)"),
        (&["--unpin"], " is no longer pinned.", "before it (baseline)"),
        (&["--no-baseline"], " is no longer the baseline.", "before it"),
        (&["--name", ""], " has no name.", ""),
    ] {
        let finished = program.run(&[&["history", "1"], options].concat());
        done(&finished);
        assert!(finished.stderr.contains(said) && finished.stderr.lines().count() == 1, "{finished:?}");
        let listed = listed(&program);
        let row = listed.lines().last().expect("a row").trim_end();
        assert!(row.ends_with(marks), "{row}");
        assert!(marks.contains("pinned") || !row.contains("pinned"), "{row}");
    }
    refused(&program.run(&["history", "1", "--no-baseline"]), "is not the baseline");
    let shown = program.run(&["history", "1"]).stdout;
    let id = shown.lines().last().and_then(|line| line.strip_prefix("Kept as ")).expect("its id").to_owned();
    compare(&program, &[]);
    assert!(program.run(&["history", &id]).stdout.ends_with(&format!("Kept as {id}\n")), "it is found by its id");
}

#[test]
fn what_is_not_there_is_said_in_one_line() {
    let program = Program::new();
    refused(&program.run(&["history", "1"]), "there is no comparison “1”");
    compare(&program, &[]);
    for wrong in ["0", "2", "mine", "", "../1", "20200101-000000-000"] {
        refused(&program.run(&["history", wrong]), &format!("there is no comparison “{wrong}”"));
        refused(&program.run(&["history", wrong, "--delete"]), &format!("there is no comparison “{wrong}”"));
    }
    refused(&program.run(&["history", "--json", "-"]), "name the comparison that is to be written");
    refused(&program.run(&["history", "1", "--csv", "missing/a.csv", "--name", "x"]), "name another file");
    assert!(!listed(&program).contains(" x"), "nothing is changed where a file cannot be written");
    for wrong in [&["--pin", "--unpin"] as &[_], &["--delete", "--name", "x"], &["--with-pictures"], &["--yes"]] {
        assert_eq!(program.run(&[&["history", "1"], wrong].concat()).code, Some(2), "{wrong:?}");
    }
    assert_eq!(rows(&listed(&program)), 1);
}

#[test]
fn pictures_go_with_a_comparison_where_that_is_asked_but_nothing_else() {
    let program = Program::new();
    let pictures = program.home().join("pictures");
    let in_pictures = || files_in(&pictures).len();
    compare(&program, &["--folder", "pictures", "--keep", "all"]);
    compare(&program, &["--folder", "pictures", "--keep", "all"]);
    assert_eq!(in_pictures(), 8);
    let removed = program.run(&["history", "1", "--delete"]);
    assert!(removed.stderr.ends_with("was removed.\n"), "{removed:?}");
    assert_eq!(in_pictures(), 8, "nobody asked for them");

    let of_first: Vec<PathBuf> = files_in(&pictures).into_iter().take(4).collect();
    let (changed, own) = (&of_first[0], of_first[3].with_file_name("notes.txt"));
    fs::write(changed, "mine").expect("written");
    fs::write(&own, "mine").expect("written");
    let removed = program.run(&["history", "1", "--delete", "--with-pictures"]);
    assert!(removed.stderr.ends_with("was removed; 3 pictures went too.\n"), "{removed:?}");
    assert!(changed.exists() && own.exists());
    assert_eq!(in_pictures(), 6);
}

#[test]
fn files_that_cannot_be_used_are_set_aside_and_the_others_are_there() {
    let program = Program::new();
    compare(&program, &[]);
    let good = kept(&program).remove(0);
    let (folder, text) = (good.parent().expect("a folder"), fs::read_to_string(&good).expect("read"));
    let newer = text.replacen("\"version\":1", "\"version\":2", 1);
    fs::write(folder.join("20200101-1.json"), newer).expect("written");
    fs::write(folder.join("20200101-2.json"), "hello\n").expect("written");
    fs::write(folder.join("20200101-3.json"), &text[..text.len() - 100]).expect("written");
    let first = program.run(&["history"]);
    done(&first);
    for words in
        ["is from a newer version of Manyhands (form 2). It was set aside as", "is damaged. It was set aside as"]
    {
        assert_eq!(first.stderr.lines().filter(|line| line.contains(words)).count(), 1, "{first:?}");
    }
    assert_eq!(rows(&listed(&program)), 2, "each is told once");
    refused(&program.run(&["history", "20200101-3", "--name", "x", "--json", "-"]), "set aside as");
    assert_eq!(rows(&listed(&program)), 1);
    assert_eq!(files_in(&folder.join("set-aside")).len(), 3, "nothing is deleted");
}

#[test]
fn several_comparisons_at_once_are_all_kept() {
    let program = Program::new();
    let running: Vec<Running> = (0..4).map(|_| program.start(&SMALL)).collect();
    running.into_iter().for_each(|running| done(&running.finish(Duration::from_secs(60))));
    assert_eq!(rows(&listed(&program)), 4);
}

/// The program where no file can become larger than half a kilobyte, as on a disk that is full.
fn on_a_full_disk(program: &Program, arguments: &[&str]) -> Finished {
    let inner = program.command(arguments);
    let mut outer = Command::new("sh");
    outer.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""]).arg(inner.get_program());
    outer.args(inner.get_args()).current_dir(program.home()).env_clear();
    outer.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Running::start(outer).finish(Duration::from_secs(60))
}

#[test]
fn on_a_full_disk_nothing_is_lost() {
    let program = Program::new();
    compare(&program, &[]);
    let (before, file) = (listed(&program), kept(&program).remove(0));
    let text = fs::read(&file).expect("read");
    for change in [&["--name", "x"] as &[_], &["--pin"]] {
        refused(&on_a_full_disk(&program, &[&["history", "1"], change].concat()), "the history cannot be used (");
        assert_eq!((listed(&program), fs::read(&file).expect("read")), (before.clone(), text.clone()));
    }
    let finished = on_a_full_disk(&program, &SMALL);
    assert!(finished.stderr.contains("The comparison was not kept: the history cannot be used ("), "{finished:?}");
    assert!(finished.stdout.contains("sequential"), "it is told all the same: {finished:?}");
    assert_eq!(listed(&program), before);
    // What can be removed makes room.
    done(&on_a_full_disk(&program, &["history", "1", "--delete"]));
    assert_eq!(kept(&program), Vec::<PathBuf>::new());
}
