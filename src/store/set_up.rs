//! What stands in the set-up's fields, exactly as it was typed: anything may.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{Accept, Connections, FaultKind, Keep, LabSettings, Mode, Work};

/// Whether a mode takes part, and with how many workers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeChoice {
    /// Which mode.
    pub mode: Mode,
    /// Whether it takes part.
    pub chosen: bool,
    /// What stands in its workers field.
    pub workers: String,
}

/// A field of the lab server's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LabField {
    /// Milliseconds to the first byte of an answer.
    Latency,
    /// Milliseconds that are added to it or taken from it.
    Jitter,
    /// MB/s over all connections together; empty: no limit.
    Bandwidth,
    /// MB/s for each connection; empty: no limit.
    PerConnection,
    /// Requests answered at a time; empty: no limit.
    MaxRequests,
    /// A picture's width in pixels.
    Width,
    /// A picture's height in pixels.
    Height,
    /// How often this goes wrong, in per cent; empty: never.
    Fault(FaultKind),
}

/// What stands in the fields of the lab server's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LabForm {
    latency_ms: String,
    jitter_ms: String,
    bandwidth_mb_per_sec: String,
    per_connection_mb_per_sec: String,
    max_requests: String,
    width: String,
    height: String,
    faults_percent: BTreeMap<FaultKind, String>,
}

impl Default for LabForm {
    /// The network of the course, and its pictures.
    fn default() -> Self {
        Self::from(&LabSettings::default())
    }
}

impl From<&LabSettings> for LabForm {
    fn from(settings: &LabSettings) -> Self {
        // Rounded to what a field shows, so that 0.43 s is 430 ms and not 430.00000000000006.
        let rounded = |number: f64| ((number * 1e3).round() / 1e3).to_string();
        #[expect(clippy::cast_precision_loss, reason = "rounded anyway")]
        let rate = |rate: Option<u64>| rate.map(|bytes| rounded(bytes as f64 / 1e6)).unwrap_or_default();
        Self {
            latency_ms: rounded(settings.latency_secs * 1e3),
            jitter_ms: rounded(settings.jitter_secs * 1e3),
            bandwidth_mb_per_sec: rate(settings.bandwidth_bytes_per_sec),
            per_connection_mb_per_sec: rate(settings.per_connection_bytes_per_sec),
            max_requests: settings.max_requests.map(|most| most.to_string()).unwrap_or_default(),
            width: "2000".to_owned(),
            height: "3000".to_owned(),
            faults_percent: settings.faults.iter().map(|fault| (fault.kind, rounded(fault.rate * 1e2))).collect(),
        }
    }
}

impl LabForm {
    /// What stands in a field.
    pub fn text(&self, field: LabField) -> &str {
        match field {
            LabField::Latency => &self.latency_ms,
            LabField::Jitter => &self.jitter_ms,
            LabField::Bandwidth => &self.bandwidth_mb_per_sec,
            LabField::PerConnection => &self.per_connection_mb_per_sec,
            LabField::MaxRequests => &self.max_requests,
            LabField::Width => &self.width,
            LabField::Height => &self.height,
            LabField::Fault(kind) => self.faults_percent.get(&kind).map_or("", String::as_str),
        }
    }

    /// Has `text` stand in a field.
    pub fn set(&mut self, field: LabField, text: String) {
        match field {
            LabField::Latency => self.latency_ms = text,
            LabField::Jitter => self.jitter_ms = text,
            LabField::Bandwidth => self.bandwidth_mb_per_sec = text,
            LabField::PerConnection => self.per_connection_mb_per_sec = text,
            LabField::MaxRequests => self.max_requests = text,
            LabField::Width => self.width = text,
            LabField::Height => self.height = text,
            LabField::Fault(kind) if text.is_empty() => drop(self.faults_percent.remove(&kind)),
            LabField::Fault(kind) => drop(self.faults_percent.insert(kind, text)),
        }
    }
}

/// What stands in the fields of what is swept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepForm {
    /// Which mode.
    pub mode: Mode,
    /// The worker counts.
    pub workers: String,
}

impl Default for SweepForm {
    fn default() -> Self {
        Self { mode: Mode::ProcessPool, workers: "1, 2, 4, 8, 16, 32".to_owned() }
    }
}

/// What stands in the fields of what may end a comparison before its last round; empty: nothing does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StopForm {
    /// Per cent of its ratio that every interval has to be narrower than.
    pub until_percent: String,
    /// The most requests.
    pub requests: String,
    /// The most MB.
    pub megabytes: String,
    /// The most seconds.
    pub secs: String,
}

