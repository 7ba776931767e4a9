package store

import (
	"strings"

	"github.com/parallax-news/parallax/internal/search"
)

// entries joins the words by spaces: the index takes everything between two spaces as one word.
func (e *sqliteEngine) entries(list []string) string { return strings.Join(list, " ") }

func (e *sqliteEngine) matching() string { return "article_terms MATCH $1" }

// match writes an FTS5 expression (https://www.sqlite.org/fts5.html, section 3) in which every word is in quotes.
func (e *sqliteEngine) match(x search.Expression) string {
	all := make([]string, len(x.All))
	for i, any := range x.All {
		all[i] = "(" + ftsAny(any) + ")"
	}
	out := strings.Join(all, " AND ")
	if len(x.None) > 0 {
		out = "(" + out + ") NOT (" + ftsAny(x.None) + ")"
	}
	return out
}

func ftsAny(any []search.Sequence) string {
	out := make([]string, len(any))
	for i, s := range any {
		out[i] = `"` + strings.ReplaceAll(plain(strings.Join(s, " ")), `"`, `""`) + `"`
	}
	return strings.Join(out, " OR ")
}
