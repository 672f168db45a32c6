//! Servers that others wrote: nginx from Debian, httpbin from PyPI. `tests/run` installs both.

use std::fmt::Write as _;
use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use super::wait::eventually;

/// A server on a port of its own; killed when the test ends.
pub struct Server {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Server {
    /// nginx, serving what lies in `root`.
    pub fn nginx(root: &Path) -> Self {
        let program = ["/usr/sbin/nginx", "/usr/bin/nginx"].map(PathBuf::from).into_iter().find(|path| path.exists());
        let program = program.expect("nginx is not installed: apt-get install nginx-light, or run tests/run");
        let folder = tempfile::tempdir().expect("a folder for nginx");
        let port = free_port();
        let settings = folder.path().join("nginx.conf");
        fs::write(&settings, nginx_settings(folder.path(), root, port)).expect("settings for nginx");
        let mut command = Command::new(program);
        command.arg("-p").arg(folder.path()).arg("-c").arg(settings).args(["-e", "stderr"]);
        Self::start(command, port, folder)
    }

    /// httpbin behind gunicorn, with threads enough for slow answers beside quick ones.
    pub fn httpbin() -> Self {
        let gunicorn = gunicorn();
        assert!(gunicorn.exists(), "httpbin is not installed: there is no {}; run tests/run", gunicorn.display());
        let folder = tempfile::tempdir().expect("a folder for gunicorn");
        let port = free_port();
        let mut command = Command::new(gunicorn);
        command.args([
            "--bind",
            &format!("127.0.0.1:{port}"),
            "--threads",
            "16",
            "--log-level",
            "error",
            "httpbin:app",
        ]);
        command.env("HOME", folder.path()).current_dir(folder.path());
        Self::start(command, port, folder)
    }

    fn start(mut command: Command, port: u16, folder: TempDir) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("the server starts");
        let server = Self { child, port, folder };
        eventually(Duration::from_secs(20), "the server answers", || {
            TcpStream::connect((Ipv4Addr::LOCALHOST, server.port)).ok()
        });
        server
    }

    /// The address of a path, which starts with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Writes a list of the addresses of these paths, and gives the argument that names it.
    pub fn list<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> String {
        let mut list = String::new();
        for path in paths {
            writeln!(list, "{}", self.url(path)).expect("a text takes lines");
        }
        let file = self.folder.path().join("addresses.txt");
        fs::write(&file, list).expect("the list is written");
        format!("@{}", file.display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both end their own workers on SIGTERM.
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw).expect("a pid");
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).ok();
        self.child.wait().ok();
    }
}

/// Where `tests/run` put it.
fn gunicorn() -> PathBuf {
    if let Some(path) = std::env::var_os("MANYHANDS_GUNICORN") {
        return path.into();
    }
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(home, PathBuf::from);
    cache.join("manyhands-tests/httpbin/bin/gunicorn")
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("it has an address").port()
}

fn nginx_settings(folder: &Path, root: &Path, port: u16) -> String {
    let folder = folder.display();
    let root = root.display();
    // Started by root, its workers would run as a user who cannot read the temporary folder.
    let user = if rustix::process::geteuid().is_root() { "user root;" } else { "" };
    let spare = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("    {name}_temp_path {folder}/{name};\n"))
        .concat();
    format!(
        "{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    types {{ image/jpeg jpg; image/png png; }}
{spare}
    server {{
        listen 127.0.0.1:{port};
        root {root};
    }}
}}
"
    )
}
