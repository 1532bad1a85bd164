//! What may stand after `ziti` on the command line.

use std::ffi::OsString;
use std::path::PathBuf;

/// How to start the program, printed for `--help` and after a wrong use.
pub const USAGE: &str = "\
Usage: ziti [--data DIR]

Opens the counter of a pickup point.

  --data DIR   the station's data folder (default: the one zitictl uses too)
  --version    prints the version
  --help       prints this";

/// What the person who started the program wants.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    /// The window, on this folder or on the default one.
    Window(Option<PathBuf>),
    /// How to use the program.
    Help,
    /// Which version this is.
    Version,
    /// Something that cannot be; the sentence says what.
    Unclear(String),
}

/// Reads the arguments that follow the program's name.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Wish {
    let mut arguments = arguments.into_iter();
    let mut folder = None;
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--help" | "-h") => return Wish::Help,
            Some("--version" | "-V") => return Wish::Version,
            Some("--data") => match arguments.next() {
                Some(value) if !value.is_empty() => folder = Some(PathBuf::from(value)),
                _ => return Wish::Unclear("--data needs a folder after it.".to_owned()),
            },
            Some(joined) if joined.len() > "--data=".len() && joined.starts_with("--data=") => {
                folder = joined.strip_prefix("--data=").map(PathBuf::from);
            }
            _ => return Wish::Unclear(format!("{} is not known here.", argument.to_string_lossy())),
        }
    }
    Wish::Window(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(arguments: &[&str]) -> Wish {
        read(arguments.iter().map(OsString::from))
    }

    #[test]
    fn without_arguments_the_default_folder_opens() {
        assert_eq!(wish(&[]), Wish::Window(None));
    }

    #[test]
    fn the_folder_may_follow_a_space_or_an_equals_sign() {
        let expected = Wish::Window(Some(PathBuf::from("/srv/ziti")));
        assert_eq!(wish(&["--data", "/srv/ziti"]), expected);
        assert_eq!(wish(&["--data=/srv/ziti"]), expected);
    }

    #[test]
    fn a_wrong_use_is_named_and_opens_nothing() {
        assert_eq!(
            wish(&["--data"]),
            Wish::Unclear("--data needs a folder after it.".to_owned())
        );
        assert_eq!(
            wish(&["--date", "x"]),
            Wish::Unclear("--date is not known here.".to_owned())
        );
        assert_eq!(
            wish(&["--data="]),
            Wish::Unclear("--data= is not known here.".to_owned())
        );
    }
}
