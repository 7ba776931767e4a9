-- +goose Up

-- What the instance keeps to itself, made at the first start.
CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Subscriptions at hubs: see news.HubSubscription. Without a topic the feed names no hub.
ALTER TABLE feeds ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN hub_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN hub_next INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN hub_tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN hub_pushed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX feeds_hub ON feeds (hub_next, id) WHERE topic <> '' AND NOT paused;
