package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/parallax-news/parallax/internal/news"
)

func library() *fakeLibrary {
	position := 0.5
	lib := &fakeLibrary{
		views: []news.StoryView{
			view(1, "left-1", "left-2", "center-1", "right-1"),
			view(2, "unrated-1"),
		},
		outlets: map[string]news.OutletView{
			"right-1.example": {
				Outlet: news.Outlet{Domain: "right-1.example", Name: "Right One", Country: "US", Language: "en", Position: &position,
					Side: news.Right, Raters: 1, Followed: true},
				Ratings: []news.Rating{{Domain: "right-1.example", Kind: news.RatingLean, Rater: "A panel", Value: "Lean right",
					Position: &position, Raters: 1, Date: "2026-01", Link: "https://panel.example/", License: "CC BY 4.0"}},
				Feeds:    []news.Feed{{URL: "https://right-1.example/feed", Format: "rss", Fetched: noon, Interval: 15 * 60e9}},
				Articles: 40, Reprints: 4, Rewrites: 2, Newest: noon,
			},
			"gone.example": {Outlet: news.Outlet{Domain: "gone.example", OptedOut: true}},
		},
	}
	original := lib.views[0].Articles[0].ID
	lib.views[0].Articles[1].ReprintOf = original
	lib.moved = map[news.ID]news.ID{original + 100: original}
	return lib
}

func TestAnswers(t *testing.T) {
	s := serve(t, library())
	story := library().views[0].Story.ID.String()
	for _, test := range []struct{ name, path, schema string }{
		{"stories", "/api/v1/stories", "StoryList"},
		{"story", "/api/v1/stories/" + story, "Story"},
		{"outlet", "/api/v1/outlets/RIGHT-1.example", "Outlet"},
		{"status", "/api/v1/status", "Status"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := get(t, s, test.path)
			value := into[any](t, w)
			check := &huma.ValidateResult{}
			registry := s.spec.Components.Schemas
			huma.Validate(registry, registry.Map()[test.schema], huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, check)
			if len(check.Errors) > 0 {
				t.Errorf("does not match its schema: %v", check.Errors)
			}
			var pretty bytes.Buffer
			json.Indent(&pretty, w.Body.Bytes(), "", "  ")
			golden(t, test.name+".json", pretty.Bytes())
		})
	}
}

func TestStories_pagingGivesEveryStoryOnce(t *testing.T) {
	lib := &fakeLibrary{}
	for n := range 137 {
		v := view(n, "left-1")
		if n%3 == 0 {
			v = view(n, "left-1", "right-2")
			v.Story.Topics = []string{"health"}
		}
		lib.views = append(lib.views, v)
	}
	s := serve(t, lib)
	for _, test := range []struct {
		query string
		want  int
	}{
		{"limit=10", 137}, {"limit=137", 137}, {"limit=1", 137}, {"limit=200", 137},
		{"limit=7&topic=health", 46}, {"limit=7&outlet=right-2.example", 46}, {"limit=7&outlet=nobody.example", 0},
	} {
		t.Run(test.query, func(t *testing.T) {
			seen := map[string]bool{}
			for next := ""; ; {
				path := "/api/v1/stories?" + test.query
				if next != "" {
					path += "&after=" + next
				}
				page := into[storyPage](t, get(t, s, path))
				for _, st := range page.Stories {
					if seen[st.ID] {
						t.Fatalf("story %s twice", st.ID)
					}
					seen[st.ID] = true
				}
				if page.Next == nil {
					break
				}
				next = *page.Next
				lib.views = append(lib.views, view(-len(lib.views), "left-1")) // arrives while we read
			}
			if len(seen) != test.want {
				t.Errorf("%d stories, want %d", len(seen), test.want)
			}
			lib.views = lib.views[:137]
		})
	}
}

// storyPage reads the parts of a StoryList that paging needs.
type storyPage struct {
	Stories []struct{ ID string }
	Next    *string
}

func TestStory_mergedRedirects(t *testing.T) {
	lib := library()
	s := serve(t, lib)
	for from, to := range lib.moved {
		w := get(t, s, "/api/v1/stories/"+from.String())
		if w.Code != http.StatusPermanentRedirect {
			t.Fatalf("status %d", w.Code)
		}
		if got, want := w.Header().Get("Location"), "https://news.example/api/v1/stories/"+to.String(); got != want {
			t.Errorf("Location %q, want %q", got, want)
		}
	}
}

