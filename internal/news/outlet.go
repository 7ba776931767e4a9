package news

import (
	"math"
	"time"
)

// Side is a step of an edition's scale: 0 is Unrated, 1 the first step (Left on the default
// scale), n the last.
type Side int8

// Unrated is the side of an outlet that nobody has rated. It is never a default for Center.
const Unrated Side = 0

// The sides of the default scale.
const (
	Left   Side = 1
	Center Side = 2
	Right  Side = 3
)

// Step is one side of a scale.
type Step struct {
	Key    string  `json:"key"`    // in the API and in addresses: "left"
	Name   string  `json:"name"`   // "Left"
	Letter string  `json:"letter"` // in marks, 1 or 2 characters: "L"
	Below  float64 `json:"below"`  // the step holds positions up to this one; see Scale.Side
}

// Scale is what an edition places outlets on: 2 to 5 steps in order.
type Scale struct {
	Name     string `json:"name"`
	Steps    []Step `json:"steps"`
	Physical bool   `json:"physical"` // the names are places, so bars are not mirrored in right-to-left pages
}

// DefaultScale is Left, Center, Right: Left below -0.25, Right above 0.25.
var DefaultScale = Scale{
	Name: "Left to right",
	Steps: []Step{
		{Key: "left", Name: "Left", Letter: "L", Below: -0.25},
		{Key: "center", Name: "Center", Letter: "C", Below: 0.25},
		{Key: "right", Name: "Right", Letter: "R", Below: 1},
	},
	Physical: true,
}

// Side places a position on [-1, 1]. The middle of a scale keeps its own edges: with the default
// scale -0.25 and 0.25 are Center. Edges below zero belong to the step above them, others to the step below.
func (s Scale) Side(position float64) Side {
	for i, st := range s.Steps[:len(s.Steps)-1] {
		if position < st.Below || position == st.Below && st.Below >= 0 {
			return Side(i + 1)
		}
	}
	return Side(len(s.Steps))
}

// Step returns the step of a side; for Unrated one that is named so.
func (s Scale) Step(side Side) Step {
	if side <= Unrated || int(side) > len(s.Steps) {
		return Step{Key: "unrated", Name: "Unrated", Letter: "U"}
	}
	return s.Steps[side-1]
}

// ParseSide finds a side by its key ("left", "unrated").
func (s Scale) ParseSide(key string) (Side, bool) {
	if key == "unrated" {
		return Unrated, true
	}
	for i, st := range s.Steps {
		if st.Key == key {
			return Side(i + 1), true
		}
	}
	return Unrated, false
}

// Outlet is a publisher that readers would name, known by its registrable domain.
type Outlet struct {
	Domain      string   `json:"domain"`   // registrable domain, ASCII lower case, unique
	Name        string   `json:"name"`     // as readers know it; the domain where nothing better is known
	Country     string   `json:"country"`  // ISO 3166-1 alpha-2, "" unknown
	Language    string   `json:"language"` // BCP 47 primary tag, "" unknown
	Owner       string   `json:"owner"`    // "" not known
	OwnerType   string   `json:"owner_type"`
	Reliability string   `json:"reliability"` // "high", "mixed", "low", or "" not rated
	Position    *float64 `json:"position"`    // mean of its raters' positions on [-1, 1]; nil Unrated
	Side        Side     `json:"side"`        // Position on the edition's scale
	Raters      int      `json:"raters"`      // how many raters Position rests on
	Spread      float64  `json:"spread"`      // greatest distance between two raters, on [0, 2]
	RatedYear   int      `json:"rated_year"`  // year of the newest rating, 0 none
	Followed    bool     `json:"followed"`    // this instance reads it
	OptedOut    bool     `json:"opted_out"`   // asked not to be read or shown
}

// Rating is one rater's judgement of an outlet. Ratings are opinions about a named business: each
// says whose it is, and when.
type Rating struct {
	Domain   string   `json:"domain"`
	Kind     string   `json:"kind"`     // RatingLean, RatingReliability or RatingOwner
	Rater    string   `json:"rater"`    // "AllSides", "Media Bias/Fact Check", ...
	Value    string   `json:"value"`    // in the rater's own words
	Position *float64 `json:"position"` // on [-1, 1]; nil for kinds other than lean
	Raters   int      `json:"raters"`   // raters behind it: 1, or more for a consensus
	Spread   float64  `json:"spread"`   // of a consensus: distance between its extreme raters
	Date     string   `json:"date"`     // 2026, 2026-08 or 2026-08-31, as precise as the rater is
	Link     string   `json:"link"`     // http(s), "" none
	License  string   `json:"license"`
	Pack     string   `json:"pack"` // the import that brought it
}

// Kinds of ratings.
const (
	RatingLean        = "lean"
	RatingReliability = "reliability"
	RatingOwner       = "ownership"
)

// Lean sums up an outlet's ratings: the mean position over its raters (a consensus counts as
// often as it has raters), their number, and the distance between the extremes.
// ok is false where no rating gives a position: the outlet is Unrated.
func Lean(ratings []Rating) (position float64, raters int, spread float64, ok bool) {
	lo, hi, sum := math.Inf(1), math.Inf(-1), 0.0
	for _, r := range ratings {
		if r.Kind != RatingLean || r.Position == nil {
			continue
		}
		n := max(r.Raters, 1)
		sum += *r.Position * float64(n)
		raters += n
		lo, hi = min(lo, *r.Position-r.Spread/2), max(hi, *r.Position+r.Spread/2)
	}
	if raters == 0 {
		return 0, 0, 0, false
	}
	return sum / float64(raters), raters, math.Min(hi-lo, 2), true
}

// Feed is one address that we poll, of one outlet.
type Feed struct {
	ID           ID            `json:"id"`
	Outlet       string        `json:"outlet"` // domain
	URL          string        `json:"url"`
	Host         string        `json:"host"`   // that is asked; one request at a time goes to it
	Format       string        `json:"format"` // "rss", "atom", "json", "sitemap"; "" not yet known; FormatDiscover
	Title        string        `json:"title"`
	Paused       bool          `json:"paused"`
	ETag         string        `json:"-"` // sent back byte for byte
	LastModified string        `json:"-"` // sent back byte for byte
	Hash         string        `json:"-"` // of the last body
	Hub          string        `json:"hub"`
	NextPoll     time.Time     `json:"next_poll"`
	Interval     time.Duration `json:"interval"` // 15 min to 24 h
	Polled       time.Time     `json:"polled"`   // last try; zero never
	Fetched      time.Time     `json:"fetched"`  // last success; zero never
	Failures     int           `json:"failures"` // in a row
	Status       int           `json:"status"`   // last HTTP status, 0 none
	Error        string        `json:"error"`    // why the last try failed, "" it did not
	Articles     int           `json:"articles"` // that came through it
}

// FormatDiscover marks a feed whose address is an outlet's home page: the feed is still to be found there.
const FormatDiscover = "discover"

// Failing tells whether the feed is shown as broken: three failures in a row.
func (f Feed) Failing() bool { return f.Failures >= 3 }
