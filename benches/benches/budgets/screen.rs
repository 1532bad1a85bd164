//! What a display shows, read from the server's own memory, so that looking costs the windows nothing.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ziti_tests::display::Display;

/// Every so many rows are looked at: letters are higher.
const STEP: u64 = 4;

/// More pixels than a caret or a clock has in these rows.
const LITTLE: usize = 300;

pub struct Screen {
    file: File,
    begin: u64,
    row: u64,
    height: u64,
}

impl Screen {
    pub fn of(display: &Display) -> Self {
        let file = File::open(place(display)).unwrap();
        // An X window dump: numbers of four bytes, then a colour map of twelve bytes an entry, then rows.
        let mut head = [0; 80];
        file.read_exact_at(&mut head, 0).unwrap();
        let number = |place: usize| u64::from(u32::from_be_bytes(head[place * 4..place * 4 + 4].try_into().unwrap()));
        Self {
            file,
            begin: number(0) + number(19) * 12,
            row: number(12),
            height: number(5),
        }
    }

    pub fn look(&self) -> Vec<u8> {
        let row = usize::try_from(self.row).unwrap();
        let mut seen = vec![0; row * usize::try_from(self.height / STEP).unwrap()];
        for (at, row) in (0..).zip(seen.chunks_exact_mut(row)) {
            self.file.read_exact_at(row, self.begin + at * STEP * self.row).unwrap();
        }
        seen
    }

    /// Waits until the screen differs from `before` and then stays as it is, but for a caret and a clock, for so long; gives when it last changed.
    pub fn settle(&self, before: &[u8], still: Duration) -> Instant {
        let began = Instant::now();
        let mut seen = before.to_vec();
        let mut changed = None;
        loop {
            let now = self.look();
            if differing(&now, &seen) > LITTLE {
                seen = now;
                changed = Some(Instant::now());
            }
            match changed {
                Some(changed) if changed.elapsed() > still => return changed,
                _ => assert!(
                    began.elapsed() < Duration::from_secs(60),
                    "the screen never settled; changed: {changed:?}"
                ),
            }
            sleep(Duration::from_millis(4));
        }
    }

    /// Waits until most of the screen differs from `before`.
    pub fn turn(&self, before: &[u8]) -> Instant {
        let began = Instant::now();
        loop {
            let now = self.look();
            if differing(&now, before) * 8 > now.len() {
                return Instant::now();
            }
            assert!(began.elapsed() < Duration::from_secs(20), "the screen never turned");
            sleep(Duration::from_millis(1));
        }
    }
}

fn differing(one: &[u8], other: &[u8]) -> usize {
    if one == other {
        return 0;
    }
    let pairs = one.chunks_exact(4).zip(other.chunks_exact(4));
    pairs.filter(|(one, other)| one != other).count()
}

/// Where the display's server keeps its picture: it is a child of ours, and says so on its command line.
fn place(display: &Display) -> PathBuf {
    let ours = format!("PPid:\t{}", std::process::id());
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let read = |name: &str| fs::read_to_string(entry.path().join(name)).unwrap_or_default();
        let line = read("cmdline");
        let mut words = line.split('\0');
        if words.next() == Some("Xvfb") && read("status").lines().any(|line| line == ours) {
            let folder = words.skip_while(|word| *word != "-fbdir").nth(1).unwrap();
            return PathBuf::from(folder).join("Xvfb_screen0");
        }
    }
    panic!("no server shows {}", display.name())
}
