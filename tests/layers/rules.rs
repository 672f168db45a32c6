//! The rules of the house, each against what a source names.

use super::names::{Name, Names, names};
use super::{CRATES, MOST_LINES, PRINTS, ROOMS, SPAWNS, UNSAFE};

/// What of `std::process` starts processes, or takes it all in.
const STARTING: [&str; 4] = ["Command", "Child", "*", "as"];

/// A file below `src`.
pub struct Source {
    /// Such as `stats/order.rs`.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

impl Source {
    /// The room it lies in; `None` for `main.rs` and `lib.rs`, which put the rooms together.
    fn room(&self) -> Option<&str> {
        match self.name.split_once('/') {
            Some((room, _)) => Some(room),
            None => self.name.strip_suffix(".rs").filter(|stem| !["main", "lib"].contains(stem)),
        }
    }

    /// Whether all of it is tests: `tests.rs`, `testing.rs`, or what lies below `tests/`.
    fn is_tests(&self) -> bool {
        self.name.split('/').any(|part| ["tests", "tests.rs", "testing.rs"].contains(&part))
    }

    fn names(&self) -> Names {
        let stem = self.name.strip_suffix(".rs").unwrap_or(&self.name);
        let stem = stem.strip_suffix("/mod").unwrap_or(stem);
        let module: Vec<String> =
            if self.room().is_some() { stem.split('/').map(ToOwned::to_owned).collect() } else { Vec::new() };
        names(&self.text, &module, self.is_tests())
    }

    fn at(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.name)
    }
}

/// Everything in this file that breaks a rule, once for each line and rule.
pub fn violations(source: &Source) -> Vec<String> {
    let names = source.names();
    let mut found = Vec::new();
    if let Some(room) = source.room() {
        let known = ROOMS.iter().find(|(name, _)| *name == room).map(|(_, known)| known);
        found.extend(known.is_none().then(|| source.at(1, &format!("there is no room called {room}"))));
        let known = known.copied().unwrap_or_default();
        found.extend(names.paths.iter().filter_map(|name| layer(source, room, known, name)));
    }
    found.extend(names.paths.iter().filter_map(|name| foreign_crate(source, name)));
    found.extend(names.paths.iter().filter_map(|name| starting(source, name)));
    for word in &names.words {
        if let Some((_, homes)) = PRINTS.iter().find(|(print, _)| *print == word.text) {
            let at_home = source.room().is_some_and(|room| homes.contains(&room));
            let what = || format!("{} belongs in {}", word.text, homes.join(", "));
            found.extend((!at_home).then(|| source.at(word.line, &what())));
        }
        if word.text == "unsafe" && !UNSAFE.iter().any(|place| source.name.starts_with(place)) {
            found.push(source.at(word.line, &format!("unsafe belongs in {}", UNSAFE.join(", "))));
        }
    }
    found.extend(too_long(source, &names));
    found.dedup();
    found
}

/// Rules that take more than one file to see.
pub fn ends_of_the_house(sources: &[Source]) -> Vec<String> {
    let opens_dialogs = |source: &&Source| source.names().paths.iter().any(|name| name.parts[0] == "rfd");
    let files: Vec<&str> = sources.iter().filter(opens_dialogs).map(|source| source.name.as_str()).collect();
    let too_many = files.len() > 1;
    too_many.then(|| format!("rfd belongs in one file, and stands in {}", files.join(", "))).into_iter().collect()
}

/// A path into a room that this one may not know.
fn layer(source: &Source, room: &str, known: &[&str], name: &Name) -> Option<String> {
    let (first, rest) = name.parts.split_first()?;
    if first != "crate" {
        return None;
    }
    let what = match rest.first().map(String::as_str) {
        None | Some("*" | "as") => format!("{room} may not name the whole house"),
        Some(other) if other == room || known.contains(&other) => return None,
        Some(other) if ROOMS.iter().any(|(name, _)| *name == other) => format!("{room} may not know {other}"),
        Some(_) => return None,
    };
    Some(source.at(name.line, &what))
}

/// A crate that belongs in another room.
fn foreign_crate(source: &Source, name: &Name) -> Option<String> {
    let (_, home) = CRATES.iter().find(|(foreign, _)| *foreign == name.parts[0])?;
    (source.room() != Some(home)).then(|| source.at(name.line, &format!("{} belongs in {home}", name.parts[0])))
}

/// Processes started outside the one room that starts them.
fn starting(source: &Source, name: &Name) -> Option<String> {
    let starts = name.parts[0] != "crate"
        && name.parts.windows(2).any(|pair| pair[0] == "process" && STARTING.contains(&pair[1].as_str()));
    let allowed = name.in_tests || source.room() == Some(SPAWNS);
    (starts && !allowed).then(|| source.at(name.line, &format!("processes are started in {SPAWNS}")))
}

fn too_long(source: &Source, names: &Names) -> Option<String> {
    let lines = names.tests_from.map_or_else(|| source.text.lines().count(), |line| line - 1);
    (lines > MOST_LINES && !source.is_tests())
        .then(|| format!("{}: {lines} lines, more than {MOST_LINES}; divide it", source.name))
}
