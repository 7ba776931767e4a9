package news

import "time"

// StoryFilter chooses stories for a list. Zero fields do not restrict.
type StoryFilter struct {
	Topic      string    // Topic key
	Outlet     string    // domain: stories that this outlet carries
	Language   string    // BCP 47 primary tag
	Place      string    // a name among the story's places
	From, To   time.Time // of Updated: From <= Updated < To
	MinOutlets int
	Blindspot  bool // only stories with a blindspot
	BlindSide  Side // with Blindspot: of this side; 0 any
	Order      StoryOrder
	After      Cursor // continues a list after this story
	Limit      int    // at most 200; 0 means 20
}

// StoryOrder is the order of a list of stories; ties are broken by the greater ID first.
type StoryOrder int

// Orders of stories.
const (
	ByImportance StoryOrder = iota // see Story.Importance, which already holds freshness
	ByUpdated                      // newest change first
	ByID                           // newest founded first: the one order that never changes, for paging
)

// Cursor is the place in a list after which the next page begins. The zero Cursor is the start.
type Cursor struct {
	Key float64 // Importance, or milliseconds of Updated; unused with ByID
	ID  ID
}

// OutletFilter chooses outlets for the directory. Zero fields do not restrict.
type OutletFilter struct {
	Text     string // part of name or domain, any case
	Side     *Side
	Country  string
	Language string
	Followed bool   // only those that this instance reads
	After    string // domain
	Limit    int    // 0 means 100, at most 1000
}

// OutletCount is an outlet in the directory, with what it has brought.
type OutletCount struct {
	Outlet
	Articles int       `json:"articles"` // in the last 30 days
	Newest   time.Time `json:"newest"`   // its newest article; zero none
	Feeds    int       `json:"feeds"`
	Failing  int       `json:"failing"` // feeds
}

// Status is the state of an instance.
type Status struct {
	AsOf     time.Time `json:"as_of"`
	Outlets  int       `json:"outlets"` // followed
	Feeds    int       `json:"feeds"`
	Due      int       `json:"due"`     // feeds whose next poll is in the past
	Failing  int       `json:"failing"` // feeds
	Articles int       `json:"articles"`
	Stories  int       `json:"stories"`
	Pages    int       `json:"pages"` // article pages still to be read
	Queue    int       `json:"queue"` // articles still to be grouped plus stories still to be analysed
	Newest   time.Time `json:"newest"`
	NextPoll time.Time `json:"next_poll"` // earliest next poll of a feed
	Recent   int       `json:"recent"`    // stories updated in the last 24 hours
	Sources  int       `json:"sources"`   // outlets with an article in the last 24 hours
}

// OutletView is an outlet with its ratings, feeds and newest articles.
type OutletView struct {
	Outlet
	Ratings  []Rating        `json:"ratings"` // newest first
	History  []OutletHistory `json:"history"` // changes of its side, newest first
	Feeds    []Feed          `json:"feeds"`
	Articles int             `json:"articles"` // in the last 30 days
	Reprints int             `json:"reprints"` // of those
	Rewrites int             `json:"rewrites"` // headlines changed after publication, of those
	Newest   time.Time       `json:"newest"`
}

// OutletHistory is a change of where an outlet stands.
type OutletHistory struct {
	At       time.Time `json:"at"`
	Position *float64  `json:"position"` // nil Unrated
	Side     Side      `json:"side"`
	Raters   int       `json:"raters"`
	Cause    string    `json:"cause"` // the import or edit that did it
}

// DayCount is a day of the archive.
type DayCount struct {
	Day     time.Time `json:"day"` // midnight UTC
	Stories int       `json:"stories"`
}

// Moved says that a story is now part of another.
type Moved struct{ To ID }

// Error names the story that took it in.
func (m *Moved) Error() string { return "story is now part of " + m.To.String() }