func TestCoverage_otherScale(t *testing.T) {
	lib := &fakeLibrary{views: []news.StoryView{view(1, "left-1", "left-2", "center-1", "unrated-1")}}
	lib.views[0].Story.Coverage.Sides = []int{1, 2, 1}
	lib.views[0].Story.Coverage.Percent = []int{67, 33}
	scale := news.Scale{Steps: []news.Step{{Key: "coalition", Name: "Coalition"}, {Key: "opposition", Name: "Opposition", Below: 1}}}
	s := serve(t, lib, func(o *Options) { o.Scale = scale })
	page := into[struct {
		Stories []struct{ Coverage map[string]any }
	}](t, get(t, s, "/api/v1/stories"))
	got, _ := json.Marshal(page.Stories[0].Coverage)
	want := `{"coalition":2,"line":"50% Left","opposition":1,"percent":{"coalition":67,"opposition":33},"total":4,"unrated":1,"voices":4}`
	if string(got) != want {
		t.Errorf("coverage\n got %s\nwant %s", got, want)
	}
}

func TestCoverage_nullWithoutRating(t *testing.T) {
	page := into[struct {
		Stories []struct{ Coverage struct{ Percent *struct{} } }
	}](t, get(t, serve(t, &fakeLibrary{views: []news.StoryView{view(1, "unrated-1")}}), "/api/v1/stories"))
	if page.Stories[0].Coverage.Percent != nil {
		t.Error("percent without a rated outlet, want null")
	}
}

func TestProblems(t *testing.T) {
	s := serve(t, library())
	failing := serve(t, &fakeLibrary{err: errors.New("disk on fire at /secret")})
	late := serve(t, &fakeLibrary{err: fmt.Errorf("store: %w", context.DeadlineExceeded)})
	for _, test := range []struct {
		name, method, path string
		server             *Server
		status             int
		says               string
	}{
		{"no such story", "GET", "/api/v1/stories/0000000000001", s, 404, "There is no story"},
		{"no id", "GET", "/api/v1/stories/7", s, 404, "13 letters and digits"},
		{"no such outlet", "GET", "/api/v1/outlets/nobody.example", s, 404, "There is no outlet nobody.example."},
		{"outlet opted out", "GET", "/api/v1/outlets/gone.example", s, 410, "asked not to be"},
		{"unknown parameter", "GET", "/api/v1/stories?lmit=3", s, 422, "unknown query parameter"},
		{"unknown parameter of a story", "GET", "/api/v1/stories/0000000000001?x=1", s, 422, "query.x"},
		{"limit too small", "GET", "/api/v1/stories?limit=0", s, 422, "query.limit"},
		{"limit too great", "GET", "/api/v1/stories?limit=201", s, 422, "query.limit"},
		{"limit no number", "GET", "/api/v1/stories?limit=all", s, 422, "query.limit"},
		{"after is nothing we gave", "GET", "/api/v1/stories?after=x", s, 422, "query.after"},
		{"unknown topic", "GET", "/api/v1/stories?topic=gossip", s, 422, "politics"},
		{"unknown operation", "GET", "/api/v2/stories", s, 404, "described at https://news.example/api/v1/"},
		{"writing", "POST", "/api/v1/stories", s, 405, "only read"},
		{"deleting", "DELETE", "/api/v1/stories/0000000000001", s, 405, "only read"},
		{"our fault", "GET", "/api/v1/stories", failing, 500, "on our side"},
		{"our fault, status", "GET", "/api/v1/status", failing, 500, "on our side"},
		{"too late", "GET", "/api/v1/status", late, 503, "try again"},
		{"no such topic's feed", "GET", "/topic/gossip/feed.rss", s, 404, "There is no such feed."},
		{"opted-out outlet's feed", "GET", "/outlet/gone.example/feed.atom", s, 404, "There is no such feed."},
		{"no such side's feed", "GET", "/blindspots/feed.json?side=up", s, 404, "There is no such feed."},
		{"our fault, feed", "GET", "/feed.rss", failing, 500, "on our side"},
		{"too late, feed", "GET", "/feed.rss", late, 503, "try again"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			test.server.ServeHTTP(w, httptest.NewRequest(test.method, test.path, nil))
			if w.Code != test.status {
				t.Errorf("status %d, want %d: %s", w.Code, test.status, w.Body)
			}
			if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("Content-Type %q", got)
			}
			if got := w.Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control %q", got)
			}
			var p huma.ErrorModel
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != test.status {
				t.Errorf("problem %+v, %v", p, err)
			}
			if !strings.Contains(w.Body.String(), test.says) {
				t.Errorf("%s: want %q", w.Body, test.says)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("tells what is ours: %s", w.Body)
			}
		})
	}
}

