//! Each command, a line or two into the hub.

use std::path::{Path, PathBuf};

use serde_json::json;
use ziti_domain::error::ErrorCode;
use ziti_hub::{Database, Hub, Stopped, Surroundings, surface_of};
use ziti_wire::failure::Failure;
use ziti_wire::import::ImportRequest;
use ziti_wire::sync::PointInfo;

use crate::answer::{Answer, End};
use crate::arguments::{Arguments, Command, Import, PointCommand, StationCommand};
use crate::{serve, told};

/// Does what the command line asks for.
pub async fn done(arguments: &Arguments) -> Result<Answer, Failure> {
    if let Command::Serve(how) = &arguments.command {
        // What cannot be served is refused before a database is made.
        let place = serve::Place::of(how).await?;
        let database = Database::open(&arguments.database).await?;
        let hub = Hub::new(database.clone(), Surroundings::system());
        serve::until_told_to_stop(hub, place, arguments.json).await?;
        database.close().await;
        return Ok(Answer::silent());
    }
    let database = Database::open(&arguments.database).await?;
    let hub = Hub::new(database.clone(), Surroundings::system());
    let answer = command(&hub, &arguments.command).await.map_err(Stopped::told);
    database.close().await;
    answer
}

async fn command(hub: &Hub, command: &Command) -> Result<Answer, Stopped> {
    Ok(match command {
        Command::Serve(_) => Answer::silent(),
        Command::Point(PointCommand::Add(new)) => {
            let info = PointInfo {
                name: new.name.trim().to_owned(),
                address: new.address.clone(),
                hours: new.hours.clone(),
                tz: new.tz.clone(),
                currency: new.currency.clone(),
                hold_hours: new.hold_hours,
                day_starts_at: new.day_starts_at,
            };
            let point = hub.add_point(new.number.trim(), &info).await?;
            Answer::done(&told::point_document(&point), told::points(&[point]))
        }
        Command::Point(PointCommand::List) => {
            let points = hub.points().await?;
            let documents: Vec<_> = points.iter().map(told::point_document).collect();
            Answer::done(&json!({ "points": documents }), told::points(&points))
        }
        Command::Import(file) => import(hub, file).await?,
        Command::Enrol { point, adopt, surface } => {
            let surface = surface_of(surface.word()).unwrap_or_default();
            let made = hub.make_code(point, surface, *adopt).await?;
            Answer::done(
                &json!({ "point": point, "code": made.code, "expires_at": made.expires_at }),
                format!("{}\ngood for 15 minutes, once, at point {point}", made.code),
            )
        }
        Command::Station(StationCommand::List { point }) => {
            let stations = hub.stations(point).await?;
            let documents: Vec<_> = stations.iter().map(told::station_document).collect();
            Answer::done(&json!({ "stations": documents }), told::stations(&stations))
        }
        Command::Station(StationCommand::Confirm(one)) => {
            let station = hub.confirm(&one.point, one.station).await?;
            Answer::done(&told::station_document(&station), told::stations(&[station]))
        }
        Command::Station(StationCommand::Revoke(one)) => {
            let station = hub.revoke(&one.point, one.station).await?;
            Answer::done(&told::station_document(&station), told::stations(&[station]))
        }
        Command::Verify => {
            let verified = hub.verify().await?;
            let text = format!(
                "The chains hold: {} events of {} stations.",
                verified.events, verified.stations
            );
            Answer::done(&verified, text)
        }
        Command::Conflicts { point } => {
            let conflicts = hub.conflicts(point).await?;
            Answer::done(&json!({ "conflicts": conflicts }), told::conflicts(&conflicts))
        }
    })
}

async fn import(hub: &Hub, file: &Import) -> Result<Answer, Stopped> {
    let mut request = ImportRequest {
        path: absolute(&file.file),
        format: file.format.word().to_owned(),
        round: file.round.clone(),
        day: file.day.clone(),
        digest: None,
    };
    let mut report = hub.import(&file.point, &request, !file.dry_run).await?;
    // Also beside other errors: a person who need not name the round is not told to.
    let nameless = report
        .errors
        .iter()
        .any(|error| error.code == ErrorCode::RoundNeeded.as_str());
    if nameless && file.round.is_none() {
        request.round = Some("default".to_owned());
        report = hub.import(&file.point, &request, !file.dry_run).await?;
    }
    let end = if report.errors.is_empty() {
        End::Done
    } else {
        End::Failed
    };
    Ok(Answer::done(&report, told::import(&report, file.dry_run)).ending(end))
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path)
        .unwrap_or_else(|_| PathBuf::from(path))
        .display()
        .to_string()
}
