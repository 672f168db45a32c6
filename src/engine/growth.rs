//! How far the downloads under way are: what lies in their part files.
//!
//! The files tell it the same in every mode, and a worker has nothing to say for it, so that being looked at costs a
//! download nothing. Looked at are only those that take long enough for a person to see them grow.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::fetch::part_bytes;
use crate::model::{DownloadTask, Live};

/// A download that is done sooner is not looked at.
const SOON_SECS: f64 = 0.15;
/// At most so many files are looked at at a time.
const MOST: usize = 64;

/// The downloads of a run, and which of them are under way.
#[derive(Debug, Default)]
pub(super) struct Growth {
    /// In the plan's order.
    files: Vec<(PathBuf, Option<u64>)>,
    under_way: HashMap<u32, UnderWay>,
}

#[derive(Clone, Copy, Debug)]
struct UnderWay {
    pid: u32,
    since_secs: f64,
    bytes: u64,
}

impl Growth {
    /// Of these tasks, whose sizes may be known.
    pub fn new(tasks: &[DownloadTask], sizes_bytes: Option<&[u64]>) -> Self {
        let size = |place: usize| sizes_bytes.and_then(|sizes| sizes.get(place)).copied();
        let files = tasks.iter().enumerate().map(|(place, task)| (task.destination.clone(), size(place))).collect();
        Self { files, under_way: HashMap::new() }
    }

    /// Takes in which downloads began and ended.
    pub fn hear(&mut self, happened: &[Live]) {
        for live in happened {
            match *live {
                Live::Taken { index, pid, at_secs, .. } => {
                    self.under_way.insert(index, UnderWay { pid, since_secs: at_secs, bytes: 0 });
                }
                Live::Done { index, .. } => drop(self.under_way.remove(&index)),
                Live::Received { .. } | Live::ProcessStarted { .. } | Live::ProcessExited { .. } => {}
            }
        }
    }

    /// What grew since it was looked at last. `now_secs` counts from the run's start.
    pub fn look(&mut self, now_secs: f64) -> Vec<Live> {
        let is_seen = |way: &UnderWay| now_secs - way.since_secs > SOON_SECS;
        let mut grown = Vec::new();
        for (index, way) in self.under_way.iter_mut().filter(|(_, way)| is_seen(way)).take(MOST) {
            let Some((destination, of_bytes)) = self.files.get(*index as usize) else { continue };
            if let Some(bytes) = part_bytes(destination, way.pid).filter(|bytes| *bytes > way.bytes) {
                way.bytes = bytes;
                grown.push(Live::Received { index: *index, bytes, of_bytes: *of_bytes });
            }
        }
        grown
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use crate::fetch::PartFile;

    use super::*;

    #[test]
    fn what_lies_in_a_part_file_is_told_once_it_grew() {
        let folder = tempfile::tempdir().expect("a folder");
        let destination = folder.path().join("1-a.jpg");
        let url = "http://127.0.0.1/a.jpg".parse().expect("a url");
        let task = DownloadTask { index: 0, url, destination: destination.clone() };
        let mut growth = Growth::new(&[task], Some(&[10]));
        let (begun, later) = (0.0, 1.0);
        growth.hear(&[Live::Taken { index: 0, worker: 0, pid: std::process::id(), at_secs: begun }]);
        assert_eq!(growth.look(later), [], "nothing is there yet");
        let mut part = PartFile::create(&destination).expect("a part");
        part.write_all(b"four").expect("written");
        assert_eq!(growth.look(begun), [], "it has only just begun");
        assert_eq!(growth.look(later), [Live::Received { index: 0, bytes: 4, of_bytes: Some(10) }]);
        assert_eq!(growth.look(later), [], "it did not grow");
        part.write_all(b"more").expect("written");
        growth.hear(&[Live::Done { index: 0, worker: 0, bytes: 8, error: None, at_secs: 1.0 }]);
        assert_eq!(growth.look(later), [], "it ended");
    }
}
