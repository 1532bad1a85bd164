-- Points, their stations, their days, and what stations did. Every table that a station reads is keyed by point.
-- Only BIGINT and TEXT, never null: SQLite and PostgreSQL alike. Hashes and keys are hex, JSON is text, days count from 2000-01-01.

CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE point (
    number        TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    address       TEXT NOT NULL,
    hours         TEXT NOT NULL,
    tz            TEXT NOT NULL,
    currency      TEXT NOT NULL,
    hold_hours    BIGINT NOT NULL,
    day_starts_at BIGINT NOT NULL,
    -- Rises with each change; given under this row's lock, so that no reader skips a late commit.
    change_no     BIGINT NOT NULL DEFAULT 0,
    last_station  BIGINT NOT NULL DEFAULT 0
);

-- The secret that the seals of all days from `from_day` on come from.
CREATE TABLE point_key (
    point    TEXT NOT NULL REFERENCES point (number),
    from_day BIGINT NOT NULL,
    key      TEXT NOT NULL,
    PRIMARY KEY (point, from_day)
);

CREATE TABLE enrolment (
    code_hash  TEXT NOT NULL,
    point      TEXT NOT NULL,
    adopt      BIGINT NOT NULL,
    surface    TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The station that used it and its nonce: the same request again gets the same answer.
    station    BIGINT NOT NULL DEFAULT 0,
    nonce      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (point, code_hash)
);

-- Wrong codes, by point and by address.
CREATE TABLE enrol_try (
    who          TEXT PRIMARY KEY,
    wrong        BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);

CREATE TABLE station (
    point        TEXT NOT NULL REFERENCES point (number),
    no           BIGINT NOT NULL,
    name         TEXT NOT NULL,
    token_hash   TEXT NOT NULL UNIQUE,
    surface      TEXT NOT NULL,
    -- waiting, active, revoked
    state        TEXT NOT NULL,
    -- It brings its point: adopting, adopted; else empty.
    adoption     TEXT NOT NULL,
    -- The last event of its chain that is here; no hash before the first.
    epoch        BIGINT NOT NULL DEFAULT 0,
    seq          BIGINT NOT NULL DEFAULT 0,
    hash         TEXT NOT NULL DEFAULT '',
    enrolled_at  BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL DEFAULT 0,
    skew_ms      BIGINT NOT NULL DEFAULT 0,
    version      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (point, no)
);

-- What stations are told. An older change of the same thing goes when a newer one comes.
-- kind: point, day_key, batch, event, conflict, resolved. ref: an event's hash.
CREATE TABLE change (
    point     TEXT NOT NULL REFERENCES point (number),
    change_no BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    day       BIGINT NOT NULL,
    order_no  BIGINT NOT NULL,
    station   BIGINT NOT NULL,
    ref       TEXT NOT NULL,
    json      TEXT NOT NULL,
    PRIMARY KEY (point, change_no)
);
CREATE INDEX change_by_day ON change (point, kind, day);
CREATE INDEX change_by_order ON change (point, day, order_no, change_no);

CREATE TABLE day (
    point         TEXT NOT NULL REFERENCES point (number),
    day           BIGINT NOT NULL,
    revision      BIGINT NOT NULL,
    last_order_no BIGINT NOT NULL,
    applied_at    BIGINT NOT NULL,
    PRIMARY KEY (point, day)
);

CREATE TABLE round (
    point TEXT NOT NULL,
    day   BIGINT NOT NULL,
    place BIGINT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (point, day, place),
    FOREIGN KEY (point, day) REFERENCES day (point, day)
);
CREATE INDEX round_by_title ON round (point, title);

