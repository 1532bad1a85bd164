//! The window beside an empty one of the same Tauri: its start, its memory, and a scan until the verdict is painted.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use ziti_station::Station;
use ziti_tests::display::{Display, key};

use crate::history::Counter;
use crate::screen::Screen;
use crate::{amount, memory, percentile, row};

const STARTS: usize = 9;
const SCANS: usize = 15;
/// So long nothing may move before a screen counts as painted.
const STILL: Duration = Duration::from_millis(1500);
/// What a frame of the screen and its painting may add to the commit.
const PAINTING: Duration = Duration::from_millis(30);

pub fn run(counter: Counter, bare_commit: Duration) {
    let (ziti, empty) = (program("ziti"), program("empty-window"));
    if !ziti.exists() || !empty.exists() {
        println!(
            "start and memory: not measured, {} and empty-window are not built",
            ziti.display()
        );
        return;
    }
    let codes: Vec<String> = counter
        .orders
        .iter()
        .rev()
        .filter(|order| order.note.is_empty() && order.order_no < 2_900)
        .take(SCANS)
        .map(|order| counter.station.code(&order.id, false).unwrap().code)
        .collect();
    let Counter { folder, station, .. } = counter;
    let collected = |station: &Station| station.status().unwrap().collected;
    let before = collected(&station);
    drop(station);
    let data = ["--data", folder.path().to_str().unwrap()];

    let display = Display::new();
    display.layout("us");
    let screen = Screen::of(&display);
    let home = TempDir::new().unwrap();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let (mut our_memory, mut their_memory) = (Vec::new(), Vec::new());
    for round in 0..=STARTS {
        for (program, arguments, times, sizes) in [
            (&empty, &[][..], &mut theirs, &mut their_memory),
            (&ziti, &data[..], &mut ours, &mut our_memory),
        ] {
            let window = Window::open(&display, &screen, home.path(), program, arguments);
            // The first of each brings the files into memory, and is not counted.
            if round > 0 {
                times.push(window.painted);
                sizes.push(memory::of_tree(window.child.id()));
            }
        }
    }
    row(
        "start to ready-to-scan, 1,000,000 orders of history, p50",
        percentile(&mut ours, 50),
        percentile(&mut theirs, 50),
        "≤ 1.3",
    );
    our_memory.sort_unstable();
    their_memory.sort_unstable();
    let (ours, empty) = (our_memory[STARTS / 2] / 1000, their_memory[STARTS / 2] / 1000);
    let (ours, empty) = (usize::try_from(ours).unwrap(), usize::try_from(empty).unwrap());
    amount(
        "memory, idle with a 5,000-order day",
        ours,
        empty + 40,
        "MB",
        "≤ 1 (empty + 40 MB)",
    );

    let window = Window::open(&display, &screen, home.path(), &ziti, &data);
    let mut scans: Vec<_> = codes.iter().map(|code| scan(&display, &screen, code)).collect();
    drop(window);
    let scanned = collected(&Station::open(folder.path()).unwrap()) - before;
    assert_eq!(usize::try_from(scanned).unwrap(), SCANS, "scans that handed over");
    row(
        "last key of a scan to its verdict painted, p50",
        percentile(&mut scans, 50),
        bare_commit + PAINTING,
        "≤ 1 (commit + 30 ms)",
    );
}

/// A program built beside this one.
fn program(name: &str) -> PathBuf {
    let bench = std::env::current_exe().unwrap();
    bench.parent().and_then(Path::parent).unwrap().join(name)
}

/// Presses all keys of a code but the last, then the last, and waits for the whole surface to turn. The time holds the start of
/// the program that presses the key.
fn scan(display: &Display, screen: &Screen, code: &str) -> Duration {
    display.press(Duration::ZERO, &[key::ESCAPE]);
    sleep(Duration::from_millis(700));
    let keys = key::digits(code);
    let (last, first) = keys.split_last().unwrap();
    let before = screen.look();
    display.press(Duration::from_millis(1), first);
    let began = Instant::now();
    display.press(Duration::ZERO, &[*last]);
    screen.turn(&before) - began
}

/// A window that is open; it is ended when this is dropped.
struct Window {
    child: Child,
    /// From its start until the last change of the screen.
    painted: Duration,
}

impl Window {
    fn open(display: &Display, screen: &Screen, home: &Path, program: &Path, arguments: &[&str]) -> Self {
        let before = screen.look();
        let began = Instant::now();
        let child = display
            .command(program.to_str().unwrap(), arguments)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("share"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let painted = screen.settle(&before, STILL) - began;
        Self { child, painted }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        drop(Command::new("kill").args(["-KILL", "--", &group]).status());
        drop(self.child.wait());
        // The next window finds an empty screen.
        sleep(Duration::from_millis(500));
    }
}
