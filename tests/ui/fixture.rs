//! Made-up comparisons that look like real ones, and made-up pictures.

use std::path::{Path, PathBuf};

use manyhands::model::{
    Accept, Connections, Contender, ContentHash, Download, Environment, ErrorKind, Event, LabRecord, LabSettings, Live,
    Mode, Outcome, Phases, Process, Report, ReportPlan, Run, SCHEMA, Seen, Verdict, Work,
};

/// A comparison to be made up.
pub struct Sketch<'a> {
    /// Who takes part.
    pub contenders: &'a [&'a str],
    /// Pictures a run.
    pub count: u32,
    /// Rounds.
    pub rounds: u32,
    /// Where pictures lie; none: no download has a file.
    pub pictures: Option<&'a Path>,
    /// Every so many downloads fail.
    pub failing: Option<u32>,
    /// How much workers hinder each other: contention and coherency of the universal scalability law.
    pub law: (f64, f64),
}

impl Default for Sketch<'_> {
    fn default() -> Self {
        Self { contenders: &FIVE, count: 10, rounds: 8, pictures: None, failing: None, law: (0.0, 0.0) }
    }
}

/// All five modes with ten workers.
pub const FIVE: [&str; 5] = ["sequential:1", "process-per-task:10", "process-pool:10", "thread-pool:10", "async:10"];

const LATENCY_SECS: f64 = 0.430;

