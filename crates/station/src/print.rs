//! Printing: orders in, a PDF in its place and an event out.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use ziti_documents::{
    DocumentError, FONT_PLACES, Fonts, ManifestRow, ManifestSheet, Printed, Slip, SlipLine, SlipSheet,
};
use ziti_domain::day::ServiceDay;
use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Via};
use ziti_domain::order::OrderId;
use ziti_domain::person;
use ziti_domain::quantity::Quantity;
use ziti_store::Tx;
use ziti_store::orders::StoredOrder;
use ziti_wire::failure::Failure;
use ziti_wire::order::{OrderState, OrderView};
use ziti_wire::print::{Document, PrintReply, PrintRequest, PrintState, Sort};
use ziti_wire::settings::Lang;

use crate::orders::one;
use crate::setup::Desk;
use crate::view::{Viewer, pickup_code};
use crate::{Reply, Station, Stopped};

impl Station {
    /// Prints a document into a PDF and writes down that it did.
    ///
    /// # Errors
    /// `nothing_to_print`, `order_unknown`, `font_missing`, `file_unwritable`; nothing counts as printed then.
    pub fn print(&self, request: &PrintRequest) -> Reply<PrintReply> {
        let (sheet, about) = self.store.read::<_, Stopped>(|tx| self.sheet(tx, request))?;
        let fonts = fonts()?;
        let printed = match &sheet {
            Sheet::Slips(sheet) => ziti_documents::slips_pdf(sheet, &fonts),
            Sheet::Manifest(sheet) => ziti_documents::manifest_pdf(sheet, &fonts),
        };
        let Printed { bytes, pages } = printed.map_err(|error| unprintable(&error))?;
        let path = match request.out.as_deref().filter(|out| !out.is_empty()) {
            Some(out) => PathBuf::from(out),
            None => self
                .prints()?
                .join(format!("{}-{}.pdf", name(request.document), about.day)),
        };
        write(&path, &bytes)?;
        let event_id = self.store.write::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let counter = self.counter(tx, &desk);
            let event = Event::Printed {
                document: name(request.document).to_owned(),
                day: about.day,
                revision: about.revision,
                order_nos: about.orders.iter().map(|id| id.no).collect(),
                printer: "pdf".to_owned(),
                reprint: about.reprint,
            };
            counter.append(desk.actor(&request.actor), Via::Desk, event)
        })?;
        Ok(PrintReply {
            path: path.display().to_string(),
            pages,
            orders: u32::try_from(about.orders.len()).unwrap_or(u32::MAX),
            revision: about.revision,
            reprint: about.reprint,
            event_id,
        })
    }

    /// Where documents go that nobody named a place for.
    pub(crate) fn prints(&self) -> Reply<PathBuf> {
        let prints = self.folder.join("prints");
        std::fs::create_dir_all(&prints).map_err(|error| unwritable(&prints, &error))?;
        Ok(prints)
    }

    /// What is on paper and what of it is stale, for each document.
    ///
    /// # Errors
    /// `day_invalid`, or a failure of the database.
    pub fn print_states(&self, day: Option<&str>) -> Reply<Vec<PrintState>> {
        Ok(self.store.read::<_, Stopped>(|tx| {
            let day = self.desk(tx)?.day(day)?;
            self.print_states_in(tx, day)
        })?)
    }

    #[expect(clippy::unused_self, reason = "it belongs to the façade's day")]
    pub(crate) fn print_states_in(&self, tx: &Tx<'_>, day: ServiceDay) -> Result<Vec<PrintState>, Stopped> {
        let mut states = Vec::new();
        for document in [Document::Slips, Document::Manifest] {
            let papers = tx.papers(day, name(document), document == Document::Slips)?;
            let last = papers.iter().filter_map(|paper| paper.printed).max();
            let stale = papers
                .iter()
                .filter(|paper| paper.stale)
                .filter_map(|paper| OrderId::from_key(paper.order_key));
            let printed = papers.iter().filter(|paper| paper.printed.is_some()).count();
            let stale: Vec<String> = stale.map(|id| id.to_string()).collect();
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            states.push(PrintState {
                document,
                orders: count(papers.len()),
                current: count(printed - stale.len()),
                never: count(papers.len() - printed),
                stale,
                printed_at: last.map(|(at, _)| at.0),
                printed_revision: last.map(|(_, revision)| revision),
            });
        }
        Ok(states)
    }

    fn sheet(&self, tx: &Tx<'_>, request: &PrintRequest) -> Result<(Sheet, About), Stopped> {
        let desk = self.desk(tx)?;
        let (day, mut orders) = chosen(tx, &desk, request)?;
        let papers: HashMap<i64, _> = tx
            .papers(day, name(request.document), request.document == Document::Slips)?
            .into_iter()
            .map(|paper| (paper.order_key, paper))
            .collect();
        if request.only_stale {
            let stale: HashSet<i64> = papers
                .values()
                .filter(|paper| paper.stale || paper.printed.is_none())
                .map(|p| p.order_key)
                .collect();
            orders.retain(|order| stale.contains(&order.id.key()));
        }
        if orders.is_empty() {
            if request.only_stale && !papers.is_empty() {
                let message = "Nothing has changed since it was last printed.";
                return Err(Failure::about(ErrorCode::NothingToPrint, message).into());
            }
            return Err(ErrorCode::NothingToPrint.into());
        }
        let about = About {
            day,
            revision: tx.day(day)?.revision,
            reprint: orders
                .iter()
                .any(|order| papers.get(&order.id.key()).is_some_and(|paper| paper.printed.is_some())),
            orders: orders.iter().map(|order| order.id).collect(),
        };
        let lang = match request.lang.as_deref() {
            Some("zh") => Lang::Zh,
            Some("en") => Lang::En,
            Some("fr") => Lang::Fr,
            _ => desk.settings.lang,
        };
        let at_the_point = DateTime::from_timestamp_millis(desk.now.0)
            .unwrap_or_default()
            .with_timezone(&desk.tz);
        let mut viewer = Viewer::new(tx, &desk);
        let sheet = match request.document {
            Document::Slips => {
                let mut slips = Vec::with_capacity(orders.len());
                for order in &orders {
                    let stale = papers.get(&order.id.key()).is_some_and(|paper| paper.stale);
                    slips.push(slip(&viewer.view(order)?, order, pickup_code(tx, order, &desk)?, stale));
                }
                Sheet::Slips(SlipSheet {
                    point_name: desk.settings.name.clone(),
                    point_address: desk.settings.address.clone(),
                    hours: desk.settings.hours.clone(),
                    currency: desk.settings.currency.clone(),
                    lang: language(lang),
                    revision: about.revision,
                    reprint: about.reprint,
                    printed_at: at_the_point.format("%Y-%m-%d %H:%M").to_string(),
                    slips,
                })
            }
            Document::Manifest => {
                let mut rows = Vec::new();
                for order in &orders {
                    rows.extend(manifest_rows(&viewer.view(order)?, order));
                }
                Sheet::Manifest(ManifestSheet {
                    point_name: desk.settings.name.clone(),
                    currency: desk.settings.currency.clone(),
                    day: day.date(),
                    revision: about.revision,
                    lang: language(lang),
                    sort: match request.sort {
                        Sort::BuildingRoomProduct => ziti_documents::Sort::BuildingRoomProduct,
                        Sort::ProductBuildingRoom => ziti_documents::Sort::ProductBuildingRoom,
                        Sort::BuildingProductRoom => ziti_documents::Sort::BuildingProductRoom,
                    },
                    rows,
                    reprint: about.reprint,
                    printed_at: at_the_point.format("%H:%M").to_string(),
                    printed_by: desk.actor(&request.actor).to_owned(),
                    totals: true,
                })
            }
        };
        Ok((sheet, about))
    }
}

