-- The counter's first database. Amounts are minor units, quantities thousandths, instants UTC milliseconds, days counted from
-- 2000-01-01, orders keyed by day * 1000000 + order number.

CREATE TABLE setting (
    key  TEXT PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- All personal data, and the only place of it: no payload holds any, so that a row can go while the chain stays whole.
CREATE TABLE person (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient        TEXT NOT NULL,
    other_recipients TEXT NOT NULL,
    phones           TEXT NOT NULL,
    orderer          TEXT NOT NULL,
    building         TEXT NOT NULL,
    room             TEXT NOT NULL,
    address          TEXT NOT NULL,
    note             TEXT NOT NULL
) STRICT;

-- What a search finds a person by, by its beginning; keys that begin with = join a household.
CREATE TABLE person_key (
    day    INTEGER NOT NULL,
    key    TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    PRIMARY KEY (day, key, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_key_by_person ON person_key (person);

-- The ledger: what happened here, chained by hashes. It shares its numbers with the inbox.
CREATE TABLE event (
    n           INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    station     TEXT NOT NULL,
    epoch       INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    payload     BLOB NOT NULL,
    actor       TEXT NOT NULL,
    via         TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    hash        BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- What a file or a hub told us.
CREATE TABLE inbox (
    n           INTEGER PRIMARY KEY,
    source      TEXT NOT NULL,
    payload     BLOB NOT NULL,
    digest      BLOB NOT NULL CHECK (length(digest) = 32),
    recorded_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER event_is_only_added_to BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER inbox_is_only_added_to BEFORE UPDATE ON inbox BEGIN SELECT RAISE(ABORT, 'the inbox is only added to'); END;
CREATE TRIGGER inbox_is_never_deleted BEFORE DELETE ON inbox BEGIN SELECT RAISE(ABORT, 'the inbox is only added to'); END;

-- Events that a hub has not answered yet.
CREATE TABLE outbox (
    n INTEGER PRIMARY KEY REFERENCES event (n)
) STRICT;

-- Requests and their final answers, people by id.
CREATE TABLE request (
    id     TEXT PRIMARY KEY,
    input  BLOB NOT NULL,
    answer TEXT NOT NULL,
    event  TEXT
) STRICT, WITHOUT ROWID;

-- Wrong short codes of this device; local, outside the fold, and kept over a restart.
CREATE TABLE short_code_lock (
    device       TEXT PRIMARY KEY,
    wrong        INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- From here on projections: a fold of event and inbox, and nothing that cannot be folded again.
CREATE TABLE day (
    day           INTEGER PRIMARY KEY,
    revision      INTEGER NOT NULL,
    last_order_no INTEGER NOT NULL,
    applied_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE round (
    day   INTEGER NOT NULL,
    place INTEGER NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (day, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX round_by_title ON round (title);

CREATE TABLE orders (
    key             INTEGER PRIMARY KEY,
    round           INTEGER NOT NULL,
    sequence_no     TEXT NOT NULL,
    person          INTEGER NOT NULL,
    short_code      TEXT NOT NULL,
    issue           INTEGER NOT NULL DEFAULT 0,
    reissued_at     INTEGER,
    has_note        INTEGER NOT NULL,
    cancelled       INTEGER NOT NULL,
    withdrawn       INTEGER NOT NULL DEFAULT 0,
    paid            INTEGER NOT NULL,
    taken           INTEGER NOT NULL DEFAULT 0,
    hold_until      INTEGER,
    collected_at    INTEGER,
    collected_by    TEXT,
    collected_event TEXT,
    changed         TEXT NOT NULL DEFAULT '[]',
    put_n           INTEGER NOT NULL,
    code_n          INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_by_short_code ON orders (short_code);
CREATE INDEX orders_by_sequence_no ON orders (sequence_no, key);
CREATE INDEX orders_by_person ON orders (person);

CREATE TABLE line (
    order_key INTEGER NOT NULL,
    no        INTEGER NOT NULL,
    product   TEXT NOT NULL,
    variant   TEXT NOT NULL,
    shown     TEXT NOT NULL,
    ordered   INTEGER NOT NULL CHECK (ordered >= 0),
    received  INTEGER NOT NULL DEFAULT 0,
    collected INTEGER NOT NULL DEFAULT 0,
    amount    INTEGER NOT NULL,
    zone      TEXT NOT NULL,
    PRIMARY KEY (order_key, no),
    CHECK (collected BETWEEN 0 AND ordered)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_event (
    order_key INTEGER NOT NULL,
    n         INTEGER NOT NULL,
    PRIMARY KEY (order_key, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE undone (
    event TEXT PRIMARY KEY,
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE printed (
    order_key INTEGER NOT NULL,
    document  TEXT NOT NULL,
    n         INTEGER NOT NULL,
    revision  INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (order_key, document)
) STRICT, WITHOUT ROWID;
