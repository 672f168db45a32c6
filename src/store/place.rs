//! Where the program's own files lie.

use std::path::PathBuf;

/// The environment variable that names another folder for settings and the history, for
/// tests and for keeping several set-ups apart.
pub const HOME_VARIABLE: &str = "MANYHANDS_HOME";

/// The folder for settings: what [`HOME_VARIABLE`] names, or the system's place
/// (`~/.config/manyhands`, `~/Library/Application Support/manyhands`, `%APPDATA%\manyhands\config`).
/// `None` where the system knows no home; then nothing is kept. The folder need not exist yet.
pub fn folder() -> Option<PathBuf> {
    match std::env::var_os(HOME_VARIABLE) {
        Some(named) if !named.is_empty() => Some(PathBuf::from(named)),
        _ => directories::ProjectDirs::from("", "", "manyhands").map(|dirs| dirs.config_dir().to_owned()),
    }
}

/// Where a person's own files usually are put: documents, else the home. `None` where the system knows
/// neither.
pub fn documents_folder() -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    Some(dirs.document_dir().filter(|folder| folder.is_dir()).unwrap_or(dirs.home_dir()).to_owned())
}

/// The folder for the history: `history` in what [`HOME_VARIABLE`] names, or in the system's place for
/// data (`~/.local/share/manyhands`, `~/Library/Application Support/manyhands`,
/// `%APPDATA%\manyhands\data`). `None` where the system knows no home; then nothing is kept. The folder
/// need not exist yet.
pub fn history_folder() -> Option<PathBuf> {
    let data = match std::env::var_os(HOME_VARIABLE) {
        Some(named) if !named.is_empty() => PathBuf::from(named),
        _ => directories::ProjectDirs::from("", "", "manyhands")?.data_dir().to_owned(),
    };
    Some(data.join("history"))
}
