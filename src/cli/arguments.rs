//! What may be typed, and its help.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::exports::ExportOptions;
use super::help::AFTER_RUN_HELP;
use super::history::HistoryOptions;
use super::values::{self, ModeChoice};
use crate::model::{Accept, Connections, FaultRate, Header, Keep, LabSettings, MAX_DOWNLOADS, MAX_WORKERS, Work};

/// What was asked for on the command line.
#[derive(Debug)]
pub enum Asked {
    /// The window (no subcommand).
    Window,
    /// A comparison in the terminal.
    Run(Box<RunOptions>),
    /// The picture server alone.
    Lab(LabOptions),
    /// The course, or a lesson of it.
    Lesson(LessonOptions),
    /// The window, on the report in this file.
    Open(PathBuf),
    /// What was compared before.
    History(HistoryOptions),
}

/// Reads the command line of this process. Prints help and usage errors itself and then exits:
/// with 0 after help, with 2 after an error.
pub fn parse() -> Asked {
    let matches = Cli::command().get_matches();
    asked(&matches).unwrap_or_else(|error| error.exit())
}

fn asked(matches: &ArgMatches) -> Result<Asked, clap::Error> {
    let mut asked = Cli::from_arg_matches(matches).map(Asked::from)?;
    if let (Asked::Run(options), Some((_, matches))) = (&mut asked, matches.subcommand()) {
        options.given = Given::of(matches);
    }
    Ok(asked)
}

/// Reads a line as the shell would hand it over.
#[cfg(test)]
pub(super) fn read(line: &str) -> Result<Asked, clap::Error> {
    let words = std::iter::once("manyhands").chain(line.split_whitespace());
    Cli::command().try_get_matches_from(words).and_then(|matches| asked(&matches))
}

/// Which options were given, even with the value that they have without: beside `--plan` these win.
#[derive(Clone, Debug, Default)]
pub struct Given(BTreeSet<String>);

impl Given {
    fn of(matches: &ArgMatches) -> Self {
        let is_given = |name: &&str| matches.value_source(name) == Some(ValueSource::CommandLine);
        Self(matches.ids().map(clap::Id::as_str).filter(is_given).map(str::to_owned).collect())
    }

    /// Whether the option of this field was given.
    pub fn has(&self, field: &str) -> bool {
        self.0.contains(field)
    }
}

#[derive(Parser)]
#[command(
    name = "manyhands",
    version,
    about = "Fetches the same pictures by a loop, processes, threads and async, and shows which is fastest.",
    long_about = "Fetches the same pictures one after another, with a process each, with a pool of processes, with \
                  threads and with async, and shows which is fastest, by how much, how sure that is, and why.\n\n\
                  Without a command it opens the window.",
    after_help = "Examples:\n  \
                  manyhands                        open the window\n  \
                  manyhands run                    compare all five modes on the built-in picture server\n  \
                  manyhands run --help             everything a comparison can be told\n  \
                  manyhands open report.json       the window, on a report that was saved\n  \
                  manyhands lab --latency 100      the picture server alone, to try other programs on\n  \
                  manyhands lesson                 the course: ten lessons that run for real",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Subcommands>,
}

#[derive(Subcommand)]
enum Subcommands {
    /// Compare modes in the terminal
    #[command(
        long_about = "Fetches the same pictures with every chosen mode, in interleaved rounds, and says which was \
                      fastest, by how much and how sure that is.\n\n\
                      Without a URL the pictures come from a picture server that is started for the comparison on \
                      this machine (the lab server), so nothing leaves it and the best possible time is known.",
        after_help = "See --help for what the modes do, and for examples.",
        after_long_help = AFTER_RUN_HELP
    )]
    Run(Box<RunOptions>),
    /// Serve pictures on this machine until stopped
    #[command(
        long_about = "Serves painted pictures on 127.0.0.1 until it is stopped, with the latency, bandwidth and \
                      faults you ask for. The first line on standard output is its address.\n\n\
                      The routes are those of picsum.photos: /SIZE, /WIDTH/HEIGHT, /id/ID/WIDTH/HEIGHT, \
                      /seed/TEXT/WIDTH/HEIGHT, /id/ID/info, /v2/list?page=1&limit=30; with .jpg or .webp, \
                      ?grayscale and ?blur=1 to 10.",
        after_help = "Examples:\n  \
                      manyhands lab --port 8080\n  \
                      manyhands lab --latency 100 --jitter 20 --per-connection \"2 MB/s\"\n  \
                      manyhands lab --fault 5xx=10% --fault cut=0.05"
    )]
    Lab(LabOptions),
    /// The course: ten lessons on processes, threads and pools
    #[command(
        long_about = "Lists the lessons of the course, or runs one of them for real, on processes of its own: what they \
                      put out, with the number of each process, and at the end what follows from it.",
        after_help = "Examples:\n  \
                      manyhands lesson\n  \
                      manyhands lesson four-processes --set processes=8\n  \
                      manyhands lesson square-cube --python\n  \
                      manyhands lesson own-memory --json -"
    )]
    Lesson(LessonOptions),
    /// List, show, write or remove what was compared before
    #[command(
        long_about = "Lists the comparisons that were kept: the last 200, or 200 MB, and those that are pinned. With a \
                      number or an id it shows one, held against the baseline where one is chosen.",
        after_help = "Examples:\n  \
                      manyhands history\n  \
                      manyhands history 1 --json report.json --trace run.trace.json\n  \
                      manyhands history 3 --name \"before the change\" --pin --as-baseline\n  \
                      manyhands history 20261121-140322-123 --delete"
    )]
    History(HistoryOptions),
    /// Open a saved report in the window
    #[command(long_about = "Opens a report that `manyhands run --json` wrote in the window, exactly as it was. Where \
                            there is no display its tables are printed instead.")]
    Open {
        /// The report
        #[arg(value_name = "REPORT.json")]
        report: PathBuf,
    },
}

