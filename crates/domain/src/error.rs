//! Every code that a failure, a refused request or an import problem can have, with its English sentence and what to do next.
//!
//! docs/errors.md and the screen's list are generated from here. A code never changes its meaning.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($variant:ident $code:literal $message:literal $hint:literal;)*) => {
        /// A stable code; its meaning never changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode {
            $(#[doc = $message] $variant,)*
        }

        impl ErrorCode {
            /// All of them, in the order of docs/errors.md.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as text, `snake_case`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// What happened, in a sentence.
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message),* }
            }

            /// What to do next.
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint),* }
            }
        }
    };
}

codes! {
    // The folder and its database
    FolderUnusable "folder_unusable" "The data folder cannot be read or written." "Check that the folder exists and that this account may write to it, or name another with --data DIR.";
    NotInitialised "not_initialised" "There is no station in this folder yet." "Answer the first start's questions in the window, or run zitictl init.";
    AlreadyInitialised "already_initialised" "There is a station in this folder already." "Use it as it is, or name another folder with --data DIR.";
    DatabaseNewer "database_newer" "This folder was written by a newer version of Ziti." "Install that version or a newer one; nothing was changed.";
    DatabaseDamaged "database_damaged" "The database in this folder is damaged or is not one of Ziti's." "Stop working on this folder, keep a copy of it, and restore the last backup.";
    DatabaseBusy "database_busy" "Another program has kept the folder busy for too long." "Try again; if it stays so, close what else is open on this folder.";
    DiskFull "disk_full" "The disk is full; nothing was recorded." "Free some space and do it again.";
    ReadOnly "read_only" "The folder is read-only; nothing was recorded." "Give this account the right to write there, or move the folder.";
    LedgerBroken "ledger_broken" "The ledger's chain of hashes does not hold." "Stop working on this folder, keep a copy of it, and restore the last backup.";
    // Requests
    RequestIdReused "request_id_reused" "This request id was used before for something else." "Send the new request under a new id.";
    InputTooLong "input_too_long" "The input is longer than anything that is ever scanned or typed." "Scan again, one code at a time.";
    SetupInvalid "setup_invalid" "Something about the point is missing or impossible." "The point's number has 6 digits and does not begin with 0; its name is not empty; the time zone is one such as Asia/Shanghai.";
    SettingInvalid "setting_invalid" "This setting cannot have that value." "See the setting's range and choose a value within it.";
    DayInvalid "day_invalid" "This is not a day." "Write it as year-month-day: 2026-06-22.";
    OrderUnknown "order_unknown" "There is no such order here." "Search for it by name, phone tail or building-room.";
    OrderAmbiguous "order_ambiguous" "More than one order has this number." "Name it with its round's letter, or by its id.";
    LineUnknown "line_unknown" "The order has no such line." "Look at the order's line numbers and name one of them.";
    BagUnknown "bag_unknown" "The order has no such bag." "Look how many bags the order has.";
    QuantityOverOpen "quantity_over_open" "More was asked for than is open." "Hand over at most what is open.";
    ReasonNeeded "reason_needed" "This needs a reason." "Say in a few words why.";
    NotForceable "not_forceable" "This refusal cannot be forced." "Look at the order: what the verdict says must be settled first.";
    EventUnknown "event_unknown" "There is no such event here." "Look at the order's history for its events.";
    NotUndoable "not_undoable" "This event cannot be undone." "Only a hand-over that still stands can be undone.";
    ReissueExhausted "reissue_exhausted" "This order's code was reissued nine times; there is no tenth." "Find the order by name or number and hand it over from there.";
    ShortCodeLocked "short_code_locked" "Too many wrong short codes; short codes are locked for a while on this device." "Scan the code or search by name; scanning is never locked.";
    NothingToPrint "nothing_to_print" "There is nothing to print." "Import the day's orders first, or choose other orders.";
    FontMissing "font_missing" "No font with Chinese characters was found." "Install the package fonts-noto-cjk.";
    FileUnwritable "file_unwritable" "The file could not be written." "Choose another place, or free some space.";
    ImportOnHub "import_on_hub" "This station gets its orders from the hub." "Import the file at the hub.";
    Internal "internal" "Something went wrong inside Ziti; nothing was recorded." "Do it again; if it happens again, send the log file of the data folder.";
    // Files
    FileUnreadable "file_unreadable" "The file cannot be read." "Check that it is there, that it is not open elsewhere, and that this account may read it.";
    ImportCancelled "import_cancelled" "The import was stopped; nothing was changed." "Import the file again when it suits.";
    ImportRefused "import_refused" "The file has errors; nothing was changed." "Mend what the errors name and import it again.";
    ImportChanged "import_changed" "The file or the day has changed since the preview; nothing was changed." "Look at the preview again.";
    UnknownFormat "unknown_format" "This is none of the files that can be imported." "Import a Kuaituantuan export (.xlsx), a CSV with Ziti's headers, or a JSON batch.";
    TooLarge "too_large" "The file is larger than 50 MB." "Export one round at a time.";
    TooManyRows "too_many_rows" "There are more than 1,048,576 rows." "Export one round at a time.";
    TooManyColumns "too_many_columns" "There are more than 200 columns." "Delete the columns that hold nothing and save again.";
    ZipBomb "zip_bomb" "The workbook unpacks to more than 500 MB." "Export it again from where it came.";
    NotAWorkbook "not_a_workbook" "This is not an Excel workbook." "Save it as .xlsx and import that.";
    TruncatedFile "truncated_file" "The file is cut off or damaged." "Download or copy it again.";
    SheetMissing "sheet_missing" "No sheet of the workbook has orders." "The sheet needs a column 跟团号 in its first row.";
    ColumnMissing "column_missing" "A column that is needed is missing." "Rename one of the columns found.";
    PointUnclear "point_unclear" "The file has orders of several points and none has this point's name." "Write the point's name in the settings as the file does.";
    PointOther "point_other" "The file is for another point." "Import it at that point.";
    RoundNeeded "round_needed" "The file does not say which round it is." "Say which round it is.";
    RoundOnOtherDay "round_on_other_day" "This round was imported for another day." "Name the day if it is really for this one too.";
    EncodingGuessed "encoding_guessed" "The file's encoding was guessed." "Look at a few names; if they are wrong, save the file as UTF-8.";
    EncodingUnreadable "encoding_unreadable" "The file's characters cannot be read." "Save it as UTF-8 and import it again; if it was cut off, copy it again first.";
    CsvHeaderMissing "csv_header_missing" "The first row does not name the columns." "Begin the file with: round,sequence_no,recipient,phone,building,room,address,product,variant,quantity,unit_price,paid,note,zone.";
    CsvRowMalformed "csv_row_malformed" "A row cannot be split into columns." "Look at the quotation marks in this row.";
    JsonInvalid "json_invalid" "This is not JSON of a batch." "Look at the place that is named.";
    JsonWrongFormat "json_wrong_format" "The batch is of another format." "Its format must be ziti.batch/1.";
    SequenceNoMissing "sequence_no_missing" "A row has no sequence number." "Write the order's number into the row.";
    SequenceNoTwice "sequence_no_twice" "Two orders of one round have the same sequence number." "Give each its own.";
    QuantityInvalid "quantity_invalid" "This is not a quantity that can be handed out." "Write a number above 0, with at most three decimals.";
    QuantityAbsurd "quantity_absurd" "This quantity is larger than anything that fits a counter." "Write the real quantity, at most 100,000.";
    AmountInvalid "amount_invalid" "This is not an amount of money." "Write it with a point and at most two decimals.";
    AmountMismatch "amount_mismatch" "The lines do not add up to what was paid." "Hand out the lines as ordered, and ask the leader about the difference.";
    PartlyRefunded "partly_refunded" "A part of the money was given back, or a refund is not settled." "Hand out the lines as ordered unless the leader says what was taken back.";
    PartlyCollectedElsewhere "partly_collected_elsewhere" "A part of this order was handed over elsewhere." "Ask what is still open; it is read out before handing over.";
    MergedCustomer "merged_customer" "One customer has several orders." "Collect them together.";
    RecipientMissing "recipient_missing" "An order has no recipient." "Ask the leader for the name; until then it is found by number.";
    RecipientConflict "recipient_conflict" "One sequence number has two recipients." "The first is kept and both are shown; ask who collects.";
    PhoneConflict "phone_conflict" "One order has several phone numbers." "The first is kept and all are shown.";
    PhoneOdd "phone_odd" "This does not look like a phone number." "It is kept as written.";
    ProductMissing "product_missing" "A line has no product." "Write the product into the row.";
    ProductTextUnclear "product_text_unclear" "The products cannot be told apart in this text." "It is kept as one line of quantity 1; look at the order before handing over.";
    ZoneUnknown "zone_unknown" "This is no temperature zone." "Write ambient, chilled or frozen; ambient is taken.";
    FilteredExport "filtered_export" "The export was filtered, so it is no full list." "Nothing is taken as vanished; export with 筛选条件 全部 for a full revision.";
    OtherSheetsDisagree "other_sheets_disagree" "Other sheets of the workbook show other sums." "The order sheet counts; the summaries are not used.";
    ControlCharactersRemoved "control_characters_removed" "Invisible control characters were removed." "Nothing to do; look at the value if it seems odd.";
    TextShortened "text_shortened" "A text was too long and was shortened." "Look at the order before handing over.";
    RevisionBelowCollected "revision_below_collected" "The newer file asks for less than was already handed over." "The line stays at what was handed over; settle the difference with the leader.";
    PaidRaised "paid_raised" "The newer file says that more is paid than before." "What was known stays; look at the order.";
    // The hub, and the way to it
    HubUnreachable "hub_unreachable" "The hub cannot be reached." "Go on working; everything is kept here and sent once the hub answers again.";
    HubTimeout "hub_timeout" "The hub did not answer in time." "Go on working; it is tried again by itself.";
    HubCertificate "hub_certificate" "The hub's certificate is not the one that this station trusts." "Ask the operator whether the certificate was changed; enrol again with the new one.";
    HubInsecure "hub_insecure" "Without encryption a hub may only be on this machine." "Use an address that begins with https://.";
    HubAddressInvalid "hub_address_invalid" "This is no address of a hub." "Write it as https://hub.example.org.";
    HubNotAHub "hub_not_a_hub" "What answers at this address is no Ziti hub." "Check the address, and whether this network wants you to log in first.";
    HubFailed "hub_failed" "The hub has a problem of its own." "Go on working; it is tried again by itself. If it stays so, tell the operator.";
    HubReplyInvalid "hub_reply_invalid" "The hub's answer cannot be understood; nothing of it was used." "Check that hub and station are of the same version.";
    HubReplyTooLarge "hub_reply_too_large" "The hub's answer is larger than any that is meant for a station; nothing of it was used." "Tell the operator.";
    PageIncomplete "page_incomplete" "The hub's answer broke off before its end; nothing of it was used." "It is asked for again by itself.";
    EnrolCodeWrong "enrol_code_wrong" "This enrolment code is wrong, used or run out." "Ask the operator for a new one; a code is good for 15 minutes.";
    EnrolLocked "enrol_locked" "Too many wrong enrolment codes were tried." "Wait a while, then use a new code.";
    NotEnrolled "not_enrolled" "This station has no hub." "Enrol it with the hub's address and a code from the operator.";
    AlreadyEnrolled "already_enrolled" "This station has a hub already." "To move to another hub, start with a new folder once nothing waits to be sent.";
    FolderHasOrders "folder_has_orders" "This station has orders of its own, and the hub knows its point already." "Start with a new folder, or ask the operator for a code that takes this point over.";
    StationWaiting "station_waiting" "The operator has not confirmed this station yet." "Ask the operator to confirm it; it goes on by itself then.";
    StationRevoked "station_revoked" "This station was revoked." "Its names and phone numbers are deleted once all is sent; ask the operator.";
    StationOther "station_other" "These events are of another station." "Enrol this folder as a station of its own.";
    TokenUnknown "token_unknown" "The hub does not know this station." "Ask the operator for a code and enrol a new folder.";
    SurfaceDenied "surface_denied" "This kind of device may not do that." "Do it at the counter.";
    PointUnknown "point_unknown" "The hub has no such point." "Check the number, or add the point at the hub.";
    PointTaken "point_taken" "The hub has a point of this number already; nothing was changed." "Ask the operator for another number, or enrol with a new folder.";
    RequestInvalid "request_invalid" "The request cannot be understood." "Check that hub and station are of the same version.";
    TooManyRequests "too_many_requests" "Too many requests came from here." "Wait a little, then do it again.";
    SyncRunning "sync_running" "Another program syncs this folder already." "Let it; one is enough.";
    ChainForked "chain_forked" "The hub has other events of this station: this folder was restored from a copy." "Nothing to do: a new epoch was begun and nothing is lost.";
    ChainBroken "chain_broken" "The hub found that this station's ledger is damaged; it takes nothing in." "Keep a copy of the folder and restore the last backup.";
    EventUnreadable "event_unreadable" "The hub could not read this event; it is kept, without effect." "Tell the operator; the hub may be older than this station.";
    EventForeign "event_foreign" "This event is about an order that the hub does not have; it is kept, without effect." "Tell the operator which order it is.";
    EventAbsurd "event_absurd" "This event asks for something impossible; it is kept, without effect." "Tell the operator which order it is.";
    ConflictUnknown "conflict_unknown" "There is no such conflict here." "Look at the list of conflicts.";
    ConflictSettled "conflict_settled" "This conflict was decided before." "Look at what was decided.";
    ClockSkewed "clock_skewed" "This computer's clock is more than two minutes off the hub's." "Set the clock; hand-overs go on meanwhile.";
    AddressInUse "address_in_use" "The hub cannot listen at this address." "Choose another address or port.";
    CertificateUnusable "certificate_unusable" "The certificate or its key cannot be used." "Both files must be PEM and belong together.";
    DatabaseUnreachable "database_unreachable" "The hub's database cannot be opened." "Check its address and rights.";
    // Paper typed in
    PaperUnclear "paper_unclear" "Some of what was typed fits no order." "Mend the numbers that are named; nothing was recorded.";
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::ErrorCode;
    use std::collections::BTreeSet;

    #[test]
    fn a_code_is_written_as_serde_writes_it_and_stands_once() {
        let mut seen = BTreeSet::new();
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert!(seen.insert(code.as_str()), "{code} stands twice");
        }
    }

    #[test]
    fn every_code_says_what_happened_and_what_to_do() {
        for code in ErrorCode::ALL {
            for sentence in [code.message(), code.hint()] {
                assert!(sentence.ends_with('.') && sentence.len() > 15, "{code}: {sentence}");
            }
        }
    }
}
