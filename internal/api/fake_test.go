package api

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// noon is the time at which the tests' news stands still.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// fakeLibrary is a Library in memory.
type fakeLibrary struct {
	views   []news.StoryView
	moved   map[news.ID]news.ID
	outlets map[string]news.OutletView
	err     error // of every method, when set
}

func (l *fakeLibrary) Story(_ context.Context, id news.ID) (*news.StoryView, error) {
	if l.err != nil {
		return nil, l.err
	}
	if to, ok := l.moved[id]; ok {
		return nil, fmt.Errorf("story: %w", &news.Moved{To: to})
	}
	for i := range l.views {
		if l.views[i].Story.ID == id {
			return &l.views[i], nil
		}
	}
	return nil, fmt.Errorf("story %s: %w", id, news.ErrNotFound)
}

func (l *fakeLibrary) StoryViews(_ context.Context, f news.StoryFilter) ([]news.StoryView, error) {
	if l.err != nil {
		return nil, l.err
	}
	views := slices.Clone(l.views)
	slices.SortFunc(views, func(a, b news.StoryView) int {
		if f.Order != news.ByID && !a.Story.Updated.Equal(b.Story.Updated) {
			return b.Story.Updated.Compare(a.Story.Updated)
		}
		return int(b.Story.ID - a.Story.ID)
	})
	var out []news.StoryView
	for _, v := range views {
		carries := slices.ContainsFunc(v.Outlets, func(o news.StoryOutlet) bool { return o.Domain == f.Outlet })
		blind := slices.ContainsFunc(v.Story.Blindspots, func(b news.Blind) bool {
			return f.BlindSide == 0 || b.Side == f.BlindSide
		})
		switch {
		case f.After.ID != 0 && v.Story.ID >= f.After.ID:
		case f.Topic != "" && !slices.Contains(v.Story.Topics, f.Topic):
		case f.Outlet != "" && !carries:
		case f.Blindspot && !blind:
		case v.Story.Coverage.Total < f.MinOutlets:
		case len(out) < f.Limit:
			out = append(out, v)
		}
	}
	return out, nil
}

func (l *fakeLibrary) Stories(ctx context.Context, f news.StoryFilter) ([]news.Story, error) {
	views, err := l.StoryViews(ctx, f)
	stories := make([]news.Story, len(views))
	for i := range views {
		stories[i] = views[i].Story
	}
	return stories, err
}

func (l *fakeLibrary) Outlet(_ context.Context, domain string) (*news.OutletView, error) {
	if l.err != nil {
		return nil, l.err
	}
	if o, ok := l.outlets[domain]; ok {
		return &o, nil
	}
	return nil, news.ErrNotFound
}

func (l *fakeLibrary) Search(_ context.Context, q search.Query) (r search.Result, err error) {
	if !q.Empty() {
		for _, v := range l.views {
			r.Stories = append(r.Stories, search.StoryHit{Story: v.Story})
		}
	}
	return r, l.err
}

func (l *fakeLibrary) Status(context.Context) (news.Status, error) {
	return news.Status{AsOf: noon, Outlets: 150, Feeds: 170, Due: 3, Failing: 2, Articles: 4000, Stories: 900, Queue: 7,
		Newest: noon.Add(-time.Minute)}, l.err
}

// view makes a story of articles by the named outlets: "left-1", "right-2", "unrated-1" and so on.
func view(n int, outlets ...string) news.StoryView {
	id := news.ID(noon.UnixMilli()-int64(n)*60_000) << 22
	v := news.StoryView{
		Story: news.Story{
			ID: id, Slug: fmt.Sprintf("ferries-%d", n), Headline: fmt.Sprintf("Ferries sail again, day %d", n), HeadlineBy: "Left-1 News",
			Created: noon.Add(-time.Duration(n+60) * time.Minute), Updated: noon.Add(-time.Duration(n) * time.Minute),
			Topics: []string{"politics"}, Version: 1,
			Coverage: news.Coverage{Total: len(outlets), Sides: make([]int, 4), Voices: len(outlets), Line: "50% Left"},
		},
		Summary: news.Summary{Sentences: []news.Sentence{{Text: "The ferries sail again."}, {Text: "Fares are up."}}},
		AsOf:    noon,
	}
	for i, name := range outlets {
		side, _ := news.DefaultScale.ParseSide(name[:len(name)-2])
		v.Story.Coverage.Sides[side]++
		v.Outlets = append(v.Outlets, news.StoryOutlet{Domain: name + ".example", Name: name, Side: side})
		v.Articles = append(v.Articles, news.StoryArticle{Article: news.Article{
			ID: id + news.ID(i), Outlet: name + ".example", URL: "https://" + name + ".example/a", Title: "Ferries: " + name,
			Language: "en", Published: noon.Add(-time.Hour), Seen: noon, Story: id,
		}})
	}
	if rated := v.Story.Coverage.Rated(); rated > 0 {
		v.Story.Coverage.Percent = make([]int, 3)
		for side := range 3 {
			v.Story.Coverage.Percent[side] = 100 * v.Story.Coverage.Sides[side+1] / rated
		}
	} else {
		v.Story.Coverage.Line = "No rated outlet"
	}
	return v
}

// serve returns a Server of the library at news.example.
func serve(t testing.TB, lib Library, change ...func(*Options)) *Server {
	t.Helper()
	base, _ := url.Parse("https://news.example/")
	opts := Options{Base: base, Name: "Parallax", Version: "v1", Scale: news.DefaultScale, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for _, f := range change {
		f(&opts)
	}
	s, err := New(lib, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get asks h for a path; header holds names and values in turn.
func get(t *testing.T, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// into reads a JSON answer and fails unless it is a 200.
func into[T any](t *testing.T, w *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return v
}

// golden compares with a file under testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s differs (-want +got); run with -update when that is meant:\n%s", path, d)
	}
}
