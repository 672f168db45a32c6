//! The choices of the window: one JSON file with a version, written whole or not at all.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Course, SetUp, View};
use crate::model::typed_without_credentials;

/// The version of the file's form. Version 1 held the lab server's settings as figures.
pub const SETTINGS_VERSION: u32 = 2;
/// The most addresses that are remembered.
pub const MAX_RECENTS: usize = 10;

const FILE_NAME: &str = "settings.json";
/// A settings file is a few kB; what is larger was not written by this program.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Light, dark, or as the system is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Which parts of the set-up that can be folded away are unfolded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unfolded {
    /// The lab server's settings.
    pub lab: bool,
    /// What goes wrong at the lab server.
    pub faults: bool,
    /// What each mode does.
    pub hints: bool,
    /// What may end a comparison early.
    pub stop: bool,
    /// What is seldom changed.
    pub more: bool,
}

/// All choices that stay between two starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// [`SETTINGS_VERSION`].
    pub version: u32,
    /// Light or dark.
    pub theme: Theme,
    /// The window's inner width and height in points.
    pub window: Option<[f32; 2]>,
    /// How many times as large as usual everything is.
    pub zoom: f32,
    /// Which view was shown last.
    pub view: View,
    /// The set-up panel is folded away.
    pub folded: bool,
    /// What is unfolded in it.
    pub unfolded: Unfolded,
    /// What stands in the fields.
    pub set_up: SetUp,
    /// The same of a sweep.
    pub sweep: SetUp,
    /// Addresses that were used, the latest first, at most [`MAX_RECENTS`].
    pub recents: Vec<String>,
    /// Hosts for which more than 100 requests were agreed to.
    pub agreed_hosts: Vec<String>,
    /// What stays of the course.
    pub course: Course,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: SETTINGS_VERSION,
            theme: Theme::System,
            window: None,
            zoom: 1.0,
            view: View::default(),
            folded: false,
            unfolded: Unfolded::default(),
            set_up: SetUp::default(),
            sweep: SetUp::for_sweep(),
            recents: Vec::new(),
            agreed_hosts: Vec::new(),
            course: Course::default(),
        }
    }
}

impl Settings {
    /// Reads the settings that lie in `folder`. A file that cannot be used is renamed, not
    /// deleted; then the defaults come back with one sentence that names it.
    pub fn load(folder: &Path) -> (Self, Option<String>) {
        let path = folder.join(FILE_NAME);
        match read(&path) {
            Ok(Some(settings)) => (settings, None),
            Ok(None) => (Self::default(), None),
            Err(why) => (Self::default(), Some(set_aside(&path, &why))),
        }
    }

    /// Writes the settings into `folder`, which is made where it is missing: the new file takes the
    /// old one's place in one step, so that a crash leaves one of the two. User names and passwords in
    /// addresses are left out.
    pub fn save(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer_pretty(&mut file, &self.clone().without_credentials())?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(folder.join(FILE_NAME)).map_err(|error| error.error)?;
        Ok(())
    }

    /// Puts an address first among those that were used, without its credentials: they are offered in a menu.
    pub fn remember(&mut self, address: &str) {
        let address = typed_without_credentials(address);
        self.recents.retain(|known| *known != address);
        self.recents.insert(0, address);
        self.recents.truncate(MAX_RECENTS);
    }

    fn without_credentials(mut self) -> Self {
        let fields = [&mut self.set_up.address, &mut self.sweep.address];
        for address in fields.into_iter().chain(&mut self.recents) {
            *address = typed_without_credentials(address);
        }
        let mut seen = std::collections::HashSet::new();
        self.recents.retain(|address| seen.insert(address.clone()));
        self
    }
}

