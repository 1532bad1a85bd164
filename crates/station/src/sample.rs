//! The demo folder: a solo station with a sample day of our own making, dated today.

use std::ops::ControlFlow;
use std::path::Path;

use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;
use ziti_wire::import::ImportRequest;
use ziti_wire::settings::{Lang, Setup};

use crate::opening::unusable;
use crate::{Reply, Station, Surroundings};

/// An export in Kuaituantuan's layout, with invented neighbours.
const DAY: &[u8] = include_bytes!("../sample/day.xlsx");

/// The sample day's name in the folder, for whoever wants to import it by hand.
const FILE: &str = "sample-day.xlsx";

impl Station {
    /// Makes a demo station in a folder that has none, and imports its sample day: all of it, or nothing is left behind.
    ///
    /// # Errors
    /// As [`Station::init`].
    pub fn sample(folder: &Path) -> Reply<Self> {
        match Self::open(folder) {
            Ok(_) => return Err(Failure::new(ErrorCode::AlreadyInitialised)),
            Err(failure) if failure.code == ErrorCode::NotInitialised => {}
            Err(failure) => return Err(failure),
        }
        std::fs::create_dir_all(folder).map_err(|_| unusable(folder))?;
        // Made beside its place, and moved there once it is whole.
        let made = tempfile::tempdir_in(folder).map_err(|_| unusable(folder))?;
        Self::sample_in(made.path())?;
        for file in [FILE, ziti_store::FILE] {
            std::fs::rename(made.path().join(file), folder.join(file)).map_err(|error| {
                let path = folder.join(file);
                Failure::about(
                    ErrorCode::FileUnwritable,
                    format!("{} could not be written: {error}.", path.display()),
                )
            })?;
        }
        Self::open(folder)
    }

    /// Makes it; the database is closed again, so that all of it is in its one file.
    fn sample_in(folder: &Path) -> Reply<()> {
        let setup = Setup {
            point: "100001".to_owned(),
            name: "嘉怡水岸自提点".to_owned(),
            tz: "Asia/Shanghai".to_owned(),
            lang: Lang::Zh,
        };
        let station = Self::make(folder, &setup, None, Surroundings::system(), true)?;
        let path = folder.join(FILE);
        std::fs::write(&path, DAY).map_err(|_| Failure::new(ErrorCode::FileUnwritable))?;
        let request = ImportRequest {
            path: path.display().to_string(),
            round: Some("周三鲜果团".to_owned()),
            ..ImportRequest::default()
        };
        let report = station.import(&request, true, &mut |_| ControlFlow::Continue(()))?;
        if report.applied {
            Ok(())
        } else {
            Err(Failure::new(ErrorCode::ImportRefused))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_that_fails_leaves_nothing_half_done() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(FILE)).unwrap();
        let failure = Station::sample(folder.path()).unwrap_err();
        assert_eq!(failure.code, ErrorCode::FileUnwritable);
        assert_eq!(
            Station::open(folder.path()).unwrap_err().code,
            ErrorCode::NotInitialised
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

        std::fs::remove_dir(folder.path().join(FILE)).unwrap();
        let station = Station::sample(folder.path()).unwrap();
        assert!(station.status().unwrap().orders > 0);
        station.verify().unwrap();
        let again = Station::sample(folder.path()).unwrap_err();
        assert_eq!(again.code, ErrorCode::AlreadyInitialised);
    }
}
