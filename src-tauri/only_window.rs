//! One window per data folder, by a lock that the system takes back when the program ends, however it ends.
//!
//! `window.lock` in the folder is locked while the window is open. Whoever finds it locked asks the first to come to the
//! front, through a socket without a file: its name is the lock file's device and inode, so that two spellings of one
//! folder meet, nothing is left over after a power cut, and no path is too long for it. The socket carries no data; all
//! that reaching it can do is to raise a window.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// Held as long as the window is open.
#[derive(Debug)]
pub struct OnlyWindow {
    lock: Option<File>,
}

/// What became of the wish to be the folder's only window.
#[derive(Debug)]
pub enum Claim {
    /// This is the only window; keep the value while it is open.
    Ours(OnlyWindow),
    /// Another window is open on the folder; `raised` says whether it answered and came to the front.
    Taken {
        /// The other window heard and answered.
        raised: bool,
    },
}

/// Claims the folder for one window.
///
/// A folder that cannot be written to is not refused here: the window opens without a lock and says what is wrong with the
/// folder in words, which a line on a terminal nobody sees would not.
pub fn claim(folder: &Path) -> Claim {
    let opened = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("window.lock"));
    let Ok(file) = opened else {
        return Claim::Ours(OnlyWindow { lock: None });
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Claim::Taken {
            raised: raising::ask(&file).is_ok(),
        },
        // A file system without locks must not keep the counter closed.
        Ok(()) | Err(TryLockError::Error(_)) => Claim::Ours(OnlyWindow { lock: Some(file) }),
    }
}

impl OnlyWindow {
    /// Calls `raise` each time someone starts the program on the same folder; the thread ends with the program.
    ///
    /// # Errors
    /// When there is no lock, or no socket can be had; the window works without.
    pub fn when_asked(&self, raise: impl Fn() + Send + 'static) -> io::Result<()> {
        let lock = self.lock.as_ref().ok_or(io::ErrorKind::Unsupported)?;
        raising::listen(lock, raise)
    }
}

#[cfg(target_os = "linux")]
mod raising {
    use std::fs::File;
    use std::io::{self, Read, Write};
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
    use std::time::Duration;

    fn address(lock: &File) -> io::Result<SocketAddr> {
        let place = lock.metadata()?;
        SocketAddr::from_abstract_name(format!("ziti-window-{:x}-{:x}", place.dev(), place.ino()))
    }

    pub fn listen(lock: &File, raise: impl Fn() + Send + 'static) -> io::Result<()> {
        let listener = UnixListener::bind_addr(&address(lock)?)?;
        std::thread::Builder::new().name("raise".to_owned()).spawn(move || {
            for asked in listener.incoming() {
                let Ok(mut asked) = asked else { continue };
                raise();
                // Whoever asked may be gone already, and nothing hangs on the answer.
                let _ = asked.write_all(b"raised");
            }
        })?;
        Ok(())
    }

    pub fn ask(lock: &File) -> io::Result<()> {
        let mut first = UnixStream::connect_addr(&address(lock)?)?;
        first.set_read_timeout(Some(Duration::from_secs(2)))?;
        first.read_exact(&mut [0; 6])
    }
}

#[cfg(not(target_os = "linux"))]
mod raising {
    use std::fs::File;
    use std::io;

    pub fn listen(_: &File, _: impl Fn() + Send + 'static) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn ask(_: &File) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn a_second_start_raises_the_first_window_and_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let Claim::Ours(first) = claim(folder.path()) else {
            panic!("the folder is new")
        };
        let (raised, seen) = mpsc::channel();
        first.when_asked(move || raised.send(()).unwrap()).unwrap();

        assert!(matches!(claim(folder.path()), Claim::Taken { raised: true }));
        seen.recv_timeout(Duration::from_secs(10)).unwrap();
    }

    #[test]
    fn a_folder_is_free_again_once_its_window_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        drop(claim(folder.path()));
        assert!(matches!(claim(folder.path()), Claim::Ours(_)));
    }

    #[test]
    fn a_second_start_says_when_the_first_window_does_not_answer() {
        let folder = tempfile::tempdir().unwrap();
        let Claim::Ours(_silent) = claim(folder.path()) else {
            panic!("the folder is new")
        };
        assert!(matches!(claim(folder.path()), Claim::Taken { raised: false }));
    }

    #[test]
    fn a_folder_that_is_not_there_still_opens_a_window_to_say_so() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(claim(&folder.path().join("gone")), Claim::Ours(_)));
    }
}
