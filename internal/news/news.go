// Package news is the vocabulary of Parallax: outlets and their ratings, feeds and
// their entries, articles, stories, coverage, summaries and blindspots, with the rules that
// belong to them. It does no I/O and imports nothing but the standard library.
//
// A word on words: what readers call a story, topic detection and tracking (TDT) calls a
// topic. Here a Story is the set of articles about one event, an Article is one item, and a
// Topic is a subject such as Politics.
package news

import "errors"

// Errors that cross rooms. The store returns them, the web maps them to a status.
var (
	ErrNotFound = errors.New("not found")
	ErrGone     = errors.New("taken down")
	ErrConflict = errors.New("changed by someone else")
)
