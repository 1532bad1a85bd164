-- A projection: genuine codes that were honoured before their orders came here. They are settled with the batch that brings the order.
CREATE TABLE unsettled (
    order_key INTEGER NOT NULL,
    event     TEXT PRIMARY KEY,
    station   TEXT NOT NULL,
    actor     TEXT NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX unsettled_by_order ON unsettled (order_key);
