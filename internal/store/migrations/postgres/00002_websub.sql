-- +goose Up

-- What the instance keeps to itself, made at the first start.
CREATE TABLE secrets (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BYTEA            NOT NULL
);

-- Subscriptions at hubs: see news.HubSubscription. Without a topic the feed names no hub.
ALTER TABLE feeds ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN hub_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN hub_next BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN hub_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN hub_pushed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX feeds_hub ON feeds (hub_next, id) WHERE topic <> '' AND NOT paused;
