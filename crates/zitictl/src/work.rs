//! Each command, a line or two into the station.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use ziti_domain::error::ErrorCode;
use ziti_station::Station;
use ziti_wire::failure::Failure;
use ziti_wire::order::OrdersQuery;
use ziti_wire::paper::PaperRequest;
use ziti_wire::print::PrintRequest;
use ziti_wire::scan::{CollectRequest, UndoRequest, VerdictKind};
use ziti_wire::settings::{Settings, Setup};

use crate::answer::{Answer, End};
use crate::arguments::{Arguments, Collect, Command, Init, Print};
use crate::hub;
use crate::import::import;
use crate::told;

/// Does what the command line asks for.
pub fn done(arguments: &Arguments) -> Result<Answer, Failure> {
    let folder = arguments.data.clone().or_else(ziti_station::default_folder);
    let folder = folder.ok_or_else(|| Failure::new(ErrorCode::FolderUnusable))?;
    let open = || Station::open(&folder);
    match &arguments.command {
        Command::Init(new) => init(&folder, new),
        Command::Sample => Station::sample(&folder).and_then(|station| status(&station)),
        Command::Status => status(&open()?),
        Command::Import(file) => import(&open()?, file),
        Command::Orders { day, state } => {
            let state = state
                .map(|state| serde_json::from_value(json!(state.word())))
                .transpose()
                .unwrap_or_default();
            list(
                &open()?,
                &OrdersQuery {
                    day: day.clone(),
                    state,
                    ..OrdersQuery::default()
                },
            )
        }
        Command::Find { text, day } => list(
            &open()?,
            &OrdersQuery {
                day: day.clone(),
                text: Some(text.clone()),
                ..OrdersQuery::default()
            },
        ),
        Command::Order { order } => {
            let station = open()?;
            let (view, history) = (station.order(order)?, station.history(order)?);
            let mut document = serde_json::to_value(&view).unwrap_or_default();
            document["history"] = serde_json::to_value(&history).unwrap_or_default();
            Ok(Answer::done(&document, told::order(&view, &history)))
        }
        Command::Code {
            order,
            reissue,
            picture,
        } => code(&open()?, order, *reissue, picture.as_deref()),
        Command::Decode { code } => open()?
            .decode(code)
            .map(|decoded| Answer::done(&decoded, told::decoded(&decoded))),
        Command::Print(paper) => print(&open()?, paper),
        Command::Collect(scan) => collect(&open()?, scan),
        Command::Undo {
            event_id,
            reason,
            actor,
            request_id,
        } => {
            let reply = open()?.undo(&UndoRequest {
                event_id: event_id.clone(),
                request_id: request_id.clone().unwrap_or_default(),
                reason: reason.clone(),
                actor: actor.clone().unwrap_or_default(),
            })?;
            let text = format!("Order {} is open again.", reply.order.number);
            Ok(Answer::done(&reply, text))
        }
        Command::Paper {
            text,
            day,
            commit,
            actor,
            request_id,
        } => {
            let request = PaperRequest {
                text: text.clone(),
                day: day.clone(),
                actor: actor.clone().unwrap_or_default(),
                request_id: request_id.clone().unwrap_or_default(),
            };
            let reply = open()?.paper(&request, *commit)?;
            let end = if *commit && !reply.committed {
                End::Refused
            } else {
                End::Done
            };
            Ok(Answer::done(&reply, told::paper(&reply, *commit)).ending(end))
        }
        Command::Settings { changes } => settings(&open()?, changes),
        Command::Enrol(wish) => hub::enrol(&folder, wish),
        Command::Sync { watch: false } => hub::sync(&open()?),
        Command::Sync { watch: true } => hub::watch(&open()?, arguments.json),
        Command::Conflicts { command } => hub::conflicts(&open()?, command.as_ref()),
        Command::Verify => {
            let verified = open()?.verify()?;
            let text = format!(
                "The chain holds: {} events, last hash {}.",
                verified.events, verified.last_hash
            );
            Ok(Answer::done(&verified, text))
        }
        Command::Rebuild => {
            let station = open()?;
            let verified = station.verify()?;
            station.rebuild()?;
            let text = format!("Folded {} events and {} files again.", verified.events, verified.inbox);
            Ok(Answer::done(&verified, text))
        }
    }
}

fn init(folder: &Path, new: &Init) -> Result<Answer, Failure> {
    let point_key = new.point_key.as_deref().map(point_key).transpose()?;
    let setup = Setup {
        point: new.point.clone(),
        name: new.name.clone(),
        tz: new.tz.clone(),
        lang: serde_json::from_value(json!(new.lang.word())).unwrap_or_default(),
    };
    status(&Station::init(folder, &setup, point_key)?)
}

