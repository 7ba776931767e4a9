package news

import "time"

// Entry is an item as a feed gave it, all of it text: no markup survives.
type Entry struct {
	GUID       string
	URL        string // absolute, http or https
	Title      string
	Summary    string // the feed's own excerpt
	Content    string // full text where the feed carries it, paragraphs on lines
	Author     string
	Language   string // BCP 47 primary tag, "" unknown
	Categories []string
	Published  time.Time // zero unknown
	Updated    time.Time // zero unknown
}

// Article is the text of one entry. Titles, authors and excerpts are plain text.
type Article struct {
	ID         ID        `json:"id"`
	Outlet     string    `json:"outlet"` // domain of the outlet whose feed brought it
	Feed       ID        `json:"feed"`
	URL        string    `json:"url"` // canonical within the outlet's domain, no tracking parameters
	GUID       string    `json:"guid"`
	Title      string    `json:"title"` // as it stands now; earlier ones are its Headlines
	Author     string    `json:"author"`
	Excerpt    string    `json:"excerpt"`    // of the feed's own text, at most 160 characters
	Language   string    `json:"language"`   // "" unknown
	Published  time.Time `json:"published"`  // as the outlet says, never after Seen; zero unknown
	Seen       time.Time `json:"seen"`       // when we first met it
	Categories []string  `json:"categories"` // of feed and page, as given
	Topics     []string  `json:"topics"`     // Topic keys
	Opinion    bool      `json:"opinion"`
	Paywall    bool      `json:"paywall"`
	Story      ID        `json:"story"`      // 0 not yet grouped
	ReprintOf  ID        `json:"reprint_of"` // 0 own text
	Reasons    []Reason  `json:"reasons"`    // why it is in its story, strongest first, at most 3
	Text       string    `json:"-"`          // body; empty where only headline and excerpt are known or after it was purged
}

// Time is when the article counts as published: what the outlet says where it says so and is
// not in the future, else when we first saw it.
func (a *Article) Time() time.Time {
	if a.Published.IsZero() || a.Published.After(a.Seen) {
		return a.Seen
	}
	return a.Published
}

// Headline is a title that an article once had.
type Headline struct {
	Title string    `json:"title"`
	Seen  time.Time `json:"seen"` // when we first saw it
}

// Reason says in words why something is where it is.
type Reason struct {
	Kind   string   `json:"kind"`            // "names", "words", "numbers", "time", "reprint", "editor"
	Terms  []string `json:"terms,omitempty"` // what is shared, as readers write it
	Weight float64  `json:"weight"`          // share of the decision, 0 to 1
}
