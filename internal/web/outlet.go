package web

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// month is the time over which an outlet's work is counted; the store counts over the same.
const month = 30 * 24 * time.Hour

// OutletPage shows an outlet.
type OutletPage struct {
	Page
	Name    string
	Domain  string
	Kicker  string // country, "" unknown
	Stand   string // "washingtontimes.com · English · 2 feeds, both healthy"
	Lean    Lean
	Chart   *ScaleChart // where its raters place it; nil Unrated
	Ratings []RatingRow
	Spread  string // between raters, "" with fewer than two
	Facts   []OutletFact
	History []OutletFact
	Health  []FeedRow
	Covers  Covers
	Latest  []StoryItem
	All     string // address of all its stories
}

// OutletFact is a line of a list of facts.
type OutletFact struct {
	Name  string
	Lean  *Lean // mark before the value, nil none
	Value string
	Note  string // "" none
}

// RatingRow is a rating as its rater gave it.
type RatingRow struct {
	Rater    string
	Link     string // "" none
	Kind     string
	Value    string
	Position string // "+0.50", "" none
	Date     string
	License  string
}

// FeedRow is the health of a feed.
type FeedRow struct {
	URL      string // "" where it is no web address
	Name     string
	State    string // in words
	Bad      bool
	Fetched  Moment
	Every    string // "every 30 minutes"
	Articles string
}

func (s *Server) outlet(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), s.now()
	v, err := s.lib.Outlet(ctx, strings.ToLower(r.PathValue("domain")))
	if err != nil {
		return err
	}
	if v.OptedOut {
		return news.ErrGone
	}
	path := "/outlet/" + v.Domain
	p := OutletPage{
		Name: v.Name, Domain: v.Domain, Kicker: country(v.Country), Lean: s.lean(v.Side), Chart: s.scaleChart(v),
		Ratings: s.ratingRows(v), Facts: s.outletFacts(v), History: s.history(v), Health: feedRows(v.Feeds, now),
		All: s.links.Search("outlet:" + v.Domain),
	}
	p.Stand = strings.Join(nonEmpty(v.Domain, s.languages.name(v.Language), feedsInWords(v.Feeds)), " · ")
	if v.Raters > 1 {
		p.Spread = fmt.Sprintf("%.2f", v.Spread)
	}
	stories, err := s.lib.Stories(ctx, news.StoryFilter{Outlet: v.Domain, From: now.Add(-month), Order: news.ByUpdated, Limit: coversStories})
	if err != nil {
		return err
	}
	if p.Covers, err = s.covers(ctx, stories, now); err != nil {
		return err
	}
	p.Latest = s.storyItems(stories[:min(6, len(stories))], now)
	for i := range p.Latest {
		p.Latest[i].Brief = true
	}
	if p.Page, err = s.page(ctx, "/outlets", s.links.To(path), v.Name, "Ratings, owner, feeds and stories of "+v.Name); err != nil {
		return err
	}
	p.Feeds = s.feedLinks(path)
	return s.render(w, "outlet", p)
}

// outletFacts are the facts at a glance. What is not known says so.
func (s *Server) outletFacts(v *news.OutletView) []OutletFact {
	lean := s.lean(v.Side)
	facts := []OutletFact{{Name: "Lean", Lean: &lean, Value: lean.Name, Note: raters(v.Raters, v.RatedYear)}}
	reliability := OutletFact{Name: "Reliability", Value: "Not rated"}
	if v.Reliability != "" {
		reliability.Value = strings.ToUpper(v.Reliability[:1]) + v.Reliability[1:]
		n := 0
		for _, rating := range v.Ratings {
			if rating.Kind == news.RatingReliability {
				n += max(rating.Raters, 1)
			}
		}
		if n > 0 {
			reliability.Note = count(n, "rater")
		}
	}
	owner := OutletFact{Name: "Owner", Value: "Not known"}
	if v.Owner != "" {
		owner.Value, owner.Note = v.Owner, v.OwnerType
	}
	facts = append(facts, reliability, owner, OutletFact{Name: "Articles, last 30 days", Value: number(v.Articles)})
	if v.Articles > 0 {
		facts = append(facts,
			part("Own texts", v.Articles-v.Reprints, v.Articles, "the others print another’s"),
			part("Headlines rewritten", v.Rewrites, v.Articles, "after publication"))
	}
	if !v.Followed {
		facts = append(facts, OutletFact{Name: "Read by this instance", Value: "No"})
	}
	return facts
}

// part says a share with what it is of; below 20 it counts and gives no percentage.
func part(name string, n, of int, note string) OutletFact {
	if of < 20 {
		return OutletFact{name, nil, number(n), "of " + number(of) + "; " + note}
	}
	return OutletFact{name, nil, fmt.Sprintf("%.0f%%", 100*float64(n)/float64(of)), number(n) + " of " + number(of) + "; " + note}
}