/// What stands in the set-up's fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetUp {
    /// Pictures come from the lab server, and not from `address`.
    pub from_lab: bool,
    /// The URL, pattern or `@FILE`.
    pub address: String,
    /// How the lab server behaves, and how large its pictures are.
    #[serde(deserialize_with = "lab_of_any_version")]
    pub lab: LabForm,
    /// Pictures a run.
    pub count: String,
    /// Rounds.
    pub rounds: String,
    /// What each task does.
    pub work: Work,
    /// What becomes of a connection after its download.
    pub connections: Connections,
    /// Whether HTTP/2 may be spoken.
    pub http2: bool,
    /// What counts as a success.
    pub accept: Accept,
    /// One for each mode, in the order of [`Mode::ALL`].
    pub modes: Vec<ModeChoice>,
    /// What is swept; `None`: the modes are compared.
    pub sweep: Option<SweepForm>,
    /// Where files are kept; empty: nowhere.
    pub folder: String,
    /// Which files stay in that folder.
    pub keep: Keep,
    /// The deadline of one download in seconds.
    pub timeout_secs: String,
    /// The most that a download may weigh, in MB.
    pub max_megabytes: String,
    /// Requests a second, at the most; empty: as many as the mode can.
    pub rate_per_sec: String,
    /// What may end it before its last round.
    pub stop: StopForm,
    /// Whether every address is fetched once before the first round.
    pub warm_up: bool,
    /// What the others are held against; `None`: sequential, or the first mode where that takes no part.
    pub baseline: Option<Mode>,
    /// Further request headers, one a line. They may hold secrets, and so are never kept.
    #[serde(skip)]
    pub headers: String,
    /// Decides the order, and the lab server's jitter and faults; empty: another one each time.
    pub seed: String,
}

impl Default for SetUp {
    /// The comparison of the course: ten pictures from the lab server in all five modes.
    fn default() -> Self {
        Self {
            from_lab: true,
            address: String::new(),
            lab: LabForm::default(),
            count: "10".to_owned(),
            rounds: "8".to_owned(),
            work: Work::Download,
            connections: Connections::Fresh,
            http2: false,
            accept: Accept::Picture,
            modes: Mode::ALL.map(|mode| ModeChoice { mode, chosen: true, workers: "5".to_owned() }).to_vec(),
            sweep: None,
            folder: String::new(),
            keep: Keep::Last,
            timeout_secs: "60".to_owned(),
            max_megabytes: "100".to_owned(),
            rate_per_sec: String::new(),
            stop: StopForm::default(),
            warm_up: true,
            baseline: None,
            headers: String::new(),
            seed: String::new(),
        }
    }
}

impl SetUp {
    /// A first sweep: pictures enough for the most workers, of a server so near and so small that it takes
    /// two minutes.
    pub fn for_sweep() -> Self {
        let mut lab = LabForm::default();
        for (field, text) in [(LabField::Latency, "50"), (LabField::Width, "600"), (LabField::Height, "900")] {
            lab.set(field, text.to_owned());
        }
        Self { lab, count: "160".to_owned(), sweep: Some(SweepForm::default()), ..Self::default() }
    }

    /// What stood in these fields at first.
    pub fn usual(&self) -> Self {
        if self.sweep.is_some() { Self::for_sweep() } else { Self::default() }
    }

    /// Whether the lab server takes part: as the source, or because the address is a path of it.
    pub fn asks_lab(&self) -> bool {
        self.from_lab || self.address.trim_start().starts_with('/')
    }

    /// Puts the modes into their order, each once: a file edited by hand may lack some.
    pub(super) fn complete(&mut self) {
        let known = std::mem::take(&mut self.modes);
        self.modes = Self::default().modes;
        for choice in &mut self.modes {
            if let Some(found) = known.iter().find(|known| known.mode == choice.mode) {
                choice.clone_from(found);
            }
        }
    }
}

/// In its first version the file held settings where now the texts of fields stand.
fn lab_of_any_version<'de, D: Deserializer<'de>>(from: D) -> Result<LabForm, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Lab {
        First(LabSettings),
        Form(LabForm),
    }
    Ok(match Lab::deserialize(from)? {
        Lab::First(settings) => LabForm::from(&settings),
        Lab::Form(form) => form,
    })
}

#[cfg(test)]
mod tests {
    use crate::model::FaultRate;

    use super::*;

    #[test]
    fn settings_become_what_stands_in_the_fields() {
        let settings = LabSettings {
            jitter_secs: 0.0125,
            bandwidth_bytes_per_sec: Some(1_500_000),
            max_requests: Some(4),
            faults: vec![FaultRate { kind: FaultKind::Cut, rate: 0.07 }],
            ..LabSettings::default()
        };
        let form = LabForm::from(&settings);
        let fields = [
            (LabField::Latency, "430"),
            (LabField::Jitter, "12.5"),
            (LabField::Bandwidth, "1.5"),
            (LabField::PerConnection, ""),
            (LabField::MaxRequests, "4"),
            (LabField::Fault(FaultKind::Cut), "7"),
            (LabField::Fault(FaultKind::Stall), ""),
        ];
        for (field, text) in fields {
            assert_eq!(form.text(field), text, "{field:?}");
        }
    }

    #[test]
    fn a_field_holds_what_was_set_and_an_emptied_fault_is_none() {
        let mut form = LabForm::default();
        let cut = LabField::Fault(FaultKind::Cut);
        for field in [LabField::Latency, LabField::PerConnection, LabField::Width, LabField::Height, cut] {
            form.set(field, "x".to_owned());
            assert_eq!(form.text(field), "x");
        }
        form = LabForm::default();
        form.set(cut, "5".to_owned());
        assert_ne!(form, LabForm::default());
        form.set(cut, String::new());
        assert_eq!(form, LabForm::default());
    }

    #[test]
    fn a_path_of_the_lab_server_asks_it_and_a_url_does_not() {
        let with = |address: &str| SetUp { from_lab: false, address: address.to_owned(), ..SetUp::default() };
        assert!(with(" /id/[1-3]/200/300").asks_lab() && SetUp::default().asks_lab());
        assert!(!with("https://host/a").asks_lab());
    }
}