func TestProblems_ourFaultIsLogged(t *testing.T) {
	var log bytes.Buffer
	s := serve(t, &fakeLibrary{err: errors.New("disk on fire")}, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	get(t, s, "/api/v1/status")
	if !strings.Contains(log.String(), "disk on fire") {
		t.Errorf("log %q", log.String())
	}
}

func TestConditional(t *testing.T) {
	lib := library()
	s := serve(t, lib)
	for _, path := range []string{"/api/v1/stories", "/api/v1/outlets/right-1.example", "/feed.rss", "/feed.atom", "/feed.json", "/api/v1/openapi.json", "/api/v1/"} {
		t.Run(path, func(t *testing.T) {
			first := get(t, s, path)
			tag := first.Header().Get("ETag")
			if first.Code != http.StatusOK || tag == "" || first.Header().Get("Cache-Control") == "" {
				t.Fatalf("status %d, header %v", first.Code, first.Header())
			}
			again := get(t, s, path, "If-None-Match", `"other", `+tag)
			if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
				t.Errorf("status %d with %d bytes, want 304 without", again.Code, again.Body.Len())
			}
		})
	}
	t.Run("changed", func(t *testing.T) {
		tag := get(t, s, "/api/v1/stories").Header().Get("ETag")
		lib.views[0].Story.Headline = "Ferries stop"
		if w := get(t, s, "/api/v1/stories", "If-None-Match", tag); w.Code != http.StatusOK {
			t.Errorf("status %d, want 200", w.Code)
		}
	})
}

func TestCORS(t *testing.T) {
	s := serve(t, library())
	if got := get(t, s, "/api/v1/status").Header().Get("Access-Control-Allow-Origin"); got != "*" {
		t.Errorf("Access-Control-Allow-Origin %q", got)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodOptions, "/api/v1/stories", nil))
	if w.Code != http.StatusNoContent || strings.Contains(w.Header().Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("preflight: status %d, methods %q", w.Code, w.Header().Get("Access-Control-Allow-Methods"))
	}
}

func TestDescription(t *testing.T) {
	s := serve(t, library(), func(o *Options) { o.Styles = []string{"/static/site.css"} })
	spec := into[map[string]any](t, get(t, s, "/api/v1/openapi.json"))
	if !strings.HasPrefix(spec["openapi"].(string), "3.1") {
		t.Errorf("openapi %v", spec["openapi"])
	}
	pretty, _ := json.MarshalIndent(spec, "", "  ")
	golden(t, "openapi.json", append(pretty, '\n'))
	if w := get(t, s, "/api/v1/openapi.yaml"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "openapi: 3.1") {
		t.Errorf("yaml: status %d", w.Code)
	}
	for _, path := range []string{"/api/", "/api/v1"} {
		if w := get(t, s, path); w.Code != http.StatusFound || w.Header().Get("Location") != "https://news.example/api/v1/" {
			t.Errorf("%s: status %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
	page := get(t, s, "/api/v1/").Body.String()
	for _, want := range []string{"/api/v1/stories/{id}", "/static/site.css", "List stories: parameters", "coverage", "/topic/{topic}/feed.atom"} {
		if !strings.Contains(page, want) {
			t.Errorf("the reference does not name %q", want)
		}
	}
	for _, never := range []string{"<script", "style=", "http-equiv"} {
		if strings.Contains(page, never) {
			t.Errorf("the reference holds %q", never)
		}
	}
}

func TestOpenSearch(t *testing.T) {
	s := serve(t, library(), func(o *Options) { o.Name = "A name & more than sixteen characters" })
	w := get(t, s, "/opensearch.xml")
	if got := w.Header().Get("Content-Type"); got != "application/opensearchdescription+xml" {
		t.Errorf("Content-Type %q", got)
	}
	golden(t, "opensearch.xml", w.Body.Bytes())
}

// Links follow the configured address, never the request's headers (MAIL-02).
func TestMAIL02_forgedHost(t *testing.T) {
	s := serve(t, library())
	for _, path := range []string{"/api/v1/stories", "/feed.rss", "/feed.atom", "/feed.json", "/api/v1/openapi.json", "/api/v1/none"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = "evil.example"
		r.Header.Set("X-Forwarded-Host", "evil.example")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if strings.Contains(w.Body.String(), "evil") || !strings.Contains(w.Body.String(), "https://news.example") {
			t.Errorf("%s: %s", path, w.Body)
		}
	}
}
