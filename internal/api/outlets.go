package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/parallax-news/parallax/internal/news"
)

// Outlet is an outlet in the API.
type Outlet struct {
	Domain      string       `json:"domain" doc:"Registrable domain; ratings are bound to it by exact match"`
	URL         string       `json:"url" format:"uri" doc:"The outlet's page on this site"`
	Name        string       `json:"name"`
	Country     string       `json:"country" doc:"ISO 3166-1 alpha-2; empty where unknown"`
	Language    string       `json:"language" doc:"BCP 47 primary tag; empty where unknown"`
	Owner       *string      `json:"owner" doc:"Null where not known"`
	Reliability *string      `json:"reliability" doc:"high, mixed or low; null where not rated"`
	Lean        string       `json:"lean" doc:"Key of its side; unrated without a rating"`
	Position    *float64     `json:"position" minimum:"-1" maximum:"1" doc:"Mean of its raters' positions; null without a rating"`
	Raters      int          `json:"raters" doc:"Raters that the position rests on"`
	Spread      float64      `json:"spread" minimum:"0" maximum:"2" doc:"Greatest distance between two raters"`
	Followed    bool         `json:"followed" doc:"This instance reads it"`
	Articles    int          `json:"articles" doc:"In the last 30 days"`
	Reprints    int          `json:"reprints" doc:"Of those, with another outlet's text"`
	Rewrites    int          `json:"rewrites" doc:"Of those, with a headline changed after publication"`
	Newest      *time.Time   `json:"newest" doc:"When its newest article appeared; null without one"`
	Ratings     []Rating     `json:"ratings" nullable:"false" doc:"Newest first"`
	Feeds       []OutletFeed `json:"feeds" nullable:"false"`
}

// Rating is one rater's judgement of an outlet.
type Rating struct {
	Kind     string   `json:"kind" enum:"lean,reliability,ownership"`
	Rater    string   `json:"rater"`
	Value    string   `json:"value" doc:"In the rater's own words"`
	Position *float64 `json:"position" minimum:"-1" maximum:"1" doc:"Null for kinds other than lean"`
	Raters   int      `json:"raters" doc:"Raters behind it; more than one for a consensus"`
	Date     string   `json:"date" doc:"As precise as the rater is: 2026, 2026-08 or 2026-08-31"`
	Link     string   `json:"link" doc:"Where the rater says it; empty where nowhere"`
	License  string   `json:"license"`
}

// OutletFeed is the health of a feed that we poll.
type OutletFeed struct {
	URL      string     `json:"url"`
	Format   string     `json:"format" doc:"rss, atom, json or sitemap; empty where not yet known"`
	Fetched  *time.Time `json:"fetched" doc:"Last success; null before the first"`
	NextPoll *time.Time `json:"next_poll" doc:"Null where none is planned"`
	Interval int        `json:"interval" doc:"Seconds between polls"`
	Failing  bool       `json:"failing" doc:"Three failures in a row or more"`
	Failures int        `json:"failures" doc:"In a row"`
}

type outletInput struct {
	Domain string `path:"domain" maxLength:"253" example:"example.org" doc:"Registrable domain of the outlet, any case"`
}

type outletOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Outlet
}

func (s *Server) registerOutlets(to huma.API) {
	huma.Register(to, huma.Operation{
		OperationID: "getOutlet", Method: http.MethodGet, Path: "/api/v1/outlets/{domain}",
		Summary:     "Get an outlet",
		Description: "With every rating and whose it is. An outlet that asked not to be shown answers 410.",
		Errors: []int{http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity,
			http.StatusInternalServerError, http.StatusServiceUnavailable},
	}, s.getOutlet)
}

func (s *Server) getOutlet(ctx context.Context, in *outletInput) (*outletOutput, error) {
	v, err := s.lib.Outlet(ctx, strings.ToLower(in.Domain))
	if err != nil {
		return nil, s.problem(ctx, err, "outlet "+in.Domain)
	}
	if v.OptedOut {
		return nil, huma.Error410Gone("This outlet asked not to be read or shown.")
	}
	return &outletOutput{CacheControl: fresh, Body: s.outlet(v)}, nil
}

// outlet is an outlet's form in the API.
func (s *Server) outlet(v *news.OutletView) Outlet {
	out := Outlet{
		Domain: v.Domain, URL: s.link("/outlet/" + v.Domain), Name: v.Name, Country: v.Country, Language: v.Language,
		Owner: known(v.Owner), Reliability: known(v.Reliability), Lean: s.opts.Scale.Step(v.Side).Key,
		Position: v.Position, Raters: v.Raters, Spread: v.Spread, Followed: v.Followed,
		Articles: v.Articles, Reprints: v.Reprints, Rewrites: v.Rewrites, Newest: moment(v.Newest),
		Ratings: make([]Rating, len(v.Ratings)), Feeds: make([]OutletFeed, len(v.Feeds)),
	}
	for i, r := range v.Ratings {
		out.Ratings[i] = Rating{
			Kind: r.Kind, Rater: r.Rater, Value: r.Value, Position: r.Position, Raters: max(r.Raters, 1),
			Date: r.Date, Link: outside(r.Link), License: r.License,
		}
	}
	for i, f := range v.Feeds {
		out.Feeds[i] = OutletFeed{
			URL: outside(f.URL), Format: f.Format, Fetched: moment(f.Fetched), NextPoll: moment(f.NextPoll),
			Interval: int(f.Interval.Seconds()), Failing: f.Failing(), Failures: f.Failures,
		}
	}
	return out
}

// known is nil for a text that is not known.
func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// moment is nil for a time that is not known.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
