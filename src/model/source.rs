//! Where the pictures of a plan come from.

use serde::{Deserialize, Serialize};
use url::Url;

use super::LabSettings;

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
    /// The lab server with its default pictures, `/id/1/2000/3000` to `/id/COUNT/2000/3000`.
    pub fn lab(settings: LabSettings, count: u32) -> Self {
        Self::Lab { settings, paths: (1..=count).map(|id| format!("/id/{id}/2000/3000")).collect() }
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