impl From<Cli> for Asked {
    fn from(cli: Cli) -> Self {
        match cli.command {
            None => Self::Window,
            Some(Subcommands::Run(options)) => Self::Run(options),
            Some(Subcommands::Lab(options)) => Self::Lab(options),
            Some(Subcommands::Lesson(options)) => Self::Lesson(options),
            Some(Subcommands::History(options)) => Self::History(options),
            Some(Subcommands::Open { report }) => Self::Open(report),
        }
    }
}

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
          value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_DOWNLOADS)))]
    pub count: Option<u32>,

    /// A request header; may be given several times, is sent to the URL's own host only and never reported
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", help_heading = "What to fetch",
          value_parser = values::header)]
    pub headers: Vec<Header>,

    /// What counts as a success
    #[arg(long, value_name = "WHAT", default_value = "picture", help_heading = "What to fetch",
          value_parser = values::accept())]
    pub accept: Accept,

    /// Seconds that one download may take, redirects included
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

    /// Workers of every mode that names none itself
    #[arg(short, long, value_name = "WORKERS", default_value_t = 5, help_heading = "Who takes part",
          value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_WORKERS)))]
    pub workers: u16,

    /// What the others are held against [default: sequential if it takes part, else the first mode]
    #[arg(long, value_name = "MODE[:WORKERS]", help_heading = "Who takes part", value_parser = values::mode)]
    pub baseline: Option<ModeChoice>,

    /// Rounds; in each, every mode runs once (five modes need 8 for a sure answer)
    #[arg(long, value_name = "N", default_value_t = 8, help_heading = "Measuring",
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub rounds: u32,

    /// What each task does
    #[arg(long, value_name = "WHAT", default_value = "download", help_heading = "Measuring",
          value_parser = values::work())]
    pub work: Work,

    /// What becomes of a connection after its download
    #[arg(long, value_name = "WHAT", default_value = "fresh", help_heading = "Measuring",
          value_parser = values::connections())]
    pub connections: Connections,

    /// Begin at most so many downloads a second, over all workers [default: as many as the mode can]
    #[arg(long, value_name = "N", help_heading = "Measuring", value_parser = values::per_sec)]
    pub rate: Option<f64>,

    /// Decides the order within the rounds, and the lab server's jitter and faults
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Measuring")]
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

impl Default for RunOptions {
    fn default() -> Self {
        let cli = Cli::parse_from(["manyhands", "run"]);
        match cli.command {
            Some(Subcommands::Run(options)) => *options,
            _ => unreachable!("`manyhands run` is the run command"),
        }
    }
}

/// The options of `manyhands lab`.
#[derive(Clone, Debug, Args)]
pub struct LabOptions {
    /// The port on 127.0.0.1 [default: a free one]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,

    /// How it behaves.
    #[command(flatten)]
    pub settings: LabSettingsOptions,
}

/// The options of `manyhands lesson`.
#[derive(Clone, Debug, Args)]
pub struct LessonOptions {
    /// Which lesson to run; without it they are listed
    #[arg(value_name = "NAME")]
    pub name: Option<String>,

    /// Change one of its numbers, as in processes=8; may be given several times
    #[arg(long, value_name = "KNOB=VALUE", requires = "name")]
    pub set: Vec<String>,

    /// Run its Python as well, after it
    #[arg(long, requires = "name")]
    pub python: bool,

    /// Write what came out as JSON to FILE; "-" prints it, and nothing else, on standard output
    #[arg(long, value_name = "FILE|-", requires = "name")]
    pub json: Option<PathBuf>,
}

/// How a lab server behaves; what is not given stays as [`LabSettings::default`] has it.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "The lab server")]
pub struct LabSettingsOptions {
    /// Milliseconds from a request to the first byte of its picture [default: 430]
    #[arg(long, value_name = "MS", value_parser = values::millis_as_secs)]
    pub latency: Option<f64>,

