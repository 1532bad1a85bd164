//! Enrolment: an operator's one-time code makes a device a station of a point.
//!
//! Codes and tokens are kept as hashes. The token comes from the request by a keyed hash, so that the same request again, after a lost
//! reply, gets the same answer.

use ziti_domain::chain::{hex, unhex};
use ziti_domain::day::Timestamp;
use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;
use ziti_wire::sync::{Adopt, EnrolRequest, Enrolled, Surface};

use crate::Hub;
use crate::database::Tx;
use crate::points::key_of;
use crate::stations::{Standing, surface_of, surface_word, token_hash};
use crate::stopped::Reply;

/// A code is good for so many minutes.
const CODE_MINUTES: i64 = 15;

/// A code that has run out is kept for a week: the station may still ask for a lost reply.
const KEPT_MS: i64 = 7 * 86_400_000;

/// After so many wrong codes the next one locks, and each one after that for twice as long.
const FREE_TRIES: i64 = 5;

/// The first lock, and the longest.
const LOCK_MS: (i64, i64) = (60_000, 86_400_000);

/// An address that guesses is one that many stations may share: it gets more tries than a point.
const ADDRESS_TRIES: i64 = 20;

/// A code for an operator to read out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolCode {
    /// 10 digits.
    pub code: String,
    /// Until when it is good.
    pub expires_at: i64,
}

type CodeRow = (i64, i64, i64, String, String);

impl Hub {
    /// Makes a code for one station of a point; with `adopt`, for the solo station that brings this point.
    ///
    /// # Errors
    /// `point_unknown`; with `adopt`, `point_taken` or `setup_invalid`.
    pub async fn make_code(&self, point: &str, surface: Surface, adopt: bool) -> Reply<EnrolCode> {
        let now = self.around.now();
        let code = self.around.digits(10);
        let expires_at = now.plus_minutes(CODE_MINUTES).0;
        let mut tx = self.database.write().await?;
        match (adopt, tx.point(point).await?.is_some()) {
            (false, false) => return Err(ErrorCode::PointUnknown.into()),
            (true, true) => return Err(ErrorCode::PointTaken.into()),
            (true, false) if ziti_domain::code::PointNo::parse(point).is_none() => {
                return Err(ErrorCode::SetupInvalid.into());
            }
            _ => {}
        }
        run!(tx, "DELETE FROM enrolment WHERE expires_at < $1", now.0 - KEPT_MS);
        run!(
            tx,
            "INSERT INTO enrolment (code_hash, point, adopt, surface, expires_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (point, code_hash) DO UPDATE SET adopt = excluded.adopt, surface = excluded.surface,
             expires_at = excluded.expires_at, station = 0, nonce = ''",
            code_hash(point, &code),
            point,
            i64::from(adopt),
            surface_word(surface),
            expires_at,
        );
        tx.commit().await?;
        Ok(EnrolCode { code, expires_at })
    }

    /// Makes a device a station, if its code is good. It waits for the operator then.
    ///
    /// # Errors
    /// `request_invalid`, `enrol_locked`, `enrol_code_wrong`, `point_unknown`, `point_taken`, `setup_invalid`.
    pub async fn enrol(&self, request: &EnrolRequest, address: &str) -> Reply<Enrolled> {
        check(request)?;
        let now = self.around.now();
        let mut tx = self.database.write().await?;
        let who = [
            (format!("point/{}", request.point), FREE_TRIES),
            (format!("address/{address}"), ADDRESS_TRIES),
        ];
        let mut wrong_before = Vec::new();
        for (who, _) in &who {
            wrong_before.push(tx.tries_of(who, now).await?);
        }
        let known = tx.point(&request.point).await?.is_some();
        let row: Option<CodeRow> = first!(
            tx,
            "SELECT adopt, expires_at, station, nonce, surface FROM enrolment WHERE point = $1 AND code_hash = $2",
            &request.point,
            code_hash(&request.point, &request.code)
        );
        let again = |row: &CodeRow| row.2 > 0 && row.3 == request.nonce;
        let good = row.filter(|row| again(row) || (row.2 == 0 && row.1 >= now.0));
        let Some(row) = good else {
            for ((who, free), before) in who.iter().zip(wrong_before) {
                tx.count_wrong(who, before + 1, *free, now).await?;
            }
            tx.commit().await?;
            tracing::warn!(point = %request.point, "a wrong enrolment code");
            return Err(if known || request.adopt.is_some() {
                ErrorCode::EnrolCodeWrong.into()
            } else {
                ErrorCode::PointUnknown.into()
            });
        };
        let token = self.token_of(&mut tx, request).await?;
        let is_again = again(&row);
        let (adopt, _, station, _, surface) = row;
        let surface = surface_of(&surface).unwrap_or_default();
        let no = if is_again {
            station
        } else {
            let no = match (&request.adopt, adopt != 0) {
                (Some(adopt), true) => tx.adopt(&request.point, adopt).await?,
                (None, false) => tx.next_station(&request.point).await?,
                (Some(_), false) => return Err(ErrorCode::PointTaken.into()),
                (None, true) => {
                    return Err(Failure::about(
                        ErrorCode::RequestInvalid,
                        "This code is for a station that brings its point to the hub.",
                    )
                    .into());
                }
            };
            run!(
                tx,
                "INSERT INTO station (point, no, name, token_hash, surface, state, adoption, enrolled_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &request.point,
                no,
                request.name.trim(),
                token_hash(&token),
                surface_word(surface),
                Standing::Waiting.word(),
                if adopt != 0 { "adopting" } else { "" },
                now.0,
            );
            run!(
                tx,
                "UPDATE enrolment SET station = $3, nonce = $4 WHERE point = $1 AND code_hash = $2",
                &request.point,
                code_hash(&request.point, &request.code),
                no,
                &request.nonce
            );
            for (who, _) in &who {
                run!(tx, "DELETE FROM enrol_try WHERE who = $1", who);
            }
            tracing::info!(point = %request.point, station = no, "a station enrolled");
            no
        };
        let point = tx.point(&request.point).await?.ok_or(ErrorCode::PointUnknown)?;
        tx.commit().await?;
        Ok(Enrolled {
            station: no.to_string(),
            token,
            surface,
            point: point.info,
        })
    }