enum Sheet {
    Slips(SlipSheet),
    Manifest(ManifestSheet),
}

struct About {
    day: ServiceDay,
    revision: u32,
    reprint: bool,
    orders: Vec<OrderId>,
}

/// The orders that were named, or all of the day that are not cancelled.
fn chosen(tx: &Tx<'_>, desk: &Desk, request: &PrintRequest) -> Result<(ServiceDay, Vec<StoredOrder>), Stopped> {
    let mut day = desk.day(request.day.as_deref())?;
    if request.orders.is_empty() {
        let mut orders = tx.orders_of(day)?;
        orders.retain(|order| !order.cancelled);
        return Ok((day, orders));
    }
    let mut orders = Vec::new();
    for named in &request.orders {
        let order = match crate::finding::by_number(tx, day, named)?[..] {
            [id] => tx.order(id)?.ok_or(ErrorCode::OrderUnknown)?,
            _ => one(tx, desk, named)?,
        };
        if orders.is_empty() {
            day = order.id.day;
        } else if order.id.day != day {
            return Err(Failure::about(
                ErrorCode::DayInvalid,
                "These orders are of different days; print a day at a time.",
            )
            .into());
        }
        orders.push(order);
    }
    orders.sort_by_key(|order| order.id);
    orders.dedup_by_key(|order| order.id);
    Ok((day, orders))
}

