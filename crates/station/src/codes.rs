//! Pickup codes for residents.

use std::collections::HashSet;
use std::path::Path;

use ziti_documents::CodePicture;
use ziti_domain::code::ISSUE_MAX;
use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Via};
use ziti_domain::person::mask_name;
use ziti_domain::scan::{self, Scanned};
use ziti_store::Tx;
use ziti_wire::order::CodeReply;
use ziti_wire::scan::Decoded;

use crate::orders::one;
use crate::print::{fonts, language, unprintable, write};
use crate::staging::free_short_code;
use crate::view::{number, pickup_code};
use crate::{Reply, Station, Stopped};

impl Station {
    /// An order's pickup code; with `reissue` a new one, which revokes those before.
    ///
    /// # Errors
    /// `order_unknown`, `order_ambiguous`; `reissue_exhausted` after issue 9.
    pub fn code(&self, name: &str, reissue: bool) -> Reply<CodeReply> {
        let work = |tx: &Tx<'_>| {
            let desk = self.desk(tx)?;
            let mut order = one(tx, &desk, name)?;
            if reissue {
                if order.issue >= ISSUE_MAX {
                    return Err(Stopped::from(ErrorCode::ReissueExhausted));
                }
                let counter = self.counter(tx, &desk);
                let short_code = free_short_code(tx, &desk, &self.around, &mut HashSet::new())?;
                let event = Event::CodeReissued {
                    order: order.id,
                    issue: order.issue + 1,
                    short_code,
                };
                counter.append(&desk.settings.clerk, Via::Desk, event)?;
                order = tx.order(order.id)?.ok_or(ErrorCode::OrderUnknown)?;
            }
            Ok(CodeReply {
                order_id: order.id.to_string(),
                code: pickup_code(tx, &order, &desk)?,
                short_code: order.short_code.clone(),
                issue: order.issue,
            })
        };
        Ok(if reissue {
            self.store.write(work)?
        } else {
            self.store.read(work)?
        })
    }

    /// An order's code as a picture for a private chat, PNG.
    ///
    /// # Errors
    /// `order_unknown`, `order_ambiguous`, `font_missing`.
    pub fn code_picture(&self, name: &str) -> Reply<Vec<u8>> {
        let picture = self.store.read::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let order = one(tx, &desk, name)?;
            let person = tx.person(order.person)?.unwrap_or_default();
            Ok(CodePicture {
                code: pickup_code(tx, &order, &desk)?,
                short_code: order.short_code.clone(),
                number: number(&order, tx.rounds(order.id.day)?.len()),
                recipient_masked: mask_name(&person.recipient),
                point_name: desk.settings.name.clone(),
                day: order.id.day.date(),
                lang: language(desk.settings.lang),
            })
        })?;
        ziti_documents::code_picture(&picture, &fonts()?).map_err(|error| unprintable(&error))
    }

    /// Writes an order's code as a picture to its place, or into the folder, and says where.
    ///
    /// # Errors
    /// As [`Station::code_picture`], and `file_unwritable`, `disk_full`.
    pub fn save_code_picture(&self, name: &str, place: Option<&Path>) -> Reply<String> {
        let order = self.order(name)?;
        let path = match place {
            Some(place) => place.to_owned(),
            None => self.prints()?.join(format!("code-{}.png", order.id)),
        };
        write(&path, &self.code_picture(&order.id)?)?;
        Ok(path.display().to_string())
    }

    /// What a code's digits say by themselves, and whether this point's key sealed them.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn decode(&self, input: &str) -> Reply<Decoded> {
        Ok(self.store.read::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let mut decoded = Decoded {
                kind: String::new(),
                point: None,
                day: None,
                order_no: None,
                bag: None,
                issue: None,
                genuine: None,
            };
            let kind = match scan::read(input) {
                Scanned::Pickup(code) => {
                    decoded.point = Some(code.point.to_string());
                    decoded.day = Some(code.order.day.to_string());
                    decoded.order_no = Some(code.order.no);
                    decoded.issue = Some(code.issue);
                    if code.point == desk.point {
                        decoded.genuine = desk.day_key(tx, code.order.day)?.map(|key| key.sealed(&code));
                    }
                    "pickup_code"
                }
                Scanned::Bag(label) => {
                    decoded.point = Some(label.point.to_string());
                    decoded.day = Some(label.order.day.to_string());
                    decoded.order_no = Some(label.order.no);
                    decoded.bag = Some(u32::from(label.bag));
                    "bag_label"
                }
                Scanned::Six(_) => "short_code",
                Scanned::Text(_) => "text",
                Scanned::Unreadable => "unreadable",
            };
            kind.clone_into(&mut decoded.kind);
            Ok(decoded)
        })?)
    }
}