impl Sketch<'_> {
    /// The whole comparison, with its verdict.
    pub fn report(&self) -> Report {
        let contenders: Vec<Contender> =
            self.contenders.iter().map(|text| text.parse().expect("a contender")).collect();
        let urls =
            (1..=self.count).map(|id| format!("http://127.0.0.1:4000/id/{id}/2000/3000").parse().expect("a URL"));
        let mut report = Report {
            schema: SCHEMA,
            program: "manyhands 0.1.0".to_owned(),
            started_at: "2026-01-02T03:04:05Z".parse().expect("a time"),
            seed: 7,
            environment: Environment {
                os: "Linux".to_owned(),
                cpu: "a processor".to_owned(),
                cores: 8,
                memory_bytes: 16 << 30,
                proxy: None,
            },
            plan: ReportPlan {
                urls: urls.collect(),
                count: self.count,
                work: Work::Download,
                accept: Accept::Picture,
                connections: Connections::Fresh,
                rounds: self.rounds,
                baseline: contenders[0],
                folder: None,
                contenders: contenders.clone(),
                lab: Some(LabRecord { settings: LabSettings::default(), lateness: None }),
                stop: manyhands::model::StopRules::default(),
                client: None,
            },
            runs: Vec::new(),
            summary: Vec::new(),
            ratios: Vec::new(),
            verdict: Verdict::default(),
            scaling: None,
        };
        for round in 1..=self.rounds {
            for position in 1..=u32::try_from(contenders.len()).expect("few") {
                let turn = (position + round) as usize % contenders.len();
                let id = u32::try_from(report.runs.len()).expect("few") + 1;
                report.runs.push(self.run(id, round, position, contenders[turn]));
            }
        }
        let judgement = manyhands::stats::judge(&report);
        (report.summary, report.ratios, report.verdict) = (judgement.summary, judgement.ratios, judgement.verdict);
        report.scaling = judgement.scaling;
        report
    }

    /// How many times as long a download takes beside others, with some noise of the run.
    fn hindrance(&self, slots: u32, id: u32) -> f64 {
        let ((alpha, beta), others) = (self.law, f64::from(slots) - 1.0);
        if self.law == (0.0, 0.0) {
            return 1.0;
        }
        (1.0 + alpha * others + beta * f64::from(slots) * others) * (0.92 + 0.16 * noise(id, 7))
    }

    fn run(&self, id: u32, round: u32, position: u32, contender: Contender) -> Run {
        let slots = u32::from(contender.workers.get()).min(self.count);
        let mode = contender.mode;
        let starts = mode.starts_processes();
        let mut free = vec![0.0_f64; slots as usize];
        let downloads: Vec<Download> = (0..self.count)
            .map(|index| {
                let worker = index % slots;
                let is_first = index < slots;
                let spawn = (starts && is_first).then(|| 0.004 + 0.0012 * f64::from(worker));
                let wait = LATENCY_SECS * self.hindrance(slots, id) + 0.004 * noise(id, index);
                let (receive, save) = (0.010 + 0.006 * noise(index, id), 0.0015);
                let begin = free[worker as usize] + spawn.unwrap_or(0.0);
                let end_secs = begin + 0.0012 + wait + receive + save;
                let start_secs = free[worker as usize];
                free[worker as usize] = end_secs;
                let phases = Phases {
                    spawn_secs: spawn,
                    queue_secs: None,
                    turn_secs: None,
                    dns_secs: None,
                    connect_secs: Some(0.0012),
                    wait_secs: Some(wait),
                    receive_secs: Some(receive),
                    save_secs: Some(save),
                    thumbnail_secs: None,
                    other_secs: None,
                };
                self.download(index, worker, id, (start_secs, end_secs), phases, starts)
            })
            .collect();
        let end = free.iter().copied().fold(0.0, f64::max);
        let processes = if starts { processes(&downloads, slots, end, mode) } else { Vec::new() };
        let waves = f64::from(self.count.div_ceil(slots));
        let failed = u32::try_from(downloads.iter().filter(|download| !download.outcome.is_ok()).count()).expect("few");
        Run {
            id,
            round,
            position,
            mode,
            workers: contender.workers.get(),
            wall_secs: end + 0.002,
            limit_secs: Some(waves * LATENCY_SECS),
            start_price_secs: starts.then(|| 0.0015 * f64::from(slots) / 8.0),
            bytes: downloads.iter().map(|download| download.bytes).sum(),
            ok: self.count - failed,
            failed,
            connections_opened: self.count,
            processes_peak: if starts { slots } else { 0 },
            usable: true,
            active: steps(&processes),
            seen: Seen { engine_cpu_secs: Some(0.031), engine_peak_memory_bytes: Some(21_000_000), ..Seen::default() },
            downloads,
            processes,
        }
    }

    fn download(
        &self,
        index: u32,
        worker: u32,
        run: u32,
        (start_secs, end_secs): (f64, f64),
        phases: Phases,
        starts: bool,
    ) -> Download {
        let fails = self.failing.is_some_and(|every| index % every == every - 1);
        let kinds = [ErrorKind::Timeout, ErrorKind::ServerError, ErrorKind::NotAPicture, ErrorKind::Truncated];
        let kind = kinds[index as usize % kinds.len()];
        let message = format!("the answer was {} at http://127.0.0.1:4000/id/{}/2000/3000", kind.label(), index + 1);
        Download {
            index,
            url: format!("http://127.0.0.1:4000/id/{}/2000/3000", index + 1).parse().expect("a URL"),
            final_url: None,
            worker,
            pid: if starts { 20_418 + run * 16 + worker } else { 20_400 },
            start_secs,
            end_secs,
            phases,
            hops: Vec::new(),
            http_version: Some("HTTP/1.1".to_owned()),
            status: Some(200),
            bytes: if fails { 0 } else { 970_000 },
            hash: (!fails).then(|| ContentHash(u64::from(index) + 1)),
            path: self.pictures.filter(|_| !fails).map(|folder| picture_path(folder, index)),
            attempts: 1,
            outcome: if fails { Outcome::failed(kind, message) } else { Outcome::Ok },
        }
    }
}

fn processes(downloads: &[Download], slots: u32, end: f64, mode: Mode) -> Vec<Process> {
    let of = |worker: u32| {
        let own = downloads.iter().filter(move |download| download.worker == worker);
        let last = own.clone().map(|download| download.end_secs).fold(0.0, f64::max);
        let ready = 0.004 + 0.0012 * f64::from(worker);
        Process {
            pid: own.map(|download| download.pid).next().expect("a download"),
            worker,
            started_secs: 0.5 * ready,
            ready_secs: Some(ready),
            exited_secs: if mode == Mode::ProcessPool { end + 0.001 } else { last + 0.0007 * f64::from(worker) },
            exit: "0".to_owned(),
            cpu_secs: Some(0.004),
            peak_memory_bytes: Some(5_100_000),
        }
    };
    (0..slots).map(of).collect()
}

fn steps(processes: &[Process]) -> Vec<(f64, u32)> {
    let mut changes: Vec<(f64, i32)> = processes.iter().map(|process| (process.started_secs, 1)).collect();
    changes.extend(processes.iter().map(|process| (process.exited_secs, -1)));
    changes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut now = 0_i32;
    let step = |(secs, change): (f64, i32)| {
        now += change;
        (secs, u32::try_from(now).expect("never fewer than none"))
    };
    changes.into_iter().map(step).collect()
}

