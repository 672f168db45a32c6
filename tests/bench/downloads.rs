//! Many files from nginx on loopback: each mode against what else could fetch them.
//!
//! Every time of ours is held against one of the first rival that was taken just before it, so that
//! both meet the same machine; other rivals are held against it likewise. A mode's figure is the wall
//! time of its run (processes started and joined, files in place); a rival's is that of its whole
//! process, and the whole of `manyhands run` with the one mode is shown beside it. Each figure is the
//! median of several.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../common/mod.rs"]
mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use manyhands::model::{Report, units};

use common::program::{Program, Running};
use common::server::Server;

const PAIRS: usize = 7;

/// What is fetched, how, and by whom else.
struct Case {
    files: usize,
    file_bytes: usize,
    /// What `--connections` is told.
    connections: &'static str,
    modes: &'static [&'static str],
    /// The first is what all are held against.
    rivals: &'static [Rival],
    /// How many times the first rival's time the best mode may take at most.
    most: Option<f64>,
}

/// Another program: it fetches the files 1.jpg, 2.jpg … of a host into its working folder.
struct Rival {
    name: &'static str,
    /// From the host and how many files.
    command: fn(&str, usize) -> Command,
}

const CURL: Rival = Rival { name: "curl -Z --parallel-max 10", command: |host, files| curl(host, files, &[]) };
const CURL_CLOSING: Rival = Rival {
    name: "curl -Z --parallel-max 10, a connection each",
    command: |host, files| curl(host, files, &["-H", "Connection: close"]),
};
const CURL_EACH: Rival = Rival {
    name: "a curl each, all at once",
    command: |host, files| {
        let fetch = format!("seq {files} | xargs -P {files} -I N curl -sS -O {host}/N.jpg");
        with("sh", &["-c", &fetch])
    },
};
const PYTHON_EACH: Rival = Rival {
    name: "Python's Process for each, then joined",
    command: |host, files| with("python3", &["-c", PYTHON, host, &files.to_string()]),
};

/// The course's first program, without what it would have to install.
const PYTHON: &str = "
import multiprocessing, sys, urllib.request
def fetch(url, name):
    with urllib.request.urlopen(url) as answer, open(name, 'wb') as file:
        file.write(answer.read())
multiprocessing.set_start_method('fork')
names = [f'{number}.jpg' for number in range(1, int(sys.argv[2]) + 1)]
workers = [multiprocessing.Process(target=fetch, args=(f'{sys.argv[1]}/{name}', name)) for name in names]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
";

const CASES: [Case; 4] = [
    Case {
        files: 100,
        file_bytes: 1_000_000,
        connections: "fresh",
        modes: &["thread-pool:10", "process-pool:10", "sequential", "async:10"],
        rivals: &[CURL],
        most: Some(0.9),
    },
    Case {
        files: 1000,
        file_bytes: 10_000,
        connections: "reuse",
        modes: &["thread-pool:10", "process-pool:10", "sequential", "async:10"],
        rivals: &[CURL],
        most: None,
    },
    Case {
        files: 1000,
        file_bytes: 10_000,
        connections: "fresh",
        modes: &["thread-pool:10", "process-pool:10", "sequential", "async:10"],
        rivals: &[CURL_CLOSING],
        most: None,
    },
    Case {
        files: 500,
        file_bytes: 10_000,
        connections: "fresh",
        modes: &["process-per-task:500"],
        rivals: &[PYTHON_EACH, CURL_EACH],
        most: None,
    },
];