fn point_key(file: &Path) -> Result<[u8; 32], Failure> {
    let wrong = |what: &str| Failure::about(ErrorCode::SetupInvalid, format!("{}: {what}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| wrong(&error.to_string()))?;
    if let Ok(key) = <[u8; 32]>::try_from(bytes.as_slice()) {
        return Ok(key);
    }
    let text = String::from_utf8(bytes).unwrap_or_default();
    let text = text.trim();
    let digit = |at: usize| {
        text.get(at * 2..at * 2 + 2)
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
    };
    let key: Option<Vec<u8>> = (0..32).map(digit).collect();
    // `from_str_radix` would take a plus sign for half a byte.
    let key = key
        .filter(|_| text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .and_then(|key| <[u8; 32]>::try_from(key).ok());
    key.ok_or_else(|| wrong("this is no key of 32 bytes or 64 hexadecimal digits."))
}

fn status(station: &Station) -> Result<Answer, Failure> {
    let status = station.status()?;
    let text = told::status(&status);
    Ok(Answer::done(&status, text))
}

fn list(station: &Station, query: &OrdersQuery) -> Result<Answer, Failure> {
    let found = station.orders(query)?;
    let text = told::orders(&found.orders);
    Ok(Answer::done(&found, text))
}

fn code(station: &Station, order: &str, reissue: bool, picture: Option<&Path>) -> Result<Answer, Failure> {
    // First: a new code that nobody sees would only revoke the old one.
    if let Some(file) = picture {
        ziti_station::folder_for(file)?;
    }
    let reply = station.code(order, reissue)?;
    if let Some(file) = picture {
        station.save_code_picture(&reply.order_id, Some(&PathBuf::from(absolute(file))))?;
    }
    let text = format!("{}\nshort code {}", reply.code, reply.short_code);
    Ok(Answer::done(&reply, text))
}

fn print(station: &Station, paper: &Print) -> Result<Answer, Failure> {
    let word = |text: &str| json!(text.replace('-', "_"));
    let request: Result<PrintRequest, _> = serde_json::from_value(json!({
        "document": word(paper.document.word()),
        "day": paper.day,
        "sort": word(paper.sort.word()),
        "orders": paper.orders,
        "only_stale": paper.only_stale,
        "lang": paper.lang.map(crate::arguments::Lang::word),
        "out": absolute(&paper.out),
    }));
    let request = request.map_err(|error| Failure::about(ErrorCode::Internal, error.to_string()))?;
    let reply = station.print(&request)?;
    let text = format!(
        "{} orders on {} pages, revision {}: {}",
        reply.orders, reply.pages, reply.revision, reply.path
    );
    Ok(Answer::done(&reply, text))
}

fn collect(station: &Station, scan: &Collect) -> Result<Answer, Failure> {
    let request = CollectRequest {
        input: scan.code.clone(),
        request_id: scan.request_id.clone().unwrap_or_default(),
        lines: scan.lines.clone(),
        bag: scan.bag,
        confirm: scan.confirm,
        force: scan.force.clone(),
        actor: scan.actor.clone().unwrap_or_default(),
        via: scan.via.map(|via| via.word().to_owned()),
    };
    let reply = station.collect(&request)?;
    let collected = matches!(reply.verdict, VerdictKind::Collected | VerdictKind::PartlyCollected) && !reply.preview;
    let end = if collected { End::Done } else { End::Refused };
    Ok(Answer::done(&reply, told::scan(&reply)).ending(end))
}

fn settings(station: &Station, changes: &[String]) -> Result<Answer, Failure> {
    let mut settings = station.status()?.settings;
    for change in changes {
        settings = changed(&settings, change)?;
    }
    if !changes.is_empty() {
        settings = station.change_settings(&settings)?.settings;
    }
    Ok(Answer::done(&settings, told::settings(&settings)))
}

/// The settings with one `setting=value` changed.
fn changed(settings: &Settings, change: &str) -> Result<Settings, Failure> {
    let mut settings = serde_json::to_value(settings).unwrap_or_default();
    let wrong = |message: String| Failure::about(ErrorCode::SettingInvalid, message);
    let (key, value) = change
        .split_once('=')
        .ok_or_else(|| wrong(format!("{change} is not written as setting=value.")))?;
    let key = key.trim();
    let Some(known) = settings.get_mut(key) else {
        let all = settings.as_object().into_iter().flatten();
        let names = all.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        return Err(wrong(format!("{key} is no setting. There are: {names}.")));
    };
    *known = match known {
        Value::String(_) => json!(value.trim()),
        _ => serde_json::from_str(value).unwrap_or_else(|_| json!(value)),
    };
    serde_json::from_value(settings).map_err(|_| ziti_station::not_allowed(key, ErrorCode::SettingInvalid))
}

/// The station is told where a file is from anywhere.
pub fn absolute(path: &Path) -> String {
    std::path::absolute(path)
        .unwrap_or_else(|_| PathBuf::from(path))
        .display()
        .to_string()
}
