//! Answers as a person reads them on a terminal.

use std::fmt::Write;

use chrono::DateTime;
use ziti_domain::money::Money;
use ziti_domain::quantity::Quantity;
use ziti_wire::import::{ChangeKind, ImportReport, Problem};
use ziti_wire::order::{HistoryEntry, OrderView};
use ziti_wire::paper::PaperReply;
use ziti_wire::scan::{Decoded, ScanReply, VerdictKind};
use ziti_wire::settings::Settings;
use ziti_wire::status::Status;

/// Where the day stands.
pub fn status(status: &Status) -> String {
    let sample = if status.sample { "  (sample)" } else { "" };
    let hub = status
        .hub
        .as_ref()
        .map(|hub| format!("{}\n", crate::hub::standing(hub)));
    format!(
        "{} {}{sample}\n{}  revision {}\n{} of {} collected, {} in part, {} cancelled\n{}{}",
        status.settings.point,
        status.settings.name,
        status.day,
        status.revision,
        status.collected,
        status.orders,
        status.partly,
        status.cancelled,
        hub.unwrap_or_default(),
        status.folder
    )
}

/// A list of orders, in columns.
pub fn orders(orders: &[OrderView]) -> String {
    if orders.is_empty() {
        return "No orders.".to_owned();
    }
    let row = |order: &OrderView| {
        let phone = order.phones.first().cloned().unwrap_or_default();
        let things: Vec<String> = order
            .lines
            .iter()
            .map(|line| format!("{} ×{}", line.product, Quantity(line.quantity_thousandths)))
            .collect();
        let state = word(&order.state);
        [
            order.number.clone(),
            order.place.clone(),
            order.recipient.clone(),
            phone,
            state,
            things.join(", "),
        ]
    };
    table(&orders.iter().map(row).collect::<Vec<_>>())
}

/// One order with its lines and history.
pub fn order(order: &OrderView, history: &[HistoryEntry]) -> String {
    let mut text = format!(
        "{}  {}  {}\n{} {}  {}\n",
        order.number,
        word(&order.state),
        order.id,
        order.place,
        order.recipient,
        order.phones.join(" / ")
    );
    if !order.note.is_empty() {
        let _ = writeln!(text, "Note: {}", order.note);
    }
    let rows: Vec<_> = order
        .lines
        .iter()
        .map(|line| {
            let (all, open) = (Quantity(line.quantity_thousandths), Quantity(line.open_thousandths));
            [
                format!("line {}", line.line),
                line.product.clone(),
                format!("{all}, {open} open"),
                Money(line.amount_minor).to_string(),
            ]
        })
        .collect();
    let _ = writeln!(text, "{}", table(&rows));
    if order.due_minor > 0 {
        let _ = writeln!(text, "To pay: {} {}", Money(order.due_minor), order.currency);
    }
    let rows: Vec<_> = history
        .iter()
        .map(|entry| {
            [
                instant(entry.happened_at),
                entry.kind.clone(),
                entry.via.clone(),
                entry.actor.clone(),
                entry.event_id.clone(),
            ]
        })
        .collect();
    text + &table(&rows)
}

/// A verdict.
pub fn scan(reply: &ScanReply) -> String {
    let mut text = format!("{}: {}\n", word(&reply.verdict), reply.message);
    if let Some(order) = &reply.order
        && !matches!(reply.verdict, VerdictKind::WrongBag)
    {
        let _ = writeln!(text, "{}", orders(std::slice::from_ref(order)));
    }
    for thing in &reply.attention {
        let _ = writeln!(text, "{}: {}", thing.kind, thing.text);
    }
    if !reply.candidates.is_empty() {
        let _ = writeln!(text, "{}", orders(&reply.candidates));
    }
    if !reply.household.is_empty() {
        let _ = writeln!(text, "Of the same household:\n{}", orders(&reply.household));
    }
    if let Some(at) = reply.at {
        let by = reply
            .by
            .as_deref()
            .filter(|by| !by.is_empty())
            .map(|by| format!(" by {by}"))
            .unwrap_or_default();
        let _ = writeln!(text, "{}{by}", instant(at));
    }
    if let Some(at) = reply.undone_at {
        let _ = writeln!(
            text,
            "This is the answer of then: it was taken back at {}.",
            instant(at)
        );
    }
    if let Some(event) = &reply.event_id {
        let _ = writeln!(text, "event {event}");
    }
    text
}

/// What a code's digits say.
pub fn decoded(decoded: &Decoded) -> String {
    let mut text = decoded.kind.replace('_', " ");
    for (name, value) in [
        ("point", decoded.point.clone()),
        ("day", decoded.day.clone()),
        ("order", decoded.order_no.map(|no| no.to_string())),
        ("bag", decoded.bag.map(|bag| bag.to_string())),
        ("issue", decoded.issue.map(|issue| issue.to_string())),
        (
            "genuine",
            decoded
                .genuine
                .map(|genuine| if genuine { "yes".to_owned() } else { "no".to_owned() }),
        ),
    ] {
        if let Some(value) = value {
            let _ = write!(text, "\n{name} {value}");
        }
    }
    text
}