fn main() -> ExitCode {
    let met: Vec<bool> = CASES.iter().map(Case::measure).collect();
    if met.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

impl Case {
    /// Whether the goal is met.
    fn measure(&self) -> bool {
        let root = tempfile::tempdir().expect("a folder to serve");
        for number in 1..=self.files {
            // Not all alike, and beginning as a JPEG does.
            let body: Vec<u8> = (0..self.file_bytes).map(|at| (at * number % 251) as u8).collect();
            let body = [b"\xff\xd8\xff\xe0".as_slice(), &body[4..]].concat();
            fs::write(root.path().join(format!("{number}.jpg")), body).expect("a file to serve");
        }
        let server = Server::nginx(root.path());
        let host = server.url("");
        let (base, others) = self.rivals.split_first().expect("somebody to be held against");
        let mut bases = Vec::new();
        let mut rivals = vec![Vec::new(); others.len()];
        let mut runs = vec![Vec::new(); self.modes.len()];
        let mut wholes = runs.clone();
        for pair in 0..=PAIRS {
            // The first time everything is cold.
            let keep = |times: &mut Vec<f64>, secs: f64| {
                if pair > 0 {
                    times.push(secs);
                }
            };
            for (rival, ratios) in others.iter().zip(&mut rivals) {
                let base_secs = self.rival_secs(base, &host);
                keep(ratios, self.rival_secs(rival, &host) / base_secs);
            }
            for (place, mode) in self.modes.iter().enumerate() {
                let base_secs = self.rival_secs(base, &host);
                let (run, whole) = self.run_secs(mode, &host);
                keep(&mut bases, base_secs);
                keep(&mut runs[place], run / base_secs);
                keep(&mut wholes[place], whole / base_secs);
            }
        }
        let Self { files, file_bytes, connections, .. } = self;
        let size = units::bytes(*file_bytes as u64);
        println!("{files} × {size} from nginx, --connections {connections}, {PAIRS} pairs");
        println!("  {:44} {:.3} s", base.name, median(&mut bases));
        for (rival, ratios) in others.iter().zip(&mut rivals) {
            println!("  {:44} {:.2} ×", rival.name, median(ratios));
        }
        let ratios: Vec<f64> = runs.iter_mut().map(|ratios| median(ratios)).collect();
        for ((mode, ratio), whole) in self.modes.iter().zip(&ratios).zip(&mut wholes) {
            println!("  {mode:44} {ratio:.2} × (the whole program {:.2} ×)", median(whole));
        }
        let best = ratios.into_iter().fold(f64::INFINITY, f64::min);
        let met = self.most.is_none_or(|most| best <= most);
        if let Some(most) = self.most {
            println!("  goal: the best mode at most {most} ×: {}", if met { "met" } else { "NOT MET" });
        }
        met
    }

    fn rival_secs(&self, rival: &Rival, host: &str) -> f64 {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = (rival.command)(host, self.files);
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let status = command.status().unwrap_or_else(|error| panic!("{} cannot be started: {error}", rival.name));
        let secs = start.elapsed().as_secs_f64();
        assert!(status.success(), "{} failed", rival.name);
        self.assert_whole(rival, folder.path());
        secs
    }

    /// The run's own wall time and that of the whole program.
    fn run_secs(&self, mode: &str, host: &str) -> (f64, f64) {
        let program = Program::new();
        let urls = format!("{host}/[1-{}].jpg", self.files);
        let arguments = ["run", &urls, "-m", mode, "--connections", self.connections, "--rounds", "1"];
        let folder = program.home().join("files");
        let start = Instant::now();
        let mut command = program.command(&arguments);
        command.args(["--no-warm-up", "--json", "-", "--folder"]).arg(&folder);
        let finished = Running::start(command).finish(Duration::from_secs(60));
        let whole = start.elapsed().as_secs_f64();
        let report: Report = serde_json::from_str(&finished.stdout).unwrap_or_else(|_| panic!("{finished:?}"));
        assert_eq!(report.totals(), (self.files as u64, 0), "every file whole");
        (report.runs[0].wall_secs, whole)
    }

    fn assert_whole(&self, rival: &Rival, folder: &Path) {
        let sizes = fs::read_dir(folder)
            .expect("a folder")
            .map(|file| file.expect("a file").metadata().expect("its size").len());
        let whole = sizes.filter(|size| *size == self.file_bytes as u64).count();
        assert_eq!(whole, self.files, "{} got every file whole", rival.name);
    }
}

fn curl(host: &str, files: usize, more: &[&str]) -> Command {
    let mut command = with("curl", &["-sS", "-Z", "--parallel-max", "10", "--remote-name-all"]);
    command.args(more).arg(format!("{host}/[1-{files}].jpg"));
    command
}

fn with(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
