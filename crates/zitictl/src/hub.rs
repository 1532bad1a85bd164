//! The commands about a hub.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use ziti_domain::error::ErrorCode;
use ziti_station::{Station, Watched};
use ziti_wire::failure::Failure;
use ziti_wire::hub::{Conflicts, EnrolWish, HubView, LinkState, ResolveRequest, SyncReport};
use ziti_wire::sync;

use crate::answer::Answer;
use crate::arguments::{ConflictsCommand, Enrol, Resolution};

/// Enrols the folder, making a station in it where there is none.
pub fn enrol(folder: &Path, wish: &Enrol) -> Result<Answer, Failure> {
    let certificate = wish.certificate.as_deref().map(certificate).transpose()?;
    let wish = EnrolWish {
        hub: wish.hub.clone(),
        code: wish.code.clone(),
        point: wish.point.clone().unwrap_or_default(),
        name: wish.name.clone().unwrap_or_default(),
        certificate,
        lang: serde_json::from_value(json!(wish.lang.word())).unwrap_or_default(),
    };
    let station = match Station::open(folder) {
        Ok(station) => {
            station.enrol(&wish)?;
            station
        }
        Err(failure) if failure.code == ErrorCode::NotInitialised => Station::enrol_new(folder, &wish)?,
        Err(failure) => return Err(failure),
    };
    let status = station.status()?;
    let text = format!(
        "Station {} of point {} {}. {}",
        status.station,
        status.settings.point,
        status.settings.name,
        status.hub.as_ref().map(standing).unwrap_or_default()
    );
    Ok(Answer::done(&status, text))
}

fn certificate(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", file.display());
        Failure::about(ErrorCode::FileUnreadable, message)
    })
}

/// Syncs once.
pub fn sync(station: &Station) -> Result<Answer, Failure> {
    let report = station.sync(&mut |_| {})?;
    let text = told(&report);
    Ok(Answer::done(&report, text))
}

/// Syncs until stopped, and tells on stderr what happens.
pub fn watch(station: &Station, as_json: bool) -> Result<Answer, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let stopping = Arc::clone(&stop);
    ctrlc::set_handler(move || stopping.store(true, Ordering::Relaxed)).map_err(|_| Failure::inside())?;
    let mut last = String::new();
    station.watch(&stop, &AtomicBool::new(false), &mut |watched| {
        let line = match watched {
            Watched::Progress(progress) => format!("{} / {}", progress.done, progress.total),
            Watched::Synced(report) => told(report),
            Watched::Failed(failure) => format!("{} {}", failure.message, failure.hint),
        };
        // Every minute the same is no news.
        if line != last && !as_json {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
        last = line;
    })?;
    let status = station.status()?;
    let text = status.hub.as_ref().map(standing).unwrap_or_default();
    Ok(Answer::done(&status.hub, text))
}

/// Lists conflicts and rejected events, or decides one.
pub fn conflicts(station: &Station, command: Option<&ConflictsCommand>) -> Result<Answer, Failure> {
    let Some(ConflictsCommand::Resolve {
        conflict,
        resolution,
        actor,
        request_id,
    }) = command
    else {
        let all = station.conflicts()?;
        let text = listed(&all);
        return Ok(Answer::done(&all, text));
    };
    let decided = station.resolve(&ResolveRequest {
        conflict: conflict.clone(),
        resolution: match resolution {
            Resolution::HandedOutTwice => sync::Resolution::HandedOutTwice,
            Resolution::Mistaken => sync::Resolution::Mistaken,
        },
        request_id: request_id.clone().unwrap_or_default(),
        actor: actor.clone().unwrap_or_default(),
    })?;
    let text = format!("Decided: {}.", decided.order_id);
    Ok(Answer::done(&decided, text))
}

fn listed(all: &Conflicts) -> String {
    if all.conflicts.is_empty() && all.rejected.is_empty() {
        return "No conflicts.".to_owned();
    }
    let mut text = String::new();
    for conflict in &all.conflicts {
        let decided = match &conflict.decided {
            None => "open",
            Some(decided) if decided.resolution == sync::Resolution::Mistaken => "mistaken",
            Some(_) => "handed out twice",
        };
        let number = conflict
            .order
            .as_ref()
            .map_or(&conflict.order_id, |order| &order.number);
        let _ = writeln!(
            text,
            "{}  {number}  {}  station {} first, then station {}  {decided}",
            conflict.id, conflict.product, conflict.first.station, conflict.second.station
        );
    }
    for rejected in &all.rejected {
        let about = rejected.order_id.clone().unwrap_or_default();
        let _ = writeln!(
            text,
            "{}  {about}  {}  {} ({})",
            rejected.event_id, rejected.kind, rejected.message, rejected.code
        );
    }
    text
}

/// What a sync did, in a line.
fn told(report: &SyncReport) -> String {
    let mut text = format!("{} events sent, {} changes taken in", report.pushed, report.pulled);
    for batch in &report.batches {
        let _ = write!(
            text,
            "; {} revision {}: {} orders, {} new, {} changed, {} of them on paper",
            batch.day, batch.revision, batch.orders, batch.added, batch.changed, batch.stale_prints
        );
    }
    if report.conflicts > 0 {
        let _ = write!(text, "; {} conflicts", report.conflicts);
    }
    if report.rejected > 0 {
        let _ = write!(text, "; {} rejected", report.rejected);
    }
    if report.new_epoch {
        text.push_str("; a new epoch was begun: this folder was restored from a copy");
    }
    if report.skew_ms.abs() > 120_000 {
        text.push_str("; the clocks are more than two minutes apart");
    }
    text.push('.');
    text
}

/// How the station stands with its hub.
pub fn standing(hub: &HubView) -> String {
    let state = match hub.state {
        LinkState::Waiting => "waiting for the operator",
        LinkState::Revoked => "revoked",
        LinkState::Active if hub.online => "online",
        LinkState::Active => "offline",
    };
    format!(
        "hub {}: {state}, {} events wait, {} conflicts, {} rejected",
        hub.address, hub.waiting, hub.conflicts, hub.rejected
    )
}