// raters says what a lean rests on: "mean of 3 raters, 2026".
func raters(n, year int) string {
	if n == 0 {
		return "no rater"
	}
	text := "1 rater"
	if n > 1 {
		text = "mean of " + count(n, "rater")
	}
	if year > 0 {
		text += fmt.Sprintf(", %d", year)
	}
	return text
}

func (s *Server) ratingRows(v *news.OutletView) []RatingRow {
	rows := make([]RatingRow, len(v.Ratings))
	for i, r := range v.Ratings {
		rows[i] = RatingRow{Rater: r.Rater, Link: outside(r.Link), Kind: ratingKind(r.Kind), Value: r.Value, Date: partialDate(r.Date), License: r.License}
		if r.Position != nil {
			rows[i].Position = signed(*r.Position)
		}
		if r.Raters > 1 {
			rows[i].Rater += fmt.Sprintf(" (%d raters)", r.Raters)
		}
	}
	return rows
}

func ratingKind(kind string) string {
	switch kind {
	case news.RatingReliability:
		return "Reliability"
	case news.RatingOwner:
		return "Ownership"
	default:
		return "Lean"
	}
}

// partialDate writes a date as precisely as it is known: "2026", "August 2026", "31 August 2026".
func partialDate(s string) string {
	for layout, out := range map[string]string{"2006-01": "January 2006", time.DateOnly: "2 January 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(out)
		}
	}
	return s
}

// signed writes a position with its sign: "+0.50", "−0.25", "0.00".
func signed(v float64) string {
	text := fmt.Sprintf("%.2f", math.Abs(v))
	switch {
	case text == "0.00":
		return text
	case v < 0:
		return "−" + text
	default:
		return "+" + text
	}
}

func (s *Server) history(v *news.OutletView) []OutletFact {
	facts := make([]OutletFact, len(v.History))
	for i, h := range v.History {
		lean := s.lean(h.Side)
		facts[i] = OutletFact{Name: h.At.UTC().Format("2 January 2006"), Lean: &lean, Value: lean.Name}
		if h.Position != nil {
			facts[i].Value += " " + signed(*h.Position)
		}
		facts[i].Note = strings.Join(nonEmpty(raters(h.Raters, 0), h.Cause), " · ")
	}
	return facts
}

// feedRows describes feeds, broken ones first.
func feedRows(feeds []news.Feed, now time.Time) []FeedRow {
	rows := make([]FeedRow, len(feeds))
	for i, f := range feeds {
		row := FeedRow{URL: outside(f.URL), Name: f.Title, Fetched: moment(f.Fetched, now), Articles: number(f.Articles)}
		if row.Name == "" {
			row.Name = f.Host
		}
		if f.Interval > 0 {
			row.Every = "every " + strings.TrimPrefix(duration(f.Interval), "1 ")
		}
		row.State, row.Bad = feedState(f)
		rows[i] = row
	}
	slices.SortStableFunc(rows, func(a, b FeedRow) int {
		if a.Bad != b.Bad {
			return map[bool]int{true: -1, false: 1}[a.Bad]
		}
		return 0
	})
	return rows
}

// feedState says how a feed does; bad when it is broken.
func feedState(f news.Feed) (state string, bad bool) {
	failed := "no answer"
	if f.Status >= 400 {
		failed = fmt.Sprintf("answer %d", f.Status)
	}
	switch {
	case f.Paused:
		return "Paused", false
	case f.Failing():
		return fmt.Sprintf("Broken: %s, %s in a row", failed, count(f.Failures, "failure")), true
	case f.Failures > 0:
		return "Late: " + failed + " at the last try", false
	case f.Fetched.IsZero():
		return "Not read yet", false
	default:
		return "Healthy", false
	}
}

// duration writes an interval in whole minutes, hours or days.
func duration(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return count(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return count(int(d/time.Hour), "hour")
	default:
		return count(int(d/(24*time.Hour)), "day")
	}
}

// feedsInWords sums up the health of feeds: "2 feeds, both healthy".
func feedsInWords(feeds []news.Feed) string {
	broken := 0
	for _, f := range feeds {
		if f.Failing() {
			broken++
		}
	}
	switch n := len(feeds); {
	case n == 0:
		return "no feed"
	case broken > 0:
		return fmt.Sprintf("%s, %d broken", count(n, "feed"), broken)
	case n == 1:
		return "1 feed"
	case n == 2:
		return "2 feeds, both healthy"
	default:
		return count(n, "feed") + ", all healthy"
	}
}

// nonEmpty leaves empty texts out.
func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}
