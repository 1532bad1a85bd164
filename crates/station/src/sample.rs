//! The demo folder: a solo station with a sample day of our own making, dated today.

use std::ops::ControlFlow;
use std::path::Path;

use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;
use ziti_wire::import::ImportRequest;
use ziti_wire::settings::{Lang, Setup};

use crate::{Reply, Station, Surroundings};

/// An export in Kuaituantuan's layout, with invented neighbours.
const DAY: &[u8] = include_bytes!("../sample/day.xlsx");

impl Station {
    /// Makes a demo station in a folder that has none, and imports its sample day.
    ///
    /// # Errors
    /// As [`Station::init`].
    pub fn sample(folder: &Path) -> Reply<Self> {
        let setup = Setup {
            point: "100001".to_owned(),
            name: "嘉怡水岸自提点".to_owned(),
            tz: "Asia/Shanghai".to_owned(),
            lang: Lang::Zh,
        };
        let station = Self::make(folder, &setup, None, Surroundings::system(), true)?;
        let path = folder.join("sample-day.xlsx");
        std::fs::write(&path, DAY).map_err(|_| Failure::new(ErrorCode::FileUnwritable))?;
        let request = ImportRequest {
            path: path.display().to_string(),
            round: Some("周三鲜果团".to_owned()),
            ..ImportRequest::default()
        };
        let report = station.import(&request, true, &mut |_| ControlFlow::Continue(()))?;
        if report.applied {
            Ok(station)
        } else {
            Err(Failure::new(ErrorCode::ImportRefused))
        }
    }
}