fn slip(view: &OrderView, order: &StoredOrder, code: String, changed: bool) -> Slip {
    Slip {
        code,
        short_code: order.short_code.clone(),
        number: view.number.clone(),
        shelf: String::new(),
        recipient_masked: view.recipient_masked.clone(),
        place: view.place.clone(),
        lines: view
            .lines
            .iter()
            .map(|line| SlipLine {
                name: line.product.clone(),
                quantity_thousandths: line.quantity_thousandths,
            })
            .collect(),
        day: order.id.day.date(),
        due_minor: view.due_minor,
        changed,
    }
}

fn manifest_rows(view: &OrderView, order: &StoredOrder) -> Vec<ManifestRow> {
    let row = |line: &ziti_store::orders::StoredLine| {
        let change = order.changed.iter().find(|change| change.line == line.put.no);
        let variant = if line.put.variant.is_empty() {
            String::new()
        } else {
            format!(" {}", line.put.variant)
        };
        ManifestRow {
            order_key: view.id.clone(),
            number: view.number.clone(),
            shelf: String::new(),
            building: person::building(&view.building).to_owned(),
            room: person::room(&view.room).to_owned(),
            recipient: view.recipient.clone(),
            phone: view.phones.first().cloned().unwrap_or_default(),
            product: format!("{}{variant}", line.put.product),
            quantity_thousandths: line.put.ordered.0,
            note: view.note.clone(),
            changed: change.map(|change| change.old.0),
            due_minor: view.due_minor,
            collected: view.state == OrderState::Collected,
            cancelled: order.cancelled,
        }
    };
    let shown = order.lines.iter().filter(|line| {
        line.put.ordered > Quantity::ZERO || order.changed.iter().any(|change| change.line == line.put.no)
    });
    shown.map(row).collect()
}

const fn name(document: Document) -> &'static str {
    match document {
        Document::Slips => "slips",
        Document::Manifest => "manifest",
    }
}

pub(crate) const fn language(lang: Lang) -> ziti_documents::Lang {
    match lang {
        Lang::Zh => ziti_documents::Lang::Zh,
        Lang::En => ziti_documents::Lang::En,
        Lang::Fr => ziti_documents::Lang::Fr,
    }
}

/// The first pair of fonts that this computer has. They are read for each document: printing is rare, and they are large.
pub(crate) fn fonts() -> Reply<Fonts> {
    for place in FONT_PLACES {
        if let (Ok(regular), Ok(bold)) = (std::fs::read(place.regular), std::fs::read(place.bold)) {
            return Fonts::new(regular, bold, place.face).map_err(|error| unprintable(&error));
        }
    }
    Err(Failure::new(ErrorCode::FontMissing))
}

pub(crate) fn unprintable(error: &DocumentError) -> Failure {
    match error {
        DocumentError::FontUnreadable(_) => {
            Failure::about(ErrorCode::FontMissing, format!("A font cannot be used: {error}."))
        }
        _ => Failure::about(ErrorCode::Internal, format!("The document could not be made: {error}.")),
    }
}

/// The folder that a file goes into. One that is not there is a mistyped one: it is refused, not made.
///
/// # Errors
/// `file_unwritable`.
pub fn folder_for(path: &Path) -> Reply<&Path> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    if folder.is_dir() {
        Ok(folder)
    } else {
        let message = format!("There is no folder {}.", folder.display());
        Err(Failure::about(ErrorCode::FileUnwritable, message))
    }
}

/// Writes a file whole or not at all: beside its place first, then into it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Reply<()> {
    let folder = folder_for(path)?;
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map(|_| ()).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    let code = if error.kind() == std::io::ErrorKind::StorageFull {
        ErrorCode::DiskFull
    } else {
        ErrorCode::FileUnwritable
    };
    Failure::about(code, format!("{} could not be written: {error}.", path.display()))
}
