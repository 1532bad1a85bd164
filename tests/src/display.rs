//! A display without a screen: its window manager, its keyboard layouts, and a hand on the keys.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Asks again and again until there is an answer, and fails after 45 seconds: longer than the screen takes to look around by itself.
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(45), "waited in vain for {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// An X server of the story's own with a window manager in it; both end when this is dropped.
#[derive(Debug)]
pub struct Display {
    server: Child,
    manager: Child,
    name: String,
    folder: TempDir,
}

/// A window fills the screen, as at a counter; a dialog does not.
const RULES: &str = r#"<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*" type="normal"><fullscreen>yes</fullscreen></application>
</applications></openbox_config>"#;

/// A program that comes before others where the system lets us: a scanner's keys do not wait for a busy machine.
fn first(program: &str) -> Command {
    let mut command = Command::new("nice");
    // Without the right to it, `nice` says so and runs the program as it is.
    command.args(["-n", "-15", program]).stderr(Stdio::null());
    command
}

impl Display {
    /// Starts one of 1280 × 800.
    pub fn new() -> Self {
        Self::sized(1280, 800)
    }

    /// Starts one of a size.
    pub fn sized(width: u32, height: u32) -> Self {
        let screen = format!("{width}x{height}x24");
        let folder = TempDir::new().unwrap();
        // A server that resets forgets its keyboard layout when its last client leaves.
        let mut server = first("Xvfb")
            .arg("-fbdir")
            .arg(folder.path())
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                &screen,
                "-noreset",
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        let name = format!(":{}", number.trim());
        let rules = folder.path().join("rules.xml");
        fs::write(&rules, RULES).unwrap();
        let manager = Command::new("openbox")
            .arg("--config-file")
            .arg(&rules)
            .env("DISPLAY", &name)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let display = Self {
            server,
            manager,
            name,
            folder,
        };
        wait_for("the window manager", || {
            let mut asking = display.command("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"]);
            let output = asking.output().unwrap();
            String::from_utf8_lossy(&output.stdout)
                .contains("window id")
                .then_some(())
        });
        display
    }

    /// Its name, as `DISPLAY` has it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is on the screen, as the server keeps it.
    pub fn dump(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("Xvfb_screen0")).unwrap()
    }

    /// What is on the screen, as a PNG.
    pub fn picture(&self) -> Vec<u8> {
        let dump = self.dump();
        // An X window dump: numbers of four bytes, then a colour map of twelve bytes an entry, then rows of blue, green, red, nothing.
        let number = |place: usize| {
            let bytes = dump[place * 4..place * 4 + 4].try_into().unwrap();
            u32::from_be_bytes(bytes)
        };
        let (width, height, row) = (number(4), number(5), number(12));
        let begin = usize::try_from(number(0) + number(19) * 12).unwrap();
        let (across, row) = (usize::try_from(width).unwrap(), usize::try_from(row).unwrap());
        let mut colours = vec![0; across * usize::try_from(height).unwrap() * 3];
        // Plain loops: this runs millions of times, and is not optimised.
        for (from, to) in dump[begin..]
            .chunks_exact(row)
            .zip(colours.chunks_exact_mut(across * 3))
        {
            for (pixel, colour) in from.chunks_exact(4).zip(to.chunks_exact_mut(3)) {
                colour[0] = pixel[2];
                colour[1] = pixel[1];
                colour[2] = pixel[0];
            }
        }
        let mut picture = Vec::new();
        let mut encoder = png::Encoder::new(&mut picture, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&colours).unwrap();
        writer.finish().unwrap();
        picture
    }

    /// Moves the pointer out of sight.
    pub fn hide_pointer(&self) {
        let mut command = self.command("xdotool", &["mousemove", "9999", "9999"]);
        assert!(command.status().unwrap().success(), "xdotool");
    }

    /// A program that shows itself here.
    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).env("DISPLAY", &self.name).stdin(Stdio::null());
        command
    }

    /// Lays out the keyboard as in a country.
    pub fn layout(&self, country: &str) {
        assert!(self.command("setxkbmap", &[country]).status().unwrap().success());
        let output = self.command("setxkbmap", &["-query"]).output().unwrap();
        let layout = String::from_utf8(output.stdout).unwrap();
        assert!(
            layout
                .lines()
                .any(|line| line.starts_with("layout:") && line.ends_with(&format!(" {country}"))),
            "{layout}"
        );
    }

    /// Presses keys, by their place on the keyboard whatever the layout, with a pause after each.
    pub fn press(&self, pause: Duration, keys: &[u8]) {
        let pause = pause.as_millis().to_string();
        let mut command = first("xdotool");
        command.args(["key", "--delay", &pause]);
        command.env("DISPLAY", &self.name).stdin(Stdio::null());
        // One digit alone would be the name of a key, not its number.
        command.args(keys.iter().map(|key| format!("{key:03}")));
        assert!(command.status().unwrap().success(), "xdotool");
    }

    /// Presses keys by their names, such as `ctrl+o`.
    pub fn press_named(&self, keys: &[&str]) {
        let status = self.command("xdotool", &["key", "--delay", "90"]).args(keys).status();
        assert!(status.unwrap().success(), "xdotool");
    }

    /// Presses the keys that ask for a file, and names it in the system's own window for choosing one.
    pub fn choose_file(&self, keys: &str, path: &str) {
        let active = || {
            let output = self.command("xdotool", &["getactivewindow"]).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        let ours = active();
        // That window says nothing of when it listens; on a busy machine a key comes too early, and it stays open.
        for try_no in 1..=5 {
            self.press_named(&[keys]);
            wait_for("the window for choosing a file", || {
                let now = active();
                (!now.is_empty() && now != ours).then_some(())
            });
            let pause = Duration::from_millis(500) * try_no;
            thread::sleep(pause);
            let typing = ["type", "--delay", "20", path];
            assert!(self.command("xdotool", &typing).status().unwrap().success(), "xdotool");
            thread::sleep(pause);
            self.press_named(&["Return"]);
            for _ in 0..20 {
                if active() == ours {
                    return;
                }
                thread::sleep(Duration::from_millis(100));
            }
            wait_for("the window for choosing a file to close", || {
                if active() == ours {
                    return Some(());
                }
                self.press_named(&["Escape"]);
                thread::sleep(pause);
                None
            });
        }
    }
}

impl Default for Display {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for child in [&mut self.manager, &mut self.server] {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// The places of keys that have a name of their own, as X numbers them.
pub mod key {
    /// Enter.
    pub const ENTER: u8 = 36;
    /// Tab.
    pub const TAB: u8 = 23;
    /// Caps Lock.
    pub const CAPS_LOCK: u8 = 66;
    /// Escape.
    pub const ESCAPE: u8 = 9;
    /// Backspace.
    pub const BACKSPACE: u8 = 22;
    /// The blank.
    pub const SPACE: u8 = 65;
    /// The arrow to the left.
    pub const LEFT: u8 = 113;
    /// Arrow right.
    pub const RIGHT: u8 = 114;
    /// F11.
    pub const F11: u8 = 95;

    /// The keys of a code, in the row above the letters.
    pub fn digits(code: &str) -> Vec<u8> {
        let place = |digit: u8| if digit == b'0' { 19 } else { digit - b'1' + 10 };
        code.bytes().filter(u8::is_ascii_digit).map(place).collect()
    }
}
