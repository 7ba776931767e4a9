package store

import (
	"strconv"
	"strings"

	"github.com/parallax-news/parallax/internal/search"
)

// maxPosition is the last place in a text that a tsvector can name
// (https://www.postgresql.org/docs/current/textsearch-limitations.html).
const maxPosition = 16383

// entries writes a tsvector with the places of the words; PostgreSQL's own parser is left out of it.
func (e *postgresEngine) entries(list []string) string {
	var b strings.Builder
	for i, word := range list[:min(len(list), maxPosition)] {
		b.WriteString(lexeme(word))
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(i + 1))
		b.WriteByte(' ')
	}
	return b.String()
}

func (e *postgresEngine) matching() string { return "terms @@ CAST($1 AS tsquery)" }

// match writes a tsquery in which every word is in quotes.
func (e *postgresEngine) match(x search.Expression) string {
	all := make([]string, 0, len(x.All)+1)
	for _, any := range x.All {
		all = append(all, "("+tsAny(any)+")")
	}
	if len(x.None) > 0 {
		all = append(all, "!("+tsAny(x.None)+")")
	}
	return strings.Join(all, " & ")
}

func tsAny(any []search.Sequence) string {
	out := make([]string, len(any))
	for i, s := range any {
		words := make([]string, len(s))
		for k, w := range s {
			words[k] = lexeme(w)
		}
		out[i] = "(" + strings.Join(words, " <-> ") + ")"
	}
	return strings.Join(out, " | ")
}

// lexeme quotes a word for tsvector and tsquery.
func lexeme(word string) string {
	return "'" + strings.NewReplacer("'", "''", `\`, `\\`).Replace(plain(word)) + "'"
}
