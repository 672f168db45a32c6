//! Who may know whom in the house, held over every path in `src`.
//!
//! The sources are read as tokens, so comments and texts say nothing, and what stands inside a
//! macro, a nested `use` or an inner module counts like anything else.

#[path = "layers/names.rs"]
mod names;
#[path = "layers/rules.rs"]
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

use rules::{Source, ends_of_the_house, violations};

/// The rooms, and whom each may know.
///
/// `model` knows nobody; `stats`, `fetch`, `picture`, `store`, `export` and `lab` know `model`
/// (`export` also `stats`); `worker` knows nobody of ours; `tasks` knows `fetch`, `picture`,
/// `worker` and `model`; `engine` knows `worker`, `tasks`, `fetch`, `stats` and `model`; `lessons` knows `engine`,
/// `worker`, `tasks`, `stats` and `model`; `cli` and `ui` know all of these, never each other. `main`
/// and `lib` are no rooms: they put the rooms together.
pub const ROOMS: [(&str, &[&str]); 13] = [
    ("model", &[]),
    ("stats", &["model"]),
    ("fetch", &["model"]),
    ("picture", &["model"]),
    ("store", &["model"]),
    ("lab", &["model"]),
    ("export", &["model", "stats"]),
    ("worker", &[]),
    ("tasks", &["fetch", "picture", "worker", "model"]),
    ("engine", &["worker", "tasks", "fetch", "stats", "model"]),
    ("lessons", &["engine", "worker", "tasks", "stats", "model"]),
    ("cli", ALL_BUT_CLI_AND_UI),
    ("ui", ALL_BUT_CLI_AND_UI),
];

const ALL_BUT_CLI_AND_UI: &[&str] =
    &["model", "stats", "fetch", "picture", "store", "lab", "export", "worker", "tasks", "engine", "lessons"];

/// Crates that one room only may name.
pub const CRATES: [(&str, &str); 7] = [
    ("egui", "ui"),
    ("eframe", "ui"),
    ("egui_plot", "ui"),
    ("egui_extras", "ui"),
    ("egui_notify", "ui"),
    ("rfd", "ui"),
    ("reqwest", "fetch"),
];

/// The room that starts processes (tests may too).
pub const SPAWNS: &str = "worker";
/// What prints, and where: the terminal's room, and a worker that tells its parent on standard error
/// what it died of.
pub const PRINTS: [(&str, &[&str]); 5] = [
    ("println!", &["cli"]),
    ("print!", &["cli"]),
    ("eprintln!", &["cli", "worker"]),
    ("eprint!", &["cli", "worker"]),
    ("dbg!", &[]),
];
/// Where `unsafe` may stand: what the system wants said.
pub const UNSAFE: [&str; 2] = ["worker/sys.rs", "worker/sys/"];
/// The most lines of a file, its tests at the end not counted.
pub const MOST_LINES: usize = 400;

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let source = |path: &PathBuf| {
        let name = path.strip_prefix(&root).expect("below src").components();
        let name: Vec<_> = name.map(|part| part.as_os_str().to_str().expect("plain names")).collect();
        Source { name: name.join("/"), text: fs::read_to_string(path).expect("a source is text") }
    };
    files.iter().map(source).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be listed") {
        let path = entry.expect("src can be listed").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn the_house_is_in_order() {
    let sources = sources();
    let seen = |name: &str| sources.iter().any(|source| source.name == name);
    assert!(seen("lib.rs") && seen("model/plan.rs"), "the sources are not where they are looked for");
    let mut found: Vec<String> = sources.iter().flat_map(violations).collect();
    found.extend(ends_of_the_house(&sources));
    assert!(found.is_empty(), "{} places are out of order:\n{}", found.len(), found.join("\n"));
}

/// What is wrong with this text as the file of this name.
fn wrong(name: &str, text: &str) -> Vec<String> {
    violations(&Source { name: name.to_owned(), text: text.to_owned() })
}

