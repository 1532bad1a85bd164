//! Answers as a person reads them on a terminal, and as programs do.

use std::fmt::Write;

use chrono::DateTime;
use serde_json::{Value, json};
use ziti_domain::money::Money;
use ziti_domain::quantity::Quantity;
use ziti_hub::{KeptConflict, Point, Station, surface_word};
use ziti_wire::import::{ChangeKind, ImportReport, Problem};

/// A point for programs.
pub fn point_document(point: &Point) -> Value {
    let mut document = serde_json::to_value(&point.info).unwrap_or_default();
    document["number"] = json!(point.number);
    document["change_no"] = json!(point.change_no);
    document
}

/// Points, a line each.
pub fn points(points: &[Point]) -> String {
    if points.is_empty() {
        return "No points.".to_owned();
    }
    points.iter().fold(String::new(), |mut text, point| {
        let _ = writeln!(
            text,
            "{}  {}  {}  {}",
            point.number, point.info.name, point.info.tz, point.info.currency
        );
        text
    })
}

/// A station for programs.
pub fn station_document(station: &Station) -> Value {
    json!({
        "point": station.point,
        "station": station.no.to_string(),
        "name": station.name,
        "state": station.standing.word(),
        "surface": surface_word(station.surface),
        "adopting": station.adopting,
        "epoch": station.epoch,
        "seq": station.seq,
        "enrolled_at": station.enrolled_at,
        "last_seen_at": station.last_seen_at,
        "skew_ms": station.skew_ms,
        "version": station.version,
    })
}

/// Stations, a line each.
pub fn stations(stations: &[Station]) -> String {
    if stations.is_empty() {
        return "No stations.".to_owned();
    }
    stations.iter().fold(String::new(), |mut text, station| {
        let seen = match station.last_seen_at {
            0 => "never seen".to_owned(),
            at => format!("seen {}", instant(at)),
        };
        let _ = writeln!(
            text,
            "{}  {}  {}  {}  {} events  {seen}",
            station.no,
            station.name,
            station.standing.word(),
            surface_word(station.surface),
            station.seq
        );
        text
    })
}

/// Conflicts, a few lines each.
pub fn conflicts(conflicts: &[KeptConflict]) -> String {
    if conflicts.is_empty() {
        return "No conflicts.".to_owned();
    }
    conflicts.iter().fold(String::new(), |mut text, kept| {
        let conflict = &kept.conflict;
        let state = if kept.resolution.is_empty() {
            "waits for a person"
        } else {
            &kept.resolution
        };
        let _ = writeln!(
            text,
            "{} line {}: {} too much; {state}\n  first station {} {} {}\n  then station {} {} {}",
            conflict.order,
            conflict.line,
            Quantity(conflict.quantity_thousandths),
            conflict.first.station,
            conflict.first.by,
            instant(conflict.first.happened_at),
            conflict.second.station,
            conflict.second.by,
            instant(conflict.second.happened_at),
        );
        text
    })
}

/// What an import did or would do.
pub fn import(report: &ImportReport, dry_run: bool) -> String {
    let changes = report.changes;
    let mut text = format!(
        "{}, round {}: {} orders, {} lines, {} items, {}\n{} added, {} changed, {} withdrawn, {} unchanged\n",
        report.day,
        report.round,
        report.orders,
        report.lines,
        Quantity(report.quantity_thousandths),
        Money(report.amount_minor),
        changes.added,
        changes.changed,
        changes.withdrawn,
        changes.unchanged
    );
    for difference in &report.differences {
        if difference.kind == ChangeKind::Added {
            continue;
        }
        let lines = difference.lines.iter().map(|line| {
            format!(
                "{} {} → {}",
                line.name,
                Quantity(line.old_thousandths),
                Quantity(line.new_thousandths)
            )
        });
        let all: Vec<String> = lines.chain(difference.fields.iter().cloned()).collect();
        let _ = writeln!(text, "  {}: {}", difference.sequence_no, all.join(", "));
    }
    for group in &report.groups {
        let _ = writeln!(text, "not taken: {} {} ({} rows)", group.kind, group.name, group.rows);
    }
    for warning in &report.warnings {
        let _ = writeln!(text, "warning: {}", problem(warning));
    }
    for error in &report.errors {
        let _ = writeln!(text, "error: {}", problem(error));
    }
    let end = if !report.errors.is_empty() {
        "Nothing was changed."
    } else if report.applied {
        "Applied."
    } else if dry_run {
        "Only looked at; nothing was changed."
    } else {
        "Nothing new; nothing was changed."
    };
    text + end
}

fn problem(problem: &Problem) -> String {
    let place = problem.row.map(|row| format!("row {row}: ")).unwrap_or_default();
    let value = if problem.value.is_empty() {
        String::new()
    } else {
        format!(" ({})", problem.value)
    };
    format!("{place}{}{value} {}", problem.message, problem.hint)
}

fn instant(at: i64) -> String {
    DateTime::from_timestamp_millis(at)
        .unwrap_or_default()
        .format("%Y-%m-%d %H:%M:%SZ")
        .to_string()
}
