package store

import (
	"context"
	"crypto/sha256"
	"net/url"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
)

// States of an article on its way into a story.
const (
	stateUnread  = 0 // its page is to be read
	stateReady   = 1 // to be grouped
	stateGrouped = 2 // in a story
	stateGone    = 3 // taken down
)

// articleColumns are the columns that scanArticle reads, of articles as a.
const articleColumns = `a.id, a.outlet, a.feed, a.url, a.guid, a.title, a.author, a.excerpt, a.language, a.published, a.seen,
	a.categories, a.topics, a.opinion, a.paywall, a.story, a.reprint_of, a.reasons`

func articleFields(a *news.Article) []any {
	return []any{&a.ID, &a.Outlet, &a.Feed, &a.URL, &a.GUID, &a.Title, &a.Author, &a.Excerpt, &a.Language, moment{&a.Published}, moment{&a.Seen},
		decoded{&a.Categories}, decoded{&a.Topics}, &a.Opinion, &a.Paywall, &a.Story, &a.ReprintOf, decoded{&a.Reasons}}
}

// scanArticle scans articleColumns and the text.
func scanArticle(r row) (a news.Article, err error) {
	err = r.Scan(append(articleFields(&a), &a.Text)...)
	return a, err
}

func articleOf(ctx context.Context, q querier, id news.ID) (news.Article, error) {
	return scanArticle(q.QueryRow(ctx, `
		SELECT `+articleColumns+`, COALESCE(x.body, '')
		FROM articles a LEFT JOIN article_texts x ON x.article = a.id WHERE a.id = $1`, id))
}

// Article returns an article with its text, as far as that is kept. Taken down ones are not found.
func (s *Store) Article(ctx context.Context, id news.ID) (a news.Article, err error) {
	defer wrap(&err, "reading article %s", id)
	return scanArticle(s.db.reader().QueryRow(ctx, `
		SELECT `+articleColumns+`, COALESCE(x.body, '')
		FROM articles a LEFT JOIN article_texts x ON x.article = a.id
		WHERE a.id = $1 AND a.state <> $2 AND NOT EXISTS (SELECT 1 FROM outlets o WHERE o.domain = a.outlet AND o.opted_out)`, id, stateGone))
}

// addArticle stores a new article.
func addArticle(ctx context.Context, t tx, a *news.Article, state int) error {
	_, err := t.Exec(ctx, `
		INSERT INTO articles (id, outlet, feed, url, guid, title, fed_title, titled, author, excerpt, language, published, seen, time,
			categories, topics, opinion, paywall, state, story, seq, pinned, reprint_of, reasons, page_error)
		VALUES ($1, $2, $3, $4, $5, $6, $6, $12, $7, $8, $9, $10, $12, $11, $13, $14, $15, $16, $17, 0, 0, $18, 0, '[]', '')`,
		a.ID, a.Outlet, a.Feed, a.URL, a.GUID, a.Title, a.Author, a.Excerpt, a.Language, a.Published, a.Time(), a.Seen,
		toJSON(a.Categories), toJSON(a.Topics), a.Opinion, a.Paywall, state, false)
	if err != nil {
		return err
	}
	return saveText(ctx, t, a)
}

// saveText keeps an article's text where there is one.
func saveText(ctx context.Context, t tx, a *news.Article) error {
	if a.Text == "" {
		return nil
	}
	_, err := t.Exec(ctx, `
		INSERT INTO article_texts (article, seen, body) VALUES ($1, $2, $3)
		ON CONFLICT (article) DO UPDATE SET body = excluded.body`, a.ID, a.Seen, a.Text)
	return err
}

// index puts an article into the full-text index; with again, in place of what is there of it. Its language becomes one in which
// search looks for words.
func (s *Store) index(ctx context.Context, t tx, a *news.Article, entries string, again bool) error {
	if again {
		if _, err := t.Exec(ctx, `DELETE FROM article_terms WHERE rowid = $1`, a.ID); err != nil {
			return err
		}
	}
	if _, err := t.Exec(ctx, `INSERT INTO article_terms (rowid, terms) VALUES ($1, $2)`, a.ID, entries); err != nil {
		return err
	}
	_, err := t.Exec(ctx, `INSERT INTO group_state (language, mark, seq) VALUES ($1, 0, 0) ON CONFLICT (language) DO NOTHING`, a.Language)
	return err
}

// entries are what the full-text index keeps of an article. It is work for the processor: done before the transaction begins.
func (s *Store) entries(a *news.Article) string { return s.db.entries(search.Index(a)) }

// deleteArticle removes an article that is in no story, as if it had never come. Its keys must have been given to another.
func deleteArticle(ctx context.Context, t tx, a *news.Article) error {
	for _, q := range []string{
		`DELETE FROM articles WHERE id = $1`,
		`DELETE FROM article_texts WHERE article = $1`,
		`DELETE FROM article_terms WHERE rowid = $1`,
		`DELETE FROM headlines WHERE article = $1`,
		`DELETE FROM pages WHERE article = $1`,
	} {
		if _, err := t.Exec(ctx, q, a.ID); err != nil {
			return err
		}
	}
	return countArticles(ctx, t, a.Outlet, day(a.Seen), -1)
}

// keySize is the length of an article's keys in bytes: addresses may be longer than an index takes.
const keySize = 16

type key [keySize]byte

func hashed(s string) key {
	sum := sha256.Sum256([]byte(s))
	return key(sum[:keySize])
}

func addressKey(address string) key { return hashed("u:" + address) }

func guidKey(feed news.ID, guid string) key { return hashed("g:" + feed.String() + guid) }

// hostOf is the host that is asked for an address.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
