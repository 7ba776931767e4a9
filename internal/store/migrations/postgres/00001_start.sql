-- +goose Up

-- Times are milliseconds since 1970 UTC, 0 for unknown or never. Ids are made by us and ordered by time.
-- There are no foreign keys: rows that belong together are written in one transaction, and bulk copies in any order.

CREATE TABLE outlets (
    domain      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name        TEXT             NOT NULL,
    folded      TEXT             NOT NULL, -- name and domain as the directory's search compares them
    country     TEXT             NOT NULL,
    language    TEXT             NOT NULL,
    owner       TEXT             NOT NULL,
    owner_type  TEXT             NOT NULL,
    reliability TEXT             NOT NULL,
    position    FLOAT8,                    -- NULL unrated
    side        BIGINT           NOT NULL,
    raters      BIGINT           NOT NULL,
    spread      FLOAT8           NOT NULL,
    rated_year  BIGINT           NOT NULL,
    followed    BOOLEAN          NOT NULL,
    opted_out   BOOLEAN          NOT NULL,
    articles    BIGINT           NOT NULL, -- ever stored
    newest      BIGINT           NOT NULL  -- time of its newest article
);
CREATE INDEX outlets_followed ON outlets (newest) WHERE followed;
CREATE INDEX outlets_opted_out ON outlets (domain) WHERE opted_out;

-- What an outlet brought on a day, so that nobody has to count articles.
CREATE TABLE outlet_days (
    outlet   TEXT COLLATE "C" NOT NULL,
    day      BIGINT           NOT NULL, -- days since 1970
    articles BIGINT           NOT NULL,
    reprints BIGINT           NOT NULL,
    rewrites BIGINT           NOT NULL, -- articles whose headline changed
    fetched  BOOLEAN          NOT NULL, -- a feed was read with success
    PRIMARY KEY (outlet, day)
);
CREATE INDEX outlet_days_fetched ON outlet_days (day, outlet) WHERE fetched;

CREATE TABLE ratings (
    pack     TEXT COLLATE "C" NOT NULL,
    domain   TEXT COLLATE "C" NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL,
    rater    TEXT COLLATE "C" NOT NULL,
    date     TEXT COLLATE "C" NOT NULL,
    value    TEXT             NOT NULL,
    position FLOAT8,
    raters   BIGINT           NOT NULL,
    spread   FLOAT8           NOT NULL,
    link     TEXT             NOT NULL,
    license  TEXT             NOT NULL,
    PRIMARY KEY (domain, pack, kind, rater, date)
);
CREATE INDEX ratings_pack ON ratings (pack, domain);

CREATE TABLE outlet_history (
    outlet   TEXT COLLATE "C" NOT NULL,
    at       BIGINT           NOT NULL,
    position FLOAT8,
    side     BIGINT           NOT NULL,
    raters   BIGINT           NOT NULL,
    cause    TEXT             NOT NULL,
    PRIMARY KEY (outlet, at)
);

CREATE TABLE feeds (
    id            BIGINT           NOT NULL PRIMARY KEY,
    outlet        TEXT COLLATE "C" NOT NULL,
    url           TEXT COLLATE "C" NOT NULL UNIQUE,
    host          TEXT COLLATE "C" NOT NULL,
    format        TEXT             NOT NULL,
    title         TEXT             NOT NULL,
    paused        BOOLEAN          NOT NULL,
    etag          TEXT             NOT NULL,
    last_modified TEXT             NOT NULL,
    hash          TEXT             NOT NULL,
    hub           TEXT             NOT NULL,
    next_poll     BIGINT           NOT NULL,
    poll_every    BIGINT           NOT NULL, -- milliseconds
    polled        BIGINT           NOT NULL,
    fetched       BIGINT           NOT NULL,
    failures      BIGINT           NOT NULL,
    status        BIGINT           NOT NULL,
    error         TEXT             NOT NULL,
    articles      BIGINT           NOT NULL
);
CREATE INDEX feeds_due ON feeds (host, next_poll) WHERE NOT paused;
CREATE INDEX feeds_outlet ON feeds (outlet, id);

-- One row for each host that we ask. ready is when it may be asked again and has something to ask for.
CREATE TABLE hosts (
    host           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    ready          BIGINT           NOT NULL,
    next           BIGINT           NOT NULL, -- not to be asked earlier
    owner          TEXT             NOT NULL, -- of the lease
    until          BIGINT           NOT NULL, -- end of the lease
    robots_status  BIGINT           NOT NULL,
    robots_body    BYTEA            NOT NULL,
    robots_fetched BIGINT           NOT NULL
);
CREATE INDEX hosts_ready ON hosts (ready, host);

