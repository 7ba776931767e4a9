package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/parallax-news/parallax/internal/news"
)

// Story is a story in the API.
type Story struct {
	ID       string    `json:"id" doc:"13 letters and digits; grows with the time of founding" example:"cwxgvcq800000"`
	URL      string    `json:"url" format:"uri" doc:"The story's page"`
	Headline string    `json:"headline" doc:"Headline of the story's most central article"`
	Updated  time.Time `json:"updated" doc:"Time of its newest article"`
	Topics   []string  `json:"topics" nullable:"false" doc:"Keys of IPTC Media Topics, strongest first"`
	Coverage Coverage  `json:"coverage" doc:"Who covers it, and from which side"`
	Summary  string    `json:"summary" doc:"Sentences of the articles, chosen by us; empty where there is none"`
	Articles []Article `json:"articles" nullable:"false" doc:"Newest first"`
}

// Coverage is how a story's outlets spread over the sides of the edition's scale. Its keys
// depend on the scale: see describeScale for the form on the wire.
type Coverage struct {
	Total   int
	Sides   map[string]int // by the key of the side
	Unrated int
	Voices  int
	Percent map[string]int // by the key of the side; nil without a rated outlet
	Line    string
}

// MarshalJSON writes the sides beside the totals, as {"total":4,"left":2,...}.
func (c Coverage) MarshalJSON() ([]byte, error) {
	m := map[string]any{"total": c.Total, "unrated": c.Unrated, "voices": c.Voices, "percent": c.Percent, "line": c.Line}
	for key, n := range c.Sides {
		m[key] = n
	}
	return json.Marshal(m)
}

// Article is an article of a story in the API.
type Article struct {
	ID        string    `json:"id" doc:"13 letters and digits"`
	URL       string    `json:"url" format:"uri" doc:"At the outlet"`
	Title     string    `json:"title" doc:"As it stands now"`
	Published time.Time `json:"published" doc:"As the outlet says, else when we first saw it"`
	Language  string    `json:"language" doc:"BCP 47 primary tag; empty where unknown"`
	Outlet    OutletRef `json:"outlet" doc:"Whose article it is"`
	ReprintOf *string   `json:"reprint_of" doc:"ID of the article whose text it is; null for a text of its own"`
}

// OutletRef names an outlet.
type OutletRef struct {
	Domain string `json:"domain" example:"example.org"`
	Name   string `json:"name"`
	Lean   string `json:"lean" doc:"Key of its side at the story's last analysis; unrated without a rating"`
}

// StoryList is a page of the list of stories.
type StoryList struct {
	Stories []Story `json:"stories" nullable:"false"`
	Next    *string `json:"next" doc:"What to give as after for the next page; null at the end"`
}

type storiesInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"20" doc:"Stories on a page"`
	After  string `query:"after" maxLength:"32" doc:"Next of the page before"`
	Topic  string `query:"topic" maxLength:"32" doc:"Only stories of this topic: a key such as politics"`
	Outlet string `query:"outlet" maxLength:"253" doc:"Only stories that the outlet with this domain carries"`
}

type storiesOutput struct {
	CacheControl string `header:"Cache-Control"`
	Link         string `header:"Link"`
	Body         StoryList
}

type storyInput struct {
	ID string `path:"id" maxLength:"32" doc:"ID of the story, or of one that became part of it"`
}

type storyOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Story
}

// fresh is how long an answer may be used again without asking.
const fresh = "public, max-age=30"

func (s *Server) registerStories(to huma.API) {
	huma.Register(to, huma.Operation{
		OperationID: "listStories", Method: http.MethodGet, Path: "/api/v1/stories",
		Summary: "List stories",
		Description: "All stories, those of a single article too, newest founded first. " +
			"This order never changes, so reading page after page gives every story once.",
		Errors: []int{http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable},
	}, s.listStories)
	huma.Register(to, huma.Operation{
		OperationID: "getStory", Method: http.MethodGet, Path: "/api/v1/stories/{id}",
		Summary:     "Get a story",
		Description: "A story that was merged into another answers 308 with the other's address.",
		Errors: []int{http.StatusPermanentRedirect, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity,
			http.StatusInternalServerError, http.StatusServiceUnavailable},
	}, s.getStory)
}

func (s *Server) listStories(ctx context.Context, in *storiesInput) (*storiesOutput, error) {
	f := news.StoryFilter{Order: news.ByID, Limit: in.Limit, Topic: in.Topic, Outlet: strings.ToLower(in.Outlet)}
	if in.Topic != "" {
		if _, ok := news.TopicByKey(in.Topic); !ok {
			return nil, badQuery("topic", in.Topic, "no such topic; the keys are "+topicKeys())
		}
	}
	if in.After != "" {
		id, err := news.ParseID(in.After)
		if err != nil {
			return nil, badQuery("after", in.After, "not a place in the list; give next of an earlier page")
		}
		f.After = news.Cursor{ID: id}
	}
	views, err := s.lib.StoryViews(ctx, f)
	if err != nil {
		return nil, s.problem(ctx, err, "list of stories")
	}
	out := &storiesOutput{CacheControl: fresh, Body: StoryList{Stories: make([]Story, len(views))}}
	for i := range views {
		out.Body.Stories[i] = s.story(&views[i])
	}
	if len(views) == in.Limit {
		next := views[len(views)-1].Story.ID.String()
		out.Body.Next = &next
		q := url.Values{"limit": {fmt.Sprint(in.Limit)}, "after": {next}}
		for key, value := range map[string]string{"topic": in.Topic, "outlet": in.Outlet} {
			if value != "" {
				q.Set(key, value)
			}
		}
		out.Link = fmt.Sprintf("<%s?%s>; rel=\"next\"", s.link("/api/v1/stories"), q.Encode())
	}
	return out, nil
}

func (s *Server) getStory(ctx context.Context, in *storyInput) (*storyOutput, error) {
	id, err := news.ParseID(in.ID)
	if err != nil {
		return nil, huma.Error404NotFound("There is no story " + in.ID + ": an id has 13 letters and digits.")
	}
	view, err := s.lib.Story(ctx, id)
	var moved *news.Moved
	if errors.As(err, &moved) {
		return nil, huma.ErrorWithHeaders(
			huma.NewError(http.StatusPermanentRedirect, "This story is now part of "+moved.To.String()+"."),
			http.Header{"Location": {s.link("/api/v1/stories/" + moved.To.String())}})
	}
	if err != nil {
		return nil, s.problem(ctx, err, "story "+in.ID)
	}
	return &storyOutput{CacheControl: fresh, Body: s.story(view)}, nil
}

// story is a story's form in the API.
func (s *Server) story(v *news.StoryView) Story {
	out := Story{
		ID:       v.Story.ID.String(),
		URL:      s.link(v.Story.Path()),
		Headline: v.Story.Headline,
		Updated:  v.Story.Updated.UTC(),
		Topics:   append([]string{}, v.Story.Topics...),
		Coverage: s.coverage(v.Story.Coverage),
		Articles: make([]Article, len(v.Articles)),
	}
	sentences := make([]string, len(v.Summary.Sentences))
	for i, sentence := range v.Summary.Sentences {
		sentences[i] = sentence.Text
	}
	out.Summary = strings.Join(sentences, " ")
	outlets := make(map[string]news.StoryOutlet, len(v.Outlets))
	for _, o := range v.Outlets {
		outlets[o.Domain] = o
	}
	for i := range v.Articles {
		a := &v.Articles[i]
		o := outlets[a.Outlet]
		out.Articles[i] = Article{
			ID: a.ID.String(), URL: outside(a.URL), Title: a.Title, Published: a.Time().UTC(), Language: a.Language,
			Outlet: OutletRef{Domain: a.Outlet, Name: o.Name, Lean: s.opts.Scale.Step(o.Side).Key},
		}
		if a.ReprintOf != 0 {
			original := a.ReprintOf.String()
			out.Articles[i].ReprintOf = &original
		}
	}
	return out
}

// coverage names the sides of a coverage by the scale's keys.
func (s *Server) coverage(c news.Coverage) Coverage {
	out := Coverage{Total: c.Total, Unrated: c.Total - c.Rated(), Voices: c.Voices, Line: c.Line, Sides: map[string]int{}}
	if c.Percent != nil {
		out.Percent = map[string]int{}
	}
	for i, step := range s.opts.Scale.Steps {
		out.Sides[step.Key] = 0
		if i+1 < len(c.Sides) {
			out.Sides[step.Key] = c.Sides[i+1]
		}
		if i < len(c.Percent) {
			out.Percent[step.Key] = c.Percent[i]
		}
	}
	return out
}

// badQuery is the answer to a query parameter that cannot be used.
func badQuery(name, value, why string) error {
	return huma.Error422UnprocessableEntity("The query parameter "+name+" cannot be used: "+why+".",
		&huma.ErrorDetail{Message: why, Location: "query." + name, Value: value})
}

func topicKeys() string {
	keys := make([]string, len(news.Topics))
	for i, t := range news.Topics {
		keys[i] = t.Key
	}
	return strings.Join(keys, ", ")
}
