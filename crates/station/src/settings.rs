//! What each setting may be.

use chrono_tz::Tz;
use ziti_domain::code::PointNo;
use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;
use ziti_wire::settings::Settings;

use crate::Reply;

/// What a setting may be, in words that follow "must be"; nothing for what is no setting.
pub fn allowed(setting: &str) -> Option<&'static str> {
    Some(match setting {
        "point" => "6 digits between 100000 and 999999, and stays: it is in every code that was printed",
        "name" => "a text of 1 to 120 characters on one line",
        "address" | "hours" | "clerk" => "a text of at most 120 characters on one line",
        "tz" => "a time zone such as Asia/Shanghai",
        "currency" => "three capital letters such as CNY",
        "lang" => "zh, en or fr",
        "theme" => "system, light or dark",
        "sound" | "preview" | "receive_on_apply" | "accept_unsynced" => "true or false",
        "volume" => "a whole number from 0 to 100",
        "hold_hours" => "a whole number of hours from 1 to 1440",
        "scan_gap_ms" => "a whole number of milliseconds from 60 to 2000",
        "day_starts_at" => "a whole hour from 0 to 23",
        _ => return None,
    })
}

/// The failure of a setting that is outside of what it may be.
pub fn not_allowed(setting: &str, code: ErrorCode) -> Failure {
    let must = allowed(setting).unwrap_or("another value");
    Failure::about(code, format!("{setting} must be {must}."))
}

pub(crate) fn check(settings: &Settings, code: ErrorCode) -> Reply<()> {
    let text = |value: &str| value.chars().count() <= 120 && !value.chars().any(char::is_control);
    let all = [
        ("point", PointNo::parse(&settings.point).is_some()),
        ("name", !settings.name.trim().is_empty() && text(&settings.name)),
        ("address", text(&settings.address)),
        ("hours", text(&settings.hours)),
        ("clerk", text(&settings.clerk)),
        ("tz", settings.tz.parse::<Tz>().is_ok()),
        (
            "currency",
            settings.currency.len() == 3 && settings.currency.bytes().all(|byte| byte.is_ascii_uppercase()),
        ),
        ("volume", settings.volume <= 100),
        ("hold_hours", (1..=24 * 60).contains(&settings.hold_hours)),
        ("scan_gap_ms", (60..=2000).contains(&settings.scan_gap_ms)),
        ("day_starts_at", settings.day_starts_at <= 23),
    ];
    match all.into_iter().find(|(_, sound)| !sound) {
        Some((setting, _)) => Err(not_allowed(setting, code)),
        None => Ok(()),
    }
}