#[test]
fn a_wrong_path_is_caught_however_it_is_written() {
    for (name, text, words) in [
        ("model/plan.rs", "use crate::stats::median;", "model/plan.rs:1: model may not know stats"),
        ("stats/mod.rs", "\n\nuse crate::{model::Run, engine};", "stats/mod.rs:3: stats may not know engine"),
        ("fetch/mod.rs", "use crate::{model::{Run, Mode}, lab::{self, x}};", "fetch may not know lab"),
        ("fetch/mod.rs", "use crate::{\n  model::Run,\n  lab,\n};", "fetch/mod.rs:3: fetch may not know lab"),
        ("cli/run.rs", "pub(crate) fn f() -> crate::ui::App { todo() }", "cli may not know ui"),
        ("ui/app.rs", "fn f() { let x = manyhands::cli::run(); }", "ui may not know cli"),
        ("ui/app.rs", "use ::manyhands::cli;", "ui may not know cli"),
        ("worker/pool.rs", "fn f() { debug!(\"{}\", crate::model::SCHEMA); }", "worker may not know model"),
        ("worker/pool.rs", "macro_rules! m { () => { $crate::tasks::Hands } }", "worker may not know tasks"),
        ("stats/mod.rs", "use super::export;", "stats may not know export"),
        ("stats/order.rs", "use super::super::export;", "stats may not know export"),
        ("stats/order.rs", "mod tests { use super::super::super::ui::App; }", "stats may not know ui"),
        ("stats/order.rs", "fn f() { mod inner { use super::super::super::lab; } }", "stats may not know lab"),
        ("stats/order.rs", "use self::super::super::{fetch, model};", "stats may not know fetch"),
        ("stats/order.rs", "use crate as house;", "stats may not name the whole house"),
        ("stats/order.rs", "use crate::*;", "stats may not name the whole house"),
        ("stats/order.rs", "use crate::{self as house};", "stats may not name the whole house"),
        ("stats/mod.rs", "use super::*;", "stats may not name the whole house"),
        ("stats/order.rs", "extern crate manyhands as house;", "stats may not name the whole house"),
        ("stats/order.rs", "pub(in crate::ui) fn f() {}", "stats may not know ui"),
        ("kitchen/mod.rs", "", "there is no room called kitchen"),
    ] {
        let found = wrong(name, text);
        assert!(found.iter().any(|one| one.contains(words)), "{name}: {text}\n{found:?}");
        assert_eq!(found.len(), 1, "{name}: {text}\n{found:?}");
    }
}

#[test]
fn what_belongs_in_one_room_is_caught_in_another() {
    for (name, text, words) in [
        ("engine/mod.rs", "use egui::Context;", "egui belongs in ui"),
        ("cli/mod.rs", "fn f(ui: &mut egui_plot::PlotUi) {}", "egui_plot belongs in ui"),
        ("cli/mod.rs", "use {clap::Parser, eframe as window};", "eframe belongs in ui"),
        ("main.rs", "extern crate rfd;", "rfd belongs in ui"),
        ("lab/mod.rs", "use ::reqwest::{Client, Url};", "reqwest belongs in fetch"),
        ("lab/mod.rs", "#[reqwest::magic] fn f() {}", "reqwest belongs in fetch"),
        ("engine/mod.rs", "use std::process::Command;", "processes are started in worker"),
        (
            "engine/mod.rs",
            "use std::{fs, process::{self, Stdio, Command as Start}};",
            "processes are started in worker",
        ),
        ("engine/mod.rs", "use std::process;\nfn f() { process::Command::new(\"ls\"); }", "engine/mod.rs:2: processes"),
        ("engine/mod.rs", "fn f() { tokio::process::Command::new(\"ls\"); }", "processes are started in worker"),
        ("engine/mod.rs", "use std::process::*;", "processes are started in worker"),
        ("engine/mod.rs", "use std::process as p;", "processes are started in worker"),
        ("stats/mod.rs", "fn f() { unsafe { g() } }", "unsafe belongs in"),
        ("worker/pool.rs", "unsafe impl Send for X {}", "unsafe belongs in"),
        ("stats/mod.rs", "fn f() { println!(\"{}\", 1); }", "println! belongs in cli"),
        ("engine/mod.rs", "fn f() { std::eprint!(\"x\"); }", "eprint! belongs in cli"),
        ("worker/mod.rs", "fn f() { print!(\"x\"); }", "print! belongs in cli"),
        ("cli/mod.rs", "fn f() { dbg!(1); }", "dbg! belongs in "),
        ("main.rs", "fn main() { if true { eprintln!(\"no\"); } }", "eprintln! belongs in cli"),
    ] {
        let found = wrong(name, text);
        assert!(found.iter().any(|one| one.contains(words)), "{name}: {text}\n{found:?}");
        assert_eq!(found.len(), 1, "{name}: {text}\n{found:?}");
    }
}

