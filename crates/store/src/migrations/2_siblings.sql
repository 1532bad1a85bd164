-- A hub, and the other stations of the point that it tells about.

-- The keys of single days that a hub gave: secrets, so outside the inbox and outside the fold.
CREATE TABLE day_key (
    day INTEGER PRIMARY KEY,
    key TEXT NOT NULL
) STRICT;

-- What the hub said to events that it did not simply take in; outside the fold.
CREATE TABLE hub_answer (
    n       INTEGER PRIMARY KEY REFERENCES event (n),
    outcome TEXT NOT NULL,
    code    TEXT,
    message TEXT,
    at      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX event_by_seq ON event (epoch, seq);

-- Projections. What all stations handed out of a line, and what of that the hub found to be handed out twice:
-- collected = min(ordered, handed - contested), in whatever order it is told.
ALTER TABLE line ADD COLUMN handed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE line ADD COLUMN contested INTEGER NOT NULL DEFAULT 0;
UPDATE line SET handed = collected WHERE collected > 0;

ALTER TABLE orders ADD COLUMN collected_station TEXT;
UPDATE orders SET collected_station = (SELECT station FROM event WHERE id = collected_event) WHERE collected_event IS NOT NULL;

-- What other stations did, by the inbox row that told it.
CREATE TABLE sibling_event (
    n       INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    station TEXT NOT NULL,
    kind    TEXT NOT NULL,
    actor   TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

-- Inbox rows about an order that is not here yet: folded when it comes.
CREATE TABLE early (
    order_key INTEGER NOT NULL,
    n         INTEGER NOT NULL,
    PRIMARY KEY (order_key, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE conflict (
    id          TEXT PRIMARY KEY,
    order_key   INTEGER NOT NULL,
    line        INTEGER NOT NULL,
    quantity    INTEGER NOT NULL,
    first       TEXT NOT NULL,
    second      TEXT NOT NULL,
    event       TEXT NOT NULL,
    resolution  TEXT,
    resolved_by TEXT,
    resolved_station TEXT,
    resolved_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX conflict_by_event ON conflict (event);
CREATE INDEX conflict_by_order ON conflict (order_key);