CREATE TABLE orders (
    point       TEXT NOT NULL,
    day         BIGINT NOT NULL,
    no          BIGINT NOT NULL,
    round       BIGINT NOT NULL,
    sequence_no TEXT NOT NULL,
    short_code  TEXT NOT NULL,
    issue       BIGINT NOT NULL DEFAULT 0,
    cancelled   BIGINT NOT NULL,
    withdrawn   BIGINT NOT NULL,
    -- Collected elsewhere before it came here.
    elsewhere   BIGINT NOT NULL,
    -- As its owner says, and what was taken at the counter.
    paid        BIGINT NOT NULL,
    taken       BIGINT NOT NULL DEFAULT 0,
    -- Orders of one customer in a file, 0 for none.
    household   BIGINT NOT NULL,
    PRIMARY KEY (point, day, no),
    UNIQUE (point, day, round, sequence_no),
    FOREIGN KEY (point, day) REFERENCES day (point, day)
);
CREATE INDEX orders_by_short_code ON orders (point, short_code, day);

CREATE TABLE line (
    point    TEXT NOT NULL,
    day      BIGINT NOT NULL,
    order_no BIGINT NOT NULL,
    no       BIGINT NOT NULL,
    product  TEXT NOT NULL,
    variant  TEXT NOT NULL,
    shown    TEXT NOT NULL,
    ordered  BIGINT NOT NULL,
    amount   BIGINT NOT NULL,
    zone     TEXT NOT NULL,
    -- Handed over, as the hub accepted it.
    collected BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (point, day, order_no, no),
    FOREIGN KEY (point, day, order_no) REFERENCES orders (point, day, no),
    CHECK (collected >= 0 AND collected <= ordered)
);

-- Names, phones and addresses stand here alone, so that they can be deleted.
CREATE TABLE person (
    point            TEXT NOT NULL,
    day              BIGINT NOT NULL,
    order_no         BIGINT NOT NULL,
    recipient        TEXT NOT NULL,
    other_recipients TEXT NOT NULL,
    phones           TEXT NOT NULL,
    orderer          TEXT NOT NULL,
    building         TEXT NOT NULL,
    room             TEXT NOT NULL,
    address          TEXT NOT NULL,
    note             TEXT NOT NULL,
    PRIMARY KEY (point, day, order_no),
    FOREIGN KEY (point, day, order_no) REFERENCES orders (point, day, no)
);

-- Every event of every station, whatever became of it. `sent` is all of it as JSON: its texts may hold what no column takes.
CREATE TABLE event (
    point      TEXT NOT NULL,
    station    BIGINT NOT NULL,
    hash       TEXT NOT NULL,
    previous   TEXT NOT NULL,
    epoch      BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    sent       TEXT NOT NULL,
    arrived_at BIGINT NOT NULL,
    skew_ms    BIGINT NOT NULL,
    outcome    TEXT NOT NULL,
    code       TEXT NOT NULL,
    undone_by  TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (point, station, hash),
    FOREIGN KEY (point, station) REFERENCES station (point, no)
);
CREATE INDEX event_by_id ON event (point, id);

-- What of a hand-over was accepted, line by line.
CREATE TABLE acceptance (
    point     TEXT NOT NULL,
    day       BIGINT NOT NULL,
    order_no  BIGINT NOT NULL,
    line      BIGINT NOT NULL,
    change_no BIGINT NOT NULL,
    station   BIGINT NOT NULL,
    event     TEXT NOT NULL,
    quantity  BIGINT NOT NULL,
    PRIMARY KEY (point, day, order_no, line, change_no)
);
CREATE INDEX acceptance_by_event ON acceptance (point, station, event);

CREATE TABLE conflict (
    point            TEXT NOT NULL,
    id               TEXT NOT NULL,
    change_no        BIGINT NOT NULL,
    station          BIGINT NOT NULL,
    event            TEXT NOT NULL,
    -- All of it, as stations are told.
    json             TEXT NOT NULL,
    -- Empty while it waits for a person.
    resolution       TEXT NOT NULL DEFAULT '',
    resolved_station TEXT NOT NULL DEFAULT '',
    resolved_by      TEXT NOT NULL DEFAULT '',
    resolved_at      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (point, id)
);
CREATE INDEX conflict_by_event ON conflict (point, station, event);

-- Who is handing an order over just now.
CREATE TABLE claim (
    point    TEXT NOT NULL,
    day      BIGINT NOT NULL,
    order_no BIGINT NOT NULL,
    station  BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    until    BIGINT NOT NULL,
    PRIMARY KEY (point, day, order_no)
);
