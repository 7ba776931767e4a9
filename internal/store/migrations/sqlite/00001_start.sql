-- +goose Up

-- Times are milliseconds since 1970 UTC, 0 for unknown or never. Ids are made by us and ordered by time.
-- There are no foreign keys: rows that belong together are written in one transaction, and bulk copies in any order.

CREATE TABLE outlets (
    domain      TEXT    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL,
    folded      TEXT    NOT NULL, -- name and domain as the directory's search compares them
    country     TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    owner       TEXT    NOT NULL,
    owner_type  TEXT    NOT NULL,
    reliability TEXT    NOT NULL,
    position    REAL,             -- NULL unrated
    side        INTEGER NOT NULL,
    raters      INTEGER NOT NULL,
    spread      REAL    NOT NULL,
    rated_year  INTEGER NOT NULL,
    followed    INTEGER NOT NULL,
    opted_out   INTEGER NOT NULL,
    articles    INTEGER NOT NULL, -- ever stored
    newest      INTEGER NOT NULL  -- time of its newest article
) STRICT, WITHOUT ROWID;
CREATE INDEX outlets_followed ON outlets (newest) WHERE followed;
CREATE INDEX outlets_opted_out ON outlets (domain) WHERE opted_out;

-- What an outlet brought on a day, so that nobody has to count articles.
CREATE TABLE outlet_days (
    outlet   TEXT    NOT NULL,
    day      INTEGER NOT NULL, -- days since 1970
    articles INTEGER NOT NULL,
    reprints INTEGER NOT NULL,
    rewrites INTEGER NOT NULL, -- articles whose headline changed
    fetched  INTEGER NOT NULL, -- a feed was read with success
    PRIMARY KEY (outlet, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX outlet_days_fetched ON outlet_days (day, outlet) WHERE fetched;

CREATE TABLE ratings (
    pack     TEXT    NOT NULL,
    domain   TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    rater    TEXT    NOT NULL,
    date     TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    position REAL,
    raters   INTEGER NOT NULL,
    spread   REAL    NOT NULL,
    link     TEXT    NOT NULL,
    license  TEXT    NOT NULL,
    PRIMARY KEY (domain, pack, kind, rater, date)
) STRICT, WITHOUT ROWID;
CREATE INDEX ratings_pack ON ratings (pack, domain);

CREATE TABLE outlet_history (
    outlet   TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    position REAL,
    side     INTEGER NOT NULL,
    raters   INTEGER NOT NULL,
    cause    TEXT    NOT NULL,
    PRIMARY KEY (outlet, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE feeds (
    id            INTEGER NOT NULL PRIMARY KEY,
    outlet        TEXT    NOT NULL,
    url           TEXT    NOT NULL UNIQUE,
    host          TEXT    NOT NULL,
    format        TEXT    NOT NULL,
    title         TEXT    NOT NULL,
    paused        INTEGER NOT NULL,
    etag          TEXT    NOT NULL,
    last_modified TEXT    NOT NULL,
    hash          TEXT    NOT NULL,
    hub           TEXT    NOT NULL,
    next_poll     INTEGER NOT NULL,
    poll_every    INTEGER NOT NULL, -- milliseconds
    polled        INTEGER NOT NULL,
    fetched       INTEGER NOT NULL,
    failures      INTEGER NOT NULL,
    status        INTEGER NOT NULL,
    error         TEXT    NOT NULL,
    articles      INTEGER NOT NULL
) STRICT;
CREATE INDEX feeds_due ON feeds (host, next_poll) WHERE NOT paused;
CREATE INDEX feeds_outlet ON feeds (outlet, id);

-- One row for each host that we ask. ready is when it may be asked again and has something to ask for.
CREATE TABLE hosts (
    host           TEXT    NOT NULL PRIMARY KEY,
    ready          INTEGER NOT NULL,
    next           INTEGER NOT NULL, -- not to be asked earlier
    owner          TEXT    NOT NULL, -- of the lease
    until          INTEGER NOT NULL, -- end of the lease
    robots_status  INTEGER NOT NULL,
    robots_body    BLOB    NOT NULL,
    robots_fetched INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX hosts_ready ON hosts (ready, host);

CREATE TABLE articles (
    id         INTEGER NOT NULL PRIMARY KEY,
    outlet     TEXT    NOT NULL,
    feed       INTEGER NOT NULL,
    url        TEXT    NOT NULL,
    guid       TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    fed_title  TEXT    NOT NULL, -- as the feed last gave it, to see that it changed
    titled     INTEGER NOT NULL, -- when the title was first seen
    author     TEXT    NOT NULL,
    excerpt    TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    published  INTEGER NOT NULL,
    seen       INTEGER NOT NULL,
    time       INTEGER NOT NULL, -- news.Article.Time
    categories TEXT    NOT NULL, -- JSON
    topics     TEXT    NOT NULL, -- JSON
    opinion    INTEGER NOT NULL,
    paywall    INTEGER NOT NULL,
    state      INTEGER NOT NULL, -- 0 page to be read, 1 ready to be grouped, 2 in a story, 3 taken down
    story      INTEGER NOT NULL, -- 0 none
    seq        INTEGER NOT NULL, -- place in the order of grouping within its language
    pinned     INTEGER NOT NULL, -- an editor put it into its story
    reprint_of INTEGER NOT NULL,
    reasons    TEXT    NOT NULL, -- JSON
    page_error TEXT    NOT NULL  -- why its page could not be read
) STRICT;
CREATE INDEX articles_waiting ON articles (language, id) WHERE state = 1;
CREATE INDEX articles_story ON articles (story, id) WHERE story <> 0;
CREATE INDEX articles_grouped ON articles (language, seen, seq) WHERE seq <> 0;

-- By what an article is known: hashes of its addresses and of its GUID within its feed.
CREATE TABLE article_keys (
    key     BLOB    NOT NULL PRIMARY KEY,
    article INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX article_keys_article ON article_keys (article);

CREATE TABLE article_texts (
    article INTEGER NOT NULL PRIMARY KEY,
    seen    INTEGER NOT NULL,
    body    TEXT    NOT NULL
) STRICT;
CREATE INDEX article_texts_seen ON article_texts (seen);

CREATE TABLE article_features (
    article  INTEGER NOT NULL PRIMARY KEY,
    features BLOB    NOT NULL
) STRICT;

-- Titles that articles once had.
CREATE TABLE headlines (
    article INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    title   TEXT    NOT NULL,
    PRIMARY KEY (article, seen)
) STRICT, WITHOUT ROWID;

-- Pages still to be read.
CREATE TABLE pages (
    article INTEGER NOT NULL PRIMARY KEY,
    host    TEXT    NOT NULL,
    next    INTEGER NOT NULL,
    tries   INTEGER NOT NULL
) STRICT;
CREATE INDEX pages_due ON pages (host, next, article);

CREATE VIRTUAL TABLE article_terms USING fts5 (
    terms, content = '', contentless_delete = 1,
    tokenize = "ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'"
);

-- The state of the grouping of each language: mark changes with every change of it.
CREATE TABLE group_state (
    language TEXT    NOT NULL PRIMARY KEY,
    mark     INTEGER NOT NULL,
    seq      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stories (
    id          INTEGER NOT NULL PRIMARY KEY,
    slug        TEXT    NOT NULL, -- '' until first shown
    version     INTEGER NOT NULL, -- grows with every change
    analysed    INTEGER NOT NULL, -- version that the view shows
    changed     INTEGER NOT NULL, -- oldest change that is not analysed
    shown       INTEGER NOT NULL, -- analysed, not hidden, not merged
    hidden      INTEGER NOT NULL, -- by an editor
    pinned      INTEGER NOT NULL, -- by an editor
    merged_into INTEGER NOT NULL, -- 0 not merged; never a merged story itself
    brief       TEXT    NOT NULL  -- JSON of news.Story
) STRICT;
CREATE INDEX stories_changed ON stories (changed, id) WHERE version > analysed AND merged_into = 0;
CREATE INDEX stories_merged ON stories (merged_into) WHERE merged_into <> 0;

CREATE TABLE story_views (
    story INTEGER NOT NULL PRIMARY KEY,
    view  TEXT    NOT NULL -- JSON of news.StoryView
) STRICT;

-- Each shown story is in a list of its own language, topics, outlets, places and blindspots, and in the list of all.
CREATE TABLE story_lists (
    story      INTEGER NOT NULL,
    list       TEXT    NOT NULL, -- '' all, 'topic:politics', 'outlet:example.org', ...
    importance REAL    NOT NULL,
    updated    INTEGER NOT NULL,
    outlets    INTEGER NOT NULL,
    PRIMARY KEY (story, list)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_lists_importance ON story_lists (list, importance, story, updated, outlets);
CREATE INDEX story_lists_updated ON story_lists (list, updated, story, outlets);
CREATE INDEX story_lists_story ON story_lists (list, story, updated, outlets);

-- By what stories are related.
CREATE TABLE story_terms (
    story   INTEGER NOT NULL,
    key     TEXT    NOT NULL,
    text    TEXT    NOT NULL,
    weight  REAL    NOT NULL,
    is_name INTEGER NOT NULL,
    updated INTEGER NOT NULL, -- of the story
    PRIMARY KEY (story, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_terms_key ON story_terms (key, updated, story);

-- What editors decided, for the public log.
CREATE TABLE decisions (
    id      INTEGER NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    editor  TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT    NOT NULL,
    reason  TEXT    NOT NULL
) STRICT;
