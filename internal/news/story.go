package news

import "time"

// Story is the articles about one event, as lists show it.
type Story struct {
	ID         ID        `json:"id"`
	Slug       string    `json:"slug"`     // readable part of its address, fixed when the story is first shown
	Headline   string    `json:"headline"` // of its most central article
	HeadlineBy string    `json:"headline_by"`
	Language   string    `json:"language"`
	Created    time.Time `json:"created"` // time of its first article
	Updated    time.Time `json:"updated"` // time of its newest article
	Topics     []string  `json:"topics"`  // Topic keys, strongest first
	Places     []string  `json:"places,omitempty"`
	Names      []string  `json:"names"` // shared people, places, organisations, most shared first
	Articles   int       `json:"articles"`
	Coverage   Coverage  `json:"coverage"`
	Importance float64   `json:"importance"` // see coverage.Importance
	Lede       []string  `json:"lede"`       // first two sentences of its summary
	Heads      []Head    `json:"heads"`      // one headline a side, for the front page
	Blindspots []Blind   `json:"blindspots,omitempty"`
	Version    int64     `json:"version"` // grows with every change
}

// Path is the story's address on the site.
func (s *Story) Path() string { return "/story/" + s.ID.String() + "/" + s.Slug }

// Head is an outlet's headline in a story.
type Head struct {
	Side   Side   `json:"side"`
	Outlet string `json:"outlet"` // domain
	Name   string `json:"name"`
	Title  string `json:"title"`
	URL    string `json:"url"`
}

// Coverage is how a story's outlets spread over the sides. It counts outlets, never articles.
type Coverage struct {
	Total   int    `json:"total"`   // outlets
	Sides   []int  `json:"sides"`   // outlets by Side; Sides[0] are the unrated ones
	Voices  int    `json:"voices"`  // independent voices: near-identical texts are one
	Owners  int    `json:"owners"`  // outlets of one known owner are one
	Percent []int  `json:"percent"` // shares of the rated outlets by Side-1, adding up to 100; nil without a rated one
	Line    string `json:"line"`    // "50% Left", "Evenly split, Left and Center", "No rated outlet"
}

// Rated is the number of outlets that have a side.
func (c Coverage) Rated() int {
	if len(c.Sides) == 0 {
		return c.Total
	}
	return c.Total - c.Sides[0]
}

// SmallSample tells whether fewer than 5 outlets are rated, so that shares say little.
func (c Coverage) SmallSample() bool { return c.Rated() < 5 }

// Blind is a side's blindspot: the outlets of Side carry the story far less than chance would have it.
type Blind struct {
	Story    ID      `json:"story"`
	Side     Side    `json:"side"`
	Opposite Side    `json:"opposite"`
	Total    int     `json:"total"`    // N: rated outlets fetched well in the story's window
	OfSide   int     `json:"of_side"`  // K: those of Side
	Carrying int     `json:"carrying"` // n: rated outlets that carry the story
	Carry    int     `json:"carry"`    // k: those of Side among them
	Expected float64 `json:"expected"` // n K / N
	P        float64 `json:"p"`        // hypergeometric probability of k or fewer
}

// Summary is a neutral text; each of its sentences cites what it rests on.
type Summary struct {
	Sentences []Sentence `json:"sentences"`
	LeftOut   int        `json:"left_out"` // central sentences that were not shown for want of support
	Articles  int        `json:"articles"` // that it was made from
	Method    string     `json:"method"`   // "extractive", or the model's name
}

// Sentence is one of a summary, with its evidence.
type Sentence struct {
	Text     string    `json:"text"`
	Evidence []Passage `json:"evidence"` // never empty
}

// Passage is a span of an article: the unit of evidence and of citation. Quote is to the letter.
type Passage struct {
	Article   ID        `json:"article"`
	Outlet    string    `json:"outlet"` // domain
	Name      string    `json:"name"`
	Side      Side      `json:"side"`
	URL       string    `json:"url"`
	Published time.Time `json:"published"`
	ReprintOf string    `json:"reprint_of,omitempty"` // name of the outlet whose text it is
	Quote     string    `json:"quote"`
	Sentence  int       `json:"sentence"` // place in the article: 0 is its first sentence
}

// StoryView is all that a story's page shows, worked out once for each change of the story.
type StoryView struct {
	Story    Story          `json:"story"`
	Summary  Summary        `json:"summary"`
	Articles []StoryArticle `json:"articles"` // newest first
	Outlets  []StoryOutlet  `json:"outlets"`  // first to report first
	Related  []Related      `json:"related"`
	AsOf     time.Time      `json:"as_of"` // when this was worked out
}

// StoryArticle is an article on a story's page.
type StoryArticle struct {
	Article
	Headlines []Headline `json:"headlines,omitempty"` // earlier ones, oldest first
	Voice     int        `json:"voice"`               // articles of one voice share a number
}

// StoryOutlet is an outlet that carries a story, as of the story's last analysis.
type StoryOutlet struct {
	Domain      string    `json:"domain"`
	Name        string    `json:"name"`
	Side        Side      `json:"side"`
	Raters      int       `json:"raters"`
	RatedYear   int       `json:"rated_year"`
	Reliability string    `json:"reliability"` // "" not rated
	Owner       string    `json:"owner"`       // "" not known
	Country     string    `json:"country"`
	First       time.Time `json:"first"` // its first article
	Articles    int       `json:"articles"`
	Reprint     bool      `json:"reprint"` // all of its articles are other outlets' texts
}

// Related is another story, with the reason it is named.
type Related struct {
	Story  ID       `json:"story"`
	Kind   string   `json:"kind"`  // "names", "words", "earlier"
	Terms  []string `json:"terms"` // what they share
	Weight float64  `json:"weight"`
}