CREATE TABLE articles (
    id         BIGINT           NOT NULL PRIMARY KEY,
    outlet     TEXT             NOT NULL,
    feed       BIGINT           NOT NULL,
    url        TEXT             NOT NULL,
    guid       TEXT             NOT NULL,
    title      TEXT             NOT NULL,
    fed_title  TEXT             NOT NULL, -- as the feed last gave it, to see that it changed
    titled     BIGINT           NOT NULL, -- when the title was first seen
    author     TEXT             NOT NULL,
    excerpt    TEXT             NOT NULL,
    language   TEXT COLLATE "C" NOT NULL,
    published  BIGINT           NOT NULL,
    seen       BIGINT           NOT NULL,
    time       BIGINT           NOT NULL, -- news.Article.Time
    categories TEXT             NOT NULL, -- JSON
    topics     TEXT             NOT NULL, -- JSON
    opinion    BOOLEAN          NOT NULL,
    paywall    BOOLEAN          NOT NULL,
    state      BIGINT           NOT NULL, -- 0 page to be read, 1 ready to be grouped, 2 in a story, 3 taken down
    story      BIGINT           NOT NULL, -- 0 none
    seq        BIGINT           NOT NULL, -- place in the order of grouping within its language
    pinned     BOOLEAN          NOT NULL, -- an editor put it into its story
    reprint_of BIGINT           NOT NULL,
    reasons    TEXT             NOT NULL, -- JSON
    page_error TEXT             NOT NULL  -- why its page could not be read
);
CREATE INDEX articles_waiting ON articles (language, id) WHERE state = 1;
CREATE INDEX articles_story ON articles (story, id) WHERE story <> 0;
CREATE INDEX articles_grouped ON articles (language, seen, seq) WHERE seq <> 0;

-- By what an article is known: hashes of its addresses and of its GUID within its feed.
CREATE TABLE article_keys (
    key     BYTEA  NOT NULL PRIMARY KEY,
    article BIGINT NOT NULL
);
CREATE INDEX article_keys_article ON article_keys (article);

CREATE TABLE article_texts (
    article BIGINT NOT NULL PRIMARY KEY,
    seen    BIGINT NOT NULL,
    body    TEXT   NOT NULL
);
CREATE INDEX article_texts_seen ON article_texts (seen);

CREATE TABLE article_features (
    article  BIGINT NOT NULL PRIMARY KEY,
    features BYTEA  NOT NULL
);

-- Titles that articles once had.
CREATE TABLE headlines (
    article BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    title   TEXT   NOT NULL,
    PRIMARY KEY (article, seen)
);

-- Pages still to be read.
CREATE TABLE pages (
    article BIGINT           NOT NULL PRIMARY KEY,
    host    TEXT COLLATE "C" NOT NULL,
    next    BIGINT           NOT NULL,
    tries   BIGINT           NOT NULL
);
CREATE INDEX pages_due ON pages (host, next, article);

CREATE TABLE article_terms (
    rowid BIGINT   NOT NULL PRIMARY KEY, -- the article, named as FTS5 does
    terms TSVECTOR NOT NULL
);
-- The list of entries that are not in the index yet is read by every search, so it must stay short.
CREATE INDEX article_terms_terms ON article_terms USING GIN (terms) WITH (gin_pending_list_limit = 256);

-- The state of the grouping of each language: mark changes with every change of it.
CREATE TABLE group_state (
    language TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    mark     BIGINT           NOT NULL,
    seq      BIGINT           NOT NULL
);

CREATE TABLE stories (
    id          BIGINT  NOT NULL PRIMARY KEY,
    slug        TEXT    NOT NULL, -- '' until first shown
    version     BIGINT  NOT NULL, -- grows with every change
    analysed    BIGINT  NOT NULL, -- version that the view shows
    changed     BIGINT  NOT NULL, -- oldest change that is not analysed
    shown       BOOLEAN NOT NULL, -- analysed, not hidden, not merged
    hidden      BOOLEAN NOT NULL, -- by an editor
    pinned      BOOLEAN NOT NULL, -- by an editor
    merged_into BIGINT  NOT NULL, -- 0 not merged; never a merged story itself
    brief       TEXT    NOT NULL  -- JSON of news.Story
);
CREATE INDEX stories_changed ON stories (changed, id) WHERE version > analysed AND merged_into = 0;
CREATE INDEX stories_merged ON stories (merged_into) WHERE merged_into <> 0;

CREATE TABLE story_views (
    story BIGINT NOT NULL PRIMARY KEY,
    view  TEXT   NOT NULL -- JSON of news.StoryView
);

-- Each shown story is in a list of its own language, topics, outlets, places and blindspots, and in the list of all.
CREATE TABLE story_lists (
    story      BIGINT           NOT NULL,
    list       TEXT COLLATE "C" NOT NULL, -- '' all, 'topic:politics', 'outlet:example.org', ...
    importance FLOAT8           NOT NULL,
    updated    BIGINT           NOT NULL,
    outlets    BIGINT           NOT NULL,
    PRIMARY KEY (story, list)
);
CREATE INDEX story_lists_importance ON story_lists (list, importance, story, updated, outlets);
CREATE INDEX story_lists_updated ON story_lists (list, updated, story, outlets);
CREATE INDEX story_lists_story ON story_lists (list, story, updated, outlets);

-- By what stories are related.
CREATE TABLE story_terms (
    story   BIGINT           NOT NULL,
    key     TEXT COLLATE "C" NOT NULL,
    text    TEXT             NOT NULL,
    weight  FLOAT8           NOT NULL,
    is_name BOOLEAN          NOT NULL,
    updated BIGINT           NOT NULL, -- of the story
    PRIMARY KEY (story, key)
);
CREATE INDEX story_terms_key ON story_terms (key, updated, story);

-- What editors decided, for the public log.
CREATE TABLE decisions (
    id      BIGINT NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL,
    editor  TEXT   NOT NULL,
    action  TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    detail  TEXT   NOT NULL,
    reason  TEXT   NOT NULL
);
