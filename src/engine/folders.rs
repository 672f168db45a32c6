//! Where the files of a comparison lie, and which of them stay.
//!
//! Each comparison makes one folder of its own inside the chosen one (or a temporary one), and
//! each run a folder inside that, so that no name is ever taken. Removing happens off the clock.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Zoned;
use tempfile::TempDir;
use url::Url;

use crate::fetch;
use crate::model::{Contender, DownloadTask, Keep, Plan};

use super::error::CompareError;

/// A temporary folder with the last files of a comparison; it goes away with this.
#[derive(Debug)]
pub struct TemporaryFolder {
    folder: TempDir,
}

impl TemporaryFolder {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// The folders of one comparison.
#[derive(Debug)]
pub(super) struct Folders {
    root: PathBuf,
    /// Whether it lies in a folder that somebody chose, or is a temporary one.
    is_chosen: bool,
    temporary: Option<TempDir>,
    keep: Keep,
    names: Vec<String>,
    /// Runs whose files lie there, with who made them.
    kept: Vec<(u32, Contender)>,
}

impl Folders {
    /// Makes the comparison's folder; what stands in the way is told before anything is fetched.
    pub fn make(plan: &Plan) -> Result<Self, CompareError> {
        let (root, temporary) = match &plan.draft().folder {
            Some(chosen) => {
                fetch::probe_folder(chosen)?;
                fetch::sweep_stale_parts(chosen);
                (make_distinct(chosen, &Zoned::now().strftime("manyhands %Y-%m-%d %H.%M.%S").to_string())?, None)
            }
            None => {
                fetch::sweep_stale_folders(&std::env::temp_dir());
                let prefix = fetch::temporary_prefix();
                let folder = tempfile::Builder::new().prefix(&prefix).tempdir().map_err(CompareError::Temporary)?;
                (folder.path().to_owned(), Some(folder))
            }
        };
        let is_chosen = temporary.is_none();
        Ok(Self { root, is_chosen, temporary, keep: plan.draft().keep, names: Vec::new(), kept: Vec::new() })
    }

    /// Gives out the file names, once for all runs.
    pub fn name(&mut self, urls: &[Url]) {
        self.names = fetch::file_names(urls);
    }

    /// A folder for the warm-up and one task for each of `urls`.
    pub fn warm_up(&self, urls: &[Url]) -> Result<(PathBuf, Vec<DownloadTask>), CompareError> {
        let folder = self.root.join("warm-up");
        fs::create_dir(&folder).map_err(|source| CompareError::Folder { path: folder.clone(), source })?;
        let tasks = tasks(&folder, urls, &fetch::file_names(urls));
        Ok((folder, tasks))
    }

    /// A folder for a run and its tasks, one for each of `urls`.
    pub fn run(&mut self, round: u32, contender: Contender, urls: &[Url]) -> Result<Vec<DownloadTask>, CompareError> {
        let folder = self.run_folder(round, contender);
        fs::create_dir(&folder).map_err(|source| CompareError::Folder { path: folder.clone(), source })?;
        Ok(tasks(&folder, urls, &self.names))
    }

    /// After run `id`: removes what need not stay; the runs whose files are gone.
    pub fn settle(&mut self, id: u32, round: u32, contender: Contender) -> Vec<u32> {
        self.kept.push((id, contender));
        // Whoever was killed at the very end.
        fetch::sweep_stale_parts(&self.run_folder(round, contender));
        // Fails where something was fetched, as it should.
        fs::remove_dir(self.run_folder(round, contender)).ok();
        match self.effective_keep() {
            Keep::All => Vec::new(),
            Keep::Last => {
                let (gone, kept) =
                    self.kept.drain(..).partition::<Vec<_>, _>(|&(known, who)| who == contender && known != id);
                self.kept = kept;
                if round > 1 {
                    remove(&self.run_folder(round - 1, contender));
                }
                gone.into_iter().map(|(id, _)| id).collect()
            }
            Keep::None => {
                remove(&self.run_folder(round, contender));
                self.kept.drain(..).map(|(id, _)| id).collect()
            }
        }
    }

    /// At the end: a chosen folder stays, unless it is empty; a temporary one is handed over.
    pub fn finish(mut self) -> Option<TemporaryFolder> {
        self.temporary.take().map(|folder| TemporaryFolder { folder })
    }

    /// The runs whose files still lie there.
    pub fn kept(&self) -> Vec<u32> {
        self.kept.iter().map(|&(id, _)| id).collect()
    }

    /// Removes a run's folder that did not become part of the report.
    pub fn drop_run(&self, round: u32, contender: Contender) {
        remove(&self.run_folder(round, contender));
    }

    /// In a temporary folder nothing is worth keeping longer than until the next round.
    fn effective_keep(&self) -> Keep {
        if !self.is_chosen && self.keep == Keep::All { Keep::Last } else { self.keep }
    }

