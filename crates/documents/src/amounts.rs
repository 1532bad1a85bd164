//! Money, quantities and days as paper writes them.

use chrono::{Datelike, NaiveDate};
use ziti_domain::money::Money;
use ziti_domain::quantity::Quantity;

use crate::words::Lang;

/// Thousandths as a number without needless zeros: `2`, `1.5`, in French `1,5`.
pub(crate) fn quantity(lang: Lang, thousandths: i64) -> String {
    with_its_point(lang, Quantity(thousandths).to_string())
}

/// Minor units with the currency's sign: `¥47.20`, in French `47,20 ¥`.
pub(crate) fn money(lang: Lang, currency: &str, minor: i64) -> String {
    let sign = match currency {
        "CNY" | "JPY" => "¥",
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        other => other,
    };
    let amount = with_its_point(lang, Money(minor).to_string());
    match lang {
        Lang::Fr => format!("{amount} {sign}"),
        Lang::Zh | Lang::En if sign.chars().count() > 1 => format!("{sign} {amount}"),
        Lang::Zh | Lang::En => format!("{sign}{amount}"),
    }
}

fn with_its_point(lang: Lang, number: String) -> String {
    if lang == Lang::Fr {
        number.replace('.', ",")
    } else {
        number
    }
}

/// A day as a person says it: `6月21日 周日`, `Sun 21 Jun`, `dim. 21 juin`.
pub(crate) fn day(lang: Lang, date: NaiveDate) -> String {
    const ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const FR: [&str; 7] = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."];
    const EN_MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    const FR_MONTHS: [&str; 12] = [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    ];
    let weekday = date.weekday().num_days_from_monday() as usize;
    let month = date.month0() as usize;
    let of = |names: &[&'static str], at: usize| names.get(at).copied().unwrap_or_default();
    match lang {
        Lang::Zh => format!("{}月{}日 周{}", date.month(), date.day(), of(&ZH, weekday)),
        Lang::En => format!("{} {} {}", of(&EN, weekday), date.day(), of(&EN_MONTHS, month)),
        Lang::Fr => format!("{} {} {}", of(&FR, weekday), date.day(), of(&FR_MONTHS, month)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_each_language_writes_them() {
        assert_eq!(quantity(Lang::Zh, 2000), "2");
        assert_eq!(quantity(Lang::En, 1500), "1.5");
        assert_eq!(quantity(Lang::Fr, 1505), "1,505");
        assert_eq!(quantity(Lang::Zh, i64::MIN), "-9223372036854775.808");
        assert_eq!(money(Lang::Zh, "CNY", 4720), "¥47.20");
        assert_eq!(money(Lang::Fr, "EUR", 5), "0,05 €");
        assert_eq!(money(Lang::En, "CHF", -1200), "CHF -12.00");
    }

    #[test]
    fn days_are_said_as_each_language_says_them() {
        let sunday = NaiveDate::from_ymd_opt(2026, 6, 21).unwrap();
        assert_eq!(day(Lang::Zh, sunday), "6月21日 周日");
        assert_eq!(day(Lang::En, sunday), "Sun 21 Jun");
        assert_eq!(day(Lang::Fr, sunday), "dim. 21 juin");
    }
}