    /// The most milliseconds added to or taken from the latency [default: 0]
    #[arg(long, value_name = "MS", value_parser = values::millis_as_secs)]
    pub jitter: Option<f64>,

    /// Bandwidth of all connections together [default: as much as there is]
    #[arg(long, value_name = "SIZE/s", value_parser = values::rate_bytes_per_sec)]
    pub bandwidth: Option<u64>,

    /// Bandwidth of each connection [default: as much as there is]
    #[arg(long, value_name = "SIZE/s", value_parser = values::rate_bytes_per_sec)]
    pub per_connection: Option<u64>,

    /// Requests answered at a time; further ones queue [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_requests: Option<u32>,

    /// What goes wrong and how often, as in cut=0.1 or 5xx=10%; may be given several times
    ///
    /// The kinds: 5xx, 429 (with Retry-After), cut (the body ends in the middle), wrong-length, reset,
    /// stall (the body stops and the connection stays), html (a page instead of a picture).
    #[arg(long = "fault", value_name = "KIND=RATE")]
    pub faults: Vec<FaultRate>,
}

impl LabSettingsOptions {
    /// The first option that was given, for a sentence about it; `None` when none was.
    pub fn first_given(&self) -> Option<&'static str> {
        let given = [
            ("--latency", self.latency.is_some()),
            ("--jitter", self.jitter.is_some()),
            ("--bandwidth", self.bandwidth.is_some()),
            ("--per-connection", self.per_connection.is_some()),
            ("--max-requests", self.max_requests.is_some()),
            ("--fault", !self.faults.is_empty()),
        ];
        given.into_iter().find_map(|(name, is_given)| is_given.then_some(name))
    }

    /// The settings, not yet checked: a plan does that.
    pub fn settings(&self) -> LabSettings {
        self.over(LabSettings::default())
    }

    /// Other settings, but for the options that were given.
    pub fn over(&self, known: LabSettings) -> LabSettings {
        LabSettings {
            latency_secs: self.latency.unwrap_or(known.latency_secs),
            jitter_secs: self.jitter.unwrap_or(known.jitter_secs),
            bandwidth_bytes_per_sec: self.bandwidth.or(known.bandwidth_bytes_per_sec),
            per_connection_bytes_per_sec: self.per_connection.or(known.per_connection_bytes_per_sec),
            max_requests: self.max_requests.or(known.max_requests),
            faults: if self.faults.is_empty() { known.faults } else { self.faults.clone() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mode, PlanDraft};

    #[test]
    fn the_arguments_are_in_order() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_command_asks_for_the_window() {
        assert!(matches!(read(""), Ok(Asked::Window)));
    }

    #[test]
    fn the_defaults_are_those_of_a_draft() {
        let (options, draft) = (RunOptions::default(), PlanDraft::default());
        assert_eq!((options.rounds, options.seed, options.max_bytes), (draft.rounds, draft.seed, draft.max_bytes));
        assert_eq!((options.work, options.accept, options.connections), (draft.work, draft.accept, draft.connections));
        assert_eq!(options.timeout.to_bits(), draft.timeout_secs.to_bits());
        assert!(draft.contenders.iter().all(|(_, workers)| *workers == options.workers));
        assert_eq!(options.lab.settings(), LabSettings::default());
        assert_eq!(options.lab.first_given(), None);
    }

    #[test]
    fn options_are_read() {
        let line =
            "run /id/1/20/30 -n 4 -m async:7 -m sequential --baseline async -H A:b --keep all --folder x --latency 20";
        let Ok(Asked::Run(options)) = read(line) else { panic!("this is a run: {line}") };
        assert_eq!(options.url.as_deref(), Some("/id/1/20/30"));
        assert_eq!(options.count, Some(4));
        assert_eq!(options.modes[0].1.map(u16::from), Some(7));
        assert_eq!(options.modes[1], (Mode::Sequential, None));
        assert_eq!(options.baseline, Some((Mode::Async, None)));
        assert_eq!(options.headers.len(), 1);
        assert_eq!(options.keep, Some(Keep::All));
        assert_eq!(options.lab.first_given(), Some("--latency"));
    }

    #[test]
    fn every_mode_is_explained() {
        for mode in Mode::ALL {
            assert!(AFTER_RUN_HELP.contains(&format!("\n  {}", mode.key())), "{mode}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        let wrong = [
            "run -m fast",
            "run -w 0",
            "run -w 513",
            "run -n 0",
            "run --keep all",
            "run --rounds 0",
            "run --fault bite=1",
            "run --max-bytes much",
            "lab --port 0",
            "lab --latency soon",
            "sweep",
        ];
        for line in wrong {
            let error = read(line).map(|_| ()).expect_err(line);
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }
}
