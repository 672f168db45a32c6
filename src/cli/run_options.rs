//! What may be typed of a comparison, and which of it was.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};

use super::exports::ExportOptions;
use super::lab_options::LabSettingsOptions;
use super::values::{self, ModeChoice, WorkerCounts};
use crate::model::{Accept, Connections, Header, Keep, MAX_DOWNLOADS, MAX_ROUNDS, Work};

/// The options of `manyhands run`; the default is what it does without any.
#[derive(Clone, Debug, Args)]
pub struct RunOptions {
    /// What to fetch; without it, pictures from the built-in lab server
    ///
    /// A URL; a pattern as curl has them, "http://host/{a,b}/[1-100].jpg" (also [001-100], [a-z],
    /// [1-100:10]); @FILE, a list with one URL a line; or a path of the lab server, "/id/[1-10]/600/400".
    #[arg(value_name = "URL")]
    pub url: Option<String>,

    /// Do the comparison of a saved report again; options given beside it win
    ///
    /// Header values, user names and passwords are in no report and have to be given again.
    #[arg(long, value_name = "REPORT.json", help_heading = "What to fetch")]
    pub plan: Option<PathBuf>,

    /// Downloads in each run; addresses are repeated or cut to it [default: 10 for the lab server, else as many as there are addresses]
    #[arg(short = 'n', long, value_name = "COUNT", help_heading = "What to fetch",
          value_parser = values::up_to(MAX_DOWNLOADS))]
    pub count: Option<u32>,

    /// A request header; may be given several times, is sent to the URL's own host only and never reported
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", help_heading = "What to fetch",
          value_parser = values::header)]
    pub headers: Vec<Header>,

    /// What counts as a success
    #[arg(long, value_name = "WHAT", default_value = "picture", help_heading = "What to fetch",
          value_parser = values::accept())]
    pub accept: Accept,

    /// Seconds that one download may take, redirects included, waiting for the rate not
    #[arg(long, value_name = "SECS", default_value = "60", help_heading = "What to fetch",
          value_parser = values::secs)]
    pub timeout: f64,

    /// The most bytes of one download
    #[arg(long, value_name = "SIZE", default_value = "100 MB", help_heading = "What to fetch",
          value_parser = values::size_bytes)]
    pub max_bytes: u64,

    /// Allow HTTP/2 (otherwise HTTP/1.1)
    #[arg(long, help_heading = "What to fetch")]
    pub http2: bool,

    /// Go ahead with more than 100 requests to hosts that are not this machine
    #[arg(long, help_heading = "What to fetch")]
    pub yes: bool,

    /// A mode that takes part; may be given several times [default: all five]
    #[arg(short, long = "mode", value_name = "MODE[:WORKERS]", help_heading = "Who takes part",
          value_parser = values::mode)]
    pub modes: Vec<ModeChoice>,

    /// Workers of every mode that names none itself [default: 5]
    #[arg(short, long, value_name = "WORKERS", help_heading = "Who takes part", value_parser = values::workers)]
    pub workers: Option<WorkerCounts>,

    /// What the others are held against [default: sequential if it takes part, else the first mode]
    #[arg(long, value_name = "MODE[:WORKERS]", help_heading = "Who takes part", value_parser = values::mode)]
    pub baseline: Option<ModeChoice>,

    /// Rounds; in each, every mode runs once (five modes need 8 for a sure answer) [default: 8; 40 with --until-width]
    #[arg(long, value_name = "N", help_heading = "Measuring", value_parser = values::up_to(MAX_ROUNDS))]
    pub rounds: Option<u32>,

    /// Stop as soon as every interval is narrower than this share of its ratio, as in 5% or 0.05
    ///
    /// Intervals are looked at after rounds that are fixed beforehand, and each look makes them wider, so
    /// that all of them together hold as often as they say.
    #[arg(long, value_name = "WIDTH", help_heading = "When to stop", value_parser = values::share)]
    pub until_width: Option<f64>,

    /// Begin no further round that would pass this many requests in all, the warm-up and redirects included (those
    /// of the first round only where there is a warm-up)
    #[arg(long, value_name = "N", help_heading = "When to stop", value_parser = values::whole)]
    pub budget_requests: Option<u64>,

    /// Begin no further round that would pass this many bytes in all, if it is like those before
    #[arg(long, value_name = "SIZE", help_heading = "When to stop", value_parser = values::size_bytes)]
    pub budget_bytes: Option<u64>,

    /// Begin no further round that would pass this many seconds in all, if it is like the longest before
    #[arg(long, value_name = "SECS", help_heading = "When to stop", value_parser = values::secs)]
    pub budget_secs: Option<f64>,

    /// What each task does
    #[arg(long, value_name = "WHAT", default_value = "download", help_heading = "Measuring",
          value_parser = values::work())]
    pub work: Work,

    /// What becomes of a connection after its download
    #[arg(long, value_name = "WHAT", default_value = "fresh", help_heading = "Measuring",
          value_parser = values::connections())]
    pub connections: Connections,

    /// Send at most so many requests a second, over all workers, redirects included [default: as many as the mode can]
    #[arg(long, value_name = "N", help_heading = "Measuring", value_parser = values::per_sec)]
    pub rate: Option<f64>,

    /// Decides the order within the rounds, and the lab server's jitter and faults
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Measuring", value_parser = values::whole)]
    pub seed: u64,

    /// Do not fetch every address once before the clock starts
    #[arg(long, help_heading = "Measuring")]
    pub no_warm_up: bool,

    /// Make a folder for the pictures inside DIR [default: a temporary one, removed at the end]
    #[arg(long, value_name = "DIR", help_heading = "Files and reports")]
    pub folder: Option<PathBuf>,

    /// Which files stay in the folder [default: last]
    #[arg(long, value_name = "WHICH", requires = "folder", help_heading = "Files and reports",
          value_parser = values::keep())]
    pub keep: Option<Keep>,

    /// What is written at the end.
    #[command(flatten)]
    pub exports: ExportOptions,

    /// Leave this comparison out of the history
    #[arg(long, help_heading = "Files and reports")]
    pub no_history: bool,

    /// No progress while it runs
    #[arg(short, long, help_heading = "Files and reports")]
    pub quiet: bool,

    /// How the lab server behaves, where the pictures come from it.
    #[command(flatten)]
    pub lab: LabSettingsOptions,

    /// Which of these were given.
    #[arg(skip)]
    pub given: Given,
}

/// Which options were given, even with the value that they have without: beside `--plan` these win.
#[derive(Clone, Debug, Default)]
pub struct Given(BTreeSet<String>);

impl Given {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let is_given = |name: &&str| matches.value_source(name) == Some(ValueSource::CommandLine);
        Self(matches.ids().map(clap::Id::as_str).filter(is_given).map(str::to_owned).collect())
    }

    /// Whether the option of this field was given.
    pub fn has(&self, field: &str) -> bool {
        self.0.contains(field)
    }
}
