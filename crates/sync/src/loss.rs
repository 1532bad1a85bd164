//! Tells from the errors of the HTTP library what became of a call.

use std::error::Error;
use std::io;

use crate::answer::Lost;

/// What became of a call that got no reply.
pub(crate) fn of_call(error: reqwest::Error) -> Lost {
    // The address is known to whoever reads this, and makes the line long.
    let error = error.without_url();
    if let Some(lost) = tls(&error) {
        return lost;
    }
    let said = said(&error);
    if error.is_builder() {
        Lost::Unsendable(said)
    } else if error.is_connect() {
        Lost::Unreachable(said)
    } else if error.is_timeout() {
        Lost::Timeout
    } else if speaks_no_http(&error) {
        Lost::NotAHub(said)
    } else {
        Lost::Unreachable(said)
    }
}

/// What became of a reply whose body could not be read to its end.
pub(crate) fn of_body(error: &io::Error) -> Lost {
    let timed_out = causes(error).any(|cause| {
        cause
            .downcast_ref::<reqwest::Error>()
            .is_some_and(reqwest::Error::is_timeout)
            || cause
                .downcast_ref::<io::Error>()
                .is_some_and(|e| e.kind() == io::ErrorKind::TimedOut)
    });
    if timed_out {
        Lost::Timeout
    } else {
        Lost::CutOff(said(error))
    }
}

/// An error of TLS itself; a connection that was merely closed is none.
fn tls(error: &(dyn Error + 'static)) -> Option<Lost> {
    let tls = causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>())?;
    let said = tls.to_string();
    Some(match tls {
        rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => Lost::Certificate(said),
        _ => Lost::NotAHub(said),
    })
}

fn speaks_no_http(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|cause| cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse))
}

/// The causes as a line, outermost first.
fn said(error: &(dyn Error + 'static)) -> String {
    let mut line = String::new();
    for cause in causes(error) {
        let text = cause.to_string();
        if !line.ends_with(&text) {
            if !line.is_empty() {
                line.push_str(": ");
            }
            line.push_str(&text);
        }
    }
    line
}

/// An error and its causes, outermost first.
///
/// An [`io::Error`] that wraps another error names that one's cause as its own: the wrapped one is stepped into.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}
