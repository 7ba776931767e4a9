// Package cluster groups articles into stories, one article at a time.
//
// An article is read into weighted terms (stems of title and lead, names and numbers marked), the articles that share its
// rarest terms are looked up, the likelihood of each link is estimated by a small learned weighting, and the article joins the
// story with the best evidence or founds one. Each arrival may also merge two stories, and move articles that
// fit another story better: such corrections are reported as moves. Near-identical texts count as one.
//
// The state is a pure function of the live articles in order of arrival, their features and their present stories. An engine that
// is rebuilt by Restore therefore decides exactly as one that never stopped.
//
// The method is in the line of topic detection and tracking (Allan 2002) and of Miranda et al., "Multilingual
// Clustering of Streaming News" (EMNLP 2018); no neural model is needed. Limits: one language an engine;
// only articles of the window are compared; two events that are told in the same words by the same names on the same day are one story.
package cluster

import (
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Item is an article as the engine sees it.
type Item struct {
	ID        news.ID
	Outlet    string // domain, "" unknown
	Owner     string // "" unknown
	Language  string // BCP 47 primary tag, "" unknown
	URL       string
	Title     string
	Text      string    // body, excerpt or ""
	Published time.Time // zero unknown
	Seen      time.Time // zero: the article never leaves the window
}

// Decision is what the engine made of an article.
type Decision struct {
	Article   news.ID
	Story     news.ID       // its story once all Moves are made
	ReprintOf news.ID       // the first article with (nearly) this text, 0 own text
	Reasons   []news.Reason // why it is in its story, strongest first, at most 3; none for the first of a story
	Features  []byte        // what Restore needs to know of the article
	Moves     []Move        // earlier articles that this arrival moved, each at most once
}

// Move takes an article from one story to another.
type Move struct {
	Article, From, To news.ID
}

// Options set an engine up. The zero Options are those that quality is measured with.
type Options struct {
	Window  time.Duration // how long after it was seen an article can be joined; 0 means 14 days
	Weights *Weights      // nil means DefaultWeights
	Observe func(Example) // sees every judgement, for training; nil none
}

const defaultWindow = 14 * 24 * time.Hour
