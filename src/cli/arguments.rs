//! What may be typed, and its help.

use std::path::PathBuf;

use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::help::{AFTER_RUN_HELP, AFTER_SWEEP_HELP};
use super::history::HistoryOptions;
use super::lab_options::LabOptions;
use super::lesson_options::LessonOptions;
use super::refused;
use super::run_options::{Given, RunOptions};

/// What was asked for on the command line.
#[derive(Debug)]
pub enum Asked {
    /// The window (no subcommand).
    Window,
    /// A comparison in the terminal.
    Run(Box<RunOptions>),
    /// One mode over several worker counts, in the terminal.
    Sweep(Box<RunOptions>),
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
    let read = command().try_get_matches().and_then(|matches| asked(&matches));
    read.unwrap_or_else(|error| refused::exit(&error))
}

/// The commands. A number below nothing is read as a value, and refused as one.
fn command() -> clap::Command {
    let options = |arg: clap::Arg| {
        let takes_one = !arg.is_positional() && arg.get_action().takes_values();
        if takes_one { arg.allow_negative_numbers(true) } else { arg }
    };
    Cli::command().mut_subcommands(|command| command.mut_args(options))
}

fn asked(matches: &ArgMatches) -> Result<Asked, clap::Error> {
    let mut asked = Cli::from_arg_matches(matches).map(Asked::from)?;
    if let (Asked::Run(options) | Asked::Sweep(options), Some((_, matches))) = (&mut asked, matches.subcommand()) {
        options.given = Given::of(matches);
    }
    Ok(asked)
}

/// Reads a line as the shell would hand it over.
#[cfg(test)]
pub(super) fn read(line: &str) -> Result<Asked, clap::Error> {
    let words = std::iter::once("manyhands").chain(line.split_whitespace());
    command().try_get_matches_from(words).and_then(|matches| asked(&matches))
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
                  manyhands sweep -m async         how many slots are worth having\n  \
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
    /// Find out how many workers a mode is worth
    #[command(
        long_about = "Fetches the same pictures by one mode with several worker counts, in interleaved rounds, and \
                      says how many workers to take: the fewest that reach 95 % of the best throughput, or 90 % where \
                      the best takes twice as many.\n\n\
                      Throughput is that of the steady part of each run, while every worker is busy. The points \
                      are fitted with Amdahl's law and the universal scalability law, and the intervals come from \
                      the rounds. All other options are those of run.",
        mut_arg("modes", |arg| arg.help("The mode: process-pool, thread-pool or async").value_name("MODE")),
        mut_arg("workers", |arg| {
            arg.help("Worker counts, as in 1,2,4,8 or 1-8 or 2-32:2 [default: 1,2,4,8,16,32]").value_name("COUNTS")
        }),
        mut_arg("count", |arg| {
            arg.help("Downloads in each run; addresses are repeated or cut to it [default: 10 for each of the most workers]")
        }),
        mut_arg("baseline", |arg| arg.help("What the others are held against [default: the fewest workers]")),
        mut_arg("latency", |arg| {
            arg.help("Milliseconds from a request to the first byte of its picture [default: 50 for a sweep]")
        }),
        after_help = "See --help for examples.",
        after_long_help = AFTER_SWEEP_HELP
    )]
    Sweep(Box<RunOptions>),
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
        long_about = "Lists the comparisons that were kept: the last 200, or 200 MB, besides those that are pinned. With a \
                      number or an id it shows one, held against the baseline where one is chosen.",
        after_help = "Examples:\n  \
                      manyhands history\n  \
                      manyhands history 1 --json report.json --trace run.trace.json\n  \
                      manyhands history 3 --name \"before the change\" --pin --as-baseline\n  \
                      manyhands history 20261121-140322-123 --delete --with-pictures"
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
            Some(Subcommands::Sweep(options)) => Self::Sweep(options),
            Some(Subcommands::Lab(options)) => Self::Lab(options),
            Some(Subcommands::Lesson(options)) => Self::Lesson(options),
            Some(Subcommands::History(options)) => Self::History(options),
            Some(Subcommands::Open { report }) => Self::Open(report),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::super::values::WorkerCounts;
    use super::*;
    use crate::model::{Keep, LabSettings, Mode, PlanDraft};

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
        assert_eq!((options.seed, options.max_bytes), (draft.seed, draft.max_bytes));
        assert_eq!((options.work, options.accept, options.connections), (draft.work, draft.accept, draft.connections));
        assert_eq!(options.timeout.to_bits(), draft.timeout_secs.to_bits());
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
    fn a_sweep_takes_the_options_of_a_run() {
        let line = "sweep -m async --workers 1,2,4-6 -n 60 --until-width 5% --budget-requests 900 --max-requests 4";
        let Ok(Asked::Sweep(options)) = read(line) else { panic!("this is a sweep: {line}") };
        assert_eq!(options.workers, Some(WorkerCounts(vec![1, 2, 4, 5, 6])));
        assert_eq!((options.until_width, options.budget_requests), (Some(0.05), Some(900)));
        assert_eq!(options.lab.max_requests, Some(4));
        let help = read("sweep --help").expect_err("help").to_string();
        assert!(help.contains("1,2,4,8,16,32") && help.contains("--max-requests"), "{help}");
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
            "run --until-width wide",
            "run --budget-secs 0",
            "run -w 4-2",
            "sweep -m fast",
            "sweep --workers 0-4",
        ];
        for line in wrong {
            let error = read(line).map(|_| ()).expect_err(line);
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }
}
