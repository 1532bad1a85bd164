//! A private PostgreSQL for this run: its own cluster in a temporary folder, reached by a socket there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

static CLUSTER: OnceLock<Option<PathBuf>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database. Nothing where there is no PostgreSQL, which is a failure where `CI` is set.
pub fn new_database() -> Option<String> {
    let socket = CLUSTER.get_or_init(start).as_deref()?;
    let name = format!("hub{}", DATABASES.fetch_add(1, Ordering::SeqCst));
    let made = as_postgres(Path::new("createdb"))
        .args(["--username=postgres", "--host"])
        .arg(socket)
        .arg(&name)
        .status()
        .unwrap();
    assert!(made.success(), "createdb {name}");
    Some(format!(
        "postgres://postgres@localhost/{name}?host={}",
        socket.display()
    ))
}

fn start() -> Option<PathBuf> {
    let Some(programs) = programs() else {
        assert!(
            std::env::var_os("CI").is_none(),
            "PostgreSQL is missing: scripts/setup.sh test installs it"
        );
        eprintln!("skipped: no PostgreSQL here");
        return None;
    };
    // Its socket's path has 107 characters at most, so it is not below a deep folder.
    let folder = PathBuf::from("/tmp").join(format!("ziti-pg-{}", std::process::id()));
    let made = as_postgres(Path::new("mkdir"))
        .arg("-m")
        .arg("700")
        .arg(&folder)
        .status()
        .unwrap();
    assert!(made.success(), "mkdir {}", folder.display());
    let data = folder.join("data");
    let made = as_postgres(&programs.join("initdb"))
        .args([
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--username=postgres",
            "-D",
        ])
        .arg(&data)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success(), "initdb");
    // It ends with this process: whoever watches is told by the shell that waits for its parent.
    let watch = format!(
        "('{0}/postgres' -D '{1}' -k '{2}' -c listen_addresses= -c fsync=off -c max_connections=300 >'{2}/log' 2>&1 & server=$!; \
         while [ -d /proc/{3} ]; do sleep 0.2; done; kill -INT $server; wait $server; rm -rf '{2}') &",
        programs.display(),
        data.display(),
        folder.display(),
        std::process::id(),
    );
    let begun = as_postgres(Path::new("sh"))
        .args(["-c", &watch])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(begun.success(), "sh");
    for _ in 0..200 {
        let ready = as_postgres(&programs.join("pg_isready"))
            .arg("--host")
            .arg(&folder)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        if ready.success() {
            return Some(folder);
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("PostgreSQL does not start: {}", folder.join("log").display());
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]);
        command.arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/tmp");
    command
}

/// Where Debian puts the newest.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop()
}