#[test]
fn what_is_in_order_is_left_alone() {
    for (name, text) in [
        ("stats/judge.rs", "use crate::model::{Report, units::{secs, times}};\nuse crate::stats::median;"),
        (
            "stats/judge.rs",
            "use super::{median, ratio::compare}; mod tests { use super::*; use super::super::testing; }",
        ),
        ("stats/judge.rs", "// crate::ui\n/// [`crate::engine`]\nconst X: &str = \"use crate::ui; println!()\";"),
        ("stats/judge.rs", "use self::inner::engine; fn f(lab: u32) -> u32 { lab.ui }"),
        ("stats/judge.rs", "mod ui { pub fn f() {} } fn g() { ui::f(); self::ui::f(); }"),
        ("export/json.rs", "use crate::{model::Report, stats};"),
        ("ui/app.rs", "use crate::{cli_words, engine, store};"),
        ("ui/app.rs", "use egui::Ui; use eframe::{App, egui}; fn f(egui: u8) { crate::model::SCHEMA; }"),
        ("cli/mod.rs", "fn f(egui: bool, x: &X) { println!(\"{}\", x.reqwest); eprintln!(); }"),
        ("worker/sys.rs", "fn f() { unsafe { g() } }"),
        ("worker/serve.rs", "fn f() { eprintln!(\"This worker ends.\"); }"),
        ("worker/sys/linux.rs", "use std::process::{Command, Stdio}; unsafe extern \"C\" {}"),
        ("worker/pool.rs", "#![deny(unsafe_code)] fn f() { std::thread::spawn(g); }"),
        (
            "engine/mod.rs",
            "use std::process::{ExitCode, id}; use crate::model::Command; fn f() { std::process::exit(0) }",
        ),
        ("engine/mod.rs", "#[cfg(test)]\nmod tests { use std::process::Command; }"),
        ("engine/tests.rs", "use std::process::Command;"),
        ("main.rs", "use manyhands::{cli, engine, ui}; fn main() { manyhands::lab::run(); }"),
        ("lib.rs", "pub mod ui; pub use ui::open; use crate::cli::run;"),
    ] {
        assert_eq!(wrong(name, text), Vec::<String>::new(), "{name}: {text}");
    }
}

#[test]
fn a_long_file_is_caught_and_its_tests_are_not_counted() {
    let lines = |count: usize| "fn f() {}\n".repeat(count);
    assert_eq!(wrong("stats/mod.rs", &lines(400)), Vec::<String>::new());
    let long = wrong("stats/mod.rs", &lines(401));
    assert_eq!(long, ["stats/mod.rs: 401 lines, more than 400; divide it"]);
    let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", lines(400), lines(300));
    assert_eq!(wrong("stats/mod.rs", &tested), Vec::<String>::new());
    assert_eq!(wrong("stats/tests.rs", &lines(500)), Vec::<String>::new());
    let helper = format!("#[cfg(test)]\nfn g() {{}}\n{}", lines(401));
    assert_eq!(wrong("stats/mod.rs", &helper).len(), 1, "only a module of tests ends the count");
}

#[test]
fn one_file_opens_dialogs() {
    let source = |name: &str| Source { name: name.to_owned(), text: "use rfd::AsyncFileDialog;".to_owned() };
    assert_eq!(ends_of_the_house(&[source("ui/folder.rs")]), Vec::<String>::new());
    let found = ends_of_the_house(&[source("ui/folder.rs"), source("ui/open.rs")]);
    assert_eq!(found, ["rfd belongs in one file, and stands in ui/folder.rs, ui/open.rs"]);
}