/// What the engine tells while it does a comparison, in the order in which it tells it.
pub fn events(report: &Report) -> Vec<Event> {
    let mut so_far = Report {
        runs: Vec::new(),
        summary: Vec::new(),
        ratios: Vec::new(),
        verdict: Verdict::default(),
        scaling: None,
        ..report.clone()
    };
    let mut events = vec![Event::Started(Box::new(so_far.clone()))];
    events.push(Event::WarmUp { done: report.plan.count, total: report.plan.count });
    let total_runs = u32::try_from(report.runs.len()).expect("few");
    for run in &report.runs {
        let contender = run.contender();
        events.push(Event::RunStarted { run: run.id, total_runs, round: run.round, position: run.position, contender });
        events.push(progress(run, 0.6));
        events.push(Event::RunFinished(Box::new(run.clone())));
        so_far.runs.push(run.clone());
        if run.position as usize == report.plan.contenders.len() {
            let judgement = manyhands::stats::judge(&so_far);
            let (summary, ratios, verdict) = (judgement.summary, judgement.ratios, judgement.verdict);
            events.push(Event::Judged {
                summary,
                ratios,
                verdict,
                scaling: judgement.scaling.map(Box::new),
                lateness: None,
            });
        }
    }
    events.push(Event::Ended { cancelled: false, early: None });
    events
}

/// What is known of a run after this share of its time.
pub fn progress(run: &Run, share: f64) -> Event {
    let now = run.wall_secs * share;
    let mut live = Vec::new();
    for process in run.processes.iter().filter(|process| process.started_secs <= now) {
        live.push(Live::ProcessStarted { worker: process.worker, pid: process.pid, at_secs: process.started_secs });
    }
    for download in run.downloads.iter().filter(|download| download.start_secs <= now) {
        let (index, worker, pid) = (download.index, download.worker, download.pid);
        live.push(Live::Taken { index, worker, pid, at_secs: download.start_secs });
        if download.end_secs <= now {
            let error = match &download.outcome {
                Outcome::Ok => None,
                Outcome::Failed(failure) => Some(failure.kind),
            };
            live.push(Live::Done { index, worker, bytes: download.bytes, error, at_secs: download.end_secs });
        }
    }
    Event::Progress { run: run.id, at_secs: now, live }
}

/// Where a made-up picture lies; pictures repeat after 24.
fn picture_path(folder: &Path, index: u32) -> PathBuf {
    folder.join(format!("{}.png", index % 24))
}

/// Paints 24 pictures, small landscapes in different colours, into a folder.
pub fn paint_pictures(folder: &Path) {
    for index in 0..24_u32 {
        let hue = f64::from(index) * 0.618_034 % 1.0;
        let picture = image::RgbImage::from_fn(160, 240, |x, y| {
            let (x, y) = (f64::from(x) / 160.0, f64::from(y) / 240.0);
            let hill = |height: f64, waves: f64| height + 0.08 * (waves * x * 6.3 + f64::from(index)).sin();
            let sun = (x - 0.3 - 0.4 * hue).hypot((y - 0.25) * 1.5) < 0.11;
            let (hue, light) = match () {
                () if y > hill(0.82, 0.9) => (hue + 0.55, 0.20),
                () if y > hill(0.66, 0.6) => (hue + 0.48, 0.36),
                () if sun => (hue, 0.95),
                () => (hue + 0.18 * y, 0.62 + 0.25 * y),
            };
            color(hue, light)
        });
        picture.save(picture_path(folder, index)).expect("painted");
    }
}

fn color(hue: f64, light: f64) -> image::Rgb<u8> {
    let channel = |shift: f64| {
        let wave = 0.5 + 0.5 * (std::f64::consts::TAU * (hue + shift)).cos();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
        let byte = (255.0 * (light * (0.55 + 0.45 * wave)).clamp(0.0, 1.0)) as u8;
        byte
    };
    image::Rgb([channel(0.0), channel(0.33), channel(0.67)])
}

/// A number from 0 to 1 that two others decide.
fn noise(one: u32, other: u32) -> f64 {
    let mixed = (u64::from(one) << 32 | u64::from(other)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    f64::from(u32::try_from(mixed >> 40).expect("24 bits")) / f64::from(1 << 24)
}
