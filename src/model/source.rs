//! Where the pictures of a plan come from.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{LAB_PICTURES, LabSettings};

/// Where the pictures come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// A lab server of the comparison's own, and the paths to fetch from it, such as `/id/1/2000/3000`.
    Lab {
        /// How it behaves.
        settings: LabSettings,
        /// What is fetched, each with its leading slash.
        paths: Vec<String>,
    },
    /// Any hosts.
    Urls(Vec<Url>),
}

impl Source {
    /// The lab server with its default pictures, `/id/1/2000/3000` to `/id/COUNT/2000/3000`; after
    /// the last picture it begins again.
    pub fn lab(settings: LabSettings, count: u32) -> Self {
        let path = |index: u32| format!("/id/{}/2000/3000", index % LAB_PICTURES + 1);
        Self::Lab { settings, paths: (0..count).map(path).collect() }
    }

    /// How many addresses it names.
    pub const fn len(&self) -> usize {
        match self {
            Self::Lab { paths, .. } => paths.len(),
            Self::Urls(urls) => urls.len(),
        }
    }

    /// Whether it names none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