    fn run_folder(&self, round: u32, contender: Contender) -> PathBuf {
        self.root.join(format!("round {round} {} {}", contender.mode, contender.workers))
    }
}

impl Drop for Folders {
    /// However it ends, an empty folder does not stay.
    fn drop(&mut self) {
        if self.is_chosen {
            // Fails where files were kept, as it should.
            fs::remove_dir(&self.root).ok();
        }
    }
}

fn tasks(folder: &Path, urls: &[Url], names: &[String]) -> Vec<DownloadTask> {
    let numbered = (0_u32..).zip(urls.iter().zip(names));
    numbered
        .map(|(index, (url, name))| DownloadTask { index, url: url.clone(), destination: folder.join(name) })
        .collect()
}

/// Makes `name` inside `parent`, with a number behind it where that is taken.
fn make_distinct(parent: &Path, name: &str) -> Result<PathBuf, CompareError> {
    fs::create_dir_all(parent).map_err(|source| CompareError::Folder { path: parent.to_owned(), source })?;
    let mut number = 1;
    loop {
        let folder = parent.join(if number == 1 { name.to_owned() } else { format!("{name} ({number})") });
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
            Err(source) => return Err(CompareError::Folder { path: folder, source }),
        }
    }
}

/// What cannot be removed stays: it was measured all the same.
pub(super) fn remove(folder: &Path) {
    fs::remove_dir_all(folder).ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PlanDraft;

    fn contender(text: &str) -> Contender {
        text.parse().expect("a contender")
    }

    fn folders(keep: Keep, parent: &Path) -> Folders {
        let draft = PlanDraft { folder: Some(parent.to_owned()), keep, ..PlanDraft::default() };
        let mut folders = Folders::make(&Plan::new(draft).expect("a plan")).expect("a folder");
        folders.name(&urls());
        folders
    }

    fn urls() -> Vec<Url> {
        ["http://127.0.0.1/a.jpg", "http://127.0.0.1/b.jpg"].map(|url| url.parse().expect("a url")).to_vec()
    }

    /// Two rounds of two contenders, each run writing its files.
    fn play(folders: &mut Folders) -> Vec<Vec<u32>> {
        let mut gone = Vec::new();
        for (id, round, who) in [(1, 1, "async:2"), (2, 1, "thread-pool:2"), (3, 2, "thread-pool:2"), (4, 2, "async:2")]
        {
            for task in folders.run(round, contender(who), &urls()).expect("a run's folder") {
                fs::write(task.destination, "whole").expect("a file");
            }
            gone.push(folders.settle(id, round, contender(who)));
        }
        gone
    }

    fn count(root: &Path) -> usize {
        fs::read_dir(root).expect("a folder").count()
    }

    #[test]
    fn the_last_round_stays() {
        let parent = tempfile::tempdir().expect("a folder");
        let mut folders = folders(Keep::Last, parent.path());
        assert_eq!(play(&mut folders), [vec![], vec![], vec![2], vec![1]]);
        assert_eq!(count(&folders.root), 2);
        assert_eq!(folders.kept(), [3, 4]);
    }

    #[test]
    fn all_or_none_stay_where_that_is_asked() {
        let parent = tempfile::tempdir().expect("a folder");
        let mut all = folders(Keep::All, parent.path());
        assert!(play(&mut all).iter().all(Vec::is_empty));
        assert_eq!(count(&all.root), 4);
        let mut none = folders(Keep::None, parent.path());
        assert_eq!(play(&mut none), [[1], [2], [3], [4]]);
        let root = none.root.clone();
        assert!(none.finish().is_none());
        assert!(!root.exists(), "an empty folder does not stay");
    }

    #[test]
    fn a_run_that_fetched_nothing_leaves_no_folder() {
        let parent = tempfile::tempdir().expect("a folder");
        let mut folders = folders(Keep::All, parent.path());
        play(&mut folders);
        folders.run(3, contender("async:2"), &urls()).expect("a run's folder");
        assert_eq!(folders.settle(5, 3, contender("async:2")), [0; 0]);
        assert_eq!(count(&folders.root), 4);
    }

    #[test]
    fn what_ends_before_its_first_run_leaves_no_folder() {
        let parent = tempfile::tempdir().expect("a folder");
        drop(folders(Keep::All, parent.path()));
        assert_eq!(count(parent.path()), 0);
        let mut used = folders(Keep::All, parent.path());
        play(&mut used);
        drop(used);
        assert_eq!(count(parent.path()), 1, "files stay");
    }

    #[test]
    fn a_second_comparison_has_a_folder_of_its_own() {
        let parent = tempfile::tempdir().expect("a folder");
        let first = folders(Keep::All, parent.path());
        let second = folders(Keep::All, parent.path());
        assert_ne!(first.root, second.root);
    }
}