/// The settings in a file; `None` where there is no file, else why it cannot be used.
fn read(path: &Path) -> Result<Option<Settings>, String> {
    /// Only this is read of a file whose form is not known.
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot be read ({error})")),
    };
    let mut text = String::new();
    let read = file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text);
    if read.is_err() || text.len() as u64 > MAX_FILE_BYTES {
        return Err("is damaged".to_owned());
    }
    let Versioned { version } = serde_json::from_str(&text).map_err(|_| "is damaged".to_owned())?;
    if version > SETTINGS_VERSION {
        return Err(format!("is from a newer version of Manyhands (form {version})"));
    }
    let mut settings: Settings = serde_json::from_str(&text).map_err(|_| "is damaged".to_owned())?;
    settings.version = SETTINGS_VERSION;
    settings.set_up.complete();
    settings.set_up.sweep = None;
    settings.sweep.complete();
    settings.sweep.sweep.get_or_insert_default();
    settings.recents.truncate(MAX_RECENTS);
    // Such as an earlier version kept.
    Ok(Some(settings.without_credentials()))
}

/// Renames a file that cannot be used and says so in one sentence.
fn set_aside(path: &Path, why: &str) -> String {
    let free = |number: u32| -> PathBuf {
        let ending = if number == 1 { "set-aside".to_owned() } else { format!("set-aside-{number}") };
        path.with_file_name(format!("{FILE_NAME}.{ending}"))
    };
    let aside = (1..1000).map(free).find(|candidate| !candidate.exists()).unwrap_or_else(|| free(1000));
    match fs::rename(path, &aside) {
        Ok(()) => format!("The settings file {why}. It was set aside as {}; these are the defaults.", aside.display()),
        Err(error) => {
            format!("The settings file {why} and cannot be set aside ({error}): {}", path.display())
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{FaultKind, Keep, Lesson, Mode};

    use super::*;
    use crate::store::{LabField, StopForm};

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder for the test")
    }

    #[test]
    fn what_was_saved_comes_back() {
        let folder = folder();
        let mut settings = Settings { theme: Theme::Dark, folded: true, ..Settings::default() };
        settings.set_up.count = "many".to_owned();
        settings.set_up.lab.set(LabField::Fault(FaultKind::ServerError), "2.5".to_owned());
        settings.set_up.keep = Keep::All;
        settings.sweep.rounds = "12".to_owned();
        settings.set_up.rate_per_sec = "2.5".to_owned();
        settings.set_up.stop = StopForm { until_percent: "5".to_owned(), secs: "x".to_owned(), ..StopForm::default() };
        settings.unfolded.lab = true;
        settings.window = Some([900.0, 600.0]);
        settings.view = View::Lessons;
        settings.course.done.insert(Lesson::SquareCube);
        settings.course.knobs.insert(Lesson::Fifo, vec!["3".to_owned(), "0.5".to_owned()]);
        settings.save(&folder.path().join("new")).expect("saved");
        assert_eq!(Settings::load(&folder.path().join("new")), (settings, None));
    }

    #[test]
    fn without_a_file_there_are_the_defaults_and_nothing_to_say() {
        assert_eq!(Settings::load(folder().path()), (Settings::default(), None));
    }

    #[test]
    fn a_file_that_cannot_be_used_is_set_aside_and_named() {
        let huge = " ".repeat(usize::try_from(MAX_FILE_BYTES).expect("fits") + 1);
        let cases = [
            ("{ \"version\": 1, ", "is damaged"),
            ("", "is damaged"),
            ("[]", "is damaged"),
            ("{ \"version\": 3, \"all\": \"new\" }", "newer version"),
            ("{ \"version\": 1, \"folded\": 7 }", "is damaged"),
            (huge.as_str(), "is damaged"),
        ];
        let folder = folder();
        for (number, (text, why)) in cases.into_iter().enumerate() {
            fs::write(folder.path().join(FILE_NAME), text).expect("written");
            let (settings, notice) = Settings::load(folder.path());
            assert_eq!(settings, Settings::default());
            let notice = notice.expect("something to say");
            assert!(notice.contains(why) && notice.contains("set-aside"), "{notice}");
            assert!(!folder.path().join(FILE_NAME).exists());
            let kept = fs::read_dir(folder.path()).expect("readable").count();
            assert_eq!(kept, number + 1, "nothing is deleted");
        }
    }

    #[test]
    fn fields_that_are_missing_have_their_defaults() {
        let folder = folder();
        let text = r#"{ "version": 1, "set_up": { "modes": [{ "mode": "async", "chosen": false, "workers": "7" }] } }"#;
        fs::write(folder.path().join(FILE_NAME), text).expect("written");
        let (settings, notice) = Settings::load(folder.path());
        assert_eq!(notice, None);
        assert_eq!(settings.set_up.modes.len(), Mode::ALL.len());
        assert_eq!(settings.set_up.modes[4].workers, "7");
        assert_eq!(settings.set_up.count, "10");
        assert_eq!((settings.set_up.rate_per_sec.as_str(), settings.set_up.stop), ("", StopForm::default()));
    }

    #[test]
    fn a_file_of_the_first_version_is_read_whole() {
        let folder = folder();
        let text = r#"{ "version": 1, "theme": "dark", "window": [1000.0, 700.0], "folded": false,
            "set_up": { "from_lab": true, "address": "", "count": "20", "rounds": "8", "work": "thumbnail",
                "lab": { "latency_secs": 0.25, "jitter_secs": 0.0, "bandwidth_bytes_per_sec": 2000000,
                    "per_connection_bytes_per_sec": null, "max_requests": null, "faults": [{ "kind": "5xx", "rate": 0.1 }] },
                "connections": "reuse", "modes": [], "folder": "/tmp" },
            "recents": ["http://host/a"], "agreed_hosts": ["host"] }"#;
        fs::write(folder.path().join(FILE_NAME), text).expect("written");
        let (settings, notice) = Settings::load(folder.path());
        assert_eq!((notice, settings.version), (None, SETTINGS_VERSION));
        let lab = &settings.set_up.lab;
        assert_eq!([lab.text(LabField::Latency), lab.text(LabField::Bandwidth)], ["250", "2"]);
        assert_eq!([lab.text(LabField::Fault(FaultKind::ServerError)), lab.text(LabField::Width)], ["10", "2000"]);
        assert_eq!((settings.set_up.count.as_str(), settings.set_up.timeout_secs.as_str()), ("20", "60"));
        assert_eq!((settings.set_up.keep, settings.agreed_hosts), (Keep::Last, vec!["host".to_owned()]));
        assert_eq!((settings.view, settings.course), (View::Compare, Course::default()));
    }

    #[test]
    fn no_password_is_kept_and_one_that_was_is_dropped() {
        let folder = folder();
        let mut settings = Settings::default();
        settings.set_up.address = "https://me:s3cret@host/[1-9].jpg".to_owned();
        settings.sweep.address = "https://me:s3cr".to_owned();
        settings.recents = vec!["http://{one,two}:s3cret@host/a".to_owned()];
        settings.remember("http://me:s3cret@host/a");
        let former = serde_json::to_string(&settings).expect("written");
        settings.save(folder.path()).expect("saved");
        let text = fs::read_to_string(folder.path().join(FILE_NAME)).expect("read");
        assert!(!text.contains("s3cr") && text.contains("https://host/[1-9].jpg"), "{text}");
        assert_eq!(settings.set_up.address, "https://me:s3cret@host/[1-9].jpg", "until the window is closed");

        fs::write(folder.path().join(FILE_NAME), former).expect("written");
        let (settings, notice) = Settings::load(folder.path());
        assert_eq!((notice, settings.set_up.address.as_str()), (None, "https://host/[1-9].jpg"));
        assert_eq!(settings.recents, ["http://host/a"]);
    }

    #[test]
    fn the_latest_address_is_the_first_and_no_more_than_ten_stay() {
        let mut settings = Settings::default();
        for number in 0..12 {
            settings.remember(&format!("http://host/{number}"));
        }
        settings.remember("http://host/5");
        assert_eq!(settings.recents.len(), MAX_RECENTS);
        assert_eq!(settings.recents[..2], ["http://host/5", "http://host/11"]);
    }
}