    async fn token_of(&self, tx: &mut Tx, request: &EnrolRequest) -> Reply<String> {
        run!(
            tx,
            "INSERT INTO secret VALUES ('tokens', $1) ON CONFLICT DO NOTHING",
            hex(&self.around.bytes())
        );
        let secret: Option<(String,)> = first!(tx, "SELECT value FROM secret WHERE name = 'tokens'");
        let secret = secret.and_then(|(hex,)| unhex(&hex)).ok_or(ErrorCode::Internal)?;
        let text = format!("{}/{}/{}", request.point, request.code, request.nonce);
        Ok(blake3::keyed_hash(&secret, text.as_bytes()).to_hex().to_string())
    }
}

impl Tx {
    async fn next_station(&mut self, point: &str) -> Reply<i64> {
        let row: Option<(i64,)> = first!(
            self,
            "UPDATE point SET last_station = last_station + 1 WHERE number = $1 RETURNING last_station",
            point
        );
        Ok(row.map(|(no,)| no).ok_or(ErrorCode::PointUnknown)?)
    }

    /// Makes the point that a solo station brings. Its station keeps its number.
    async fn adopt(&mut self, point: &str, adopt: &Adopt) -> Reply<i64> {
        let no = adopt
            .station
            .parse::<i64>()
            .ok()
            .filter(|no| (1..=9999).contains(no) && no.to_string() == adopt.station)
            .ok_or_else(|| Failure::about(ErrorCode::RequestInvalid, "The station's number is none."))?;
        self.make_point(point, &adopt.point, key_of(&adopt.point_key)?).await?;
        run!(self, "UPDATE point SET last_station = $2 WHERE number = $1", point, no);
        Ok(no)
    }

    /// How many wrong codes came from there lately. Until this transaction ends nobody else can try one, so that many guesses at once
    /// count as many.
    async fn tries_of(&mut self, who: &str, now: Timestamp) -> Reply<i64> {
        let row: Option<(i64, i64, i64)> = first!(
            self,
            "INSERT INTO enrol_try VALUES ($1, 0, $2, 0) ON CONFLICT (who) DO UPDATE SET who = excluded.who
             RETURNING wrong, last_at, locked_until",
            who,
            now.0
        );
        let (wrong, last_at, locked_until) = row.unwrap_or_default();
        if locked_until > now.0 {
            return Err(ErrorCode::EnrolLocked.into());
        }
        // A day without a wrong code and all is forgotten.
        Ok(if now.0.saturating_sub(last_at) > LOCK_MS.1 {
            0
        } else {
            wrong
        })
    }

    async fn count_wrong(&mut self, who: &str, wrong: i64, free: i64, now: Timestamp) -> Reply<()> {
        let (first_lock, longest) = LOCK_MS;
        let locked_until = if wrong < free {
            0
        } else {
            let doublings = u32::try_from(wrong - free).unwrap_or(u32::MAX).min(20);
            now.0 + (first_lock << doublings).min(longest)
        };
        run!(
            self,
            "UPDATE enrol_try SET wrong = $2, last_at = $3, locked_until = $4 WHERE who = $1",
            who,
            wrong,
            now.0,
            locked_until
        );
        Ok(())
    }
}

/// A code has few digits: what is kept cannot be tried against all of them at once, as the point goes in too.
fn code_hash(point: &str, code: &str) -> String {
    blake3::hash(format!("{point}/{code}").as_bytes()).to_hex().to_string()
}

fn check(request: &EnrolRequest) -> Result<(), Failure> {
    let wrong = |what: &str| Err(Failure::about(ErrorCode::RequestInvalid, what));
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(&request.point, 6) {
        return wrong("The point's number has 6 digits.");
    }
    if !digits(&request.code, 10) {
        return Err(Failure::about(
            ErrorCode::EnrolCodeWrong,
            "An enrolment code has 10 digits.",
        ));
    }
    if request.nonce.len() != 32 || !request.nonce.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return wrong("The nonce is not 32 hexadecimal digits.");
    }
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
        return wrong("The station needs a name of at most 120 characters.");
    }
    Ok(())
}