/// What an import read and did.
pub fn import(report: &ImportReport, dry_run: bool) -> String {
    let mut text = format!(
        "{}, round {}: {} orders, {} lines, {} items, {}\n",
        report.day,
        report.round,
        report.orders,
        report.lines,
        Quantity(report.quantity_thousandths),
        Money(report.amount_minor)
    );
    let changes = report.changes;
    let _ = writeln!(
        text,
        "{} added, {} changed, {} withdrawn, {} unchanged",
        changes.added, changes.changed, changes.withdrawn, changes.unchanged
    );
    for difference in report
        .differences
        .iter()
        .filter(|difference| difference.kind != ChangeKind::Added)
    {
        let lines: Vec<String> = difference
            .lines
            .iter()
            .map(|line| {
                format!(
                    "{} {} → {}",
                    line.name,
                    Quantity(line.old_thousandths),
                    Quantity(line.new_thousandths)
                )
            })
            .chain(difference.fields.iter().cloned())
            .collect();
        let _ = writeln!(
            text,
            "  {} {} {}: {}",
            word(&difference.kind),
            difference.sequence_no,
            difference.recipient,
            lines.join(", ")
        );
    }
    for group in &report.groups {
        let _ = writeln!(
            text,
            "Not taken in: {} {} ({} rows, {} orders)",
            word(&group.kind),
            group.name,
            group.rows,
            group.orders
        );
    }
    for (title, problems) in [("Look at", &report.warnings), ("Wrong", &report.errors)] {
        for problem in problems {
            let _ = writeln!(text, "{title}: {}", told_problem(problem));
        }
    }
    text.push_str(match (report.errors.is_empty(), report.applied, dry_run) {
        (false, ..) => "Nothing was changed.",
        (_, true, _) => "Applied.",
        (_, _, true) => "Dry run: nothing was changed.",
        _ if report.changes.added + report.changes.changed + report.changes.withdrawn == 0 => {
            "This is what the day has already; nothing was changed."
        }
        _ => "Nothing was changed.",
    });
    text
}

fn told_problem(problem: &Problem) -> String {
    let mut place = String::new();
    if let Some(row) = problem.row {
        let _ = write!(place, "row {row}");
    }
    if let Some(last) = problem.last_row.filter(|last| Some(*last) != problem.row) {
        let _ = write!(place, "–{last}");
    }
    for part in [&problem.column, &problem.value]
        .into_iter()
        .filter(|part| !part.is_empty())
    {
        let _ = write!(place, " {part}");
    }
    if !problem.sequence_nos.is_empty() {
        let _ = write!(place, " ({})", problem.sequence_nos.join(", "));
    }
    format!(
        "{} [{}] {} {}",
        place.trim(),
        problem.code,
        problem.message,
        problem.hint
    )
    .trim()
    .to_owned()
}

/// What typing a manifest in does or did.
pub fn paper(reply: &PaperReply, commit: bool) -> String {
    let mut text = String::new();
    let done = if reply.committed {
        "Checked off"
    } else {
        "Would be checked off"
    };
    for (title, orders_of) in [
        (done, &reply.ready),
        ("Handed over before", &reply.already),
        ("Needs a person", &reply.refused),
    ] {
        if !orders_of.is_empty() {
            let _ = writeln!(text, "{title}:\n{}", orders(orders_of));
        }
    }
    if !reply.unknown.is_empty() {
        let _ = writeln!(text, "No order has these numbers: {}", reply.unknown.join(" "));
    }
    if text.is_empty() {
        "Nothing was typed.".clone_into(&mut text);
    } else if commit && !reply.committed {
        text.push_str("Nothing was checked off.");
    }
    text
}

/// The settings, a line each.
pub fn settings(settings: &Settings) -> String {
    let value = serde_json::to_value(settings).unwrap_or_default();
    let lines = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| match value.as_str() {
            Some(text) => format!("{key}={text}"),
            None => format!("{key}={value}"),
        });
    lines.collect::<Vec<_>>().join("\n")
}

fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().replace('_', " ")
}

fn instant(at: i64) -> String {
    DateTime::from_timestamp_millis(at)
        .map(|at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string())
        .unwrap_or_default()
}

/// Columns, as wide as their widest cell; a Chinese character is two wide, one of a rare name or an emoji too.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let wide = |text: &str| {
        text.chars()
            .map(|c| {
                if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}') {
                    2
                } else {
                    1
                }
            })
            .sum::<usize>()
    };
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(wide(cell));
        }
    }
    let line = |row: &[String; N]| {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - wide(cell))));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
